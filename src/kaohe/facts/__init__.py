"""Figures of units in periods: the model, and the files they come in.

`units` reads the list of units, `model` holds the facts, `table_files` reads long CSV and Parquet,
`workbook` writes the entry workbook and `entry` takes it back. Whatever is wrong in a file becomes
Problems with their places, all at once; nothing is guessed, and what was right is kept.
"""

from kaohe.facts.model import Fact, Facts, Role, State, value_text
from kaohe.facts.units import AssessedUnit, Units

__all__ = ["AssessedUnit", "Fact", "Facts", "Role", "State", "Units", "value_text"]
