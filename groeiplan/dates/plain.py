"""What was typed, without all that makes no difference."""

import re
import unicodedata

_QUOTES = str.maketrans(dict.fromkeys("’‘`´ʼ′", "'"))
_HALF = re.compile(r"(?<=[0-9])(?:[.,]5| ?½)(?= *(?:jaar|was|werd|is|wordt)\b)", re.I)


def plain(text: str) -> str:
    """Lower case, one space between words, no control characters, accents or closing stop.
    Of an age the half is said: "toen Tim 4,5 was"."""
    text = _HALF.sub(" en een half", text)
    spread = unicodedata.normalize("NFKD", text.translate(_QUOTES))
    kept = "".join(c for c in spread if not unicodedata.combining(c))
    clean = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in kept).replace(
        ",", " "
    )
    return " ".join(clean.casefold().split()).rstrip(" .!?")
