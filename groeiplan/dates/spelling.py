"""Typing mistakes: "zommer 2015"."""

import difflib
import re
from collections.abc import Iterable

from groeiplan.dates.feasts import NAMES
from groeiplan.dates.words import (
    MONTHS,
    NUMBERS,
    PART_OF_YEAR,
    WEEKDAYS,
    WORD_FOR_DECADE,
    WORD_FOR_MONTH,
    WORD_FOR_SEASON,
)

_MEANT = {
    *MONTHS,
    *WEEKDAYS,
    *WORD_FOR_SEASON,
    *WORD_FOR_DECADE,
    *(name for name in NAMES if " " not in name),
    "ongeveer", "tussen", "sinds", "vanaf", "vorig", "vorige", "afgelopen", "jaren", "geleden",
    "vandaag", "gisteren", "begin", "midden", "eind", "voor", "maand", "werd", "rond",
}  # fmt: skip
_KNOWN = _MEANT | {*WORD_FOR_MONTH, *NUMBERS, *PART_OF_YEAR, "toen", "jaar", "week", "tot", "met"}
_ALIKE, _SURELY, _APART = 0.72, 0.8, 0.08


def mended(said: str, names: Iterable[str]) -> tuple[list[str], bool] | None:
    """What may have been meant, with typing mistakes mended, likeliest first, and whether nothing
    else can be. None when there is nothing to mend. `names` are words that are no mistake."""
    known = {*_KNOWN, *(word for name in names for word in name.split())}
    surely, meant = True, [said]
    for word in re.findall(r"[a-z]{4,}", said):
        if word in known or not (close := _close(word)):
            continue
        doubt = close[0][1] - close[1][1] < _APART
        surely = surely and not doubt and close[0][1] >= _SURELY
        options = [one for one, _ in close[: 1 + doubt]]
        meant = [words.replace(word, one, 1) for words in meant for one in options][:2]
    return None if meant == [said] else (meant, surely)


def _close(word: str) -> list[tuple[str, float]] | None:
    """The two words most like it, each with how much. A letter more or less is a mistake, more
    than that is another word ("moeder" is not "moederdag")."""
    alike = (
        (one, difflib.SequenceMatcher(None, word, one).ratio())
        for one in _MEANT
        if abs(len(one) - len(word)) <= 1
    )
    best = sorted([*alike, ("", 0), ("", 0)], key=lambda pair: (-pair[1], pair[0]))[:2]
    return best if best[0][1] >= _ALIKE else None
