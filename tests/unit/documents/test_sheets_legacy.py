"""Old Excel workbooks: the same cells as from .xlsx."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kaohe.core import Refused, Severity
from kaohe.documents.legacy_sheets import read_xls
from kaohe.documents.limits import Limits
from kaohe.documents.model import Document
from kaohe.documents.ole_container import Container
from kaohe.documents.sheets import read_xlsx
from tests.unit.documents.small_xls import SMALL_XLS

SOFFICE = shutil.which("soffice")


def _read(tmp_path: Path, data: bytes = SMALL_XLS, limits: Limits | None = None) -> Document:
    path = tmp_path / "办法.xls"
    path.write_bytes(data)
    return read_xls(path, limits) if limits else read_xls(path)


def test_an_old_workbook_is_read_as_it_looks(tmp_path: Path) -> None:
    document = _read(tmp_path)
    grid, second = document.grids
    assert [p.text for p in document.paragraphs] == ["石桥镇考核表", "注：按季考核。"]
    assert [[grid.text(row, column) for column in range(4)] for row in range(4)] == [
        ["类别", "指标", "目标", "标准"],
        ["安全", "整改率", "95%", "每低1个点\n扣1分"],
        ["安全", "完成日期", "2025年3月1日", "迟报扣分"],
        ["合计", "", "5", "#DIV/0!"],
    ]
    merged = next(cell for cell in grid.cells if cell.text == "安全")
    assert (merged.rows, str(merged.place), merged.hidden) == (2, "办法.xls 考核表!A3", False)
    assert [cell.text for cell in grid.cells if cell.hidden] == ["完成日期", "2025年3月1日", "迟报扣分"]
    assert [second.text(row, 1) for row in range(3)] == ["人数", "2.5", "TRUE"]
    assert all(cell.hidden for cell in second.cells)
    assert [(p.code, p.severity) for p in document.problems] == [
        ("sheet.hidden", Severity.ADVICE),
        ("sheet.formula-error", Severity.WARNING),
        ("sheet.hidden", Severity.ADVICE),
    ]


def test_limits_hold_for_old_workbooks(tmp_path: Path) -> None:
    document = _read(tmp_path, limits=Limits(sheet_cells=10))
    assert [problem.code for problem in document.problems if problem.severity is Severity.ERROR] == [
        "sheet.too-large"
    ]
    for limits in (Limits(sheets=1), Limits(visited_cells=3)):
        with pytest.raises(Refused) as refused:
            _read(tmp_path, limits=limits)
        assert refused.value.code == "document.too-large"


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def test_a_circle_of_sectors_is_refused(tmp_path: Path) -> None:
    """Every sector is said to be followed by the first one."""
    container = Container(SMALL_XLS)
    assert "Workbook" in container.names
    at = 512 * (int.from_bytes(SMALL_XLS[76:80], "little") + 1)
    circle = SMALL_XLS[:at] + bytes(512) + SMALL_XLS[at + 512 :]
    with pytest.raises(Refused) as refused:
        _read(tmp_path, circle)
    assert refused.value.code == "document.damaged"


def test_damage_and_locks_are_refused(tmp_path: Path) -> None:
    for data, code in (
        (SMALL_XLS[:600], "document.damaged"),
        (SMALL_XLS[:512] + bytes(4096), "document.damaged"),
        (SMALL_XLS.replace(_wide("Workbook"), _wide("Wordbook")), "document.damaged"),
    ):
        with pytest.raises(Refused) as refused:
            _read(tmp_path, data)
        assert refused.value.code == code


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: it writes the .xls")
def test_both_formats_give_the_same_document(tmp_path: Path) -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet("一")
        box, money = (
            book.add_format({"border": 1}),
            book.add_format({"border": 1, "num_format": '#,##0.0"万元"'}),
        )
        sheet.merge_range("A1:C2", "收入", box)
        for row in range(2, 9):
            sheet.write(row, 0, f"第{row}项", box)
            sheet.write(row, 1, row / 8, money)
            sheet.merge_range(row, 2, row, 3, "说明", box)
        sheet.set_column(1, 1, None, None, {"hidden": True})

    path = tmp_path / "办法.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        write(book)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        str(SOFFICE),
        "--headless",
        profile,
        "--convert-to",
        "xls",
        "--outdir",
        str(tmp_path),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    old, new = read_xls(tmp_path / "办法.xls"), read_xlsx(path)
    assert repr(old.blocks).replace(".xls'", ".xlsx'") == repr(new.blocks)
    assert repr(old.problems).replace(".xls'", ".xlsx'") == repr(new.problems)
