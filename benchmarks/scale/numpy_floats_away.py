"""NumPy on float64 with halves rounded away from zero by hand; the rest is `numpy_floats`."""

from benchmarks.scale.arrays import read_floats, write
from benchmarks.scale.driver import Engine, main
from benchmarks.scale.numpy_floats import Floats, away

ENGINE = Engine(read_floats, Floats(away).compute, write)

if __name__ == "__main__":
    main(ENGINE)
