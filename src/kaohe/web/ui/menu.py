"""The menu: the pages of each app, for those whose duties lead there (the table of permissions says whose)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaohe.web.accounts.request import Request
from kaohe.web.config.permissions import PERMITS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its words, the address by name, whether that needs the number of a round, and the names that light it up."""

    label: "StrOrPromise"
    name: str
    of_a_round: bool = False
    lit_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the page shows it."""

    label: str
    url: str
    lit: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """What is shown: the pages for all, those of the round that is looked at, those of the system."""

    main: list[Shown]
    round: list[Shown]
    system: list[Shown]


ENTRIES: Final[list[Entry]] = [
    Entry(_("工作台"), "ui:desk"),
    Entry(_("考核"), "rounds:rounds", lit_by=("rounds:round-new", "rounds:round", "rounds:way")),
    Entry(
        _("办法"),
        "schemes:schemes",
        lit_by=(
            "schemes:import",
            "schemes:diff",
            "schemes:version",
            "schemes:item",
            "schemes:particulars",
            "schemes:text",
            "schemes:checks",
            "schemes:next",
        ),
    ),
    Entry(_("目标"), "filing:targets", of_a_round=True, lit_by=("filing:progress",)),
    Entry(
        _("填报"),
        "filing:overview",
        of_a_round=True,
        lit_by=(
            "filing:unit",
            "filing:department",
            "filing:help",
            "filing:quality",
            "filing:data-rules",
            "filing:unit-workbook",
            "filing:department-workbook",
        ),
    ),
    Entry(
        _("佐证"),
        "evidence:overview",
        of_a_round=True,
        lit_by=("evidence:unit", "evidence:item", "evidence:show"),
    ),
    Entry(_("自评"), "scoring:self-list", of_a_round=True, lit_by=("scoring:self",)),
    Entry(
        _("评分"),
        "scoring:departments",
        of_a_round=True,
        lit_by=("scoring:matrix", "scoring:item", "scoring:cell", "scoring:readings"),
    ),
    Entry(
        _("检查"),
        "fieldwork:overview",
        of_a_round=True,
        lit_by=(
            "fieldwork:checklists",
            "fieldwork:form",
            "fieldwork:visits",
            "fieldwork:visit",
            "fieldwork:visits-import",
            "fieldwork:findings",
            "fieldwork:adopt",
            "fieldwork:draws",
            "fieldwork:draw",
            "fieldwork:draw-new",
            "fieldwork:draw-plan",
            "fieldwork:timetable",
        ),
    ),
    Entry(
        _("反馈"),
        "scoring:feedback-list",
        of_a_round=True,
        lit_by=("scoring:feedback", "scoring:feedback-why"),
    ),
    Entry(_("申诉"), "scoring:appeals", of_a_round=True, lit_by=("scoring:appeal", "scoring:appeal-new")),
    Entry(
        _("结果"),
        "results:ranking",
        True,
        (
            "results:heat",
            "results:unit",
            "results:item",
            "results:whatif",
            "results:stability",
            "results:years",
            "results:publications",
            "results:verify",
        ),
    ),
    Entry(_("文书"), "results:papers", True, ("results:words",)),
    Entry(
        _("任务"),
        "monthly:overview",
        of_a_round=True,
        lit_by=(
            "monthly:list",
            "monthly:owed",
            "monthly:giver",
            "monthly:entry",
            "monthly:programme",
            "monthly:programme-edit",
            "monthly:programme-text",
        ),
    ),
    Entry(_("整改"), "rectify:list", of_a_round=True, lit_by=("rectify:propose", "rectify:one")),
    Entry(_("催办"), "remind:list", of_a_round=True),
    Entry(_("人员"), "accounts:people", lit_by=("accounts:person", "accounts:person-new")),
    Entry(_("单位"), "accounts:units", lit_by=("accounts:departments",)),
    Entry(_("留痕"), "audit:trail", lit_by=("audit:check",)),
    Entry(_("后台任务"), "tasks:jobs", lit_by=("tasks:job",)),
    Entry(
        _("接口"), "interface:tokens", lit_by=("interface:token-new", "interface:codes", "interface:guide")
    ),
    Entry(_("催办设置"), "remind:settings"),
    Entry(_("备份"), "tasks:backups"),
]
"""In the order of the year; those of a round stand in a row of their own, those of the system aside."""

_SYSTEM = ("accounts:", "audit:", "interface:", "tasks:", "remind:settings")


def menu_of(request: Request) -> Menu:
    """What this person's menu shows on this page. Entries of a round are there while a round is looked at."""
    match = request.resolver_match
    here = match.view_name if match else ""
    number = match.kwargs.get("round_id") if match else None
    menu = Menu([], [], [])
    for entry in ENTRIES:
        if PERMITS[entry.name].mark(request.user.roles) == "-" or (entry.of_a_round and number is None):
            continue
        url = reverse(entry.name, kwargs={"round_id": number} if entry.of_a_round else {})
        row = menu.round if entry.of_a_round else menu.system if entry.name.startswith(_SYSTEM) else menu.main
        row.append(Shown(str(entry.label), url, here == entry.name or here in entry.lit_by))
    return menu
