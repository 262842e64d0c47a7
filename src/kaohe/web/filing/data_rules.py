"""数据规则 of a round: read for the pages, saved by the office."""

from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext as _

from kaohe.core import Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts.quality.rules import DataRules
from kaohe.facts.quality.rules_file import FILE, parse_rules
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.filing.facts import scheme_for
from kaohe.web.filing.models import FigureRules
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.schemes.reading import scheme_of

MOST_CHARACTERS = 100_000
_KEPT = 16


def rules_of(round: Round) -> DataRules:
    """What the round's figures are held against; what is wrong with the text is left out. One query."""
    text = FigureRules.objects.filter(round=round).values_list("text", flat=True).first() or ""
    if not text.strip() or round.scheme is None:
        return DataRules()
    return _read(text, round.scheme.text)[0]


def problems_of_rules(round: Round, text: str) -> tuple[Problem, ...]:
    """What is wrong with a text, held against the round's scheme."""
    scheme_for(round)  # refused where there is none, or it has errors
    assert round.scheme is not None
    return _read(text, round.scheme.text)[1]


@lru_cache(maxsize=_KEPT)
def _read(text: str, scheme_text: str) -> tuple[DataRules, tuple[Problem, ...]]:
    scheme, _problems = scheme_of(scheme_text)
    return (DataRules(), ()) if scheme is None else parse_rules(text, scheme, FILE)


@transaction.atomic
def save_rules(*, round: Round, text: str, edition: int, by: User) -> FigureRules:
    """Keep the text. Refused with all that is wrong with it, and where somebody else has changed it since it was shown."""
    locked = locked_round(round)
    if locked.at is Stage.ARCHIVED:
        raise Refused("quality.archived", _("“%(title)s”已经归档，只供查阅。") % {"title": locked.title})
    if len(text) > MOST_CHARACTERS:
        raise Refused("quality.too-long", _("数据规则太长了，没有保存。"))
    problems = problems_of_rules(locked, text)
    if has_errors(problems):
        raise Refused("quality.rules-have-errors", _("数据规则还有错误，没有保存。请改好再存。"), problems)
    found, made = FigureRules.objects.get_or_create(round=locked, defaults={"text": text, "by": by})
    if made:
        _record(locked, found, by)
        return found
    if found.text == text:
        return found
    if found.edition != edition:
        raise Refused(
            "quality.overtaken", _("别人刚改过数据规则，您的没有保存。请记下您的改动，刷新页面再改。")
        )
    found.text, found.by, found.edition = text, by, found.edition + 1
    found.save(update_fields=["text", "by", "edition", "at"])
    _record(locked, found, by)
    return found


def _record(round: Round, rules: FigureRules, by: User) -> None:
    read = rules_of(round)
    record("quality.rules-saved", by=by, subject=round.title, round=round.pk, edition=rules.edition,
           relations=len(read.relations), standards=len(read.standards))  # fmt: skip
