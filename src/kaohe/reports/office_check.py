"""What the office's file says, held against the round: units, items, figures and papers that nobody knows are told."""

import difflib
from collections.abc import Iterable, Iterator

from kaohe.core import Place, Problem, Severity
from kaohe.facts import Units
from kaohe.reports.office import Office
from kaohe.scheme import Scheme


def check_office(
    office: Office, scheme: Scheme, units: Units, kinds: Iterable[str], file: str
) -> tuple[Problem, ...]:
    """Every name in the file that the round does not have; who is misspelt would otherwise get no paper."""
    return tuple(_Check(office, scheme, units, tuple(kinds), file).problems())


class _Check:
    def __init__(
        self, office: Office, scheme: Scheme, units: Units, kinds: tuple[str, ...], file: str
    ) -> None:
        self.office, self.kinds, self.file = office, kinds, file
        self.units = [unit.name for unit in units]
        self.items = [
            word for table in scheme.tables for item in table.items() for word in (item.name, item.code)
        ]
        self.measures = list(scheme.measures)

    def problems(self) -> Iterator[Problem]:
        office = self.office
        for name in office.papers:
            yield from self._known("文书", name, self.kinds, "office.unknown-paper", "没有这种文书")
        for visit in office.visits:
            yield from self._units(f"日程 {visit.date} {visit.team}", visit.units)
        if office.sample is not None:
            yield from self._units("抽样", [drawn.unit for drawn in office.sample.drawn if drawn.unit])
        for appeal in office.appeals:
            yield from self._units("申诉", [appeal.unit])
            yield from self._item(f"申诉 {appeal.unit}", appeal.item)
            for measure in appeal.corrected:
                where = f"申诉 {appeal.unit} 更正"
                yield from self._known(
                    where, measure, self.measures, "office.unknown-measure", "不是办法里的数据项"
                )
        for order in office.orders:
            yield from self._units("整改", [order.unit])
            yield from self._item(f"整改 {order.unit}", order.item)
        for month in office.months:
            for task in month.tasks:
                where = f"月度任务 {month.month} {task.number}".rstrip()
                yield from self._units(where, (*task.units, *task.done, *task.returned))

    def _units(self, where: str, names: Iterable[str]) -> Iterator[Problem]:
        for name in names:
            yield from self._known(where, name, self.units, "office.unknown-unit", "不在单位表里")

    def _item(self, where: str, name: str) -> Iterator[Problem]:
        yield from self._known(where, name, self.items, "office.unknown-item", "不是办法里的指标")

    def _known(self, where: str, name: str, known: Iterable[str], code: str, wrong: str) -> Iterator[Problem]:
        names = list(known)
        if name in names:
            return
        near = difflib.get_close_matches(name, names, 1)
        yield Problem(
            code,
            Severity.ERROR,
            f"“{name}”{wrong}。",
            f"是不是“{near[0]}”？" if near else "请核对名称，与办法和单位表里的一致。",
            (Place(file=self.file, what=where),),
        )
