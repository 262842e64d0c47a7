"""复核: which judged figures somebody else has to read again, who may, and how far that is; and whether scorers agree.

Every judged figure that takes points (in a list of bonuses or deductions: that moves them at all) is read by a second person:
it is there that judgement costs a unit something, and there are few enough of them to read all. Full points need no second reader.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from django.utils.translation import gettext as _

from kaohe.core import plain, round_half_up
from kaohe.rules import ByLevel, walk
from kaohe.scheme.model import Scheme
from kaohe.web.accounts.models import User
from kaohe.web.filing.facts import value_of
from kaohe.web.filing.models import Figure
from kaohe.web.scoring.layout import Column, Entry
from kaohe.web.scoring.models import SecondReading
from kaohe.web.scoring.querysets import READINGS, Bench, Material, judged_figures, points_shown, takes

_FAR = Decimal("0.1")
"""Means of two scorers that lie farther apart than this share of the points are pointed out."""


@dataclass(frozen=True, slots=True)
class ToRead:
    """One judged figure at its second reading. newest: what was said last about it as it stands now."""

    figure: Figure
    entry: Entry
    column: Column
    points: str
    newest: SecondReading | None
    done: bool

    @property
    def disputed(self) -> bool:
        return self.newest is not None and not self.newest.agrees and not self.done

    def readable_by(self, user: User) -> bool:
        return self.figure.by_id != user.pk

    def adoptable_by(self, user: User) -> bool:
        """Whether there is a proposal that somebody else has made."""
        return self.disputed and self.newest is not None and self.newest.by_id != user.pk


def settled(figure: Figure) -> bool:
    """Whether somebody else agrees with the figure as it is, or it became what they proposed. The newest word counts."""
    newest = newest_reading(figure)
    if newest is None:
        return False
    if newest.agrees:
        return newest.edition == figure.edition
    return figure.edition > newest.edition and figure.text == newest.text


def disputed(figure: Figure) -> bool:
    """Whether somebody has said that the figure, as it is, should be another."""
    newest = newest_reading(figure)
    return newest is not None and not newest.agrees and newest.edition == figure.edition


def newest_reading(figure: Figure) -> SecondReading | None:
    """The last word on a figure, of whatever edition."""
    read: list[SecondReading] | None = getattr(figure, READINGS, None)
    return max(figure.readings.all() if read is None else read, key=lambda reading: reading.pk, default=None)


def to_read(bench: Bench, material: Material | None = None) -> list[ToRead]:
    """Every judged figure of a department that somebody else has to read, what is open first."""
    material = material or Material(bench.round)
    scores = material.scores
    columns = {column.key: column for column in bench.columns}
    found = []
    for figure in judged_figures(bench, material):
        column = columns[figure.measure, figure.period]
        for entry in _entries(bench, column, figure):
            score = scores.get((figure.unit.code, entry.number))
            if takes(entry, column, figure, score):
                newest = newest_reading(figure)
                current = newest if newest is not None and newest.edition <= figure.edition else None
                found.append(ToRead(figure, entry, column, points_shown(score), current, settled(figure)))
                break
    return sorted(found, key=lambda each: each.done)


def _entries(bench: Bench, column: Column, figure: Figure) -> Iterator[Entry]:
    for entry in bench.entries:
        if column in entry.columns and entry.table.level == figure.unit.level:
            yield entry


@dataclass(frozen=True, slots=True)
class Spread:
    """What one scorer gave for one measure: how often, on average, in the middle, from and to; in points."""

    scorer: str
    count: int
    mean: str
    median: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """One judged measure: everybody together, each scorer, and in words whether they agree."""

    name: str
    level: str
    whole: Spread
    scorers: tuple[Spread, ...]
    words: str
    far: bool


def agreements(bench: Bench, material: Material | None = None) -> list[Agreement]:
    """Each judged measure of a department, by level of units: what its scorers gave, held against one another."""
    groups: dict[tuple[str, str], list[tuple[str, Decimal]]] = {}
    columns = {column.key: column for column in bench.columns}
    for figure in judged_figures(bench, material or Material(bench.round)):
        column = columns[figure.measure, figure.period]
        value = worth(bench.layout.scheme, column, figure)
        if value is not None:
            who = "—" if figure.by is None else f"{figure.by.name}（{figure.by.username}）"
            groups.setdefault((column.form.name, figure.unit.level), []).append((who, value))
    return [_agreement(name, level, given) for (name, level), given in groups.items()]


def worth(scheme: Scheme, column: Column, figure: Figure) -> Decimal | None:
    """A judged figure in points: as it was given, or what the rule awards for the level. None: it has none."""
    value = value_of(figure.value, column.form)
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        return None
    for table in scheme.tables:
        for item in table.items():
            for node in walk(item.rule):
                if isinstance(node, ByLevel) and node.measure == column.form.id:
                    return next((level.points for level in node.levels if level.name == value), None)
    return None


def _agreement(name: str, level: str, given: list[tuple[str, Decimal]]) -> Agreement:
    whole = spread(_("全部"), [value for _who, value in given])
    scorers = {who: [value for by, value in given if by == who] for who, _value in given}
    rows = tuple(spread(who, values) for who, values in scorers.items())
    means = {who: mean(values) for who, values in scorers.items()}
    values = [value for _who, value in given]
    words, far = _words(means, max(values) - min(values))
    return Agreement(name, level, whole, rows, words, far)


def _words(means: dict[str, Fraction], width: Decimal) -> tuple[str, bool]:
    if len(means) < 2:
        who = next(iter(means))
        return _("都由%(who)s评，没有别人可比。") % {"who": who}, False
    high, low = max(means, key=lambda who: means[who]), min(means, key=lambda who: means[who])
    apart = means[high] - means[low]
    far = apart > Fraction(_FAR) * Fraction(width) and apart > 0
    text = _("%(high)s平均 %(most)s，%(low)s平均 %(least)s，相差 %(apart)s。") % {
        "high": high, "most": shown(means[high]), "low": low, "least": shown(means[low]), "apart": shown(apart),
    }  # fmt: skip
    return text + (_("差得较多，请对照评分标准看一看尺度是否一致。") if far else _("尺度大体一致。")), far


def spread(scorer: str, values: list[Decimal]) -> Spread:
    """A row of the table; `values` holds one at least."""
    return Spread(
        scorer,
        len(values),
        shown(mean(values)),
        shown(Fraction(median(values))),
        plain(min(values)),
        plain(max(values)),
    )


def mean(values: Iterable[Decimal]) -> Fraction:
    """The mean, exactly."""
    listed = list(values)
    return sum((Fraction(value) for value in listed), Fraction(0)) / len(listed)


def shown(number: Fraction) -> str:
    """At two places, half away from zero."""
    return plain(round_half_up(number, 2))
