"""考核办法: the scheme as the office issues it, with its scoring tables on pages that lie across."""

from collections.abc import Iterator

from kaohe.reports.kinds.kind import Kind, Paper
from kaohe.reports.material import Material
from kaohe.reports.official.blocks import Block, Page
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.reports.scheme_document import scheme_parts
from kaohe.reports.scheme_document.blocks import Grid
from kaohe.reports.scheme_document.word import paper_blocks

_OWN = Vocabulary(
    {"说明": "考核办法的说明", "依据": "制定依据", "类别": "单位类别"},
    {},
    {"办法正文": "评分表、一票否决、等次、排名和结果运用"},
)


def _papers(kind: Kind, material: Material) -> Iterator[Paper]:
    scheme = material.scheme
    own = {
        "说明": scheme.note,
        "依据": "；".join(scheme.basis),
        "类别": "、".join(scheme.classes) or "不分类别",
    }
    blocks = tuple(_blocks(material))
    yield Paper(kind.name, Data({**kind.fields(material), **own}, {}, {"办法正文": blocks}))


def _blocks(material: Material) -> Iterator[Block]:
    """The parts of the scheme's document behind its front, the last page upright again for what closes the paper."""
    parts = scheme_parts(material.scheme, plain=True)[1:]
    yield from paper_blocks(parts)
    if parts and any(isinstance(block, Grid) for block in parts[-1].blocks):
        yield Page(wide=False)


SCHEME_PAPER = Kind("考核办法", "考核办法和评分表，公文格式", _papers, _OWN, of_result=False)
