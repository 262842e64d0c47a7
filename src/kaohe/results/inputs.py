"""What a round is computed from."""

from dataclasses import dataclass

from kaohe.facts import Facts, Units
from kaohe.results.consequences import History
from kaohe.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Inputs:
    """A scheme, its units, their figures (last year's too, where rules look at them), earlier years' lists.

    `scheme_text` is the file as the office wrote it.
    """

    scheme: Scheme
    scheme_text: str
    units: Units
    facts: Facts
    history: History
