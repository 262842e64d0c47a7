"""A round of the bundled example with all its figures: last year's is complete, this year's still lacks some."""

from pathlib import Path

from kaohe.core import Period
from kaohe.facts import value_text
from kaohe.facts.table_files import read_table
from kaohe.scheme import scheme_digest
from kaohe.web.accounts.models import User
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.actions import create_round, touch
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.schemes.models import SchemeFile, Version
from kaohe.web.schemes.reading import scheme_of
from tests.web.people import YUNXI


def scored_round(by: User, stage: Stage, year: str = "2025", before: Round | None = None) -> Round:
    """The example's round of a year in a stage, every figure of its file in it."""
    folder: Path = YUNXI / year
    text = (folder / "scheme.yaml").read_text(encoding="utf-8")
    scheme, _problems = scheme_of(text)
    assert scheme is not None
    file = SchemeFile.objects.create(title=scheme.title, created_by=by)
    version = Version.objects.create(
        file=file, number=1, text=text, digest=scheme_digest(scheme), saved_by=by
    )
    made = create_round(
        title=f"{year}年度考核", period=Period.parse(year), scheme=version, before=before, by=by
    )
    facts, _found = read_table(folder / "facts.csv", scheme, made.assessed)
    units = {unit.code: unit for unit in made.units.all()}
    Figure.objects.bulk_create(
        Figure(
            round=made, unit=units[fact.unit], measure=fact.measure, period=str(fact.period), role=fact.role.value,
            text=value_text(fact.value), value=value_text(fact.value), state=fact.state.value, by=by,
        )
        for fact in facts
    )  # fmt: skip
    touch(made)
    Round.objects.filter(pk=made.pk).update(stage=stage)
    return Round.objects.get(pk=made.pk)
