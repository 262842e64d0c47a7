"""The examination (体检) of a scheme before it is issued: clauses, structure, legal basis and burden.

`check_scheme` reads a complete `Scheme` or a `SchemeDraft` that still has holes, and returns `Finding`s: a
`Problem` with a level, the instrument it rests on and the reason. It says only what `scheme.complete` does not
say already (sums, names, what a rule proves). What the law says and which words are recognised stand in one
file, `instruments.yaml`. `can_be_issued` answers whether a scheme may go out.

    Scheme | SchemeDraft ─▶ subject (one view of both) ─┬▶ clause_checks, bands   the clause as written
                                                        ├▶ structure              tables, lists, classes
                                                        └▶ law, burden            instruments.yaml and the date
"""

from kaohe.checks.finding import Finding, Level
from kaohe.checks.instruments import Instrument, instruments
from kaohe.checks.review import can_be_issued, check_scheme, examine
from kaohe.checks.structure import Share, discretion_shares
from kaohe.checks.subject import Subject, subject_of

__all__ = [
    "Finding",
    "Instrument",
    "Level",
    "Share",
    "Subject",
    "can_be_issued",
    "check_scheme",
    "discretion_shares",
    "examine",
    "instruments",
    "subject_of",
]
