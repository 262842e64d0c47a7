"""Photographs of visits: what a file is by its content, and nothing kept of what the camera wrote into it.

A phone writes where and when a picture was taken, and by which device. Unless the checklist records positions, the picture is written
anew from its pixels, turned as the camera held it; what stood beside them is gone.
"""

import io

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from kaohe.core import Refused
from kaohe.web.accounts.models import User
from kaohe.web.fieldwork.models import Photo, Visit
from kaohe.web.filing.evidence_checks import check, too_large
from kaohe.web.filing.evidence_kinds import Kind
from kaohe.web.results.storing import keep, read_kept

MOST_BYTES = 12 * 1024 * 1024
MOST_A_QUESTION = 6
_FOLDER = "inspection"
_QUALITY = 88
_SUFFIX = {Kind.JPEG: "jpg", Kind.PNG: "png"}


def receive_photo(
    *, visit: Visit, key: str, question: str, file: UploadedFile[bytes], position: bool, by: User
) -> Photo:
    """Keep one photograph that the visit names. Twice is once. Refused where it is no picture, too large, or not named there."""
    there = Photo.objects.filter(visit=visit, key=key).first()
    if there is not None:
        return there
    if key not in visit.photos.get(question, ()):
        raise Refused("visit.photo-unknown", _("检查记录里没有这张照片，请先送出记录。"))
    if len(visit.photos[question]) > MOST_A_QUESTION:
        words = _("一个问题最多 %(most)s 张照片，请删去几张。")
        raise Refused("visit.too-many-photos", words % {"most": MOST_A_QUESTION})
    kind, data = _checked(file)
    data = data if position else without_particulars(kind, data)
    path, sha256 = keep(data, _FOLDER, _SUFFIX[kind])
    with transaction.atomic():
        fields = {"question": question, "kind": kind.name.lower(), "size": len(data), "sha256": sha256,
                  "path": path, "by": by}  # fmt: skip
        made, _new = Photo.objects.get_or_create(visit=visit, key=key, defaults=fields)
    return made


def bytes_of(photo: Photo) -> bytes:
    """The picture as it was kept. Refused where the file is gone or another."""
    return read_kept(photo.path, photo.sha256, "visit.photo")


def without_particulars(kind: Kind, data: bytes) -> bytes:
    """The same picture without position, time, device and remarks; the colours' profile stays."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as opened:
        turned = ImageOps.exif_transpose(opened)
        profile = opened.info.get("icc_profile")
        turned.info.clear()
        if kind is Kind.JPEG:
            plain = turned if turned.mode in ("RGB", "L", "CMYK") else turned.convert("RGB")
            plain.save(out, "JPEG", quality=_QUALITY, icc_profile=profile, exif=b"")
        else:
            turned.save(out, "PNG", icc_profile=profile)
    return out.getvalue()


def _checked(file: UploadedFile[bytes]) -> tuple[Kind, bytes]:
    """A picture by its content, whatever it is called."""
    if (file.size or 0) > MOST_BYTES:
        raise Refused("visit.photo-refused", _("照片太大，没有收。"), (too_large(_("照片"), file.size or 0),))
    data = file.read()
    name = "照片.png" if data.startswith(b"\x89PNG") else "照片.jpg"
    kind, problems = check(name, data)
    if kind is None:
        raise Refused("visit.photo-refused", _("这不是能收的照片（JPG 或 PNG）。"), problems)
    return kind, data
