"""One clause: text in, `ClauseReading` out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kaohe.clauses.awards import Composition
from kaohe.clauses.breakdown import Breakdown, breakdown, of_each, says_the_same
from kaohe.clauses.comparisons import interval
from kaohe.clauses.effects import Action, Effect, Figure
from kaohe.clauses.entries import LEVELS, entries, worths
from kaohe.clauses.formula import Formula
from kaohe.clauses.grading import graded
from kaohe.clauses.grounds import without_remarks
from kaohe.clauses.kinds import Kind
from kaohe.clauses.misread import misread
from kaohe.clauses.naming import looks_like_a_rate, name_of
from kaohe.clauses.nodes import Makers, line_condition
from kaohe.clauses.normalise import NormalText, normalise
from kaohe.clauses.parsing import Ground, Statement, parse
from kaohe.clauses.parts import compose, together, voided, within
from kaohe.clauses.reading import ClauseReading, Input, Nature, Span
from kaohe.clauses.residue import left_over
from kaohe.clauses.resolve import Resolver
from kaohe.clauses.safety import line_numbers, lines_beside, lost_numbers, unplaced
from kaohe.clauses.state import Resolved
from kaohe.core import Place, Problem, Severity
from kaohe.rules import ByLevel, Const, Discretion, Given, If, Node, PerStep, Proportional, RuleError, walk
from kaohe.rules.bounds import bounds


@dataclass(frozen=True, slots=True)
class Question:
    """A clause and what stands around it.

    `points`: the item's full points, None where the document gives none. `mode`: score (on the item's own scale), bonus (an
    entry of a bonus list, from 0) or adjust (a signed change against a shared total). `context`: text of a
    neighbouring column that may hold a line the clause leaves out. `place`: where the clause stands. `taken`: names
    of measures that other items have already.
    """

    text: str
    item: str = ""
    points: Decimal | None = None
    mode: str = "score"
    context: str = ""
    place: Place = field(default=Place())
    taken: frozenset[str] = frozenset()


LONGEST = 10_000
"""Characters of a clause that are read; a longer text is no clause but a document."""
MOST = 200
"""Statements of a clause that are read."""


def read_clause(question: Question) -> ClauseReading:
    """The rule a clause means, with what it asks for and what could not be placed. Never raises for any text."""
    if len(question.text) > LONGEST:
        return _unreadable(
            question,
            "clause.too-long",
            f"条款有{len(question.text)}个字，超过{LONGEST}字，没有读",
            "请把条款拆成几条，或填写规则。",
        )
    normal = normalise(question.text)
    statements = parse(normal.text)
    if statements is not None and len(statements) > MOST:
        return _unreadable(
            question,
            "clause.too-long",
            f"条款有{len(statements)}句，超过{MOST}句，没有读",
            "请把条款拆成几条，或填写规则。",
        )
    if statements is None:
        return _unreadable(
            question, "clause.not-understood", "条款的写法没有读懂", "请改写条款，或直接填写规则。"
        )
    detail = breakdown(normal, question.points) if question.mode == "score" else None
    detailed = _without_breakdown(question, normal, detail) if detail is not None else None
    if detailed is not None:
        return detailed
    work = _Reading(question, normal, statements)
    try:
        reading = work.run()
    except RuleError as reason:
        # The words fit the grammar and mean nothing that can be computed: a step of zero, a condition that is a number.
        reading = _unreadable(
            question, "clause.not-understood", f"条款读出来不成规则：{reason}", "请核对原文，或直接填写规则。"
        )
    counted = reading.nature in (Nature.QUANTITATIVE, Nature.CHECKLIST) and not reading.unread
    return reading if counted or "=" not in normal.text else work.formula() or reading


def _without_breakdown(question: Question, normal: NormalText, detail: Breakdown) -> ClauseReading | None:
    """The clause with the bracket blanked, where that is all of it; None where the bracket says something of its own."""
    blank = " " * (detail.end - detail.start)
    bare = replace(question, text=question.text[: detail.start] + blank + question.text[detail.end :])
    if detail.names:
        each = of_each(question.text, read_clause(replace(bare, points=detail.each)), detail)
        if each is not None:
            return each
    whole = read_clause(bare)
    return replace(whole, text=question.text) if says_the_same(whole, normal, detail) else None


@dataclass(slots=True)
class _Reading:
    question: Question
    normal: NormalText
    statements: tuple[Statement, ...]

    def run(self) -> ClauseReading:
        question = self.question
        whole = Resolver(self.normal, self.statements, question.item, question.context, question.points).run()
        one_scale = whole.headed or graded(whole.effects, question.points) is not None
        for number, level in enumerate(() if one_scale else LEVELS):
            entered = self._by_entries(level, rest=number < 2)
            if entered is not None:
                return entered
        makers = self._makers()
        resolver = Resolver(self.normal, self.statements, question.item, question.context, question.points)
        resolved = resolver.run()
        if not resolved.effects and not resolved.unread:
            return self._without_scale(makers)
        judged = any(effect.action is Action.JUDGE for effect in resolved.effects)
        if (
            _EXTERNAL.search(self.normal.text)
            and not judged
            and all(effect.points is None for effect in resolved.effects)
        ):
            return self._no_points()
        if _ELSEWHERE.search(self.normal.text) and all(effect.points is None for effect in resolved.effects):
            return self._no_points()
        bare = question.points is None and question.mode == "score" and bool(resolved.effects)
        if bare and all(effect.action is Action.NOTHING for effect in resolved.effects):
            return self._no_points()
        if self._only_a_heading(resolved):
            return self._without_scale(makers)
        composition = compose(resolved, makers, question.points, question.mode)
        return self._finish(composition, makers, resolved.placed)

    def formula(self) -> ClauseReading | None:
        """The clause as equations (得分=甲×40%+乙×60%); None where it is not made up of such."""
        question = self.question
        if question.mode == "adjust":
            return None
        makers = self._makers()
        rule = Formula(makers, question.points).rule()
        if rule is None:
            return None
        figures = sorted(makers.figures, key=lambda figure: figure.span)
        inputs = tuple(self._input(figure, makers) for figure in figures)
        return ClauseReading(
            question.text, Nature.QUANTITATIVE, inputs, rule, problems=tuple(self._problems(Composition()))
        )

    def _makers(self) -> Makers:
        question = self.question
        return Makers(
            self.normal,
            question.item,
            question.place.file,
            _address(question.place),
            taken=question.taken,
            beside=question.context,
        )

    def _only_a_heading(self, resolved: Resolved) -> bool:
        """“积极开展宣传（8分）”: the points of the whole item in brackets, and not a word on how they are earned."""
        if len(resolved.effects) != 1 or resolved.unread:
            return False
        effect = resolved.effects[0]
        return (
            effect.verdict.kind == "own"
            and effect.points == self.question.points
            and effect.kind in (Kind.FACT, Kind.ALWAYS)
        )

    def _by_entries(self, level: Callable[[Statement], int], *, rest: bool) -> ClauseReading | None:
        """The clause as entries that are worth so much each; None where it is not made up of such."""
        question = self.question
        if question.mode != "score":
            return None
        runs = entries(self.statements, level)
        if len(runs) < 2:
            return None
        parts = [
            Resolver(self.normal, run, question.item, question.context, question.points).run() for run in runs
        ]
        if any(not part.effects for part in parts):
            return None
        if self._shared_steps(parts):
            return None
        points = worths(parts, question.points, rest=rest)
        if points is None:
            return None
        makers = self._makers()
        voids = [effect for part in parts for effect in part.effects if self._voids_all(effect)]
        for part in parts:
            part.effects = [effect for effect in part.effects if effect not in voids]
        done = [
            within(compose(part, makers, each, "score"), each)
            for part, each in zip(parts, points, strict=True)
        ]
        whole = together(done)
        if whole.rule is not None and voids:
            whole.rule = voided(whole.rule, voids, makers)
        return self._finish(whole, makers, [span for part in parts for span in part.placed])

    def _voids_all(self, effect: Effect) -> bool:
        """“弄虚作假的本项不得分”, in whichever entry it stands, voids the item and not the entry."""
        named = re.search("[本该此整]项", effect.verdict.text) is not None and effect.kind is not Kind.LINE
        return effect.action is Action.NOTHING and effect.figure is not None and effect.part is None and named

    def _shared_steps(self, parts: Sequence[Resolved]) -> bool:
        """“甲率≥65%得4分；乙率≥90%得4分，每低1个百分点均扣0.5分”: steps that count for the entries before them too."""
        steps = [
            effect
            for part in parts
            for effect in part.effects
            if effect.kind is Kind.STEPS and effect.action is Action.TAKE
        ]
        together = any(effect.verdict.text.startswith(("均", "各")) for effect in steps)
        return together and len(steps) < len(parts)

    def _never_full(self, done: Composition) -> bool:
        """Whether the rule cannot reach the item's points: then something was misunderstood."""
        points = self.question.points
        if done.rule is None or points is None or self.question.mode != "score" or done.judged:
            return False
        most = bounds(done.rule, {}, {}).high
        return most is not None and most < points

    def _finish(self, done: Composition, makers: Makers, placed: Sequence[tuple[int, int]]) -> ClauseReading:
        done.figures = [part for figure in done.figures for part in figure.lacking_of or (figure,)]
        inputs = tuple(self._input(figure, makers) for figure in done.figures)
        everything = (0, len(self.normal.text))
        unread = [span if span[0] < span[1] else everything for span in done.unread]
        if done.rule is None and (done.counted or not (done.judged and done.range is not None)):
            unread += [(entry.start, entry.end) for entry in self.statements if entry.verdict is not None]
            unread = unread or [everything]
        unread += [
            span
            for span in unplaced(self.normal.text, self.statements)
            if not any(start <= span[0] and span[1] <= end for start, end in placed)
        ]
        if done.rule is not None:
            lost = lost_numbers(self.statements, done.rule, done.figures, self.question.points)
            unread += [
                span for span in lost if not any(start <= span[0] and span[1] <= end for start, end in placed)
            ]
            unread += lines_beside(self.statements, done.rule)
            if not any(isinstance(node, Proportional | Discretion | PerStep) for node in walk(done.rule)):
                unread += [
                    (entry.start, entry.end)
                    for entry in self.statements
                    if entry.verdict is not None and entry.verdict.kind == "proportional"
                ]
            unread += left_over(self.statements, line_numbers(done.rule), placed)
            names = {makers.measure(figure): figure for figure in done.figures}
            unread += misread(done.rule, names, self.question.item, self.normal.text, self.question.context)
        asked = (
            {node.measure for node in walk(done.rule) if isinstance(node, Given)}
            if done.rule is not None
            else set()
        )
        unlike = done.rule is not None and asked != {entry.measure for entry in inputs}
        if unlike:
            done.rule = None
        unread += self._told_elsewhere()
        if unlike or (done.rule is None and done.counted and not unread) or self._never_full(done):
            unread.append(everything)
        nature = self._nature(done, inputs)
        return ClauseReading(
            self.question.text,
            nature,
            inputs,
            done.rule,
            done.levels,
            done.range,
            tuple(self._span(start, end, "没有读懂") for start, end in sorted(set(unread))),
            tuple(self._problems(done)),
            (),
            over=done.over,
            under=done.under,
            optional=self._optional(done, makers),
        )

    def _told_elsewhere(self) -> list[tuple[int, int]]:
        """What another document or the next column says of the points, and this rule does not hold."""
        text = self.normal.text
        found = [match.span() for match in _BY_ANOTHER.finditer(text)]
        adds = [
            entry for entry in self.statements if entry.verdict is not None and "加" in entry.verdict.text
        ]
        capped = any(entry.verdict is not None and entry.verdict.kind == "cap" for entry in self.statements)
        if (
            adds
            and not capped
            and self.question.mode == "score"
            and _CAP_BESIDE.search(self.question.context)
        ):
            found += [(entry.start, entry.end) for entry in adds]
        return found

    def _optional(self, done: Composition, makers: Makers) -> tuple[tuple[str, Decimal | str], ...]:
        """What a person decides beside the figures, as it is where nothing is held against the unit."""
        found: list[tuple[str, Decimal | str]] = [(name, Decimal(0)) for name in makers.optional]
        for rule in done.decided:
            for node in walk(rule):
                if isinstance(node, Discretion):
                    found.append((node.measure, node.high))
                elif isinstance(node, ByLevel):
                    found.append((node.measure, max(node.levels, key=lambda level: level.points).name))
        return tuple(found)

    def _nature(self, done: Composition, inputs: tuple[Input, ...]) -> Nature:
        if done.judged:
            return Nature.MIXED if done.counted and inputs else Nature.JUDGEMENT
        if inputs and all(entry.type == "bool" for entry in inputs):
            return Nature.CHECKLIST
        return Nature.QUANTITATIVE

    def _input(self, figure: Figure, makers: Makers) -> Input:
        start, end = self.normal.place(*figure.span)
        name = makers.measure(figure)
        return Input(
            name, figure.type, name, Span(start, end, self.question.text[start:end], "数据项"), figure.unit
        )

    def _span(self, start: int, end: int, what: str) -> Span:
        first, last = self.normal.place(start, end)
        return Span(first, last, self.question.text[first:last], what)

    def _problems(self, done: Composition) -> list[Problem]:
        where = (self.question.place,)
        found = [
            Problem(
                "clause.slip",
                Severity.ADVICE,
                f"“{slip.written}”按“{slip.meant}”读",
                "请核对原文，笔误请改正。",
                where,
            )
            for slip in self.normal.slips
        ]
        for doubt, (start, end) in done.doubts:
            words = self.normal.words(start, end)
            found.append(
                Problem(
                    "clause.ambiguous",
                    Severity.WARNING,
                    f"“{words}”：{doubt}",
                    "请核对；如有不同，请在条款里写明。",
                    where,
                )
            )
        return found

    def _no_points(self, unread: tuple[Span, ...] = ()) -> ClauseReading:
        """Nothing here moves points. What doubles, halves or vetoes something said elsewhere is told."""
        unread += tuple(
            self._span(entry.start, entry.end, "没有读懂")
            for entry in self.statements
            if entry.verdict is not None and entry.verdict.kind == "cap"
        )
        unread += tuple(
            self._span(ground.start, ground.end, "没有读懂")
            for entry in self.statements
            for ground in entry.grounds
            if ground.kind in ("DOUBLE", "HALVED", "VETO")
        )
        taken = re.finditer(
            r"(?<![\d/年月.])\d+(?:\.\d+)?/(?:项|处|次|例|人次|份|个|件)(?![一-龥\d])|\d倍|扣[减除分](?!标准|项|情况)|[扣减加奖]分?\d+(?:\.\d+)?分|\d分\/|[得计扣](?:一|1)半|得满分",
            self.normal.text,
        )
        unread += tuple(self._span(*match.span(), "没有读懂") for match in taken)
        return ClauseReading(self.question.text, Nature.NONE, unread=unread)

    # -- no verdict anywhere ----------------------------------------------------------------------------------------

    def _without_scale(self, makers: Makers) -> ClauseReading:
        """Only standards: one line on one figure is all or nothing; more is a person's decision; no points, no score."""
        question = self.question
        if _EXTERNAL.search(self.normal.text):
            return self._no_points()
        if question.points is None:
            unread: tuple[Span, ...] = ()
            factors = re.finditer("系数|[×÷]|乘以|加权", self.normal.text)
            unread += tuple(self._span(*match.span(), "没有读懂") for match in factors)
            return self._no_points(unread)
        grounds = [ground for statement in self.statements for ground in without_remarks(statement.grounds)]
        comparisons = [ground for ground in grounds if ground.kind == "COMPARE"]
        single = len(comparisons) == 1 and not re.search("[，。；§].", self.normal.text)
        name = name_of(self.normal, (grounds[0].start, comparisons[0].start)) if single else ""
        plain = not any(ground.kind in ("DOUBLE", "HALVED", "VETO") for ground in grounds)
        plain = plain and next(unplaced(self.normal.text, self.statements), None) is None
        if single and plain and looks_like_a_rate(name) and question.mode == "score":
            return self._all_or_nothing(comparisons[0], name, makers)
        if question.points <= 0:
            return self._no_points()
        low, high = Decimal(0), question.points
        rule = makers.discretion(low, high)
        operations = [
            span for span in unplaced(self.normal.text, self.statements) if not self._own_points(span)
        ]
        operations += [
            (statement.start, statement.end)
            for statement in self.statements
            if statement.verdict is not None
            and any(amount != question.points for amount in statement.verdict.amounts)
        ]
        unread = tuple(self._span(start, end, "没有读懂") for start, end in sorted(set(operations)))
        return ClauseReading(question.text, Nature.JUDGEMENT, (), rule, (), (low, high), unread)

    def _own_points(self, span: tuple[int, int]) -> bool:
        """Whether the stretch only repeats the item's points (宣传工作（8分）)."""
        number = re.match(r"\d+(?:\.\d+)?", self.normal.text[span[0] : span[1]])
        return number is not None and Decimal(number[0]) == self.question.points

    def _all_or_nothing(self, ground: Ground, name: str, makers: Makers) -> ClauseReading:
        assert self.question.points is not None
        figure = Figure(name, "percent", (0, ground.start), "%")
        condition = line_condition(makers.given(figure), interval(ground))
        rule: Node = If(condition, Const(self.question.points), Const(Decimal(0)))
        doubt = Problem(
            "clause.ambiguous",
            Severity.WARNING,
            f"“{self.question.text.strip()}”只写了标准，没有写怎么计分：按达到得满分、达不到不得分读",
            "请核对；也可以改为由责任科室在0分到满分之间评定，或写明每差多少扣多少分。",
            (self.question.place,),
        )
        return ClauseReading(
            self.question.text, Nature.MIXED, (self._input(figure, makers),), rule, (), None, (), (doubt,)
        )


_EXTERNAL = re.compile(
    r"(?:根据|按照?|依据)[^。；，§]{6,80}(?:办法|方案|细则|标准|规定|文件)[^，。；§]{0,12}执行(?=[。；，§]|$)|由[^，。；]{2,30}(?:另行)?(?:组织)?(?:考核|考评)(?:[，。；]|$)|由[^，。；]{2,30}另行(?:组织)?(?:评分|评定|评价|打分)|由[^，。；]{2,30}(?:另行)?制[定订]|另行制[定订]|另行(?:下发|通知|确定)|(?:计分|考核|评分)办法另"
)
_BY_ANOTHER = re.compile(
    r"(?:根据|按照?|依据)[^。；，§]{6,80}(?:办法|方案|细则|标准|规定|文件)[^，。；§]{0,12}执行，(?=[^，。；§]{0,12}\d)"
)
"""“根据…评价办法有关规定执行，甲区1.4分”: how the points come about stands in another document."""
_CAP_BESIDE = re.compile(
    r"(?:最多|最高|上限|封顶|不超过)(?:可)?(?:加|奖)分?\d|加分[^，。；\d]{0,8}(?:最多|最高|不超过|封顶)\d"
)
_ELSEWHERE = re.compile(
    r"(?:此|本|该)项(?:工作|指标|内容)?由[^，。；]{2,20}(?:评分|打分|考核|考评|评定)|(?:见|按照?|依据)《[^》]+》[^。；]*由[^，。；]{2,20}(?:打分|评分|评定|考核|考评)"
)
"""The scale stands in another document, and another office gives the points."""


def _address(place: Place) -> str:
    return "!".join(part for part in (place.sheet, place.cell) if part)


def _unreadable(question: Question, code: str, message: str, remedy: str) -> ClauseReading:
    problem = Problem(code, Severity.ERROR, message, remedy, (question.place,))
    span = Span(0, len(question.text), question.text, "没有读懂")
    return ClauseReading(question.text, Nature.JUDGEMENT, unread=(span,), problems=(problem,))
