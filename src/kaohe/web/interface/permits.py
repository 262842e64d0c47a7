"""The table of the interface: every operation by name, and what a token of each role may do there. A test holds it against the
OpenAPI document and calls each.

`y`: may. `o`: may, for the token's own unit or department; what belongs to others is not shown, asked for by name it is 404, and
written to it is turned away. `-`: may not (403).
"""

from kaohe.web.accounts.roles import Role
from kaohe.web.config.permissions import COLUMNS

TABLE = """
#                    admin office dept reporter head inspector leader auditor
list_rounds            y     y     y     o       o      y        y      y
get_round              y     y     y     o       o      y        y      y
list_units             -     y     y     o       o      y        y      y
list_measures          y     y     y     o       o      y        y      y
list_facts             -     y     y     o       o      y        y      y
put_facts              -     o     o     o       o      -        -      -
get_data_values        -     y     y     o       o      y        y      y
post_data_values       -     o     o     o       o      -        -      -
list_schemes           y     y     y     y       y      y        y      y
get_scheme             y     y     y     y       y      y        y      y
get_scheme_text        y     y     y     y       y      y        y      y
get_results            -     y     y     y       y      y        y      y
get_unit_result        -     y     y     o       o      y        y      y
list_publications      -     y     y     y       y      y        y      y
get_receipt            -     y     y     y       y      y        y      y
"""


def _read(table: str) -> dict[str, dict[Role, str]]:
    rows = {}
    for line in table.strip().splitlines():
        name, *marks = line.split()
        if name == "#":
            continue
        if len(marks) != len(COLUMNS) or not set(marks) <= set("yo-"):
            raise ValueError(f"a row of the table of the interface that is none: {line}")
        rows[name] = dict(zip(COLUMNS, marks, strict=True))
    return rows


OPERATIONS = _read(TABLE)
