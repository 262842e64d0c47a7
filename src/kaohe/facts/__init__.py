"""Figures of units in periods: the model, and the files they come in.

`model` holds the facts and `units` the tree of units; `unit_file` reads the list of units, `table_files`
long CSV and Parquet; `workbook` writes the entry workbook and `entry` takes it back; `validate` holds
facts against the scheme. Behind them `values` alone decides what a cell means, `door` what a file is,
`guard` what is personal data, `needs` what a scheme asks for. Whatever is wrong becomes Problems with
their places, all at once; nothing is guessed, and what was right is kept.
"""

from kaohe.facts.model import Fact, Facts, Role, State, value_text
from kaohe.facts.units import AssessedUnit, Units

__all__ = ["AssessedUnit", "Fact", "Facts", "Role", "State", "Units", "value_text"]
