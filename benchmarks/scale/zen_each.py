"""zen-engine with one call a unit, as its guide has it."""

from benchmarks.scale.driver import Engine, main
from benchmarks.scale.zen_graph import compute_each, read, write

ENGINE = Engine(read, compute_each, write)

if __name__ == "__main__":
    main(ENGINE)
