"""`kaohe score … -o scores.parquet`: by columns what the ordinary command scores unit by unit."""

import json
import shutil
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from kaohe.batch.writing import read_about
from kaohe.cli.common import load_material
from kaohe.cli.main import main
from kaohe.core import Absence
from kaohe.results import RoundResult, score_scheme

YUNXI = Path(__file__).resolve().parents[3] / "examples" / "yunxi"
SCHEME, FACTS, LAST = YUNXI / "2026" / "scheme.yaml", YUNXI / "2026" / "facts.csv", YUNXI / "2025"


def kaohe(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def scored(output: Path, *more: object) -> Result:
    return kaohe("score", SCHEME, "--facts", FACTS, "--last-year", LAST, "-o", output, *more)


@pytest.fixture(scope="module")
def ordinary() -> RoundResult:
    inputs, _ = load_material(SCHEME, [FACTS], None, LAST)
    return score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("columns") / "out"
    result = scored(folder, "--engine", "polars")
    assert result.exit_code == 0, result.output
    return folder


def frames(folder: Path) -> dict[str, pl.DataFrame]:
    return {
        path.stem: pl.read_parquet(path, hive_partitioning=False)
        for path in sorted(folder.rglob("*.parquet"))
    }


def test_the_example_comes_to_the_same(results: Path, ordinary: RoundResult) -> None:
    written = frames(results)
    assert set(written) == {table.table.name for table in ordinary.tables}
    for table in ordinary.tables:
        rows = {row["单位"]: row for row in written[table.table.name].iter_rows(named=True)}
        assert len(rows) == len(table.standings)
        for standing in table.standings:
            row, tally = rows[standing.tally.unit.id], standing.tally
            assert row["总分"] == (None if isinstance(tally.total, Absence) else tally.total)
            assert (row["名次"], row["并列"], row["等次"]) == (standing.rank, standing.tied, standing.grade)
            assert row["暂定"] is tally.provisional
            for score in tally.items():
                wanted = None if isinstance(score.score, Absence) else score.score
                assert row[f"项:{score.item.code}"] == wanted


def test_a_result_says_what_it_rests_on(results: Path) -> None:
    path = next(results.rglob("*.parquet"))
    about = read_about(path)
    assert about["period"] == "2026"
    assert (
        len(about["facts:2026/facts.csv"])
        == len(about["facts:2025/facts.csv"])
        == len(about["scheme_sha256"])
        == 64
    )


def test_any_unit_is_explained_as_ever(ordinary: RoundResult) -> None:
    """Line by line; the lists that follow from a result are not computed by columns, and columns carry no notes of where
    found figures come from."""
    for table in ordinary.tables:
        for standing in (table.standings[0], table.standings[-1]):
            name = standing.tally.unit.name
            found = kaohe("explain", SCHEME, FACTS, name, "--last-year", LAST, "--engine", "polars")
            ever = kaohe("explain", SCHEME, FACTS, name, "--last-year", LAST)
            assert found.exit_code == ever.exit_code == 0, found.output
            ours, theirs = found.stdout.splitlines(), ever.stdout.splitlines()
            lists = [line for line in theirs if line not in ours]
            assert ours == [line for line in theirs if line not in lists]
            assert all(line.strip().startswith(("结果运用", "查得的数：")) for line in lists), lists


def test_changes_recompute_what_depends_on_them(results: Path, tmp_path: Path) -> None:
    changes = tmp_path / "更正.csv"
    rows = FACTS.read_text(encoding="utf-8-sig").splitlines()
    head, row = rows[0], next(row for row in rows[1:] if row.split(",")[3].replace(".", "").isdigit())
    cells = row.split(",")
    cells[3] = str(Decimal(cells[3]) - 1)
    changes.write_text("\n".join([head, ",".join(cells), ""]), encoding="utf-8")
    out = tmp_path / "out"
    updated = scored(out, "--engine", "polars", "--changes", changes, "--previous", results, "--json")
    assert updated.exit_code == 0, updated.output
    told = json.loads(updated.stdout)["written"]
    assert all("scores_recomputed" in each for each in told)
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(
        "\n".join([head, *(",".join(cells) if r == row else r for r in rows[1:]), ""]), encoding="utf-8"
    )
    full = tmp_path / "full"
    whole = kaohe(
        "score", SCHEME, "--facts", corrected, "--last-year", LAST, "-o", full, "--engine", "polars"
    )
    assert whole.exit_code == 0, whole.output
    ours, theirs = frames(out), frames(full)
    for table, frame in theirs.items():
        shared = [column for column in frame.columns if column in ours[table].columns]
        plain = pl.all().cast(pl.String)
        assert (
            ours[table]
            .select(shared)
            .select(plain)
            .sort("单位")
            .equals(frame.select(shared).select(plain).sort("单位"))
        )


def test_a_result_of_other_figures_is_not_gone_on_from(results: Path, tmp_path: Path) -> None:
    changes = tmp_path / "更正.csv"
    changes.write_text("单位,数据项,期间,值\n", encoding="utf-8")
    other = tmp_path / "facts.csv"
    other.write_text(FACTS.read_text(encoding="utf-8-sig") + "\n", encoding="utf-8")
    words = ("--changes", changes, "--previous", results, "-o", tmp_path / "out", "--engine", "polars")
    result = kaohe("score", SCHEME, "--facts", other, "--last-year", LAST, *words)
    assert result.exit_code == 1
    assert "score.other-facts" in result.output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--period", "2026-07"), 1, "score.other-cadence"),
        (("--period", "什么时候"), 2, "认不出期间"),
        (("--changes", "x.csv"), 2, "--previous"),
        (("--units", "没有.csv"), 1, "units.no-file"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, words: tuple[str, ...], code: int, said: str) -> None:
    result = scored(tmp_path / "out", "--engine", "polars", *words)
    assert result.exit_code == code
    assert said in result.output


def test_one_table_and_period_is_one_file(tmp_path: Path) -> None:
    folder = Path(__file__).resolve().parents[3] / "examples" / "first"
    for name in ("scheme.yaml", "units.csv", "facts.csv"):
        shutil.copy(folder / name, tmp_path / name)
    out = tmp_path / "得分.parquet"
    result = kaohe("score", tmp_path / "scheme.yaml", tmp_path / "facts.csv", "-o", out)
    assert result.exit_code == 0, result.output
    assert pl.read_parquet(out).height == 3 or out.is_file()
    again = kaohe("score", tmp_path / "scheme.yaml", tmp_path / "没有.parquet", "-o", out)
    assert again.exit_code == 1
    assert "facts.no-file" in again.output


def test_a_class_that_the_scheme_does_not_know_is_refused(tmp_path: Path) -> None:
    text = (YUNXI / "units.csv").read_text(encoding="utf-8-sig").replace(",街道,", ",开发区,", 1)
    (tmp_path / "units.csv").write_text(text, encoding="utf-8")
    result = scored(tmp_path / "out", "--units", tmp_path / "units.csv", "--engine", "polars")
    assert result.exit_code == 1
    assert "facts.unknown-class" in result.output
    assert not (tmp_path / "out").exists()
