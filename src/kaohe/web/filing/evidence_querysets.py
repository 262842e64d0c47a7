"""Reading evidence: which items ask for it, what there is for each, and whose is whose to see."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from kaohe.core import Refused
from kaohe.scheme import Scheme
from kaohe.scheme.model import Item, Table
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import OF_A_UNIT, SEEING_ALL, Role
from kaohe.web.filing.facts import scheme_for
from kaohe.web.filing.models import Evidence
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.querysets import unit_for
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Thing, is_open

CURRENT = Q(replaced_by__isnull=True, withdrawn_at__isnull=True)
"""What counts: the last version, not withdrawn."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where files lie that belong to no item of a scheme: when they are taken, how that place is called, the page they are seen on."""

    thing: Thing
    words: Callable[[Round, RoundUnit, str], str]
    url: Callable[[Round, RoundUnit, str], str]


HOMES: Final[dict[str, Home]] = {}
"""By what stands in place of a table's name. Apps that come later put theirs here."""


@dataclass(slots=True)
class Files:
    """One item of one unit with what was uploaded for it: what counts now, and what went before."""

    table: Table
    item: Item
    current: list[Evidence] = field(default_factory=list)
    earlier: list[Evidence] = field(default_factory=list)

    @property
    def query(self) -> str:
        """The item in an address."""
        return urlencode({"table": self.table.name, "item": self.item.code})


def too_early(user: User, round: Round) -> bool:
    """Whether this person may not look yet: leaders, before the result is up for approval."""
    others = {*SEEING_ALL, *OF_A_UNIT, Role.DEPARTMENT, Role.INSPECTOR} - {Role.LEADER}
    return user.has(Role.LEADER) and not user.has(*others) and not round.at.reached(Stage.APPROVAL)


def may_upload(user: User, unit: RoundUnit, table: str = "") -> bool:
    """Whether somebody acts for the unit and the stage is one in which files of this place are taken (none: of items)."""
    return acts_for(user, unit) and is_open(unit.round, thing_of(table))


def acts_for(user: User, unit: RoundUnit) -> bool:
    """Whether somebody reports for the unit."""
    return user.has(*OF_A_UNIT) and unit.code in user.unit_codes


def tables_of(round: Round, unit: RoundUnit) -> tuple[Table, ...]:
    """The tables by which a unit is scored. None where there is no scheme yet."""
    scheme = _scheme(round)
    return () if scheme is None else tuple(table for table in scheme.tables if table.level == unit.level)


def _scheme(round: Round) -> Scheme | None:
    return None if round.scheme is None else scheme_for(round)


def item_of(round: Round, unit: RoundUnit, table: str, item: str) -> tuple[Table, Item]:
    """One item by its names. Refused where the unit is not scored by it."""
    for found in tables_of(round, unit):
        if found.name == table:
            for each in found.items():
                if each.code == item:
                    return found, each
    raise Refused("evidence.no-such-item", f"“{unit.name}”的考核表里没有这一项（{item}）。请从佐证页面进入。")


def words_of(round: Round, unit: RoundUnit, table: str, item: str) -> str:
    """What a file is for, in words. Refused where there is no such place."""
    home = HOMES.get(table)
    return home.words(round, unit, item) if home else item_of(round, unit, table, item)[1].name


def thing_of(table: str) -> Thing:
    """What has to be open for files of this place to come and go."""
    home = HOMES.get(table)
    return home.thing if home else Thing.EVIDENCE


def place_url(round: Round, unit: RoundUnit, table: str, item: str) -> str:
    """The page on which files of this place are seen together."""
    home = HOMES.get(table)
    return home.url(round, unit, item) if home else item_url(round, unit, table, item)


def evidence_for(round: Round, unit: RoundUnit, item: str, table: str = "") -> list[Evidence]:
    """What counts for one item of one unit, the newest first; for pages that show it beside a score.

    `table` may be left out where the codes of items are enough (a unit scored by one table).
    """
    found = Evidence.objects.filter(CURRENT, round=round, unit=unit, item=item).select_related("by")
    return list(found.filter(table=table) if table else found)


def counts_for(round: Round, items: Iterable[str]) -> dict[tuple[str, str, str], int]:
    """How many files count, by unit's code, table and item: one query for a whole matrix of scores."""
    found = Evidence.objects.filter(CURRENT, round=round, item__in=list(items)).order_by()
    rows = found.values_list("unit__code", "table", "item").annotate(files=Count("pk"))
    return {(unit, table, item): files for unit, table, item, files in rows}


def item_url(round: Round, unit: RoundUnit, table: str, item: str) -> str:
    """The page of one item's evidence."""
    query = urlencode({"table": table, "item": item})
    return f"{reverse('evidence:item', args=[round.pk, unit.code])}?{query}"


def files_of(round: Round, unit: RoundUnit, departments: frozenset[str] = frozenset()) -> list[Files]:
    """Every item of the unit's tables in order, with its files; of these departments alone where any are named."""
    listed = {
        (table.name, item.code): Files(table, item)
        for table in tables_of(round, unit)
        for item in table.items()
        if not departments or departments.intersection(item.departments)
    }
    for row in all_of(round, unit):
        files = listed.get((row.table, row.item))
        if files is not None:
            (files.current if counts(row) else files.earlier).append(row)
    return list(listed.values())


def files_of_item(round: Round, unit: RoundUnit, table: str, item: str) -> Files:
    """One item with its files."""
    files = Files(*item_of(round, unit, table, item))
    for row in all_of(round, unit).filter(table=table, item=item):
        (files.current if counts(row) else files.earlier).append(row)
    return files


def all_of(round: Round, unit: RoundUnit) -> QuerySet[Evidence]:
    """Everything of a unit, whatever came of it."""
    return Evidence.objects.filter(round=round, unit=unit).select_related("by", "replaced_by")


def counts(row: Evidence) -> bool:
    """Whether this version counts now."""
    return row.withdrawn_at is None and not hasattr(row, "replaced_by")


def evidence_of(user: User, round: Round, evidence_id: int) -> Evidence:
    """One file; 404 where it is another round's or not theirs to see."""
    found = Evidence.objects.select_related("unit__round", "by", "replaced_by", "replaces")
    row = found.filter(round=round, pk=evidence_id).first()
    if row is None:
        raise Http404
    unit_for(user, round, row.unit.code)
    return row


def versions_of(row: Evidence) -> Iterator[Evidence]:
    """All versions of one file, the first one first."""
    same = all_of(row.round, row.unit).filter(table=row.table, item=row.item)
    before = {each.replaces_id: each for each in same if each.replaces_id}
    by_id = {each.pk: each for each in same}
    first = by_id[row.pk]
    while first.replaces_id in by_id:
        first = by_id[first.replaces_id]
    step: Evidence | None = first
    while step is not None:
        yield step
        step = before.get(step.pk)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit in the overview: how many of its items have evidence, how many files, and when the last came."""

    unit: RoundUnit
    items: int
    asked: int
    files: int
    last: object


def overview(round: Round, units: Iterable[RoundUnit], departments: frozenset[str]) -> list[UnitLine]:
    """One line a unit; two queries, whatever their number. With departments, their items alone count."""
    scheme = _scheme(round)
    asked: dict[str, set[tuple[str, str]]] = {}
    for table in scheme.tables if scheme else ():
        for item in table.items():
            if not departments or departments.intersection(item.departments):
                asked.setdefault(table.level, set()).add((table.name, item.code))
    rows = Evidence.objects.filter(CURRENT, round=round).order_by().values_list("unit_id", "table", "item")
    found: dict[int, list[tuple[tuple[str, str], int, object]]] = {}
    for unit, table_name, code, files, last in rows.annotate(files=Count("pk"), last=Max("at")):
        found.setdefault(unit, []).append(((table_name, code), files, last))
    lines = []
    for each in units:
        wanted = asked.get(each.level, set())
        have = [row for row in found.get(each.pk, ()) if row[0] in wanted]
        latest = max((row[2] for row in have), default=None, key=str)
        lines.append(UnitLine(each, len(have), len(wanted), sum(row[1] for row in have), latest))
    return lines
