"""LibreOffice as a converter: in a private folder, with a profile of its own, no macros, no network, and a deadline."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from kaohe.core import Refused
from kaohe.documents.word import limits

SECONDS = 60
"""An office document takes 1 to 4; the first start of LibreOffice a few more."""
_MOST_MEMORY = 4 * 1024**3
_MOST_OUTPUT = 2 * limits.MOST_FILE_BYTES
_USUAL_PLACES = (
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    Path("/opt/libreoffice/program/soffice"),
)
_NOWHERE = "127.0.0.1"
_PORT = 9
"""The discard port: whoever calls a host by this proxy reaches nobody."""
_FILTER = "docx:MS Word 2007 XML"

_SETTINGS = (
    # Macros are not run, whoever signed them; pictures and texts linked from elsewhere are not loaded.
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Writer/Content/Update", "Link", "2"),
)
_PROXY = (
    ("ooInetProxyType", "2"),
    ("ooInetHTTPProxyName", _NOWHERE),
    ("ooInetHTTPProxyPort", str(_PORT)),
    ("ooInetHTTPSProxyName", _NOWHERE),
    ("ooInetHTTPSProxyPort", str(_PORT)),
    ("ooInetFTPProxyName", _NOWHERE),
    ("ooInetFTPProxyPort", str(_PORT)),
    ("ooInetNoProxy", ""),
)


def find_libreoffice() -> str | None:
    """The command that starts LibreOffice; None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((str(place) for place in _USUAL_PLACES if place.is_file()), None)


def to_docx(data: bytes, suffix: str, name: str, seconds: int = SECONDS) -> bytes:
    """The bytes of a .docx made from those of another text document; `suffix` says what it is, `name` whose it is.

    Refused where LibreOffice is missing, gives up or takes too long.
    """
    command = find_libreoffice()
    if command is None:
        raise Refused(
            "document.needs-libreoffice",
            f"“{name}”是旧格式的文档，要靠 LibreOffice 转换，这台电脑上没有安装。"
            "请在 Word 或 WPS 里打开，另存为 .docx 再读；或安装 LibreOffice。",
        )
    with tempfile.TemporaryDirectory(prefix="kaohe-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        source = home / f"source{suffix}"  # the office's own name might mean something to a command line
        source.write_bytes(data)
        _write_profile(home / "profile")
        _run(command, source, home, name, seconds)
        made = home / "out" / "source.docx"
        if not made.is_file():
            raise _failed(name, "LibreOffice 没有能转换它（文件已损坏，或没有装它的 Writer 部分）")
        if made.stat().st_size > limits.MOST_FILE_BYTES:
            raise limits.too_big(name, "转换以后太大")
        return made.read_bytes()


def _run(command: str, source: Path, home: Path, name: str, seconds: int) -> None:
    arguments = [
        command,
        f"-env:UserInstallation={(home / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
        *("--convert-to", _FILTER, "--outdir", str(home / "out"), str(source)),
    ]
    proxy = f"http://{_NOWHERE}:{_PORT}"
    proxies = {
        key: proxy
        for name in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")
        for key in (name, name.upper())
    }
    environment = {
        **os.environ,
        **proxies,
        "no_proxy": "",
        "NO_PROXY": "",
        "HOME": str(home),
        "TMPDIR": str(home),
    }
    try:
        process = subprocess.Popen(  # noqa: S603 - the command is found by its own name, the arguments are ours
            arguments,
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        raise _failed(name, "LibreOffice 启动不了") from None
    _bound(process.pid)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        raise _failed(name, f"LibreOffice 转换了{seconds}秒还没有完") from None
    finally:
        _end(process)


def _bound(pid: int) -> None:
    """Bounds of memory and output, where the system has them; what LibreOffice starts inherits them."""
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - exists on Unix only

    try:
        resource.prlimit(pid, resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (_MOST_OUTPUT, _MOST_OUTPUT))
    except (OSError, ValueError):
        return  # it has ended already, or the machine allows less


def _end(process: subprocess.Popen[bytes]) -> None:
    """LibreOffice is a script that starts a program that starts another: all of them end."""
    if sys.platform == "win32":
        process.kill()
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            process.kill()
    process.wait()


def _write_profile(folder: Path) -> None:
    def item(path: str, name: str, value: str) -> str:
        prop = f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>'
        return f'<item oor:path="/org.openoffice.{path}">{prop}</item>'

    lines = [item(f"Office.{path}", name, value) for path, name, value in _SETTINGS]
    lines += [item("Inet/Settings", name, value) for name, value in _PROXY]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        head + "\n".join(lines) + "\n</oor:items>\n", encoding="utf-8"
    )


def _failed(name: str, why: str) -> Refused:
    return Refused(
        "document.conversion-failed", f"“{name}”读不了：{why}。请在 Word 或 WPS 里打开，另存为 .docx 再读。"
    )
