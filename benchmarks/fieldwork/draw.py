"""Draw from the villages of a country: 690,000 places below some 40,000 towns, whole commands, record and all.

Reading the frame, drawing, writing the record with its frame beside it; then the record repeated. Everything that is
drawn is checked by `kaohe draw --verify` before it counts as measured.
"""

import csv
import random
import sys
import tempfile
from pathlib import Path

from benchmarks.timing import machine, whole_commands
from kaohe import __version__

HEAD = "## 抽样 · Draws"
VILLAGES = 690_000
RUNS = 3
PLANS = {
    "每个乡镇2个、候补1个 2 of each town, 1 in reserve": ("--each", "2", "--reserves", "1"),
    "每个乡镇2个，按人口 2 of each town by size": ("--each", "2", "--chance", "按规模"),
    "共69,000个，按村数分到各乡镇 69,000 shared out over towns": ("--total", "69000"),
    "全国3,000个，按人口 3,000 of all by size": ("--each", "3000", "--by", "不分组", "--chance", "按规模"),
}


def frame(path: Path, villages: int = VILLAGES) -> int:
    """Write a frame of so many villages, 8 to 26 a town, with a size each and every ninth visited last year; how many
    towns there are.
    """
    chance = random.Random(690)
    towns = left = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("统计用区划代码", "名称", "所属乡镇", "类别", "常住人口", "上年已查"))
        left = villages
        while left:
            count = min(chance.randint(8, 26), left)
            count = left if left - count < 8 else count
            for at in range(count):
                code = f"{11 + towns % 50:02}{towns:07}{at + 200:03}"
                kind = "村" if at else "社区"
                size = chance.randint(200, 9000)
                writer.writerow(
                    (code, f"第{at}村", f"第{towns}镇", kind, size, "是" if at % 9 == 8 else "否")
                )
            left -= count
            towns += 1
    return towns


def section(villages: int = VILLAGES, runs: int = RUNS) -> str:
    """Measure, and the section of the page."""
    kaohe = [sys.executable, "-m", "kaohe.cli.main"]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        towns = frame(folder / "抽样框.csv", villages)
        records = [folder / f"抽样{at}.json" for at in range(len(PLANS))]
        commands = [
            [
                *(*kaohe, "draw", "now", "--frame", str(folder / "抽样框.csv"), *options),
                *("--seed", "测速", "-o", str(record), "--force"),
            ]
            for options, record in zip(PLANS.values(), records, strict=True)
        ]
        verifying = [[*kaohe, "draw", "--verify", str(record)] for record in records]
        drawn = whole_commands(commands, runs)
        verified = whole_commands(verifying, runs)
        rows = "\n".join(
            f"| {name} | {one} | {one.processor:.1f} | {one.megabytes:.0f} | {again} | {again.processor:.1f} |"
            for name, one, again in zip(PLANS, drawn, verified, strict=True)
        )
    return TEXT.format(
        head=HEAD, villages=villages, towns=towns, machine=machine(), version=__version__, rows=rows
    )


TEXT = """{head}

从{villages:,}个村（社区）、{towns:,}个乡镇里抽。整个进程：读抽样框（CSV）、核对、抽取、写记录（抽样框另存一个文件）；再按记录全部重抽一遍（`--verify`，不符就不出数）。秒数是中位数，括号里是最小和最大；“处理器”是进程自己用的秒数，机器上还有别的程序时看它。
Whole processes: read the frame, check it, draw, write the record; then repeat it all from the record. Seconds are medians with least and most; the processor's own seconds beside them.

机器 · Machine: {machine}. Kaohe {version}.

| 方案 plan | 抽取（秒 s） | 处理器（秒 CPU s） | 内存峰值 peak MB | 核对 verify（秒 s） | 处理器（秒 CPU s） |
| --- | ---: | ---: | ---: | ---: | ---: |
{rows}
"""
