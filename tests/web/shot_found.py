"""What the pictures of the guide are taken of: things of the example's round, made where there are none. Imported once Django is set up."""

from functools import cached_property

from django_otp.plugins.otp_totp.models import TOTPDevice

from kaohe.reports.kinds.losses import losses
from kaohe.results.explain import Reasons
from kaohe.web.accounts.models import User
from kaohe.web.fieldwork.models import DrawState, Visit
from kaohe.web.results.computing import result_of
from kaohe.web.rounds.models import Round
from kaohe.web.schemes import actions
from kaohe.web.schemes.models import Version
from kaohe.web.scoring.models import Appeal
from kaohe.web.tasks.models import Job, JobState, Rectification, TaskEntry
from tests.web.evidence_files import a_file_of
from tests.web.inspected import a_draw
from tests.web.rectifications import a_reminder_to
from tests.web.scheme_versions import with_document


def user(name: str) -> User:
    return User.objects.get(username=name)


class Found:
    """What the words in braces of a shot stand for, in the example as it is now; looked for when a shot asks for it."""

    def __init__(self, round: Round) -> None:
        self._round = round
        first = round.units.filter(level="镇街").first()
        assert first is not None
        self.unit = first

    def __getitem__(self, name: str) -> object:
        return getattr(self, name)

    @property
    def round(self) -> int:
        return self._round.pk

    @property
    def version(self) -> int:
        return int(self._round.scheme_id or 0)

    @property
    def code(self) -> str:
        return self.unit.code

    @property
    def reporter(self) -> str:
        return self.unit.code.lower()

    @property
    def head(self) -> str:
        return f"{self.reporter}-head"

    @cached_property
    def open(self) -> str:
        """A unit that has not handed in its form."""
        handed_in = self._round.filings.filter(
            unit__isnull=False, period=self._round.period, state__in=("submitted", "verified")
        ).values("unit")
        waiting = self._round.units.filter(level="镇街").exclude(pk__in=handed_in).first()
        return (waiting or self.unit).code

    @property
    def open_reporter(self) -> str:
        return self.open.lower()

    @property
    def open_head(self) -> str:
        return f"{self.open_reporter}-head"

    @property
    def reminded(self) -> str:
        """Somebody whom the office has reminded."""
        a_reminder_to(self.unit)
        return self.reporter

    @property
    def draft(self) -> int:
        """A version that starts from the issued one, with two figures changed."""
        issued = self._round.scheme
        assert issued is not None
        found = Version.objects.filter(made_from=issued).first()
        if found is None:
            text = issued.text.replace("街道: 4.6", "街道: 4.8").replace("每缺一件扣1分", "每缺一件扣1.5分")
            found = actions.create_version(file=issued.file, text=text, by=user("office"), made_from=issued)
        return int(found.pk)

    @property
    def imported(self) -> int:
        """A draft read from the example's Word document."""
        read = Version.objects.filter(document__isnull=False, issued_at=None).first()
        return int((read or with_document(user("office"), issued=False)).pk)

    @property
    def with_code(self) -> str:
        """Somebody who has switched on the second step of signing in."""
        TOTPDevice.objects.get_or_create(user=user("leader"), name="shots", confirmed=True)
        return "leader"

    @property
    def person(self) -> int:
        return user("dept1").pk

    @property
    def department(self) -> str:
        return sorted(user("dept1").department_names)[0]

    @property
    def evidence(self) -> int:
        kept = a_file_of(self.unit, user(self.reporter))
        return int(kept.pk)

    @property
    def visit(self) -> int:
        return int(Visit.objects.filter(round=self._round).latest("pk").pk)

    @property
    def planned(self) -> int:
        """A draw that is not published yet."""
        return int(a_draw(self._round, user("office"), DrawState.PLANNED, "下半年检查点抽样").pk)

    @property
    def appeal(self) -> int:
        return int(Appeal.objects.filter(round=self._round).earliest("pk").pk)

    @property
    def item(self) -> str:
        """The code of the item in which the first unit lost the most."""
        inputs, result = result_of(self._round)
        standing = result.tables[0].of(self.code)
        assert standing is not None
        names = {measure.id: measure.name for measure in inputs.scheme.measures.values()}
        return losses(standing.tally, Reasons(names))[0].score.item.code

    @property
    def entry(self) -> int:
        return int(TaskEntry.objects.filter(round=self._round, giver=self.code).earliest("pk").pk)

    @property
    def rectification(self) -> int:
        return int(Rectification.objects.filter(round=self._round).earliest("pk").pk)

    @property
    def job(self) -> int:
        fields = {
            "kind": "none",
            "title": "写文书",
            "by": user("office"),
            "state": JobState.DONE,
            "words": "写好 24 份",
        }
        return int(Job.objects.get_or_create(key="shots", defaults=fields)[0].pk)
