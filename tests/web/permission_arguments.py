"""For every address by name: what it is made of. `own`: one's own thing, or else another's, where the address names one.

An app adds its rows here with its addresses. POST_ONLY: addresses that answer a look with 405.
"""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from kaohe.web.accounts.roles import Role
from kaohe.web.rounds.stages import Stage
from kaohe.web.schemes.reading import scheme_of

Maker = Callable[[dict[str, Any], bool], dict[str, Any]]


def nothing(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {}


def somebody(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {"user_id": material["people"][Role.REPORTER].pk}


def the_round(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {"round_id": material["round"].pk}


def a_token(material: dict[str, Any], own: bool) -> dict[str, Any]:
    from tests.web.tokens import token_of

    return {"token_id": token_of(Role.OFFICE, by=material["people"][Role.ADMIN])[0].pk}


def a_unit(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {"round_id": material["round"].pk, "unit": material["own" if own else "other"].code}


def a_backup(material: dict[str, Any], own: bool) -> dict[str, Any]:
    from kaohe.web.tasks.backup_works import folder

    folder().mkdir(parents=True, exist_ok=True)
    (folder() / "kaohe-20260305-093000.zip").write_bytes(b"")
    return {"name": "kaohe-20260305-093000.zip"}


def a_job(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """A job that somebody of the role looked at has started, or somebody else."""
    from kaohe.web.tasks.models import Job

    role = material.get("role", Role.OFFICE)
    starter = role if own else next(other for other in Role if other is not role)
    fields = {"kind": "none", "title": "后台任务", "by": material["people"][starter]}
    return {"job_id": Job.objects.get_or_create(key=starter.value, defaults=fields)[0].pk}


def a_file(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """A file of evidence of one's own unit, or of another's."""
    from tests.web.evidence_files import a_file_of

    unit = material["round"].units.get(code=material["own" if own else "other"].code)
    return {
        "round_id": material["round"].pk,
        "evidence_id": a_file_of(unit, material["people"][Role.REPORTER]).pk,
    }


def a_published_round(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """The round at a stage in which everybody sees its result."""
    type(material["round"]).objects.filter(pk=material["round"].pk).update(stage=Stage.PUBLISHED)
    return {"round_id": material["round"].pk}


def a_result_of_a_unit(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return a_published_round(material, own) | {"unit": material["own" if own else "other"].code}


def an_item_of_a_unit(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """An item that the stock department scores."""
    scheme, _problems = scheme_of(material["round"].scheme.text)
    assert scheme is not None
    names = material["people"][Role.DEPARTMENT].department_names
    item = next(item for item in scheme.tables[0].items() if names & set(item.departments))
    return a_result_of_a_unit(material, own) | {"table": 1, "item": item.code}


def a_publication(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """Something published: an archive that holds nothing."""
    from kaohe.web.results.models import Publication
    from kaohe.web.results.storing import keep

    arguments = a_published_round(material, own)
    path, sha256 = keep(b"PK\x05\x06" + bytes(18), "results", "zip")
    fields = {"fingerprint": "", "path": path, "size": 10, "sha256": sha256, "record": {"tables": []}}
    Publication.objects.get_or_create(
        round=material["round"], number=1, defaults={**fields, "by": material["people"][Role.OFFICE], "at": timezone.now()}
    )  # fmt: skip
    return arguments | {"number": 1}


def a_paper(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """The circular, which is for all; else another unit's letter."""
    from kaohe.web.results.models import Paper
    from kaohe.web.results.storing import keep

    path, sha256 = keep(b"a paper", "papers", "docx")
    unit = "" if own else material["other"].code
    kind = "考核结果通报" if own else "反馈意见函"
    paper, _new = Paper.objects.get_or_create(
        round=material["round"], kind=kind, name=kind, format="docx",
        defaults={"unit": unit, "path": path, "size": 7, "sha256": sha256, "by": material["people"][Role.OFFICE]},
    )  # fmt: skip
    return a_published_round(material, own) | {"paper_id": paper.pk}


def a_form(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return a_unit(material, own) | {"period": "2026"}


def a_department(material: dict[str, Any], own: bool) -> dict[str, Any]:
    from kaohe.web.accounts.models import Department

    names = material["people"][Role.DEPARTMENT].department_names
    found = Department.objects.filter(name__in=names) if own else Department.objects.exclude(name__in=names)
    return {"round_id": material["round"].pk, "department": found.values_list("name", flat=True)[0]}


def a_department_form(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return a_department(material, own) | {"period": "2026"}


def a_measure(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {"round_id": material["round"].pk, "measure": "备案率"}


def scoring_department(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """The number of the stock department, or of another one."""
    from kaohe.web.scoring.layout import layout_of

    layout = layout_of(material["round"])
    mine = next(iter(material["people"][Role.DEPARTMENT].department_names))
    name = mine if own else next(name for name in layout.departments if name != mine)
    return {"round_id": material["round"].pk, "department": layout.number_of(name)}


def scoring_item(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """An item of that department."""
    from kaohe.web.scoring.layout import layout_of

    layout, at = layout_of(material["round"]), scoring_department(material, own)
    name = layout.departments[at["department"] - 1]
    return at | {"item": next(e.number for e in layout.of(name) if e.table.level == material["own"].level)}


def scoring_cell(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return scoring_item(material, own) | {"unit": material["own"].code}


def scoring_figure(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return scoring_department(material, own) | {"figure": 1}


def unit_item(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """An item of one's own unit, or of another."""
    return a_unit(material, own) | {"item": scoring_item(material, True)["item"]}


def an_appeal(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """An appeal of one's own unit, or of another."""
    from kaohe.web.scoring.layout import layout_of
    from kaohe.web.scoring.models import Appeal

    round, by = material["round"], material["people"][Role.HEAD]
    unit = round.units.get(code=material["own" if own else "other"].code)
    entry = layout_of(round).at(unit.level)[0]
    made, _new = Appeal.objects.get_or_create(
        round=round,
        unit=unit,
        table=entry.table.name,
        item=entry.code,
        defaults={"text": "。", "filed_by": by},
    )
    return {"round_id": round.pk, "appeal": made.pk}


def a_version(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """A scheme that is issued, or the draft of one; both read from a document."""
    from tests.web.scheme_versions import with_document

    return {"version_id": with_document(material["people"][Role.OFFICE], issued=own).pk}


def an_export(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {**a_version(material, own), "kind": "yaml"}


def a_scheme_item(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {**a_version(material, own), "way": "0-0-0"}


def a_visit_to_a_unit(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """A visit that has arrived; whose it is makes no difference to who may read visits."""
    from tests.web.inspected import a_visit_of

    round, by = material["round"], material["people"][Role.INSPECTOR]
    visit = a_visit_of(round, material["own"].code, by, id="00000000-0000-4000-8000-000000000001")
    return {"round_id": round.pk, "visit_id": visit.pk}


def a_photo(material: dict[str, Any], own: bool) -> dict[str, Any]:
    from kaohe.web.fieldwork.models import Visit
    from tests.web.inspected import a_photo_of

    at = a_visit_to_a_unit(material, own)
    photo = a_photo_of(Visit.objects.get(pk=at["visit_id"]), material["people"][Role.INSPECTOR])
    return {"round_id": at["round_id"], "photo_id": photo.pk}


def a_draw(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """A draw that is published, or one that is only planned, which units do not see."""
    from kaohe.web.fieldwork.models import DrawState
    from tests.web import inspected

    state, title = (DrawState.COMMITTED, "检查点抽样") if own else (DrawState.PLANNED, "拟定的抽样")
    draw = inspected.a_draw(material["round"], material["people"][Role.OFFICE], state, title)
    return {"round_id": material["round"].pk, "draw_id": draw.pk}


def a_drawn_file(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {**a_draw(material, own), "what": "frame"}


def a_planned_draw(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return a_draw(material, False)


def a_deed_of_a_draw(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {**a_draw(material, own), "act": "publish"}


def a_rectification(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """A rectification of one's own unit and department, or of others'."""
    from tests.web.rectifications import one_of

    unit = material["round"].units.get(code=material["own" if own else "other"].code)
    departments = sorted(material["people"][Role.DEPARTMENT].department_names) if own else ["别的科室"]
    return {"round_id": material["round"].pk, "rectification_id": one_of(unit, departments).pk}


def a_task(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """An entry of one's own unit whose task one's own department accepts, or of others."""
    from tests.web.monthly import one_of

    unit = material["round"].units.get(code=material["own" if own else "other"].code)
    names = sorted(material["people"][Role.DEPARTMENT].department_names)
    return {
        "round_id": material["round"].pk,
        "entry_id": one_of(unit, names, material["people"][Role.OFFICE], own=own).pk,
    }


def a_task_programme(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {"round_id": a_task(material, own)["round_id"]}


def a_list_of_tasks(material: dict[str, Any], own: bool) -> dict[str, Any]:
    return {"round_id": material["round"].pk, "giver": material["own" if own else "other"].code}


def a_reminder(material: dict[str, Any], own: bool) -> dict[str, Any]:
    """A reminder to one's own unit, or to another; post only, so whose it is matters to no look."""
    from tests.web.rectifications import a_reminder_to

    unit = material["round"].units.get(code=material["own" if own else "other"].code)
    return {"reminder_id": a_reminder_to(unit).pk}


ARGUMENTS: dict[str, Maker] = {
    "accounts:login": nothing,
    "accounts:logout": nothing,
    "accounts:second": nothing,
    "accounts:me": nothing,
    "accounts:password": nothing,
    "accounts:totp": nothing,
    "accounts:totp-off": nothing,
    "accounts:people": nothing,
    "accounts:person-new": nothing,
    "accounts:person": somebody,
    "accounts:person-active": somebody,
    "accounts:person-password": somebody,
    "accounts:person-totp-off": somebody,
    "accounts:units": nothing,
    "accounts:departments": nothing,
    "interface:tokens": nothing,
    "interface:token-new": nothing,
    "interface:token-withdraw": a_token,
    "interface:codes": nothing,
    "interface:guide": nothing,
    "audit:trail": nothing,
    "audit:check": nothing,
    "schemes:schemes": nothing,
    "schemes:import": nothing,
    "schemes:diff": nothing,
    "schemes:version": a_version,
    "schemes:source": a_version,
    "schemes:original": a_version,
    "schemes:card": a_scheme_item,
    "schemes:export": an_export,
    "schemes:item": a_scheme_item,
    "schemes:item-try": a_scheme_item,
    "schemes:particulars": a_version,
    "schemes:text": a_version,
    "schemes:text-try": a_version,
    "schemes:checks": a_version,
    "schemes:issue": a_version,
    "schemes:next": a_version,
    "schemes:drop": a_version,
    "rounds:rounds": nothing,
    "rounds:way": nothing,
    "rounds:round-new": nothing,
    "rounds:round": the_round,
    "rounds:forward": the_round,
    "rounds:backward": the_round,
    "rounds:deadline": the_round,
    "rounds:scheme": the_round,
    "rounds:units": the_round,
    "tasks:jobs": nothing,
    "tasks:job": a_job,
    "tasks:backups": nothing,
    "tasks:backup-new": nothing,
    "tasks:backup-file": a_backup,
    "ui:desk": nothing,
    "ui:language": nothing,
    "ui:health": nothing,
    "filing:targets": the_round,
    "filing:progress": the_round,
    "filing:overview": the_round,
    "filing:help": a_measure,
    "filing:figures": the_round,
    "filing:quality": the_round,
    "filing:quality-csv": the_round,
    "filing:quality-put": the_round,
    "filing:standards-put": the_round,
    "filing:data-rules": the_round,
    "filing:unit": a_form,
    "filing:unit-submit": a_form,
    "filing:unit-return": a_form,
    "filing:unit-verify": a_form,
    "filing:unit-reopen": a_form,
    "filing:unit-workbook": a_unit,
    "filing:department": a_department_form,
    "filing:department-submit": a_department_form,
    "filing:department-return": a_department_form,
    "filing:department-verify": a_department_form,
    "filing:department-reopen": a_department_form,
    "filing:department-workbook": a_department,
    "evidence:overview": the_round,
    "evidence:unit": a_unit,
    "evidence:item": a_unit,
    "evidence:fragment": a_unit,
    "evidence:add": a_unit,
    "evidence:show": a_file,
    "evidence:content": a_file,
    "evidence:download": a_file,
    "evidence:withdraw": a_file,
    "results:ranking": a_published_round,
    "results:heat": a_published_round,
    "results:unit": a_result_of_a_unit,
    "results:item": an_item_of_a_unit,
    "results:whatif": a_published_round,
    "results:stability": a_published_round,
    "results:years": a_published_round,
    "results:publications": a_published_round,
    "results:publish": a_published_round,
    "results:archive": a_publication,
    "results:verify": a_publication,
    "results:papers": a_published_round,
    "results:papers-write": a_published_round,
    "results:words": a_published_round,
    "results:paper": a_paper,
    "results:papers-zip": a_published_round,
    "scoring:self-list": the_round,
    "scoring:self": a_unit,
    "scoring:self-save": a_unit,
    "scoring:self-hand-in": a_unit,
    "scoring:self-take-back": a_unit,
    "scoring:departments": the_round,
    "scoring:matrix": scoring_department,
    "scoring:save": scoring_department,
    "scoring:item": scoring_item,
    "scoring:cell": scoring_cell,
    "scoring:hand-in": scoring_department,
    "scoring:take-back": scoring_department,
    "scoring:readings": scoring_department,
    "scoring:reading": scoring_figure,
    "scoring:adopt": scoring_figure,
    "scoring:feedback-list": the_round,
    "scoring:feedback": a_unit,
    "scoring:feedback-why": unit_item,
    "scoring:feedback-confirm": a_unit,
    "scoring:appeals": the_round,
    "scoring:appeal": an_appeal,
    "scoring:appeal-new": unit_item,
    "scoring:appeal-withdraw": an_appeal,
    "scoring:appeal-decide": an_appeal,
    "monthly:overview": the_round,
    "monthly:list": the_round,
    "monthly:accept": the_round,
    "monthly:owed": the_round,
    "monthly:giver": a_list_of_tasks,
    "monthly:entry": a_task,
    "monthly:submit": a_task,
    "monthly:decide": a_task,
    "monthly:excuse": a_task,
    "monthly:programme": the_round,
    "monthly:programme-file": a_task_programme,
    "monthly:programme-upload": the_round,
    "monthly:programme-edit": the_round,
    "monthly:programme-text": the_round,
    "monthly:issue": the_round,
    "monthly:month-end": the_round,
    "monthly:points": the_round,
    "monthly:from-rectification": a_rectification,
    "fieldwork:worker": nothing,
    "fieldwork:overview": the_round,
    "fieldwork:checklists": the_round,
    "fieldwork:checklist-file": the_round,
    "fieldwork:form": the_round,
    "fieldwork:form-state": the_round,
    "fieldwork:form-send": the_round,
    "fieldwork:form-photo": the_round,
    "fieldwork:visits": the_round,
    "fieldwork:visits-decide": the_round,
    "fieldwork:visits-import": the_round,
    "fieldwork:visit": a_visit_to_a_unit,
    "fieldwork:photo": a_photo,
    "fieldwork:findings": the_round,
    "fieldwork:findings-file": the_round,
    "fieldwork:adopt": the_round,
    "fieldwork:draws": the_round,
    "fieldwork:draw-new": the_round,
    "fieldwork:draw": a_draw,
    "fieldwork:draw-plan": a_planned_draw,
    "fieldwork:draw-act": a_deed_of_a_draw,
    "fieldwork:draw-file": a_drawn_file,
    "fieldwork:timetable": the_round,
    "fieldwork:timetable-wishes": the_round,
    "fieldwork:timetable-text": the_round,
    "fieldwork:timetable-plan": the_round,
    "fieldwork:timetable-move": the_round,
    "fieldwork:timetable-file": the_round,
    "rectify:list": the_round,
    "rectify:propose": the_round,
    "rectify:order": the_round,
    "rectify:change": the_round,
    "rectify:cancel": the_round,
    "rectify:one": a_rectification,
    "rectify:answer": a_rectification,
    "rectify:decide": a_rectification,
    "remind:list": the_round,
    "remind:send": the_round,
    "remind:mine": nothing,
    "remind:read": a_reminder,
    "remind:settings": nothing,
    "remind:test": nothing,
}
POST_ONLY = {
    "monthly:accept",
    "monthly:submit",
    "monthly:decide",
    "monthly:excuse",
    "monthly:programme-upload",
    "monthly:issue",
    "monthly:month-end",
    "monthly:points",
    "monthly:from-rectification",
    "schemes:item-try",
    "schemes:text-try",
    "schemes:issue",
    "schemes:drop",
    "interface:token-withdraw",
    "tasks:backup-new",
    "accounts:logout",
    "accounts:totp-off",
    "accounts:person-active",
    "accounts:person-password",
    "accounts:person-totp-off",
    "rounds:forward",
    "rounds:backward",
    "rounds:deadline",
    "rounds:scheme",
    "rounds:units",
    "filing:quality-put",
    "filing:standards-put",
    "filing:unit-submit",
    "filing:unit-return",
    "filing:unit-verify",
    "filing:unit-reopen",
    "filing:department-submit",
    "filing:department-return",
    "filing:department-verify",
    "filing:department-reopen",
    "evidence:add",
    "evidence:withdraw",
    "results:publish",
    "results:papers-write",
    "scoring:self-save",
    "scoring:self-hand-in",
    "scoring:self-take-back",
    "scoring:save",
    "scoring:hand-in",
    "scoring:take-back",
    "scoring:reading",
    "scoring:adopt",
    "scoring:feedback-confirm",
    "scoring:appeal-withdraw",
    "scoring:appeal-decide",
    "fieldwork:form-send",
    "fieldwork:form-photo",
    "fieldwork:visits-decide",
    "fieldwork:draw-act",
    "fieldwork:timetable-wishes",
    "fieldwork:timetable-plan",
    "fieldwork:timetable-move",
    "rectify:order",
    "rectify:change",
    "rectify:cancel",
    "rectify:answer",
    "rectify:decide",
    "remind:send",
    "remind:read",
    "remind:test",
}
