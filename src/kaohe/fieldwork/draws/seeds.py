"""种子: where the seed comes from, and how everybody can see that nobody chose it after seeing the result.

Three ways, and they go together:

* committed (承诺): the office draws a seed, keeps it to itself and publishes SHA-256 of nonce LF seed; later it reveals both.
* a public number (公开号码): a number that will come out after the announcement; source and rule are in the record before.
* both: the seed is `secret/number`. Neither the office nor whoever makes the number can steer it alone.

A commitment alone keeps the office from changing its mind, not from trying many seeds before committing; that is why
the guide recommends the public number, or both. A seed told on the spot has neither, and its record says so.
"""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass, replace

from kaohe.core import Refused

_RUN = re.compile(r"[0-9]+")
RULE = "号码中的数字照公布的次序写，全角改半角，数字之间的其他符号和空白一律改为一个“-”，不去掉前面的0"
RULE_ASCENDING = "号码中的各数从小到大排列，全角改半角，数与数之间用一个“-”，不去掉前面的0"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Secret:
    """A seed that was committed to, with what is needed to show it. Keep it until the draw."""

    nonce: str
    seed: str

    @property
    def commitment(self) -> str:
        """SHA-256 of nonce LF seed as UTF-8, in hexadecimal: what is published before."""
        return hashlib.sha256(f"{self.nonce}\n{self.seed}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Seed:
    """The terms fixed before (`source` of a public number with its `shape`, `commitment`) and what was shown after
    (`number`, `nonce`, `secret`); `value` is the seed itself, empty before the draw.

    `shape` writes each digit as 0 (00-00-00): a number of another shape is refused. `ascending`: its parts are sorted.
    """

    source: str = ""
    shape: str = ""
    ascending: bool = False
    commitment: str = ""
    number: str = ""
    nonce: str = ""
    secret: str = ""
    value: str = ""

    @property
    def told(self) -> bool:
        """Neither committed nor public: the seed is just told."""
        return not self.source and not self.commitment

    @property
    def way(self) -> str:
        """In words, for records and notices."""
        if self.told:
            return "当场确定，没有事先承诺，也没有用公开号码"
        parts = []
        if self.commitment:
            parts.append("事先公布哈希、抽取时公开的种子")
        if self.source:
            parts.append(f"事先指定的公开号码：{self.source}")
        return "，连同".join(parts)

    @property
    def rule(self) -> str:
        """How the public number becomes the seed; empty where there is none."""
        return "" if not self.source else RULE_ASCENDING if self.ascending else RULE

    def before(self) -> "Seed":
        """What was fixed before the draw, and nothing else."""
        return Seed(self.source, self.shape, self.ascending, self.commitment)


def new_secret(seed: str = "") -> Secret:
    """A seed out of the system's own randomness (or one that was made with dice, in public), with a nonce."""
    return Secret(secrets.token_hex(16), clean(seed) if seed else secrets.token_hex(16))


def revealed(seed: Seed, secret: Secret | None = None, number: str = "", told: str = "") -> Seed:
    """The seed with its value. Refused where something is missing, too much, or does not fit what was announced."""
    if bool(seed.commitment) is not (secret is not None):
        raise Refused(
            "draw.secret", _TO_BE_SHOWN if seed.commitment else "公告里没有承诺种子，不能另给一个。"
        )
    if secret is not None and secret.commitment != seed.commitment:
        message = (
            f"这个种子的哈希是 {secret.commitment[:16]}…，与公布的 {seed.commitment[:16]}… 不符，不能用。"
        )
        raise Refused("draw.secret-differs", message)
    if bool(seed.source) is not bool(number.strip()):
        message = (
            f"要给出公开号码（{seed.source}）。" if seed.source else "公告里没有指定公开号码，不能另给一个。"
        )
        raise Refused("draw.number", message)
    if seed.told is not bool(told.strip()):
        message = "要写明种子。" if seed.told else "种子的来历已经公布，不能当场另定。"
        raise Refused("draw.told", message)
    if seed.told:
        return replace(seed, value=clean(told))
    digits = normalised(number, seed) if seed.source else ""
    nonce, text = (secret.nonce, secret.seed) if secret else ("", "")
    value = "/".join(part for part in (text, digits) if part)
    return replace(seed, number=digits, nonce=nonce, secret=text, value=value)


_TO_BE_SHOWN = "公告里公布了种子的哈希，抽取时要公开那个种子。"


def normalised(number: str, seed: Seed) -> str:
    """The public number as the rule writes it. Refused where it holds no digit or has another shape than announced."""
    found = _RUN.findall(unicodedata.normalize("NFKC", number))
    if seed.ascending:
        found.sort(key=lambda run: (int(run), run))
    text = "-".join(found)
    if not text or len(text) > _LONGEST:
        raise Refused("draw.not-a-number", f"“{number.strip()[:40]}”里没有号码，或者太长。")
    if seed.shape and re.sub(r"[0-9]", "0", text) != seed.shape:
        message = f"号码写成“{text}”，与公布的形式“{seed.shape}”不符。"
        raise Refused("draw.number-shape", f"{message}请核对少写了哪一位。")
    return text


def clean(text: str) -> str:
    """A seed as one line of composed characters. Refused where it is empty, long or has control characters."""
    line = unicodedata.normalize("NFC", text.strip())
    if not line or len(line) > _LONGEST or any(unicodedata.category(mark) == "Cc" for mark in line):
        raise Refused("draw.bad-seed", f"种子要写成一行文字，不超过{_LONGEST}个字。")
    return line
