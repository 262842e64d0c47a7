"""`kaohe verify`: compute a round again from its receipt."""

import sys
from pathlib import Path

import click

from kaohe.cli.common import MATERIAL_HAS_ERRORS, json_option, print_json, refusing, working


@click.command(name="verify")
@click.argument("receipt_file", metavar="receipt.json", type=click.Path(path_type=Path))
@click.option("--fingerprint", help="公布时写明的指纹（可以只写前几位），一并核对")
@json_option
@refusing
def command(receipt_file: Path, fingerprint: str | None, as_json: bool) -> None:
    """按凭据重新计算，不联网。改动过一位数字也会指出在哪里；结束码 0 为相符，1 为不符。"""
    from kaohe.results.receipt import RECEIPT, verify

    path = receipt_file / RECEIPT if receipt_file.is_dir() else receipt_file
    with working("重新计算"):
        outcome = verify(path)
    differences = list(outcome.differences)
    stated = str(outcome.receipt.get("fingerprint", ""))
    if fingerprint and not stated.startswith(fingerprint.rstrip("…. ")):
        differences.insert(0, f"凭据的指纹是 {stated[:16]}…，与公布的 {fingerprint} 不是同一份。")
    if as_json:
        print_json({"holds": not differences, "fingerprint": stated, "differences": differences})
    elif differences:
        click.echo(f"不符，共{len(differences)}处：", err=True)
        for difference in differences:
            click.echo(f"  {difference}", err=True)
    else:
        click.echo(f"相符：重新计算的每一项得分、名次和计算过程都与凭据一致。指纹 {stated[:16]}…")
    if differences:
        sys.exit(MATERIAL_HAS_ERRORS)
