"""The example round's pictures as they were when somebody looked at them. KAOHE_RERECORD=1 records them anew: look again."""

import os
from pathlib import Path

import pytest

from tests.unit.reports.pictures import made

KEPT = Path(__file__).parents[3] / "golden" / "pictures"
NAMES = [
    name for name in made.EXAMPLES if name not in ("heat", "heat-wide", "ranking-wide", "reporting-fields")
]
"""The large ones repeat what the small ones show."""


@pytest.mark.parametrize("which", NAMES)
def test_it_looks_as_it_did(which: str) -> None:
    (picture,) = made.EXAMPLES[which]()
    path = KEPT / f"{which}.svg"
    now = f"{picture.svg}\n"
    if os.environ.get("KAOHE_RERECORD"):
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now, "KAOHE_RERECORD=1 records it anew"
