"""Fill a plain letter for so many units, in a process of its own:

    python -m benchmarks.letters_process kaohe|kaohe-template|docxtpl COUNT FOLDER

kaohe lays out our own form; kaohe-template fills a Word file; docxtpl fills the same Word file with its own marks in it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kaohe.reports.official.blocks import Document
from kaohe.reports.official.fields import Data
from kaohe.reports.official.fill import fill
from kaohe.reports.official.markup import parse_form
from kaohe.reports.official.word import write_docx
from kaohe.reports.official.word.template import Template

ROWS = 20
FORM = """
@标题 关于反馈{{单位}}考核意见的函
@主送 {{单位}}：
根据考核办法，你单位的考核已经完成。现将得分情况和扣分原因反馈如下。
一、得分情况
你单位总分{{总分}}分，在参加排名的单位中列第{{名次}}位。
二、扣分原因
@表 序号 12 中 | 指标 34 | 失分 16 右 | 原因 94
| {{失分.序号}} | {{失分.指标}} | {{失分.失分}} | {{失分.原因}}
三、后续工作
请对照扣分原因逐项整改。
@署名 考核办公室
@日期 {{日期}}
"""
LIST = "失分"


def letters(count: int) -> Iterator[Data]:
    """What each letter is filled with."""
    for unit in range(count):
        rows = tuple(
            {
                "序号": str(row + 1),
                "指标": f"指标{row}",
                "失分": f"{(unit * 7 + row * 3) % 40 / 10}",
                "原因": f"完成率{(unit + row) % 100}%，比目标低{row}个百分点，每1个百分点扣0.1分，扣{row / 10}分",
            }
            for row in range(ROWS)
        )
        fields = {
            "单位": f"第{unit}镇",
            "总分": f"{60 + unit % 40}.25",
            "名次": str(unit + 1),
            "日期": "2027年1月15日",
        }
        yield Data(fields, {LIST: rows})


def ours(form: Document, data: Data, path: Path) -> None:
    """Our own form, laid out."""
    write_docx(fill(form, data), path)


def jinja_template(form: Document, path: Path) -> None:
    """The same Word file with docxtpl's marks: a row before and a row behind the one that is repeated."""
    import docx

    write_docx(form, path)
    document = docx.Document(str(path))
    table = document.tables[0]
    row = table.rows[1]._tr
    for words, after in ((f"{{%tr for one in {LIST} %}}", False), ("{%tr endfor %}", True)):
        added: Any = table.add_row()  # type: ignore[no-untyped-call]  # python-docx has no types here
        added.cells[0].text = words
        (row.addnext if after else row.addprevious)(added._tr)
    for cell in table.rows[2].cells:
        for run in cell.paragraphs[0].runs:
            run.text = run.text.replace(f"{{{{{LIST}.", "{{one.")
    document.save(str(path))


def main() -> None:
    """Write the letters; nothing is printed."""
    engine, count, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    form = parse_form(FORM)
    template = folder / "template.docx"
    if engine == "kaohe":
        for number, data in enumerate(letters(count)):
            ours(form, data, folder / f"{number}.docx")
    elif engine == "kaohe-template":
        write_docx(form, template)
        filled = Template.read(template)
        for number, data in enumerate(letters(count)):
            filled.write(data, folder / f"{number}.docx")
    else:
        from docxtpl import DocxTemplate

        jinja_template(form, template)
        for number, data in enumerate(letters(count)):
            document = DocxTemplate(template)
            document.render({**data.fields, LIST: data.lists[LIST]}, autoescape=True)
            document.save(folder / f"{number}.docx")


if __name__ == "__main__":
    main()
