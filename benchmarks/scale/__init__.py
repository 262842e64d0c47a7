"""The columnar engine beside others: `make bench-scale` writes docs/benchmarks-scale.md.

`shape` says what is scored, `material` writes the scheme, the units and the facts; one module an engine reads the same
facts and writes the same answers (`python -m benchmarks.scale.ENGINE facts.parquet units out.parquet`, see `driver`);
`contenders` lists them. `compare` holds the answers of all of them together before `run` has `measuring` time anything;
`page`, `growth` and `aims` write down what was measured and what follows.
"""
