"""What a scheme file may hold outside its rules, mapping by mapping: each key with what it takes and means.

`reader` reads these keys; `json_schema` explains them to an editor. A test holds the two together.
"""

from dataclasses import dataclass
from typing import Any

from kaohe.rules.words import UNBOUNDED
from kaohe.scheme import file_words as words

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a mapping: what may be written there, what it means, and whether it is due."""

    word: str
    takes: Schema
    says: str
    due: bool = False


def ref(name: str) -> Schema:
    """What is described elsewhere in the schema."""
    return {"$ref": f"#/$defs/{name}"}


def listing(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def choice(known: Any) -> Schema:
    """One of the words of an enumeration."""
    return {"enum": list(known)}


def whole(least: int, most: int | None = None) -> Schema:
    return {"type": "integer", "minimum": least, **({} if most is None else {"maximum": most})}


TEXT: Schema = {"type": ["string", "number"]}
TEXTS: Schema = {"anyOf": [TEXT, listing(TEXT)]}
NUMBER: Schema = {"type": "number"}
NOT_NEGATIVE: Schema = {"type": "number", "minimum": 0}
LIMIT: Schema = {"anyOf": [NUMBER, {"const": UNBOUNDED}]}
YES_NO: Schema = {"enum": ["是", "否", True, False]}
RULE = ref("Rule")
_SHARE: Schema = {"type": "string", "pattern": "^(100|[0-9]{1,2})(\\.[0-9]+)?[%％]$"}
_QUOTA: Schema = {"anyOf": [whole(0), _SHARE]}

SCHEME = (
    Key("考核办法", TEXT, "办法的全称。", due=True),
    Key("版本", TEXT, "第几版；不写是1。印发以后再改，要用新的版本。"),
    Key(
        "考核期",
        {"type": ["string", "integer"]},
        "考核哪一段时间：2026、2026上半年、2026年第3季度、2026-07，或2025-10/2026-09（统计年度）。",
        due=True,
    ),
    Key("依据", TEXTS, "依据的文件，一份一条。"),
    Key("说明", TEXT, "给经办人看的说明，不影响得分。"),
    Key("单位类别", TEXTS, "被考核单位分成的类别，如镇、街道；目标、分值可以按类别不同。"),
    Key(
        "数据项",
        {
            "type": "object",
            "additionalProperties": ref("Measure"),
            "propertyNames": {"not": {"pattern": "^([-+]?[0-9.]*|不设|待定)$"}},
        },
        "规则要用到的每一个数：名称，冒号，再写类型等。规则里用这里的名称。",
        due=True,
    ),
    Key("考核表", listing(ref("Table")), "一张或几张考核表；要用下级得分的写在后面。", due=True),
)
MEASURE = (
    Key(
        "类型",
        choice(words.MEASURE_KINDS),
        "百分比：直接报百分数；比率：报分子、分母两个数；计数：件、人次；数值：可带小数；金额：万元；"
        "是否：是或否；等级：由人评定；分数：由人打分；名次。",
        due=True,
    ),
    Key("全称", TEXT, "打印时用的全称；不写用数据项的名称。"),
    Key("单位", TEXT, "计量单位，如件、人次、个。"),
    Key("分子", TEXT, "比率的分子是什么数。"),
    Key("分母", TEXT, "比率的分母是什么数。"),
    Key("每", whole(1), "比率乘以多少：100是百分之几（不写时），1000是每千人。"),
    Key("小数位", whole(0, 12), "填报时最多几位小数；计数、比率、名次不写是0，其余不写是2。"),
    Key(
        "范围",
        {"type": "array", "items": LIMIT, "minItems": 2, "maxItems": 2},
        "最小和最大两个数，如[0, 100]；一头不限的写“不设”。超出的填报会被退回。",
    ),
    Key("等级", TEXTS, "等级的名称，从好到差。"),
    Key(
        "目标",
        {"anyOf": [NUMBER, {"type": "object", "additionalProperties": NUMBER}]},
        "统一的目标值，或按单位类别写：{镇: 3.5, 街道: 4.6}；“其他”是没有写到的类别。",
    ),
    Key("优者", choice(words.DIRECTIONS), "数越高越好，还是越低越好。"),
    Key("频次", choice(words.CADENCES), "多长时间报一次；不写就是一个考核期报一次。"),
    Key("来源", choice(words.SUPPLIES), "数从哪里来；不写是单位填报（等级是人员评定）。"),
    Key("责任科室", TEXT, "由哪个科室负责。"),
    Key("说明", TEXT, "填报口径等说明。"),
)
TABLE = (
    Key("名称", TEXT, "考核表的名称。", due=True),
    Key("对象", TEXT, "考核哪一级单位，与单位名册里的级别一致，如镇街。", due=True),
    Key("总分", NUMBER, "写明总分，程序会核对各组相加是不是这个数；不写就由程序相加。"),
    Key("小数位", whole(0, 4), "总分显示几位小数，也按它排名；不写是2。"),
    Key(
        "不适用项",
        choice(words.NOT_APPLICABLE),
        "合理缺项怎么办：折算（不写时，其余各项按比例折算）、满分、零分。",
    ),
    Key("指标", listing(ref("Entry")), "各组指标；只有一级的也可以直接写各项。", due=True),
    Key("一票否决", listing(ref("Veto")), "一票否决的事项。"),
    Key("黄牌", listing(ref("Veto")), "黄牌警告的事项。"),
    Key("等次", listing(ref("Grade")), "从最好的等次写到最差的；最后一个只写名称，收下其余单位。"),
    Key("排名", ref("Ranking"), "怎样排名次；不写就是全部单位一起排。"),
    Key("结果运用", listing(ref("Consequence")), "表扬、奖励、约谈等：给谁，做什么。"),
)
GROUP = (
    Key("名称", TEXT, "这一组（一级指标等）的名称。", due=True),
    Key("编码", TEXT, "不写由程序按顺序编；要跨年度对比的最好写。"),
    Key(
        "性质",
        choice(words.GROUP_KINDS),
        "基本（不写时）计入总分；加分、扣分另计，不占总分。扣分组里的得分是负数。",
    ),
    Key("分值", NOT_NEGATIVE, "写明这一组的分值，程序会核对下面各项相加是不是这个数。"),
    Key("权重", {"type": "number", "exclusiveMinimum": 0}, "这一组的得分乘以多少，如0.6；不写是1。"),
    Key("封顶", NOT_NEGATIVE, "加分组最多加多少分，扣分组最多扣多少分。"),
    Key("最低", NUMBER, "这一组得分最低是多少。"),
    Key("最高", NUMBER, "这一组得分最高是多少。"),
    Key("下级", listing(ref("Entry")), "下面的各组或各项。", due=True),
)
ITEM = (
    Key("名称", TEXT, "指标的名称。", due=True),
    Key("编码", TEXT, "不写由程序按顺序编；要跨年度对比的最好写。"),
    Key("分值", NOT_NEGATIVE, "这一项的满分。"),
    Key("最低", LIMIT, "得分最低是多少；不写是0（扣完为止），可得负分的写“不设”。"),
    Key("最高", LIMIT, "得分最高是多少；不写就是分值，上不封顶的写“不设”。"),
    Key("不适用", choice(words.NOT_APPLICABLE), "这一项不适用时怎么办；不写就按考核表的“不适用项”。"),
    Key("责任科室", TEXTS, "负责评分的科室，可以写几个。"),
    Key("考核方式", TEXT, "看台账、现场、系统、问卷、暗访等。"),
    Key("考核内容", TEXT, "要做到什么；原件里与评分标准分开写的才写。"),
    Key("评分标准", TEXT, "办法里的原文，一字不改。"),
    Key("说明", TEXT, "给经办人看的说明。"),
    Key("规则", RULE, "怎样计分；还没有定的写“待定”。"),
    Key("待确认", listing(ref("Question")), "读原件时拿不准的地方；每一问都有了“答”才能计分。"),
)
QUESTION = (
    Key("问", TEXT, "拿不准的是什么。", due=True),
    Key("默认", TEXT, "现在的规则是怎样读的；没有读懂的不写。"),
    Key("可选", TEXTS, "还可以怎样定。"),
    Key("答", TEXT, "经办人的答复：同意现在的规则写“按默认”；不同意的，先改“规则”，再在这里写怎样定的。"),
)
VETO = (
    Key("名称", TEXT, "事项的名称。", due=True),
    Key("条件", RULE, "什么情况下触发，如{指标: 重大事件, 高于: 0}；是否类的数据项直接写名称。", due=True),
    Key("后果", choice(words.EFFECTS), "不写时：一票否决不计名次，黄牌仅列名。"),
    Key("等次", TEXT, "后果是“限定等次”时，最高只能到哪个等次。"),
    Key("批准依据", TEXT, "批准设立这一事项的文件。"),
)
GRADE = (
    Key("名称", TEXT, "等次的名称。", due=True),
    Key("不低于", {"anyOf": [NUMBER, {"const": words.REST}]}, "得分线；最后一个等次不写，或写“其余”。"),
    Key(
        "名额",
        {"anyOf": [*_QUOTA["anyOf"], listing(_QUOTA)]},
        "最多几个单位（5），或占排名单位的比例（30%，不足一个舍去）；两个都限的写[30%, 5]。",
    ),
)
RANKING = (
    Key("范围", choice(words.SCOPES), "和谁一起排；不写是全部。"),
    Key("同分", TEXTS, "总分相同时依次比较哪些指标（编码或名称）；仍相同的并列。"),
)
CONSEQUENCE = (
    Key("名单", TEXT, "名单的名称，如先进单位。", due=True),
    Key("措施", TEXT, "做什么，如通报表扬、约谈。"),
    Key("对象", listing(ref("Selector")), "给哪些单位；满足其中一条即可。", due=True),
    Key("金额", NOT_NEGATIVE, "每个单位多少元（只给单位，不给个人）。"),
    Key("按得分比例", YES_NO, "金额乘以得分占总分的比例。"),
    Key("顺延", TEXTS, "已在这些名单里的单位跳过，由后面的补上。"),
    Key("含被否决", YES_NO, "被一票否决的单位也算在内；不写不算。"),
)
SELECTOR = (
    Key("前", whole(1), "前几名。"),
    Key("后", whole(1), "后几名。"),
    Key("按", TEXT, "按哪个指标排（编码或名称）；不写按总分。"),
    Key("范围", choice(words.SCOPES), "在谁之内排；不写是全部。"),
    Key("类别", TEXTS, "只限这些单位类别。"),
    Key("等次", TEXT, "评为这个等次的。"),
    Key("被否决", YES_NO, "被一票否决的。"),
    Key("被黄牌", YES_NO, "被黄牌警告的。"),
    Key("条件", RULE, "符合这个条件的。"),
    Key("名单", TEXT, "已在前面这个名单里的。"),
    Key("连续年数", whole(1), "连续几年列入名单（含今年）。"),
)

FORMS: dict[str, tuple[str, tuple[Key, ...]]] = {
    "Measure": ("数据项", MEASURE),
    "Table": ("考核表", TABLE),
    "Group": ("一组指标", GROUP),
    "Item": ("一项指标", ITEM),
    "Question": ("待确认的问题", QUESTION),
    "Veto": ("一票否决或黄牌", VETO),
    "Grade": ("等次", GRADE),
    "Ranking": ("排名", RANKING),
    "Consequence": ("结果运用", CONSEQUENCE),
    "Selector": ("对象", SELECTOR),
}
"""Every mapping but the scheme itself, by its name in the schema, with its title."""
