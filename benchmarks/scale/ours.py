"""Kaohe's own columnar engine, `kaohe.batch`. While it has no entry here, `run` leaves it out of the tables."""

import sys

from benchmarks.scale.driver import Scores, main

ENGINE: Scores | None = None

if __name__ == "__main__":
    if ENGINE is None:
        sys.exit("kaohe.batch 还没有接入测速：benchmarks/scale/ours.py 里的 ENGINE 是空的。")
    main(ENGINE)
