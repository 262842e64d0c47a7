"""How the units and departments of an administration are called, and lists of them in one cell."""

import re
from collections.abc import Iterable

from kaohe.documents.figures import half_width

_UNIT_END = (
    "街道办事处|街道办|街道|镇政府|乡政府|办事处|苏木|嘎查|社区|居委会|村委会|管委会|开发区|经开区|高新区|工业园|园区|新区|示范区|管理区|"
    "农场|林场|牧场|渔场|镇|乡|村|县|区|市|旗|州|盟|场|局|委|办|公司|集团|中心|学校|中学|小学|幼儿园|医院|卫生院|所|站|分局|支行|部|厅|院|处|科|室|队|片区|社|厂|矿"
)
_UNIT = re.compile(
    rf"[^\s\d%,。;:、()]{{1,16}}?(?:{_UNIT_END})(?:\([^()]{{1,8}}\)|[东西南北中一二三四五]区)?"
)
_NOT_UNITS = re.compile(
    r"单位|部门|科室|地区|考核|检查|名称|办法|内容|项目|备注|指标|任务|责任|时间|日期|乡镇$|^镇$|^乡$|^街道$|^村$|^各|全县$|全市$|全区$|合计|总计|小计|城区$|农村$|镇街$"
)
DEPARTMENT_END = (
    "局|委员会|委|办公室|办|部|厅|法院|检察院|院|工会|妇联|团委|联合会|协会|商会|红十字会|会|中心|集团|公司|科室|科|股|处|站|所|银行|支行|分局|支队|大队|派出所|队|"
    "学校|医院|卫生院|街道|乡镇|镇|乡|镇政府|政府|社区|残联|工商联|科协|侨联|文联|报社|电视台|台|行|社|计生协|协"
)


def looks_like_unit(text: str) -> bool:
    """Whether a cell names one unit of an administration: 某某镇, 某某街道, 某某局."""
    plain = half_width(text).replace("\n", "").replace(" ", "")
    return bool(_UNIT.fullmatch(plain)) and not _NOT_UNITS.search(plain)


def unit_names(text: str) -> tuple[str, ...]:
    """The units in one cell: lines, commas and enumeration commas part them; a name broken over lines is joined."""
    pieces: list[str] = []
    for line in re.split(r"[\n、，,;；/和及]+|\s{1,}", text.strip()):
        piece = line.strip(" 　。.")
        if not piece:
            continue
        if pieces and (
            piece in _UNIT_END.split("|") or (len(pieces[-1]) == 1 and not looks_like_unit(pieces[-1]))
        ):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return tuple(pieces)


def share_of_units(texts: Iterable[str]) -> int:
    """How many of these cells name a unit."""
    return sum(looks_like_unit(text) for text in texts)
