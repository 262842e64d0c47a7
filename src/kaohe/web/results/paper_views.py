"""Pages of the papers: choose and have them written, the list, downloads, the office's own words."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaohe.reports.kinds import KINDS
from kaohe.reports.writing import FORMATS, file_name
from kaohe.web.accounts.request import Request
from kaohe.web.accounts.roles import Role
from kaohe.web.results import actions
from kaohe.web.results.models import Paper
from kaohe.web.results.papers import EXTRAS, office_of, paper_for, papers_for, words_of, written_from
from kaohe.web.results.storing import kept, read_kept, zipped
from kaohe.web.results.words_form import form_of, text_with
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for
from kaohe.web.tasks.models import Job


@require_GET
def papers(request: Request, round_id: int) -> HttpResponse:
    """What may be written, and what is written."""
    round = round_for(request.user, round_id)
    office = request.user.has(Role.OFFICE)
    job = Job.objects.filter(round=round, kind="papers.write", pk=_job(request)).first() if office else None
    found = list(papers_for(request.user, round))
    kinds = dict.fromkeys(paper.kind for paper in found)
    context = {
        "round": round,
        "choices": _choices(round) if office else [],
        "formats": FORMATS,
        "token": get_random_string(24),
        "words": words_of(round),
        "kinds": [(kind, [paper for paper in found if paper.kind == kind]) for kind in kinds],
        "count": len(found),
        "told": job.outcome.get("problems", []) if job else [],
    }
    return render(request, "results/papers.html", context)


@require_POST
def papers_write(request: Request, round_id: int) -> HttpResponse:
    """Have papers written in the background."""
    round = round_for(request.user, round_id)
    job = actions.write_papers(
        round=round,
        kinds=request.POST.getlist("kind"),
        formats=request.POST.getlist("format"),
        token=request.POST.get("token", ""),
        by=request.user,
    )
    return redirect("tasks:job", job.pk)


@require_http_methods(["GET", "POST"])
def words(request: Request, round_id: int) -> HttpResponse:
    """What the office says of its papers: kept as written, with everything that is wrong with it."""
    round = round_for(request.user, round_id)
    if request.method == "POST":
        edition = request.POST.get("edition", "")
        if "form" in request.POST:
            there = words_of(round)
            text = text_with(there.text if there else _starter(round), request.POST)
        else:
            text = request.POST.get("text", "").replace("\r\n", "\n")
        actions.save_office_words(
            round=round, text=text, edition=int(edition) if edition.isdecimal() else 0, by=request.user
        )
        messages.success(request, _("已保存。"))
        back = redirect("results:words", round_id)
        if "form" not in request.POST:
            back["Location"] += "?advanced=1"
        return back
    found = words_of(round)
    text = found.text if found else _starter(round)
    problems = office_of(round, text)[1] if found else ()
    form = None if "advanced" in request.GET else form_of(text)
    context = {"round": round, "words": found, "text": text, "problems": problems, "form": form}
    return render(request, "results/words.html", context)


@require_GET
def paper(request: Request, round_id: int, paper_id: int) -> FileResponse:
    """One paper."""
    found = paper_for(request.user, round_for(request.user, round_id), paper_id)
    data = read_kept(found.path, found.sha256, "paper.file")
    return FileResponse(BytesIO(data), as_attachment=True, filename=_file_name(found))


@require_GET
def papers_zip(request: Request, round_id: int) -> StreamingHttpResponse:
    """All papers that somebody may have, or all of one kind, as one archive."""
    round = round_for(request.user, round_id)
    found = papers_for(request.user, round)
    if kind := request.GET.get("kind", ""):
        found = found.filter(kind=kind)
    files = [(_place(each), kept(each.path)) for each in found]
    name = f"{round.title} {kind or _('文书')}.zip"
    header = content_disposition_header(as_attachment=True, filename=name)
    there = [(name, path) for name, path in files if path.is_file()]
    return StreamingHttpResponse(
        zipped(there), content_type="application/zip", headers={"Content-Disposition": header or ""}
    )


def _choices(round: Round) -> list[dict[str, object]]:
    """Every kind of paper, in the order of the year, and from which stage on it may be written."""
    known = [(kind.name, kind.about) for kind in KINDS] + [
        (name, about) for name, (about, _f) in EXTRAS.items()
    ]
    return [
        {"name": name, "about": about, "open": round.at.reached(stage), "stage": stage.label}
        for name, about in known
        for stage in (written_from(name),)
    ]


def _job(request: Request) -> int:
    text = request.GET.get("job", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _file_name(paper: Paper) -> str:
    """The name it is saved under: the kind is said, where the name is only a unit's."""
    name = paper.name if paper.name == paper.kind else f"{paper.kind} {paper.name}"
    return f"{file_name(name)}.{paper.format}"


def _place(paper: Paper) -> str:
    name = f"{file_name(paper.name)}.{paper.format}"
    return name if paper.name == paper.kind else f"{file_name(paper.kind)}/{name}"


def _starter(round: Round) -> str:
    """What a new round begins with: the round before's words, else the names to be filled in."""
    earlier = words_of(round.before) if round.before else None
    if earlier:
        return earlier.text
    return _STARTER


_STARTER = """\
发文机关: ''
简称: ''
日期: ''
抄送: []
联系方式: ''
申诉截止: ''
整改期限: ''

文书:
  目标管理责任书: {日期: ''}
  反馈意见函: {字号: '', 起号: 1, 日期: ''}
  考核结果通报: {字号: '', 日期: '', 主送: ''}
  整改通知书: {字号: '', 起号: 1, 日期: ''}
"""
