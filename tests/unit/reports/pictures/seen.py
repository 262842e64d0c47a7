"""An SVG read back: where its shapes lie and what its texts say."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from kaohe.reports.pictures import Picture
from kaohe.reports.pictures.text import text_width

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "g", "rect", "line", "path", "text", "tspan", "title"}


@dataclass(frozen=True, slots=True)
class Box:
    """What a shape or a text covers; `words` where it is a text."""

    left: float
    top: float
    right: float
    bottom: float
    words: str = ""

    def meets(self, other: "Box", slack: float = 0.6) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > slack and down > slack


def elements(picture: Picture) -> list[Element]:
    return list(fromstring(picture.svg).iter())


def name(element: Element) -> str:
    return element.tag.removeprefix(SVG)


def titles(picture: Picture) -> list[str]:
    return [element.text or "" for element in elements(picture) if name(element) == "title"]


def texts(picture: Picture) -> list[str]:
    """What is written, line by line; what is written downwards as one."""
    return [_written(element) for element in elements(picture) if name(element) == "text"]


def _written(element: Element) -> str:
    spans = [child.text or "" for child in element if name(child) == "tspan"]
    return "".join(spans) or element.text or ""


def text_boxes(picture: Picture) -> list[Box]:
    return [box for element in elements(picture) if name(element) == "text" for box in _text(element)]


def _text(element: Element) -> Iterator[Box]:
    size = float(element.get("font-size", "0"))
    side = element.get("text-anchor", "start")
    spans = [child for child in element if name(child) == "tspan"] or [element]
    for span in spans:
        words = span.text or ""
        if words:
            width = text_width(words, size)
            x = float(span.get("x", "0")) - {"start": 0.0, "middle": width / 2, "end": width}[side]
            base = float(span.get("y", "0"))
            yield Box(x, base - size * 0.8, x + width, base + size * 0.1, words)


def shape_boxes(picture: Picture) -> list[Box]:
    return [box for element in elements(picture) if (box := _shape(element)) is not None]


def _shape(element: Element) -> Box | None:
    def of(key: str) -> float:
        return float(element.get(key, "0"))

    match name(element):
        case "rect":
            return Box(of("x"), of("y"), of("x") + of("width"), of("y") + of("height"))
        case "line":
            xs, ys = sorted((of("x1"), of("x2"))), sorted((of("y1"), of("y2")))
            return Box(xs[0], ys[0], xs[1], ys[1])
        case "path":
            return _path(element.get("d", ""))
    return None


def _path(steps: str) -> Box:
    xs, ys = [], []
    for step in steps.replace("Z", "").replace("M", "|").replace("L", "|").split("|"):
        place, _, across = step.partition("H")
        if place:
            x, y = place.split()
            xs.append(float(x))
            ys.append(float(y))
        if across:
            xs.append(float(across))
    return Box(min(xs), min(ys), max(xs), max(ys))


def outside(picture: Picture, slack: float = 1.0) -> list[Box]:
    """What leaves the picture."""
    boxes = [*text_boxes(picture), *shape_boxes(picture)]
    return [
        box
        for box in boxes
        if box.left < -slack
        or box.top < -slack
        or box.right > picture.width + slack
        or box.bottom > picture.height + slack
    ]


def colliding(picture: Picture) -> list[tuple[str, str]]:
    """Texts that run into one another."""
    found = []
    for one, other in combinations(text_boxes(picture), 2):
        if one.meets(other):
            found.append((one.words, other.words))
    return found
