"""A scheme as the office's own document: .docx or .xlsx, which `documents.whole` reads again as the same scheme.

    Scheme ─ scheme_parts ─▶ Part (blocks) ─┬─ write_docx
                                            └─ write_xlsx

`plain`: as an office would have written it by hand, with the clauses alone; the rules and the figures are not in it.
"""

from pathlib import Path

from kaohe.core import Refused
from kaohe.reports.scheme_document.blocks import Part
from kaohe.reports.scheme_document.content import scheme_parts
from kaohe.reports.scheme_document.excel import write_xlsx
from kaohe.reports.scheme_document.word import write_docx
from kaohe.scheme.model import Scheme

__all__ = ["Part", "scheme_parts", "write_docx", "write_scheme_document", "write_xlsx"]


def write_scheme_document(scheme: Scheme, path: Path, *, plain: bool = False) -> None:
    """Write the scheme as the kind of document that the file's name asks for; Refused where it is neither."""
    writers = {".docx": write_docx, ".xlsx": write_xlsx}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise Refused("document.format", f"“{path.name}”要以 .docx（Word）或 .xlsx（Excel）结尾。")
    writer(scheme_parts(scheme, plain=plain), path, scheme.title)
