"""The same visit counts once. Which visits are the same, and which only look alike, is said.

The same id is the same visit: identical, it is counted once; edited on the server, the edition with more edits
counts; different without a word about editing, neither does. Another id, but the same team at the same place on
the same day, is most likely filled in twice: the later one counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kaohe.core import Problem
from kaohe.facts.findings import error, quoted, warning
from kaohe.facts.units import Units
from kaohe.fieldwork.checklists.model import Answers


@dataclass(frozen=True, slots=True)
class Submission:
    """Answers as one export had them. `edits`: how often they were changed on the server."""

    answers: Answers
    edits: int = 0


def once(submissions: Iterable[Submission], units: Units) -> tuple[tuple[Answers, ...], tuple[Problem, ...]]:
    """Each visit once, in the order of the exports."""
    problems: list[Problem] = []
    by_id: dict[str, list[Submission]] = {}
    for submission in submissions:
        by_id.setdefault(submission.answers.id, []).append(submission)
    kept = [answers for group in by_id.values() if (answers := _one(group, problems)) is not None]
    return tuple(_visits(kept, units, problems)), tuple(problems)


def _one(group: list[Submission], problems: list[Problem]) -> Answers | None:
    """Of several with one id the one that counts."""
    first, *others = group
    if not others:
        return first.answers
    places = [submission.answers.source for submission in others]
    most = max(submission.edits for submission in group)
    latest = [submission.answers for submission in group if submission.edits == most]
    if any(answers != latest[0] for answers in latest):
        message = "同一份记录（编号相同）有两种内容，说不清哪个在后，都没有采用。"
        remedy = "请到服务器上重新导出一次，只用最新的导出。"
        problems.append(error("submission-differs", first.answers.source, message, remedy, *places))
        return None
    same = all(submission.answers == first.answers for submission in group)
    message = "同一份记录（编号相同）出现了" + (
        f"{len(group)}次，内容相同，只算一次。"
        if same
        else f"{len(group)}次，在服务器上改过，以最后改的为准。"
    )
    problems.append(warning("submission-twice", first.answers.source, message, "不用处理。", *places))
    return latest[0]


def _visits(kept: list[Answers], units: Units, problems: list[Problem]) -> Iterable[Answers]:
    """Of two visits of one place by one team on one day, the later."""
    groups: dict[tuple[str, str, str, str], list[Answers]] = {}
    for answers in kept:
        key = (answers.unit, answers.place, answers.team, answers.at[:10])
        groups.setdefault(key, []).append(answers)
    dropped: set[str] = set()
    for (unit, place, team, day), group in groups.items():
        if len(group) == 1:
            continue
        last = max(group, key=lambda answers: (answers.at, answers.id))
        dropped.update(answers.id for answers in group if answers is not last)
        name = units[unit].name if unit in units else unit
        where = f"{quoted(place)}" if place else "单位本身"
        message = f"{quoted(team)}{day}在{quoted(name)}的{where}填了{len(group)}份记录，以最后一份为准。"
        remedy = "多半是填了两遍；确是查了两次的，请在服务器上把一份的检查点或检查组改清楚。"
        others = [answers.source for answers in group if answers is not last]
        problems.append(warning("visit-twice", last.source, message, remedy, *others))
    return (answers for answers in kept if answers.id not in dropped)
