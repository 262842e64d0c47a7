"""From the office's own document to a draft of the scheme.

Readers (one file a format) turn .docx .doc .xlsx .xls .html .pdf .txt into a `Document`: paragraphs and
grids in their order, each cell and paragraph with its address. Recognition turns those into outlines,
scheme drafts, targets, timetables and tasks. Nothing is dropped silently: what was not understood
stands among the problems with its place.
"""

from kaohe.documents.model import Block, Cell, Document, Grid, Paragraph

__all__ = ["Block", "Cell", "Document", "Grid", "Paragraph"]
