"""A scheme that may still have holes.

A draft is what a reader makes of a file or of the office's document: what was understood, and the
problems with what was not. `complete` turns it into a `Scheme`, or says everything that stands in the way.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from kaohe.core import Period, Place, Problem
from kaohe.rules import Node
from kaohe.scheme.model import (
    Consequence,
    Grade,
    GroupKind,
    Measure,
    Ranking,
    Veto,
    WhenNotApplicable,
)


@dataclass(frozen=True, slots=True)
class Pending:
    """A question about an item's rule that waits for a person's word; until there is an `answer`, nothing is scored.

    `default` is what the rule says now, `options` the other ways to read the clause. An answer that is not the default
    has to be put into the rule by whoever gives it.
    """

    question: str
    default: str = ""
    options: tuple[str, ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class DraftItem:
    """An item of which the points or the rule may be missing. See `model.Item` for the fields.

    `unread`: a rule was written but not understood, `points_unread`: points were; the draft's problems
    say why. `floor` and `cap` are
    as written: None is 不设, the empty string means nothing was written. `standard` is what is asked where the
    document states it apart from the scoring clause (考核内容、工作要求 in a column of its own). `pending` are questions
    about the rule that a person has still to settle.
    """

    name: str
    code: str = ""
    points: Decimal | None = None
    rule: Node | None = None
    unread: bool = False
    clause: str = ""
    departments: tuple[str, ...] = ()
    method: str = ""
    floor: Decimal | str | None = ""
    cap: Decimal | str | None = ""
    when_not_applicable: WhenNotApplicable | None = None
    note: str = ""
    points_unread: bool = False
    standard: str = ""
    pending: tuple[Pending, ...] = ()
    where: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class DraftGroup:
    """A group as written. `points` None: the sum of what is below it."""

    name: str
    children: "tuple[DraftGroup | DraftItem, ...]" = ()
    code: str = ""
    kind: GroupKind = GroupKind.BASE
    points: Decimal | None = None
    weight: Decimal = Decimal(1)
    floor: Decimal | None = None
    cap: Decimal | None = None
    where: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class DraftTable:
    """A table as written. `total` None: the sum of its base groups."""

    name: str
    level: str = ""
    total: Decimal | None = None
    groups: tuple[DraftGroup, ...] = ()
    precision: int = 2
    when_not_applicable: WhenNotApplicable = WhenNotApplicable.SCALE
    vetoes: tuple[Veto, ...] = ()
    grades: tuple[Grade, ...] = ()
    ranking: Ranking = field(default=Ranking())
    consequences: tuple[Consequence, ...] = ()
    where: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class SchemeDraft:
    """What is known of a scheme so far, and what is wrong with it.

    `doubtful` are the places of entries in which something was not understood, so that nobody blames
    what follows from it.
    """

    title: str = ""
    version: str = "1"
    period: Period | None = None
    classes: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    tables: tuple[DraftTable, ...] = ()
    basis: tuple[str, ...] = ()
    note: str = ""
    problems: tuple[Problem, ...] = ()
    doubtful: frozenset[Place] = field(default=frozenset(), compare=False)
    where: Place = field(default=Place(), compare=False)
