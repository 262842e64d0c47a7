"""The parts of a Word file that every paper shares: styles, fonts, page numbers, settings."""

from kaohe.reports.official.blocks import Part
from kaohe.reports.official.geometry import (
    BODY_SIZE,
    BOTTOM,
    LEFT,
    LINE,
    PAGE,
    PAGE_NUMBER_SIZE,
    RED,
    RIGHT,
    TIGHTER,
    TOP,
    twips,
)
from kaohe.reports.official.word.look import (
    FANGSONG,
    HEITI,
    KAITI,
    LATIN,
    LOOKS,
    SONGTI,
    XIAOBIAOSONG,
    Look,
    style_id,
)

MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_FALLBACKS = {
    XIAOBIAOSONG: ("华文中宋,Noto Serif CJK SC,Source Han Serif SC", "roman"),
    FANGSONG: ("仿宋,FangSong,Noto Serif CJK SC,Source Han Serif SC", "modern"),
    KAITI: ("楷体,KaiTi,Noto Serif CJK SC,Source Han Serif SC", "modern"),
    HEITI: ("SimHei,Noto Sans CJK SC,Source Han Sans SC", "swiss"),
    SONGTI: ("SimSun,Noto Serif CJK SC,Source Han Serif SC", "auto"),
}


def fonts_of(font: str) -> str:
    """The fonts of a run: Chinese characters in one, digits and Latin letters in another."""
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{font}" w:cs="{LATIN}"/>'


def run_look(look: Look) -> str:
    """The properties of a run in this look."""
    tight = f'<w:spacing w:val="{TIGHTER}"/>' if look.size == BODY_SIZE else ""
    red = f'<w:color w:val="{RED}"/>' if look.red else ""
    size = round(look.size * 2)
    return f'{fonts_of(look.font)}{red}{tight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def indents(look: Look, *, left: float | None = None, right: float | None = None) -> str:
    """What stays free at the sides, both in characters (as Word shows it) and in twentieths of a point."""
    one = look.size * 20
    parts = []
    for name, amount in (
        ("left", look.left if left is None else left),
        ("right", look.right if right is None else right),
        ("firstLine", look.first),
        ("hanging", look.hanging),
    ):
        if amount:
            parts.append(f'w:{name}Chars="{round(amount * 100)}" w:{name}="{round(amount * one)}"')
    return f"<w:ind {' '.join(parts)}/>" if parts else ""


def spacing(look: Look, *, before: float | None = None, after: float | None = None) -> str:
    """The height of a line and what stays free above and below."""
    above = round((look.before if before is None else before) * LINE)
    below = round((look.after if after is None else after) * LINE)
    line = f'w:line="{look.line}" w:lineRule="exact"' if look.line else 'w:line="240" w:lineRule="auto"'
    return f'<w:spacing w:before="{above}" w:after="{below}" {line}/>'


def _style(part: Part, look: Look) -> str:
    keep = "<w:keepNext/>" if look.keep else ""
    free = "" if look.line == LINE else '<w:snapToGrid w:val="0"/>'  # else a line of another height takes two
    level = f'<w:outlineLvl w:val="{look.level - 1}"/>' if look.level else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style_id(part)}"><w:name w:val="{part.value}"/>'
        f'<w:basedOn w:val="Normal"/><w:uiPriority w:val="1"/><w:qFormat/><w:pPr>{keep}<w:widowControl w:val="0"/>{free}'
        f'{spacing(look)}{indents(look)}<w:jc w:val="{look.align}"/>{level}</w:pPr>'
        f"<w:rPr>{run_look(look)}</w:rPr></w:style>"
    )


def styles_xml() -> str:
    """Every part's style. 标准 is the body's font, so that what an office adds looks like the rest."""
    size = BODY_SIZE * 2
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts_of(FANGSONG)}<w:kern w:val="2"/><w:sz w:val="{size}"/>'
        f'<w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    ours = "".join(_style(part, look) for part, look in LOOKS.items())
    return f"{HEAD}<w:styles {MAIN}>{defaults}{normal}{ours}</w:styles>"


def fonts_xml() -> str:
    """The fonts by the names offices use, each with what stands in for it where it is not installed."""
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/><w:family w:val="{family}"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, (instead, family) in _FALLBACKS.items()
    )
    return f"{HEAD}<w:fonts {MAIN}>{entries}</w:fonts>"


def footer_xml(*, even: bool) -> str:
    """— 1 — in 4号 Song, one character from the outer edge: at the right on odd pages, at the left on even ones."""
    size = PAGE_NUMBER_SIZE
    side, align = ("left", "left") if even else ("right", "right")
    look = f'<w:rPr>{fonts_of(SONGTI).replace(LATIN, SONGTI)}<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/></w:rPr>'
    number = (
        f'<w:r>{look}<w:t xml:space="preserve">— </w:t></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{look}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{look}<w:t>1</w:t></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="end"/></w:r>'
        f'<w:r>{look}<w:t xml:space="preserve"> —</w:t></w:r>'
    )
    indent = f'<w:ind w:{side}Chars="100" w:{side}="{size * 20}"/>'
    return (
        f'{HEAD}<w:ftr {MAIN}><w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        f'{indent}<w:jc w:val="{align}"/></w:pPr>{number}</w:p></w:ftr>'
    )


def settings_xml() -> str:
    """Odd and even pages differ; punctuation may hang at the end of a line; no compatibility with old layouts."""
    return (
        f'{HEAD}<w:settings {MAIN}><w:evenAndOddHeaders/><w:defaultTabStop w:val="420"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


_FOOTER = 25
"""Millimetres from the edge of the paper to the page number's lower edge: its line then stands 7 mm below the text."""


def section_xml(*, wide: bool, odd: str, even: str, letter: bool = False) -> str:
    """The page of a section; wide pages are turned together with their margins. `odd`, `even`: ids of the footers."""
    high, across = (PAGE[0], PAGE[1]) if wide else (PAGE[1], PAGE[0])
    top, right, bottom, left = (LEFT, TOP, RIGHT, BOTTOM) if wide else (TOP, RIGHT, BOTTOM, LEFT)
    turned = ' w:orient="landscape"' if wide else ""
    foot = 16 if wide else _FOOTER
    references = "".join(
        f'<w:footerReference w:type="{kind}" r:id="{name}"/>'
        for kind, name in (("default", odd), ("even", even))
    )
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/><w:pgSz w:w="{twips(across)}" w:h="{twips(high)}"{turned}/>'
        f'<w:pgMar w:top="{twips(top)}" w:right="{twips(right)}" w:bottom="{twips(bottom)}" w:left="{twips(left)}" '
        f'w:header="{twips(15)}" w:footer="{twips(foot)}" w:gutter="0"/><w:cols w:space="425"/>'
        f'{"<w:titlePg/>" if letter else ""}<w:docGrid w:type="lines" w:linePitch="{LINE}"/></w:sectPr>'
    )
