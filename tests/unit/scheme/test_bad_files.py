"""Every mistake in a scheme file, with its place and what to do: `golden/scheme/bad`.

Beside each `NAME.yaml` stands `NAME.txt` with the problems as a clerk sees them. After a change of wording,
record them again with KAOHE_RERECORD=1 and read the difference.
"""

import os
import re
import time
from pathlib import Path

import pytest

from kaohe import rules, scheme
from kaohe.core import Problem
from kaohe.scheme import parse_draft, read_scheme
from kaohe.scheme.source import MOST_BYTES, MOST_DEPTH

BAD = Path(__file__).parents[2] / "golden" / "scheme" / "bad"
FILES = sorted(BAD.glob("*.yaml"))


def shown(problems: tuple[Problem, ...]) -> str:
    """The problems as they stand in the golden file."""
    blocks = []
    for problem in problems:
        where = "；".join(
            f"第{place.line}行第{place.column}列{place.what}" if place.column else f"第{place.line}行" if place.line
            else "全文" for place in problem.where
        )  # fmt: skip
        blocks.append(
            f"{where} {problem.severity.label} {problem.code}\n  {problem.message}\n  {problem.remedy}\n"
        )
    return "\n".join(blocks)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_mistake_is_said_with_its_place(file: Path) -> None:
    found, problems = read_scheme(file)
    assert problems
    assert (found is None) == any(problem.severity.value == "error" for problem in problems)
    assert all(place.file == file.name for problem in problems for place in problem.where)
    golden = file.with_suffix(".txt")
    if os.environ.get("KAOHE_RERECORD"):
        golden.write_text(shown(problems), encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == shown(problems)


def test_there_is_a_case_for_every_code() -> None:
    """Codes are collected from the source; those that need no file or a very large one stand below."""
    sources = [Path(package.__file__ or "").parent for package in (scheme, rules)]
    text = "".join(file.read_text(encoding="utf-8") for folder in sources for file in folder.rglob("*.py"))
    used = set(re.findall(r'"((?:scheme|rule|item)\.[a-z0-9-]+)"', text)) - {"scheme.schema"}
    recorded = "".join(file.with_suffix(".txt").read_text(encoding="utf-8") for file in FILES)
    covered = set(re.findall(r"(?:scheme|rule|item)\.[a-z0-9-]+", recorded))
    elsewhere = {"scheme.no-file", "scheme.too-large", "scheme.no-period"}
    assert used == covered | elsewhere


def test_every_problem_says_what_to_do() -> None:
    for file in FILES:
        for problem in read_scheme(file)[1]:
            assert problem.message.endswith("。"), problem
            assert problem.remedy.endswith("。"), problem


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    found, (problem,) = read_scheme(tmp_path / "没有.yaml")
    assert found is None
    assert (problem.code, problem.message) == ("scheme.no-file", "没有这个文件。")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    _, (problem,) = read_scheme(tmp_path)
    assert (problem.code, problem.message) == ("scheme.no-file", "文件打不开。")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    with file.open("wb") as stream:
        stream.truncate(MOST_BYTES * 1000)
    _, (problem,) = read_scheme(file)
    assert problem.code == "scheme.too-large"


def test_a_draft_without_a_period_is_no_scheme() -> None:
    draft = scheme.SchemeDraft(title="某办法")
    found, problems = scheme.complete(draft)
    assert found is None
    assert [problem.code for problem in problems] == ["scheme.no-table", "scheme.no-period"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 3_000_000,
        "{a: " * 1_500_000,
        "- " * 3_000_000,
        "a: &a [" + "*a, " * 1_000_000 + "]",
        "a: 1\n" * 200_000,
        "".join(f"甲乙丙{n}: 1\n" for n in range(200_000)),
        "数据项:\n" + "".join(f"  甲{n}率: {{类形: 百分比}}\n" for n in range(30_000)),
    ],
    ids=["lists", "mappings", "bullets", "aliases", "one key", "keys", "mistakes"],
)
def test_nothing_makes_the_reader_hang(text: str) -> None:
    before = time.process_time()
    assert parse_draft(text).problems
    assert time.process_time() - before < 30


def test_the_depth_that_is_allowed() -> None:
    deep = "[" * (MOST_DEPTH - 1) + "]" * (MOST_DEPTH - 1)
    codes = [problem.code for problem in parse_draft(f"考核办法: {deep}").problems]
    assert "scheme.too-deep" not in codes
    codes = [problem.code for problem in parse_draft(f"考核办法: [{deep}]").problems]
    assert codes == ["scheme.too-deep"]


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    good = BAD.parent / "good" / "whole.yaml"
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + good.read_bytes().replace(b"\n", b"\r\n"))
    assert read_scheme(file) == read_scheme(good)
