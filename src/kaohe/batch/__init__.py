"""The columnar interpreter: the same rules, for as many units as there are, in whole numbers.

A table of a scheme is compiled, once, into Polars expressions over scaled integers (`compiling`), from what
is known of the figures (`layout`): within which bounds they lie, and in which ways they may be absent. From the bounds it
is proved how wide each whole number must be (`whole`); what would leave 128 bits is refused by name, and
nothing wraps. Missing, pending and not applicable travel beside the values (`columns`). Peers take a
pass of their own over the few columns they need (`peers`); ranks and grades look at the totals alone
(`standing`). There is no trace: any unit can be replayed through `kaohe.evaluate`.

What each node means stands in `rules/semantics.md`; the conformance suite holds both interpreters to it.
"""
