"""How wide words are, without a font at hand: an estimate on the wide side, better a little air
than letters outside their box."""

from bisect import bisect_right
from itertools import accumulate

LONGEST = 200  # letters of a title that are looked at


def text_width(words: str, size: int, *, bold: bool = False) -> int:
    """How wide these words are at most, in pixels, in any of the fonts people have."""
    return _pixels(sum(map(_width_of, words)), size, bold)


def wrap(words: str, size: int, widest: int, lines: int = 2, *, bold: bool = False) -> list[str]:
    """The words in at most so many lines of that width; what does not fit becomes …"""
    left = " ".join(words[:LONGEST].split())
    made: list[str] = []
    while left and len(made) < lines:
        line = _fitting(left, size, widest, bold)
        left = left[len(line) :].strip()
        made.append(line.strip())
    if left:
        made[-1] = _ended(made[-1], size, widest, bold)
    return made or [""]


def _fitting(words: str, size: int, widest: int, bold: bool) -> str:
    """The begin of the words that fits on one line, cut at a space where there is one; one letter
    at least."""
    end = max(1, _room(words, size, widest, bold))
    if end >= len(words):
        return words
    space = words.rfind(" ", 0, end + 1)
    return words[:space] if space > 0 else words[:end]


def _ended(words: str, size: int, widest: int, bold: bool) -> str:
    """The words with … behind them, cut so that both fit."""
    room = widest - text_width("…", size, bold=bold)
    return words[: _room(words, size, room, bold)].rstrip() + "…"


def _room(words: str, size: int, widest: int, bold: bool) -> int:
    """How many letters fit."""
    passed = list(accumulate(map(_width_of, words)))
    return bisect_right(passed, widest, key=lambda ems: _pixels(ems, size, bold))


def _pixels(ems: float, size: int, bold: bool) -> int:
    return round(ems * size * (1 if bold else 0.93)) + 1


class _Ems(dict):
    """The width of each letter, found out once."""

    def __missing__(self, letter: str) -> float:
        self[letter] = _em(letter)
        return self[letter]


def _em(letter: str) -> float:
    if letter in "ijl.,:;'’‘|! ":
        return 0.34
    if letter in "ftrI()-[]/·":
        return 0.47
    if letter in "mwMW@%—…" or ord(letter) > 0x24F:
        return 1.0 if ord(letter) < 0x2100 or letter == "…" else 1.4
    return 0.8 if letter.isupper() else 0.65


_width_of = _Ems().__getitem__
