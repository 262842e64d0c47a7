"""What stands in the header of a scoring table, and what the words in its columns look like."""

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache

from kaohe.documents.figures import half_width


class Role(Enum):
    """What a column of a scoring table is for.

    NAME: names of groups and items. CONTENT: what is asked. CLAUSE: how it is scored. POINTS, WEIGHT: figures.
    RESULT: to be filled in on inspection. TARGET and UNIT: the figure to be reached and what it counts.
    """

    SERIAL = "序号"
    NAME = "指标"
    CONTENT = "内容"
    CLAUSE = "评分标准"
    POINTS = "分值"
    WEIGHT = "权重"
    DEPARTMENT = "责任单位"
    METHOD = "考核方式"
    RESULT = "得分"
    REMARK = "备注"
    TARGET = "目标值"
    UNIT = "计量单位"
    OTHER = "其他"


_ACT = "(?:考核|考评|评价|评估|评定|测评|检查|督查|督导|核查|验收|检验|评审|评比|评选|抽查|巡查|创建|审核|评议|评查|评)"
_SCORE = "(?:评分|计分|扣分|赋分|记分|打分|加分|减分|加减分|加扣分|得分|奖惩|奖分|给分|奖扣分|扣减|计算|评判|量化|奖励|考核评分|考评评分)"
_HOW = "(?:标准|准则|区间|档次|分档|等级|依据及标准|细则|办法|方法|规则|依据|说明|要求|要点|方式|公式|规定|条件|原则|细目|口径|及分值|与分值|和分值|情形|情况说明)"

_FORMS: tuple[tuple[Role, str], ...] = (
    (
        Role.SERIAL,
        r"序号|编号|序|号|no\.?|项次|顺序号|题号|(?:条款|条目|指标|项目|要素|标准|条文|序列)(?:序?号|编号|编码|代码)|编码|代码",
    ),
    (Role.REMARK, r"备注|附注|注|备注说明|备\s*考|说明"),
    (
        Role.RESULT,
        rf"(?:.*(?:自评|自查|实得|实际|考核|考评|检查|评定|最终|核定|复核|审核|初评|复评|综合|评审|评委|领导|县级?|市级?|区级?|镇级?|专家|平均|单项|小项|{_ACT}组?))?(?:得分|评分|打分|记分|扣分|计分|自评分|考核分|考评分|评定分|检查分|核定分|自评)(?:值|数|栏|情况|小计)?"
        r"|实得分?|自评|自评情况|得分情况|扣分(?:原因|情况|说明|理由|事由|依据|记录|项及原因)|扣分及原因|加减分(?:情况|原因|说明)?"
        r"|(?:考核|考评|检查|评价|自查|自评|评定|督查|核查|验收|整改)(?:结果|情况|记录|意见|结论|问题|发现)|完成情况|存在(?:的)?问题|落实情况|实际完成.*|实际值|完成值|主要问题|扣分点"
        r"|(?:自检|初检|复检|自查|自评|学校自评|单位自评|初评|复评|初审|复审|终审|评定|验收|督评|互评|抽检)(?:分|得分|等级|结果|意见|情况|记录|分栏|栏)?"
        r"|(?:是否|有否)(?:达标|合格|符合|通过|完成)|达标情况|评估结果|(?:审核|检查|评审|考评|现场|核查)(?:记录|发现|描述|情况)|实扣分?|问题描述"
        r"|(?:非常|很|比较|基本|较|不)?(?:满意|合格|了解|赞同|符合|同意)|优秀?|良好?|中等?|一般|[较很]?[好差]|不达标|达标"
        r"|(?:班主任|教师|学生|家长|同事|上级|下级|领导|小组|学校|校|院|系|部门|群众|班级|组)(?:互)?评(?:分|价)?|(?:自评|评定|达标|考核|考评|评估|评价|测评|评议|评审|评分|满意)(?:等[级次]|程度|档次|选项)|选项",
    ),
    (Role.NAME, r"(?:加分|扣分|减分|奖励|奖惩|加减分|否决)(?:项|项目|内容|事项|情形|类别|指标|名称)"),
    (Role.CLAUSE, rf"(?:{_ACT})?(?:的)?{_SCORE}{_HOW}(?:.*)"),
    (Role.CLAUSE, rf"(?:{_ACT}|评分|分值)(?:评分|计分|量化)?(?:标准|细则|规则)(?:及.*|和.*|与.*)?"),
    (
        Role.METHOD,
        rf"(?:{_ACT}|数据采集|采集|取证|信息采集|数据)(?:方式|方法|形式|手段|途径|渠道|来源|程序|路径|时间|频次|周期)(?:.*)"
        r"|.*(?:数据来源|资料来源|信息来源|材料来源|佐证|印证|备查|台账|台帐|支撑材料|证明材料|取数|所需材料|需提供.*材料|提供材料|查阅资料|检查资料|考核依据|评价依据|考核材料|报送材料|考核时间|考核频次|考核周期|检查时间|资料清单)",
    ),
    (
        Role.DEPARTMENT,
        r"(?:责任|牵头|考核|考评|评分|配合|主管|负责|打分|评价|督办|主办|协办|承办|实施|组织|数据提供|提供|审核|认定|评定|主责|检查|督查|计分|主要|数据|数据来源|业务|归口|职能|主评|参与|评审|对口)+"
        r"(?:责任|牵头|管理|主管|配合)?(?:单位|部门|科室|处室|股室|机构|主体|方(?![法式案面向])|人|者|领导|站所|条线|小组|组)(?:.*)|科室|部门|责任科\(室\)|牵头|责任人?",
    ),
    (Role.WEIGHT, r"(?:.*(?:指标|级|考核|项目|分项)|(?:计入|占)(?:年度|考核|综合)?(?:总分|总成绩)(?:的)?)?(?:权重|权数|比重|占比|权重值|权重系数)(?:分?|分值|%|比例|系数)?"),
    (
        Role.POINTS,
        r"(?:满分|标准|考核|考评|项目|次分项|分项|指标|基本|基础|应得|目标|参考|额定|满|总|单项|设定|赋|配|小项|大项|各|次|计|评价|本项|权重|一级|二级|三级|四级|评分|检查|原始|规定|细项|类别|小|大|子项|各项|"
        r"维度|板块|模块|领域|环节|要素|条目|单元|部分|方面|类目|科目|专项|任务|内容|事项|要点|观测点|基准|起评|初始|量化|层级|章节)*"
        r"(?:分值|分数|分)(?:设置|/?权重|比重|%|/分|合计|标准|分配|值|数|配置|设定|范围|区间|幅度|栏)*|赋值|(?:扣分|加分|记分|奖励)分值|应得分?|标准得分|分值分数|得分标准值",
    ),
    (Role.TARGET, r".*(?:目标值|指标值|标准值|基准值|计划值|任务数|考核值|参考值|达标值|指标任务)|(?:年度|预算|计划|考核|期末|全年)?目标"),
    (Role.TARGET, r"绩效目标|(?:挑战|门槛|基础|力争|期望|底线|约束)(?:值|目标)|完成时[限间]|时限|时间节点|时间要求|任务数量?"),
    (Role.UNIT, r"计量单位|单位"),
    (
        Role.METHOD,
        r"依据|(?:处罚|政策|文件|法律|法规|条款|参考|制定|设定|认定|法律法规)依据|备查(?:资料|材料)|(?:考核|检查|评价|统计)?(?:频次|周期)|(?:数据)?口径",
    ),
    (Role.REMARK, r"(?:适用|考核|评价|受评)(?:范围|对象|单位)|被考核(?:单位|部门|对象)"),
    (Role.NAME, r"(?:[一二三四五1-5]级)(?:考核|考评|评价)?(?:指标|项目|要素|目录|内容|分类)?(?:名称)?"),
    (
        Role.CONTENT,
        r".*(?:观测点|观察点|评估点|测评点|评价点|得分点|采分点|关键点|检查点|控制点|考察点|考查点|(?:违规|违法|失信|不良|失范|禁止|负面)(?:行为|情形|事项|情况))(?:及.*|和.*|与.*)?"
        r"|.*(?:内容|要求|标准|任务|要点|说明|解释|措施|重点|内涵|定义|细则|条款|规范|办法|条件|指标及目标|目标要求|释义|工作目标)(?:及.*|和.*|与.*)?",
    ),
    (
        Role.NAME,
        r".*(?:指标|项目|类别|类目|事项|分类|要素|维度|模块|板块|科目|领域|方面|类型|名称|目录|大项|小项|子项|分项|环节|工作|指标体系|条目|考核点|项|类)(?:及分值|和分值|与分值|及分数|及权重|、分值)?",
    ),
)  # fmt: skip
_FORMS_READY = tuple((role, re.compile(rf"(?:{form})", re.IGNORECASE)) for role, form in _FORMS)
_LONGEST_HEADER = 18
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NO_HEADER = re.compile(r"[\d:;。!?]|^[(（]?[一二三四五六七八九十]+[)、.]")


@lru_cache(maxsize=4096)
def header_role(text: str) -> Role | None:
    """What a header cell names; None where the text is no word of a header."""
    plain = re.sub(r"\s+", "", half_width(text))
    plain = _ASIDE.sub("", plain).strip("*#:") or plain
    if not plain or len(plain) > _LONGEST_HEADER or _NO_HEADER.search(re.sub(r"\d$", "", plain)):
        return None
    return next((role for role, pattern in _FORMS_READY if pattern.fullmatch(plain)), None)


def goes_on_beside(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether two stretches of header words are one header: the right one names nothing anew, or the left one lacks points."""
    mine, yours = [header_role(text) for text in left], [header_role(text) for text in right]
    known = [role for role in yours if role is not None]
    if not known or len(known) < len(yours) or not any(mine):
        return False
    counting = {Role.POINTS, Role.WEIGHT}
    if {Role.SERIAL, Role.UNIT} & set(known) or (counting & set(mine) and counting & set(known)):
        return False
    names = {Role.NAME, Role.CONTENT}
    if not names & set(known):
        return bool(names & set(mine))
    return not {*counting, Role.CLAUSE} & set(mine) and bool(counting & set(known))


_SCORING = re.compile(
    r"(?:扣|得|加|减|计|记|给|奖|罚|评|赋|各|每[^,;。()]{0,12})[^,;。、()]{0,8}?(?:\d+(?:\.\d+)?|[一二两三四五六七八九十半]+)\s*(?:-\s*\d+(?:\.\d+)?)?\s*分"
    r"|不得分|不计分|不给分|扣完|得满分|计满分|酌情|倒扣|全扣|满分|记0分|得零分|按比例(?:得|计|扣|折)|一票否决|扣除|全额得分|视情"
)
_OFFICE = re.compile(
    r"(?:局|科|处|股|办|办公室|委|委员会|部|室|中心|站|所|队|院|协会|协|会|厅|司|组|公司|集团|政府|街道|镇|团委|妇联|工会|纪委|法院|社区|单位|部门|大队|支队|馆|校|指导员)(?:\([^()]*\))?"
)
_WAY = re.compile(
    r"查|看|抽|访|台账|台帐|资料|材料|现场|实地|问卷|听取|座谈|系统|报表|数据|测评|考试|暗访|电话|记录|文件|统计|平台|日常|年终|年度|半年|季度|月|检查|评估|访谈|座谈"
)


@lru_cache(maxsize=4096)
def is_scoring(text: str) -> bool:
    """Whether a text says how points are earned or lost."""
    return bool(_SCORING.search(half_width(text)))


def is_office(text: str) -> bool:
    """Whether a text is nothing but names of offices."""
    parts = [part for part in re.split(r"[\s,;、，；/和及与]+", half_width(text)) if part]
    return bool(parts) and all(len(part) <= 16 and _OFFICE.search(part[-6:]) for part in parts)


def is_way(text: str) -> bool:
    """Whether a text says how something is looked into."""
    return len(text) <= 60 and bool(_WAY.search(text)) and not is_scoring(text)


def offices(text: str) -> tuple[str, ...]:
    """The departments a cell names, in order. A name that is broken over lines (“政策\\n法规科”) is put together."""
    parts: list[str] = []
    for line in map(str.strip, text.split("\n")):
        if parts and line and not _OFFICE.search(parts[-1][-4:]):
            parts[-1] += line
        elif line:
            parts.append(line)
    split = (part for line in parts for part in re.split(r"[、，,；;/]|\s{1,}", line))
    return tuple(dict.fromkeys(part.strip() for part in split if part.strip(" —-－/")))
