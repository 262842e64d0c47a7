"""Files and folders: what they are, which periods they hold, and what is said of those that are none. Never a stack trace."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.batch import csv_files
from kaohe.batch.sources import is_long, open_sources
from kaohe.core import Absence, Period, Refused
from kaohe.facts import Role
from tests.property.running import examples
from tests.unit.batch.wide import MEASURES, SCHEME, YEAR, D, of_frame, outcome

MISSING = Absence.MISSING
JANUARY, FEBRUARY = Period(2026, 1, 1), Period(2026, 2, 1)


def _written(path: Path, **columns: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(columns).write_parquet(path)
    return path


# ---- periods


def test_a_file_without_periods_is_of_the_schemes(tmp_path: Path) -> None:
    found = outcome(_written(tmp_path / "a.parquet", 单位=["t1"], cover=[95]))
    assert found.of("cover")["t1"] == 95


def test_a_column_of_periods(tmp_path: Path) -> None:
    units = ["t1", "t2", "t1", "t1", "t9"]
    periods = ["2026", "2026年度", "2026-01", "2025", "2026-01"]
    path = _written(
        tmp_path / "a.parquet", 单位=units, 期间=periods, monthly=[1, 2, 3, 4, 5], money=[1, 2, 3, 4, 5]
    )
    found = outcome(path)
    assert found.of("money")["t1"] == 1
    assert found.of("money")["t2"] == 2
    assert found.of("money", period=Period(2025))["t1"] == 4
    assert found.of("monthly", period=JANUARY) == {
        f"t{n}": {1: 3, 9: 5}.get(n, MISSING) for n in range(1, 13)
    }


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    columns = {
        "单位": ["t1", "t2", "t3", "x"],
        "期间": ["2025", "2026", "2026", "2026"],
        "money": ["1", "2", "y", "4"],
    }
    assert outcome(_written(tmp_path / "a.parquet", **columns)).told() == [
        "unknown-unit@4:",
        "not-a-number@3:t3，money",
    ]
    text = "\n".join(",".join(cells) for cells in zip(*columns.values(), strict=True))
    (tmp_path / "a.csv").write_text(f"单位,期间,money\n{text}\n", encoding="utf-8")
    assert outcome(tmp_path / "a.csv").told() == ["unknown-unit@5:", "not-a-number@4:t3，money"]


@pytest.mark.parametrize("text", ["2026-13", "Jan", "", None, "20260101"])
def test_unknown_periods(text: str | None, tmp_path: Path) -> None:
    found = outcome(_written(tmp_path / "a.parquet", 单位=["t1", "t2"], 期间=["2026", text], cover=[1, 2]))
    assert found.refused == "facts.unknown-period"
    assert found.told() == ["unknown-period@0:期间"]


def test_whole_numbers_for_years(tmp_path: Path) -> None:
    found = outcome(_written(tmp_path / "a.parquet", 单位=["t1", "t1"], 期间=[2026, 2025], money=[1, 2]))
    assert found.of("money")["t1"] == 1
    assert outcome(_written(tmp_path / "b.parquet", 单位=["t1"], 期间=[2026.0], cover=[1])).refused


def test_two_files_for_one_period(tmp_path: Path) -> None:
    one = _written(tmp_path / "a.parquet", 单位=["t1"], cover=[1])
    two = _written(tmp_path / "b.parquet", 单位=["t2"], 期间=["2026"], cover=[2])
    sources, problems = open_sources([one, two], SCHEME)
    assert [(p.code, p.where[0].file) for p in problems] == [("facts.twice", "b.parquet")]
    assert sources[YEAR].file == "a.parquet"


def test_files_for_several_periods(tmp_path: Path) -> None:
    one = _written(tmp_path / "a.parquet", 单位=["t1"], cover=[1])
    two = _written(tmp_path / "b.parquet", 单位=["t2"], 期间=["2026-02"], monthly=[2])
    found = outcome(one, two)
    assert (found.of("cover")["t1"], found.of("monthly", period=FEBRUARY)["t2"]) == (1, 2)


# ---- folders


def test_a_folder_of_periods(tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    _written(folder / "期间=2026" / "a.parquet", 单位=["t1"], cover=[1])
    _written(folder / "期间=2026" / "b" / "b.parquet", 单位=["t2"], cover=[2])
    _written(folder / "期间=2026-01" / "a.parquet", 单位=["t1"], monthly=[3], 多余=["x"])
    _written(folder / "期间=2025%2D10%2F2026-09" / "a.parquet", 单位=["t1"], cover=[3])
    sources, problems = open_sources([folder], SCHEME)
    assert set(sources) == {YEAR, JANUARY, Period(2025, 10, 12)}
    assert [p.where[0].file for p in problems] == ["报送/期间=2026-01"]
    found = outcome(folder)
    assert (found.of("cover")["t1"], found.of("cover")["t2"]) == (1, 2)
    assert found.of("monthly", period=JANUARY)["t1"] == 3
    _written(folder / "期间=2026-02" / "a.parquet", 单位=["t1"], monthly=["x"])
    assert outcome(folder).problems[-1].where[0].file == "报送/期间=2026-02"


def test_a_plain_folder_is_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "宽[1]"
    _written(folder / "a.parquet", 单位=["t1"], cover=[1])
    _written(folder / "b[2].parquet", 单位=["t2"], cover=[2])
    found = outcome(folder)
    assert (found.of("cover")["t1"], found.of("cover")["t2"]) == (1, 2)


@pytest.mark.parametrize("other", [{"money": [1]}, {"cover": ["1"]}, {}, {"cover": [1], "money": [1]}])
def test_files_of_a_folder_have_the_same_columns(tmp_path: Path, other: dict[str, Any]) -> None:
    _written(tmp_path / "宽" / "a.parquet", 单位=["t1"], cover=[1])
    _written(tmp_path / "宽" / "b.parquet", 单位=["t2"], **other)
    found = outcome(tmp_path / "宽")
    assert found.refused == "facts.other-columns"
    assert "b.parquet" in found.problems[0].message


def test_a_folder_without_files(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    assert outcome(tmp_path / "空").refused == "facts.not-a-table"
    (tmp_path / "空" / "期间=2026").mkdir()
    assert outcome(tmp_path / "空").refused == "facts.not-a-table"


# ---- headers


def test_columns_that_nobody_knows_are_said(tmp_path: Path) -> None:
    columns = {f"多余{n}": ["x"] for n in range(10)} | {
        "cover.分子": [1],
        "plan.目标": [True],
        "rate.分母.状态": [""],
    }
    found = outcome(_written(tmp_path / "a.parquet", 单位=["t1"], cover=[1], **columns))
    (problem,) = found.problems
    assert (problem.code, problem.severity.value) == ("facts.extra-column", "warning")
    assert "等13栏" in problem.message
    known = ["cover", "cover.状态", "cover.目标", "cover.目标.状态", "rate.分子", "rate.分母", "rate", "期间"]
    frame = pl.DataFrame({"单位": ["t1"], **{name: pl.Series([None], dtype=pl.String) for name in known}})
    assert of_frame(frame.with_columns(期间=pl.lit("2026"))).problems == ()


def test_a_file_without_units(tmp_path: Path) -> None:
    found = outcome(_written(tmp_path / "a.parquet", 单位名称=["t1"], cover=[1]))
    assert (found.refused, found.told()) == ("facts.missing-column", ["missing-column@0:"])


@pytest.mark.parametrize("units", [[1.5], [["t1"]], [b"t1"], [{"a": 1}]])
def test_units_of_another_type(tmp_path: Path, units: list[object]) -> None:
    found = outcome(_written(tmp_path / "a.parquet", 单位=units, cover=[1]))
    assert (found.refused, found.told()) == ("facts.not-a-table", ["not-a-table@0:"])


def test_names_of_ours_for_columns(tmp_path: Path) -> None:
    names = {name: ["x"] for name in ("#line", "#c0", "#id", "#row", "#class", "#parent")}
    frame = pl.DataFrame({"单位": ["第1镇"], "cover": ["95"], "期间": ["2026"], **names})
    frame = pl.concat([frame, frame.with_columns(期间=pl.lit("2025"))])
    assert of_frame(frame).of("cover")["t1"] == 95
    frame.write_csv(tmp_path / "a.csv")
    assert outcome(tmp_path / "a.csv").refused == "facts.damaged-file"


# ---- CSV


def _csv(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "宽.csv").write_text(text, encoding=encoding, newline="")
    return folder / "宽.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_as_offices_write_it(tmp_path: Path, encoding: str) -> None:
    text = '单位, cover ,plan,work,rate,cover.状态,rate.目标\r\nt1,95.5,是,好,"29/30",,95\r\n\r\n第2镇, 3 ,否,一般,1 / 3,已核,\r\nt3,,,,,不适用,\r\n'
    found = outcome(_csv(tmp_path, text, encoding))
    assert found.problems == ()
    assert [found.of("cover")[f"t{n}"] for n in (1, 2, 3)] == [D("95.5"), 3, Absence.NOT_APPLICABLE]
    assert [found.of("plan")[f"t{n}"] for n in (1, 2, 3)] == [True, False, MISSING]
    assert found.of("work")["t2"] == "一般"
    assert found.of("rate")["t1"] == (29, 30)
    assert found.of("rate", Role.TARGET)["t1"] == 95


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["empty-file@0:"]),
        ("cover\n1\n", ["missing-column@0:"]),
        ("单位,cover,cover\nt1,1,2\n", ["duplicate-column@0:"]),
        ("单位,cover,\nt1,1,\n", ["extra-column@0:"]),
        ("单位,cover,,\nt1,1,,\n", ["duplicate-column@0:"]),
        ("单位,cover\nt1,1,2\n", ["too-many-cells@2:"]),
        ('单位,cover\nt1,"1\n', ["damaged-file@2:"]),
        ("单位,cover\nt1,\0\n", ["unknown-encoding@0:"]),
        ("单位,姓名\nt1,某\n", ["personal-data@1:"]),
        ("单位,cover\n\nt1,13800138000\n", ["personal-data@3:"]),
        ('单位,cover,备注\nt1,1,"甲\n乙"\nt2,x,\n', ["extra-column@0:", "not-a-number@4:t2，cover"]),
        ("单位,cover\nt1\nt2,x\n", ["not-a-number@3:t2，cover"]),
        ("PK\x03\x04", ["damaged-file@0:"]),
    ],
)
def test_csv_that_is_wrong(tmp_path: Path, text: str, told: list[str]) -> None:
    assert outcome(_csv(tmp_path, text)).told() == told


def test_big_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "SMALL", 0)
    assert outcome(_csv(tmp_path, "单位,cover\nt1,95\nt2,\n第3镇,100\n")).of("cover")["t3"] == 100
    assert outcome(_csv(tmp_path, "单位,cover\nt1,95\nt2,x\n")).told() == ["not-a-number@3:t2，cover"]
    assert outcome(_csv(tmp_path, "单位,cover\nt1,95\nt2,13800138000\n")).told() == ["personal-data@3:cover"]
    assert outcome(_csv(tmp_path, "单位,cover\nt1,95\n", "gb18030")).told() == ["unknown-encoding@0:"]
    assert outcome(_csv(tmp_path, "单位,cover\nt1,95,3,4\n")).told() == ["damaged-file@0:"]
    assert outcome(_csv(tmp_path, '单位,cover\nt1,"95\n')).told() == ["damaged-file@0:"]


def test_what_is_long(tmp_path: Path) -> None:
    long = {"单位": ["t1"], "数据项": ["cover"], "期间": ["2026"], "值": ["95"]}
    assert is_long(_written(tmp_path / "a.parquet", **long, 说明=[""]))
    assert is_long(_written(tmp_path / "期间" / "期间=2026" / "a.parquet", **long).parents[1])
    assert is_long(_csv(tmp_path, "单位,数据项,期间, 值\n", "gb18030"))
    assert not is_long(_csv(tmp_path, '单位,数据项,期间,值2\n"', "utf-16"))
    assert not is_long(_csv(tmp_path, ""))
    assert not is_long(_written(tmp_path / "b.parquet", 单位=["t1"], 值=["95"]))
    with pytest.raises(Refused):
        is_long(tmp_path / "c.csv")


# ---- no stack trace


@pytest.mark.parametrize("name", ["a.parquet", "a.csv", "a.xlsx", "a"])
@pytest.mark.parametrize(
    "data", [b"", b"PAR1", b"PAR1" + b"x" * 99, b"\x89PNG", b"PK\x03\x04", b"\xff\xfe", b"\xff" * 20]
)
def test_files_that_are_none(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    assert outcome(tmp_path / name).refused
    try:
        assert not is_long(tmp_path / name)
    except Refused as refused:
        assert refused.problems  # noqa: PT017


def test_no_file(tmp_path: Path) -> None:
    assert outcome(tmp_path / "没有.parquet").refused == "facts.no-file"


def _valid() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        units = [f"t{n % 12 + 1}" for n in range(12)]
        columns = {"单位": units, "cover": [D("95.5")] * 12, "work": ["好"] * 12, "people": [*range(12)]}
        pl.DataFrame(columns).write_parquet(path, compression="zstd")
        return path.read_bytes()


VALID = _valid()


@given(data=st.data())
@examples(3)
def test_damaged_files_are_refused_or_read(data: st.DataObject) -> None:
    """Bytes flipped, cut out or put in, anywhere in a valid file."""
    content = bytearray(VALID)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        path.write_bytes(bytes(content))
        outcome(path)


@given(data=st.binary(max_size=300), name=st.sampled_from(["a.csv", "a.parquet"]))
def test_random_bytes_are_refused_or_read(data: bytes, name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        outcome(path)


DTYPES: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (pl.String, st.sampled_from(["95", "x", "", "不适用", "是", "好", "1/2", "13800138000", "退回", "已报", "0.5"])),
    (pl.Categorical, st.sampled_from(["95", "好", "是", "待评定"])),
    (pl.Int8, st.integers(-128, 127)),
    (pl.Int64, st.integers(-(2**63), 2**63 - 1)),
    (pl.UInt64, st.integers(0, 2**64 - 1)),
    (pl.Int128, st.integers(-(2**127), 2**127 - 1)),
    (pl.Decimal(38, 2), st.integers(-(10**27), 10**27).map(lambda n: D(n) / 100)),
    (pl.Decimal(9, 4), st.integers(-(10**8), 10**8).map(lambda n: D(n) / 10000)),
    (pl.Boolean, st.booleans()),
    (pl.Float64, st.floats()),
    (pl.Null, st.none()),
    (pl.Date, st.dates()),
    (pl.Binary, st.binary(max_size=3)),
    (pl.List(pl.Int8), st.lists(st.integers(0, 9), max_size=2)),
]  # fmt: skip
NAMES = [
    f"{measure.id}{suffix}"
    for measure in MEASURES
    for suffix in ("", ".状态", ".目标", ".目标.状态", ".分子", ".分母")
]


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    """Columns of any type under names of ours and others."""
    height = draw(st.integers(0, 4))
    columns: list[pl.Series] = []
    names = draw(st.lists(st.sampled_from([*NAMES, "期间", "多余", "姓名"]), unique=True, max_size=5))
    for name in ["单位", *names]:
        if name == "单位" and draw(st.sampled_from((True, True, True, False))):
            texts = st.sampled_from(["t1", "t2", "第3镇", "q", "无此镇", None])
            columns.append(
                pl.Series(name, draw(st.lists(texts, min_size=height, max_size=height)), dtype=pl.String)
            )
            continue
        dtype, values = draw(st.sampled_from(DTYPES))
        own = draw(st.lists(st.none() | values, min_size=height, max_size=height))
        columns.append(pl.Series(name, own, dtype=dtype, strict=False))
    return pl.DataFrame(columns)


@given(frame=frames())
@examples(5)
def test_whatever_a_file_holds_is_read_or_refused(frame: pl.DataFrame) -> None:
    """Read without loss, that is: a cell is a figure or missing or says why, and a file that has any other is refused."""
    found = of_frame(frame)
    if found.refused:
        assert found.problems
        return
    for measure in MEASURES:
        if measure.id not in frame.columns:
            continue
        of = found.of(measure.id)
        for unit, cell in zip(frame["单位"], frame[measure.id], strict=True):
            if unit in of and isinstance(cell, int | D) and not isinstance(cell, bool):
                status = f"{measure.id}.状态"
                if status not in frame.columns or "退回" not in frame[status].cast(pl.String).to_list():
                    assert of[unit] == cell
            if cell is None and unit in of and f"{measure.id}.状态" not in frame.columns:
                assert of[unit] is MISSING or measure.id in {"rate", "beds"}
