"""Letters a second and peak memory: a plain letter beside docxtpl, and the whole command with everything in a letter."""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import data
from benchmarks.timing import Timing, whole_commands
from kaohe.documents.opening import open_document

ENGINES = (
    ("kaohe", "Kaohe，自己的模板 own form"),
    ("kaohe-template", "Kaohe，Word 模板 Word template"),
    ("docxtpl", "docxtpl 0.20，同一个 Word 模板 the same Word template"),
)
KAOHE = Path(sys.executable).with_name("kaohe")
SIZES = ((20, 5), (1300, 3))
"""Letters, and how often a plain one is timed; the whole command, which takes minutes, is timed at 1,300 once."""
ITEMS = 60
_MANY = 100


def section() -> str:
    """The section of docs/benchmarks.md. All three are checked to write the same words first."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        _agree(root / "same")
        plain = []
        for count, runs in SIZES:
            commands = [
                [
                    sys.executable,
                    "-m",
                    "benchmarks.letters_process",
                    engine,
                    str(count),
                    str(root / f"{engine}{count}"),
                ]
                for engine, _ in ENGINES
            ]
            timings = whole_commands(commands, runs)
            plain += [
                f"| {count:,} | {name} | {timing} | {count / timing.median:,.0f} | {timing.megabytes:.0f} |"
                for (_, name), timing in zip(ENGINES, timings, strict=True)
            ]
        whole = [_whole(root / str(count), count, 1 if count > _MANY else runs) for count, runs in SIZES]
    return TEXT.format(plain="\n".join(plain), whole="\n".join(whole))


def _agree(root: Path) -> None:
    texts = []
    for engine, _ in ENGINES:
        folder = root / engine
        subprocess.run(
            [sys.executable, "-m", "benchmarks.letters_process", engine, "3", str(folder)], check=True
        )
        texts.append([_text(folder / f"{number}.docx") for number in range(3)])
    if not texts[0] == texts[1] == texts[2]:
        raise SystemExit("the letters do not say the same; nothing is measured")


def _text(path: Path) -> list[str]:
    """Everything a letter says; a title broken over lines for its looks says the same."""
    document = open_document(path)
    cells = [cell.text for grid in document.grids for cell in grid.cells]
    return [paragraph.full_text.replace("\n", "") for paragraph in document.paragraphs] + cells


def _whole(folder: Path, count: int, runs: int) -> str:
    """`kaohe report` from a results folder: scored again, each letter with its reasons and its picture."""
    folder.mkdir()
    (folder / "scheme.yaml").write_text(data.scheme_text(ITEMS), encoding="utf-8")
    (folder / "units.csv").write_text(data.units_text(count), encoding="utf-8")
    (folder / "facts.csv").write_text(data.facts_text(count, ITEMS), encoding="utf-8")
    score = ["score", str(folder / "scheme.yaml"), str(folder / "facts.csv"), "-o", str(folder / "results")]
    subprocess.run([str(KAOHE), *score], check=True, capture_output=True)
    command = ["report", str(folder / "results"), "--kind", "反馈意见函", "-o"]
    docx: list[Timing] = []
    for kind in ("docx", "pdf"):
        # A folder of its own for each run would be passed over the second time: each run begins by removing it.
        out = folder / kind
        again = f'rm -rf "{out}" && "{KAOHE}" ' + " ".join(
            f'"{word}"' for word in (*command, str(out), "--format", kind)
        )
        docx += whole_commands([["/bin/sh", "-c", again]], runs)
    cells = " | ".join(f"{timing} | {count / timing.median:,.1f} | {timing.megabytes:.0f}" for timing in docx)
    return f"| {count:,} × {ITEMS} | {cells} |"


TEXT = """## 文书 · Papers

一封简单的函（标题、五段文字、一张20行的表），整个进程，含启动和读模板。先核对三者写出的文字和表格完全相同，再轮流各跑多次。
A plain letter (title, five paragraphs, a table of 20 rows), whole processes, start and template included. The three are checked to write the same text and tables first, then run in turn.

| 封数 letters | 谁写 written by | 用时（秒 s） | 每秒 letters/s | 内存峰值 peak MB |
| ---: | --- | ---: | ---: | ---: |
{plain}

`kaohe report --kind 反馈意见函`：从结果文件夹读入，重新计分，每封函写明每处失分的原因，附失分图（Word 里是 SVG 和 220 dpi 的 PNG）。
`kaohe report --kind 反馈意见函`: read from a results folder, scored again, every lost point with its reason, with a waterfall picture in each letter (in Word as SVG and as PNG at 220 dpi).

| 单位 × 指标 units × items | Word（秒 s） | 每秒 letters/s | 峰值 peak MB | PDF（秒 s） | 每秒 letters/s | 峰值 peak MB |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
{whole}
"""
