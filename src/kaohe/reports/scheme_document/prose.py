"""What follows from the scores, as an office writes it in sentences."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kaohe.core import plain
from kaohe.documents.whole import phrases, words
from kaohe.documents.whole.selectors import say_extras, say_selectors
from kaohe.reports.scheme_document.blocks import Block, Heading, Line
from kaohe.scheme.model import Consequence, Grade, Table, Veto


def plain_results(table: Table, say: phrases.Say) -> Iterator[Block]:
    """Vetoes, cards, grades, ranking and lists, each under its heading, in numbered sentences."""
    sections = (
        ("一票否决", [_veto(veto, say) for veto in table.vetoes if not veto.card]),
        ("黄牌警告", [_veto(veto, say) for veto in table.vetoes if veto.card]),
        ("等次评定", [_grades(table.grades)] if table.grades else []),
        (words.RANKING_CAPTION, [phrases.say_ranking(table.ranking)]),
        (words.LIST_CAPTION, [_list(entry, say) for entry in table.consequences]),
    )
    told = [(caption, lines) for caption, lines in sections if lines]
    for number, (caption, lines) in enumerate(told, 1):
        yield Heading(f"（{words.numeral(number)}）{caption}", 2)
        for position, line in enumerate(lines, 1):
            yield Line(line if len(lines) == 1 else f"{position}.{line}")


def _veto(veto: Veto, say: phrases.Say) -> str:
    effect = phrases.say_effect(veto.effect, veto.grade)
    basis = f"（{veto.approval}）" if veto.approval else ""
    return f"{veto.name}：{say(veto.condition).removesuffix('。')}的，{effect}{basis}。"


def _grades(grades: Sequence[Grade]) -> str:
    """“90分（含）以上为优秀，名额不超过30%；80分（含）以上、90分以下为良好；…”"""
    lines = [_grade(grades[0], None), *(_grade(grade, above) for above, grade in pairwise(grades))]
    return "；".join(lines) + "。"


def _grade(grade: Grade, above: Grade | None) -> str:
    low = "" if grade.at_least is None else f"{plain(grade.at_least)}分（含）以上"
    high = "" if above is None or above.at_least is None else f"{plain(above.at_least)}分以下"
    quota = phrases.say_quota(grade)
    line = "、".join(part for part in (low, high) if part) or "其余"
    return f"{line}为{grade.name}{f'，名额{quota}' if quota else ''}"


def _list(entry: Consequence, say: phrases.Say) -> str:
    who = say_selectors(entry.selectors, say).replace("\n", "")
    amount = "" if entry.amount is None else f"，每个单位{plain(entry.amount)}元"
    extras = say_extras(entry).replace("\n", "，")
    return f"{entry.list_name}：{who}的，{entry.action}{amount}{f'（{extras}）' if extras else ''}。"
