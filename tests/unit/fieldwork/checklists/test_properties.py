"""Whatever is filled in comes back as it was, once, in whatever order the rows stand."""

import csv
import io
import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe.fieldwork.checklists.exports import take
from kaohe.fieldwork.checklists.model import Answers, Asked, Checklist, Question
from kaohe.fieldwork.checklists.xlsform import choice_name, fields_of, point_choice
from tests.unit.fieldwork.checklists.material import TEAMS, ground, points

ASKED = (
    Question("a", "有没有", Asked.YES_NO, "1", "一"),
    Question("b", "几个", Asked.COUNT, "1", "一", low=Decimal(0)),
    Question("c", "多少", Asked.NUMBER, "2", "二", places=2, low=Decimal(-9), high=Decimal(99)),
    Question("d", "怎样", Asked.LEVEL, "2", "二", choices=("“好”", "一般", "差")),
    Question("e", "抽查", Asked.CHECKED, "3", "三", photo=True),
    Question("f", "情况", Asked.TEXT, "3", "三"),
)
LIST = Checklist("表", "镇街表", "0123456789ab", ASKED)
GROUND = replace(ground(), checklist=LIST)
FIELDS = {entry.name: entry for entry in fields_of(LIST, places=True)}

_words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Nd")), min_size=1, max_size=20)
_text = _words.map(lambda text: " ".join(text.split()).strip()).filter(
    lambda text: bool(text) and not text.startswith(("'", "=", "+", "-", "@"))
)
_values = st.fixed_dictionaries(
    {},
    optional={
        "a": st.sampled_from("是否"),
        "b": st.integers(0, 10**9).map(str),
        "c": st.decimals(-9, 99, places=2).map(lambda number: format(number, "f")),
        "d": st.sampled_from(ASKED[3].choices),
        "e": st.integers(1, 10**6).flatmap(lambda n: st.integers(0, n).map(lambda x: f"{n}/{x}")),
        "f": _text,
    },
)
_places = st.sampled_from([(unit, name) for unit, names in points().items() for name in (*names, "")])


@st.composite
def visits(draw: st.DrawFn) -> list[Answers]:
    """Several visits, no two of which look alike: each on a day of its own."""
    made = []
    for number in range(draw(st.integers(1, 6))):
        unit, place = draw(_places)
        notes = draw(st.dictionaries(st.sampled_from("ace"), _text, max_size=3))
        photos = {"e": (f"{number}.jpg",)} if draw(st.booleans()) else {}
        at = f"2026-11-{number + 10}T09:30:00+08:00"
        key = f"0000000{number}-aaaa-4bbb-8ccc-dddddddddddd"
        made.append(Answers(key, unit, place, draw(st.sampled_from(TEAMS)), at, draw(_values), notes, photos))
    return made


def _row(visit: Answers) -> dict[str, str]:
    place = point_choice(visit.unit, visit.place) if visit.place else choice_name("s", visit.unit)
    row = {"KEY": f"uuid:{visit.id}", "start": visit.at, "team": choice_name("t", visit.team), "place": place}
    row["unit"] = choice_name("u", visit.unit)
    row |= {f"{name}_note": note for name, note in visit.notes.items()}
    row |= {f"{name}_photo": names[0] for name, names in visit.photos.items()}
    for name, value in visit.values.items():
        if name == "e":
            row["e_n"], row["e_x"] = value.split("/")
        elif name == "d":
            row["d"] = f"l{ASKED[3].choices.index(value) + 1}"
        else:
            row[name] = {"是": "yes", "否": "no"}.get(value, value) if name == "a" else value
    return row


def _export(filled: list[Answers], separator: str, folder: Path) -> Path:
    names = [*FIELDS, "KEY"]
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator)
    writer.writerow(
        [f"g{(separator == ';' and '/') or '-'}{name}" if name in FIELDS else name for name in names]
    )
    for visit in filled:
        row = _row(visit)
        writer.writerow([row.get(name, "") for name in names])
    path = folder / "export.csv"
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    return path


@settings(max_examples=60)
@given(visits(), st.sampled_from(",;"))
def test_what_was_filled_in_comes_back_as_it_was(filled: list[Answers], separator: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        answers, problems = take([_export(filled, separator, Path(folder))], GROUND)
    assert [str(problem) for problem in problems] == []
    assert list(answers) == filled


@settings(max_examples=30)
@given(visits(), st.randoms(use_true_random=False))
def test_twice_the_same_in_any_order_is_once(filled: list[Answers], shuffling: Random) -> None:
    twice = [*filled, *filled]
    shuffling.shuffle(twice)
    with tempfile.TemporaryDirectory() as folder:
        answers, problems = take([_export(twice, ",", Path(folder))], GROUND)
    assert sorted(answers, key=lambda visit: visit.id) == filled
    assert len(problems) == len(filled)
    assert {problem.code for problem in problems} == {"facts.submission-twice"}
