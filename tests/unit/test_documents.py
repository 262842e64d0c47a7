"""Documents say what the code says: every word is translated, every path named exists."""

import re
from pathlib import Path

from kaohe.cli.main import COMMANDS
from kaohe.rules.words import PICKS, RELATIONS, TIER_WORDS, WORDS
from kaohe.scheme import file_words

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_every_word_of_a_rule_is_in_the_glossary() -> None:
    words = {*PICKS, *RELATIONS, *TIER_WORDS}
    for kind, node in WORDS.items():
        assert f"`{kind.__name__}`" in GLOSSARY
        words |= {node.label, *(field.word for field in node.fields)}
        words |= {choice for field in node.fields for choice in field.choice}
    assert [word for word in sorted(words) if word not in GLOSSARY] == []


def test_every_word_of_a_scheme_file_is_in_the_glossary() -> None:
    named = {name: value for name, value in vars(file_words).items() if name.isupper()}
    tables = [value for name, value in named.items() if isinstance(value, dict) and name != "ENGLISH"]
    words = {word for table in tables for word in table}
    words |= set(file_words.ENGLISH.values())
    for reader in (ROOT / "src" / "kaohe" / "scheme").glob("*reader*.py"):
        asked = r"form\.(?:take|text|texts|number|whole|yes_no|choice|maybe|listing)\(\s*\"([^\"]+)\""
        words |= set(re.findall(asked, reader.read_text(encoding="utf-8")))
    assert [word for word in sorted(words) if word not in GLOSSARY] == []


def test_paths_named_in_documents_exist() -> None:
    missing = []
    for document in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for path in re.findall(
            r"`((?:src|tests|docs|examples|benchmarks)/[\w./-]+)`", document.read_text("utf-8")
        ):
            if not (ROOT / path).exists() and not (ROOT / "src" / "kaohe" / path).exists():
                missing.append(f"{document.name}: {path}")
    assert missing == []


def test_commands_named_in_documents_exist_and_all_are_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    named = {
        command
        for document in documents
        for command in re.findall(r"kaohe ([a-z]+)\b", document.read_text(encoding="utf-8"))
    }
    assert named - {"*"} <= set(COMMANDS)
    assert [name for name in COMMANDS if f"kaohe {name}" not in readme and f"make {name}" not in readme] == []
