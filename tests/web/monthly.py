"""A programme of monthly tasks, and a round in which it was issued."""

from datetime import date

import pytest
from django.utils import timezone

from kaohe.web.accounts.models import User
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.tasks.models import TaskEntry
from kaohe.web.tasks.monthly_library import plan_of
from kaohe.web.tasks.monthly_plans import issue_programme, save_programme

OTHERS = "别的科室"


def text_of(department: str, more: str = "") -> str:
    """Four tasks: every month, every quarter, one of another department in March, information that one department gives another."""
    return f"""\
任务方案: 芸溪区2026年任务方案
年度: 2026
对象: 镇街
提供部门: [医保科]
任务:
  - 类别: 数据质量
    清单:
      - {{编号: S1, 任务: 报送上月监测数据, 频次: 每月, 期限: 5日, 责任科室: {department}, 证明: 报表, 分: 2}}
      - {{编号: S2, 任务: 召开季度分析会, 频次: 每季度, 期限: 25日, 责任科室: {department}, 分: 3}}
      - {{编号: S3, 任务: 组织春季宣传, 月份: [3], 期限: 月底, 责任科室: {OTHERS}, 分: 1}}
  - 类别: 信息报送
    清单:
      - {{编号: X1, 任务: 提供上月参保汇总数, 频次: 每月, 期限: 10日, 单位: 医保科, 接收: {department}, 证明: 送达回执}}
{more}"""


def at_day(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Today is this day."""
    monkeypatch.setattr(timezone, "localdate", lambda *_args: day)


def issued(round: Round, department: str, by: User, more: str = "") -> None:
    """The programme saved and issued today."""
    plan = plan_of(round)
    text = text_of(department, more)
    save_programme(round=round, text=text, edition=plan.edition if plan else 0, by=by)
    issue_programme(round=round, by=by)


def one_of(unit: RoundUnit, departments: list[str], by: User, *, own: bool) -> TaskEntry:
    """An entry of a unit, of a task that one of these departments accepts, or (`own` false) another."""
    if plan_of(unit.round) is None:
        issued(unit.round, departments[0], by)
    rows = TaskEntry.objects.filter(round=unit.round, unit=unit, task="S1" if own else "S3")
    return rows.order_by("pk")[0]
