"""The programme in the guide reads, and its commands run on the example."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kaohe.cli.main import main
from kaohe.tasks.programme_file import parse_programme
from tests.unit.tasks.samples import YUNXI

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "tasks.md"
TEXT = GUIDE.read_text(encoding="utf-8")


def test_the_programme_of_the_guide_reads() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    programme, problems = parse_programme(block)
    assert problems == ()
    assert programme is not None
    assert [task.number for task in programme.tasks] == ["S1", "S2", "S3"]


def test_the_commands_of_the_guide_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its order; what writes into the record is tried elsewhere: the example's year is closed."""
    shutil.copy(YUNXI / "units.csv", tmp_path)
    for name in (
        "任务方案.yaml",
        "任务记录.csv",
        "任务考核办法.yaml",
        "部门信息报送.yaml",
        "部门信息记录.csv",
        "公文.yaml",
        "scheme.yaml",
    ):
        shutil.copy(YUNXI / "2026" / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    lines = [line for line in TEXT.splitlines() if line.startswith("kaohe ")]
    tried = [line for line in lines if not re.match(r"kaohe tasks (?:read|close|month-end)", line)]
    assert len(tried) == 11
    for line in tried:
        result = CliRunner().invoke(main, line.split()[1:])
        assert result.exit_code == 0, (line, result.output)
    assert (tmp_path / "整改任务.yaml").is_file()
