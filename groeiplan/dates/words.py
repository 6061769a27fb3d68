"""The names of months, weekdays, seasons, numbers and decades, as they are said and typed."""

from django.utils.translation import gettext_noop

MONTHS = (
    gettext_noop("januari"),
    gettext_noop("februari"),
    gettext_noop("maart"),
    gettext_noop("april"),
    gettext_noop("mei"),
    gettext_noop("juni"),
    gettext_noop("juli"),
    gettext_noop("augustus"),
    gettext_noop("september"),
    gettext_noop("oktober"),
    gettext_noop("november"),
    gettext_noop("december"),
)
WEEKDAYS = (
    gettext_noop("maandag"),
    gettext_noop("dinsdag"),
    gettext_noop("woensdag"),
    gettext_noop("donderdag"),
    gettext_noop("vrijdag"),
    gettext_noop("zaterdag"),
    gettext_noop("zondag"),
)
SEASONS = {
    21: gettext_noop("lente"),
    22: gettext_noop("zomer"),
    23: gettext_noop("herfst"),
    24: gettext_noop("winter"),
}
# "De jaren dertig" are those of the twentieth century, "de jaren twintig" those of this one. Of
# the others the whole year is said: the same words mean the same years in every year.
DECADES = {
    2000: gettext_noop("de jaren nul"),
    2010: gettext_noop("de jaren tien"),
    2020: gettext_noop("de jaren twintig"),
    1930: gettext_noop("de jaren dertig"),
    1940: gettext_noop("de jaren veertig"),
    1950: gettext_noop("de jaren vijftig"),
    1960: gettext_noop("de jaren zestig"),
    1970: gettext_noop("de jaren zeventig"),
    1980: gettext_noop("de jaren tachtig"),
    1990: gettext_noop("de jaren negentig"),
}
THIRDS = {
    (0, 3): gettext_noop("begin %(decade)s"),
    (4, 6): gettext_noop("midden %(decade)s"),
    (7, 9): gettext_noop("eind %(decade)s"),
}
NUMBERS = (
    "nul",
    "een",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
)

WORD_FOR_MONTH = {name: number for number, name in enumerate(MONTHS, 1)}
WORD_FOR_MONTH |= {name[:3]: number for name, number in WORD_FOR_MONTH.items()} | {
    "mrt": 3,
    "sept": 9,
}
WORD_FOR_SEASON = {name: number for number, name in SEASONS.items()} | {
    "voorjaar": 21,
    "najaar": 23,
}
WORD_FOR_DECADE = {name.rsplit(" ", 1)[1]: first for first, name in DECADES.items()}
PART_OF_YEAR = {
    "begin": 1,
    "midden": 6,
    "half": 6,
    "halverwege": 6,
    "medio": 6,
    "eind": 12,
    "einde": 12,
}


def number(word):
    """The number somebody typed in figures or letters, None when it is neither."""
    if word in NUMBERS:
        return NUMBERS.index(word)
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 3 else None
