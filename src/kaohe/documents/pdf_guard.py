"""pdfminer within bounds: what a PDF unpacks to, what a page draws, and how long it may take.

A PDF of a few kilobytes can unpack to gigabytes, and a page can draw itself a million times. pdfminer
unpacks and draws whatever it is told, so its unpacking is replaced by one that counts, and pages are drawn
onto a device that counts. Outside `within` both do what they always did.
"""

import io
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from pdfminer import pdftypes
from pdfminer.lzw import LZWDecoder
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.runlength import rldecode
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent

from kaohe.core import Refused
from kaohe.documents.limits import Limits

_PIECE = 64 * 1024
_CHECKSUM = 8
_MOST_RUN_LENGTH = 2 * 1024 * 1024
_CLOCK_EVERY = 256

TOO_LARGE = "PDF 解开后大得不合情理，为安全起见没有读。请在 Word 或 WPS 里重新生成 PDF，或直接读入原文件。"


class Spending:
    """What the reading of one file has cost so far."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.lost = False
        self._left = limits.stream_bytes
        self._until = time.monotonic() + limits.seconds

    def unpacked(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise Refused("document.unsafe", TOO_LARGE)

    def check_clock(self) -> None:
        if time.monotonic() > self._until:
            message = f"读了 {self.limits.seconds} 秒还没有读完，没有读入。请只保留要读的页，另存后再读入。"
            raise Refused("document.too-slow", message)


_spending: ContextVar[Spending | None] = ContextVar("spending", default=None)


@contextmanager
def within(limits: Limits) -> Iterator[Spending]:
    """Inside, pdfminer spends no more than the limits: Refused beyond."""
    token = _spending.set(Spending(limits))
    try:
        spending = _spending.get()
        assert spending is not None
        yield spending
    finally:
        _spending.reset(token)


class _CountingZlib:
    """Stands in for the module zlib where pdfminer unpacks streams."""

    error = zlib.error
    decompressobj = staticmethod(zlib.decompressobj)

    @staticmethod
    def decompress(data: bytes) -> bytes:
        """The stream unpacked; nothing where it is broken in the middle, and that is kept in mind."""
        spending = _spending.get()
        if spending is None:
            return zlib.decompress(data)
        spending.check_clock()
        engine, pieces, rest = zlib.decompressobj(), [], data
        try:
            while rest and not engine.eof:
                piece = engine.decompress(rest, _PIECE)
                spending.unpacked(len(piece))
                pieces.append(piece)
                rest = engine.unconsumed_tail
        except zlib.error:
            if len(rest) > _CHECKSUM or not pieces:
                spending.lost = True
                return b""
        return b"".join(pieces)


def _counting_lzw(data: bytes) -> bytes:
    spending, pieces = _spending.get(), []
    for piece in LZWDecoder(io.BytesIO(data)).run():
        pieces.append(piece)
        if spending is not None:
            spending.unpacked(len(piece))
            if len(pieces) % _CLOCK_EVERY == 0:
                spending.check_clock()
    return b"".join(pieces)


def _counting_run_length(data: bytes) -> bytes:
    if _spending.get() is not None and len(data) > _MOST_RUN_LENGTH:
        raise Refused("document.unsafe", TOO_LARGE)
    return rldecode(data)


# pdfminer offers no other way in: its streams unpack themselves by these three names.
_patched: Any = pdftypes
_patched.zlib = _CountingZlib
_patched.lzwdecode = _counting_lzw
_patched.rldecode = _counting_run_length


class _CountingDevice(PDFPageAggregatorWithMarkedContent):
    """What a page is drawn onto: the collector of pdfplumber, and a count of what is drawn."""

    drawn = 0
    spending: Spending

    def _count(self) -> None:
        self.drawn += 1
        if self.drawn > self.spending.limits.page_objects:
            message = (
                f"第 {self.pageno} 页有 {self.spending.limits.page_objects} 个以上的字符和线条，没有读入。"
            )
            raise Refused(
                "document.too-large", f"{message}请在 Word 或 WPS 里重新生成 PDF，或直接读入原文件。"
            )
        if self.drawn % _CLOCK_EVERY == 0:
            self.spending.check_clock()

    def render_char(self, *args: Any, **kwargs: Any) -> Any:
        self._count()
        return super().render_char(*args, **kwargs)

    def render_image(self, *args: Any, **kwargs: Any) -> None:
        self._count()
        super().render_image(*args, **kwargs)

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        self._count()
        super().paint_path(*args, **kwargs)

    def begin_figure(self, *args: Any, **kwargs: Any) -> None:
        self._count()
        super().begin_figure(*args, **kwargs)


def draw(page: Page, spending: Spending) -> None:
    """Have a page drawn within bounds; what pdfplumber says of it afterwards rests on that."""
    spending.check_clock()
    device = _CountingDevice(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    device.spending = spending
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()
