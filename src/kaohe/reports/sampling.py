"""A draw as what papers say of it: 抽样预告 before, 抽样公告 after; and the same as a part of 公文.yaml."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import yaml

from kaohe.fieldwork.draws import Chance, Draw, Group, fingerprint
from kaohe.reports.happenings import Drawn, DrawPlan, GroupPlan, Replaced, Sample
from kaohe.reports.office import Office

_ORDER = (
    "每个点的键是SHA-256（种子、所属单位、类别、编码，各占一行），同组的点按键从小到大排列，"
    "依次取够个数，后面的依次为候补。"
)
_BY_SIZE = "每个点的键是SHA-256（种子、所属单位、类别、编码，各占一行），同组的点按键从小到大排列，按规模系统抽样：规模够大的必定抽中，其余按累计规模等距抽取；候补逐个按规模的比例抽取。"


class _Row(dict[str, object]):
    """A mapping that stands on one line: {单位: 柳堰镇, 抽中: […]}."""


class _Writer(yaml.SafeDumper):
    """Lists indented below their word, rows on one line each."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


_Writer.add_representer(
    _Row, lambda writer, row: writer.represent_mapping("tag:yaml.org,2002:map", row, flow_style=True)
)


def with_draw(office: Office, draw: Draw, program: str, order: Sequence[str] = ()) -> Office:
    """The office's words with this draw's announcement, and its result where it is drawn. `order`: units' names as the
    office lists them; groups of others come after, as the record has them.
    """
    ordered = replace(draw, groups=_in_order(draw.groups, order))
    mark = in_groups(fingerprint(draw, program))
    sample = sample_of(ordered, mark) if draw.done else None
    return replace(office, draw_plan=plan_of_draw(ordered, mark), sample=sample)


def in_groups(digest: str) -> str:
    """A hash in groups of eight, which a line can be broken between and an eye can compare."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def _in_order(groups: Sequence[Group], order: Sequence[str]) -> tuple[Group, ...]:
    places = {name: place for place, name in enumerate(order)}
    return tuple(sorted(groups, key=lambda group: places.get(group.unit, len(places))))


def plan_of_draw(draw: Draw, mark: str) -> DrawPlan:
    """What is announced before."""
    groups = tuple(
        GroupPlan(group.label, str(group.listed), str(group.barred), str(group.planned))
        for group in draw.groups
    )
    seed = f"种子取自{draw.seed.way}。" if not draw.seed.told else f"种子{draw.seed.way}。"
    if draw.seed.source:
        seed += f"写法：{draw.seed.rule}" + (f"，写成{draw.seed.shape}的样子。" if draw.seed.shape else "。")
    if draw.seed.commitment:
        seed += f"考核办的种子已经定好，它的哈希（随机串、换行、种子的SHA-256）是{in_groups(draw.seed.commitment)}，抽取时公开。"
    return DrawPlan(draw.announced, method_of(draw), frame_of(draw), seed, mark, groups)


def sample_of(draw: Draw, mark: str) -> Sample:
    """What came out."""
    return Sample(
        draw.drawn,
        method_of(draw),
        draw.seed.value,
        draw.seed.way,
        tuple(_drawn(draw, group) for group in draw.groups if group.planned),
        frame_of(draw),
        mark,
        tuple(_replaced(draw)),
    )


def method_of(draw: Draw) -> str:
    """How it is drawn, in a paragraph."""
    return draw.plan.in_words() + (_ORDER if draw.plan.chance is Chance.EQUAL else _BY_SIZE)


def frame_of(draw: Draw) -> str:
    """What it is drawn from, in a paragraph."""
    reasons = draw.frame.reasons
    barred = "、".join(f"“{reason}”{count}个" for reason, count in reasons.items())
    without = f"，其中不抽{sum(reasons.values())}个（{barred}）" if reasons else ""
    number = sum(group.planned for group in draw.groups)
    return f"名单共{len(draw.frame)}个{without}，应抽{number}个。名单的指纹（SHA-256）是{in_groups(draw.frame.digest)}。"


def section_of(draw: Draw, program: str, order: Sequence[str] = ()) -> str:
    """The parts 抽样预告 and 抽样 of 公文.yaml, as YAML; see `with_draw`."""
    office = with_draw(Office(), draw, program, order)
    plan = office.draw_plan
    assert plan is not None
    said: dict[str, object] = {
        "抽样预告": {
            "日期": plan.date,
            "方法": plan.method,
            "名单": plan.frame,
            "种子": plan.seed,
            "指纹": plan.fingerprint,
            "各组": [
                _Row({"组": group.name, "名单": group.listed, "不抽": group.barred, "应抽": group.planned})
                for group in plan.groups
            ],
        }
    }
    if office.sample is not None:
        said["抽样"] = _sample_said(office.sample)
    return yaml.dump(said, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=10_000)


def _sample_said(sample: Sample) -> dict[str, object]:
    said: dict[str, object] = {
        "日期": sample.date,
        "方法": sample.method,
        "名单": sample.frame,
        "种子": sample.seed,
        "种子来源": sample.seed_source,
        "指纹": sample.fingerprint,
        "样本": [
            _Row(
                {
                    **({"单位": drawn.unit} if drawn.unit else {}),
                    **({"组": drawn.group} if drawn.group else {}),
                    "抽中": list(drawn.places),
                    "候补": list(drawn.reserves),
                }
            )
            for drawn in sample.drawn
        ],
    }
    if sample.replaced:
        said["替换"] = [
            _Row(
                {
                    "单位": one.unit,
                    "原抽中": one.place,
                    "替换为": one.by,
                    "理由": one.reason,
                    "日期": one.date,
                }
            )
            for one in sample.replaced
        ]
    return said


def _drawn(draw: Draw, group: Group) -> Drawn:
    def names(ids: Sequence[str]) -> tuple[str, ...]:
        spots = [draw.frame.by_id[spot_id] for spot_id in ids]
        return tuple(spot.name if group.unit else f"{spot.unit}{spot.name}" for spot in spots)

    kind = group.kind or ("" if group.unit else group.label)
    return Drawn(group.unit, names(group.chosen.drawn), names(group.chosen.reserves), kind)


def _replaced(draw: Draw) -> Iterator[Replaced]:
    for one in draw.replacements:
        out, taken = draw.frame.by_id[one.out], draw.frame.by_id[one.taken]
        yield Replaced(out.unit, out.name, taken.name, one.reason, one.date)
