"""`kaohe score … --changes 更正.csv --previous 得分.parquet`: what depends on changed figures, computed again."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe.cli.score_columns import Asked, Written, file_digest, result_path
from kaohe.core import Period, Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts import Fact, Units
from kaohe.scheme import Scheme, scheme_digest

if TYPE_CHECKING:
    from kaohe.batch.roster import Roster
    from kaohe.batch.sources import Source

_CHANGES = "changes:"


def updated(
    asked: Asked,
    scheme: Scheme,
    roster: "Roster",
    sources: "Mapping[Period, Source]",
    digests: Sequence[tuple[str, str]],
) -> tuple[list[Written], list[Problem]]:
    """Every table brought up to date and written. Refused where the result before does not belong to these figures."""
    import polars as pl

    from kaohe.batch.patching import Changes, patched
    from kaohe.batch.tally import PROVISIONAL
    from kaohe.batch.updating import Updater
    from kaohe.batch.writing import about, write_frame

    tables = {table.name: result_path(asked, scheme, table.name, asked.previous) for table in scheme.tables}
    rests_on = {name: _checked(path, scheme, digests) for name, path in tables.items()}
    done = frozenset.intersection(*map(_applied, rests_on.values()))
    problems: list[Problem] = []
    old: list[Fact] = []
    new: list[Fact] = []
    named = {}
    for path in asked.changes:
        facts, names, found = _read(path, scheme, roster)
        problems += found
        named.update(names)
        digest = file_digest(path)
        digests = [*digests, (_CHANGES + digest, path.name)]
        (old if digest in done else new).extend(facts)
    before = patched(sources, Changes.of(old), scheme, named)
    changes = Changes.of(new)
    after = patched(before, changes, scheme, named)
    slots = {unit: frozenset(slot for who, slot in changes.values if who == unit) for unit in changes.units}
    updater = Updater(scheme, roster, before, after, slots)
    written = []
    for table in scheme.tables:
        result = updater.update(table, pl.read_parquet(tables[table.name]))
        path = result_path(asked, scheme, table.name, asked.output)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_frame(result.frame, path, about(scheme, table.name, digests))
        doubtful = int(result.frame[PROVISIONAL].sum())
        written.append(
            Written(
                path, table.name, scheme.period, result.frame.height, doubtful, result.units, result.scores
            )
        )
    return written, problems


def _checked(path: Path, scheme: Scheme, digests: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What the result before rests on, which must be this scheme and these files."""
    from kaohe.batch.writing import read_about

    if not path.is_file():
        raise Refused("score.no-previous", f"没有找到变动前的结果 {path}。请核对 --previous。")
    found = read_about(path)
    if found.get("scheme_sha256") != scheme_digest(scheme) or found.get("period") != str(scheme.period):
        raise Refused(
            "score.other-scheme", f"{path} 不是按这个办法、这一期算出来的，不能接着算。请重新全部计分。"
        )
    lacking = [name for name, digest in digests if found.get(f"facts:{name}") != digest]
    if lacking:
        message = (
            f"{path} 不是由{'、'.join(lacking)}算出来的，不能接着算。请用原来的数据文件，或重新全部计分。"
        )
        raise Refused("score.other-facts", message)
    return found


def _applied(rests_on: Mapping[str, str]) -> frozenset[str]:
    """The changes that are in a result already, by the hash of their file."""
    return frozenset(
        name.removeprefix(f"facts:{_CHANGES}") for name in rests_on if name.startswith(f"facts:{_CHANGES}")
    )


def _read(path: Path, scheme: Scheme, roster: "Roster") -> tuple[list[Fact], dict[str, str], list[Problem]]:
    """The changed figures, one a row, and the names of their units. An error refuses the whole."""
    from kaohe.facts.table_files import read_table

    if not path.is_file():
        raise Refused("facts.no-file", f"没有找到更正的数据 {path}。请核对 --changes。")
    units = Units(found for text in _named(path) if (found := roster.unit(text)) is not None)
    facts, problems = read_table(path, scheme, units)
    if has_errors(problems):
        raise Refused("facts.has-errors", f"{path} 有错误，没有计分。请先改好下面的问题。", problems)
    return list(facts), {unit.id: unit.name for unit in units}, list(problems)


def _named(path: Path) -> list[str]:
    """The units that a long file names, each once."""
    import polars as pl

    try:
        rows = (
            pl.scan_parquet(path)
            if path.suffix.lower() == ".parquet"
            else pl.scan_csv(path, infer_schema=False)
        )
        found: list[str] = (
            rows.select(pl.col("单位").cast(pl.String).unique(maintain_order=True))
            .collect()["单位"]
            .drop_nulls()
            .to_list()
        )
    except pl.exceptions.PolarsError:
        return []  # read_table says what is wrong with the file
    return found
