"""反馈意见函: to each unit, its points, what was lost and why, what to do."""

from collections.abc import Iterator
from decimal import Decimal

from kaohe.core import plain
from kaohe.reports.kinds.kind import Kind, Paper, numbered
from kaohe.reports.kinds.losses import (
    besides,
    group_rows,
    losses,
    make_up,
    place_text,
    points_text,
    rounding_text,
    score_text,
    total_text,
)
from kaohe.reports.material import Material
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.reports.pictures import account_of, waterfall_picture
from kaohe.results.explain import Reasons
from kaohe.results.round import RoundResult, TableResult
from kaohe.results.sources import Sources, sources_by_unit, sources_in
from kaohe.results.standing import Standing
from kaohe.results.tally import Tally

_OWN = Vocabulary(
    {
        "单位": "收函的单位",
        "考核表": "单位列入哪张考核表",
        "总分": "总分",
        "满分": "满分",
        "名次说明": "名次和等次，一句话",
        "构成说明": "总分由基本分、加分、扣分怎样构成；没有加减分的为空",
        "否决": "被一票否决或黄牌的，说明是哪一项；没有的为空",
        "未定": "还没有报送或评定的指标；没有的为空",
        "失分项数": "失分的项数",
        "失分合计": "失分合计",
        "舍入": "得分显示到几位小数的说明",
    },
    {
        "部分": {name: f"各部分的{name}" for name in ("名称", "满分", "得分", "失分", "平均")},
        "失分": {
            name: f"每个失分项的{name}"
            for name in ("序号", "指标", "分值", "得分", "失分", "原因", "责任科室", "标准")
        },
        "加分": {name: f"每个加分、扣分项目的{name}" for name in ("指标", "计分", "说明")},
        "查得": {"指标": "用了检查所得数据的失分、加分、扣分项目", "来源": "检查看了什么、查得多少、由谁查"},
    },
    {"失分图": "从满分到总分，失分在哪里的图；没有失分的不画"},
)


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    if material.result is None:
        return
    reasons, found = material.reasons(), sources_by_unit(material.facts, material.scheme)
    everyone = list(material.standings())
    for number, (result, standing) in enumerate(everyone, 1):
        unit = standing.tally.unit
        fields = kind.fields(material, number, unit.name)
        yield Paper(
            f"{numbered(number, len(everyone))} {unit.name}",
            feedback_data(fields, material.result, result, standing, reasons, found.get(unit.id, {})),
        )


def feedback_data(
    fields: dict[str, str],
    whole: RoundResult,
    result: TableResult,
    standing: Standing,
    reasons: Reasons,
    sources: Sources,
) -> Data:
    """What one unit's letter is filled with. `sources`: where the figures that inspection found come from."""
    tally, places = standing.tally, result.table.precision
    lost = losses(tally, reasons)
    rows = [
        {
            "序号": str(number),
            "指标": loss.score.item.name,
            "分值": plain(loss.score.full),
            "得分": score_text(loss.score, places),
            "失分": points_text(loss.lost, places),
            "原因": loss.reason,
            "责任科室": "、".join(loss.score.item.departments),
            "标准": loss.score.item.clause,
        }
        for number, loss in enumerate(lost, 1)
    ]
    more = [
        {"指标": score.item.name, "计分": points_text(score.points, places), "说明": reasons(score)}
        for score in besides(tally)
    ]
    told = [*(loss.score for loss in lost), *besides(tally)]
    found = [
        {"指标": score.item.name, "来源": line} for score in told for line in sources_in(score.item, sources)
    ]
    own = {
        "单位": tally.unit.name,
        "考核表": result.table.name,
        "总分": total_text(standing),
        "满分": plain(tally.full),
        "名次说明": place_text(result, standing),
        "构成说明": make_up(tally),
        "否决": vetoes_text(tally),
        "未定": open_text(tally),
        "失分项数": str(len(lost)),
        "失分合计": points_text(sum((loss.lost for loss in lost), Decimal(0)), places),
        "舍入": rounding_text(result.table),
    }
    picture = (waterfall_picture(account_of(whole, result, standing, reasons)),) if lost else ()
    lists = {"部分": group_rows(result, tally), "失分": rows, "加分": more, "查得": found}
    return Data({**fields, **own}, lists, {"失分图": picture})


def vetoes_text(tally: Tally) -> str:
    """Which vetoes and cards are in force, in a sentence."""
    names = [
        f"{'黄牌警示' if outcome.veto.card else '一票否决'}（{outcome.veto.name}）"
        for outcome in tally.vetoes
        if outcome.in_force
    ]
    return f"你单位有{'、'.join(names)}情形，按考核办法处理。" if names else ""


def open_text(tally: Tally) -> str:
    """Which items still wait for a figure or a judgement."""
    names = [f"{score.item.name}（{score_text(score, 0)}）" for score in tally.gaps]
    return f"还有{len(names)}项没有定分：{'、'.join(names)}；以上得分为暂计。" if names else ""


FEEDBACK = Kind("反馈意见函", "发给每个单位：得分、每一处失分的原因、怎样改进", _papers, _OWN)
