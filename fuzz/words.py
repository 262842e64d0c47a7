"""Bytes → clauses and documents: each byte chooses a word of the trade, so that mutations stay near real text."""

import atheris

from kaohe.core import Place
from kaohe.documents import Block, Cell, Document, Grid, Paragraph

WORDS = tuple(
    "扣 减 得 计 记 加 给 扣除 加分 倒扣 追加扣除 不得分 得满分 扣完为止 扣完 不倒扣 可得负分 上不封顶 最高不超过 最多扣 封顶 酌情 酌情扣 酌情加 "
    "视情况扣分 按比例得分 按完成比例 得一半分 加倍 减半 一票否决 就高不就低 不重复计分 分别 各 均 每 每下降 每低 每少 每超过 每增加 每发现 每缺 一次 一项 一处 "
    "1个百分点 0.5分 1分 2分 3、2、1分 5分、3分、1分 1-5分 10分 分 ％ % 个点 百分点 人次 达到 达到98% 不低于 不少于4次 不超过 低于80% 高于 以上 及以上 以下 以内 "
    "95%以上 90分及以上 80-89分 60%（含）-80% 完成率 合格率 满意度 台账 制度 会议 培训 材料 隐患 投诉 信访 无 未 没 没人 未建立 未按时 不符合要求 发生 出现 "
    "的 ， 。 ； ： 、 （ ） ( ) , . ; : \n \t 　 ① ② （1） （一） 1. 2、 一、 第一 前三名 排名 末位 与上年相比 同比 全市平均 否则 其他 其中 较好 好 一般 "
    "优秀 合格 O.5分 扣l分 ０．５ 一 二 三 十 百 两 半 零 0 1 9 99 100 1000 ＋ - × ÷ / = ≥ ≤ < > “ ” 《 》 □ _ ____".split(" ")
) + (" ", "\r\n", "\u3000", "\u200b", "")
"""What a clause is put together from; also marks, slips and blanks."""

_HEADS = ("序号", "指标", "考核内容", "评分标准", "分值", "标准分", "责任科室", "考核方式", "小计", "合计", "备注", "得分", "单位", "目标", "日期", "上午", "完成时限")
_UNITS = ("城关镇", "甲镇", "乙街道", "丙乡")


def clause(data: atheris.FuzzedDataProvider, most: int = 60) -> str:
    """Up to `most` words; now and then a piece of any text."""
    parts = []
    for _ in range(data.ConsumeIntInRange(0, most)):
        chosen = data.ConsumeIntInRange(0, len(WORDS))
        parts.append(WORDS[chosen] if chosen < len(WORDS) else data.ConsumeUnicodeNoSurrogates(8))
    return "".join(parts)


def document(data: atheris.FuzzedDataProvider) -> Document:
    """Paragraphs and grids in any order, merged cells, cells that overlap or stand outside."""
    return Document("甲.txt", "text", tuple(_block(data, number) for number in range(data.ConsumeIntInRange(0, 8))))


def _block(data: atheris.FuzzedDataProvider, number: int) -> Block:
    place = Place("甲.txt", sheet=f"表{number}", cell="A1")
    if data.ConsumeBool():
        label = data.PickValueInList(["", "一、", "（一）", "1.", "(1)", "①", "第一条 "])
        return Paragraph(label + _cell_text(data), place, level=data.ConsumeIntInRange(0, 4))
    return _grid(data, place, 0)


def _grid(data: atheris.FuzzedDataProvider, place: Place, depth: int) -> Grid:
    height, width = data.ConsumeIntInRange(0, 7), data.ConsumeIntInRange(0, 7)
    cells = []
    for row in range(height):
        column = 0
        while column < width:
            columns = data.ConsumeIntInRange(1, 3) if data.ConsumeIntInRange(0, 5) == 0 else 1
            rows = data.ConsumeIntInRange(1, 4) if data.ConsumeIntInRange(0, 5) == 0 else 1
            inner = (_grid(data, place, depth + 1),) if depth < 2 and data.ConsumeIntInRange(0, 30) == 0 else ()
            text = _head(data) if row == 0 else _cell_text(data)
            cells.append(Cell(text, row, column, rows, columns, place, grids=inner, header=row == 0))
            column += columns
    return Grid(tuple(cells), height, width, place)


def _head(data: atheris.FuzzedDataProvider) -> str:
    return str(data.PickValueInList([*_HEADS, *_UNITS, ""]))


def _cell_text(data: atheris.FuzzedDataProvider) -> str:
    kind = data.ConsumeIntInRange(0, 7)
    if kind < 3:
        return str(data.ConsumeIntInRange(0, 120))
    if kind < 4:
        return str(data.PickValueInList([*_HEADS, *_UNITS, "合计", "100", "20分", "（5分）", "95%", "≥95%", "3月5日", "每月"]))
    return clause(data, 12)
