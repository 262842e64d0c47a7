"""Pictures of the pages for the guide, from the bundled example: `python -m tests.web.shots [NAME…]`.

Writes docs/guide/images/web/*.png and docs/guide/pages.md, which shows them in the order of the year. Every page is taken at the size of an
office's screen; those that people use outside the office, at a phone's too.
"""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Thread

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
IMAGES = GUIDE / "images" / "web"
SCREEN, PHONE = (1366, 768), (390, 844)
COLOURS = 96
"""Enough for pages of few colours; a fifth of the size."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, in which stage, by whom (a login name of the example), where, and what it shows in a line."""

    name: str
    stage: str
    user: str
    path: str
    words: str
    phone: bool = False


SHOTS = (
    Shot("login", "reporting", "", "/login/", "登录"),
    Shot("desk-office", "reporting", "office", "/", "考核办的工作台：等我办的事，每次考核走到哪里"),
    Shot("desk-head", "reporting", "e01-head", "/", "镇街负责人的工作台", phone=True),
    Shot("scheme", "reporting", "office", "/schemes/{version}/", "办法：左边是原件，右边是读成的规则，逐条改"),
    Shot("scheme-checks", "reporting", "office", "/schemes/{version}/checks/", "体检：合法性、减负、写法"),
    Shot("round", "reporting", "office", "/rounds/{round}/", "一次考核：走到哪一步，还差什么，期限"),
    Shot("targets", "targets", "office", "/rounds/{round}/targets/", "目标：单位 × 数据项，可以从 Excel 粘贴"),
    Shot("filing", "reporting", "office", "/rounds/{round}/filing/", "各单位填报到哪里了：未报、逾期、退回"),
    Shot("filing-unit", "reporting", "{open_reporter}", "/rounds/{round}/filing/unit/{open}/2026/", "一个单位的填报：边填边存、边填边查", phone=True),
    Shot("evidence", "reporting", "{reporter}", "/rounds/{round}/evidence/", "佐证：按指标拖进来"),
    Shot("self", "self", "{reporter}", "/rounds/{round}/self/{code}/", "自评", phone=True),
    Shot("matrix", "scoring", "dept1", "/rounds/{round}/scoring/", "评分：一个科室的指标"),
    Shot("draw", "reporting", "office", "/fieldwork/{round}/draws/1/", "抽样：先公布指纹，再抽取，谁都能重抽一遍核对"),
    Shot("timetable", "reporting", "office", "/fieldwork/{round}/timetable/", "检查日程：检查组 × 半天，手工改的固定不动"),
    Shot("visits", "reporting", "office", "/fieldwork/{round}/findings/", "检查：查得的和上报的并排"),
    Shot("visit-form", "reporting", "inspector", "/fieldwork/{round}/form/", "检查表：断网也能填，有网自动送出", phone=True),
    Shot("feedback", "feedback", "{head}", "/rounds/{round}/feedback/{code}/", "反馈：每一分为什么失", phone=True),
    Shot("appeals", "appeals", "office", "/rounds/{round}/appeals/", "申诉：决定以前先看人人的名次怎样变"),
    Shot("ranking", "approval", "office", "/rounds/{round}/results/", "结果：排名"),
    Shot("heat", "approval", "office", "/rounds/{round}/results/heat/", "热力图：哪些单位在哪些指标上失分"),
    Shot("unit", "approval", "office", "/rounds/{round}/results/units/{code}/", "一个单位：从满分到总分，每一项的理由"),
    Shot("whatif", "approval", "office", "/rounds/{round}/results/whatif/", "假如：改一个数，人人的名次前后"),
    Shot("publications", "published", "office", "/rounds/{round}/results/published/", "公布和核对：凭据"),
    Shot("papers", "published", "office", "/rounds/{round}/papers/", "文书：通报、反馈意见函、整改通知书……"),
    Shot("words", "reporting", "office", "/rounds/{round}/papers/words/", "公文用语：发文机关、文号、日期，一张表填好"),
    Shot("tasks", "reporting", "office", "/rounds/{round}/tasks/", "任务：一个月里人人 × 各项任务，办结、逾期、结转"),
    Shot("tasks-unit", "reporting", "{reporter}", "/rounds/{round}/tasks/of/{code}/", "一个单位当月的任务清单", phone=True),
    Shot("tasks-programme", "reporting", "office", "/rounds/{round}/tasks/programme/edit/", "任务方案：一行一项，上传或自己填"),
    Shot("rectify", "rectifying", "office", "/rounds/{round}/rectify/", "整改：从失分到销号"),
    Shot("remind", "reporting", "office", "/rounds/{round}/remind/", "催办：三天内到期的，已经逾期的"),
    Shot("trail", "rectifying", "auditor", "/trail/", "留痕：谁、什么时候、做了什么"),
    Shot("people", "reporting", "admin", "/people/", "人员和职责"),
)  # fmt: skip


def main(names: Sequence[str]) -> None:
    """Take all pictures, or those named."""
    with tempfile.TemporaryDirectory(prefix="kaohe-shots-") as folder:
        _set_up(Path(folder))
        wanted = [shot for shot in SHOTS if not names or shot.name in names]
        IMAGES.mkdir(parents=True, exist_ok=True)
        from playwright.sync_api import sync_playwright

        from tests.browser.watched import CHROMIUM, OPTIONS

        assert CHROMIUM is not None, "Chromium is not installed here"
        with _serving() as address, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
            for shot in sorted(wanted, key=_order):
                _take(browser, address, shot)
            browser.close()
    if not names:
        (GUIDE / "pages.md").write_text(page(), encoding="utf-8")


def page() -> str:
    """The guide's page of pictures."""
    lines = [
        "# 各页长什么样 · What the pages look like",
        "",
        "由 `python -m tests.web.shots` 用自带的示例拍下。",
    ]
    lines += ["Taken from the bundled example by `python -m tests.web.shots`.", ""]
    for shot in SHOTS:
        lines += [f"## {shot.words}", "", f"![{shot.words}](images/web/{shot.name}.png)", ""]
        if shot.phone:
            lines += [f"![{shot.words}，手机](images/web/{shot.name}-phone.png)", ""]
    return "\n".join(lines)


def _order(shot: Shot) -> int:
    from kaohe.web.rounds.stages import Stage

    return Stage(shot.stage).place


def _set_up(folder: Path) -> None:
    """The example in a place of its own."""
    os.environ |= {"KAOHE_HOME": str(folder), "KAOHE_HOSTS": "127.0.0.1", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "kaohe.web.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from kaohe.web import demo

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    demo.load(lambda *words, **more: None)


@contextmanager
def _serving() -> Iterator[str]:
    """The application on a port of its own."""
    from waitress.server import create_server

    from kaohe.web.config.wsgi import application

    server = create_server(application, host="127.0.0.1", port=0, threads=4)
    Thread(target=server.run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()


def _take(browser: object, address: str, shot: Shot) -> None:
    from playwright.sync_api import Browser

    from kaohe.web.demo import bring
    from kaohe.web.demo_people import PASSWORD
    from kaohe.web.rounds.stages import Stage

    assert isinstance(browser, Browser)
    round = bring(Stage(shot.stage))
    unit = round.units.filter(level="镇街").first()
    assert unit is not None
    handed_in = round.filings.filter(
        unit__isnull=False, period=round.period, state__in=("submitted", "verified")
    ).values("unit")
    waiting = round.units.filter(level="镇街").exclude(pk__in=handed_in).first() or unit
    words = {
        "round": round.pk,
        "version": round.scheme_id,
        "code": unit.code,
        "reporter": unit.code.lower(),
        "head": f"{unit.code.lower()}-head",
        "open": waiting.code,
        "open_reporter": waiting.code.lower(),
    }
    for size in (SCREEN, PHONE) if shot.phone else (SCREEN,):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", device_scale_factor=1
        )
        opened = context.new_page()
        if user := shot.user.format(**words):
            opened.goto(f"{address}/login/")
            opened.get_by_label("登录名").fill(user)
            opened.get_by_label("密码").fill(PASSWORD)
            opened.get_by_role("button", name="登录").click()
        answer = opened.goto(address + shot.path.format(**words))
        assert answer is not None
        assert answer.ok, f"{shot.name}: {answer.status}"
        opened.wait_for_load_state("networkidle")
        name = shot.name if size == SCREEN else f"{shot.name}-phone"
        _keep(opened.screenshot(full_page=False), IMAGES / f"{name}.png")
        context.close()


def _keep(picture: bytes, path: Path) -> None:
    """With few colours, without dates: the same page is the same file."""
    from PIL import Image

    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


if __name__ == "__main__":
    main(sys.argv[1:])
