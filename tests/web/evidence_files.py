"""Files for tests of evidence: small ones of every kind, good and bad, made as they are needed."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook
from PIL import Image

from kaohe.web.accounts.models import User
from kaohe.web.filing.evidence_storing import keep
from kaohe.web.filing.models import Evidence
from kaohe.web.rounds.models import RoundUnit

ITEM = "1.1"
TABLE = "镇街考核评分表"
PHONE = "13912345678"
IDENTITY = "11010519491231002X"
"""The number that the standard itself prints as its example."""


def picture(form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#1d4f91").save(out, form)
    return out.getvalue()


def pdf(words: str = "Report", *, script: bool = False) -> bytes:
    """One page with these words (of Latin letters)."""
    stream = f"BT /F1 24 Tf 60 700 Td ({words}) Tj ET".encode()
    action = b" /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>" if script else b""
    names = b" /Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >>" if script else b""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R" + action + names + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)


def docx(*paragraphs: str, cells: tuple[tuple[str, ...], ...] = (), foot: str = "") -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if cells:
        table = document.add_table(len(cells), len(cells[0]))
        for row, texts in enumerate(cells):
            for column, text in enumerate(texts):
                table.cell(row, column).text = text
    if foot:
        document.sections[0].footer.paragraphs[0].text = foot
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(archive: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one part more."""
    out = io.BytesIO(archive)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return out.getvalue()


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def a_file_of(unit: RoundUnit, by: User, name: str = "总结.pdf", item: str = ITEM) -> Evidence:
    """A file that is there already; the same one each time."""
    found = Evidence.objects.filter(unit=unit, name=name, item=item).first()
    if found is not None:
        return found
    data = pdf()
    digest, path = keep(data)
    return Evidence.objects.create(
        round=unit.round, unit=unit, table=TABLE, item=item, name=name, kind="pdf", size=len(data), sha256=digest, path=path, by=by
    )  # fmt: skip
