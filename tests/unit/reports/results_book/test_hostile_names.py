"""Whatever users type stays text: in cells, names of sheets, charts, footers; and the file opens."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from kaohe.reports.results_book import book as book_module
from kaohe.reports.results_book.names import MOST_TEXT, SheetNames, clean, footer, length
from tests.unit.reports.results_book.rounds import (
    HOSTILE,
    Material,
    Written,
    a_round,
    empty_round,
    hostile_round,
    large_round,
    open_round,
    written,
)

SOFFICE = shutil.which("soffice")
OURS = re.compile(r"'?(排名|图表|目标)[^!\[\]]*'?!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?")
"""A reference that a chart of ours may hold."""


@pytest.fixture(scope="module", params=[1_000_000, 0], ids=["held", "streamed"])
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(book_module, "MANY_SCORES", request.param)
        return written(tmp_path_factory.mktemp("hostile"), hostile_round())


def test_no_cell_is_a_formula_or_a_link(hostile: Written) -> None:
    for sheet in hostile.book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"], sheet.title
        assert not [cell.coordinate for cell in cells if cell.hyperlink], sheet.title


def test_names_stand_as_they_were_typed(hostile: Written) -> None:
    # a text that looks like an escape is escaped; openpyxl does not undo that in a stream's cells, Excel does
    units = [row["单位"].replace("_x005F", "") for row in hostile.rows("排名1（镇街）", 3)]
    assert set(units) == {clean(name) for name in HOSTILE}
    assert "=1+1" in units
    assert "响\ufffd铃" in units


def test_nothing_in_the_package_points_outside(hostile: Written) -> None:
    with zipfile.ZipFile(hostile.path) as package:
        for name in package.namelist():
            text = package.read(name).decode("utf-8", "replace")
            assert "externalLink" not in name
            assert 'TargetMode="External"' not in text
            assert "<f>" not in text or name.startswith("xl/charts/"), name


def test_charts_refer_to_nothing_but_our_own_cells(hostile: Written) -> None:
    with zipfile.ZipFile(hostile.path) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        assert charts
        for name in charts:
            for formula in etree.fromstring(package.read(name)).iter("{*}f"):
                assert OURS.fullmatch(formula.text or ""), formula.text


def test_names_of_sheets_are_legal_and_unique(hostile: Written) -> None:
    names = hostile.book.sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert length(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


def test_footers_hold_no_codes_of_users(hostile: Written) -> None:
    with zipfile.ZipFile(hostile.path) as package:
        for name in package.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                continue
            for found in etree.fromstring(package.read(name)).iter("{*}oddFooter"):
                codes = re.findall("&[A-Za-z0-9]+", found.text or "")
                assert codes == ["&L", "&8", "&C", "&9", "&P", "&N", "&R", "&8"], found.text
                assert length(found.text or "") <= 255


@pytest.mark.parametrize("name", [*HOSTILE, "", " ", "'", "[]", "a" * 40, "𠮷" * 20, "\ud800"])
def test_any_name_becomes_a_sheet(name: str) -> None:
    names = SheetNames()
    made = [names.make(name, mark) for mark in ("", "", "2（镇街）", "2（镇街）")]
    assert len({each.casefold() for each in made}) == 4
    for each in made:
        assert 0 < length(each) <= 31
        each.encode()


def test_names_alike_after_cutting_get_numbers() -> None:
    names = SheetNames()
    first, second = names.make("长" * 40), names.make("长" * 39)
    assert (first, second) == ("长" * 31, "长" * 29 + "～2")
    assert names.make("ABC") == "ABC"
    assert names.make("abc") == "abc～2"


def test_a_text_is_cut_where_a_cell_ends() -> None:
    assert length(clean("𠮷" * 30_000)) <= MOST_TEXT
    assert clean("𠮷" * 30_000).endswith("未写完）")
    assert clean("好\n行") == "好\n行"


def test_a_footer_keeps_its_own_codes_alone() -> None:
    made = footer("2026年&G&P", "=x&&D")
    assert made.startswith("&L&8 2026年＆G＆P&C")
    assert made.endswith("&R&8 =x＆＆D")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed here")
@pytest.mark.parametrize(
    "material", [a_round, open_round, empty_round, hostile_round, lambda: large_round(45, 60)]
)
def test_libreoffice_opens_it(material: Callable[[], Material], tmp_path: Path) -> None:
    made = written(tmp_path, material())
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [
        str(SOFFICE),
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(made.path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert (tmp_path / "results.pdf").read_bytes().startswith(b"%PDF")
