"""A list of units that was uploaded, read by the library."""

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from kaohe.core import Problem
from kaohe.core.problem import has_errors
from kaohe.facts import Units
from kaohe.facts.unit_file import read_units


def units_of_upload(upload: UploadedFile[bytes]) -> tuple[Units | None, tuple[Problem, ...]]:
    """The units, or None and everything that is wrong, with its place."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(upload.name or "units.csv").name
        path.write_bytes(upload.read())
        listed, problems = read_units(path)
    return (None if has_errors(problems) else listed), problems
