"""The programme of a city, and the duties of departments, as they really are; without the documents beside the checkout
nothing runs.
"""

import json
from pathlib import Path

from kaohe.core import Period
from kaohe.documents.reading import DocumentReading
from kaohe.documents.recognise import recognise
from kaohe.documents.text import read_text
from kaohe.tasks import Origin, Rhythm
from kaohe.tasks.drafting import draft_programme
from kaohe.tasks.programme_file import parse_programme
from kaohe.tasks.programme_text import programme_text

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"


def reading(name: str) -> DocumentReading:
    return recognise(read_text(CORPUS / name))


def test_a_programme_is_drafted_with_its_headings_and_steps() -> None:
    known = json.loads((CORPUS / "expected" / "huangshi-2015.json").read_text(encoding="utf-8"))
    read = reading(known["document"])
    programme, problems = draft_programme("2015年方案", Period(2015), read.tasks, read.duties)
    headings = [task.heading for task in programme.tasks]
    for heading, count in known["headings"].items():
        assert sum(each.startswith(heading) for each in headings) == count, heading
    steps = [task.months for task in programme.tasks if task.rhythm is Rhythm.ONCE]
    wanted = [
        tuple(range(int(when.split("-")[0]), int(when.split("-")[-1]) + 1)) for _, when in known["steps"]
    ]
    assert steps == wanted
    assert Rhythm.MONTH in {task.rhythm for task in programme.tasks}
    assert {problem.code for problem in problems} == {"tasks.no-time", "tasks.several-rhythms"}
    assert all(problem.where for problem in problems)
    assert parse_programme(programme_text(programme)) == (programme, ())


def test_what_departments_owe_one_another_is_drafted_and_lists_of_people_pointed_out() -> None:
    read = reading("xinbei-2012.txt")
    programme, problems = draft_programme("2012年意见", Period(2012), read.tasks, read.duties)
    owed = [task for task in programme.tasks if task.origin is Origin.INFORMATION]
    assert len(owed) == 2
    assert {task.rhythm for task in owed} == {Rhythm.MONTH}
    assert [task.receiver for task in owed] == ["", "镇、街道计生部门"]
    assert [problem.code for problem in problems].count("tasks.cases-owed") == 2
    assert sum(task.origin is Origin.DUTY for task in programme.tasks) == len(read.duties) - len(owed)
    assert parse_programme(programme_text(programme)) == (programme, ())
