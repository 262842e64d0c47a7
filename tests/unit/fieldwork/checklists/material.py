"""The example's checklist, and a telephone made of paper: what the apps would send back, from the XForm's own paths."""

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
from pyxform.xls2xform import convert

from kaohe.cli.common import load_scheme, load_units
from kaohe.facts import Units
from kaohe.fieldwork.checklists.exports import Ground
from kaohe.fieldwork.checklists.making import checklist_of
from kaohe.fieldwork.checklists.model import Checklist
from kaohe.fieldwork.checklists.xlsform import XlsForm, form_of
from kaohe.fieldwork.checklists.xlsform_file import write_xlsform
from kaohe.scheme import Scheme

EXAMPLE = Path(__file__).parents[4] / "examples" / "yunxi"
TOWNS = "镇街考核评分表"
POINTS = {"听泉街道": ("泉东社区", "泉西社区"), "桑陌镇": ("上桑村", "陌桥村", "泉东社区")}
TEAMS = ("第一组", "第二组")
_X = {"h": "http://www.w3.org/1999/xhtml", "x": "http://www.w3.org/2002/xforms"}
_META = ("SubmissionDate", "KEY", "SubmitterID", "SubmitterName", "ReviewState", "Edits", "FormVersion")


@cache
def example() -> tuple[Scheme, Units]:
    """The example's scheme and its units."""
    scheme, _ = load_scheme(EXAMPLE / "2026" / "scheme.yaml")
    units, _ = load_units(EXAMPLE / "2026" / "scheme.yaml", EXAMPLE / "units.csv")
    return scheme, units


def checklist() -> Checklist:
    return checklist_of(example()[0], TOWNS)


def points() -> Mapping[str, tuple[str, ...]]:
    units = example()[1]
    return {found.id: names for name, names in POINTS.items() if (found := units.find(name))}


def ground(of: Checklist | None = None) -> Ground:
    return Ground(of or checklist(), example()[1], points(), TEAMS)


def form(of: Checklist | None = None) -> XlsForm:
    scheme, units = example()
    table = scheme.table(TOWNS)
    assert table is not None
    clauses = {item.code: item.clause for item in table.items()}
    return form_of(of or checklist(), units.at(table.level), points(), TEAMS, clauses)


@dataclass(frozen=True, slots=True)
class XForm:
    """What pyxform made of a form: its text, the paths of its answers in order, labels by path."""

    text: str
    paths: tuple[str, ...]
    labels: Mapping[str, str]
    warnings: tuple[str, ...]

    def path(self, name: str) -> str:
        return next(path for path in self.paths if path.rsplit("/", 1)[-1] == name)


def converted(made: XlsForm, folder: Path) -> XForm:
    """The form through the workbook and pyxform; an error of pyxform's is an error of the test."""
    path = folder / "form.xlsx"
    write_xlsform(made, path)
    warnings: list[str] = []
    result = convert(str(path), validate=False, warnings=warnings)
    root = ElementTree.fromstring(result.xform)
    data = root.find("h:head/x:model/x:instance", _X)
    assert data is not None
    leaves = tuple(_leaves(data[0], ""))
    labels = {}
    for node in root.find("h:body", _X).iter():  # type: ignore[union-attr]
        label = node.find("x:label", _X)
        if "ref" in node.attrib and label is not None:
            labels[node.attrib["ref"].removeprefix("/data/")] = "".join(label.itertext())
    return XForm(result.xform, leaves, labels, (*warnings, *(result.warnings or ())))


def _leaves(node: ElementTree.Element, path: str) -> list[str]:
    children = list(node)
    if not children:
        return [path]
    names = ((child, child.tag.split("}")[-1]) for child in children)
    return [leaf for child, name in names for leaf in _leaves(child, f"{path}/{name}".strip("/"))]


Filled = Mapping[str, str]
"""Answers of one submission by the last name of the path; `id`, `edits` besides."""


def central(xform: XForm, filled: Sequence[Filled]) -> str:
    """ODK Central's submissions.csv: paths joined by hyphens, its own columns around them."""
    head = [_META[0], *(path.replace("/", "-") for path in xform.paths), *_META[1:]]
    rows = []
    for entry in filled:
        own = {
            "KEY": f"uuid:{entry['id']}",
            "Edits": entry.get("edits", "0"),
            "SubmissionDate": "2026-11-20T10:00:00.000Z",
        }
        own["SubmitterName"] = "手机3"
        cells = {path.replace("/", "-"): _answer(entry, path) for path in xform.paths}
        rows.append([{**cells, **own}.get(name, "") for name in head])
    return _csv([head, *rows], ",")


def central_zip(xform: XForm, filled: Sequence[Filled], photos: Sequence[str], path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("kaohe_form.csv", central(xform, filled))
        for name in photos:
            archive.writestr(f"media/{name}", b"\xff\xd8\xff")
    return path


def telephone(xform: XForm, filled: Sequence[Filled], folder: Path) -> Path:
    """The app's own folder: each submission with its pictures in a folder of its own."""
    for number, entry in enumerate(filled, 1):
        root = ElementTree.Element("data", {"id": "kaohe_form", "version": "1"})
        for path in xform.paths:
            node = root
            for name in path.split("/"):
                found = node.find(name)
                node = ElementTree.SubElement(node, name) if found is None else found
            node.text = _answer(entry, path)
        own = folder / f"检查表_{number}"
        own.mkdir(parents=True)
        ElementTree.ElementTree(root).write(
            own / f"检查表_{number}.xml", encoding="utf-8", xml_declaration=True
        )
        for name, text in entry.items():
            if name.endswith("_photo"):
                (own / text).write_bytes(b"\xff\xd8\xff")
    return folder


def kobo_rows(
    xform: XForm, filled: Sequence[Filled], *, labels: bool, groups: bool = True
) -> list[list[str]]:
    """KoboToolbox's export: names or labels, with the groups or without, `_uuid` and company behind."""
    behind = (
        "_id",
        "_uuid",
        "_submission_time",
        "_validation_status",
        "_notes",
        "_status",
        "_submitted_by",
        "_index",
    )
    shown = [path for path in xform.paths if not path.startswith("meta/")]
    head = [_kobo_head(xform, path, labels, groups) for path in shown]
    rows = []
    for number, entry in enumerate(filled, 1):
        cells = [_label_of(xform, path, entry, labels) for path in shown]
        rows.append(
            [
                *cells,
                "98765",
                entry["id"],
                "2026-11-20T10:00:00",
                "",
                "",
                "submitted_via_web",
                "zu1",
                str(number),
            ]
        )
    return [[*head, *behind], *rows]


def kobo(rows: list[list[str]]) -> str:
    return _csv(rows, ";")


def kobo_workbook(rows: list[list[str]], path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([float(cell) if re.fullmatch(r"\d{1,6}(\.\d+)?", cell) else cell for cell in row])
    book.save(path)
    return path


def _kobo_head(xform: XForm, path: str, labels: bool, groups: bool) -> str:
    if labels:
        return xform.labels.get(path, path.rsplit("/", 1)[-1])
    return path if groups else path.rsplit("/", 1)[-1]


def _label_of(xform: XForm, path: str, entry: Filled, labels: bool) -> str:
    answer = _answer(entry, path)
    return _choices(xform).get(answer, answer) if labels else answer


@cache
def _choices_of(text: str) -> dict[str, str]:
    pairs = re.findall(r"<item>.*?</item>", text, re.DOTALL)
    names = {}
    for pair in pairs:
        name, label = re.search(r"<name>(.*?)</name>", pair), re.search(r"<label>(.*?)</label>", pair)
        if name and label:
            names[name[1]] = label[1]
    return names


def _choices(xform: XForm) -> dict[str, str]:
    # levels are called l1, l2 … in every list: only choices that mean one thing everywhere are given by label
    return {name: label for name, label in _choices_of(xform.text).items() if not re.fullmatch(r"l\d+", name)}


def _answer(entry: Filled, path: str) -> str:
    if path == "meta/instanceID":
        return f"uuid:{entry['id']}"
    return entry.get(path.rsplit("/", 1)[-1], "")


def _csv(rows: Sequence[Sequence[str]], separator: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    return stream.getvalue()
