"""An official paper as a Word file, with the page, fonts and numbers of GB/T 9704-2012.

    Document ─ body (text, table) ─▶ XML ─┬─ package ─▶ .docx
                        pictures ─ PNG ───┘

`look` is the table of what each part looks like; `styles` writes it down for Word, so that an office can change a
paper's look in one place there as well.
"""

from kaohe.reports.official.word.writer import write_docx

__all__ = ["write_docx"]
