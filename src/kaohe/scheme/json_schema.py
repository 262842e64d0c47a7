"""The JSON Schema of a scheme file, so that an editor can complete and explain it.

Built from the words of rules (`rules.words`) and of the rest of the file (`file_form`); the package ships
it as `scheme.schema.json`. To write that file again: `python -m kaohe.scheme.json_schema`.
"""

import json
from pathlib import Path
from typing import Any

from kaohe.core import plain
from kaohe.rules import Const, Ledger, Node
from kaohe.rules.words import (
    COMPARE,
    COMPARED,
    LINE_LABEL,
    PART_CONTENT,
    PART_LABEL,
    PICK_ONE,
    PICKS,
    RELATIONS,
    REQUIRED,
    TIER_POINTS,
    TIER_WORDS,
    WEIGHT,
    WORDS,
    FieldWord,
    NodeWords,
    Slot,
)
from kaohe.scheme.file_form import (
    FORMS,
    LIMIT,
    NUMBER,
    RULE,
    SCHEME,
    TEXT,
    TEXTS,
    YES_NO,
    Key,
    Schema,
    choice,
    listing,
    ref,
    whole,
)
from kaohe.scheme.file_words import UNIT_KINDS

FILE = Path(__file__).with_name("scheme.schema.json")

NODES = {
    "PerStep": "每低（高）一步多少分：{指标: 完成率, 低于: 99, 每: 1, 分: 0.5}；不写低于和高于的从0算起（每发生一起）。",
    "Tiers": "分档给分：{指标: 得分, 分档: [{达到: 95, 得: 8}, {达到: 90, 得: 6}], 否则: 0}；从最好的一档写起。",
    "Ledger": "从起分开始加减：{起分: 4, 扣分: [ … ], 加分: [ … ]}；不写“最低”的扣完为止。",
    "Proportional": "在起点和终点之间按比例给分：{按比例: 托位数, 终点: 4.6, 终点分: 6}；两头以外按两头算。",
    "Weighted": "几部分加权相加：{加权: [{权重: 0.7, 计: 水平分}, {权重: 0.3, 计: 进步分}]}。",
    "ByLevel": "由人评定等级，按等级给分：{评定: 工作评定, 等级: {好: 4, 一般: 2, 差: 0}}。",
    "Discretion": "由人在范围内打分：{评分: 现场评分, 从: 0, 到: 5}。",
    "If": "看条件给分：{如果: 已建阵地, 则: 2, 否则: 0}。",
    "ByClass": "按单位类别：{按类别: {镇: … , 街道: … }}；没有写到的类别不适用，除非写了“其他”。",
    "Times": "乘以系数：{内容: … , 乘: 难度系数}。",
    "Round": "取整：{取整: 完成率, 小数位: 1}。",
    "OverPeriods": "逐月（季、半年）计算后汇总：{逐期: 月, 取: 平均, 内容: … }。",
    "Default": "没有数时按什么算，要写明理由：{默认: … , 理由: … , 未填报时: 4}。",
    "Target": "下达的目标值：{目标: 数据项}。",
    "LastYear": "上年同期的数：{上年: 数据项}。",
    "Change": "比以前变化多少：{变化: 件数, 对比: {上年: 件数}}；方式写百分比的算增长率。",
    "Quotient": "两个数相除：{分子: 已建数, 分母: 应建数}；不写倍数的乘100（百分比）。",
    "Sum": "相加：{合计: [甲, 乙]}。",
    "Mean": "平均：{平均: [甲, 乙]}。",
    "Peer": "同别的单位比：{比照: 平均, 指标: 完成率}；名次写{比照: 名次, 指标: 完成率}。",
    "Subordinates": "下级单位在另一张考核表的平均得分：{下级得分: 镇街考核表}。",
    "Corrected": "用检查的结果修正填报数：{核实: 填报数, 查得: 抽查数}。",
    "LevelIs": "评定的等级是其中之一：{等级: 工作评定, 为: [差]}。",
    "InClass": "单位属于这些类别：{类别: [农村镇]}。",
    "PeriodIs": "考核的是这样长的一段时间：{考核期: 半年}。",
    "Not": "条件不成立：{不是: 已建阵地}。",
    "AllOf": "条件全部成立：{全部: [ … , … ]}。",
    "AnyOf": "条件有一个成立：{任一: [ … , … ]}。",
}
"""What each kind of node is for, with an example."""

FIELDS = {
    "指标": "看哪个数：数据项的名称，或由别的数算出来的数。",
    "低于": "低于这个数才计。",
    "高于": "高于这个数才计。",
    "每": "一步是多少：每1个百分点、每0.1、每5件。",
    "分": "一步多少分（不写正负；扣还是加由所在的“扣分”“加分”决定）。",
    "余数": "不足一步的怎么算：按比例（不写时）、只计整步、不足一步按一步。",
    "最多": "最多计多少分。",
    "分档": "从最好的一档写到最差的一档。",
    "否则": "都不符合时是多少；不写是0。",
    "起分": "从多少分开始；不写是0。",
    "扣分": "一条一条的扣分。",
    "加分": "一条一条的加分。",
    "最低": "最低多少分；不写是0（扣完为止），可得负分的写“不设”。",
    "最高": "最高多少分；不写不封顶。",
    "扣完追加": "扣完以后再追加扣多少分。",
    "按比例": "按哪个数的比例给分。",
    "起点": "从哪个数开始给分；不写是0。",
    "起点分": "起点得多少分；不写是0。",
    "终点": "到哪个数给足分，可以写{目标: … }。",
    "终点分": "终点得多少分。",
    "加权": "各部分和它们的权重。",
    "评定": "由人评定的数据项（类型为等级）。",
    "评分": "由人打分的数据项（类型为分数）。",
    "从": "最少打多少分；不写是0。",
    "到": "最多打多少分。",
    "可不评": "可以不打分（没有就不加不扣）。",
    "如果": "条件。",
    "则": "条件成立时是多少。",
    "按类别": "每个单位类别各是什么。",
    "其他": "没有写到的类别；不写就是不适用。",
    "内容": "要计算的内容。",
    "乘": "乘以哪个系数。",
    "取整": "要取整的数。",
    "小数位": "保留几位小数。",
    "逐期": "逐年、半年、季还是月。",
    "取": "各期怎样合成一个数；不写取平均。",
    "默认": "先按这条规则算。",
    "理由": "为什么可以这样默认，要有出处。",
    "未填报时": "没有填报时按什么算。",
    "待评定时": "还没有评定时按什么算。",
    "不适用时": "不适用时按什么算。",
    "目标": "哪个数据项的目标值。",
    "上年": "哪个数的上年同期。",
    "变化": "现在的数。",
    "对比": "以前的数，如{上年: … }。",
    "分子": "除号前面的数。",
    "分母": "除号后面的数；为0时不适用。",
    "倍数": "相除后再乘多少；不写是100。",
    "单位": "算出来的数的单位；不写是%，没有单位的写“无”。",
    "合计": "要相加的各个数。",
    "平均": "要平均的各个数。",
    "比照": "和别的单位的什么比：平均、最好、最差，或自己的名次。",
    "范围": "和哪些单位比；不写是全部。",
    "优者": "数高的好还是低的好；不写是高。",
    "下级得分": "下级单位所用考核表的名称，要写在前面。",
    "核实": "填报的数。",
    "查得": "检查得到的数，或差错率。",
    "允许误差": "相差不超过它的，按填报数。",
    "为": "等级的名称。",
    "类别": "单位类别的名称。",
    "考核期": "年、半年、季、月。",
    "不是": "条件。",
    "全部": "各个条件。",
    "任一": "各个条件。",
}
"""What each key of a rule means; `SPECIAL` has the words that mean something else in one node."""
SPECIAL = {
    ("ByLevel", "等级"): "每个等级得多少分，一个也不能少。",
    ("LevelIs", "等级"): "由人评定的数据项。",
    ("Round", "方式"): "四舍五入（不写时）、舍去、进一。",
    ("Round", "小数位"): "保留几位小数；不写是0。",
    ("Change", "方式"): "差值（不写时），或增减的百分比。",
    ("Corrected", "方式"): "以查得为准（不写时），或按差错率折减。",
    ("If", "否则"): "条件不成立时是多少；不写是0。",
    ("Tiers", "否则"): "一档也没有达到时得多少分；不写是0。",
}


def build() -> Schema:
    """The whole schema."""
    forms = {name: _form(title, keys) for name, (title, keys) in FORMS.items()}
    forms["Selector"]["minProperties"] = 1
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_form("考核办法", SCHEME),
        "description": "考核办法文件：数据项、指标、规则和结果运用。",
        "$defs": {
            **forms,
            "Entry": {"title": "一组或一项指标", "anyOf": [ref("Group"), ref("Item")]},
            **_rules(),
        },
    }


def text() -> str:
    """The schema as the file that is shipped."""
    return json.dumps(build(), ensure_ascii=False, indent=1) + "\n"


def _form(title: str, keys: tuple[Key, ...]) -> Schema:
    properties = {key.word: _explained(key.takes, key.word, key.says) for key in keys}
    return _object(title, properties, [key.word for key in keys if key.due])


def _object(title: str, properties: Schema, due: list[str], **more: Any) -> Schema:
    return {
        "title": title,
        "type": "object",
        "properties": properties,
        **({"required": due} if due else {}),
        "additionalProperties": False,
        **more,
    }


def _explained(takes: Schema, title: str, says: str) -> Schema:
    return {"title": title, "description": says, **takes}


# ---- rules


def _rules() -> Schema:
    """`Rule`, `Line` and `Weight` with the definition of every kind of node."""
    nodes = {kind.__name__: _node(kind, words) for kind, words in WORDS.items()}
    nodes[COMPARE.__name__] = _compare()
    nodes[PICK_ONE.__name__] = _pick_one()
    label = {LINE_LABEL: _explained(TEXT, LINE_LABEL, "为什么扣（加）这一条，写进得分说明。")}
    name = {PART_LABEL: _explained(TEXT, PART_LABEL, "这一部分的名称。")}
    weight = {WEIGHT: _explained({"type": "number", "exclusiveMinimum": 0}, WEIGHT, "权重，如0.7。")}
    return {
        "Rule": {
            "title": "规则",
            "description": "一个数、一个数据项的名称，或一条规则。",
            "anyOf": [NUMBER, {"type": "string"}, *map(ref, nodes)],
        },
        "Line": {
            "title": "扣分或加分的一条",
            "anyOf": [NUMBER, {"type": "string"}, *_beside(nodes, label, [])],
        },
        "Weight": {"title": "加权的一部分", "anyOf": _beside(nodes, {**name, **weight}, [WEIGHT])},
        "Tier": _tier(),
        **nodes,
    }


def _beside(nodes: Schema, labels: Schema, due: list[str]) -> list[Schema]:
    """Each kind of node with labels beside its own keys, or the labels with a bare number or name."""
    content = _explained(RULE, PART_CONTENT, "一个数、一个数据项的名称或一条规则。")
    bare = _object(PART_CONTENT, {**labels, PART_CONTENT: content}, [*due, PART_CONTENT])
    beside = [
        {
            **node,
            "properties": {
                **labels,
                **{key: ref(f"{name}/properties/{key}") for key in node["properties"]},
            },
            "required": [*due, *node.get("required", [])],
            **({"maxProperties": node["maxProperties"] + len(labels)} if "maxProperties" in node else {}),
        }
        for name, node in nodes.items()
    ]
    return [bare, *beside]


def _node(kind: type[Node], words: NodeWords) -> Schema:
    name = kind.__name__
    properties = {}
    for field in words.fields:
        says = SPECIAL.get((name, field.word)) or FIELDS[field.word]
        properties[field.word] = {**_explained(_takes(field), field.word, says), **_default(field)}
    due = [field.word for field in words.fields if field.default is REQUIRED]
    more = {"anyOf": [{"required": [tag]} for tag in words.tags]} if kind is Ledger else {}
    return _object(words.label, properties, due, description=NODES[name], **more)


def _default(field: FieldWord) -> Schema:
    """What holds where nothing is written, for the editor to show."""
    value = field.default
    if field.choice and value is not REQUIRED:
        return {"default": next(word for word, meant in field.choice.items() if meant == value)}
    if isinstance(value, Const):
        return {"default": int(plain(value.value))}
    return {"default": value} if type(value) is int else {}


def _takes(field: FieldWord) -> Schema:
    match field.slot:
        case Slot.NODE:
            return RULE
        case Slot.NODES:
            return {**listing(RULE), "minItems": 1}
        case Slot.LINES:
            return listing(ref("Line"))
        case Slot.TIERS:
            return {**listing(ref("Tier")), "minItems": 1}
        case Slot.WEIGHTS:
            return {**listing(ref("Weight")), "minItems": 1}
        case Slot.CASES:
            return {"type": "object", "additionalProperties": RULE, "minProperties": 1}
        case Slot.LEVELS:
            return {"type": "object", "additionalProperties": NUMBER, "minProperties": 2}
        case Slot.CHOICES:
            return {"anyOf": [choice(field.choice), listing(choice(field.choice))]}
        case Slot.CHOICE:
            return choice(field.choice)
        case Slot.UNIT:
            kinds = dict.fromkeys(UNIT_KINDS, TEXT)
            return {"anyOf": [TEXT, _object("单位和种类", kinds, [], minProperties=1, maxProperties=1)]}
        case _:
            return _PLAIN[field.slot]


_PLAIN: dict[Slot, Schema] = {
    Slot.DECIMAL: NUMBER,
    Slot.OPTIONAL_DECIMAL: LIMIT,
    Slot.INTEGER: whole(0, 12),
    Slot.YES_NO: YES_NO,
    Slot.TEXT: TEXT,
    Slot.TEXTS: TEXTS,
    Slot.MEASURE: TEXT,
}


def _compare() -> Schema:
    says = {word: f"左边的数{word}这个数。" for word in RELATIONS}
    properties = {COMPARED: _explained(RULE, COMPARED, FIELDS[COMPARED])}
    properties |= {word: _explained(RULE, word, says[word]) for word in RELATIONS}
    return _object(
        "条件",
        properties,
        [COMPARED],
        description="比较两个数：{指标: 完成率, 低于: 80}。",
        minProperties=2,
        maxProperties=2,
    )


def _pick_one() -> Schema:
    says = {"就高": "取其中最高的一个。", "就低": "取其中最低的一个。"}
    many = {**listing(RULE), "minItems": 2}
    properties = {word: _explained(many, word, says[word]) for word in PICKS}
    return _object(
        "就高就低",
        properties,
        [],
        description="同一事项不重复计分：{就高: [ … , … ]}。",
        minProperties=1,
        maxProperties=1,
    )


def _tier() -> Schema:
    says = {
        "达到": "达到或超过这个数。",
        "高于": "高于这个数（不含本数）。",
        "不超过": "不超过这个数（越低越好）。",
        "低于": "低于这个数（越低越好，不含本数）。",
    }
    properties = {word: _explained(RULE, word, says[word]) for word in TIER_WORDS}
    properties[TIER_POINTS] = _explained(RULE, TIER_POINTS, "这一档得多少分。")
    return _object("一档", properties, [TIER_POINTS], minProperties=2, maxProperties=2)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
