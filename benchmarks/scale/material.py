"""Makes what is scored: the scheme file, the units, and the wide facts as Parquet.

A figure depends on the seed, the unit's number, its column and the month alone, so a smaller file is the head of a larger one,
every run measures the same work, and the facts are written in a stream: memory does not grow with the units.
The figures are laid so that a half stands often at the digit that is rounded, and that limits and steps are often met exactly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.scale.shape import (
    BLAMED,
    BONUS_CAP,
    CITY,
    CLASS,
    COUNTRY,
    DEDUCTION_CAP,
    FULL,
    GRADES,
    LATE,
    MODEL,
    NOT_APPLICABLE,
    POINT,
    PRAISED,
    QUOTA_PERCENT,
    UNIT,
    VETO,
    Family,
    Item,
    items,
    limits,
)

ROW_GROUP = 50_000
YEAR = 2026
LEVEL = "村社区"
PERIOD = "期间"
_SEED = 20261121
_MISSING, _NOT_APPLICABLE, _VETOED = 200, 300, 500
"""One figure in so many is not reported; one in so many does not apply; one unit in so many is vetoed."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of one size. `facts` is a folder with one file a month where months were asked for."""

    scheme: Path
    units: Path
    facts: Path


def write_material(folder: Path, units: int, count: int = 100, months: int = 0) -> Paths:
    """Scheme, units and facts of so many units and items; `months` > 0: a folder of so many monthly files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = Paths(
        folder / "scheme.yaml",
        folder / "units.parquet",
        folder / ("facts" if months else "facts.parquet"),
    )
    paths.scheme.write_text(scheme_text(count), encoding="utf-8")
    write_units(paths.units, units)
    if months:
        paths.facts.mkdir(exist_ok=True)
        for month in range(1, months + 1):
            write_facts(paths.facts / f"{YEAR}-{month:02}.parquet", units, count, month)
    else:
        write_facts(paths.facts, units, count)
    return paths


def scheme_text(count: int) -> str:
    """The scheme file: one table of so many items of four points, a list that adds, one that takes, a veto, grades."""
    best, good, fair = (limit // 100 for limit in limits(count))
    lines = ["考核办法: 测速用办法", f"考核期: {YEAR}", f"单位类别: [{CITY}, {COUNTRY}]", "数据项:"]
    for item in items(count):
        lines.append(f"  {item.figure}: {_MEASURES[item.family]}")
    lines += [f"  {name}: {{类型: 计数, 单位: 次}}" for name in (PRAISED, LATE, BLAMED)]
    lines += [f"  {name}: {{类型: 是否}}" for name in (MODEL, VETO)]
    lines += ["考核表:", "  - 名称: 评分表", f"    对象: {LEVEL}", "    指标:"]
    lines += ["      - 名称: 各项工作", "        下级:"]
    for item in items(count):
        lines += [f"          - 名称: {item.name}", f"            分值: {FULL // POINT}"]
        lines.append(f"            规则: {_rule(item)}")
    lines += [
        f"      - {{名称: 加分项, 性质: 加分, 封顶: {BONUS_CAP // POINT}, 下级: [",
        f"          {{名称: {PRAISED}, 分值: 2, 规则: {{加分: [{{指标: {PRAISED}, 每: 1, 分: 0.5}}]}}}},",
        f"          {{名称: {MODEL}, 分值: 1, 规则: {{如果: {MODEL}, 则: 1}}}}]}}",
        f"      - {{名称: 扣分项, 性质: 扣分, 封顶: {DEDUCTION_CAP // POINT}, 下级: [",
        f"          {{名称: {LATE}, 分值: 1, 规则: {{扣分: [{{指标: {LATE}, 每: 1, 分: 0.2}}], 最低: 不设}}}},",
        f"          {{名称: {BLAMED}, 分值: 3, 规则: {{扣分: [{{指标: {BLAMED}, 每: 1, 分: 1}}], 最低: 不设}}}}]}}",
        f"    一票否决: [{{名称: {VETO}, 条件: {VETO}, 后果: 得分归零, 批准依据: 测速用清单}}]",
        f"    等次: [{{名称: {GRADES[0]}, 不低于: {best}, 名额: {QUOTA_PERCENT}%}}, {{名称: {GRADES[1]}, 不低于: {good}}},",
        f"      {{名称: {GRADES[2]}, 不低于: {fair}}}, {{名称: {GRADES[3]}}}]",
        "    排名: {范围: 全部}",
    ]
    return "\n".join([*lines, ""])


_MEASURES = {
    Family.PERCENT: "{类型: 百分比}",
    Family.EVENTS: "{类型: 计数, 单位: 起, 范围: [0, 1000]}",
    Family.TIERS: "{类型: 数值, 单位: 分, 小数位: 1, 范围: [0, 100]}",
    Family.SHARE: "{类型: 数值, 单位: 个, 小数位: 3, 范围: [0, 1000]}",
    Family.RATIO: "{类型: 比率}",
    Family.TASK: "{类型: 数值, 单位: 件, 范围: [0, 100000]}",
}


def _rule(item: Item) -> str:
    name = item.figure
    match item.family:
        case Family.PERCENT:
            return f"{{起分: 4, 扣分: [{{指标: {name}, 低于: 95, 每: 1, 分: 0.5}}]}}"
        case Family.EVENTS:
            return f"{{起分: 4, 扣分: [{{指标: {name}, 每: 1, 分: 0.3, 最多: 3}}]}}"
        case Family.TIERS:
            tiers = "{达到: 95, 得: 4}, {达到: 90, 得: 3}, {达到: 80, 得: 1.5}"
            return f"{{指标: {name}, 分档: [{tiers}], 否则: 0}}"
        case Family.SHARE:
            return f"{{按比例: {name}, 终点: 400, 终点分: 4}}"
        case Family.RATIO:
            return f"{{起分: 4, 扣分: [{{指标: {name}, 低于: 99, 每: 1, 分: 0.5}}]}}"
        case Family.TASK:
            done = f"{{分子: {name}, 分母: {{目标: {name}}}}}"
            each = (
                f"{{起分: 4, 扣分: [{{指标: {done}, 低于: 100, 每: 10, 分: {points}, 余数: 只计整步}}]}}"
                for points in ("0.8", "0.5")
            )
            return "{{按类别: {{城: {}}}, 其他: {}}}".format(*each)


def write_units(path: Path, units: int) -> None:
    """The list of units; a third of them in town. CSV or Parquet, by the name."""
    number = pl.col("n")
    town = _dice(number, 0, 0) % 3 == 0
    frame = _numbers(units).select(
        _unit(number).alias("编码"),
        (pl.lit("第") + number.cast(pl.String) + "村").alias("名称"),
        pl.lit(LEVEL).alias("层级"),
        pl.when(town).then(pl.lit(CITY)).otherwise(pl.lit(COUNTRY)).alias(CLASS),
        pl.lit("").alias("上级"),
    )
    if path.suffix == ".csv":
        frame.sink_csv(path)
    else:
        frame.sink_parquet(path, row_group_size=ROW_GROUP)


def write_facts(path: Path, units: int, count: int, month: int = 0) -> None:
    """The wide facts of one period, one row a unit, in row groups of 50,000; `month` 0: of the year, with no column for the period."""
    columns = [_unit(pl.col("n")).alias(UNIT)]
    if month:
        columns.append(pl.lit(f"{YEAR}-{month:02}").alias(PERIOD))
    columns += _columns(count, month)
    _numbers(units).select(columns).sink_parquet(path, row_group_size=ROW_GROUP)


def _numbers(units: int) -> pl.LazyFrame:
    return pl.select(n=pl.int_range(units, dtype=pl.UInt64)).lazy()


def _unit(number: pl.Expr) -> pl.Expr:
    """The unit's id: a letter and eight digits."""
    return pl.lit("V") + number.cast(pl.String).str.zfill(8)


def _columns(count: int, month: int) -> Iterator[pl.Expr]:
    for position, item in enumerate(items(count), 1):
        dice = _dice(pl.col("n"), position, month)
        yield from _figures(item, _Dice(dice))
    for position, name in enumerate((PRAISED, LATE, BLAMED, MODEL, VETO), 1001):
        thrown = _Dice(_dice(pl.col("n"), position, month))
        missing = thrown.one_in(_MISSING)
        if name == VETO:
            figure = thrown.one_in(_VETOED)
        elif name == MODEL:
            figure = thrown.one_in(20)
        else:
            figure = (thrown.below(60) - 52).clip(0).cast(pl.Int32)
        yield _unless(missing, figure).alias(name)


def _figures(item: Item, dice: "_Dice") -> Iterator[pl.Expr]:
    """The columns of one item: not reported now and then, and, where it has a state, not applicable."""
    out = dice.one_in(_MISSING)
    if item.state is not None:
        other = dice.one_in(_NOT_APPLICABLE)
        yield pl.when(other).then(pl.lit(NOT_APPLICABLE)).alias(item.state)
        out = out | other
    match item.family:
        case Family.PERCENT:
            yield _decimal(_unless(out, 8500 + dice.below(1501)), 9, 2).alias(item.figure)
        case Family.EVENTS:
            yield _unless(out, dice.below(13)).cast(pl.Int32).alias(item.figure)
        case Family.TIERS:
            yield _decimal(_unless(out, 700 + dice.below(301)), 9, 1).alias(item.figure)
        case Family.SHARE:
            yield _decimal(_unless(out, 5 * dice.below(96_001)), 9, 3).alias(item.figure)
        case Family.RATIO:
            # With 64 × 5 × 5 in the whole, half of the parts lose points whose fifth decimal is an exact 5.
            whole = pl.when(dice.one_in(2)).then(1600).otherwise(200 + dice.below(1400))
            lost = dice.below(1000) * whole // 10_000
            yield _unless(out, whole).cast(pl.Int32).alias(item.whole)
            yield _unless(out, whole - lost).cast(pl.Int32).alias(item.part)
        case Family.TASK:
            # A target of 20,000.00 and an odd number of cents: the percentage has an exact 5 in its fifth decimal,
            # often just where a step begins.
            round_one = dice.one_in(4)
            tenths = 3 + dice.below(9)
            target = pl.when(round_one).then(2_000_000).otherwise(50_000 + dice.below(450_000))
            near = tenths * 200_000 + dice.below(4)
            done = pl.when(round_one).then(near).otherwise(target * (300 + dice.below(800)) // 1000)
            no_target = dice.one_in(_MISSING)
            yield _decimal(_unless(no_target, target), 12, 2).alias(item.target)
            yield _decimal(_unless(out, done), 12, 2).alias(item.figure)


def _unless(out: pl.Expr, figure: pl.Expr) -> pl.Expr:
    """The figure, or nothing."""
    return pl.when(~out).then(figure)


def _decimal(scaled: pl.Expr, digits: int, places: int) -> pl.Expr:
    """A whole number of the last place as a decimal."""
    return scaled.cast(pl.Int128).reinterpret(dtype=pl.Decimal(digits, places))


class _Dice:
    """Several throws out of one random number of 64 bits, each from bits that no other one used (but for the last few)."""

    def __init__(self, bits: pl.Expr) -> None:
        self._bits = bits

    def below(self, sides: int) -> pl.Expr:
        """A whole number from 0 to sides − 1."""
        thrown = self._bits % sides
        self._bits = self._bits // sides
        return thrown.cast(pl.Int64)

    def one_in(self, many: int) -> pl.Expr:
        """True once in so many."""
        return self.below(many) == 0


_WRAP = 2**64
_GOLDEN = 0x9E3779B97F4A7C15


def _dice(number: pl.Expr, column: int, month: int) -> pl.Expr:
    """64 random bits for one figure: the finishing steps of SplitMix64 over the unit's number and the column's stream."""
    stream = (_SEED + (column * 64 + month + 1) * 0xD1342543DE82EF95) % _WRAP
    mixed = number * pl.lit(_GOLDEN, pl.UInt64) + pl.lit(stream, pl.UInt64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed // (1 << shift))) * pl.lit(factor, pl.UInt64)
    return mixed ^ (mixed // (1 << 31))
