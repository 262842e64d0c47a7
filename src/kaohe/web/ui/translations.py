"""The English of the pages: `python -m kaohe.web.ui.translations` brings the catalogue up to the source and compiles it.

Source words are Chinese. The catalogue is `locale/en/LC_MESSAGES/django.po`, which people edit; `django.mo` beside it is what Django
reads. Needs Babel, which an installation does not: both files are kept in the repository, and a test holds them together.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
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
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), _KEYWORDS):
            catalog.add(message, locations=[(place, 0)], context=context)
    return catalog


def _sources() -> Iterator[tuple[str, str]]:
    """Python as it is; templates as the Python that Django makes of them for this."""
    for path in sorted([*WEB.rglob("*.py"), *WEB.rglob("*.html"), *WEB.rglob("*.txt")]):
        if "migrations" in path.parts or "vendor" in path.parts or "front" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        place = path.relative_to(WEB).as_posix()
        yield place, text if path.suffix == ".py" else templatize(text, origin=place)


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


def as_po(catalog: Catalog) -> bytes:
    """The text of the catalogue, in an order that does not change by itself, without dates."""
    out = io.BytesIO()
    write_po(out, catalog, sort_output=True, omit_header=False, include_lineno=False, width=0)
    lines = out.getvalue().decode().splitlines(keepends=True)
    return "".join(
        line for line in lines if "-Date: " not in line and not line.startswith(("# ", "#\n"))
    ).encode()


def as_mo(catalog: Catalog) -> bytes:
    """The compiled catalogue."""
    catalog.creation_date = catalog.revision_date = None  # type: ignore[assignment]
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def main() -> None:
    """Write both files, and say which words wait for a translation."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    catalog = merged()
    PO.write_bytes(as_po(catalog))
    MO.write_bytes(as_mo(kept()))
    waiting = [message.id for message in catalog if message.id and not message.string]
    print(f"{len(catalog)} words, {len(waiting)} without English")


if __name__ == "__main__":
    main()
