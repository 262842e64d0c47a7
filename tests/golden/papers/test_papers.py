"""Papers of the example round, as our own reader sees the Word files: text and tables, cell by cell. Read the files."""

from pathlib import Path

import pytest

from kaohe.documents.opening import open_document
from kaohe.reports.kinds import KINDS, Kind, Paper
from kaohe.reports.official.fill import fill
from kaohe.reports.official.word import write_docx
from tests.golden.documents.test_documents import dump
from tests.golden.rules.vocabulary import hold
from tests.unit.reports.kinds.material import example

HERE = Path(__file__).parent
CHOSEN = {
    "反馈意见函": ("听泉街道", "梅屿镇", "榉坪镇"),
    "整改通知书": ("梅屿镇",),
    "目标管理责任书": ("听泉街道", "东部片区"),
    "自评表": ("东部片区",),
    "自评报告": ("榉坪镇",),
    "现场检查记录表": ("桑陌镇",),
    "现场检查表": ("桑陌镇",),
    "评分表": ("区计生协会",),
    "月度任务清单": ("2026-12 梅屿镇",),
    "月度通报": ("2026-11",),
    "季度报告": ("2026Q4",),
    "申诉处理决定": ("桑陌镇", "葵田镇"),
}
"""Of the kinds with a paper for each: which of them are recorded."""


def _papers() -> list[tuple[Kind, Paper]]:
    found = []
    for kind in KINDS:
        for paper in kind.papers(kind, example()):
            words = paper.stem.split()
            name = " ".join(word for word in words if not (word.isdigit() and len(words) > 1))
            if paper.stem == kind.name or name in CHOSEN.get(kind.name, ()):
                found.append((kind, paper))
    return found


PAPERS = _papers()


def test_every_kind_is_recorded() -> None:
    assert {kind.name for kind, _ in PAPERS} == {kind.name for kind in KINDS}
    assert len(PAPERS) == sum(len(names) for names in CHOSEN.values()) + len(KINDS) - len(CHOSEN)


@pytest.mark.parametrize(("kind", "paper"), PAPERS, ids=[f"{k.name}-{p.stem}" for k, p in PAPERS])
def test_the_example_has_these_papers(kind: Kind, paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "文书.docx"
    write_docx(fill(kind.form(), paper.data), path)
    document = open_document(path)
    assert {problem.code for problem in document.problems} <= {"document.large-picture"}
    name = kind.name if paper.stem == kind.name else f"{kind.name} {paper.stem}"
    hold(HERE / f"{name}.txt", dump(document))
