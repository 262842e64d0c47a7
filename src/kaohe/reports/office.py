"""What an office says of its papers and cannot be computed: who issues them, their numbers and dates, visits, draws,
decisions on appeals, the month's tasks. It lives in a file beside the scheme (公文.yaml), in the office's own words:

    发文机关: 芸溪区家庭支持工作考核办公室
    日期: 2027-01-25
    文书:
      考核结果通报: {字号: 芸考办〔2027〕5号, 签发人: ''}
      反馈意见函: {字号: 芸考函〔2027〕{序号}号, 起号: 11}

Everything may be left out; what is missing is left blank on paper, to be filled in by hand, and said so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kaohe.core import Problem
from kaohe.facts.guard import number_problem, personal_kind
from kaohe.reports.dates import checked_date
from kaohe.reports.happenings import Appeal, DrawPlan, MonthTasks, Order, Sample, Visit
from kaohe.reports.happenings_file import (
    read_appeals,
    read_draw_plan,
    read_months,
    read_orders,
    read_samples,
    read_visits,
)
from kaohe.scheme.reading import Form, Notes, read_mapping
from kaohe.scheme.source import Entries, Listing, Located, Scalar, read_yaml

OFFICE_FILE = "公文.yaml"
BLANK = "　　　　"
NUMBERED = "{序号}"


@dataclass(frozen=True, slots=True)
class PaperWords:
    """What is particular to one kind of paper: its number (with `{序号}` where it runs on), date, who signs, to whom."""

    number: str = ""
    first: int = 1
    date: str = ""
    signatory: str = ""
    recipients: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """The issuing office and all it says. Dates are ISO dates or empty."""

    issuer: str = ""
    short: str = ""
    head: str = ""
    date: str = ""
    copies: tuple[str, ...] = ()
    contact: str = ""
    appeal_until: str = ""
    correct_until: str = ""
    papers: Mapping[str, PaperWords] = field(default_factory=dict)
    visits: tuple[Visit, ...] = ()
    sample: Sample | None = None
    appeals: tuple[Appeal, ...] = ()
    orders: tuple[Order, ...] = ()
    months: tuple[MonthTasks, ...] = ()
    draw_plan: DrawPlan | None = None

    def words(self, kind: str) -> PaperWords:
        """What is said of a kind of paper; nothing where nothing is."""
        return self.papers.get(kind, PaperWords())


def read_office(path: Path) -> tuple[Office, tuple[Problem, ...]]:
    """The file's office. What is wrong is reported with its line, and left out."""
    notes = Notes()
    located, problems = read_yaml(path)
    notes.problems.extend(problems)
    if found := _personal(located):
        return Office(), (*notes.problems, *found)
    entries = None if located is None else read_mapping(located, "公文文件", notes)
    if entries is None:
        return Office(), tuple(notes.problems)
    form = Form(entries, "公文文件", notes)
    office = Office(
        issuer=form.text("发文机关"),
        short=form.text("简称"),
        head=form.text("红头"),
        date=_date(form, "日期", notes),
        copies=form.texts("抄送", distinct=True),
        contact=form.text("联系方式"),
        appeal_until=_date(form, "申诉截止", notes),
        correct_until=_date(form, "整改期限", notes),
        papers=_papers(form, notes),
        visits=read_visits(form, notes),
        sample=read_samples(form, notes),
        appeals=read_appeals(form, notes),
        orders=read_orders(form, notes),
        months=read_months(form, notes),
        draw_plan=read_draw_plan(form, notes),
    )
    form.finish()
    return office, tuple(notes.problems)


def _personal(located: Located | None) -> list[Problem]:
    """Residents' numbers anywhere in the file: it is refused as a whole, every place named and no number repeated."""
    match located:
        case Scalar(text, place):
            kind = personal_kind(text)
            return [number_problem(kind, place)] if kind else []
        case Listing(entries):
            return [problem for entry in entries for problem in _personal(entry)]
        case Entries(pairs):
            return [problem for pair in pairs for part in pair for problem in _personal(part)]
    return []


def _date(form: Form, word: str, notes: Notes) -> str:
    text = form.text(word)
    return checked_date(text, word, form.place, notes)


def _papers(form: Form, notes: Notes) -> dict[str, PaperWords]:
    value = form.take("文书")
    entries = None if value is None else read_mapping(value, "文书", notes)
    papers = {}
    for key, content in entries.pairs if isinstance(entries, Entries) else ():
        one = read_mapping(content, f"文书“{key.text}”", notes)
        if one is None:
            continue
        words = Form(one, f"文书“{key.text}”", notes)
        papers[key.text] = PaperWords(
            number=words.text("字号"),
            first=words.whole("起号", 1, least=1) or 1,
            date=_date(words, "日期", notes),
            signatory=words.text("签发人"),
            recipients=words.text("主送"),
        )
        words.finish()
    return papers
