"""What a kind of paper is: its form, the names the form may use, and the papers it gives for a round."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from kaohe.core import plain
from kaohe.reports.dates import in_words
from kaohe.reports.material import Material
from kaohe.reports.office import BLANK, NUMBERED
from kaohe.reports.official.blocks import Document
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.reports.official.markup import parse_form

COMMON = {
    "发文机关": "发文的机关，写在《公文.yaml》里",
    "红头": "红头上的字，没有写的是发文机关加“文件”",
    "函头": "函的红头，即发文机关",
    "简称": "行文里对发文机关的简称",
    "字号": "这份文书的发文字号",
    "签发人": "签发人（上行文才有）",
    "日期": "成文日期，如2027年1月25日；没有写的留空",
    "抄送": "抄送机关，用顿号隔开",
    "联系方式": "发文机关的联系方式",
    "考核办法": "考核办法的名称",
    "考核期": "考核期，如2026年",
    "年份": "考核年份，如2026",
    "申诉截止": "提出申诉的最后一天",
    "整改期限": "完成整改的最后一天",
    "主送": "主送机关",
    "暂定": "结果还是暂定的，这里是提醒的文字；正式结果为空",
}
"""What every form may use."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper to be written: the name of its file, without ending, and what its form is filled with."""

    stem: str
    data: Data


Papers = Callable[["Kind", Material], Iterator[Paper]]


@dataclass(frozen=True, slots=True)
class Kind:
    """文书: `name` is also the name of its form. `about`: what it is, in a sentence. `lacks` says what is missing
    for it, empty where nothing is. `of_result`: it wants a round that has been scored.
    """

    name: str
    about: str
    papers: Papers
    own: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    of_result: bool = True
    lacks: Callable[[Material], str] = lambda _material: ""

    def form(self) -> Document:
        """Our own form."""
        return _form(self.name)

    def vocabulary(self) -> Vocabulary:
        """Every name a form of this kind may use."""
        return Vocabulary({**COMMON, **self.own.fields}, self.own.lists, self.own.slots)

    def fields(self, material: Material, number: int = 1, recipients: str = "") -> dict[str, str]:
        """The common fields of the paper of this number (from 1)."""
        office, words, scheme = material.office, material.office.words(self.name), material.scheme
        issuer = office.issuer or BLANK
        provisional = bool(self.of_result and material.result and material.result.provisional)
        return {
            "发文机关": issuer,
            "红头": office.head or f"{issuer}文件",
            "函头": issuer,
            "简称": office.short or office.issuer or "考核办",
            "字号": words.number.replace(NUMBERED, str(words.first + number - 1)),
            "签发人": words.signatory,
            "日期": in_words(words.date or office.date),
            "抄送": "，".join(office.copies),
            "联系方式": office.contact,
            "考核办法": scheme.title,
            "考核期": scheme.period.label,
            "年份": str(scheme.period.year),
            "申诉截止": in_words(office.appeal_until),
            "整改期限": in_words(office.correct_until),
            "主送": words.recipients or recipients,
            "暂定": "（暂定结果，不得公布）" if provisional else "",
        }


@lru_cache(maxsize=64)
def _form(name: str) -> Document:
    return parse_form((files(__package__) / "forms" / f"{name}.txt").read_text(encoding="utf-8"))


def everybody(material: Material) -> str:
    """Whom a paper for all goes to: the levels that are scored, “各镇街、各片区”."""
    return "、".join(f"各{level}" for level in dict.fromkeys(table.level for table in material.scheme.tables))


def joined(names: Mapping[str, object] | tuple[str, ...] | list[str]) -> str:
    """Names one after the other."""
    return "、".join(names)


def numbered(number: int, count: int) -> str:
    """A number with as many digits as the last has, so that files stand in order."""
    return f"{number:0{len(str(count))}d}"


__all__ = ["COMMON", "Kind", "Paper", "everybody", "joined", "numbered", "plain"]
