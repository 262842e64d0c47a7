"""The form of a draw's plan, put into the words of the library's plan file, so that the library alone says what is wrong with it."""

import re
from collections.abc import Mapping
from typing import Any

import yaml
from django.utils.translation import gettext as _

from kaohe.core import Problem, Severity
from kaohe.fieldwork.draws import By, Chance, Terms, parse_terms

FIELDS = (
    "by",
    "chance",
    "way",
    "number",
    "least",
    "exceptions",
    "reserves",
    "excluded",
    "seed",
    "source",
    "shape",
)
FIRST: dict[str, str] = {"by": By.UNIT.label, "chance": Chance.EQUAL.label, "way": "每组", "number": "2", "reserves": "1",
                         "seed": "both"}  # fmt: skip
WAYS = ("每组", "比例", "总数")
SEEDS = ("both", "committed", "public")
_LONGEST = 4000
_PAIR = re.compile(r"(.+?)[\s:：,，]+(\d{1,7})")


def asked_of(sent: Mapping[str, str]) -> dict[str, str]:
    """What the form says, as it is kept."""
    return {name: sent.get(name, "").strip()[:_LONGEST] for name in FIELDS}


def terms_of(title: str, asked: Mapping[str, str]) -> tuple[Terms | None, tuple[Problem, ...]]:
    """The plan and the terms of the seed; None where something is wrong with them."""
    problems: list[Problem] = []
    plan: dict[str, Any] = {"标题": title, "分组": asked["by"], "抽法": asked["chance"]}
    way = asked["way"] if asked["way"] in WAYS else WAYS[0]
    if asked["number"]:
        plan[way] = asked["number"]
    if way == "总数" and asked["least"]:
        plan["每组至少"] = asked["least"]
    if asked["reserves"]:
        plan["候补"] = asked["reserves"]
    if exceptions := _exceptions(asked["exceptions"], problems):
        plan["例外"] = exceptions
    if excluded := _excluded(asked["excluded"], problems):
        plan["不抽"] = excluded
    plan["种子"] = _seed(asked)
    terms, found = parse_terms(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False))
    problems += [Problem(each.code, each.severity, each.message, each.remedy) for each in found]
    return (None if problems and any(p.severity is Severity.ERROR for p in problems) else terms), tuple(
        problems
    )


def _seed(asked: Mapping[str, str]) -> dict[str, str]:
    seed = {"承诺": "否" if asked["seed"] == "public" else "是"}
    if asked["seed"] != "committed":
        seed["公开号码"] = asked["source"] or "？"
        if asked["shape"]:
            seed["形式"] = asked["shape"]
    return seed


def _exceptions(text: str, problems: list[Problem]) -> dict[str, str]:
    """Lines of a name and a number: 榉坪镇 1."""
    found = {}
    for line in _lines(text):
        pair = _PAIR.fullmatch(line)
        if pair is None:
            problems.append(
                _error(
                    _("例外“%(line)s”没有写个数。") % {"line": line[:40]}, _("一行一个：名称，空格，个数。")
                )
            )
        else:
            found[pair[1].strip()] = pair[2]
    return found


def _excluded(text: str, problems: list[Problem]) -> list[dict[str, Any]]:
    """Lines of a reason and names: 上年已查：东村、西村."""
    found = []
    for line in _lines(text):
        reason, colon, names = line.replace(":", "：").partition("：")
        listed = [name.strip() for name in re.split(r"[、,，;；]", names) if name.strip()]
        if not colon or not listed:
            problems.append(
                _error(
                    _("不抽的“%(line)s”没有写名称。") % {"line": line[:40]},
                    _("一行一条：理由，冒号，名称用顿号隔开。"),
                )
            )
        else:
            found.append({"理由": reason.strip(), "名单": listed})
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _error(message: str, remedy: str) -> Problem:
    return Problem("draw.form", Severity.ERROR, message, remedy)
