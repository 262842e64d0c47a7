"""What measures are called in sentences, and which measure a name means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kaohe.core import Unit
from kaohe.scheme.model import Measure


@dataclass(frozen=True, slots=True)
class Names:
    """Names of measures in both directions. `labels` is what `sentence` is to be given, so that what it prints
    can be read back; `known` gives the id and the unit that a name stands for.

    A sentence shows a measure by its full name (全称) where that is the only one of its kind, else by its id:
    ids are never shared, names may be.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, tuple[str, Unit]] = field(default_factory=dict)

    @classmethod
    def of(cls, measures: Iterable[Measure]) -> Names:
        """The names of a scheme's measures.

        >>> from kaohe.scheme.model import MeasureKind
        >>> rate = Measure("满意度", MeasureKind.PERCENT, label="群众满意度")
        >>> Names.of([rate]).labels
        {'满意度': '群众满意度'}
        """
        measures = tuple(measures)
        shared = Counter(name for m in measures for name in {m.id, m.name})
        labels = {m.id: m.name if shared[m.name] == 1 else m.id for m in measures}
        return cls(labels, {labels[m.id]: (m.id, m.unit) for m in measures})
