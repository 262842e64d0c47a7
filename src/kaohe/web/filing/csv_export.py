"""All figures of a round as one CSV that opens in Excel, with what was typed, by whom and when."""

import csv
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.results.folder import disarm
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.models import Round

MARK = "\ufeff"
"""Before everything, so that Excel reads it as UTF-8."""


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines_of(round: Round) -> Iterator[str]:
    """Line by line; nothing in it runs as a formula."""
    writer = csv.writer(_Echo())
    head = (_("单位编码"), _("单位"), _("数据项"), _("期间"), _("类型"), _("填写"), _("数值"), _("状态"), _("说明"),
            _("来处"), _("填报人"), _("时间"))  # fmt: skip
    yield MARK + writer.writerow(head)
    rows = Figure.objects.filter(round=round).select_related("unit", "by")
    for row in rows.order_by("unit__order", "measure", "role", "period").iterator(chunk_size=2000):
        cells = (
            row.unit.code,
            row.unit.name,
            row.measure,
            row.period,
            row.get_role_display(),
            row.text,
            row.value,
            row.get_state_display(),
            row.note,
            row.place,
            row.by.name if row.by else "",
            timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M"),
        )
        yield writer.writerow([disarm(str(cell)) for cell in cells])
