"""The workbook of results, read back with openpyxl."""

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kaohe.reports.results_book import book as book_module
from kaohe.reports.results_book.department import by_department
from kaohe.results import ItemScore
from kaohe.scheme.model import GroupKind
from tests.unit.reports.results_book.rounds import (
    Material,
    Written,
    a_round,
    a_scheme,
    a_table,
    empty_round,
    full_round,
    large_round,
    open_round,
    written,
)

RANKING_TOP, MATRIX_TOP, LOSS_TOP = 3, 8, 3


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return written(tmp_path_factory.mktemp("book"), a_round())


@pytest.fixture(scope="module")
def streamed(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The same book, written as a stream."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book_module, "MANY_SCORES", 0)
        return written(tmp_path_factory.mktemp("book"), a_round())


def exact(value: Any) -> Decimal:
    """What a reader of the file sees, digit for digit."""
    assert isinstance(value, int | float), value
    return Decimal(repr(value))


def test_sheets_stand_in_the_order_of_reading(made: Written) -> None:
    assert made.book.sheetnames == [
        "排名", "排名图", "各项得分", "失分明细", "目标与完成", "目标完成图", "结果运用", "图表",
        "人口科", "信息科", "未列责任科室", "说明",
    ]  # fmt: skip


def test_a_streamed_book_holds_the_same(made: Written, streamed: Written) -> None:
    assert made.book.sheetnames == streamed.book.sheetnames
    for sheet in made.book.worksheets:
        other = streamed.sheet(sheet.title)
        assert list(sheet.values) == list(other.values), sheet.title
        assert sorted(map(str, sheet.merged_cells.ranges)) == sorted(map(str, other.merged_cells.ranges))
        assert [row.height for row in sheet.row_dimensions.values()] == [
            row.height for row in other.row_dimensions.values()
        ]


def test_the_same_result_is_the_same_file(tmp_path: Path) -> None:
    first = written(tmp_path, a_round()).path.read_bytes()
    assert written(tmp_path, a_round()).path.read_bytes() == first


# ---- 排名


def test_totals_are_those_of_the_result_to_the_digit(made: Written) -> None:
    rows = made.rows("排名", RANKING_TOP)
    standings = made.result.tables[0].standings
    assert [row["单位"] for row in rows] == [standing.tally.unit.name for standing in standings]
    for row, standing in zip(rows, standings, strict=True):
        tally = standing.tally
        assert row["名次"] == (standing.rank or "—")
        for head, figure in (("基本分", tally.base), ("加分", tally.bonus), ("扣分", tally.deduction)):
            assert exact(row[head]) == figure
        if isinstance(tally.total, Decimal):
            assert exact(row["总分"]) == tally.total
        else:
            assert row["总分"] == "没有总分"


def test_ranking_says_what_is_special(made: Written) -> None:
    rows = {row["单位"]: row for row in made.rows("排名", RANKING_TOP)}
    assert rows["丙街道"]["否决和黄牌"] == "一票否决：弄虚作假\n黄牌：警示"
    assert rows["丙街道"]["名次"] == "—"
    assert rows["甲街道"]["列入名单"] == "先进"
    assert rows["丁镇"]["说明"] == "暂定，还差及时、满意"
    assert "没有一项适用" in rows["己镇"]["说明"]


def test_totals_have_the_decimals_of_the_table(made: Written) -> None:
    sheet = made.sheet("排名")
    assert {cell.number_format for cell in sheet["H"][RANKING_TOP:]} == {"0.00"}
    assert sheet["E5"].number_format == "0.00##"


# ---- 各项得分


def test_scores_stand_below_their_items(made: Written) -> None:
    sheet = made.sheet("各项得分")
    codes = [cell.value for cell in sheet[MATRIX_TOP]]
    assert codes == ["名次", "单位", "类别", "总分", "1.1", "1.2", "2.1.1", "2.2", "3.1", "4.1"]
    for row, standing in zip(
        sheet.iter_rows(min_row=MATRIX_TOP + 1), made.result.tables[0].standings, strict=True
    ):
        for cell, score in zip(row[4:], standing.tally.items(), strict=True):
            if isinstance(score.score, Decimal):
                assert exact(cell.value) == score.score
            else:
                assert cell.value == score.score.label


def test_groups_are_merged_above_their_items(made: Written) -> None:
    sheet = made.sheet("各项得分")
    merged = {str(merge): sheet[str(merge).split(":")[0]].value for merge in sheet.merged_cells.ranges}
    assert merged["E3:F3"] == "数据（30分）"
    assert merged["G3:H3"] == "服务（70分）"
    assert merged["E4:E5"] == "及时"
    assert merged["H4:H5"] == "满意"
    assert merged["D3:D5"] == "总分"
    assert sheet["G4"].value == "服务面（30.5分）"
    assert sheet["G5"].value == "覆盖"
    assert sheet["I3"].value == "加分项（加分，最多加3分）"
    assert merged["A6:C6"] == "分值"


def test_full_points_and_means_stand_above_the_filter(made: Written) -> None:
    sheet = made.sheet("各项得分")
    assert [cell.value for cell in sheet[6][3:]] == [100, 10, 20, 30.5, 39.5, 5, -5]
    known = [Decimal(10), Decimal("7.5"), Decimal(10)]
    assert exact(sheet["E7"].value) == (sum(known, Decimal(0)) / 3).quantize(Decimal("0.0001"))
    assert sheet.auto_filter.ref == "A8:J14"
    assert sheet.freeze_panes == "E9"


def test_colours_are_conditions_that_stay_right_when_rows_are_sorted(made: Written) -> None:
    sheet = made.sheet("各项得分")
    ranges = {
        str(each.sqref): [rule.formula[0] for rule in each.rules] for each in sheet.conditional_formatting
    }
    assert set(ranges) == {"E9:H14", "I9:I14", "J9:J14"}
    assert "AND(ISNUMBER(E9),E$6>0,E9*100<E$6*60)" in ranges["E9:H14"]
    assert 'E9="不适用"' in ranges["E9:H14"]
    assert all("$9" not in formula and "$E" not in formula for formula in ranges["E9:H14"])


def test_the_ramp_gets_darker_with_every_step(made: Written) -> None:
    rules = [
        rule
        for each in made.sheet("各项得分").conditional_formatting
        if str(each.sqref) == "E9:H14"
        for rule in each.rules
    ]
    steps = [rule for rule in rules if "<" in rule.formula[0]]
    assert len(steps) == 5
    grey = []
    for rule in steps:
        colour = rule.dxf.fill.bgColor.rgb[-6:]
        red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
        grey.append(0.299 * red + 0.587 * green + 0.114 * blue)
    assert all(lighter - darker > 15 for darker, lighter in pairwise(grey)), grey


# ---- 失分明细


def _base_scores(made: Written) -> dict[str, list[ItemScore]]:
    return {
        standing.tally.unit.name: [
            score
            for group in standing.tally.groups
            if group.group.kind is GroupKind.BASE
            for score in group.items()
        ]
        for standing in made.result.tables[0].standings
    }


@pytest.mark.parametrize("material", [a_round, open_round, lambda: large_round(20, 30)])
def test_every_lost_point_is_there(material: Callable[[], Material], tmp_path: Path) -> None:
    made = written(tmp_path, material())
    rows = [row for row in made.rows("失分明细", LOSS_TOP) if row["性质"] == "基本分"]
    for unit, scores in _base_scores(made).items():
        own = [row for row in rows if row["单位"] == unit]
        missing = sum((score.full - score.points for score in scores), Decimal(0))
        lost, waiting = (
            sum((exact(row[head]) for row in own if row[head] is not None), Decimal(0))
            for head in ("失分", "待定")
        )
        assert lost + waiting == missing, unit
        assert waiting == sum((score.full for score in scores if score.open), Decimal(0))
        for row in own:
            if row["失分"] is not None and row["得分"] is not None:
                assert exact(row["失分"]) == exact(row["分值"]) - exact(row["得分"])


def test_each_line_says_what_and_why(made: Written) -> None:
    rows = made.rows("失分明细", LOSS_TOP)
    lines = {(row["单位"], row["编码"] or row["指标"]): row for row in rows}
    assert len(lines) == len(rows)
    late = lines["乙镇", "1.1"]
    assert (late["失分"], late["状态"], late["责任科室"], late["指标组"]) == (2.5, "失分", "人口科", "数据")
    assert late["得分说明"]
    assert lines["丁镇", "1.1"]["状态"] == "未填报"
    assert (lines["丁镇", "2.2"]["待定"], lines["丁镇", "2.2"]["失分"]) == (39.5, None)
    assert (lines["乙镇", "4.1"]["状态"], lines["乙镇", "4.1"]["失分"]) == ("扣分", 1.5)
    assert (lines["甲街道", "3.1"]["状态"], lines["甲街道", "3.1"]["失分"]) == ("加分", None)
    assert "本组最多计3分，有2分没有计入" in lines["甲街道", "3"]["得分说明"]
    assert lines["戊街道", "1.1"]["状态"] == "不适用"
    assert "不计名次" in lines["丙街道", "弄虚作假"]["得分说明"]
    assert lines["丙街道", "警示"]["状态"] == "黄牌"
    assert ("甲街道", "1.1") not in lines


def test_a_round_without_a_lost_point_says_so(tmp_path: Path) -> None:
    made = written(tmp_path, full_round())
    assert made.sheet("失分明细")["A4"].value == "各单位各项都得满分。"
    assert "类别" not in [cell.value for cell in made.sheet("各项得分")[MATRIX_TOP]]


# ---- 科室


def test_a_department_has_its_items_and_what_was_lost(made: Written) -> None:
    sheet = made.sheet("人口科")
    heads = [cell.value for cell in sheet[8]]
    assert heads[:7] == ["名次", "单位", "类别", "合计 得分", "合计 失分", "1.1 得分", "1.1 失分"]
    assert len(heads) == 3 + 2 * (5 + 1)
    rows = {row["单位"]: row for row in made.rows("人口科", 8)}
    assert (rows["乙镇"]["1.1 得分"], rows["乙镇"]["1.1 失分"]) == (7.5, 2.5)
    assert (rows["丁镇"]["1.1 得分"], rows["丁镇"]["1.1 失分"]) == ("未填报", None)
    assert rows["乙镇"]["合计 失分"] == 4
    labels = {sheet.cell(row, 1).value: row for row in range(3, 8)}
    assert sheet.cell(labels["最差"], 6).value == 7.5
    assert sheet.cell(labels["最差"], 7).value == 2.5
    assert sheet.cell(labels["最差单位"], 6).value == "乙镇"


def test_items_without_a_department_have_a_sheet_too(made: Written) -> None:
    assert [cell.value for cell in made.sheet("未列责任科室")[8]][5] == "2.2 得分"


def test_no_department_no_sheet() -> None:
    assert by_department([]) == {}


# ---- 目标


def test_targets_are_looked_up_as_scoring_does(made: Written) -> None:
    rows = {(row["数据项"], row["单位"]): row for row in made.rows("目标与完成", 3)}
    own = rows["每千人托位数", "乙镇"]
    assert (own["目标值"], own["完成值"], own["完成率"], own["是否达到"]) == (3.8, 3.5, 0.9211, "未达到")
    assert rows["每千人托位数", "丁镇"]["目标值"] == 3.6  # its class's
    assert rows["每千人托位数", "丁镇"]["完成值"] == "未填报"
    assert rows["每千人托位数", "甲街道"]["目标值"] == 4  # everybody's
    assert rows["每千人托位数", "戊街道"]["是否达到"] == "不适用"
    fewer = rows["逾期", "丙街道"]
    assert (fewer["目标值"], fewer["完成值"], fewer["完成率"], fewer["是否达到"]) == (2, 2, None, "达到")
    assert rows["逾期", "乙镇"]["是否达到"] == "未达到"


def test_no_targets_no_sheet(tmp_path: Path) -> None:
    material = large_round(3, 5)
    bare = Material(a_scheme(*material.scheme.tables, measures={}), material.units, material.facts)
    bare = Material(
        type(bare.scheme)(bare.scheme.title, "1", bare.scheme.period, (), {}, bare.scheme.tables), *bare[1:]
    )
    assert "目标与完成" not in written(tmp_path, bare).book.sheetnames


# ---- 结果运用


def test_lists_name_units_actions_and_amounts(made: Written) -> None:
    rows = made.rows("结果运用", 3)
    first = rows[0]
    assert (first["名单"], first["措施"], first["单位"]) == ("先进", "表扬", "甲街道")
    assert exact(first["金额（元）"]) == Decimal("10000.50")
    assert made.sheet("结果运用")["H4"].number_format == "#,##0.0"
    assert {row["名单"] for row in rows} == {"先进", "帮扶"}


def test_a_list_with_nobody_on_it_says_so(tmp_path: Path) -> None:
    rows = written(tmp_path, full_round()).rows("结果运用", 3)
    assert [row["单位"] for row in rows if row["名单"] == "帮扶"] == ["（没有单位）"]


# ---- charts


def _references(sheet: Worksheet) -> list[tuple[str, str]]:
    """Categories and values of every series of a sheet's charts."""
    return [
        (series.cat.strRef.f if series.cat.strRef else series.cat.numRef.f, series.val.numRef.f)
        for chart in sheet._charts  # type: ignore[attr-defined]  # openpyxl offers no other way
        for series in chart.series
    ]


def test_the_ranking_chart_shows_the_totals_of_the_ranking(made: Written) -> None:
    assert _references(made.sheet("排名图")) == [("排名!$B$4:$B$9", "排名!$H$4:$H$9")]


def test_charts_refer_to_the_figures_beside_them(made: Written) -> None:
    for name, count in (("图表", 3), ("目标完成图", 3 + 2 * 2)):
        sheet = made.sheet(name)
        references = _references(sheet)
        assert len(references) == count
        for categories, values in references:
            for reference in (categories, values):
                cells = [cell for row in sheet[reference.split("!")[1].replace("$", "")] for cell in row]
                assert all(cell.value is not None for cell in cells), reference
        assert sheet.print_area


def test_the_overview_adds_up(made: Written) -> None:
    sheet = made.sheet("图表")
    figures = {
        cell.value: cell.offset(0, 1).value
        for row in sheet.iter_rows(min_row=4)
        for cell in row
        if cell.value
    }
    assert figures["4.1 迟报"] == 1.5
    assert figures["1.2 准确"] == 20.1
    assert (figures["优秀"], figures["合格"], figures["不合格"]) == (2, 1, 3)


def test_many_units_get_several_ranking_charts(tmp_path: Path) -> None:
    made = written(tmp_path, large_round(95, 5))
    references = _references(made.sheet("排名图"))
    assert [values for _, values in references] == ["排名!$H$4:$H$43", "排名!$H$44:$H$83", "排名!$H$84:$H$98"]
    assert len(made.sheet("排名图").row_breaks.brk) == 2


# ---- how it prints


def test_every_sheet_prints_on_a4_with_page_numbers(made: Written) -> None:
    for sheet in made.book.worksheets:
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert sheet.page_setup.orientation == ("portrait" if sheet.title == "排名图" else "landscape")
        footer = sheet.oddFooter
        assert footer is not None
        assert "&P" in (footer.center.text or ""), sheet.title
        assert sheet.print_area, sheet.title


@pytest.mark.parametrize(
    ("name", "rows", "frozen"),
    [
        ("排名", "$1:$3", "C4"),
        ("各项得分", "$1:$8", "E9"),
        ("失分明细", "$1:$3", "B4"),
        ("人口科", "$1:$8", "D9"),
    ],
)
def test_heads_are_frozen_and_repeated(name: str, rows: str, frozen: str, made: Written) -> None:
    sheet = made.sheet(name)
    assert sheet.print_title_rows == rows
    assert sheet.freeze_panes == frozen
    assert sheet.auto_filter.ref


def test_a_wide_table_breaks_into_pages_that_each_tell_what_they_show(tmp_path: Path) -> None:
    made = written(tmp_path, large_round(6, 60))
    sheet = made.sheet("各项得分")
    assert sheet.print_title_cols == "$A:$D"
    pages = [brk.id + 1 for brk in sheet.col_breaks.brk]
    assert len(pages) >= 3
    for column in pages:  # a group that goes on bears its name again, the title stands on every page
        assert str(sheet.cell(3, column).value).startswith("第")
        assert sheet.cell(1, column).value == "大表"
    assert not sheet.sheet_properties.pageSetUpPr or not sheet.sheet_properties.pageSetUpPr.fitToPage


# ---- rounds of every kind


@pytest.mark.parametrize(
    "material",
    [empty_round, open_round, full_round, lambda: large_round(1, 1), lambda: large_round(3, 60)],
)
def test_rounds_of_every_kind_are_written(material: Callable[[], Material], tmp_path: Path) -> None:
    made = written(tmp_path, material())
    state = made.sheet("说明")["A2"].value
    assert ("不能公布" in str(state)) is made.result.provisional
    assert ("暂定" in str(made.sheet("排名")["A2"].value)) is made.result.provisional


def test_nobody_to_score_leaves_heads_alone(tmp_path: Path) -> None:
    made = written(tmp_path, empty_round())
    assert "没有被考核单位" in str(made.sheet("排名")["A2"].value)
    assert made.book.sheetnames[:3] == ["排名", "各项得分", "失分明细"]


def test_two_tables_have_marked_sheets(tmp_path: Path) -> None:
    scheme = a_scheme(a_table(), a_table(name="片区考核表", level="片区"))
    made = written(tmp_path, a_round(scheme))
    assert "排名1（镇街）" in made.book.sheetnames
    assert "人口科2（片区）" in made.book.sheetnames
    assert made.book.sheetnames[-1] == "说明"


def test_the_guide_names_scheme_and_sheets(made: Written) -> None:
    entries = {row[0]: row[1] for row in made.sheet("说明").iter_rows(values_only=True)}
    assert entries["考核办法"] == "示例区考核办法"
    assert entries["版本"] == "3"
    assert len(str(entries["办法指纹（SHA-256）"])) == 64
    assert set(made.book.sheetnames[:-1]) <= set(entries)
