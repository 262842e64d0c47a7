"""Facts as DHIS2's data value sets, out and in."""

from django.utils.translation import gettext as _
from ninja.responses import Status

from kaohe.core import Period, Refused
from kaohe.facts.needs import form_of
from kaohe.scheme import Scheme
from kaohe.web.filing.facts import fact_of, scheme_for
from kaohe.web.interface.api import operation
from kaohe.web.interface.auth import TokenRequest
from kaohe.web.interface.exchange import Codes, data_values, elements_of, from_dhis2, to_dhis2
from kaohe.web.interface.importing import summary, take_apart, wishes_of
from kaohe.web.interface.models import ElementCode
from kaohe.web.interface.reading import figures_for, unit_named
from kaohe.web.interface.schemas import (
    DataValueOut,
    DataValueSetIn,
    DataValueSetOut,
    Filter,
    Number,
    WebMessage,
)
from kaohe.web.interface.writing import receive
from kaohe.web.rounds.querysets import round_for

TAG = "DHIS2"


@operation(
    "GET", "/rounds/{round_id}/dataValueSets", DataValueSetOut, tag=TAG, summary="导出 dataValueSets / export"
)
def get_data_values(
    request: TokenRequest, round_id: Number, orgUnit: Filter = "", period: Filter = ""  # noqa: N803
) -> DataValueSetOut:  # fmt: skip
    """比率是两个数据元（.numerator、.denominator），目标带 .target；未填报的没有，不适用的 value 为空、comment 为“不适用”。

    A ratio is two data elements, a target has `.target`; what is not reported is left out.
    """
    round = round_for(request.auth, round_id)
    scheme, codes = _codes(scheme_for(round))
    figures = figures_for(request.auth, round).exclude(value="")
    if orgUnit:
        figures = figures.filter(unit=unit_named(request.auth, round, orgUnit))
    if period:
        figures = figures.filter(period=str(from_dhis2(period) or ""))
    out = []
    for figure in figures:
        fact = fact_of(figure, scheme)
        form = None if fact is None else form_of(scheme, scheme.measures[fact.measure], fact.role)
        if fact is None or form is None:
            continue
        told = _period(fact.period)
        for each in data_values(form, fact.role, fact.unit, told, fact.counts, fact.note, codes):
            out.append(
                DataValueOut(
                    dataElement=each.element,
                    period=each.period,
                    orgUnit=each.unit,
                    value=each.value,
                    comment=each.comment or None,
                    lastUpdated=fact.at,
                )
            )
    return DataValueSetOut(dataValues=out)


@operation(
    "POST", "/rounds/{round_id}/dataValueSets", {200: WebMessage, 409: WebMessage}, tag=TAG,
    summary="导入 dataValueSets / import",
)  # fmt: skip
def post_data_values(
    request: TokenRequest, round_id: Number, body: DataValueSetIn, dryRun: bool = False  # noqa: N803
) -> Status[WebMessage]:  # fmt: skip
    """收下能收的，其余列在 conflicts 里（此时回答 409）。dryRun=true 只试不写。带有居民个人信息的整个请求不收（422）。

    Takes what can be taken and lists the rest as conflicts (then 409). `dryRun` writes nothing.
    """
    round = round_for(request.auth, round_id)
    _scheme, codes = _codes(scheme_for(round))
    parcel = take_apart(body, codes)
    wishes = wishes_of(parcel, body.dataValues)
    done = receive(round=round, wishes=list(wishes.values()), by=request.auth, dry=dryRun)
    told = summary(parcel, wishes, done, len(body.dataValues))
    return Status(told.httpStatusCode, told)


def _codes(scheme: Scheme) -> tuple[Scheme, Codes]:
    given = dict(ElementCode.objects.values_list("code", "element"))
    return scheme, Codes(elements_of(scheme), given)


def _period(period: Period) -> str:
    told = to_dhis2(period)
    if told is None:
        message = _("%(period)s在 DHIS2 里没有对应的时期，导不出去。") % {"period": period.label}
        raise Refused("api.period-not-in-dhis2", message)
    return told
