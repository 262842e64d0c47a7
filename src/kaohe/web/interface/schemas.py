"""What the interface takes and gives. Figures and points are strings; what is not there is null, with its reason beside it."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_FACTS = 2000
"""Facts in one call."""
_NO_NUL = r"^[^\x00]*$"

Code = Annotated[str, Field(max_length=120, pattern=_NO_NUL)]
Filter = Annotated[str, Field(max_length=120, pattern=_NO_NUL)]
Number = Annotated[int, Field(ge=1, le=2**53 - 1)]
Page = Annotated[int, Field(ge=1, le=1_000_000, description="第几页 / page, from 1")]
Size = Annotated[int, Field(ge=1, le=1000, description="每页几条 / entries a page")]
FactRoleName = Literal["actual", "target"]
AbsenceName = Literal["missing", "pending", "not_applicable"]
Status = Literal["provisional", "final"]


class Told(BaseModel):
    """What is given."""

    model_config = ConfigDict(extra="forbid")


class ProblemEntry(Told):
    """One thing to mend."""

    code: str
    severity: Literal["error", "warning", "advice"]
    where: list[str]
    message: str
    remedy: str


class InvalidEntry(Told):
    """One place of the request that is not as the document says."""

    where: str
    code: str
    message: str


class ProblemDetails(Told):
    """为什么没有办成 / why it was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="稳定的代码 / stable code")
    problems: list[ProblemEntry]
    errors: list[InvalidEntry]


class RoundOut(Told):
    """一次考核 / one round."""

    id: int
    title: str
    period: str = Field(description="2026, 2026H1, 2026Q3, 2026-07, 2025-10/2026-09")
    stage: str = Field(
        description="阶段 / drafting, targets, reporting, self, scoring, feedback, appeals, approval, published, rectifying, archived"
    )
    stage_name: str
    scheme: int | None = Field(description="办法版本的编号 / id of the scheme's version")


class Rounds(Told):
    count: int
    page: int
    size: int
    items: list[RoundOut]


class UnitOut(Told):
    """被考核单位 / an assessed unit."""

    code: str
    name: str
    level: str
    unit_class: str
    parent: str


class UnitList(Told):
    items: list[UnitOut]


class AskOut(Told):
    """要报的一个数 / one figure that is asked for, of every unit of these levels."""

    period: str
    role: FactRoleName
    levels: list[str]


class MeasureOut(Told):
    """数据项 / a measure."""

    id: str
    name: str
    kind: Literal["percent", "ratio", "count", "number", "money", "yes_no", "level", "points", "rank"]
    unit: str
    places: int
    low: str | None
    high: str | None
    part_name: str
    whole_name: str
    per: int
    cadence: Literal["year", "half", "quarter", "month"] | None
    department: str
    supply: Literal["reported", "external", "found", "judged"]
    levels: list[str]
    asks: list[AskOut]


class MeasureList(Told):
    scheme: int
    items: list[MeasureOut]


class FactOut(Told):
    """一个数 / one figure."""

    unit: str
    measure: str
    period: str
    role: FactRoleName
    value: str | None = Field(
        description='null 未填报 / not reported; "不适用" not applicable; "0" zero; "292/300" a ratio; "是"/"否"'
    )
    text: str = Field(description="原样填写的文字 / as it was entered")
    state: Literal["reported", "returned", "verified", "corrected"]
    note: str
    edition: int = Field(
        description="改过几次，写回时可带上防止覆盖 / counts its changes; send it back to be told of conflicts"
    )
    by: str
    at: str


class FactPage(Told):
    count: int
    page: int
    size: int
    items: list[FactOut]


class Given(BaseModel):
    """What is taken: nothing that the document does not name."""

    model_config = ConfigDict(extra="forbid")


class FactIn(Given):
    """要写入的一个数 / one figure to be written."""

    unit: Code
    measure: Code
    period: Annotated[str, Field(max_length=20, pattern=_NO_NUL)]
    role: FactRoleName = "actual"
    value: Annotated[str, Field(max_length=200, pattern=_NO_NUL)] | None = Field(
        description='null 或 "" 收回成未填报 / null takes it back to not reported'
    )
    note: Annotated[str, Field(max_length=1000, pattern=_NO_NUL)] | None = None
    edition: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = Field(
        default=None,
        description="读到时的 edition；省去则直接写 / the edition that was read; without it, written unasked",
    )


class FactsIn(Given):
    facts: Annotated[list[FactIn], Field(min_length=1, max_length=MOST_FACTS)]


class Outcome(Told):
    """一个数的结果 / what became of one figure."""

    unit: str
    measure: str
    period: str
    role: FactRoleName
    outcome: Literal["created", "updated", "unchanged", "conflict", "refused"]
    value: str | None = Field(description="现在的值 / the value as it is now")
    edition: int = Field(description="现在的 edition，0 是没有 / as it is now, 0: there is none")
    problems: list[ProblemEntry]


class Outcomes(Told):
    created: int
    updated: int
    unchanged: int
    conflicts: int
    refused: int
    outcomes: list[Outcome]


class SchemeVersion(Told):
    """办法的一个版本 / one version of a scheme."""

    id: int
    title: str
    number: int
    digest: str
    issued_at: str | None


class SchemePage(Told):
    count: int
    page: int
    size: int
    items: list[SchemeVersion]


class SchemeOut(SchemeVersion):
    scheme: dict[str, Any] | None = Field(
        description="整份办法；有错误时为 null / the whole; null while it has errors"
    )


class StandingOut(Told):
    """一个单位的总分、名次、等次 / a unit's total, rank and grade."""

    unit: str
    name: str
    unit_class: str
    total: str | None
    absence: AbsenceName | None
    rank: int | None
    tied: bool
    grade: str
    status: Status
    base: str
    bonus: str
    deduction: str
    vetoes: list[str]
    gaps: list[str]


class ListMember(Told):
    unit: str
    amount: str | None


class UnitListOut(Told):
    """结果运用的一份名单 / one list of consequences."""

    name: str
    action: str
    members: list[ListMember]


class TableOut(Told):
    """一张考核表的排名 / one table's ranking."""

    table: str
    total: str
    precision: int
    status: Status
    units: list[StandingOut]
    lists: list[UnitListOut]


class ResultsOut(Told):
    """一次考核的结果 / a round's results."""

    round: int
    scheme: str
    version: str
    period: str
    status: Status
    digest: str
    tables: list[TableOut]


class ItemOut(Told):
    """一项的得分和理由 / one item's points and why."""

    code: str
    name: str
    full: str
    score: str | None
    absence: AbsenceName | None
    reason: str
    departments: list[str]


class UnitTableOut(Told):
    table: str
    total: str | None = Field(description="null：不计总分，或还不能看 / no total, or not yet to be seen")
    rank: int | None
    grade: str | None
    status: Status
    items: list[ItemOut]


class UnitResult(Told):
    """一个单位的得分和每一项的理由 / one unit's scores with every reason."""

    round: int
    unit: str
    name: str
    tables: list[UnitTableOut]


class PublicationOut(Told):
    """一次公布 / one publication."""

    number: int
    fingerprint: str
    sha256: str
    at: str


class PublicationList(Told):
    items: list[PublicationOut]


class DataValueIn(BaseModel):
    """DHIS2 dataValue. 别的字段不看也不存 / other fields are neither read nor kept."""

    dataElement: Code  # noqa: N815 - DHIS2's names
    period: Annotated[str, Field(max_length=20, pattern=_NO_NUL)] | None = None
    orgUnit: Code | None = None  # noqa: N815
    value: Annotated[str, Field(max_length=200, pattern=_NO_NUL)] | bool | int | Decimal | None = None
    comment: Annotated[str, Field(max_length=1000, pattern=_NO_NUL)] | None = None
    deleted: bool = False


class DataValueSetIn(BaseModel):
    """DHIS2 dataValueSet."""

    period: Annotated[str, Field(max_length=20, pattern=_NO_NUL)] | None = None
    orgUnit: Code | None = None  # noqa: N815
    dataValues: Annotated[list[DataValueIn], Field(min_length=1, max_length=2 * MOST_FACTS)]  # noqa: N815


class DataValueOut(Told):
    dataElement: str  # noqa: N815
    period: str
    orgUnit: str  # noqa: N815
    value: str
    comment: str | None = None
    lastUpdated: str = ""  # noqa: N815


class DataValueSetOut(Told):
    dataValues: list[DataValueOut]  # noqa: N815


class ImportCount(Told):
    imported: int
    updated: int
    ignored: int
    deleted: int


class ImportConflict(Told):
    object: str
    objects: dict[str, str]
    value: str
    errorCode: str  # noqa: N815
    property: str
    indexes: list[int]


class ImportSummary(Told):
    responseType: Literal["ImportSummary"] = "ImportSummary"  # noqa: N815
    status: Literal["SUCCESS", "WARNING"]
    description: str
    importCount: ImportCount  # noqa: N815
    conflicts: list[ImportConflict]
    rejectedIndexes: list[int]  # noqa: N815
    dataSetComplete: Literal["false"] = "false"  # noqa: N815


class WebMessage(Told):
    """DHIS2 WebMessage: 200 全部收下 / all taken; 409 有没收下的 / some were not."""

    httpStatus: Literal["OK", "Conflict"]  # noqa: N815
    httpStatusCode: Literal[200, 409]  # noqa: N815
    status: Literal["OK", "WARNING"]
    message: str
    response: ImportSummary
