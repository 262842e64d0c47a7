"""Reading documents and clauses: how long, how much memory, and beside what else reads Word tables.

python -m benchmarks.reading      measures this alone and puts it into docs/benchmarks.md
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks import grids
from benchmarks.office_table import OfficeTable, office_table, write_docx, write_xlsx
from benchmarks.timing import Timing, machine, whole_commands
from benchmarks.wordings import FAMILIES, WORDINGS
from kaohe import __version__
from kaohe.clauses import ClauseReading, Nature, Question, compile_draft, read_clause
from kaohe.clauses.canonical import Names, read_sentence
from kaohe.core import Problem
from kaohe.documents.model import Document
from kaohe.documents.opening import open_document
from kaohe.documents.recognise import recognise
from kaohe.rules.sentence import sentence
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, SchemeDraft

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "benchmarks.md"
CORPUS = ROOT.parent / "shared" / "corpus"
"""Real documents beside the checkout; elsewhere there are none."""
RUNS = 9
ROUNDS = 31
HEADING = "## 读文件 · Reading documents"
PARTS = ("start", "open", "recognise", "clauses")


def section() -> str:
    """Measure everything; the section of docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        small, large, sheet = office_table(20), office_table(200), office_table(2000)
        plain = office_table(200, late=False)
        tables = {folder / "20.docx": small, folder / "200.docx": large, folder / "200-plain.docx": plain}
        for path, made in tables.items():
            write_docx(made, path)
        write_xlsx(sheet, folder / "2000.xlsx")
        return TEXT.format(
            heading=HEADING,
            version=__version__,
            machine=machine(),
            runs=RUNS,
            rounds=ROUNDS,
            documents="\n".join(_documents(folder, large, sheet)),
            found="\n".join(_found(tables)),
            speeds="\n".join(_speeds(folder / "200.docx", folder)),
            clauses="\n".join(_clauses()),
            many=len(WORDINGS),
            families=len(FAMILIES),
        )


# documents


def _documents(folder: Path, table: OfficeTable, sheet: OfficeTable) -> Iterator[str]:
    """A row a document: size, items, the whole process and its parts, memory."""
    files: list[tuple[str, Path, int | None]] = [
        ("Word 表 table, 200 行 rows", folder / "200.docx", len(table.items)),
        ("Excel 表 sheet, 2,000 行 rows", folder / "2000.xlsx", len(sheet.items)),
    ]
    # The real documents are told by size alone: they are no part of this project.
    real = sorted(CORPUS.glob("*.txt"), key=lambda path: path.stat().st_size)
    files += [(f"真实文件 real document {number}", path, None) for number, path in enumerate(real, 1)]
    process = [sys.executable, "-m", "benchmarks.reading_process", "document"]
    records = [folder / f"record{number}" for number in range(len(files))]
    commands = [
        [*process, str(path), str(record)] for (_, path, _), record in zip(files, records, strict=True)
    ]
    timings = whole_commands(commands, RUNS)
    for (label, path, items), timing, record in zip(files, timings, records, strict=True):
        parts = _parts(record)
        split = " | ".join(f"{parts[part]:.3f}" for part in PARTS)
        size = path.stat().st_size / 1024
        yield f"| {label} | {size:.0f} | {_items(path, items)} | {timing} | {timing.processor:.2f} | {split} | {timing.megabytes:.0f} |"
    if not real:
        yield "| 真实文件 real documents | – | 不在这台机器上 not on this machine | – | – | – | – | – | – | – |"


def _items(path: Path, known: int | None) -> str:
    """What is found: items, of how many where that is known; target rows and tasks where there are any."""
    reading = recognise(open_document(path))
    tables = [table for draft in reading.drafts for table in draft.tables]
    items = sum(1 for table in tables for group in table.groups for _ in grids.items_in(group))
    targets = sum(len(matrix.rows) for matrix in reading.targets)
    counts = ((targets, "目标 targets"), (len(reading.tasks), "任务 tasks"))
    others = [f"{count} {word}" for count, word in counts if count]
    return ", ".join([f"{items}" if known is None else f"{items}/{known}", *others])


def _parts(record: Path) -> Mapping[str, float]:
    """Medians of the parts; the first run is the warm-up."""
    runs = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()][1:]
    return {part: statistics.median(run[part] for run in runs) for part in runs[0]}


# the same Word tables beside other programs


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads a Word table, and whether it needs pandoc."""

    label: str
    read: Callable[[Path], Document]
    needs_pandoc: bool = False


READERS = (
    Reader("Kaohe", grids.ours),
    Reader("python-docx `row.cells`", grids.row_cells),
    Reader("python-docx, `_tc` 去重 repeats dropped, `grid_cols_before`", grids.row_cells_once),
    Reader("pandoc → HTML → Kaohe", grids.pandoc_html, True),
    Reader("pandoc → Markdown（grid）", grids.pandoc_grid, True),
    Reader("pandoc → Markdown（pipe）", grids.pandoc_pipe, True),
)


def _found(tables: Mapping[Path, OfficeTable]) -> Iterator[str]:
    """A row for each table and reader."""
    for path, made in tables.items():
        total = sum(points for _, points in made.items)
        about = f"{made.height} 行 rows, {len(made.items)} 项 items" + (
            "" if made.late else ", 无 no gridBefore"
        )
        for reader in READERS:
            if reader.needs_pandoc and grids.pandoc() is None:
                yield f"| {about} | {reader.label} | 没有安装 not installed | – | – |"
                continue
            document = reader.read(path)
            plain = grids.compare(grids.by_plain_rule(document), made.items)
            whole = grids.compare(grids.by_recognition(document), made.items)
            yield f"| {about} | {reader.label} | {plain} | {plain.points} ({total}) | {whole} |"


def _speeds(path: Path, folder: Path) -> Iterator[str]:
    """The large table as a grid only: whole processes in turn."""
    process = [sys.executable, "-m", "benchmarks.reading_process"]
    named = {
        "Kaohe": ([*process, "grid", str(path), str(folder / "grid")], folder / "grid"),
        "python-docx `row.cells`": ([*process, "cells", str(path), str(folder / "cells")], folder / "cells"),
    }
    commands = {label: command for label, (command, _) in named.items()}
    program = grids.pandoc()
    if program is not None:
        for form, label in (("html", "HTML"), (grids.GRID, "Markdown（grid）")):
            out = str(folder / f"out.{form}")
            commands[f"{grids.pandoc_version()} → {label}"] = [program, str(path), "-t", form, "-o", out]
    for label, timing in zip(commands, whole_commands(list(commands.values()), RUNS), strict=True):
        inside = f"{_parts(named[label][1])['open']:.3f}" if label in named else "–"
        yield f"| {label} | {timing} | {timing.processor:.2f} | {inside} | {timing.megabytes:.0f} |"
    if program is None:
        yield "| pandoc | 没有安装 not installed | – | – | – |"


# clauses


def _clauses() -> Iterator[str]:
    """Clauses a second by what became of them, and canonical sentences a second."""
    questions = [Question(text, points=Decimal(points)) for points, text in WORDINGS]
    outcomes = [_outcome(read_clause(question)) for question in questions]  # the grammar is loaded by now
    times = _times(questions, read_clause)
    yield _speed("`read_clause`：全部 all", times)
    for label in OUTCOMES:
        if label in outcomes:
            ends = zip(times, outcomes, strict=True)
            yield _speed(f"　{label}", [each for each, outcome in ends if outcome == label])
    sentences = list(_sentences())
    whole = sum(not isinstance(read_sentence(text, names), Problem) for text, names in sentences)
    label = f"`read_sentence`：规范句 canonical（{whole}/{len(sentences)} 读回 read back）"
    yield _speed(label, _times(sentences, lambda given: read_sentence(*given)))


OUTCOMES = (
    "有规则 a rule",
    "由人评定 a person decides",
    "有没读懂的 something unread",
    "不计分 no points in it",
)


def _outcome(reading: ClauseReading) -> str:
    if reading.unread:
        return OUTCOMES[2]
    if reading.nature is Nature.NONE:
        return OUTCOMES[3]
    return OUTCOMES[1] if reading.nature is Nature.JUDGEMENT else OUTCOMES[0]


def _sentences() -> Iterator[tuple[str, Names]]:
    """The rules of the clauses as canonical sentences, with the names of all measures."""
    items = tuple(
        DraftItem(f"第{number}条", points=Decimal(points), clause=text)
        for number, (points, text) in enumerate(WORDINGS, 1)
    )
    draft = SchemeDraft(tables=(DraftTable("测速", groups=(DraftGroup("全部", items),)),))
    compiled = compile_draft(draft)
    names = Names.of(compiled.draft.measures)
    for entry in compiled.readings:
        if entry.item.rule is not None:
            yield sentence(entry.item.rule, names.labels), names


def _times(entries: Sequence[Any], work: Callable[[Any], object]) -> list[list[float]]:
    """For each entry the processor's seconds of each round; a round goes through them all."""
    rounds = []
    for _ in range(ROUNDS):
        each = []
        for entry in entries:
            begun = time.process_time()
            work(entry)
            each.append(time.process_time() - begun)
        rounds.append(each)
    return [list(times) for times in zip(*rounds, strict=True)]


def _speed(label: str, times: Sequence[Sequence[float]]) -> str:
    """A row: how many, how many a second (median of the rounds), the median and the slowest of one, in ms."""
    many = len(times)
    seconds = Timing.of([sum(each) for each in zip(*times, strict=True)])
    single = [statistics.median(each) * 1000 for each in times]
    rates = f"{many / seconds.median:,.0f}（{many / seconds.most:,.0f}–{many / seconds.least:,.0f}）"
    return f"| {label} | {many} | {rates} | {statistics.median(single):.2f} | {max(single):.2f} |"


TEXT = """{heading}

机器 · Machine: {machine}. Kaohe {version}. 进程各 {runs} 次，条款各 {rounds} 遍。数字是中位数，括号里是最小和最大；机器同时也在做别的事，所以另列处理器时间 · Processes {runs} times each, clauses {rounds} rounds; medians, with the least and the most in brackets. The machine had other work at the same time, hence the processor's seconds beside.

每份文件另起一个进程，各份轮流读。整个进程含 Python 启动；“其中处理器”和后面四段是处理器时间，别的程序同时在跑也不大受影响；四段是装入程序、打开文件、识别、读条款（含第一次装入语法）。表是本程序自己造的（`benchmarks/office_table.py`），“指标”是读到的条数（/ 表里实有的条数），有的文件另有目标、任务。
Each file in a fresh process, the files in turn. The whole process includes the start of Python; “processor” and the four parts after it are seconds of the processor, which other work lengthens little: imports, opening the file, recognising, and reading the clauses (loading the grammar included). The tables are made by the benchmark; items are those read (/ those there are); some files hold targets and tasks besides.

| 文件 file | KB | 指标 items | 整个进程 whole process（秒 s） | 其中处理器 processor | 装入 imports | 打开 open | 识别 recognise | 条款 clauses | 内存峰值 peak MB |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{documents}

### 同一张 Word 表，别的程序怎么读 · The same Word tables through other programs

三张表，有纵横合并、重复表头、单元格里的表，前两张还有后起的行（gridBefore，四组里有一组）。python-docx 去重是照它的说明书用：同一个 `_tc` 只算一格，行首空几列看 `grid_cols_before`。每个程序读出的表格都走两条路：一是常人会写的规则（按表头找“二级指标”“分值”两列，逐行取名称和分值），二是 Kaohe 的识别。一项名称只出现一次、分值正确，才算读对；出现多次的，加总时会重复计算。Markdown 由 pandoc 自己读回。
Three tables with merges both ways, repeated headers and tables within cells; the first two also have rows that begin late (gridBefore, in one group of four). “Repeats dropped” is python-docx used as its documentation says: one `_tc` is one cell, and rows begin after `grid_cols_before`. What each program reads goes two ways: the plain rule anybody would write (the columns of 二级指标 and 分值 by their headers, name and points row by row), and Kaohe's recognition. An item is right where its name stands once, with its points; one that stands more often is counted more often by whoever adds up. Markdown is read back by pandoc itself.

每格：对 / 重复 / 丢失或错 · In each cell: right / repeated / lost or wrong.

| 表 table | 谁读的 read by | 逐行取 plain rule | 分值之和（应为）sum of points (true) | 识别 recognise |
| --- | --- | ---: | ---: | ---: |
{found}

只读成表格（200 行），不识别：整个进程轮流计时；“其中读文件”不含启动和装入，也是处理器时间。pandoc 是编译好的程序，写出结果文件；另两个是 Python。
The 200 rows as a grid only, nothing recognised: whole processes in turn; “reading” is without start and imports, by the processor's clock too. pandoc is a compiled program and writes its result to a file; the other two are Python.

| 程序 program | 整个进程 whole process（秒 s） | 其中处理器 processor | 其中读文件 reading（秒 s） | 内存峰值 peak MB |
| --- | ---: | ---: | ---: | ---: |
{speeds}

### 每秒读多少条 · Clauses a second

自己写的 {many} 条评分标准，{families} 类（`benchmarks/wordings.py`），按读的结果分开计。按处理器时间算；语法已经装入。规范句是把读出的规则印成一句话再读回成规则。
{many} clauses of our own in {families} families, told apart by what became of them, by the processor's clock. The grammar is loaded. A canonical sentence is the rule printed as a sentence, and read back into the rule.

| | 条 clauses | 每秒 a second | 每条中位数 median（毫秒 ms） | 最慢一条 slowest（毫秒 ms） |
| --- | ---: | ---: | ---: | ---: |
{clauses}
"""


def main() -> None:
    """Measure, put the section into the page in the place of the old one, and print it."""
    text = section()
    page = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
    before = page.split(HEADING, 1)[0].rstrip("\n")
    REPORT.write_text(f"{before}\n\n{text}", encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
