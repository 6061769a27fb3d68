"""Words on a drawn card: lines that fit, broken where Dutch breaks. Numbers in, words out.

The server does not know the reader's letters, so it guesses generously how broad they are."""

import re

BOLD = 1.1  # bold serif letters are broader than plain ones
END = 5  # the fewest letters of a word that may stand alone before or after a break
TOGETHER = {
    *("bl", "br", "ch", "cl", "cr", "dr", "fl", "fr", "gl", "gr", "kl", "kn", "kr", "pl", "pr"),
    *("sl", "sn", "sp", "st", "th", "tr", "tw", "vl", "vr", "wr", "zw"),
}
# What words for people and their work are made of: such a word breaks there first.
PARTS = (
    *("arts", "begeleider", "begeleiding", "beschermer", "bescherming", "coach", "consulent"),
    *("hulp", "kundige", "leider", "leiding", "medewerker", "moeder", "ondersteuner", "ouder"),
    *("vader", "verlener", "verpleegkundige", "vriend", "werker", "zorg"),
)
_BETWEEN_VOWELS = re.compile(
    r"(?<=[aeiouyàáäèéëìíïòóöùúü])[bcdfghjklmnpqrstvwxz]+(?=[aeiouyàáäèéëìíïòóöùúü])", re.I
)


def lines(words, room, size, most=1):
    """The words in at most `most` lines of `room` units. A word moves to the next line whole, is
    broken only where it fits no line, and only what goes beyond `most` lines becomes "…"."""
    made, line = [], ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and length(longer, size) > room:
            made.append(line)
            longer = word
        *heads, line = _pieces(longer, room, size)
        made += heads
    made.append(line)
    if len(made) > most:
        made = [*made[: most - 1], _cut(f"{made[most - 1]}…", room, size)]
    return [line for line in made if line]


def length(words, size):
    """A generous guess at how wide words are."""
    return size * sum(_broad(letter) for letter in words)


def _broad(letter):
    if ord(letter) > 0x2E7F:  # other scripts and emoji take a square
        return 1.1
    if letter in "mwMW@%&":
        return 0.95
    if letter in "ijltfr.,:;'!|()[] -":
        return 0.36
    return 0.7 if letter.isupper() else 0.58


def _pieces(word, room, size):
    """The word, in as many pieces as it takes to fit."""
    made = []
    while length(word, size) > room:
        at = _break(word, room, size)
        head, word = word[:at], word[at:]
        made.append(head if head[-1] in "-/" else f"{head}-")
    return [*made, word]


def _break(word, room, size):
    """Where a word too long for a line breaks: at its own dash, else before a word in it, else
    between two syllables, else at the last letter that fits."""
    most = max(at for at in range(1, len(word)) if at == 1 or length(word[:at] + "-", size) <= room)
    for breaks in (_own_dashes, _between_parts, _between_syllables):
        if fitting := [at for at in breaks(word) if at <= most]:
            return max(fitting)
    return most


def _own_dashes(word):
    return [match.end() for match in re.finditer("[-/]", word)]


def _between_parts(word):
    found = (word.lower().rfind(part) for part in PARTS)
    return [at for at in found if at >= END - 1]


def _between_syllables(word):
    """A syllable takes the last consonant along, or the last two that belong together. "st" and
    its like stay together only after another consonant: "kas-ten", "onder-steunen"."""
    for match in _BETWEEN_VOWELS.finditer(word):
        several = match.group().lower()
        both = several[-2:] in TOGETHER and (len(several) > 2 or several == "ch")
        at = match.end() - (2 if both else 1)
        if END <= at <= len(word) - END:
            yield at


def _cut(line, room, size):
    while length(line, size) > room and len(line) > 1:
        line = f"{line[:-2].rstrip()}…"
    return line
