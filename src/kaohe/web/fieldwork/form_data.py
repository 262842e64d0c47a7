"""Everything that the form needs when there is no network: questions, units, sample points, teams, addresses and words."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.web.accounts.models import User
from kaohe.web.fieldwork.checklists import checklists_for, table_of, teams_of
from kaohe.web.fieldwork.photos import MOST_A_QUESTION, MOST_BYTES
from kaohe.web.fieldwork.places import places_of
from kaohe.web.fieldwork.visits_querysets import units_to_visit
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Thing, is_open

_SHOWN = (
    "name",
    "label",
    "asked",
    "item",
    "item_name",
    "hint",
    "required",
    "low",
    "high",
    "places",
    "choices",
    "photo",
)


def form_data(round: Round, user: User) -> dict[str, Any]:
    """For the script of the form. What is kept in the browser is kept under the number of the user and of the round."""
    return {
        "user": user.pk,
        "name": user.name,
        "round": round.pk,
        "open": is_open(round, Thing.INSPECTION),
        "today": timezone.localdate().isoformat(),
        "tables": _tables(round, user),
        "places": places_of(round),
        "teams": teams_of(round),
        "most": {"photos": MOST_A_QUESTION, "bytes": MOST_BYTES},
        "urls": {
            "page": reverse("fieldwork:form", args=[round.pk]),
            "state": reverse("fieldwork:form-state", args=[round.pk]),
            "send": reverse("fieldwork:form-send", args=[round.pk]),
            "photo": reverse("fieldwork:form-photo", args=[round.pk]),
            "login": f"{reverse('accounts:login')}?next={reverse('fieldwork:form', args=[round.pk])}",
            "worker": reverse("fieldwork:worker"),
        },
        "words": words(),
    }


def _tables(round: Round, user: User) -> list[dict[str, Any]]:
    tables = []
    for checklist in checklists_for(round):
        whole = checklist.to_json()
        units = units_to_visit(user, round, table_of(round, checklist.table).level)
        tables.append(
            {
                "table": checklist.table,
                "position": checklist.position,
                "units": [[unit.code, unit.name] for unit in units],
                # What is empty goes without saying: the page stays small with a hundred questions.
                "questions": [
                    {name: each[name] for name in _SHOWN if each[name] not in ("", None, False, [], 0)}
                    for each in whole["questions"]
                ],
            }
        )
    return tables


def words() -> dict[str, str]:
    """What the script says; {n} and the like are filled in by it."""
    return {
        "saved": _("已保存在本机 {time}"),
        "notSaved": _("这个浏览器不让在本机保存，断网或关掉页面会丢，请连着网填完就送出"),
        "queued": _("待发送 {n} 份"),
        "sending": _("正在发送…"),
        "delivered": _("已送达"),
        "nothing": _("没有待发送的"),
        "offline": _("现在没有网络，有网时自动发送"),
        "noShell": _("这个地址不是 https，没有网络时这一页打不开；已经打开的可以照常填，请不要关掉。"),
        "login": _("登录已过期。填的都在本机，没有丢。请重新登录，登录后自动发送。"),
        "loginLink": _("重新登录"),
        "other": _("现在登录的是另一个人。这些记录是“{name}”填的，由本人登录后发送。"),
        "otherWaits": _("这台设备上还有别人没有送出的记录 {n} 份，由他本人登录后发送。"),
        "failed": _("没有送到，过一会儿自动再试"),
        "closed": _("现在不是检查的时候，只能存在本机，不能送出。"),
        "draft": _("没有填完"),
        "toSend": _("待发送"),
        "sent": _("已送达"),
        "conflict": _("两处改过，要选"),
        "refused": _("没有收，要改"),
        "photosWait": _("照片待发送 {n} 张"),
        "open": _("打开"),
        "none": _("本机还没有记录。点“新的一次检查”开始。"),
        "elsewhere": _("在别的设备上填的，已送达"),
        "whole": _("（单位本身）"),
        "typed": _("其他，自己写"),
        "choose": _("请选"),
        "yes": "是",
        "no": "否",
        "unseen": _("没看"),
        "remark": _("说明"),
        "photo": _("照片"),
        "photoLarge": _("照片太大"),
        "photoMany": _("最多 {n} 张"),
        "photoBad": _("这张照片打不开，请换一张"),
        "photoSent": _("照片已送达"),
        "remove": _("删去"),
        "looked": _("查了"),
        "wrong": _("其中不符"),
        "required": _("这一问要填"),
        "badNumber": _("请填数字"),
        "badWhole": _("请填整数"),
        "badPlaces": _("小数最多 {n} 位"),
        "tooLow": _("不能小于 {n}"),
        "tooHigh": _("不能大于 {n}"),
        "bothCounts": _("两个数都要填"),
        "moreWrong": _("不符的不能多于查了的"),
        "noUnit": _("请选单位"),
        "noTeam": _("请写检查组"),
        "mend": _("还有 {n} 处要改，改好再送出。"),
        "position": _("记录现在的位置"),
        "positionBad": _("取不到位置，可以不记"),
        "mine": _("这台设备上的"),
        "theirs": _("已经送达的"),
        "dropAsk": _("删去本机的这份记录？没有送出的会丢掉。"),
        "clearAsk": _("清除您在这台设备上的全部记录？没有送出的 {n} 份会丢掉。"),
        "cleared": _("这台设备上您的记录已经清除。"),
        "personal": _("这里像是身份证号或手机号码。检查不收个人信息，请删去。"),
        "decided": _("考核办：{label}"),
    }
