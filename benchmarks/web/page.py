"""docs/benchmarks-web.md out of what was measured."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Any

from benchmarks.timing import machine
from benchmarks.web.rush import Crowd, Grown, Rushed
from kaohe import __version__

KINDS = (
    ("save", "填报保存一格 a clerk saves a cell"), ("submit", "报送 submit"), ("form", "打开填报表 form"),
    ("desk", "工作台 desk"), ("login page", "登录页 login page"), ("login", "登录 log in"),
    ("score", "科室保存一格 a scorer saves a cell"), ("matrix", "评分矩阵 matrix"), ("heat", "得分分布 heat map"),
)  # fmt: skip
_NONE = ("lost", "trail", "lost_submissions", "broken_links")


@dataclass(frozen=True, slots=True)
class Everything:
    """What one run measured; empty parts were not asked for. looked: (units, answer of `pages`); rescored: (units, items, answer)."""

    crowd: Crowd
    rushed: Sequence[Rushed]
    looked: Sequence[tuple[int, int, dict[str, Any]]]
    grown: Grown | None
    walked: tuple[int, int]
    rescored: Sequence[tuple[int, int, dict[str, Any]]]


def quantile(values: Iterable[float], share: float) -> float:
    """The least value that so large a share does not exceed (nearest rank); 0 of nothing."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else 0.0


def text(found: Everything) -> str:
    """The whole page."""
    parts = [HEAD.format(machine=machine(), version=__version__)]
    if found.rushed:
        parts.append(_rush(found.crowd, found.rushed))
    if found.looked:
        parts.append(_pages(found.looked))
    if found.grown:
        parts.append(_memory(found.grown, found.walked))
    if found.rescored:
        parts.append(_rescored(found.rescored))
    return "\n".join(parts)


def wrong(found: Everything) -> list[str]:
    """Everything that should not be: failures, lost writes, a trail that does not hold."""
    words = [
        f"{each.label}: {name} {each.checked[name]}"
        for each in found.rushed
        for name in _NONE
        if each.checked[name]
    ]
    words += [f"{each.label}: {kind} failed {n}" for each in found.rushed for kind, n in each.failed.items()]
    words += [f"{each.label}: {error}" for each in found.rushed for error in each.errors[:5]]
    if found.grown and found.grown.failed:
        words.append(f"memory: failed {found.grown.failed}")
    return words


def _rush(crowd: Crowd, rushed: Sequence[Rushed]) -> str:
    rows, kinds = [], []
    for each in rushed:
        every = [seconds for times in each.times.values() for seconds in times]
        rows.append(
            f"| {each.label} | {len(every):,} | {len(every) / each.seconds:.1f} | {_quantiles(every)} | {sum(each.failed.values())} "
            f"| {each.checked['acknowledged']:,} | {each.checked['lost']} | {each.submitted} | {each.checked['lost_submissions']} "
            f"| {each.checked['trail']} | {each.checked['broken_links']} | {each.processor / each.seconds:.2f} "
            f"| {' + '.join(f'{size:.0f}' for size in each.megabytes)} |"
        )
        for kind, words in KINDS:
            if times := each.times.get(kind):
                kinds.append(
                    f"| {each.label} | {words} | {len(times):,} | {_quantiles(times)} | {max(times) * 1000:,.0f} "
                    f"| {each.failed.get(kind, 0)} |"
                )
    names = ("clerks", "logins", "scorers", "viewers", "units", "items", "seconds", "ramp")
    values = {name: f"{getattr(crowd, name):g}" for name in names}
    thinks = {name: f"{least:g}–{most:g}" for name, (least, most) in
              (("clerk", crowd.clerk), ("scorer", crowd.scorer), ("viewer", crowd.viewer), ("cells", crowd.cells))}  # fmt: skip
    return RUSH.format(rows="\n".join(rows), kinds="\n".join(kinds), **values, **thinks)


def _pages(looked: Sequence[tuple[int, int, dict[str, Any]]]) -> str:
    shown: list[str] = []
    names: dict[str, list[dict[str, Any] | None]] = {}
    for place, (_units, _items, answer) in enumerate(looked):
        for page in answer["pages"]:
            if page["seconds"]:
                names.setdefault(page["name"], [None] * len(looked))[place] = page

    def slowest(item: tuple[str, list[dict[str, Any] | None]]) -> float:
        return -max(float(median(page["seconds"])) for page in item[1] if page)

    for name, pages in sorted(names.items(), key=slowest):
        role = next(page["role"] for page in pages if page)
        label = f"`{name}`（{role}）" if name else "**普通的 Django 页 a trivial Django page**"
        shown.append(f"| {label} | {' | '.join(_page(page) for page in pages)} |")
    heads = [
        f"{units:,} × {items}：p50 / p95（毫秒 ms） | 查询 queries | HTML KB" for units, items, _ in looked
    ]
    left_out = sorted(
        {page["name"] for _, _, answer in looked for page in answer["pages"] if page["status"] in (302, 404)}
    )
    return PAGES.format(
        heads=" | ".join(heads), rule=" | ".join(["---: | ---: | ---:"] * len(looked)), rows="\n".join(shown),
        left_out="、".join(f"`{name}`" for name in left_out) or "无 none",
    )  # fmt: skip


def _page(page: dict[str, Any] | None) -> str:
    if page is None:
        return "— | — | —"
    times = [seconds * 1000 for seconds in page["seconds"]]
    return f"{median(times):,.1f} / {quantile(times, 0.95):,.1f} | {page['queries']} | {page['bytes'] / 1000:,.1f}"


def _memory(grown: Grown, walked: tuple[int, int]) -> str:
    head = " | ".join(f"{count:,}" for count, _ in grown.points)
    rule = " | ".join("---:" for _ in grown.points)
    row = " | ".join(f"{size:.0f}" for _, size in grown.points)
    rate = grown.points[-1][0] / grown.seconds
    return MEMORY.format(
        head=head,
        rule=rule,
        row=row,
        rate=f"{rate:.0f}",
        failed=grown.failed,
        units=walked[0],
        items=walked[1],
    )


def _rescored(rescored: Sequence[tuple[int, int, dict[str, Any]]]) -> str:
    rows = []
    for units, items, told in rescored:
        both = [save + show for save, show in zip(told["save"], told["show"], strict=True)]
        cells = (
            median(told["save"]),
            median(told["show"]),
            median(both),
            median(told["again"]),
            told["first"],
        )
        rows.append(f"| {units:,} × {items} | {' | '.join(f'{cell:.3f}' for cell in cells)} |")
    return RESCORED.format(rows="\n".join(rows))


def _quantiles(times: Sequence[float]) -> str:
    return " | ".join(f"{quantile(times, share) * 1000:,.0f}" for share in (0.5, 0.95, 0.99))


HEAD = """# 网页测速 · Benchmarks of the web application

`make bench-web` 写出本页（`python -m benchmarks.web.run`）。不同机器之间只宜比比值。
Written by `make bench-web`. Between machines compare ratios only.

机器 · Machine: {machine}. Kaohe {version}.
"""

RUSH = """## 最后一天 · The last day

{clerks} 名填报员逐格保存、报送，{scorers} 名科室评分员保存评分，{viewers} 人看得分分布，共 {seconds} 秒；{units} 个单位 × {items} 项。服务器是真的 `kaohe serve`（waitress，8 个线程），数据在临时文件夹；来的人是另一个进程里的 asyncio 程序（aiohttp），与服务器在同一台机器上抢处理器，每人有自己的连接和 cookie。
{clerks} clerks save cell by cell and submit, {scorers} scorers save, {viewers} people look at the heat map, for {seconds} seconds; {units} units × {items} items. The server is a real `kaohe serve` (waitress, 8 threads) on a temporary folder; the crowd is one asyncio program (aiohttp) on the same machine, competing for its processor, each person with a connection and cookies of their own.

- 两个考核同时在：今年的在“填报”，填报员在里面；上年的在“检查评分”，评分员在里面（一个考核不会又填报又评分）。看得分分布的是考核办的人（领导到“审定”才能看），五人里三人看填报的、两人看评分的；填报的那个每次看前都有人改过数，所以每次都重新计分。
  Two rounds at once: this year's is being reported, last year's scored (one round is never both). The heat map is looked at by the office (leaders see it from 审定 on), three in five at the round whose figures change all the time, so that it is scored anew at each look.
- 会话：{logins} 名填报员当场用密码登录，其余的人会话事先建在数据库里。所有人在头 {ramp} 秒里陆续到。 {logins} clerks log in with their password; all others have sessions made in the database beforehand. Everybody arrives within the first {ramp} seconds.
- 两次动作之间想多久（秒，均匀分布）：填报员 {clerk}，评分员 {scorer}，看图的 {viewer}。每名填报员填改 {cells} 格后报送，之后隔一会儿看一眼。 Seconds of thinking between two acts (even chances): clerks {clerk}, scorers {scorer}, viewers {viewer}. A clerk saves {cells} cells, submits, and then looks now and again.
- 失败：状态不对、没有答复、超过 60 秒、保存没有被接受，都算。丢失：收到“已保存”的最后一个值事后不在库里，或版次对不上。Failures are wrong statuses, no answer, more than 60 seconds, and saves not taken; lost is a last acknowledged value, or its edition, that is not in the database afterwards.
- PostgreSQL 用它出厂的设置（fsync 开），SQLite 用 WAL、synchronous=NORMAL。 PostgreSQL as it comes (fsync on), SQLite with WAL and synchronous=NORMAL.

时间是毫秒 · times in ms。“处理器”是服务器进程平均占用几个核 · “processor” is how many cores the servers used on average.

| 配置 configuration | 请求 requests | 每秒 a second | p50 | p95 | p99 | 失败 failed | 确认保存 acknowledged | 丢失 lost | 报送 submitted | 报送丢失 lost | 版次与留痕不符 trail disagrees | 链断 broken links | 处理器 processor | 内存 memory MB |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{rows}

| 配置 configuration | 动作 act | 次数 count | p50 | p95 | p99 | 最长 most | 失败 failed |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
{kinds}
"""

PAGES = """## 每个页面 · Every page

一个进程里直接调用（不经网络），含全部中间件和模板，看过两次以后再计时；数据库是 SQLite。按最慢的排在前面。比照的普通页：默认中间件、一次会话、一次查询、一张 20 行的表。
Called within one process, without a network, all middleware and templates included, timed after two looks; SQLite. The slowest first. The trivial page beside: Django's default middleware, a session, one query, a table of 20 rows.

| 页面 page（谁 who） | {heads} |
| --- | {rule} |
{rows}

没有量的（这次的数据里没有，或转到别处）· Not measured (not in this material, or leading elsewhere): {left_out}.
"""

MEMORY = """## 一个进程的内存 · Memory of a worker

一个服务器进程（SQLite，{units} 个单位 × {items} 项），12 个人不停地轮流看工作台、填报表、评分矩阵、排名、得分分布，其中 4 人每轮改一个数；每秒约 {rate} 次，失败 {failed}。
One server process (SQLite, {units} units × {items} items), 12 people looking at desk, form, matrix, ranking and heat map in turn without a pause, 4 of them changing a figure each turn; some {rate} requests a second, {failed} failed.

| 请求数 requests | {head} |
| --- | {rule} |
| 常驻内存 resident MB | {row} |
"""

RESCORED = """## 改一个数到结果页 · From one changed figure to the page

填报员改一格，考核办随即打开排名，上面已是新的得分。秒，中位数；SQLite，一个进程里直接调用。“再看一次”什么都没变；“第一次”进程刚启动，什么都没算过。
A clerk changes a cell and the office opens the ranking, which shows the new score. Seconds, medians; SQLite, within one process. “Again” is another look with nothing changed; “first” is the first look of a fresh process.

| 单位 × 指标 units × items | 保存 save | 打开排名 ranking | 合计 together | 再看一次 again | 第一次 first |
| --- | ---: | ---: | ---: | ---: | ---: |
{rows}
"""
