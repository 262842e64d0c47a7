"""Who is measured: the engines of this package, what each is called, and what is asked of it."""

import shutil
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from subprocess import run

from benchmarks.scale import ours


@dataclass(frozen=True, slots=True)
class Contender:
    """One engine: its module, its name in Chinese and in English, the package that it stands for.
    `streams`: it can read, compute and write in one stream.

    `exact` False: it computes in binary floats, and what it gets wrong is counted. `most`: no more units are asked of it.
    """

    module: str
    chinese: str
    english: str
    package: str
    streams: bool = False
    exact: bool = True
    most: int | None = None

    @property
    def name(self) -> str:
        """Both names, or the one that serves for both."""
        return self.chinese if self.chinese == self.english else f"{self.chinese} · {self.english}"


def _alike(module: str, name: str, package: str, *, streams: bool = False, exact: bool = True) -> Contender:
    """An engine of one name."""
    return Contender(module, name, name, package, streams, exact)


OURS = _alike("ours", "Kaohe", "kaohe", streams=True)
BY_HAND = Contender("polars_ints", "手写 Polars int64", "Polars int64 by hand", "polars", streams=True)
NUMPY = _alike("numpy_ints", "NumPy int64", "numpy")
LOOP = Contender("decimal_loop", "Decimal 循环", "a Decimal loop", "polars")
OPENFISCA = _alike("openfisca", "OpenFisca-core int32", "openfisca-core")
ZEN = Contender("zen_graph", "zen-engine 成批", "zen-engine in a batch", "zen-engine", most=1000)
ZEN_EACH = Contender("zen_each", "zen-engine 逐个", "zen-engine one by one", "zen-engine", most=1000)
LIBREOFFICE = Contender("libreoffice", "LibreOffice", "LibreOffice", "", exact=False, most=1000)

_ALL = (
    OURS,
    BY_HAND,
    NUMPY,
    _alike("duckdb_sql", "DuckDB SQL BIGINT", "duckdb", streams=True),
    OPENFISCA,
    _alike("polars_decimal", "Polars Decimal", "polars", streams=True),
    LOOP,
    ZEN,
    ZEN_EACH,
    LIBREOFFICE,
    _alike("numpy_floats", "NumPy float64", "numpy", exact=False),
    Contender("numpy_floats_away", "NumPy float64 四舍五入", "NumPy float64 half away", "numpy", exact=False),
    _alike("openfisca_floats", "OpenFisca-core float32", "openfisca-core", exact=False),
)
_MODULES = {"zen-engine": "zen", "openfisca-core": "openfisca_core"}


def present() -> tuple[Contender, ...]:
    """Those that can run here: ours once it is there, LibreOffice where it is installed, the others where their packages are."""
    return tuple(contender for contender in _ALL if _runs(contender))


def absent() -> tuple[Contender, ...]:
    """Those that cannot."""
    return tuple(contender for contender in _ALL if not _runs(contender))


def _runs(contender: Contender) -> bool:
    if contender is OURS:
        return ours.ENGINE is not None
    if contender is LIBREOFFICE:
        return shutil.which("soffice") is not None
    return find_spec(_MODULES.get(contender.package, contender.package)) is not None


def versions(contenders: tuple[Contender, ...]) -> str:
    """The packages and their versions in one line."""
    packages = dict.fromkeys(each.package for each in contenders if each.package)
    told = [f"{package} {version(package)}" for package in packages if package != OURS.package]
    if LIBREOFFICE in contenders:
        said = run(["soffice", "--version"], capture_output=True, text=True, check=True).stdout.split()
        told.append(" ".join(said[:2]))
    return ", ".join(told)
