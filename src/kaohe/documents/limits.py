"""How much of a file is read before the reader gives up, in one place.

An appraisal document is small: a few pages, a few hundred rows. The limits lie far above that and far
below what would hold up a laptop. Whoever needs others passes a `Limits` of their own.
"""

from dataclasses import dataclass

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; what goes beyond is refused or reported, never cut off in silence.

    file_bytes: of the file as it lies on the disk.
    archive_entries, unpacked_bytes: parts of a .docx or .xlsx, and their real size unpacked, together.
    xml_bytes, xml_tags: the XML among them; pictures are large and never looked at, XML has to be parsed.
    swell: unpacked size as a multiple of the packed one (beyond the first megabyte).
    sheets, sheet_rows, sheet_cells: sheets of a workbook, rows with text in one sheet, cells with text in all.
    visited_cells: cells of a workbook, the empty ones included, that may be looked at.
    paragraphs: paragraphs of one document that are looked through for what they say.
    merges: merged areas of one sheet.
    cell_characters: of one cell; longer text is refused, since nobody reads it either.
    pages, page_objects: pages of a PDF; characters, lines and pictures on one of them.
    table_lines: ruled lines of one page that are looked through for tables.
    stream_bytes: what the compressed parts of a PDF may come to, together.
    seconds: for one file.
    """

    file_bytes: int = 50 * _MB
    archive_entries: int = 5_000
    unpacked_bytes: int = 256 * _MB
    xml_bytes: int = 64 * _MB
    xml_tags: int = 6_000_000
    swell: int = 200
    sheets: int = 200
    sheet_rows: int = 20_000
    sheet_cells: int = 200_000
    visited_cells: int = 2_000_000
    paragraphs: int = 20_000
    merges: int = 50_000
    cell_characters: int = 100_000
    pages: int = 500
    page_objects: int = 60_000
    table_lines: int = 4_000
    stream_bytes: int = 192 * _MB
    seconds: int = 60


LIMITS = Limits()
"""What holds unless somebody says otherwise."""
