"""One target in one process: `python -m fuzz.target NAME FOLDER [libFuzzer options]`.

What counts as found: an exception that is not `Refused`, a broken promise of the clause reader, an input that takes
longer than `SLOW` seconds. What is found is written to FOLDER/found, one input a kind, and the search goes on.
"""

import sys
import time
import traceback
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["kaohe"]):
    from kaohe.clauses import Question, read_clause
    from kaohe.cli.trial import score_of
    from kaohe.core import Refused
    from kaohe.documents.html import read_html
    from kaohe.documents.opening import open_document
    from kaohe.documents.recognise import recognise
    from kaohe.documents.sheets import read_xlsx
    from kaohe.documents.text import read_text
    from kaohe.documents.word import read_docx


from fuzz.files import PAGE, TEXT, Archive, mutated_markup, portable, word, workbook
from fuzz.words import clause, document

SLOW = 5
"""Seconds that one input may take (the instrumented code is about three times slower than the plain one)."""


class Search:
    """What a target does with one input, what it begins with, and where findings go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: set[str] = set()
        for name in ("found", "corpus"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.file = folder / "input"

    def one(self, look: Callable[[bytes], object], data: bytes) -> None:
        begun = time.monotonic()
        try:
            look(data)
        except Refused:
            pass
        except Exception as error:
            self.keep(_kind(error), data, traceback.format_exc())
        if time.monotonic() - begun > SLOW:
            self.keep("slow", data, f"{time.monotonic() - begun:.1f} s")

    def keep(self, kind: str, data: bytes, words: str) -> None:
        if kind in self.found:
            return
        self.found.add(kind)
        path = self.folder / "found" / f"{len(self.found):02d}"
        path.with_suffix(".bin").write_bytes(data)
        path.with_suffix(".txt").write_text(f"{kind}\n\n{words}", encoding="utf-8")
        print(f"FOUND {kind}", flush=True)

    def path(self, name: str, data: bytes) -> Path:
        """The input as a file of that name."""
        path = self.folder / name
        path.write_bytes(data)
        return path


def _kind(error: BaseException) -> str:
    """The exception and the innermost line of ours: inputs that fail there are alike."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "kaohe" in frame.filename or "fuzz" in frame.filename
    ]
    last = frames[-1]
    return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}"


def read_one_clause(data: bytes) -> None:
    """The promises of a reading: spans are the text they point at, scores stay between the bounds."""
    source = atheris.FuzzedDataProvider(data)
    points = source.PickValueInList([None, Decimal(5), Decimal("0.5"), Decimal(100), Decimal(0)])
    mode = source.PickValueInList(["score", "bonus", "adjust"])
    context = clause(source, 12) if source.ConsumeBool() else ""
    question = Question(
        clause(source), source.PickValueInList(["", "合格率", "会议次数"]), points, mode, context
    )
    reading = read_clause(question)
    for span in [*reading.unread, *(entry.span for entry in reading.inputs)]:
        assert question.text[span.start : span.end] == span.text, "a span is not the text it points at"
    if reading.rule is None or reading.unread:
        return
    for figure in (0, 1, 97):
        values = {
            entry.measure: bool(figure) if entry.type == "bool" else Decimal(figure)
            for entry in reading.inputs
        }
        score = score_of(reading, question, values)
        if score is not None and mode == "score" and points is not None:
            assert score <= points or reading.over, "more than the item's points"
            assert score >= 0 or reading.under, "below zero"


def targets(
    search: Search,
) -> dict[str, tuple[Callable[[bytes], object], list[bytes], Callable[[bytes, int, int], bytes] | None]]:
    """By name: what is done with an input, what to begin with, how it is changed (None: libFuzzer's way)."""
    words, book = Archive(word()), Archive(workbook())
    plain = [TEXT.encode(), TEXT.encode("gb18030")]
    return {
        "clause": (
            read_one_clause,
            [bytes(range(number, number + 60)) for number in (0, 60, 120, 180)],
            None,
        ),
        "recognise": (
            lambda data: recognise(document(atheris.FuzzedDataProvider(data))),
            [bytes(range(256)) * 2],
            None,
        ),
        "text": (lambda data: recognise(read_text(search.path("甲.txt", data))), plain, None),
        "html": (lambda data: recognise(read_html(search.path("甲.html", data))), [PAGE], mutated_markup),
        "docx": (
            lambda data: read_docx(search.path("甲.docx", words.packed(data))),
            words.seeds(),
            mutated_markup,
        ),
        "xlsx": (
            lambda data: read_xlsx(search.path("甲.xlsx", book.packed(data))),
            book.seeds(),
            mutated_markup,
        ),
        "pdf": (lambda data: open_document(search.path("甲.pdf", data)), [portable()], None),
        "any": (
            lambda data: open_document(search.path("甲.doc", data)),
            [word(), workbook(), PAGE, *plain, portable()],
            None,
        ),
    }


def main() -> None:
    name, folder, *options = sys.argv[1:]
    search = Search(Path(folder))
    look, seeds, mutate = targets(search)[name]
    for number, seed in enumerate(seeds):
        (search.folder / "corpus" / f"seed{number}").write_bytes(seed)
    again = any(
        not option.startswith("-") for option in options
    )  # files to look at once more, instead of a search
    corpus = [] if again else [str(search.folder / "corpus")]
    arguments = [sys.argv[0], *corpus, "-print_final_stats=1", *options]
    extra = {"custom_mutator": mutate} if mutate else {}
    atheris.Setup(arguments, lambda data: search.one(look, data), **extra)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
