"""The structures of the five corpus documents, from figures only, with cases worked by hand.

One folder a structure: `scheme.yaml`, and `cases.yaml` with what goes in, the arithmetic in words and
what must come out (see `handwork` for how it is written). Names are neutral on purpose: nothing here
is a sentence of a document, only points, thresholds, steps and caps.
"""
