"""The schema that ships is the one that the words make; it takes what the reader takes, and explains each key."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from kaohe.rules.words import WORDS
from kaohe.scheme import json_schema
from kaohe.scheme.draft import SchemeDraft
from kaohe.scheme.file_form import FORMS, SCHEME
from kaohe.scheme.reader import parse_draft
from kaohe.scheme.writer import write_scheme
from tests.unit.scheme import drawn

SCHEMA = json_schema.build()
VALIDATOR = Draft202012Validator(SCHEMA)
GOOD = Path(__file__).parents[2] / "golden" / "scheme" / "good"


class Loader(yaml.SafeLoader):
    """YAML 1.2, as editors read it: yes and 是 are words."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern in (
    ("null", r"null|Null|NULL|~|"),
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^({pattern})$"), None)


def loaded(text: str) -> Any:
    return yaml.load(text, Loader)


def test_the_schema_that_ships_is_the_one_that_is_built() -> None:
    """If not: python -m kaohe.scheme.json_schema"""
    assert json_schema.FILE.read_text(encoding="utf-8") == json_schema.text()


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", sorted(GOOD.glob("*.yaml")), ids=lambda file: file.stem)
def test_good_files_are_valid(file: Path) -> None:
    VALIDATOR.validate(loaded(file.read_text(encoding="utf-8")))


@given(draft=drawn.drafts(holes=False))
@settings(max_examples=40)
def test_what_is_written_is_valid(draft: SchemeDraft) -> None:
    text = write_scheme(draft)
    error = next(VALIDATOR.iter_errors(loaded(text)), None)
    assert error is None, (error.json_path, error.instance, text)


WHOLE = (GOOD / "whole.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("考核期: 2026\n", ""),
        ("版本: 1", "版式: 1"),
        ("类型: 比率", "类型: 比例"),
        ("{类型: 计数, 单位: 件}", "{单位: 件}"),
        ("分值: 4\n            责任科室", "分值: 四\n            责任科室"),
        ("分值: 4\n            责任科室", "分植: 4\n            责任科室"),
        ("低于: 99, ", "低与: 99, "),
        ("每: 1, 分: 0.5", "每: 1"),
        ("每: 1, 分: 0.5", "每: 1, 分: 95%"),
        ("{按比例: 每千人口托位数,", "{"),
        ("名额: 30%", "名额: 三成"),
        ("名额: 30%", "名额: 130%"),
        ("[{前: 2}]", "[{}]"),
        ("[{前: 2}]", "{前: 2}"),
        ("范围: [0, 50]", "范围: [0]"),
        ("等级: {好: 4, 较好: 3, 一般: 2, 差: 0}", "等级: {好: 4}"),
        ("后果: 不计名次", "后果: 取消资格"),
        ("核实完成率: {类型", "'12': {类型"),
        ("事由: 有责投诉", "原因: 有责投诉"),
    ],
)
def test_broken_files_are_not_valid(written: str, otherwise: str) -> None:
    assert WHOLE.count(written) == 1, written
    assert not VALIDATOR.is_valid(loaded(WHOLE.replace(written, otherwise)))


# ---- the same keys as the reader's

HEAD = "考核办法: 某\n考核期: 2026\n数据项: {甲: {类型: 百分比}}\n"
TABLE = "考核表:\n- 名称: 甲表\n  对象: 镇\n  指标: []\n"
PROBES = {
    "Scheme": HEAD + TABLE + "？: 1",
    "Measure": "数据项: {甲: {类型: 百分比, ？: 1}}",
    "Table": HEAD + TABLE + "  ？: 1",
    "Group": HEAD + "考核表: [{指标: [{下级: [], ？: 1}]}]",
    "Item": HEAD + "考核表: [{指标: [{？: 1}]}]",
    "Question": HEAD + "考核表: [{指标: [{待确认: [{？: 1}]}]}]",
    "Veto": HEAD + "考核表: [{一票否决: [{？: 1}]}]",
    "Grade": HEAD + "考核表: [{等次: [{？: 1}]}]",
    "Ranking": HEAD + "考核表: [{排名: {？: 1}}]",
    "Consequence": HEAD + "考核表: [{结果运用: [{？: 1}]}]",
    "Selector": HEAD + "考核表: [{结果运用: [{对象: [{？: 1}]}]}]",
}
KEYS = {"Scheme": SCHEME, **{name: keys for name, (_, keys) in FORMS.items()}}


@pytest.mark.parametrize("form", KEYS)
def test_the_reader_knows_the_same_keys(form: str) -> None:
    problems = [p for p in parse_draft(PROBES[form]).problems if p.code == "scheme.unknown-key"]
    (problem,) = [problem for problem in problems if "“？”" in problem.message]
    known = problem.remedy.split("这里可以写：")[1].rstrip("。").split("、")
    assert set(known) == {key.word for key in KEYS[form]}


@pytest.mark.parametrize("form", KEYS)
def test_the_reader_asks_for_the_same_keys(form: str) -> None:
    problems = parse_draft(PROBES[form]).problems
    due = {key.word for key in KEYS[form] if key.due} - {"下级"}
    asked = {
        w for p in problems if p.code == "scheme.missing-key" for w in re.findall(r"“(\w+): …”", p.remedy)
    }
    written = set(loaded(PROBES[form])) | {"类型", "名称", "对象", "指标"}
    assert due - asked <= written


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for entry in schema.values():
            yield from objects(entry)
    elif isinstance(schema, list):
        for entry in schema:
            yield from objects(entry)


def test_every_key_is_explained_in_chinese() -> None:
    for schema in objects(SCHEMA):
        if schema["title"] == "单位和种类":
            continue
        for word, taken in schema["properties"].items():
            explained = taken
            while explained.keys() == {"$ref"}:
                explained = followed(explained["$ref"])
            assert explained["title"], word
            assert explained["description"].endswith(("。", "）。", "；")), word


def followed(reference: str) -> dict[str, Any]:
    found: Any = SCHEMA
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    assert isinstance(found, dict)
    return found


def test_every_kind_of_node_has_an_example_that_is_no_leftover() -> None:
    assert {kind.__name__ for kind in WORDS} == set(json_schema.NODES)
    used = {field.word for words in WORDS.values() for field in words.fields}
    special = {word for _, word in json_schema.SPECIAL}
    assert set(json_schema.FIELDS) <= used
    assert used <= set(json_schema.FIELDS) | special


def test_the_schema_names_no_host_but_the_language_of_schemas() -> None:
    assert re.findall(r"https?://[^\"]*", json.dumps(SCHEMA)) == [
        "https://json-schema.org/draft/2020-12/schema"
    ]
