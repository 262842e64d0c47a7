"""A paper as a workbook, for the ones that are filled in or counted with: a sheet a table, its text above and below."""

from kaohe.reports.official.excel.writer import write_xlsx

__all__ = ["write_xlsx"]
