"""Long facts made wide: told as `read_table` tells them, scored as the interpreter scores them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given

from kaohe.batch import csv_files, long_parts, long_values
from kaohe.batch.long import widened
from kaohe.batch.refusal import UnsupportedNodeError
from kaohe.batch.roster import roster_of
from kaohe.batch.running import Run
from kaohe.batch.sources import PERIOD, is_long, open_sources
from kaohe.core import Period, Place, Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts import Fact, Facts, Units
from kaohe.facts.table_files import read_table, write_csv
from kaohe.facts.validate import validate
from kaohe.scheme.model import MeasureKind, Scheme
from tests import strategies
from tests.conformance.backends import Scalar, of_frame
from tests.conformance.lines import Lines
from tests.property.running import examples
from tests.strategies import Round
from tests.structures.handwork import NAMES, Case, structure
from tests.unit.facts.samples import scheme, units

SCHEME, UNITS, ROSTER = scheme(), units(), roster_of(units())
HEADER = "单位,数据项,期间,值\n"
WIDE = "单位,数据项,期间,值,类型,状态,填报人,时间,说明\n"
PERSON = "11010519491231002X"
"""Has the form of an identity number, and is nobody's: it stands in the standard as an example."""


def _told(problem: Problem) -> tuple[Any, ...]:
    return problem.code, problem.severity, problem.where, problem.message, problem.remedy


def _expected(path: Path, scheme: Scheme = SCHEME, units: Units = UNITS) -> list[Problem]:
    """What the scalar way says of the same file."""
    facts, problems = read_table(path, scheme, units)
    return [*problems, *(p for p in validate(facts, scheme, units) if p.code != "facts.outlier")]


def _problems(paths: Sequence[Path], scheme: Scheme = SCHEME) -> list[Problem]:
    with TemporaryDirectory() as folder:
        try:
            return widened(paths, scheme, ROSTER, Path(folder))[1]
        except Refused as refused:
            return list(refused.problems)


def _csv(folder: Path, text: str, encoding: str = "utf-8", name: str = "facts.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding, newline="")
    return path


def _frame(folder: Path, rows: str, **columns: pl.Series) -> Path:
    """A Parquet file of the texts of a CSV, some of its columns in another form."""
    frame = pl.read_csv(rows.encode(), infer_schema=False).with_columns(**columns)
    frame.write_parquet(folder / "facts.parquet")
    return folder / "facts.parquet"


ROWS = [
    HEADER + "城关镇,公共服务覆盖率,2026年,95.5\nt1,rate,2026,292/300\nt1,cases,2026年第1季度,\n",
    WIDE + "t1,rate,2026,90,目标,已核,王五,2026-01-05,按办法\n",
    WIDE + "t1,cover,2026,95,,退回,,,\nt2,cover,2026,不适用,实绩,更正,,,\nt3,cover,2026,待评定,,,,,\n",
    WIDE + "t1,cover,2026,未填报,,,,,\nt1,cover,2026,未填报,,,,,\n",
    HEADER,
    "单位,数据项,值\nt1,cover,95\n",
    "单位,数据项,期间,值,值\nt1,cover,2026,95,95\n",
    "单位,数据项,期间,值,甲\nt1,cover,2026,95,x\n",
    HEADER + "无此镇,cover,2026,95\nt1,cover,2026,96\n",
    HEADER + "t1,无此项,2026,95\n",
    HEADER + "t1,cover,Jan-26,95\n",
    HEADER + "t1,cover,2026-13,95\n",
    HEADER + ",,,\n,cover,,95\n",
    HEADER + "t1,cover,2026,0.95\nt2,cover,2026,0.95\n",
    HEADER + "t1,growth,2026,0.5个百分点\nt2,growth,2026,0.5\nt3,growth,2026,-0.5\n",
    HEADER + "t1,cover,2026,９５％\nt1,money,2026,5\n",
    HEADER + "t1,index,2026,-2\nt2,index,2026,-2\nt3,index,2026,-0\n",
    HEADER + "t1,cover,2026,95\n城关镇,公共服务覆盖率,2026年,96\n",
    HEADER + "t1,cover,2026,95\nt1,cover,2026,95.0\nt1,cover,2026年度,95.00\n",
    WIDE + "t1,cover,2026,95,,已报,,,\nt1,cover,2026,95,,已核,,,\n",
    HEADER + "t1,rate,2026,292/300\nt1,rate,2026,146/150\n",
    HEADER + "t1,cover,2026,95\nt1,cover,2026,95\nt1,cover,2026,96\n",
    HEADER + "t1,cover,2026,95\nt1,cover,2026,\n",
    HEADER + "t1,cover,2026,95,96\n",
    HEADER + "t1,cover,2026,95,\nt1,money,2026\n",
    HEADER + "t1,cover,2026,95,,,,,,,,,,,,,,,96\n",
    WIDE + "t1,plan,2026,是,目标,,,,\n",
    WIDE + "t1,cover,2026,95,实际,报了,,,\n",
    WIDE + "t1,cover,2026,,,,,,说明\nt2,cover,2026, ,,,,,x\n,cover,2026,,,,,,x\n",
    WIDE + "t1,cover,2026,95,,,王五 13800138000,,\nt2,cover,2026,1,,,,,\n",
    "单位,数据项,期间,值,姓名\nt1,cover,2026,95,某\n",
    "单位,数据项,期间,值,备注\nt1,cover,2026,95,某\nt2,cover,2026,95,联系电话\n",
    HEADER + "t1,cover,2026,13800138000\n",
    HEADER + f"t1,cover,2026,{PERSON}\nt2,cover,2026,95\n",
    HEADER + f"{PERSON},cover,2026,95\n",
    HEADER + "138-0013-8000,cover,2026,95\n",
    HEADER + "t1,money,2026,110101001001\n",
    HEADER + "t1,money,2026,1000000000001\nt2,money,2026,1000000000000\nt3,money,2026,0000000000000005\n",
    HEADER + "t1,rate,2026,3/0\nt2,rate,2026,5/3\nt3,rate,2026,1/99999999999999\n",
    HEADER + "t1,rate,2026,97\nt2,rate,2026,２/３\nt3,rate,2026, 2 / 3 \n",
    HEADER + "t1,cases,2026Q1,1.5\nt2,cases,2026Q1,-1\nt3,cases,2026Q1,3.0\n",
    HEADER + "t1,cover,2026,95.55\nt2,cover,2026,100.1\nt3,cover,2026,-1\n",
    HEADER + "t1,growth,2026,-50\nt2,growth,2026,-50.01\nt3,growth,2026,300.01\n",
    HEADER + "t1,plan,2026,是\nt2,plan,2026,有\nt3,plan,2026,不适用\n",
    HEADER + "t1,work,2026,好\nt2,work,2026,很好\nt3,work,2026,待评定\n",
    HEADER + "t1,views,2026,5.5\nt2,views,2026,0\nt3,views,2026,0.5\n",
    HEADER + "t1,cases,2026-03,1\nt1,cases,2027Q1,1\nt2,cases,2027Q1,2\n",
    HEADER + "t1,cases,2025Q1,1\n",
    HEADER + "t1,cases,2025Q1,1\nt1,cases,2026Q1,1\n",
    WIDE + "t1,cover,2026Q1,90,目标,,,,\nt1,cover,2025,90,目标,,,,\n",
    HEADER + "'=1,cover,2026,95\n\u3000t1 ,cover , 2026 , 95 \n",
    HEADER + "t1,cover,2026,'-1\nt2,growth,2026,'-1\n",
    HEADER + "t1,cover,2026,abc\nt1,cover,2026,#N/A\nt1,cover,2026,1e2\nt2,cover,2026,+5\nt3,cover,2026,1.\n",
]  # fmt: skip


@pytest.mark.parametrize("text", ROWS)
@pytest.mark.parametrize("small", [csv_files.SMALL, 0], ids=["small", "big"])
def test_what_is_wrong_is_told_in_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, small: int
) -> None:
    monkeypatch.setattr(csv_files, "SMALL", small)
    path = _csv(tmp_path, text)
    expected = _expected(path)
    found = _problems([path])
    assert {_told(p) for p in found} == {_told(p) for p in expected}
    assert PERSON not in str(found)
    assert "13800138000" not in str(found)


@pytest.mark.parametrize("text", [each for each in ROWS if ",,,," not in each and each.count("值") == 1])
def test_parquet_rows_are_told_in_the_same_words(tmp_path: Path, text: str) -> None:
    path = _frame(
        tmp_path,
        "\n".join(
            line for line in text.splitlines() if line.count(",") == text.partition("\n")[0].count(",")
        ),
    )
    assert {_told(p) for p in _problems([path])} == {_told(p) for p in _expected(path)}


NUMBERS: list[pl.Series] = [
    pl.Series("值", [95, None, 101], dtype=pl.Int8),
    pl.Series("值", [95, 3, 255], dtype=pl.UInt8),
    pl.Series("值", [95, -3, 13800138000], dtype=pl.Int64),
    pl.Series("值", [95, -13800138000, 0], dtype=pl.Int128),
    pl.Series("值", [95, 0, 2**63 + 1], dtype=pl.UInt64),
    pl.Series("值", [Decimal("95.50"), Decimal("1.25"), None], dtype=pl.Decimal(10, 2)),
    pl.Series("值", [Decimal(95), Decimal(13800138000), None], dtype=pl.Decimal(20, 0)),
    pl.Series("值", [Decimal("13800138000.0"), None, Decimal("-0.5")], dtype=pl.Decimal(20, 1)),
    pl.Series("值", [95.5, 1.0, 2.0]),
    pl.Series("值", [["95"], ["1"], []]),
    pl.Series("值", [True, False, None]),
    pl.Series("值", ["95", None, "1"], dtype=pl.Categorical),
    pl.Series("值", [None, None, None]),
    pl.Series("值", [b"95", b"\xff", b"1"]),
]


@pytest.mark.parametrize("values", NUMBERS, ids=lambda each: str(each.dtype))
@pytest.mark.parametrize("measure", ["cover", "plan", "rate", "growth"])
def test_figures_of_every_type_are_told_in_the_same_words(
    tmp_path: Path, values: pl.Series, measure: str
) -> None:
    rows = HEADER + "".join(f"{unit},{measure},2026,\n" for unit in ("t1", "t2", "t3"))
    path = _frame(tmp_path, rows, 值=values)
    assert {_told(p) for p in _problems([path])} == {_told(p) for p in _expected(path)}


def test_a_column_of_another_kind_is_told(tmp_path: Path) -> None:
    path = _frame(tmp_path, HEADER.strip() + ",量\nt1,cover,2026,95,1\n", 量=pl.Series([1.5]))
    assert [p.code for p in _problems([path])] == ["facts.binary-float"]
    path = _frame(tmp_path, HEADER + "t1,cover,2026,95\n", 单位=pl.Series(["t1"], dtype=pl.Enum(["t1"])))
    assert _problems([path]) == []


def test_several_files_are_one(tmp_path: Path) -> None:
    one = _csv(tmp_path, HEADER + "t1,cover,2026,95\nt2,cover,2026,90\nt3,cover,2026,1\n", name="甲.csv")
    two = _frame(tmp_path, HEADER + "城关镇,cover,2026,95.0\nt2,cover,2026,91\n")
    (problem,) = _problems([one, two])
    assert (problem.code, problem.where) == (
        "facts.twice",
        (Place("facts.parquet", line=2), Place("甲.csv", line=3)),
    )
    assert _problems([one, _csv(tmp_path, HEADER + "t1,cover,2026,95\n")]) == []


def test_files_of_one_name_are_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "SMALL", 0)
    (tmp_path / "b").mkdir()
    one = _csv(tmp_path, HEADER + "t1,cover,2026,95\n", "gb18030")
    two = _csv(tmp_path / "b", HEADER + "t2,cover,2026,90\n", "gb18030")
    made = _made([one, two])
    assert made[Period(2026)]["单位"] == ["t1", "t2"]
    folder = tmp_path / "out"
    folder.mkdir()
    first, _ = widened([one, two], SCHEME, ROSTER, folder)
    second, _ = widened([one], SCHEME, ROSTER, folder)
    assert not {*first} & {*second}


def test_nobody_is_on_the_list(tmp_path: Path) -> None:
    path = _csv(tmp_path, HEADER + "t1,cover,2026,95\n")
    with pytest.raises(Refused) as refused:
        widened([path], SCHEME, roster_of(()), tmp_path)
    assert [p.code for p in refused.value.problems] == ["facts.unknown-unit"]


def test_a_folder_is_all_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    (folder / "a").mkdir(parents=True)
    _frame(folder, HEADER + "t1,cover,2026,95\n")
    _frame(folder / "a", HEADER + "t2,cover,2026,x\n")
    (problem,) = _problems([folder])
    assert (problem.code, problem.where[0]) == (
        "facts.not-a-number",
        Place("报送/a/facts.parquet", line=1, column=4),
    )


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG", b"PAR1" + b"x" * 99, b"PK\x03\x04", b"%PDF-1.7", b"a\x00b", b'a,"b\n']
)
@pytest.mark.parametrize("name", ["facts.csv", "facts.parquet"])
@pytest.mark.parametrize("small", [csv_files.SMALL, 0], ids=["small", "big"])
def test_no_damage_is_a_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str, small: int
) -> None:
    monkeypatch.setattr(csv_files, "SMALL", small)
    (tmp_path / name).write_bytes(data)
    assert has_errors(_problems([tmp_path / name]))


def test_of_many_alike_the_first_are_told_and_the_others_counted(tmp_path: Path) -> None:
    rows = "".join(f"t1,cover,2026,x{n}\n" for n in range(50))
    found = _problems([_csv(tmp_path, HEADER + rows)])
    assert [p.where[0].line for p in found] == [2, 3, 4, 5, 6, 0]
    assert "45" in found[-1].message


def test_so_much_is_wrong_that_the_rest_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_values, "_ENOUGH", 20)
    rows = "".join(f"t1,cover,2026,x{n}\n" for n in range(50))
    assert [p.code for p in _problems([_csv(tmp_path, HEADER + rows)])][-1] == "facts.more"


# ---- scores


def _roomy(drawn: Round) -> Round:
    """The round with places and bounds that hold the figures drawn, and without points that no rule awards."""
    whole = (MeasureKind.COUNT, MeasureKind.RANK)
    measures = {
        name: m
        if m.kind in whole
        else replace(m, places=5, high=Decimal(10_000) if m.kind is MeasureKind.PERCENT else m.high)
        for name, m in drawn.scheme.measures.items()
    }
    return replace(drawn, scheme=replace(drawn.scheme, measures=measures))


def _as_csv(facts: Sequence[Fact], path: Path, scheme: Scheme) -> Path:
    write_csv(facts, path.with_suffix(".csv"), scheme)
    return path.with_suffix(".csv")


def _as_parquet(facts: Sequence[Fact], path: Path, scheme: Scheme) -> Path:
    """As a program writes them: in any order, in categories and whole numbers."""
    write_csv(facts, path.with_suffix(".csv"), scheme)
    frame = pl.read_csv(path.with_suffix(".csv"), infer_schema=False).reverse()
    frame.with_columns(pl.col("数据项", "类型").cast(pl.Categorical)).write_parquet(path)
    return path


Write = Callable[[Sequence[Fact], Path, Scheme], Path]


def _lines(drawn: Round, write: Write, block: int, rows: int = 1000) -> Lines:
    """What the files come to, half of the facts in each of two, so many rows to a part."""
    with TemporaryDirectory() as folder:
        half = len(drawn.facts) // 2
        paths = [
            write(facts, Path(folder) / f"{name}.parquet", drawn.scheme)
            for name, facts in (("甲", drawn.facts[:half]), ("乙", drawn.facts[half:]))
            if facts
        ]
        assert all(is_long(path) for path in paths)
        roster = roster_of(drawn.units)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(long_parts, "ROWS", rows)
            made, problems = widened(paths, drawn.scheme, roster, Path(folder))
        assert {problem.code for problem in problems} <= {"facts.negative"}
        sources, said = open_sources(made, drawn.scheme)
        assert said == []
        with Run(drawn.scheme, roster, sources, block=block) as run:
            return {name: of_frame(each.program, each.frame()) for name, each in run.run().items()}


@pytest.mark.parametrize(("write", "block"), [(_as_csv, 1000), (_as_parquet, 2)])
@given(drawn=strategies.rounds())
@examples(1)
def test_random_rounds_come_to_the_same(write: Write, block: int, drawn: Round) -> None:
    drawn = _roomy(drawn)
    said = validate(Facts(drawn.facts), drawn.scheme, Units(drawn.units))
    assert {p.code for p in said if has_errors([p])} <= {"facts.unknown-class"}
    try:
        found = _lines(drawn, write, block, rows=7)
    except UnsupportedNodeError:
        return
    assert found == Scalar().lines(drawn)


CASES = [case for name in NAMES for case in structure(name).cases()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.structure.name}-{case.name}")
def test_real_structures_come_to_the_same(case: Case) -> None:
    drawn = _roomy(case.round())
    assert _lines(drawn, _as_parquet, 1000) == Scalar().lines(drawn)


# ---- files


BIG = [
    (HEADER + "t1,cover,2026,95\n", []),
    (HEADER.replace("\n", "\r\n") + "t1,cover,2026,95\r\n\r\nt2,cover,2026,x\r\n", ["not-a-number@4:4"]),
    ("\n\n" + HEADER + "\nt1,cover,2026,x\n", ["not-a-number@5:4"]),
    (WIDE + 't1,cover,2026,95,,,,,"甲,乙"\n"t2",cover,"2026",x,,,,,"""x"""\n', ["not-a-number@3:4"]),
    (WIDE + 't1,cover,2026,95,,,,,"甲\n乙"\nt2,cover,2026,x,,,,,\n', ["damaged-file@2:0"]),
    (WIDE + 't1,cover,2026,95,,,,,甲\nt2,cover,2026,90,,,,,"甲\n', ["damaged-file@3:0"]),
    (WIDE + 't1,cover,2026,95,,,,,"甲"乙\n', ["damaged-file@2:0"]),
    ('"单位,数据项\n', ["damaged-file@0:0"]),
    (HEADER + "t1,cover,2026,95" + "," * 30 + "1\n", ["too-many-cells@2:0"]),
    (HEADER + "t1,cover,2026,95\rt2,cover,2026,x\r", ["damaged-file@0:0"]),
    (HEADER + "t1,cover,2026,9\0\n", ["unknown-encoding@0:0"]),
    (",\n,,,\n" + HEADER + ",,,\nt1,cover,2026,x\n", ["not-a-number@5:4"]),
    ("\n\n", ["damaged-file@0:0"]),
]


@pytest.mark.parametrize(("text", "problems"), BIG)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("piece", [csv_files.PIECE, 3])
def test_big_files_are_read_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, problems: list[str], encoding: str, piece: int
) -> None:
    monkeypatch.setattr(csv_files, "SMALL", 0)
    monkeypatch.setattr(csv_files, "PIECE", piece)
    found = _problems([_csv(tmp_path, text, encoding)])
    where = [p.where[0] for p in found]
    codes = [p.code.removeprefix("facts.") for p in found]
    assert [f"{code}@{at.line}:{at.column}" for code, at in zip(codes, where, strict=True)] == problems


# ---- periods


def _made(paths: Sequence[Path], **also: Any) -> dict[Period, dict[str, list[Any]]]:
    """The wide files that come of long ones, but for units without any figure."""
    with TemporaryDirectory() as folder:
        made, _ = widened(paths, SCHEME, ROSTER, Path(folder), **also)
        sources, problems = open_sources(made, SCHEME)
        assert problems == []
        frames = {period: source.rows.drop(PERIOD).collect() for period, source in sources.items()}
    filled = {period: frame.drop_nulls(frame.columns[1]) for period, frame in frames.items()}
    return {period: frame.to_dict(as_series=False) for period, frame in filled.items()}


def test_figures_as_wide_files_hold_them(tmp_path: Path) -> None:
    rows = "t1,cover,2026,95.5,,\nt2,cover,2026,不适用,,\nt3,cover,2026,7,,退回\nt1,rate,2026,292/300,,\nt1,rate,2026,90,目标,\n"
    rows += "t1,plan,2026,否,,\nt1,work,2026,好,,\nt1,cases,2026Q1,3,,\nt1,money,2025,12.5,,\n"
    made = _made([_csv(tmp_path, "单位,数据项,期间,值,类型,状态\n" + rows)])
    assert set(made) == {Period(2026), Period(2026, 1, 3), Period(2025)}
    assert made[Period(2025)] == {"单位": ["t1"], "money": [Decimal("12.50")]}
    assert made[Period(2026, 1, 3)] == {"单位": ["t1"], "cases": [3]}
    with TemporaryDirectory() as folder:
        paths, _ = widened([tmp_path / "facts.csv"], SCHEME, ROSTER, Path(folder))
        frame = pl.concat([pl.read_parquet(path / "*.parquet") for path in paths], how="diagonal")
        frame = frame.filter(pl.col("期间") == "2026", pl.col("单位").is_in(["t1", "t2", "t3"]))
        assert {path.name for path in paths} == {"facts.csv"}
    assert frame.drop("期间", "cases", "money").to_dict(as_series=False) == {
        "单位": ["t1", "t2", "t3"],
        "cover": [Decimal("95.5"), None, None],
        "cover.状态": [None, "不适用", None],
        "rate.分子": [292, None, None],
        "rate.分母": [300, None, None],
        "rate.目标": [Decimal("90.00"), None, None],
        "plan": [False, None, None],
        "work": ["好", None, None],
    }


def test_the_periods_that_are_scored(tmp_path: Path) -> None:
    rows = "".join(f"t1,cover,{year},9{year % 10}\n" for year in range(2023, 2028))
    path = _csv(tmp_path, HEADER + rows)
    assert [(p.code, p.where[0].line) for p in _problems([path])] == [("facts.wrong-period", 6)]
    path = _csv(tmp_path, HEADER + rows.replace("t1,cover,2027,97\n", ""))
    assert list(_made([path])) == [Period(2026)]
    assert list(_made([path], periods=[Period(2026), Period(2024)])) == [Period(2024), Period(2026)]
    assert list(_made([path], periods=None)) == [Period(2023), Period(2024), Period(2025), Period(2026)]


def test_last_years_files_are_read_as_far_as_they_are_still_known(tmp_path: Path) -> None:
    rows = "t1,money,2025,12.5\nt9,money,2025,7\nt1,旧项,2025,7\nt1,旧项,2025,13.5\nt2,money,2026,5\nt2,money,2025,8\nt2,cases,2024Q1,9\n"
    last = _csv(tmp_path, HEADER + rows, name="last.csv")
    this = _csv(tmp_path, HEADER + "t1,money,2026,6\nt2,money,2025,9\n")
    made = _made([this], past=[last])
    assert made == {
        Period(2026): {"单位": ["t1"], "money": [Decimal("6.00")]},
        Period(2025): {"单位": ["t1", "t2"], "money": [Decimal("12.50"), Decimal("9.00")]},
    }
    last = _csv(tmp_path, HEADER + rows + "t1,cover,2025,x\nt1,cover,2o25,1\n", name="last.csv")
    with TemporaryDirectory() as folder, pytest.raises(Refused) as refused:
        widened([this], SCHEME, ROSTER, Path(folder), past=[last])
    told = [(p.code, p.where[0].file, p.where[0].line) for p in refused.value.problems]
    assert told == [("facts.not-a-number", "last.csv", 9), ("facts.unknown-period", "last.csv", 10)]


def test_somebody_who_watches_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    path = _csv(tmp_path, HEADER + "t1,cover,2026,95\nt1,cases,2026Q1,1\n")
    _made([path], progress=lambda what, done, of: told.append((what, done, of)))
    assert told == [("读入长表", 0, 3), ("长表转宽", 1, 3), ("长表转宽", 2, 3)]


def test_nothing_is_left_on_the_disk_but_the_wide_files(tmp_path: Path) -> None:
    path = _csv(tmp_path, HEADER + "t1,cover,2026,95\n")
    folder = tmp_path / "out"
    folder.mkdir()
    widened([path], SCHEME, ROSTER, folder)
    files = [each.relative_to(folder).parts for each in folder.rglob("*") if each.is_file()]
    assert sorted(parts[1:] for parts in files) == [
        ("excerpt.csv",),
        ("wide", "0", "facts.csv", "000000000.parquet"),
    ]
