"""Official papers (公文): blocks, forms with placeholders, and the writers that lay them out.

    form (text file, or Word) ─ fields, fill ─▶ Document (blocks) ─┬─ word  ─▶ .docx
                                                                  ├─ pdf   ─▶ .pdf
                                                                  ├─ html  ─▶ .html
                                                                  └─ excel ─▶ .xlsx

`geometry` states the page of GB/T 9704-2012 once for all of them.
"""
