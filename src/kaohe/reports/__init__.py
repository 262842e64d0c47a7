"""What people get to see and to keep: pages and, later, the office's own papers, made of values that others computed.

A report decides nothing about points. `study` lays a draft out item by item as it was read, with a trial of each rule;
`reading_page` shows it beside the document it was read from.
"""
