"""Legal basis and burden by words: every text of the scheme held against `instruments.yaml` and the date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kaohe.checks.finding import Finding, Level
from kaohe.checks.instruments import LegalRule, legal_rules
from kaohe.checks.subject import Subject
from kaohe.core import Place
from kaohe.scheme.rule_checks import measures_of

_AGAIN = "不能照原样再印发；要印发新的办法："


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the scheme's text: what it is called, where it stands, and the measures it looks at."""

    name: str
    text: str
    where: Place
    measures: tuple[str, ...] = ()


def legal_findings(subject: Subject, on: date | None) -> Iterator[Finding]:
    """Findings by words, in the order of the rules; `on` None: the law as it stands with nothing before it."""
    stretches = list(stretches_of(subject))
    for rule in legal_rules().values():
        told: set[str] = set()
        for stretch in stretches:
            phrases = list(dict.fromkeys(rule.found_in(stretch.text)))
            if not phrases or (not stretch.measures and stretch.name in told):
                continue
            finding = finding_of(rule, on, stretch.name, stretch.where, tuple(phrases))
            if finding is not None:
                told.update(stretch.measures)
                yield finding


def finding_of(
    rule: LegalRule, on: date | None, name: str, where: Place, phrases: tuple[str, ...] = ()
) -> Finding | None:
    """The finding for a scheme of that day: as the rule says, historical before its date, or none."""
    before = on is not None and on < rule.instrument.date
    if before and not rule.historical:
        return None
    level = Level.HISTORICAL if before else rule.level
    words = "、".join(f"“{phrase}”" for phrase in phrases[:3])
    about = f"“{name}”" + (f"写有{words}{'等' if len(phrases) > 3 else ''}" if phrases else "")
    message = f"{about}：{rule.message}。"
    remedy = rule.remedy
    if before:
        message = f"{about}：按现行规定，{rule.message}。考核期在{rule.instrument.dated}之前，只供查阅、重算和研究。"
        remedy = f"{_AGAIN}{rule.remedy.removeprefix('请')}"
    return Finding(
        code=f"{rule.code}-historical" if before else rule.code,
        severity=level.severity,
        message=message,
        remedy=remedy,
        where=(where,),
        level=level,
        instrument=rule.instrument.name,
        dated=rule.instrument.dated,
        reason=rule.reason,
        quote=phrases[0] if phrases else "",
    )


def stretches_of(subject: Subject) -> Iterator[Stretch]:
    """Every text of the scheme. Items come before measures, so that a measure is not blamed besides its item."""
    for text in subject.basis:
        yield Stretch("依据", text, subject.where)
    if subject.note:
        yield Stretch("说明", subject.note, subject.where)
    for table in subject.tables:
        for item in table.items():
            used = tuple(dict.fromkeys(measures_of(item.rule))) if item.rule is not None else ()
            texts = [item.everything, *(_measure_text(subject, name) for name in used)]
            yield Stretch(item.name, "。\n".join(texts), item.where, (item.name, *used))
        for veto in table.vetoes:
            used = tuple(measures_of(veto.condition))
            texts = [f"{veto.name}（批准依据{veto.approval}）" if veto.approval else veto.name]
            texts += [_measure_text(subject, name) for name in used]
            yield Stretch(veto.name, "。\n".join(texts), veto.where, (veto.name, *used))
        for entry in table.consequences:
            # a list of those who were vetoed says nothing new of the vetoes, which are looked at themselves
            vetoed = any(selector.vetoed for selector in entry.selectors)
            text = entry.action if vetoed else f"{entry.list_name}：{entry.action}"
            yield Stretch(entry.list_name, text, entry.where)
        for top in table.groups:
            for group in top.groups():
                yield Stretch(group.name, group.name, group.where)
    for measure in subject.measures.values():
        yield Stretch(measure.id, _measure_text(subject, measure.id), measure.where)


def _measure_text(subject: Subject, name: str) -> str:
    measure = subject.measures.get(name)
    if measure is None:
        return name
    parts = (measure.id, measure.label, measure.part_name, measure.whole_name, measure.note, *measure.levels)
    return "。\n".join(dict.fromkeys(part for part in parts if part))
