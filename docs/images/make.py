"""Draw docs/images/demo.svg: what `kaohe demo` shows in a terminal. Run after `make demo`.

    .venv/bin/python docs/images/make.py demo docs/images/demo.svg
"""

import re
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from kaohe.cli import tables
from kaohe.cli.common import load_facts, load_last_year, load_scheme, load_units, names_of, together
from kaohe.results import ItemScore, score_scheme
from kaohe.results.explain import explain_item

SHOWN = 12


def main(folder: Path, picture: Path) -> None:
    """The ranking and one explanation, as a picture that fetches no font from anywhere."""
    console = Console(record=True, width=104, file=open("/dev/null", "w"), highlight=False)  # noqa: SIM115
    tables.console = lambda: console  # type: ignore[assignment]
    scheme, _ = load_scheme(folder / "2026" / "scheme.yaml")
    units, _ = load_units(folder / "2026" / "scheme.yaml", folder / "units.csv")
    facts, _ = load_facts([folder / "2026" / "facts.csv"], scheme, units)
    past, history, _ = load_last_year(folder / "2025" / "results", scheme, units)
    table = score_scheme(scheme, units, together(facts, past), history).tables[0]
    console.print("$ kaohe score 2026/scheme.yaml 填报表.xlsx -o results/ --last-year ../2025/results")
    columns = ("名次", "单位", "类别", "等次", "说明", "基本分", "加分", "扣分", "总分")
    rows = [tables._row(standing) for standing in table.standings[:SHOWN]]
    tables.print_table(table.table.name, columns, rows, numbers=4)
    console.print("\n$ kaohe explain 2026/scheme.yaml 填报表.xlsx 桑陌镇 信息覆盖")
    unit = units.find("桑陌镇")
    standing = None if unit is None else table.of(unit.id)
    score = None if standing is None else standing.tally.find("信息覆盖")
    assert isinstance(score, ItemScore)
    for line in explain_item(score, names_of(scheme)):
        console.print(Text(line.replace("　", "  ")))
    svg = console.export_svg(title="考核 kaohe")
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    svg = svg.replace("Fira Code", "Noto Sans Mono CJK SC, Sarasa Mono SC, SimSun, Fira Code")
    picture.write_text(re.sub(r"<!-- Generated.*?-->", "", svg), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
