"""`kaohe read`: the office's own document becomes a draft of the scheme, and what it leaves open is settled."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kaohe.cli.common import MATERIAL_HAS_ERRORS, json_option, print_json, refusing, show, working
from kaohe.core import Period, Problem, Refused
from kaohe.core.problem import has_errors

if TYPE_CHECKING:
    from kaohe.reports.read_document import Given, ReadDocument
    from kaohe.scheme import SchemeDraft

_SCHEME_FILES = (".yaml", ".yml")
_CAN_BE_ASKED = {"scheme.missing-key"}
"""Problems of a draft's file that the questions themselves settle."""
_LEFT_OPEN = {"item.unsettled", "item.no-rule"}
"""Problems that say no more than that an item is still open."""


def _period(_context: click.Context, _option: click.Parameter, text: str | None) -> Period | None:
    try:
        return Period.parse(text) if text else None
    except ValueError:
        raise click.BadParameter(f"“{text}”不是一个考核期，请写成 2026、2026上半年或 2026-07。") from None


@click.command(name="read")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", metavar="办法.yaml", type=click.Path(path_type=Path), help="把草稿写进这个文件"
)
@click.option(
    "--html",
    "page",
    metavar="对照页.html",
    type=click.Path(path_type=Path),
    help="写一个网页：左边原件，右边读成什么",
)
@click.option("--ask", is_flag=True, help="在终端里逐条确认拿不准的地方；文件可以是原件，也可以是写好的草稿")
@click.option("--part", type=int, metavar="N", help="文件里有几套考核方案时，只要第N套")
@click.option("--title", default="", metavar="名称", help="考核办法的全称；不写用原件的标题")
@click.option("--period", callback=_period, metavar="考核期", help="如 2026、2026上半年；不写用标题里的年份")
@click.option("--level", default="", metavar="层级", help="考核哪一级单位，与单位表的“层级”一致，如 镇街")
@json_option
@refusing
def command(
    file: Path,
    output: Path | None,
    page: Path | None,
    ask: bool,
    part: int | None,
    title: str,
    period: Period | None,
    level: str,
    as_json: bool,
) -> None:
    """读考核办法（Word、Excel、网页、PDF、文本），列出每一项读成了什么、哪些拿不准、哪些没读懂。

    用 -o 写成草稿，用 --html 写成左右对照的网页，用 --ask 逐条确认。对照页和草稿里的规则，都要有人看过才算数。
    """
    from kaohe.reports.read_document import Given

    if ask and as_json:
        raise click.UsageError("--ask 要在终端里一问一答，不能和 --json 一起用。")
    given = Given(title, period, level)
    if file.suffix.lower() in _SCHEME_FILES:
        if page is not None or part is not None:
            raise click.UsageError("草稿文件没有原件可对照，--html 和 --part 只用于原件。")
        _draft_file(file, output or file, given, ask=ask, as_json=as_json)
    else:
        if ask and output is None:
            raise click.UsageError("请用 -o 指明草稿写进哪个文件，如 -o 办法.yaml；确认的结果随时写在里面。")
        _document(file, output, page, given, part, ask=ask, as_json=as_json)


def _document(
    file: Path,
    output: Path | None,
    page: Path | None,
    given: "Given",
    part: int | None,
    *,
    ask: bool,
    as_json: bool,
) -> None:
    """Read a document; show it, write its drafts and its page, settle one of them."""
    from kaohe.cli.reading.drafts import write_page
    from kaohe.cli.reading.read_json import read_json
    from kaohe.reports.read_document import chosen, read_document

    with working("正在读文件"):
        read = chosen(read_document(file), part)
    if ask and len(read.studies) != 1:
        _one_to_settle(read)
    written = [page] if page else []
    for path in written:
        write_page(read, path)
    problems = _all_problems(read)
    if as_json:
        written += _write_drafts(read, output, given, say=False) if output else []
        data = read_json(read)
        print_json({**data, "written": [str(path) for path in written]} if written else data)
    else:
        _list(read)
        show(problems)
        for path in written:
            click.echo(f"对照页已写入 {path}，用浏览器打开。")
        if output:
            _write_drafts(read, output, given, say=True)
        elif read.studies:
            one = " --part 1" if len(read.studies) > 1 else ""
            click.echo(f"写成草稿，逐条确认：kaohe read {file}{one} -o 办法.yaml --ask")
    if ask and output:
        _settle(output)
    elif has_errors(read.reading.problems):
        sys.exit(MATERIAL_HAS_ERRORS)


def _one_to_settle(read: "ReadDocument") -> None:
    """`--ask` settles one scheme: say which there are."""
    from kaohe.reports.read_document import titles_of

    if not read.studies:
        raise Refused("read.nothing-to-settle", "没有读到考核表，没有要确认的。", read.reading.problems)
    titles = "；".join(f"{n} {title}" for n, title in enumerate(titles_of(read), 1))
    message = f"这份文件里有{len(read.studies)}套考核方案，一次确认一套。请加 --part N 选一套：{titles}。"
    raise Refused("read.several-schemes", message)


def _all_problems(read: "ReadDocument") -> tuple[Problem, ...]:
    drafted = (problem for study in read.studies for problem in study.draft.problems)
    return tuple(dict.fromkeys((*read.reading.problems, *drafted)))


def _list(read: "ReadDocument") -> None:
    """The lists of items, then what it all comes to."""
    from kaohe.cli.reading.listing import print_study
    from kaohe.reports.besides import besides
    from kaohe.reports.read_document import titles_of
    from kaohe.reports.study import tally

    several = len(read.studies) > 1
    for number, (study, title) in enumerate(zip(read.studies, titles_of(read), strict=True), 1):
        print_study(study, f"第{number}套　{title}" if several else title)
    click.echo(f"{tally(read.studies)}。")
    others = "；".join(besides(read.reading))
    if others:
        click.echo(f"另外读到：{others}。")
    if several:
        click.echo(f"这份文件里有{len(read.studies)}套考核方案；用 --part N 只取其中一套。")


def _write_drafts(read: "ReadDocument", output: Path, given: "Given", *, say: bool) -> list[Path]:
    """A file a scheme."""
    from kaohe.cli.reading.drafts import write_drafts
    from kaohe.reports.read_document import titles_of
    from kaohe.reports.settling import items_in, waits

    written = write_drafts(read, output, given)
    for each, title in zip(written, titles_of(read), strict=True) if say else ():
        path = each.path
        which = f"：{title}" if len(written) > 1 else ""
        kept = f"原来的改名为 {each.kept}。" if each.kept else ""
        click.echo(f"草稿已写入 {path}{which}。{kept}")
        open_items = sum(waits(found.item, found.kind) for found in items_in(each.draft))
        if open_items:
            click.echo(f"　还有{open_items}项要确认：kaohe read {path} --ask，或在文件里的“待确认”下填“答”。")
    return [each.path for each in written]


# ---- a draft that was written before


def _draft_file(file: Path, output: Path, given: "Given", *, ask: bool, as_json: bool) -> None:
    """Show a draft's file, and settle what is open in it."""
    from kaohe.cli.reading.drafts import write_draft
    from kaohe.reports.settling import with_header
    from kaohe.scheme import complete, read_draft

    draft = _sound(read_draft(file), file) if ask else read_draft(file)
    if ask:
        filled = with_header(draft, title=given.title, period=given.period, level=given.level)
        kept = write_draft(filled, output)
        if kept:
            click.echo(f"原来的改名为 {kept}。")
        _settle(output)
        return
    scheme, problems = complete(draft)
    if as_json:
        print_json(_state_json(draft, problems))
    else:
        _list_draft(draft)
        show(problems)
    if scheme is None:
        sys.exit(MATERIAL_HAS_ERRORS)


def _sound(draft: "SchemeDraft", file: Path) -> "SchemeDraft":
    """A draft that can be written back without losing anything."""
    wrong = [problem for problem in draft.problems if problem.code not in _CAN_BE_ASKED]
    if has_errors(wrong) or not draft.tables:
        message = f"{file} 还有写错的地方，先改好再逐条确认，免得改写时丢了内容。"
        raise Refused("read.draft-has-errors", message, draft.problems)
    return draft


def _list_draft(draft: "SchemeDraft") -> None:
    from kaohe.cli.reading.listing import print_study
    from kaohe.reports.study import study_draft, tally

    study = study_draft(draft)
    print_study(study, draft.title)
    click.echo(f"{tally((study,))}。")


def _state_json(draft: "SchemeDraft", problems: Sequence[Problem]) -> dict[str, object]:
    from kaohe.cli.reading.read_json import pending_json
    from kaohe.reports.study import study_draft

    items = [
        {
            "code": study.number,
            "name": study.item.name,
            "state": study.state.key,
            "rule": study.words or None,
            "pending": [pending_json(pending) for pending in study.item.pending],
        }
        for study in study_draft(draft).items
    ]
    return {"title": draft.title, "items": items, "problems": [problem.as_json() for problem in problems]}


def _settle(path: Path) -> None:
    """Ask what is open in a draft's file, write each answer into it, and say whether it can be scored by now."""
    from kaohe.cli.reading.asking import Asking
    from kaohe.cli.reading.drafts import write_whole
    from kaohe.reports.settling import items_in, waits
    from kaohe.scheme import complete, read_draft, write_scheme

    draft = Asking(read_draft(path), lambda draft: write_whole(write_scheme(draft), path)).run()
    still = sum(waits(found.item, found.kind) for found in items_in(draft))
    scheme, problems = complete(read_draft(path))
    # What was left open was just seen; its number is told below.
    show([problem for problem in problems if not (still and problem.code in _LEFT_OPEN)])
    if scheme is None:
        click.echo(
            f"草稿在 {path}，还有{still}项没有确认。" if still else f"草稿在 {path}，还有上面的错误要改。"
        )
        click.echo(f"接着确认：kaohe read {path} --ask")
        sys.exit(MATERIAL_HAS_ERRORS)
    click.echo(f"都确认好了，办法在 {path}。")
    click.echo(f"体检：kaohe check {path}　　生成填报表：kaohe template {path} -o 填报表.xlsx")
