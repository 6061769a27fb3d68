"""What was typed, without all that makes no difference."""

import unicodedata

_QUOTES = str.maketrans(dict.fromkeys("’‘`´ʼ′", "'"))


def plain(text: str) -> str:
    """Lower case, one space between words, no control characters, accents or closing stop."""
    spread = unicodedata.normalize("NFKD", text.translate(_QUOTES))
    kept = "".join(c for c in spread if not unicodedata.combining(c))
    clean = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in kept).replace(
        ",", " "
    )
    return " ".join(clean.casefold().split()).rstrip(" .!?")
