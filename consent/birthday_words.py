"""What a 12th, 16th or 18th birthday changes, and for whom, in plain words (DOMAIN §6)."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consent import birthdays
from consent.models import DecisionRule
from consent.needed import DECIDES, HAS_A_SAY, OF_AGE, Capacity
from groeiplan.dates import say_day
from groeiplan.parts import listed

DAY = timedelta(days=1)

TITLES = {
    HAS_A_SAY: gettext_lazy("Een eigen hoekje en een eigen stem"),
    DECIDES: gettext_lazy("Zelf beslissen"),
    OF_AGE: gettext_lazy("Volwassen"),
}
# Said to the one whose birthday it is: a family reads it together.
TO_THE_YOUNG = {
    HAS_A_SAY: (
        gettext_lazy(
            "Jouw ja is ook nodig. Gaat iets over jou? Dan kan niemand het delen als jij dat niet "
            "wilt."
        ),
        gettext_lazy("Nee zeggen mag altijd. Je hoeft niet te vertellen waarom."),
        gettext_lazy(
            "Je krijgt een eigen hoekje. Wat je daar schrijft, leest niemand mee, tot je het zelf "
            "laat lezen. Daar heb je wel een eigen account voor nodig: schrijft iemand het voor je "
            "op, dan weet diegene het ook."
        ),
        gettext_lazy(
            "Wil je iets delen dat alleen over jou gaat? Dan mag je daar zelf mee beginnen."
        ),
    ),
    DECIDES: (
        gettext_lazy(
            "Jij beslist zelf wat er over jou gedeeld wordt. Jouw ja is genoeg, en zonder jouw ja "
            "blijft het dicht."
        ),
        gettext_lazy("Samen overleggen mag natuurlijk wel. Je vraagt het aan wie jij wilt."),
        gettext_lazy("Het gezag duurt tot je 18 bent. Alleen over delen beslis je nu al zelf."),
    ),
    OF_AGE: (
        gettext_lazy("Je bent volwassen. Het gezag over jou stopt."),
        gettext_lazy("Over wat over jou gaat beslis je helemaal zelf."),
        gettext_lazy(
            "In dit plan tel je mee als volwassene. Blijven mag, weggaan ook: dat beslis jij."
        ),
    ),
}


@dataclass(frozen=True)
class Others:
    """What changes for those who decided until now. `names`: who they are, "" for not known."""

    names: str
    lines: list[str]


def heading(turn):
    """What this birthday is about: "Een eigen hoekje en een eigen stem"."""
    return TITLES[turn.age]


def sentence(turn, reader):
    """When it is, as this reader (a Person) is told: "Sem wordt morgen 12."."""
    said = say_day(turn.day, turn.day - timedelta(days=turn.left))
    words = {"name": turn.person.shown_name, "age": turn.age, "day": said}
    return (_to_oneself if reader.pk == turn.person.pk else _to_others)(turn) % words


def _to_oneself(turn):
    if turn.left == 0:
        return _("Je bent vandaag %(age)s geworden.")
    if turn.is_here:
        return _("Je bent %(age)s geworden: %(day)s.")
    return _("Je wordt morgen %(age)s.") if turn.left == 1 else _("Je wordt %(age)s op %(day)s.")


def _to_others(turn):
    if turn.left == 0:
        return _("%(name)s is vandaag %(age)s geworden.")
    if turn.is_here:
        return _("%(name)s is %(age)s geworden: %(day)s.")
    if turn.left == 1:
        return _("%(name)s wordt morgen %(age)s.")
    return _("%(name)s wordt %(age)s op %(day)s.")


def what_stops(notice):
    """What happens to sharing by this birthday, for the page with everybody."""
    number = len(notice.consents)
    if not number:
        return _("Lees samen wat er verandert.")
    said = _stopped(number) if notice.turn.is_here else _stops(number)
    return said % {"number": number}


def _stopped(number):
    return ngettext(
        "Door deze verjaardag stopte %(number)s keer delen. Wil je verder? Vraag het opnieuw.",
        "Door deze verjaardag stopte %(number)s keer delen. Wil je verder? Vraag het opnieuw.",
        number,
    )


def _stops(number):
    return ngettext(
        "Die dag stopt %(number)s keer delen vanzelf. Daarna kan het opnieuw.",
        "Die dag stopt %(number)s keer delen vanzelf. Daarna kan het opnieuw.",
        number,
    )


def notices(visit, standings=None):
    """The birthdays that ask for something, for templates/consent/birthdays/_notice.html: dicts of
    the `notice`, `when` it is and what `stops`. `standings`: as `birthdays.notices` takes them."""
    return [_told(one, visit.person) for one in birthdays.notices(visit, standings)]


def _told(notice, reader):
    return {
        "notice": notice,
        "when": sentence(notice.turn, reader),
        "stops": what_stops(notice),
    }


def to_the_young(turn):
    """What changes, said to the one whose birthday it is."""
    return [str(line) for line in TO_THE_YOUNG[turn.age]]


def to_others(turn, book):
    """What changes for who had authority the day before: `Others`. `book`: the plan's."""
    before = turn.day - DAY
    held = [one for one in book.holders[turn.person.pk] if one.holds(before)]
    kinds = {one.capacity for one in held}
    if Capacity.GUARDIAN in kinds:  # instead of the parents
        held = [one for one in held if one.capacity == Capacity.GUARDIAN]
    people = [book.people[pk] for pk in dict.fromkeys(one.id for one in held)]
    names = listed([one.shown_name for one in people])
    words = {"name": turn.person.shown_name, "names": names or _("ouders of voogd")}
    return Others(names, [line % words for line in _for_others(turn.age, bool(names))])


def _for_others(age, known):
    if age == HAS_A_SAY:
        first = (
            _("Het ja van %(names)s blijft nodig. Het ja van %(name)s komt erbij.")
            if known
            else _("Ook het ja van wie het gezag heeft is nodig. Wie dat is, staat hier nog niet.")
        )
        return [
            first,
            _(
                "Wat %(name)s in het eigen hoekje schrijft, lezen jullie niet mee, tot %(name)s "
                "het zelf laat lezen."
            ),
        ]
    if age == DECIDES:
        return [
            _(
                "Het ja van %(names)s is niet meer nodig voor wat over %(name)s gaat. %(name)s "
                "zegt zelf ja of nee."
            ),
            _("Gaat iets over jullie hele gezin? Dan blijft ook het ja van de anderen nodig."),
        ]
    return [
        _("Het gezag van %(names)s stopt vanzelf. Over wat over %(name)s gaat beslist %(name)s."),
        _("%(name)s telt in jullie plan mee als volwassene."),
    ]


def other_rule(turn, book):
    """The sentence where this plan notes that this person decides otherwise than the age says;
    "" where it does not."""
    kinds = {
        rule.kind
        for rule in book.rules[turn.person.pk]
        if rule.since <= turn.day and (rule.until is None or turn.day <= rule.until)
    }
    said = ""
    if DecisionRule.Kind.NOT_ABLE in kinds:
        said = _(
            "In jullie plan staat dat %(name)s dit nu niet zelf kan afwegen. Dan beslist iemand "
            "anders. Kijk samen of dat nog klopt."
        )
    elif DecisionRule.Kind.ALONE in kinds and turn.age == HAS_A_SAY:
        said = _(
            "In jullie plan staat dat %(name)s zelf beslist. Dan is het ja van wie het gezag "
            "heeft niet nodig. Kijk samen of dat nog klopt."
        )
    return said % {"name": turn.person.shown_name}
