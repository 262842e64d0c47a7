"""The long work of this app."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.web.schemes.importing import read_into_versions
from kaohe.web.schemes.models import Document, SchemeFile
from kaohe.web.tasks.jobs import Told, work
from kaohe.web.tasks.models import Job

READ = "scheme.read"


@work(READ)
def read(job: Job, told: Told) -> dict[str, Any]:
    """Read an uploaded document. `asked`: the document's number, and that of the scheme it is a new version of (0: none)."""
    document = Document.objects.filter(pk=job.asked["document"]).first()
    if document is None:
        raise Refused("scheme.document-gone", _("这份原件没有收下，请重新上传。"))
    file = SchemeFile.objects.filter(pk=job.asked["file"]).first()
    versions = read_into_versions(document, file, job.by, told)
    if len(versions) == 1:
        return {"url": reverse("schemes:version", args=[versions[0].pk])}
    return {"url": f"{reverse('schemes:schemes')}?document={document.pk}"}
