"""A PDF written by hand, so that the tests need no other program: text in a font nobody has to embed, and lines.

`STSong-Light` with the encoding `UniGB-UCS2-H` is one of the fonts every reader of PDF has to know.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842


@dataclass
class Page:
    """Operators of one page; positions in points from the upper left corner."""

    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 12) -> "Page":
        """A line of text with its upper edge at y. (Chinese characters are as wide as they are high.)"""
        code = text.encode("utf-16-be").hex()
        self.parts.append(f"BT /F1 {size} Tf {x} {HEIGHT - y - size * 0.88:.2f} Td <{code}> Tj ET")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> "Page":
        self.parts.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> "Page":
        """All the lines of a plain table."""
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        return self

    def picture(self) -> "Page":
        """A picture over the whole page, as a scanner makes."""
        self.parts.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im1 Do Q")
        return self


def pdf(*pages: Page, trailer: str = "", extra: Sequence[bytes] = (), packed: bool = True) -> bytes:
    """The file. `extra` are further objects, `trailer` further entries of the trailer; `packed` its streams."""
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>"
    descendant = (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R >>"
    )
    descriptor = (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    image = _stream(
        b"\x00",
        b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    first = 7
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        font,
        descendant,
        descriptor,
        image,
    ]
    for index, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {first + 2 * index + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 6 0 R >> >> >>".encode()
        )
        objects.append(_stream("\n".join(page.parts).encode(), packed=packed))
    return assemble([*objects, *extra], trailer)


def _stream(data: bytes, head: bytes = b"", *, packed: bool = True) -> bytes:
    if not packed:
        return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (head, len(data), data)
    data = zlib.compress(data)
    return b"<< %b /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (head, len(data), data)


def assemble(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """Objects, numbered from 1, as a file with its table of places."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return bytes(out)
