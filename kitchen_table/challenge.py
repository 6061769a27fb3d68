"""The five questions of the challenge, each with what lies on the table: counts and names, and a
question back. Never a judgement: nobody is told that they are too many (DOMAIN §3)."""

from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kitchen_table import deck, seating
from kitchen_table.models import RoleCard
from kitchen_table.words import count, listed, people

QUESTIONS = (
    gettext_lazy("Wie doet echt mee?"),
    gettext_lazy("Wie doet hetzelfde?"),
    gettext_lazy("Wie missen we?"),
    gettext_lazy("Wie mag van tafel, met dank?"),
    gettext_lazy("Is er evenwicht?"),
)


@dataclass
class Asked:
    """One question: its number, what we see (whole sentences), what we ask, the cards it is
    about, and the bars of a balance [(label, hue, icon, how many)]."""

    number: int
    title: str
    seen: list
    ask: str
    cards: list = field(default_factory=list)
    bars: list = field(default_factory=list)


def asked(table, number):
    """The question with this number (1 to 5) for this table."""
    seen, ask, cards, bars = (_taking_part, _same, _missed, _leaving, _balance)[number - 1](table)
    return Asked(number, QUESTIONS[number - 1], seen, ask, cards, bars)


def _taking_part(table):
    there = table.at(RoleCard.Place.TABLE)
    silent = [c for c in there if not table.said[c.pk].answers and c.kind != deck.FAMILY]
    seen = [_("Aan tafel: %(people)s.") % {"people": people(len(there))}]
    if silent:
        seen.append(_("Nog niet verteld wat ze doen: %(names)s.") % {"names": listed(silent)})
    return seen, _("Wie helpt er echt mee aan jullie plan? En wie zit er alleen bij?"), silent, []


def _same(table):
    groups = seating.same_work(table)
    seen = [
        _("%(group)s: %(names)s.") % {"group": capfirst(group), "names": listed(cards)}
        for group, cards in groups
    ] or [_("Er liggen geen twee kaarten die op elkaar lijken.")]
    cards = [card for _group, cards in groups for card in cards]
    return seen, _("Doen zij hetzelfde, of ieder iets anders? Wie doet wat?"), cards, []


def _missed(table):
    missed = table.at(RoleCard.Place.MISSING)
    seen = [
        _("“%(title)s”, zegt %(name)s.") % {"title": c.title, "name": c.told_by.shown_name}
        for c in missed
    ]
    seen = seen or [_("Er ligt nog geen kaart bij “we missen”.")]
    return seen, _("Wie zou je er graag bij hebben? Denk ook aan mensen van vroeger."), missed, []


def _leaving(table):
    passing = [
        c for c in table.at(RoleCard.Place.TABLE) if c.kind == deck.PROFESSIONAL and not c.stays
    ]
    staying = [c for c in table.seated if c.stays]
    seen = [
        _("Helpers aan tafel die een keer weer gaan: %(names)s.") % {"names": listed(passing)}
        if passing
        else _("Er zit nu geen helper aan tafel die een keer weer gaat."),
        _("Wie blijft, ook later: %(names)s.") % {"names": listed(staying)} if staying else "",
    ]
    ask = _("Is er iemand klaar? Wie bedankt die persoon, en mag je daarna nog bellen?")
    return [one for one in seen if one], ask, passing, []


def _balance(table):
    there = table.balance
    bars = [
        (
            _("jullie gezin") if table.visit.is_family else _("het gezin"),
            "hue-family",
            "house",
            there[deck.FAMILY],
        ),
        (_("eigen mensen"), "hue-network", "heart-handshake", there[deck.NETWORK]),
        (_("helpers"), "hue-professional", "life-buoy", there[deck.PROFESSIONAL]),
    ]
    seen = [
        _("Aan tafel: %(family)s van het gezin, %(own)s eigen mensen, %(helpers)s helpers.")
        % {
            "family": count(there[deck.FAMILY]),
            "own": count(there[deck.NETWORK]),
            "helpers": count(there[deck.PROFESSIONAL]),
        }
    ]
    return seen, _("Voelt dat goed zo? En wie is er nog als de hulp straks stopt?"), [], bars
