"""Which pages the guide shows, in the order in which people meet them: every page there is, once at least."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, in which stage, by whom (a login name of the example), where, and what it shows in a line.

    Words in braces in `user` and `path` are found when the picture is taken (tests.web.shots.Found).
    """

    name: str
    stage: str
    user: str
    path: str
    words: str
    phone: bool = False


_R = "/rounds/{round}/"
_F = "/fieldwork/{round}/"

SHOTS: dict[str, tuple[Shot, ...]] = {
    "登录和工作台 · Signing in and the desk": (
        Shot("login", "reporting", "", "/login/", "登录"),
        Shot("second", "reporting", "{with_code}", "/second/", "登录第二步：动态口令"),
        Shot("desk-office", "reporting", "office", "/", "考核办的工作台：等我办的事，每次考核走到哪里"),
        Shot("desk-head", "reporting", "{open_head}", "/", "镇街负责人的工作台", phone=True),
        Shot("me", "reporting", "e01", "/me/", "我的：身份、职责、登录安全"),
        Shot("password", "reporting", "e01", "/me/password/", "改密码：要求写在旁边"),
        Shot("totp", "reporting", "e02", "/me/totp/", "动态口令：手机扫一下"),
        Shot("reminders", "reporting", "{reminded}", "/reminders/", "收到的催办"),
    ),
    "办法 · The scheme": (
        Shot("schemes", "reporting", "office", "/schemes/", "办法和它的各版"),
        Shot("import", "reporting", "office", "/schemes/import/", "导入文件：Word、Excel、PDF、网页、文本"),
        Shot("scheme-read", "reporting", "office", "/schemes/{imported}/", "读完的文件：左边是原件，右边是读成的规则，逐条改"),
        Shot("scheme-source", "reporting", "office", "/schemes/{imported}/source/", "原件的样子（不用脚本时单独一页）"),
        Shot("scheme-card", "reporting", "office", "/schemes/{imported}/card/0-0-0/", "一条的卡片（办法很长时单独取）"),
        Shot("scheme", "reporting", "office", "/schemes/{version}/", "印发的办法：条文、规则、试算，同一件事三种说法"),
        Shot("scheme-item", "reporting", "office", "/schemes/{imported}/item/0-0-0/", "改一条：边改边看分数表"),
        Shot("scheme-particulars", "reporting", "office", "/schemes/{draft}/particulars/", "办法的题目、年度、等次"),
        Shot("scheme-text", "reporting", "office", "/schemes/{draft}/text/", "办法文件全文"),
        Shot("scheme-checks", "reporting", "office", "/schemes/{version}/checks/", "体检：合法性、减负、写法"),
        Shot("scheme-next", "reporting", "office", "/schemes/{version}/next/", "在这一版的基础上另起一版"),
        Shot("scheme-diff", "reporting", "office", "/schemes/diff/?old={version}&new={draft}", "两版差在哪里"),
    ),
    "考核 · The round": (
        Shot("rounds", "reporting", "office", "/rounds/", "历次考核"),
        Shot("round-new", "reporting", "office", "/rounds/new/", "新建一次考核"),
        Shot("way", "reporting", "office", "/rounds/way/", "一次考核走哪几步、谁来走、差什么走不了"),
        Shot("round", "reporting", "office", _R, "一次考核：走到哪一步，还差什么，期限"),
    ),
    "目标和填报 · Targets and reports": (
        Shot("targets", "targets", "office", _R + "targets/", "目标：单位 × 数据项，可以从 Excel 粘贴"),
        Shot("progress", "reporting", "office", _R + "targets/progress/", "目标完成进度：本月、累计、同比"),
        Shot("filing", "reporting", "office", _R + "filing/", "各单位填报到哪里了：未报、逾期、退回"),
        Shot("filing-unit", "reporting", "{open_reporter}", _R + "filing/unit/{open}/2026/", "一个单位的填报：边填边存、边填边查", phone=True),
        Shot("filing-workbook", "reporting", "{open_reporter}", _R + "filing/unit/{open}/workbook.xlsx/", "用 Excel 填：取填报表，填好交回，先看会改什么"),
        Shot("filing-department", "reporting", "dept1", _R + "filing/department/{department}/2026/", "科室填报：一张表填全区"),
        Shot("filing-department-workbook", "reporting", "dept1", _R + "filing/department/{department}/workbook.xlsx/", "科室用 Excel 填"),
        Shot("filing-help", "reporting", "{open_reporter}", _R + "filing/help/备案率/", "一个数据项的说明：口径、单位、来源"),
        Shot("quality", "reporting", "office", _R + "filing/quality/", "数据质量：及时、完整、准确、一致"),
        Shot("data-rules", "reporting", "office", _R + "filing/rules/", "数据规则和标准"),
    ),
    "佐证和自评 · Evidence and self-assessment": (
        Shot("evidence", "reporting", "{reporter}", _R + "evidence/", "佐证：按指标交到哪里了"),
        Shot("evidence-unit", "reporting", "{reporter}", _R + "evidence/unit/{code}/", "一个单位的佐证：按指标拖进来"),
        Shot("evidence-file", "reporting", "{reporter}", _R + "evidence/file/{evidence}/", "一份佐证：版本、大小、指纹、预览"),
        Shot("self-list", "self", "office", _R + "self/", "自评到哪里了"),
        Shot("self", "self", "{reporter}", _R + "self/{code}/", "自评", phone=True),
    ),
    "检查 · Inspection": (
        Shot("fieldwork", "reporting", "office", _F, "检查：抽样、日程、检查表、查得的数"),
        Shot("checklists", "reporting", "office", _F + "lists/", "检查表：印出来，或者取到手机上"),
        Shot("draws", "reporting", "office", _F + "draws/", "历次抽样"),
        Shot("draw-new", "reporting", "office", _F + "draws/new/", "拟定一次抽样"),
        Shot("draw", "reporting", "office", _F + "draws/1/", "抽样：先公布指纹，再抽取，谁都能重抽一遍核对"),
        Shot("draw-plan", "reporting", "office", _F + "draws/{planned}/plan/", "改一次还没有公布的抽样"),
        Shot("timetable", "reporting", "office", _F + "timetable/", "检查日程：检查组 × 半天，手工改的固定不动"),
        Shot("timetable-text", "reporting", "office", _F + "timetable/text/", "写成文字的安排：专长、愿望、几次、距离都写得下"),
        Shot("visit-form", "reporting", "inspector", _F + "form/", "检查表：断网也能填，有网自动送出", phone=True),
        Shot("visit-list", "reporting", "office", _F + "visits/", "检查记录：重复的认得出来"),
        Shot("visit", "reporting", "office", _F + "visits/{visit}/", "一次检查记下了什么"),
        Shot("visits-import", "reporting", "office", _F + "visits/import/", "从 ODK、Kobo 取回检查记录"),
        Shot("visits", "reporting", "office", _F + "findings/", "检查：查得的和上报的并排"),
        Shot("adopt", "reporting", "office", _F + "adopt/", "采用查得的数，得分跟着重算"),
    ),
    "评分、反馈、申诉 · Scoring, feedback, appeals": (
        Shot("scoring", "scoring", "office", _R + "scoring/", "评分：各科室评到哪里了"),
        Shot("matrix", "scoring", "dept1", _R + "scoring/1/", "评分：一个科室的指标 × 单位，用键盘填"),
        Shot("scoring-item", "scoring", "dept1", _R + "scoring/1/item/1/", "一项指标的标准和各单位的数"),
        Shot("scoring-cell", "scoring", "dept1", _R + "scoring/1/cell/{code}/1/", "一格：标准、数据、佐证、理由"),
        Shot("readings", "feedback", "dept3-2", _R + "scoring/3/readings/", "复核：另一个人独立评，差多少看得见"),
        Shot("feedback-list", "feedback", "office", _R + "feedback/", "反馈：谁看过、谁确认了"),
        Shot("feedback", "feedback", "{head}", _R + "feedback/{code}/", "反馈：每一分为什么失", phone=True),
        Shot("feedback-why", "feedback", "{head}", _R + "feedback/{code}/why/1/", "一项得分是怎样算出来的"),
        Shot("appeals", "appeals", "office", _R + "appeals/", "申诉：还有几件没有决定"),
        Shot("appeal-new", "feedback", "{head}", _R + "appeals/new/{code}/1/", "提出申诉：一项、理由、佐证"),
        Shot("appeal", "appeals", "office", _R + "appeals/{appeal}/", "申诉：决定以前先看人人的名次怎样变"),
    ),
    "结果和文书 · Results and papers": (
        Shot("ranking", "approval", "office", _R + "results/", "结果：排名"),
        Shot("heat", "approval", "office", _R + "results/heat/", "热力图：哪些单位在哪些指标上失分"),
        Shot("unit", "approval", "office", _R + "results/units/{code}/", "一个单位：从满分到总分，每一项的理由"),
        Shot("item", "approval", "office", _R + "results/units/{code}/1/{item}/", "一个单位的一项：一步一步算给人看"),
        Shot("whatif", "approval", "office", _R + "results/whatif/?unit=听泉街道&measure=群众满意度&role=actual&period=2026&value=80", "假如：改一个数，人人的名次前后"),
        Shot("stability", "approval", "office", _R + "results/stability/", "稳不稳：换一种权重，名次动多少"),
        Shot("years", "approval", "office", _R + "results/years/", "和上年比"),
        Shot("publications", "published", "office", _R + "results/published/", "公布和核对：凭据"),
        Shot("verify", "published", "office", _R + "results/published/1/check/", "核对：按档案重算一遍"),
        Shot("papers", "published", "office", _R + "papers/", "文书：通报、反馈意见函、整改通知书……"),
        Shot("words", "reporting", "office", _R + "papers/words/", "公文用语：发文机关、文号、日期，一张表填好"),
    ),
    "任务、催办、整改 · Tasks, reminders, rectification": (
        Shot("tasks", "reporting", "office", _R + "tasks/", "任务：一个月里人人 × 各项任务，办结、逾期、结转"),
        Shot("tasks-list", "reporting", "office", _R + "tasks/list/", "任务清单：挑出要看的，一起验收"),
        Shot("tasks-unit", "reporting", "{reporter}", _R + "tasks/of/{code}/", "一个单位当月的任务清单", phone=True),
        Shot("tasks-entry", "reporting", "{reporter}", _R + "tasks/entry/{entry}/", "一件任务：从下达到销号"),
        Shot("tasks-owed", "reporting", "office", _R + "tasks/owed/", "科室之间该给的信息：给了没有"),
        Shot("tasks-programme-show", "reporting", "office", _R + "tasks/programme/", "任务方案：一年的任务和月份"),
        Shot("tasks-programme", "reporting", "office", _R + "tasks/programme/edit/", "任务方案：一行一项，上传或自己填"),
        Shot("tasks-programme-text", "reporting", "office", _R + "tasks/programme/text/", "任务方案的文件全文"),
        Shot("remind", "reporting", "office", _R + "remind/", "催办：三天内到期的，已经逾期的"),
        Shot("remind-settings", "reporting", "admin", "/reminders/settings/", "催办发到哪里：邮件、企业微信、钉钉"),
        Shot("rectify", "rectifying", "office", _R + "rectify/", "整改：从失分到销号"),
        Shot("rectify-propose", "rectifying", "office", _R + "rectify/propose/", "下达整改：失分多的先列出来"),
        Shot("rectify-one", "rectifying", "office", _R + "rectify/{rectification}/", "一件整改：措施、期限、佐证、验收"),
    ),
    "系统 · The system": (
        Shot("people", "reporting", "admin", "/people/", "人员和职责"),
        Shot("person-new", "reporting", "admin", "/people/new/", "添一个人"),
        Shot("person", "reporting", "admin", "/people/{person}/", "一个人：角色、单位、职责、停用"),
        Shot("units", "reporting", "admin", "/units/", "单位"),
        Shot("departments", "reporting", "admin", "/departments/", "科室"),
        Shot("trail", "rectifying", "auditor", "/trail/", "留痕：谁、什么时候、做了什么"),
        Shot("trail-check", "rectifying", "auditor", "/trail/check/", "核对留痕：一环扣一环，断没断"),
        Shot("job", "published", "office", "/jobs/{job}/", "一件后台任务做到哪里"),
        Shot("jobs", "published", "office", "/jobs/", "后台任务：在做的，做完的"),
        Shot("backups", "reporting", "admin", "/backups/", "备份"),
        Shot("tokens", "reporting", "admin", "/interface/", "接口：令牌"),
        Shot("token-new", "reporting", "admin", "/interface/new/", "发一个令牌"),
        Shot("codes", "reporting", "admin", "/interface/codes/", "接口：和 DHIS2 的编码对照"),
        Shot("api-guide", "reporting", "admin", "/interface/guide/", "接口说明"),
    ),
}  # fmt: skip
ALL = tuple(shot for group in SHOTS.values() for shot in group)
