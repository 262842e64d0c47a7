"""The office's table in the form in which a scheme is written out, read again as the same scheme.

    reports.scheme_document ─▶ .docx, .xlsx ─▶ Document ─ read_whole ─▶ SchemeDraft

Such a document says everything in words that people read: beside each clause stands its canonical sentence (计分规则),
and an annex lists the figures (数据项). `words` names the columns and labels, `texts` and `phrases` hold each wording
with its way back side by side; both directions use them, so that they cannot drift apart.
"""

from kaohe.documents.whole.reader import read_whole

__all__ = ["read_whole"]
