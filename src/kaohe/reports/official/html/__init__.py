"""An official paper as one HTML file: the same blocks on a sheet of paper in a browser, printable, nothing fetched."""

from kaohe.reports.official.html.writer import fragment, write_html

__all__ = ["fragment", "write_html"]
