"""A programme that somebody uploads: the file of a programme as it is, or an office's document, read into a draft to be looked at.

Nothing is kept of the file: what was read comes back as text, with everything that is in doubt.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kaohe.core import Problem, Refused, Severity
from kaohe.documents.opening import open_document
from kaohe.documents.recognise import recognise
from kaohe.tasks.drafting import draft_programme
from kaohe.tasks.programme_text import programme_text
from kaohe.web.rounds.models import Round
from kaohe.web.schemes.guarding import refuse_people, refuse_people_in

MOST_BYTES = 20 * 1024 * 1024
_OURS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Read:
    """What an upload comes to. `count`: tasks that were read from a document; 0 where the file was one of ours."""

    name: str
    text: str
    problems: tuple[Problem, ...] = ()
    count: int = 0


def text_of_upload(round: Round, upload: "UploadedFile[bytes] | None") -> Read:
    """The text of the programme in a file. Refused where there is none, or it carries residents' data."""
    if upload is None:
        raise Refused("tasks.no-file", _("请先选任务方案的文件。"))
    name = Path(upload.name or "任务方案").name
    if (upload.size or 0) > MOST_BYTES:
        raise Refused("tasks.file-too-large", _("文件太大，不像任务方案。请核对是不是选错了文件。"))
    data = upload.read()
    if Path(name).suffix.lower() in _OURS:
        text = _decoded(data)
        refuse_people_in(text)
        return Read(name, text.replace("\r\n", "\n"))
    with tempfile.TemporaryDirectory(prefix="kaohe-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        opened = open_document(path)
        refuse_people(opened)
        reading = recognise(opened)
    level = _level(round)
    title = reading.title or Path(name).stem
    programme, problems = draft_programme(title, round.when, reading.tasks, reading.duties, level)
    if not programme.tasks:
        message = _("“%(name)s”里没有读到任务，也没有读到部门职责。") % {"name": name}
        raise Refused("tasks.nothing-found", message, problems)
    told = tuple(problem for problem in problems if problem.severity is not Severity.ERROR)
    return Read(name, programme_text(programme), told, len(programme.tasks))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = _("文件不是 UTF-8 编码的文字。请用记事本打开，另存为 UTF-8 编码，再上传。")
        raise Refused("tasks.not-utf8", message) from None


def _level(round: Round) -> str:
    """The level of the units that are appraised first, whom a document means where it says nothing."""
    return next(iter(round.units.values_list("level", flat=True)), "")
