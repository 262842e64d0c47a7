"""A results folder as the material of papers: its inputs scored again, the office's words beside it."""

from pathlib import Path

from kaohe.core import Problem
from kaohe.facts import Facts, Units
from kaohe.reports.kinds import KINDS
from kaohe.reports.material import LastYear, Material
from kaohe.reports.office import OFFICE_FILE, Office, read_office
from kaohe.reports.office_check import check_office
from kaohe.results.inputs import Inputs
from kaohe.results.receipt import read_inputs
from kaohe.results.round import score_scheme
from kaohe.scheme import Scheme


def material_of(
    folder: Path, office_file: Path | None = None, last_year: Path | None = None
) -> tuple[Material, tuple[Problem, ...]]:
    """The material of a results folder. The office's file is the one named, else 公文.yaml in the folder or one up;
    without one, papers leave blank what it would say. Refused where the folder holds no round.
    """
    inputs = read_inputs(folder)
    office, problems = _office(folder, office_file, inputs.scheme, inputs.units)
    before = None if last_year is None else _last_year(last_year)
    return material_from(inputs, office, before), problems


def plan_of(
    scheme_file: Path, scheme: Scheme, units: Units, facts: Facts, office_file: Path | None = None
) -> tuple[Material, tuple[Problem, ...]]:
    """A round that is only planned: a scheme, its units and their targets, nothing scored."""
    office, problems = _office(scheme_file.parent, office_file, scheme, units)
    return Material(scheme, units, facts, office), problems


def material_from(inputs: Inputs, office: Office, last_year: LastYear | None = None) -> Material:
    """A round that is at hand already, scored."""
    result = score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history)
    return Material(inputs.scheme, inputs.units, inputs.facts, office, result, inputs, last_year)


def _last_year(folder: Path) -> LastYear:
    inputs = read_inputs(folder)
    return LastYear(inputs, score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history))


def _office(
    folder: Path, named: Path | None, scheme: Scheme, units: Units
) -> tuple[Office, tuple[Problem, ...]]:
    candidates = [named] if named else [folder / OFFICE_FILE, folder.resolve().parent / OFFICE_FILE]
    found = next((path for path in candidates if path.is_file()), None)
    if found is None and named is None:
        return Office(), ()
    path = found or candidates[0]
    office, problems = read_office(path)
    kinds = [kind.name for kind in KINDS]
    return office, (*problems, *check_office(office, scheme, units, kinds, path.name))
