"""Web pages saved as one file (.mht; Word and WPS write them, often under the name .doc): the page inside.

The pictures and frames beside the page are left alone; nothing is fetched.
"""

import email
import email.policy
import tempfile
from email.message import Message
from pathlib import Path

from kaohe.core import Refused
from kaohe.documents.html import read_html
from kaohe.documents.model import Document

_MOST_PARTS = 2_000


def read_mhtml(path: Path) -> Document:
    """The page as `read_html` reads it, under the name of the archive. Refused where there is no page in it."""
    page = _page(path)
    with tempfile.TemporaryDirectory(prefix="kaohe-") as folder:
        # Under the same name, so that every place names the file the office knows.
        inside = Path(folder) / path.name
        inside.write_bytes(page)
        return read_html(inside)


def _page(path: Path) -> bytes:
    try:
        archive = email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)
        for count, part in enumerate(archive.walk()):
            if count < _MOST_PARTS and part.get_content_type() == "text/html":
                return _text(part)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as reason:
        # The standard library's parser meant for mail raises these over mangled headers.
        message = f"“{path.name}”已损坏或没有传完整，读不下去。请重新下载，或用 Word 打开后另存为 .docx。"
        raise Refused("document.damaged", message) from reason
    message = (
        f"“{path.name}”是单个文件网页，里面却没有网页正文。请用 Word 或浏览器打开，另存为 .docx 或 .html。"
    )
    raise Refused("document.empty", message)


def _text(part: Message) -> bytes:
    """The page's bytes; where the archive states the encoding, as UTF-8 with its mark, which goes before all else."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return b""
    charset = part.get_content_charset()
    if not charset:
        return data
    name = "gb18030" if charset in ("gb2312", "gbk") else charset
    try:
        return data.decode(name).encode("utf-8-sig")
    except (UnicodeDecodeError, LookupError):
        return data
