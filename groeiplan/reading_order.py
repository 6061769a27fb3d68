"""Lines in the order in which their letters stand on paper, for alphabets written from right to
left. A browser does this by itself; a PDF draws letters where it is told to."""

import re
import unicodedata
from functools import cache

from arabic_reshaper import ArabicReshaper
from bidi import get_display

# Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours, with the joined forms.
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINING = re.compile("[\u0600-\u06ff\u0750-\u077f]")


def runs_from_right(line: str) -> bool:
    """Does this line, or any part of it, run from right to left?"""
    return bool(_FROM_RIGHT.search(line))


def begins_at_right(line: str) -> bool:
    """Does a line begin at the right, by the first of its letters that says so?"""
    sides = (unicodedata.bidirectional(letter) for letter in line)
    return next((side != "L" for side in sides if side in ("L", "R", "AL")), False)


def visual(line: str, at_right: bool | None = None) -> str:
    """The letters of one line from left to right as they are to be drawn: Arabic ones joined,
    brackets turned, numbers kept. A line without such letters is returned as it is. Not for text
    that still has to be cut into lines: cut first. `at_right`: does the text it was cut from begin
    at the right? Without it the line's own letters say so."""
    if not runs_from_right(line):
        return line
    joined = _reshaper().reshape(line) if _JOINING.search(line) else line
    side = None if at_right is None else "R" if at_right else "L"
    return get_display(joined, base_dir=side)


@cache
def _reshaper() -> ArabicReshaper:
    return ArabicReshaper(configuration={"support_ligatures": True, "delete_harakat": True})
