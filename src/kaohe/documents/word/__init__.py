"""Word files: .docx read here, .doc .rtf .wps .odt by way of LibreOffice.

    package ─▶ markup ─▶ flow ─▶ runs ─▶ paragraphs ─┬▶ body ─▶ Document
    (zip)      (XML)     (wrappers,      (numbering,  │  (stories, addresses)
                          revisions)      styles)     └─ tables, columns (true grid)

The parts are walked directly. python-docx would parse them without bounds, resolve entities, repeat merged cells,
and pass over text boxes, content controls, tracked changes and automatic numbers.
"""

from kaohe.documents.word.files import read_doc, read_docx

__all__ = ["read_doc", "read_docx"]
