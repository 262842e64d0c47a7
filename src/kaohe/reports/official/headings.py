"""Headings that run into their paragraph: “（一）总体情况。全区……” is set in two fonts."""

from kaohe.reports.official.geometry import heading_level

_LONGEST = 30
"""Characters; a first sentence beyond that is text that happens to be numbered."""


def split_heading(text: str) -> tuple[str, str]:
    """What of a numbered paragraph is its heading, and what is text."""
    if not heading_level(text):
        return "", text
    stop = text.find("。")
    if stop < 0:
        ends = text[-1:] in "；：，" or len(text) > _LONGEST
        return ("", text) if ends else (text, "")
    return (text[: stop + 1], text[stop + 1 :]) if stop < _LONGEST else ("", text)
