"""Long tables: CSV and Parquet, good and bad, and there and back."""

import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe.core import Absence, CountRatio, FactValue, Period, Place, Refused
from kaohe.facts import Fact, Facts, Role, State
from kaohe.facts.table_files import read_table, write_csv
from tests.unit.facts.samples import MEASURES, YEAR, D, scheme, units

SCHEME, UNITS = scheme(), units()
HEADER = "单位,数据项,期间,值\n"
WIDE = "单位,数据项,期间,值,类型,状态,填报人,时间,说明\n"


def _read(path: Path) -> tuple[Facts, list[str]]:
    facts, problems = read_table(path, SCHEME, UNITS)
    where = [p.where[0] for p in problems]
    return facts, [
        f"{p.code.removeprefix('facts.')}@{w.line}:{w.column}" for p, w in zip(problems, where, strict=True)
    ]


def _csv(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "facts.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_ids_names_and_defaults(tmp_path: Path, encoding: str) -> None:
    text = HEADER + "城关镇,公共服务覆盖率,2026年,95.5\nt1,rate,2026,292/300\nt1,cases,2026年第1季度,\n"
    facts, problems = _read(_csv(tmp_path, text, encoding))
    assert problems == []
    assert list(facts) == [
        Fact("t1", "cover", YEAR, D("95.5"), place=Place("facts.csv", line=2)),
        Fact("t1", "rate", YEAR, CountRatio(D(292), D(300)), place=Place("facts.csv", line=3)),
    ]


def test_provenance_is_kept(tmp_path: Path) -> None:
    text = WIDE + "t1,rate,2026,90,目标,已核,王五,2026-01-05,按办法\n"
    facts, problems = _read(_csv(tmp_path, text))
    assert problems == []
    fact = next(iter(facts))
    assert (fact.role, fact.state, fact.by, fact.at, fact.note) == (
        Role.TARGET,
        State.VERIFIED,
        "王五",
        "2026-01-05",
        "按办法",
    )


@pytest.mark.parametrize(
    ("text", "problems", "kept"),
    [
        ("", ["empty-file@0:0"], 0),
        (HEADER, ["no-figures@0:0"], 0),
        ("单位,数据项,值\nt1,cover,95\n", ["missing-column@1:0"], 0),
        ("单位,数据项,期间,值,值\nt1,cover,2026,95,95\n", ["duplicate-column@1:0"], 1),
        ("单位,数据项,期间,值,甲\nt1,cover,2026,95,x\n", ["extra-column@1:0"], 1),
        (HEADER + "无此镇,cover,2026,95\nt1,cover,2026,96\n", ["unknown-unit@2:1"], 1),
        (HEADER + "t1,无此项,2026,95\n", ["unknown-measure@2:2"], 0),
        (HEADER + "t1,cover,Jan-26,95\n", ["unknown-period@2:3"], 0),
        (HEADER + "t1,cover,2026-13,95\n", ["unknown-period@2:3"], 0),
        (HEADER + ",,,\n,cover,,95\n", ["unknown-unit@3:1", "unknown-period@3:3"], 0),
        (HEADER + "t1,cover,2026,0.95\nt2,cover,2026,0.95\n", ["percent-as-fraction@2:4", "percent-as-fraction@3:4"], 0),
        (HEADER + "t1,cover,2026,９５％\nt1,money,2026,5\n", ["full-width@2:4"], 1),
        (HEADER + "t1,index,2026,-2\nt2,index,2026,-2\n", ["negative@2:4", "negative@3:4"], 2),
        (HEADER + "t1,cover,2026,95\n城关镇,公共服务覆盖率,2026年,96\n", ["duplicate-fact@3:0"], 0),
        (HEADER + "t1,cover,2026,95\nt1,cover,2026,95.0\n", ["duplicate-fact@3:0"], 1),
        (HEADER + "t1,cover,2026,95,96\n", ["too-many-cells@2:0"], 0),
        (HEADER + "t1,cover,2026,95,\nt1,money,2026\n", [], 1),
        (WIDE + "t1,plan,2026,是,目标\n", ["no-target@2:2"], 0),
        (WIDE + "t1,cover,2026,95,实际,报了\n", ["unknown-word@2:5", "unknown-word@2:6"], 0),
        (WIDE + "t1,cover,2026,,,,,,说明\n", ["note-without-value@2:0"], 0),
        (WIDE + "t1,cover,2026,95,,,王五 13800138000\nt2,cover,2026,1\n", ["personal-data@2:7"], 0),
        ("单位,数据项,期间,值,姓名\nt1,cover,2026,95,某\n", ["personal-data@1:5"], 0),
        (HEADER + "t1,cover,2026,13800138000\n", ["personal-data@2:4"], 0),
    ],
)  # fmt: skip
def test_bad_rows_cost_only_themselves(tmp_path: Path, text: str, problems: list[str], kept: int) -> None:
    facts, found = _read(_csv(tmp_path, text))
    assert found == problems
    assert len(facts) == kept


def test_no_problem_repeats_a_number_of_a_person(tmp_path: Path) -> None:
    _, problems = read_table(_csv(tmp_path, HEADER + "t1,cover,2026,13800138000\n"), SCHEME, UNITS)
    assert "13800138000" not in str(problems)


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "facts.parquet"
    rows = {"单位": ["t1", "t2"], "数据项": ["cover", "cover"], "期间": [2026, 2026]}
    polars.DataFrame({**rows, "值": ["95.5", "N/A"]}).write_parquet(path)
    facts, problems = _read(path)
    assert [f.value for f in facts] == [D("95.5")]
    assert problems == ["not-a-number@2:4"]
    polars.DataFrame({**rows, "值": [95, None]}).write_parquet(path)
    assert [f.value for f in _read(path)[0]] == [D(95)]
    decimals = polars.Series("值", [D("95.50"), D("1.20")], polars.Decimal(10, 2))
    polars.DataFrame({**rows, "值": decimals}).write_parquet(path)
    assert [f.value for f in _read(path)[0]] == [D("95.5"), D("1.2")]
    polars.DataFrame({**rows, "值": [95.5, 1.0]}).write_parquet(path)
    assert _read(path)[1] == ["binary-float@0:0"]
    polars.DataFrame({**rows, "值": [["95"], ["1"]]}).write_parquet(path)
    assert _read(path)[1] == ["not-a-table@0:0"]
    polars.DataFrame({**rows, "值": ["95", "138 0013 8000"]}).write_parquet(path)
    assert _read(path)[1] == ["personal-data@2:4"]


def test_bad_parquet(tmp_path: Path) -> None:
    path = tmp_path / "facts.parquet"
    for data, code in (
        (b"", "empty-file"),
        (b"\x89PNG", "not-a-table"),
        (b"PAR1" + b"x" * 99, "damaged-file"),
    ):
        path.write_bytes(data)
        assert _read(path)[1] == [f"{code}@0:0"]


def test_parquet_without_polars_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(Refused, match=r"kaohe\[batch\]") as refused:
        read_table(tmp_path / "facts.parquet", SCHEME, UNITS)
    assert refused.value.code == "facts.parquet-needs-batch"


def _decimals(low: int, high: int, places: int) -> st.SearchStrategy[Decimal]:
    scale = 10**places
    return st.integers(low * scale, high * scale).map(lambda number: Decimal(number) / scale)


_COUNTS = st.integers(1, 10**6)
_RATIOS = st.tuples(_COUNTS, _COUNTS).map(lambda pair: CountRatio(D(min(pair)), D(max(pair))))
_VALUES: dict[str, st.SearchStrategy[FactValue]] = {
    "rate": _RATIOS,
    "cover": _decimals(0, 100, 1),
    "growth": _decimals(-50, 300, 2),
    "money": _decimals(0, 10**6, 2),
    "cases": _decimals(0, 999, 0),
    "plan": st.booleans(),
    "work": st.sampled_from(("好", "较好", "一般")),
    "views": _decimals(-9, 9, 2),
    "place": _decimals(1, 99, 0),
}
_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Nd"], exclude_characters="\0"), max_size=12)
_PERIODS = st.sampled_from((YEAR, Period(2025), Period(2026, 7, 1), Period(2025, 10, 12), Period(2026, 1, 6)))


@st.composite
def _facts(draw: st.DrawFn) -> Fact:
    measure = draw(st.sampled_from(sorted(_VALUES)))
    role = draw(st.sampled_from(Role)) if measure in ("cover", "growth", "money") else Role.ACTUAL
    value = draw(st.one_of(st.sampled_from(Absence), _VALUES[measure]))
    unit = draw(st.sampled_from(("q", "t1", "t2")))
    by, when, note = draw(_TEXTS), draw(_TEXTS), draw(_TEXTS)
    return Fact(
        unit, measure, draw(_PERIODS), value, role, draw(st.sampled_from(State)), by=by, at=when, note=note
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(_facts(), max_size=12, unique_by=lambda fact: fact.key))
def test_written_and_read_again_the_facts_are_the_same(written: list[Fact]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "facts.csv"
        write_csv(Facts(written), path, SCHEME)
        facts, problems = read_table(path, SCHEME, UNITS)
    assert [p for p in problems if p.code != "facts.no-figures"] == []
    assert [replace(fact, place=Place()) for fact in facts] == list(Facts(written))
    assert facts.digest() == Facts(written).digest()


def test_nothing_that_was_written_runs_as_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    write_csv([Fact("t1", "cover", YEAR, D(95), note="=1+1", by="@SUM(A1)")], path, SCHEME)
    cells = path.read_text("utf-8-sig").splitlines()[1].split(",")
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_every_kind_of_measure_is_in_the_sample() -> None:
    assert {measure.kind.value for measure in MEASURES} == {
        "percent", "ratio", "count", "number", "money", "yes_no", "level", "points", "rank",
    }  # fmt: skip
