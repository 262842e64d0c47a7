"""Reported against found: what a sample says of a reported figure, and the figure corrected by it.

    findings.csv ─▶ findings_file ─▶ checking ─▶ estimate ─▶ found_facts ─▶ kaohe score
                                      │            │  clusters, intervals, chance, tails
                                      uses          └─▶ words

`model` holds one row of what an inspection found and `findings_file` reads them; `checking` holds them
against the scheme, whose rules (`uses`) say what a found figure does to a reported one. `estimate` computes the rate, its
intervals (`intervals`, widened by `clusters`) and how likely such a sample is were the report true (`chance`), all in
exact arithmetic (`tails`). `found_facts` makes facts of it that scoring takes, `words` puts it into Chinese.
"""

from kaohe.fieldwork.estimates.checking import Located
from kaohe.fieldwork.estimates.estimate import Estimate, Estimates, Settings, estimate
from kaohe.fieldwork.estimates.findings_file import read_findings
from kaohe.fieldwork.estimates.found_facts import found_facts
from kaohe.fieldwork.estimates.model import Inspected

__all__ = [
    "Estimate",
    "Estimates",
    "Inspected",
    "Located",
    "Settings",
    "estimate",
    "found_facts",
    "read_findings",
]
