"""The words of a scheme file outside its rules. (Those of rules stand in `rules.words`.)"""

from kaohe.core import MONEY, PERCENT, POINTS, RANK, Cadence, Unit, UnitKind
from kaohe.scheme.model import Effect, GroupKind, MeasureKind, Scope, Supply, WhenNotApplicable

MEASURE_KINDS = {
    "百分比": MeasureKind.PERCENT,
    "比率": MeasureKind.RATIO,
    "计数": MeasureKind.COUNT,
    "数值": MeasureKind.NUMBER,
    "金额": MeasureKind.MONEY,
    "是否": MeasureKind.YES_NO,
    "等级": MeasureKind.LEVEL,
    "分数": MeasureKind.POINTS,
    "名次": MeasureKind.RANK,
}
SUPPLIES = {
    "单位填报": Supply.REPORTED,
    "部门提供": Supply.EXTERNAL,
    "检查所得": Supply.FOUND,
    "人员评定": Supply.JUDGED,
}
CADENCES = {"年": Cadence.YEAR, "半年": Cadence.HALF, "季": Cadence.QUARTER, "月": Cadence.MONTH}
GROUP_KINDS = {"基本": GroupKind.BASE, "加分": GroupKind.BONUS, "扣分": GroupKind.DEDUCTION}
NOT_APPLICABLE = {
    "折算": WhenNotApplicable.SCALE,
    "满分": WhenNotApplicable.FULL,
    "零分": WhenNotApplicable.ZERO,
}
EFFECTS = {
    "不计名次": Effect.UNRANKED,
    "列末位": Effect.LAST,
    "得分归零": Effect.ZERO,
    "限定等次": Effect.GRADE,
    "仅列名": Effect.NOTE,
}
SCOPES = {"全部": Scope.ALL, "同类": Scope.CLASS, "同一上级": Scope.PARENT}
DIRECTIONS = {"高": True, "低": False}
UNITS = {
    "%": PERCENT,
    "％": PERCENT,
    "万元": MONEY,
    "分": POINTS,
    "名": RANK,
    "无": Unit(UnitKind.NUMBER),
}
"""Units that a rule's `单位` tells by its word alone; any other word is the label of a plain number."""
UNIT_KINDS = {
    "计数": UnitKind.COUNT,
    "数值": UnitKind.NUMBER,
    "金额": UnitKind.MONEY,
    "百分比": UnitKind.PERCENT,
    "分数": UnitKind.POINTS,
    "名次": UnitKind.RANK,
}
"""The kind beside the label, where the word alone would mean another: `{计数: 件}`."""
OTHERS = "其他"
"""In a measure's targets: every class that is not named."""
REST = "其余"
"""The grade of everybody else."""

ENGLISH = {
    "title": "考核办法",
    "version": "版本",
    "period": "考核期",
    "classes": "单位类别",
    "measures": "数据项",
    "tables": "考核表",
    "name": "名称",
    "code": "编码",
    "points": "分值",
    "rule": "规则",
    "clause": "评分标准",
    "standard": "考核内容",
    "pending": "待确认",
    "question": "问",
    "default": "默认",
    "options": "可选",
    "answer": "答",
    "groups": "指标",
    "items": "下级",
    "children": "下级",
    "departments": "责任科室",
    "floor": "最低",
    "cap": "最高",
    "weight": "权重",
    "grades": "等次",
    "vetoes": "一票否决",
    "ranking": "排名",
    "consequences": "结果运用",
    "kind": "类型",
    "unit": "单位",
    "note": "说明",
}
"""What somebody who thinks in English may have meant; only for the hint at an unknown key."""
