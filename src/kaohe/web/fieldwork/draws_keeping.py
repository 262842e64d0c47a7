"""A draw as the library takes it, and back: its record is a text in the database, and a file only where the library reads one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kaohe import __version__
from kaohe.core import Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.fieldwork.draws import Draw as Made
from kaohe.fieldwork.draws import Frame, Verified, frame_of_units, read_frame, record_of, verify_record
from kaohe.fieldwork.draws.record import canonical, frame_name
from kaohe.web.fieldwork.models import Draw
from kaohe.web.filing.evidence_kinds import clean_name
from kaohe.web.rounds.models import Round

MOST_BYTES = 10 * 1024 * 1024
MOST_SPOTS = 20_000
"""A longer list is drawn from on the command line, and its record is looked at there."""
RECORD = "抽样记录.json"
PROGRAM = f"kaohe {__version__}"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A frame that came as a file."""

    name: str
    frame: Frame


def uploaded_frame(round: Round, file: UploadedFile[bytes]) -> tuple[Uploaded | None, tuple[Problem, ...]]:
    """The frame of a file: every place below a unit of the round. None where something is wrong with it."""
    name = clean_name(file.name or "") or "抽样框.csv"
    if (file.size or 0) > MOST_BYTES:
        raise Refused("draw.file-too-large", _("文件太大。名单很长的请用命令行的 kaohe draw。"))
    with TemporaryDirectory(prefix="kaohe-") as folder:
        path = Path(folder) / name
        path.write_bytes(file.read())
        frame, problems = read_frame(path, [unit.name for unit in round.units.all()])
    if has_errors(problems) or not frame.spots:
        return None, problems
    if len(frame) > MOST_SPOTS:
        raise Refused(
            "draw.too-many-spots",
            _("名单有 %(count)s 个点。这么长的请用命令行的 kaohe draw。") % {"count": len(frame)},
        )
    return Uploaded(name, frame), problems


def frame_from_units(round: Round, level: str) -> Uploaded:
    """The units of a level as places, each below what stands above it in the list of units."""
    frame = frame_of_units(round.assessed, level)
    if not frame.spots:
        raise Refused("draw.no-frame", _("单位名单里没有这一级的单位。"))
    return Uploaded(_("单位名单（%(level)s）") % {"level": level}, frame)


def frame_kept(draw: Draw) -> Frame:
    """The frame of a draw as it is kept. Refused where it cannot be read any more."""
    with TemporaryDirectory(prefix="kaohe-") as folder:
        path = Path(folder) / "抽样框.csv"
        path.write_text(draw.frame, encoding="utf-8", newline="\n")
        frame, problems = read_frame(path)
    if has_errors(problems):
        raise Refused("draw.frame-damaged", _("抽样框读不出来了，请重新上传。"), problems)
    return frame


def record_text(made: Made, program: str = PROGRAM) -> str:
    """The record as it is kept and given out. `program`: the version that published it stays when another goes on."""
    return canonical(record_of(made, program))


def program_of(draw: Draw) -> str:
    """The version that wrote the record."""
    return str(json.loads(draw.record)["program"])


def verified(draw: Draw) -> Verified:
    """The draw repeated from its record."""
    with on_disk(draw) as path:
        return verify_record(path, draw.fingerprint)


def made_of(draw: Draw) -> Made:
    """The draw of a record that holds. Refused where it does not: somebody has changed it in the database."""
    checked = verified(draw)
    if checked.draw is None or not checked.holds:
        raise Refused(
            "draw.does-not-hold",
            _("这份抽样记录核对不上：%(why)s") % {"why": "；".join(checked.differences[:3])},
        )
    return checked.draw


@contextmanager
def on_disk(draw: Draw) -> Iterator[Path]:
    """The record as a file, with a large frame beside it, for as long as somebody reads it."""
    with TemporaryDirectory(prefix="kaohe-") as folder:
        path = Path(folder) / RECORD
        path.write_text(draw.record, encoding="utf-8", newline="\n")
        if '"file":' in draw.record:
            beside = path.with_name(frame_name(frame_kept(draw)))
            beside.write_text(draw.frame, encoding="utf-8", newline="\n")
        yield path
