"""`kaohe draw`: sample points by a public seed, a record that anybody can repeat, and its check."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kaohe.cli.common import MATERIAL_HAS_ERRORS, json_option, print_json, refusing, show, working
from kaohe.cli.draw_options import Asked, frame_options, plan_options, read_asked, today
from kaohe.cli.draw_papers import notice, section
from kaohe.core import Refused

if TYPE_CHECKING:
    from kaohe.core import Problem
    from kaohe.fieldwork.draws import Draw
    from kaohe.fieldwork.draws.record import Kept

_MOST_ROWS = 60
_record_argument = click.argument("record", metavar="抽样记录.json", type=click.Path(path_type=Path))
_output_option = click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="抽样记录写到哪个文件"
)
_force_option = click.option("--force", is_flag=True, help="文件已经有了也覆盖")
_date_option = click.option(
    "--date", "day", callback=today, metavar="日期", help="日期，如2026-12-28；不写是今天"
)
_seed_file_option = click.option(
    "--seed-file", type=click.Path(path_type=Path), help="承诺过的种子的文件（kaohe draw seed 写出的）"
)


@click.group(
    name="draw", invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--verify", "record", type=click.Path(path_type=Path), help="核对一份抽样记录：全部重算，说明哪里不符"
)
@click.option("--fingerprint", default="", help="抽取前公告的指纹（可以只写前几位），一并核对")
@json_option
@click.pass_context
@refusing
def command(context: click.Context, record: Path | None, fingerprint: str, as_json: bool) -> None:
    """抽检查点：先公布名单、方案和种子的来历，再抽取；谁都能拿记录重算核对。

    \b
    kaohe draw prepare 抽样方案.yaml --frame 抽样框.csv -o 抽样预告.json
    kaohe draw run 抽样预告.json --number 05-11-17-24-26-33 -o 抽样.json
    kaohe draw replace 抽样.json 上堰村 --reason 道路中断
    kaohe draw --verify 抽样.json
    kaohe draw size --population 320 --error 5%
    """
    if context.invoked_subcommand is not None:
        return
    if record is None:
        raise click.UsageError(
            "请写明做什么：seed、prepare、run、now、replace、notice、section、size，或 --verify。"
        )
    _verify(record, fingerprint, as_json)


def _verify(record: Path, published: str, as_json: bool) -> None:
    from kaohe.fieldwork.draws import verify_record

    with working("按记录重新抽取"):
        verified = verify_record(record, published)
    done = verified.draw is not None and verified.draw.done
    if as_json:
        data = {"holds": verified.holds, "drawn": done, "fingerprint": verified.fingerprint}
        print_json({**data, "differences": list(verified.differences)})
    elif not verified.holds:
        click.echo(f"不符，共{len(verified.differences)}处：", err=True)
        for difference in verified.differences:
            click.echo(f"  {difference}", err=True)
    else:
        what = "重新抽取，结果和替换都与记录一致" if done else "名单、方案和个数都对，还没有抽取"
        click.echo(f"相符：{what}。公告的指纹 {verified.fingerprint}")
    if not verified.holds:
        sys.exit(MATERIAL_HAS_ERRORS)


@command.command(name="seed")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="种子的文件，抽取以前不要给人看"
)
@click.option("--seed", default="", help="当众掷骰子等得到的种子；不写由系统的随机源产生")
@json_option
@refusing
def seed_command(output: Path, seed: str, as_json: bool) -> None:
    """定一个种子，写进文件保管，公布它的哈希（承诺）。抽取时公开，对不上的不能用。"""
    import os

    from kaohe.fieldwork.draws import canonical, new_secret, secret_record

    secret = new_secret(seed)
    if output.exists():
        raise Refused("draw.seed-exists", f"{output} 已经有了。承诺过的种子不能覆盖，请换个名字。")
    with os.fdopen(
        os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(canonical(secret_record(secret)))
    if as_json:
        print_json({"written": str(output), "commitment": secret.commitment})
        return
    click.echo(f"种子写入 {output}，抽取以前不要公开。公布的哈希：\n{secret.commitment}")


@command.command()
@frame_options
@plan_options
@click.option("--commitment", default="", help="承诺的哈希（64位十六进制）")
@_seed_file_option
@_output_option
@_date_option
@_force_option
@json_option
@refusing
def prepare(
    commitment: str, seed_file: Path | None, output: Path, day: str, force: bool, as_json: bool, **words: Any
) -> None:
    """抽取以前：查名单和方案，写出要公布的记录和它的指纹。"""
    from kaohe.fieldwork.draws import write_record

    asked = read_asked(words)
    draw = _prepared(asked, _commitment(asked, commitment, seed_file), day)
    kept = write_record(output, draw, force=force)
    _tell(draw, kept, asked.problems, as_json)


@command.command()
@_record_argument
@_seed_file_option
@click.option("--number", default="", help="公开号码，照公布的写，如 05-11-17-24-26-33")
@click.option("--seed", "told", default="", help="当场确定的种子（公告里没有承诺、也没有公开号码时）")
@_output_option
@_date_option
@_force_option
@json_option
@refusing
def run(
    record: Path,
    seed_file: Path | None,
    number: str,
    told: str,
    output: Path,
    day: str,
    force: bool,
    as_json: bool,
) -> None:
    """公开种子，抽取，写出带结果的记录。种子与公布的不符就不抽。"""
    from kaohe.fieldwork.draws import draw, load_draw, read_secret, write_record

    with working("核对公告的记录，抽取"):
        prepared, program = load_draw(record)
        secret = read_secret(seed_file) if seed_file else None
        done = draw(prepared, secret, number, told, day)
        kept = write_record(output, done, program, force=force)
    _tell(done, kept, (), as_json)


@command.command()
@frame_options
@plan_options
@click.option("--seed", "told", required=True, help="种子，一行文字")
@_output_option
@_date_option
@_force_option
@json_option
@refusing
def now(told: str, output: Path, day: str, force: bool, as_json: bool, **words: Any) -> None:
    """不预告，用写明的种子当场抽。记录会写明种子没有事先公布；要公开公正，请用 prepare 和 run。"""
    from kaohe.core import Problem, Severity
    from kaohe.fieldwork.draws import draw, write_record

    asked = read_asked(words)
    if asked.source or asked.committed:
        raise Refused("draw.announced", "方案写明了种子的来历，请用 prepare 公布以后再用 run 抽取。")
    with working("抽取"):
        done = draw(_prepared(asked, "", day), told=told, date=day)
        kept = write_record(output, done, force=force)
    warning = Problem(
        "draw.not-announced",
        Severity.WARNING,
        "种子没有事先承诺，也没有用公开号码，别人无从知道是不是挑过的。",
        "要公布结果的抽样，请用 prepare 和 run。",
    )
    _tell(done, kept, (*asked.problems, warning), as_json)


@command.command()
@_record_argument
@click.argument("spot", metavar="点")
@click.option("--reason", required=True, help="为什么替换，要公布")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写到另一个文件；不写就添进原来的记录")
@_date_option
@json_option
@refusing
def replace(record: Path, spot: str, reason: str, output: Path | None, day: str, as_json: bool) -> None:
    """抽中的点不能检查：由同组的下一个候补替换，不能挑。原来的结果留在记录里。"""
    from kaohe.fieldwork.draws import load_draw, replace_spot, write_record

    before, program = load_draw(record)
    done = replace_spot(before, spot, reason, day)
    kept = write_record(output or record, done, program, force=output is None)
    last = done.replacements[-1]
    out, taken = done.frame.by_id[last.out], done.frame.by_id[last.taken]
    if as_json:
        print_json({"written": str(kept.files[0]), "out": out.id, "taken": taken.id, "reason": last.reason})
        return
    click.echo(f"“{out.name}”（{out.id}）由“{taken.name}”（{taken.id}）替换，写入 {kept.files[0]}")


@command.command()
@click.option("--error", required=True, metavar="误差", help="可以接受的误差，如 5%（正负5个百分点）")
@click.option("--confidence", default="95%", metavar="置信度", help="不写是95%")
@click.option("--expected", default="50%", metavar="比例", help="预计的比例；不写是50%，要的样本最多")
@click.option("--population", type=click.IntRange(1), metavar="总体", help="一共有多少个，用来做有限总体修正")
@click.option("--effect", default="1", metavar="设计效应", help="整群抽样大于1，不写是1")
@json_option
@refusing
def size(
    error: str, confidence: str, expected: str, population: int | None, effect: str, as_json: bool
) -> None:
    """要抽多少个：按误差、置信度和预计比例，经有限总体修正，进一取整。"""
    from fractions import Fraction

    from kaohe.core import plain
    from kaohe.fieldwork.draws import sample_size
    from kaohe.scheme.reading import exact_number

    parts = [
        _part(name, text) for name, text in (("误差", error), ("置信度", confidence), ("比例", expected))
    ]
    times = exact_number(effect)
    if times is None:
        raise click.UsageError(f"设计效应“{effect}”不是数。")
    answer = sample_size(parts[0], parts[1], parts[2], population, Fraction(times))
    if as_json:
        names = ("error", "confidence", "expected")
        data = {name: str(part) for name, part in zip(names, parts, strict=True)}
        shown = {"z": str(answer.z), "unlimited": plain(answer.unlimited, 4), "exact": plain(answer.exact, 4)}
        print_json({**data, "population": population, "effect": effect, **shown, "number": answer.number})
        return
    click.echo(answer.in_words())


command.add_command(notice)
command.add_command(section)


def _part(name: str, text: str) -> Any:
    from kaohe.fieldwork.draws.allocation import part

    found = part(text if text.strip().endswith(("%", "％")) else f"{text}%")
    if found is None:
        raise click.UsageError(f"{name}“{text}”看不懂，请写成 5% 的样子。")
    return found


def _commitment(asked: Asked, commitment: str, seed_file: Path | None) -> str:
    """The hash to publish, from the option or from the file it was committed in; a plan that wants one must get it."""
    import re

    from kaohe.fieldwork.draws import read_secret

    found = commitment.strip().lower() or (read_secret(seed_file).commitment if seed_file else "")
    if found and not re.fullmatch(r"[0-9a-f]{64}", found):
        raise click.UsageError("承诺的哈希是64位十六进制数。")
    if asked.committed and not found:
        raise Refused(
            "draw.no-commitment", "方案写明要承诺种子：先用 kaohe draw seed 定种子，再用 --seed-file 指明。"
        )
    return found


def _prepared(asked: Asked, commitment: str, day: str) -> "Draw":
    from kaohe.fieldwork.draws import Seed, prepare

    seed = Seed(asked.source, asked.shape, asked.ascending, commitment)
    draw, problems = prepare(asked.frame, asked.plan, seed, asked.exclusions, day)
    asked.problems += problems
    if draw is None:
        raise Refused(
            "draw.cannot-prepare", "抽样框和方案合不上，还不能抽。请先改好下面的问题。", asked.problems
        )
    return draw


def _tell(draw: "Draw", kept: "Kept", problems: "Sequence[Problem]", as_json: bool) -> None:
    """What was written and, where it is drawn, what came out."""
    if as_json:
        print_json(
            {
                "written": [str(path) for path in kept.files],
                "fingerprint": kept.fingerprint,
                "frame": {"count": len(draw.frame), "sha256": draw.frame.digest},
                "commitment": draw.seed.commitment,
                "seed": draw.seed.value,
                "groups": [_group(draw, at) for at in range(len(draw.groups))],
                "problems": [problem.as_json() for problem in problems],
            }
        )
        return
    show(problems)
    barred = sum(draw.frame.reasons.values())
    number = sum(group.planned for group in draw.groups)
    click.echo(f"名单{len(draw.frame)}个，不抽{barred}个；{draw.plan.in_words()}共{number}个。")
    if draw.done:
        _print_result(draw)
        click.echo(f"种子：{draw.seed.value}（{draw.seed.way}）")
    else:
        click.echo(f"公告的指纹：{kept.fingerprint}")
    click.echo(f"写入 {'、'.join(map(str, kept.files))}")


def _group(draw: "Draw", at: int) -> dict[str, Any]:
    group = draw.groups[at]
    names: Callable[[tuple[str, ...]], list[dict[str, str]]] = lambda ids: [  # noqa: E731
        {"id": spot_id, "name": draw.frame.by_id[spot_id].name} for spot_id in ids
    ]
    chosen = group.chosen
    counts = {"listed": group.listed, "barred": group.barred, "planned": group.planned}
    return {
        "unit": group.unit,
        "class": group.kind,
        **counts,
        "drawn": names(chosen.drawn),
        "reserves": names(chosen.reserves),
    }


def _print_result(draw: "Draw") -> None:
    from kaohe.cli.tables import print_table

    rows = []
    for group in draw.groups[:_MOST_ROWS]:
        names = [
            "、".join(draw.frame.by_id[spot_id].name for spot_id in ids)
            for ids in (group.chosen.drawn, group.chosen.reserves)
        ]
        rows.append((group.label, *names))
    print_table(draw.plan.title or "抽样结果", ("组", "抽中", "候补"), rows)
    if len(draw.groups) > _MOST_ROWS:
        click.echo(f"……共{len(draw.groups)}组，都在记录里。")
