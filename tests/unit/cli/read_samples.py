"""Documents of offices that do not exist, for `kaohe read`."""

from pathlib import Path

ROWS = (
    ("信息核实", "4", "核实完成率达到98%得4分，每低1个百分点扣0.5分，扣完为止。"),
    ("台账资料", "3", "台账缺一本扣0.5分，扣完为止。"),
    ("窗口服务", "3", "服务规范得3分，较规范得2分，不规范不得分。"),
    ("数据质量", "5", "数据准确率达到96%以上。"),
    ("创新做法", "5", "按时报送得2分；有重大失误的研究另扣分，满3次得5倍。"),
)
"""Understood, understood, judged, doubtful, not understood."""


def table(rows: tuple[tuple[str, str, str], ...] = ROWS, group: str = "日常工作") -> str:
    """A scoring table in HTML; its group is one merged cell."""
    points = sum(int(row[1]) for row in rows)
    lines = []
    for number, row in enumerate(rows):
        head = f'<td rowspan="{len(rows)}">{group}（{points}分）</td>' if number == 0 else ""
        lines.append(f"<tr>{head}{''.join(f'<td>{cell}</td>' for cell in row)}</tr>")
    header = "<tr><th>类别</th><th>考核项目</th><th>分值</th><th>评分标准</th></tr>"
    return f"<table>{header}{''.join(lines)}</table>"


def page(*parts: str, title: str = "芸溪区2031年度服务工作考核办法") -> str:
    body = "".join(parts)
    return f"<html><head><meta charset='utf-8'></head><body><h1>{title}</h1>{body}</body></html>"


def written(folder: Path, text: str, name: str = "办法.html") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
