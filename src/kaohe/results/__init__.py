"""From scores to a result: totals, caps, vetoes, ranks, grades, quotas, consequences, and the receipt.

`score_scheme` computes a whole round. `receipt` writes what is needed to compute it again and `verify`
does so; `whatif` and `compare` score twice and show the difference.
"""

from kaohe.results.consequences import History, ListResult
from kaohe.results.round import RoundResult, TableResult, score_scheme
from kaohe.results.standing import Standing
from kaohe.results.tally import GroupScore, ItemScore, Tally

__all__ = [
    "GroupScore",
    "History",
    "ItemScore",
    "ListResult",
    "RoundResult",
    "Standing",
    "TableResult",
    "Tally",
    "score_scheme",
]
