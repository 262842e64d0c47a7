"""Several scoring tables of one document: one scheme with a table each, and for whom each of them is."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from kaohe.documents.figures import half_width
from kaohe.scheme.draft import DraftTable, SchemeDraft

_CLASS = (
    "镇|乡|街道|县直|市直|区直|部门|机关|单位|企业|公司|集团|村|社区|学校|中学|小学|幼儿园|高校|医院|卫生院|卫生室|中心|科室|处室|站|所|窗口|"
    "班组|车间|项目部|物业|平台|园区|景区|门店|网点|支部|[一二三四甲乙丙ABCD]类"
)
_LEVEL = re.compile(
    rf"(?:适?用于|针对|对)?(?P<level>[^\d,;:。考评表]{{0,10}}(?:{_CLASS})[^\d,;:。考评表]{{0,4}})(?:用|专用|适用)?"
)
_BRACKET = re.compile(r"\(([^()]{1,20})\)(?=[^()]{0,4}$)")
_DOCUMENT = re.compile(r"(?:办法|方案|意见|通知|规定|责任书)(?:\([^()]*\))?$")
_EDGES = " 、()-—"
_SHORTEST_TITLE = 4


def are_of_one(drafts: Sequence[SchemeDraft]) -> bool:
    """Whether several tables are one document's: they have names, no two the same, and not each that of a document."""
    names = {draft.title for draft in drafts if draft.title}
    documents = sum(1 for name in names if _DOCUMENT.search(half_width(name)))
    return len(names) == len(drafts) > 1 and documents < 2


def as_one(drafts: Sequence[SchemeDraft], title: str) -> SchemeDraft:
    """The scheme of a document with these tables. `title` is the document's own; where that is a table's name, what the
    names have in common."""
    tables = [table for draft in drafts for table in draft.tables]
    names = [half_width(table.name) for table in tables]
    first, last = _edges(names)
    shared = (tables[0].name[:first] + tables[0].name[len(names[0]) - last :]).strip(_EDGES + "（）")
    named = title if title and half_width(title) not in names else ""
    notes = [f"{draft.title}：\n{draft.note}" for draft in drafts if draft.note]
    return SchemeDraft(
        title=named or (shared if len(shared) >= _SHORTEST_TITLE else tables[0].name),
        tables=tuple(replace(table, level=level_of(table, names)) for table in tables),
        note="\n".join(notes),
        problems=tuple(dict.fromkeys(problem for draft in drafts for problem in draft.problems)),
        where=drafts[0].where,
    )


def level_of(table: DraftTable, names: Sequence[str]) -> str:
    """For whom the table is, as its name says it in brackets or where it differs from the others; empty: it does not."""
    name = half_width(table.name)
    first, last = _edges(names)
    told = [found[1] for found in _BRACKET.finditer(name)]
    if len(names) > 1:
        end = len(name) - last
        # “农村镇” and “城关镇” have their last character in common.
        told += [name[first : end + more].strip(_EDGES) for more in (0, 1, 2)]
    told.append(half_width(table.where.sheet))
    matches = (_LEVEL.fullmatch(text) for text in told)
    return table.level or next((found["level"] for found in matches if found), "")


def _edges(names: Sequence[str]) -> tuple[int, int]:
    """How much all names have in common in front and at the end."""
    first = _alike(names)
    return first, _alike([name[first:][::-1] for name in names])


def _alike(texts: Sequence[str]) -> int:
    """With how many characters all of these begin."""
    columns = takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False))
    return sum(1 for _ in columns)
