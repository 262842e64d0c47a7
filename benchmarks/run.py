"""Measure and write docs/benchmarks.md: whole commands, the interpreter beside a loop by hand, reading documents, writing letters."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import byhand, data, letters, reading
from benchmarks.scale.section import put, section
from benchmarks.timing import Timing, in_turn, machine, whole_commands
from kaohe import __version__
from kaohe.core.numbers import exactly
from kaohe.evaluate import Context, Setting, plan
from kaohe.evaluate.remember import remembering
from kaohe.facts import Facts, Units
from kaohe.facts.table_files import read_table
from kaohe.facts.unit_file import read_units
from kaohe.scheme import Scheme, read_scheme

KAOHE = Path(sys.executable).with_name("kaohe")
REPORT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def whole_command(arguments: list[str], runs: int) -> Timing:
    """Kaohe's own command as a whole process."""
    return whole_commands([[str(KAOHE), *arguments]], runs)[0]


@dataclass(frozen=True, slots=True)
class Material:
    """A synthetic round on disk and in memory."""

    folder: Path
    scheme: Scheme
    units: Units
    facts: Facts

    def contexts(self) -> list[Context]:
        setting = Setting(
            period=self.scheme.period,
            units=self.units,
            cohort=list(self.units),
            facts=self.facts,
            measures=self.scheme.measures,
        )
        return [setting.context(unit) for unit in self.units]


def material(folder: Path, units: int, items: int) -> Material:
    """Write and read a round of so many units and items."""
    folder.mkdir()
    (folder / "scheme.yaml").write_text(data.scheme_text(items), encoding="utf-8")
    (folder / "units.csv").write_text(data.units_text(units), encoding="utf-8")
    (folder / "facts.csv").write_text(data.facts_text(units, items), encoding="utf-8")
    scheme, problems = read_scheme(folder / "scheme.yaml")
    assert scheme is not None, problems
    listed, _ = read_units(folder / "units.csv")
    facts, found = read_table(folder / "facts.csv", scheme, listed)
    assert not found, found[:3]
    return Material(folder, scheme, listed, facts)


def interpreter_against_hand(made: Material, items: int, runs: int) -> tuple[Timing, Timing, float, int]:
    """Every rule for every unit, the trace kept, beside the loop by hand. The answers are equal first."""
    rules = [item.rule for item in made.scheme.tables[0].items()]
    contexts = made.contexts()
    rows = [made.facts.row(unit.id, made.scheme.period) for unit in made.units]
    by_hand = byhand.rules(items)

    def ours() -> None:
        plans = [remembering(rule, plan(rule)) for rule in rules]
        with exactly():
            _kept.append([[run(context) for run in plans] for context in contexts])
        _kept.clear()

    def theirs() -> None:
        _kept.append([[score(row, names) for score, names in by_hand] for row in rows])
        _kept.clear()

    with exactly():
        answers = [[plan(rule)(context).value for rule in rules] for context in contexts]
    if answers != [[score(row, names) for score, names in by_hand] for row in rows]:
        raise SystemExit("the two do not agree; nothing is measured")
    mine, hand, ratio = in_turn(ours, theirs, runs)
    return mine, hand, ratio, len(contexts) * len(rules)


_kept: list[object] = []


def report() -> str:
    """Measure everything; the text of docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        sizes = [
            ("20 × 60", material(root / "small", 20, 60), 7),
            ("1,300 × 100", material(root / "large", 1300, 100), 3),
        ]
        help_time = whole_command(["--help"], 15)
        rows = []
        for label, made, runs in sizes:
            score = ["score", str(made.folder / "scheme.yaml"), str(made.folder / "facts.csv")]
            timing = whole_command([*score, "-o", str(made.folder / "results")], runs)
            check = whole_command(["verify", str(made.folder / "results" / "receipt.json")], runs)
            rows.append(f"| {label} | {timing} | {timing.megabytes:.0f} | {check} | {check.megabytes:.0f} |")
        pairs = []
        for label, items, made, runs in (
            ("20 × 60", 60, sizes[0][1], 31),
            ("1,300 × 100", 100, sizes[1][1], 7),
        ):
            mine, hand, ratio, count = interpreter_against_hand(made, items, runs)
            pairs.append(
                f"| {label} | {count / mine.median:,.0f} | {count / hand.median:,.0f} | {ratio:.2f} |"
            )
    return TEXT.format(
        version=__version__,
        machine=machine(),
        help=f"{help_time.median:.3f} s（{help_time.least:.3f}–{help_time.most:.3f}）",
        rows="\n".join(rows),
        pairs="\n".join(pairs),
        reading=reading.section(),
        letters=letters.section(),
    )


TEXT = """# 测速 · Benchmarks

`make bench` 写出本页。数字是中位数，括号里是最小和最大；不同机器之间只宜比比值。
Written by `make bench`. Figures are medians, with the least and the most in brackets; between machines compare ratios only.

机器 · Machine: {machine}. Kaohe {version}.

## 命令 · Whole commands

整个进程，含启动、读写文件。`kaohe score` 读长表 CSV，写出排名、得分、理由（CSV 与 Excel）、全部计算过程和凭据；`kaohe verify` 按凭据全部重算。
Whole processes, start and files included. `kaohe score` reads a long CSV and writes ranking, scores and reasons (CSV and Excel), every trace and the receipt; `kaohe verify` computes all of it again.

`kaohe --help`: {help}

| 单位 × 指标 units × items | score（秒 s） | 内存峰值 peak MB | verify（秒 s） | 内存峰值 peak MB |
| --- | ---: | ---: | ---: | ---: |
{rows}

## 逐项计分 · The interpreter beside a loop by hand

每秒计多少项分。解释器从规则树准备起，留下全部计算过程，数字相同的单位共用一份；手写的 Decimal 循环（`benchmarks/byhand.py`）读同样的数据、也管未填报，只出一个数。先核对两边每一个得分都相等，再轮流各跑多次，比值逐对取中位数。
Scores a second. The interpreter plans the rules and keeps every trace, units with the same figures sharing one; the loop by hand reads the same rows, minds missing figures, and yields the number alone. Every score is checked equal first; then the two run in turn, and the ratio is the median over pairs.

| 单位 × 指标 units × items | Kaohe（项/秒 scores/s） | 手写 by hand（项/秒 scores/s） | 用时之比 time ratio |
| --- | ---: | ---: | ---: |
{pairs}

{reading}
{letters}"""


def main() -> None:
    """Measure, write the page, and print it."""
    text = report()
    if (scale := REPORT.with_name("benchmarks-scale.md")).is_file():
        text = put(section(scale.read_text(encoding="utf-8")), text)
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
