"""Decisions about draws: planned, published with what fixes the seed, drawn, replaced, shown to the units."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.facts.guard import personal_kind
from kaohe.fieldwork import draws as library
from kaohe.fieldwork.draws import Draw as Made
from kaohe.fieldwork.draws import Frame, Secret, Seed
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record
from kaohe.web.fieldwork.draws_asking import terms_of
from kaohe.web.fieldwork.draws_keeping import Uploaded, frame_kept, made_of, program_of, record_text
from kaohe.web.fieldwork.models import Draw, DrawState
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Thing, require_open


@transaction.atomic
def plan_draw(
    *,
    round: Round,
    draw: Draw | None,
    title: str,
    uploaded: Uploaded | None,
    asked: Mapping[str, str],
    edition: int,
    by: User,
) -> Draw:
    """Keep a plan that has not been published. A new draw needs its frame; `uploaded` None leaves an old one's as it is."""
    locked = _locked(round, by)
    title = title.strip()[:120]
    if not title:
        raise Refused("draw.no-title", _("请写抽样的名称。"))
    if personal_kind(title):
        raise Refused("facts.personal-data", _("名称里有身份证号或手机号码，请删去。"))
    if Draw.objects.filter(round=locked, title=title).exclude(pk=draw.pk if draw else 0).exists():
        raise Refused("draw.same-title", _("已经有叫“%(title)s”的抽样，请换个名称。") % {"title": title})
    held = _held(locked, draw, edition, DrawState.PLANNED) if draw else Draw(round=locked, edition=0)
    if uploaded is None and draw is None:
        raise Refused("draw.no-frame", _("请选抽样框：一份有编码、名称、所属单位的表。"))
    frame = uploaded.frame if uploaded else frame_kept(held)
    made = _prepared(title, asked, frame, "", "")
    if uploaded is not None:
        held.frame_name, held.frame = uploaded.name, made.frame.text
    held.title, held.asked, held.record = title, dict(asked), record_text(made)
    return _save(held, "draw.planned", by, plan=made.plan.in_words(), frame=made.frame.digest)


@transaction.atomic
def publish_draw(*, draw: Draw, seed: str, edition: int, by: User) -> Draw:
    """Fix frame, plan and seed, so that their fingerprint can be published. `seed`: the office's own; empty, a random one."""
    held = _held(_locked(draw.round, by), draw, edition, DrawState.PLANNED)
    terms, _problems = terms_of(held.title, held.asked)
    secret = library.new_secret(seed) if terms is not None and terms.seed.committed else None
    today = timezone.localdate().isoformat()
    made = _prepared(held.title, held.asked, frame_kept(held), secret.commitment if secret else "", today)
    held.secret = {"nonce": secret.nonce, "seed": secret.seed} if secret else {}
    held.frame, held.record, held.fingerprint = made.frame.text, record_text(made), library.fingerprint(made)
    held.state, held.committed_at = DrawState.COMMITTED, timezone.now()
    return _save(held, "draw.published", by, fingerprint=held.fingerprint)


@transaction.atomic
def draw_now(*, draw: Draw, number: str, edition: int, by: User) -> Draw:
    """Show the seed and draw. `number`: the public number, where one was named."""
    held = _held(_locked(draw.round, by), draw, edition, DrawState.COMMITTED)
    secret = Secret(held.secret["nonce"], held.secret["seed"]) if held.secret else None
    done = library.draw(made_of(held), secret, number, date=timezone.localdate().isoformat())
    held.record, held.state, held.drawn_at = (
        record_text(done, program_of(held)),
        DrawState.DRAWN,
        timezone.now(),
    )
    return _save(held, "draw.drawn", by, seed=done.seed.value, fingerprint=held.fingerprint)


@transaction.atomic
def replace_place(*, draw: Draw, spot: str, reason: str, edition: int, by: User) -> Draw:
    """The next of its group takes the place of one that cannot be visited."""
    held = _held(_locked(draw.round, by), draw, edition, DrawState.DRAWN)
    done = library.replace_spot(made_of(held), spot, reason, timezone.localdate().isoformat())
    held.record = record_text(done, program_of(held))
    last = done.replacements[-1]
    names = {each.id: each.name for each in done.frame.spots if each.id in (last.out, last.taken)}
    return _save(held, "draw.replaced", by, out=names[last.out], taken=names[last.taken], reason=last.reason)


@transaction.atomic
def announce_draw(*, draw: Draw, edition: int, by: User) -> Draw:
    """From now on the units see what was drawn."""
    held = _held(_locked(draw.round, by), draw, edition, DrawState.DRAWN)
    if held.announced_at is None:
        held.announced_at = timezone.now()
        _save(held, "draw.announced", by)
    return held


@transaction.atomic
def drop_draw(*, draw: Draw, edition: int, by: User) -> None:
    """Take away a plan that was never published. What was published stays, drawn or not."""
    held = _held(_locked(draw.round, by), draw, edition, DrawState.PLANNED)
    held.delete()
    record("draw.dropped", by=by, subject=held.title, round=held.round_id)


def _locked(round: Round, by: User) -> Round:
    locked = locked_round(round)
    require_open(locked, Thing.INSPECTION)
    if not by.has(Role.OFFICE):
        raise Refused("draw.office", _("抽样由考核办办。"))
    return locked


def _held(round: Round, draw: Draw, edition: int, state: DrawState) -> Draw:
    held = Draw.objects.select_for_update().filter(pk=draw.pk, round=round).first()
    if held is None or held.edition != edition or held.state != state:
        raise Refused("draw.moved-on", _("这次抽样刚刚有人办过，请刷新页面再办。"))
    return held


def _prepared(title: str, asked: Mapping[str, str], frame: Frame, commitment: str, announced: str) -> Made:
    terms, problems = terms_of(title, asked)
    if terms is None:
        raise Refused("draw.wrong-plan", _("抽样方案有要改的地方。"), problems)
    seed = Seed(terms.seed.source, terms.seed.shape, terms.seed.ascending, commitment)
    made, found = library.prepare(frame, terms.plan, seed, terms.exclusions, announced)
    if made is None:
        raise Refused("draw.wrong-plan", _("按这个方案抽不出来。"), found)
    return made


def _save(held: Draw, code: str, by: User, **data: str) -> Draw:
    held.edition += 1
    held.by = by
    held.save()
    record(code, by=by, subject=held.title, round=held.round_id, **data)
    return held
