"""A small scheme, its units, and short ways to write figures and rules."""

from datetime import date
from decimal import Decimal
from functools import cache

from kaohe.core import CountRatio, FactValue, Period, Problem
from kaohe.facts import AssessedUnit, Fact, Facts, Role, State, Units
from kaohe.facts.quality.deliveries import Delivery
from kaohe.facts.quality.rules import DataRules
from kaohe.facts.quality.rules_file import parse_rules
from kaohe.scheme import Scheme, complete, parse_draft

D = Decimal
YEAR = Period(2026)
QUARTERS = tuple(Period(2026, month, 3) for month in (1, 4, 7, 10))

SCHEME = """
考核办法: 芸溪区家庭支持工作考核办法
版本: 1
考核期: 2026
单位类别: [镇, 街道]
数据项:
  托位总数: {类型: 计数, 单位: 个, 优者: 高}
  普惠托位数: {类型: 计数, 单位: 个, 优者: 高, 目标: {镇: 100, 街道: 200}}
  培训场次: {类型: 计数, 单位: 场, 频次: 季, 优者: 高, 目标: 8}
  全年培训: {类型: 计数, 单位: 场, 优者: 高}
  信息覆盖率: {类型: 比率, 分子: 已采集条数, 分母: 应采集条数, 优者: 高, 目标: 98}
  信息完整率: {类型: 比率, 分子: 要素完整条数, 分母: 已采集条数, 优者: 高}
  服务率: {类型: 百分比, 小数位: 1, 优者: 高, 目标: 90}
  工作经费: {类型: 金额, 单位: 万元, 小数位: 1, 优者: 高}
  逾期件数: {类型: 计数, 单位: 件, 优者: 低, 目标: 4}
  常住人口: {类型: 计数, 单位: 人, 来源: 部门提供}
  信息员人数: {类型: 计数, 单位: 人, 优者: 高}
  填报及时率: {类型: 比率, 来源: 部门提供}
  填报完整率: {类型: 百分比, 小数位: 1, 频次: 季, 来源: 部门提供}
  弄虚作假: {类型: 是否, 来源: 检查所得}
考核表:
  - 名称: 镇街考核表
    对象: 镇街
    总分: 100
    指标:
      - 名称: 全部
        分值: 100
        下级:
          - {名称: 托位, 分值: 20, 规则: {按比例: 普惠托位数, 终点: {目标: 普惠托位数}, 终点分: 20}}
          - {名称: 总托位, 分值: 10, 规则: {起分: 10, 扣分: [{指标: 托位总数, 低于: 10, 每: 1, 分: 1}]}}
          - {名称: 培训, 分值: 10, 规则: {起分: 10, 扣分: [{指标: {逐期: 季, 取: 合计, 内容: 培训场次}, 低于: 8, 每: 1, 分: 1}]}}
          - {名称: 年训, 分值: 10, 规则: {起分: 10, 扣分: [{指标: 全年培训, 低于: 8, 每: 1, 分: 1}]}}
          - {名称: 覆盖, 分值: 10, 规则: {起分: 10, 扣分: [{指标: 信息覆盖率, 低于: 98, 每: 1, 分: 1}]}}
          - {名称: 完整, 分值: 10, 规则: {起分: 10, 扣分: [{指标: 信息完整率, 低于: 98, 每: 1, 分: 1}]}}
          - {名称: 服务, 分值: 5, 规则: {起分: 5, 扣分: [{指标: 服务率, 低于: {目标: 服务率}, 每: 1, 分: 1}]}}
          - {名称: 经费, 分值: 5, 规则: {起分: 5, 扣分: [{指标: 工作经费, 低于: 10, 每: 1, 分: 1}]}}
          - {名称: 信访, 分值: 5, 规则: {起分: 5, 扣分: [{指标: 逾期件数, 每: 1, 分: 1}]}}
          - {名称: 配备, 分值: 5, 评分标准: 按规定配备信息员的得5分，每少1人扣2分。, 规则: {起分: 5, 扣分: [{事由: 信息员不足, 指标: 信息员人数, 低于: {目标: 信息员人数}, 每: 1, 分: 2}]}}
          - {名称: 及时, 分值: 5, 规则: {起分: 5, 扣分: [{指标: 填报及时率, 低于: 100, 每: 10, 分: 1}]}}
          - {名称: 填报, 分值: 5, 规则: {起分: 5, 扣分: [{指标: {逐期: 季, 取: 平均, 内容: 填报完整率}, 低于: 100, 每: 10, 分: 1}]}}
    一票否决:
      - {名称: 造假, 条件: 弄虚作假, 批准依据: 某清单}
    排名: {范围: 全部}
"""


@cache
def scheme() -> Scheme:
    found, problems = complete(parse_draft(SCHEME))
    assert found is not None, "\n".join(map(str, problems))
    return found


def town(code: str, unit_class: str = "镇") -> AssessedUnit:
    return AssessedUnit(code, f"{code}镇" if unit_class == "镇" else f"{code}街道", "镇街", unit_class)


def towns(count: int, unit_class: str = "镇") -> Units:
    return Units(town(f"T{number:05d}", unit_class) for number in range(count))


def fact(
    unit: str, measure: str, value: FactValue | str | int, period: Period = YEAR, role: Role = Role.ACTUAL, *,
    state: State = State.REPORTED, note: str = "",
) -> Fact:  # fmt: skip
    """A fact; a text like 3/4 is two counts, any other number a decimal."""
    if isinstance(value, str) and "/" in value:
        part, whole = value.split("/")
        value = CountRatio(D(part), D(whole))
    elif isinstance(value, (str, int)) and not isinstance(value, bool):
        value = D(value)
    return Fact(unit, measure, period, value, role, state, note=note)


def facts(*entries: Fact) -> Facts:
    return Facts(entries)


def rules(text: str) -> tuple[DataRules, tuple[Problem, ...]]:
    return parse_rules(text, scheme(), "数据规则.yaml")


def good_rules(text: str) -> DataRules:
    found, problems = rules(text)
    assert not problems, "\n".join(map(str, problems))
    return found


def delivery(unit: str, period: Period, due: str, received: str, late: bool | None = None) -> Delivery:
    days = [date.fromisoformat(text) if text else None for text in (due, received)]
    return Delivery(unit, period, days[0], days[1], late=late)
