"""The web application under load: the last day of a round, every page, a worker's memory, a changed figure until it is shown.

`run.py` starts everything in processes of its own and writes docs/benchmarks-web.md. What needs Django runs through `inside.py`,
since its settings are read once, for one folder and one database. `client.py` is the crowd: asyncio, and nothing of ours.
"""
