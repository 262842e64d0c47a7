"""Long tables and lists take time in proportion to their length."""

from pathlib import Path

from kaohe.documents.opening import open_document
from kaohe.documents.recognise import recognise
from tests.growth import assert_grows_with_length

from .scoring_samples import Sample, all_items, read_rows


def test_one_cell_of_points_beside_thousands_of_rows() -> None:
    def read(count: int) -> None:
        rows: list[list[Sample]] = [
            ["事项", "分值", "评分标准"],
            ["事项0", ("100", count, 1), "每少一次扣1分"],
        ]
        rows += [[f"事项{number}", f"每少一次扣{number % 3 + 1}分{number}"] for number in range(1, count)]
        assert len(all_items(read_rows(rows, "河道考核表"))) == 1

    assert_grows_with_length(read, 8000)


def test_thousands_of_bonuses_and_deductions_in_one_list() -> None:
    def read(count: int) -> None:
        rows: list[list[Sample]] = [[("加减分项（最多5分）", 1, 3)], ["事项", "分值", "评分标准"]]
        rows += [
            [f"事项{n}", "", f"发生的扣{n % 3 + 1}分" if n % 2 else f"获奖的加{n % 3 + 1}分"]
            for n in range(count)
        ]
        assert len(all_items(read_rows(rows, "河道考核表"))) == count

    assert_grows_with_length(read, 8000)


def test_thousands_of_subtotals() -> None:
    def read(count: int) -> None:
        rows: list[list[Sample]] = [["项目", "分值", "评分标准"], [("一、全部（100分）", 1, 3)]]
        for number in range(count):
            rows += [
                [(f"（一）类别{number}（2分）", 1, 3)],
                [f"事项{number}", "2", "每少一次扣1分"],
                ["小计", "2", ""],
            ]
        assert len(all_items(read_rows(rows, "河道考核表"))) == count

    assert_grows_with_length(read, 6000)


def test_a_numbered_list_of_many_entries(tmp_path: Path) -> None:
    path = tmp_path / "办法.html"

    def read(count: int) -> None:
        path.write_text(
            "<ol>" + "".join(f"<li>第{n}项</li>" for n in range(count)) + "</ol>", encoding="utf-8"
        )
        assert open_document(path).paragraphs[-1].full_text == f"{count}. 第{count - 1}项"

    assert_grows_with_length(read, 80000)


def test_rules_without_a_table(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"

    def read(count: int) -> None:
        path.write_text("├───┼───┤\n" * count, encoding="utf-8")
        assert open_document(path).grids == ()

    assert_grows_with_length(read, 40000)


def test_ragged_rows_of_many_columns(tmp_path: Path) -> None:
    path = tmp_path / "办法.txt"

    def read(count: int) -> None:
        widths = [60, *(20 + number % 37 for number in range(count))]
        path.write_text(
            "\n".join("".join(f"\t项{n}\n" for n in range(width)) for width in widths), encoding="utf-8"
        )
        assert open_document(path).grids[0].width == 60

    assert_grows_with_length(read, 4000)


def test_many_small_tables_in_one(tmp_path: Path) -> None:
    inner = "<table><tr><td>项目</td><td>分值</td><td>评分标准</td></tr><tr><td>巡查</td><td>5</td><td>每少一次扣1分</td></tr></table>"
    path = tmp_path / "办法.html"

    def read(count: int) -> None:
        rows = "".join(f"<tr><td>第{n}项说明文字</td><td>{inner}</td></tr>" for n in range(count))
        path.write_text(f"<table>{rows}</table>", encoding="utf-8")
        assert recognise(open_document(path)).source == path.name

    assert_grows_with_length(read, 2500)


def test_a_table_of_a_hundred_thousand_rows(tmp_path: Path) -> None:
    path = tmp_path / "办法.html"
    path.write_text("<table>" + "<tr><td>巡查<td>5" * 100_000 + "</table>", encoding="utf-8")
    document = open_document(path)
    assert [problem.code for problem in document.problems] == ["document.table-too-large"]
    assert document.grids[0].height == 20_000


def test_spans_that_come_to_millions_of_places(tmp_path: Path) -> None:
    path = tmp_path / "办法.html"
    path.write_text("<table>" + "<tr><td colspan=200>巡查" * 20_000 + "</table>", encoding="utf-8")
    document = open_document(path)
    assert [problem.code for problem in document.problems] == ["document.table-too-large"]
    assert len(document.grids[0].cells) == 10_000
