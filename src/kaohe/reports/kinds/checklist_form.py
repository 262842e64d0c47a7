"""现场检查表: the questions of the checklist, word for word, with room to write in what is found."""

from collections.abc import Iterator, Sequence

from kaohe.fieldwork.checklists.making import CHECKED_WORDS, bounds_words, checklist_of
from kaohe.fieldwork.checklists.model import NO, YES, Asked, Checklist, Question
from kaohe.fieldwork.checklists.xlsform import by_item
from kaohe.reports.dates import in_words
from kaohe.reports.kinds.kind import Kind, Paper, numbered
from kaohe.reports.material import Material
from kaohe.reports.official.fields import Data, Vocabulary

_BOX, _LINE, _GAP = "□", "＿＿＿＿＿", "　"

_OWN = Vocabulary(
    {
        "检查表": "检查表的标题",
        "单位": "被检查的单位",
        "组": "检查组，从日程里取",
        "检查日期": "检查日期，从日程里取",
        "检查点": "这个单位抽中的检查点，每个前面一个方框",
    },
    {
        "问题": {
            "编号": "每一问的编号",
            "指标": "这一问属于哪项指标",
            "问法": "问什么，怎样算数",
            "填写": "填写的地方",
        }
    },
)


def checklist_paper(
    checklist: Checklist, common: dict[str, str], unit: str = "", points: Sequence[str] = ()
) -> Data:
    """One form to be filled in by hand. `common`: the fields every paper has, and team and date where they are known."""
    fields = {
        **common,
        "检查表": checklist.title,
        "单位": unit or _LINE * 2,
        "组": common.get("组") or _LINE,
        "检查日期": common.get("检查日期") or _LINE,
        "检查点": _GAP.join(f"{_BOX}{point}" for point in points) or _LINE,
    }
    rows = [
        {
            "编号": f"{number}.{part}",
            "指标": item_name if part == 1 else "",
            "问法": _asked(question),
            "填写": _room(question),
        }
        for number, (item_name, questions) in enumerate(by_item(checklist), 1)
        for part, question in enumerate(questions, 1)
    ]
    return Data(fields, {"问题": rows})


def _asked(question: Question) -> str:
    hints = [question.hint] if question.hint and question.asked is not Asked.CHECKED else []
    if words := bounds_words(question):
        hints.append(words)
    if question.required:
        hints.append("必填")
    return question.label + (f"（{'；'.join(hints)}）" if hints else "")


def _room(question: Question) -> str:
    """Boxes to tick, lines to write on; two lines high, so that a hand has room."""
    match question.asked:
        case Asked.YES_NO:
            return f"{_BOX}{YES}{_GAP}{_BOX}{NO}\n"
        case Asked.LEVEL:
            return _GAP.join(f"{_BOX}{choice}" for choice in question.choices) + "\n"
        case Asked.CHECKED:
            return "\n".join(f"{word}{_LINE}" for word in question.choices or CHECKED_WORDS)
        case Asked.TEXT:
            return "\n\n"
    return f"\n{_LINE}"


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    checklists = {table.name: checklist_of(material.scheme, table.name) for table in material.scheme.tables}
    everyone = [
        (checklists[table.name], unit)
        for table, unit in material.scored()
        if checklists[table.name].questions
    ]
    sample = material.office.sample
    for number, (checklist, unit) in enumerate(everyone, 1):
        visit = next((visit for visit in material.office.visits if unit.name in visit.units), None)
        drawn = (
            [place for entry in sample.drawn if entry.unit == unit.name for place in entry.places]
            if sample
            else []
        )
        fields = kind.fields(material, number)
        if visit:
            fields |= {"组": visit.team, "检查日期": in_words(visit.date) + visit.half_day}
        stem = f"{numbered(number, len(everyone))} {unit.name}"
        yield Paper(stem, checklist_paper(checklist, fields, unit.name, drawn))


def _lacks(material: Material) -> str:
    tables = material.scheme.tables
    found = any(checklist_of(material.scheme, table.name).questions for table in tables)
    return "" if found else "考核表里没有要现场检查的指标（考核方式里没有“现场”等字样）"


CHECKLIST_FORM = Kind(
    "现场检查表",
    "每个检查点逐问填写的表，和手机上的表单问的一样",
    _papers,
    _OWN,
    of_result=False,
    lacks=_lacks,
)
