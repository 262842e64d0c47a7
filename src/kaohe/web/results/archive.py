"""A published archive opened again: its inputs, its result, its check. Nothing here looks at what the database says today."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.results import RoundResult, score_scheme
from kaohe.results.inputs import Inputs
from kaohe.results.receipt import RECEIPT, Verification, read_inputs, verify
from kaohe.results.record import result_record
from kaohe.web.results.models import Publication
from kaohe.web.results.storing import read_kept
from kaohe.web.rounds.models import Round

_READ: dict[str, tuple[Inputs, RoundResult]] = {}
_MOST = 4
_LOCK = Lock()


def publication_of(round: Round) -> Publication | None:
    """What was published of a round, the last time where it was more than once; None where nothing was."""
    return Publication.objects.filter(round=round).order_by("-number").first()


def published_result(publication: Publication) -> tuple[Inputs, RoundResult]:
    """Inputs and result as they were published, traces and all, out of the archive alone.

    Refused where the archive is not what was stored, or this program comes to another result than the one that was published.
    """
    with _LOCK:
        read = _READ.get(publication.sha256)
    if read is not None:
        return read
    with opened(publication) as folder:
        inputs = read_inputs(folder)
    result = score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history)
    if json.loads(json.dumps(result_record(result))) != publication.record:
        message = _("现在的程序重算出来的，与公布的结果不同，不能照它说明理由。请到“核对”看差在哪里。")
        raise Refused("result.differs-from-published", message)
    with _LOCK:
        _READ[publication.sha256] = inputs, result
        while len(_READ) > _MOST:
            del _READ[next(iter(_READ))]
    return inputs, result


@contextmanager
def opened(publication: Publication) -> Iterator[Path]:
    """The results folder that an archive holds, for as long as one needs it."""
    data = read_kept(publication.path, publication.sha256, "result.archive")
    with TemporaryDirectory(prefix="kaohe-") as name, zipfile.ZipFile(BytesIO(data)) as archive:
        archive.extractall(name)
        yield Path(name)


def check(publication: Publication) -> Verification:
    """Everything computed anew out of the archive and held against its receipt, and the receipt against what was published."""
    with opened(publication) as folder:
        found = verify(folder / RECEIPT)
    differences = list(found.differences)
    if found.receipt.get("fingerprint") != publication.fingerprint:
        differences.append(_("存档里的凭据，指纹与公布时登记的不同。"))
    if found.receipt.get("result") != publication.record:
        differences.append(_("页面上显示的结果与存档里的凭据不同。"))
    return Verification(found.receipt, tuple(differences))
