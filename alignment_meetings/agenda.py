"""The agenda every meeting starts from, as data (DOMAIN §4). Families switch, reorder and add."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

OWN_TIME = "own_time"  # from here the family shuts its door to the help for a while


class Template(NamedTuple):
    """One item of the template. `minutes` is a suggestion; `on` says whether it starts switched
    on; a `fixed` item cannot be switched off."""

    key: str
    title: str
    minutes: int
    purpose: str
    on: bool = True
    fixed: bool = False


ITEMS = (
    Template(
        "before",
        _("Vooraf"),
        0,
        _("Waarom dit gesprek, wat is jullie vraag, en wat mag hier verteld worden?"),
    ),
    Template(
        "welcome",
        _("Welkom"),
        5,
        _("Iedereen zegt wie hij is en waarom hij meedoet. En wie is er niet?"),
    ),
    Template(
        "rules",
        _("Onze afspraken voor dit gesprek"),
        3,
        _("Zo praten we met elkaar. Mist er iets? Zet het erbij."),
    ),
    Template(
        "family_first",
        _("Het gezin begint"),
        10,
        _("Jullie vertellen eerst hoe het gaat. De anderen luisteren."),
    ),
    Template(
        "going_well", _("Wat gaat goed?"), 5, _("Iedereen noemt iets dat lukt, hoe klein ook.")
    ),
    Template(
        "worries",
        _("Waar zitten zorgen?"),
        10,
        _("Eerst het gezin, dan jullie mensen, dan de hulp. Zeg erbij: feit of mening?"),
    ),
    Template(
        "wishes",
        _("Wat willen we?"),
        10,
        _("Waar willen jullie naartoe? En passen de plannen van iedereen daarbij?"),
    ),
    Template(
        OWN_TIME,
        _("Even zonder de hulp"),
        15,
        _("Jullie praten met jullie eigen mensen. De anderen gaan de kamer uit."),
        on=False,
    ),
    Template(
        "who_does_what",
        _("Wie doet wat?"),
        10,
        _("Wie doet het, voor wanneer, en wie kijkt of het lukt?"),
    ),
    Template(
        "join_and_leave",
        _("Wie komt erbij, wie stapt terug?"),
        10,
        _("Wat mag iemand nieuw weten? Wat is klaar, wat blijft open, en wie neemt het over?"),
    ),
    Template(
        "otherwise",
        _("Als het anders loopt"),
        5,
        _("Wat doen jullie als het tegenzit, en wie bellen jullie dan?"),
    ),
    Template(
        "record",
        _("Wat leggen we vast?"),
        5,
        _("Wat komt er op papier, en wie krijgt het?"),
    ),
    Template(
        "next_date",
        _("Wanneer weer?"),
        2,
        _("Niemand gaat weg zonder nieuwe datum."),
        fixed=True,
    ),
    Template(
        "how_was_it",
        _("Hoe was dit voor jou?"),
        3,
        _("Iedereen zegt in één zin hoe het was. Kinderen doen dat op hun eigen manier."),
    ),
)
BY_KEY = {item.key: item for item in ITEMS}

GROUND_RULES = (
    _("Niets over ons zonder ons."),
    _("Het gezin praat eerst."),
    _("Gewone woorden. Hoor je een moeilijk woord? Zeg “stop”."),
    _("Zeg erbij of iets een feit is of een mening."),
    _("Wie iets ziet, zegt het eerst tegen ons."),
    _("Je mag passen."),
    _("Oneens zijn mag. Dat staat er dan bij."),
    _("We spreken alleen af wat iemand echt gaat doen."),
    _("Niemand gaat weg zonder nieuwe datum."),
)
