"""The English of the pages: `python -m kaohe.web.ui.translations` brings the catalogue up to the source and compiles it.

Source words are Chinese. The catalogue is `locale/en/LC_MESSAGES/django.po`, which people edit; `django.mo` beside it is what Django
reads. Needs Babel, which an installation does not: both files are kept in the repository, and a test holds them together.
"""

import ast
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

WEB = Path(__file__).resolve().parents[1]
FOLDER = WEB / "locale" / "en" / "LC_MESSAGES"
PO, MO = FOLDER / "django.po", FOLDER / "django.mo"
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def found() -> Catalog:
    """Every word that the source marks, with the files it stands in."""
    catalog = Catalog(
        locale="en",
        project="kaohe",
        version="0.1",
        fuzzy=False,
        last_translator="kaohe",
        language_team="kaohe",
        msgid_bugs_address="kaohe",
    )
    for place, text in _sources():
        for message, context in of_python(text) if place.endswith(".py") else _of_template(text, place):
            catalog.add(message, locations=[(place, 0)], context=context)
    return catalog


_Words = tuple[str | tuple[str, ...], str | None]


def _of_template(text: str, place: str) -> Iterator[_Words]:
    """From what Django makes of a template for this: words that Babel reads, in no grammar."""
    made = templatize(text, origin=place).encode()
    for _line, message, _comments, context in extract("python", io.BytesIO(made), _KEYWORDS):
        yield message, context


def of_python(text: str) -> Iterator[_Words]:
    """From the tree of a module: Babel goes by tokens, and passes over the words within an f-string.

    By whatever name the module has imported Django's functions.
    """
    tree = ast.parse(text)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in _KEYWORDS
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names):
            continue
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        context = words.pop(0) if words and "pgettext" in names[node.func.id] else None
        if words:
            yield (words[0] if len(words) == 1 else tuple(words)), context


def _sources() -> Iterator[tuple[str, str]]:
    """Every file that has words."""
    for path in sorted([*WEB.rglob("*.py"), *WEB.rglob("*.html"), *WEB.rglob("*.txt")]):
        if "migrations" in path.parts or "vendor" in path.parts or "front" in path.parts:
            continue
        yield path.relative_to(WEB).as_posix(), path.read_text(encoding="utf-8")


def kept() -> Catalog:
    """The catalogue as it is in the repository."""
    if not PO.is_file():
        return Catalog(locale="en")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def merged() -> Catalog:
    """The source's words with the translations there are; words that are no longer in the source are dropped."""
    catalog, before = found(), kept()
    for message in catalog:
        old = before.get(message.id, message.context) if message.id else None
        if old is not None and old.string:
            message.string = old.string
    return catalog


def waiting(catalog: Catalog) -> list[object]:
    """The words that have no English; of a plural, where either form has none."""
    return [message.id for message in catalog if message.id and not all(forms(message.string))]


def forms(words: str | Iterable[str] | None) -> tuple[str, ...]:
    """The English of a word: one, or that of each form of a plural."""
    return (words or "",) if words is None or isinstance(words, str) else tuple(words)


def as_po(catalog: Catalog) -> bytes:
    """The text of the catalogue, in an order that does not change by itself, without dates."""
    out = io.BytesIO()
    write_po(out, catalog, sort_output=True, omit_header=False, include_lineno=False, width=0)
    lines = out.getvalue().decode().splitlines(keepends=True)
    changing = ("# ", "#\n", *(f'"{each}' for each in _CHANGING))
    return "".join(line for line in lines if not line.startswith(changing)).lstrip("\n").encode()


def as_mo(catalog: Catalog) -> bytes:
    """The compiled catalogue."""
    out = io.BytesIO()
    write_mo(out, _Steady(catalog))  # type: ignore[arg-type]
    return out.getvalue()


_CHANGING = ("POT-Creation-Date:", "PO-Revision-Date:", "Generated-By:")
"""What Babel writes into a head that is another each day, or on another machine."""


class _Steady:
    """A catalogue without what changes by itself, as it is compiled."""

    charset = "utf-8"

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __iter__(self) -> Iterator[Message]:
        head, *rest = self._catalog
        lines = str(head.string).splitlines()
        yield Message("", "".join(f"{line}\n" for line in lines if line and not line.startswith(_CHANGING)))
        yield from rest


def main() -> None:
    """Write both files, and say which words wait for a translation."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    catalog = merged()
    PO.write_bytes(as_po(catalog))
    MO.write_bytes(as_mo(kept()))
    print(f"{len(catalog)} words, {len(waiting(catalog))} without English")


if __name__ == "__main__":
    main()
