"""The columns of a file with moments, the same going out as coming in. A cell is always text: what
a spreadsheet could take for a formula gets a ' before it, and loses it again on the way in."""

import re
import unicodedata

MOMENT, WHEN, LINE, TITLE, TEXT = "moment", "wanneer", "lijn", "titel", "verhaal"
ABOUT, TELLER, WEIGHT = "over", "wie vertelt", "hoe voelde het"
HELPED, TALK, AUDIENCE = "wat hielp", "erover praten", "wie mag dit lezen"
PROPOSAL = "voorstel"
COLUMNS = (
    MOMENT, WHEN, LINE, TITLE, TEXT, ABOUT, TELLER, WEIGHT, HELPED, TALK, AUDIENCE, PROPOSAL
)  # fmt: skip
ALSO_CALLED = {
    "nummer": MOMENT, "nr": MOMENT,
    "datum": WHEN, "jaar": WHEN, "wanneer was het": WHEN, "tijd": WHEN, "periode": WHEN,
    "op welke lijn": LINE, "tijdlijn": LINE, "soort": LINE,
    "wat": TITLE, "wat gebeurde er": TITLE, "gebeurtenis": TITLE, "kop": TITLE, "naam": TITLE,
    "vertel": TEXT, "vertel erover": TEXT, "tekst": TEXT, "omschrijving": TEXT,
    "toelichting": TEXT, "beschrijving": TEXT,
    "over wie": ABOUT, "over wie gaat het": ABOUT, "wie": ABOUT, "personen": ABOUT,
    "verteller": TELLER, "verteld door": TELLER, "wie vertelt dit": TELLER, "door": TELLER,
    "gevoel": WEIGHT, "hoe voelde dat": WEIGHT,
    "wat of wie hielp": HELPED, "wat of wie hielp toen": HELPED, "hielp": HELPED,
    "praten": TALK, "wil je hierover praten": TALK,
    "mag dit lezen": AUDIENCE, "voor wie": AUDIENCE,
}  # fmt: skip
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def column(words):
    """Which column somebody means with this head, or None."""
    said = plain(words)
    return said if said in COLUMNS else ALSO_CALLED.get(said)


def plain(words):
    """Words as they are compared: small, without accents, marks or more than one space."""
    letters = unicodedata.normalize("NFKD", str(words)).casefold()
    kept = "".join(one if one.isalnum() else " " for one in letters if not _is_mark(one))
    return " ".join(kept.split())


def harmless(value):
    """The text of a cell that no spreadsheet runs."""
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def as_typed(cell):
    """What was written before `harmless` made it so."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _is_mark(letter):
    return unicodedata.category(letter) == "Mn"
