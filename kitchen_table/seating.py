"""What a visitor sees lying on the table. Every page, print, export and API reads cards here.

A card that the family keeps off the screen is for the family only, and so is all that was said
with it: it is in no drawing, no count and no print, and to a guest it does not exist."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.http import Http404
from django.utils.timezone import localdate

from groeiplan.access import CHANGE
from groeiplan.dates import say_day
from groeiplan.gone import gone_from
from groeiplan.models import ContactDetail, Person
from kitchen_table import deck
from kitchen_table.models import CardAnswer, CardCheck, CardDecision, RoleCard, Snapshot
from kitchen_table.words import then_and_now

PLACES = RoleCard.Place
_NEARNESS = {place: number for number, place in enumerate(PLACES.values)}
_CIRCLES = {deck.FAMILY: 0, deck.NETWORK: 1, deck.PROFESSIONAL: 2, deck.PROCESS: 3}


@dataclass
class Said:
    """What was said with one card, oldest first: answers, checks and decisions."""

    answers: list = field(default_factory=list)
    checks: list = field(default_factory=list)
    decisions: list = field(default_factory=list)

    @property
    def decision(self):
        """The newest decision, which counts; None when there is none."""
        return self.decisions[-1] if self.decisions else None

    @property
    def earlier(self):
        """Decisions that were replaced, newest first."""
        return self.decisions[-2::-1]

    @property
    def voices(self):
        """The newest check of each person."""
        return list({check.told_by_id: check for check in self.checks}.values())


def there_for(visit, cards):
    """Those of these cards that exist for this visitor: for a guest none that is off the screen."""
    return [card for card in cards if visit.is_family or not card.hidden_on_screen]


class Table:
    """All cards this visitor may see, nearest first, the family before others."""

    def __init__(self, visit):
        self.visit = visit
        self.cards = sorted(there_for(visit, visit.all(RoleCard)), key=_order)

    @property
    def shown(self):
        """Cards that may lie on a shared screen and on paper."""
        return [card for card in self.cards if not card.hidden_on_screen]

    @property
    def hidden(self):
        """Cards the family keeps to itself; always empty for a guest."""
        return [card for card in self.cards if card.hidden_on_screen]

    def at(self, place):
        """The shown cards in one place."""
        return [card for card in self.shown if card.place == place]

    @property
    def rings(self):
        """[(place, its Dutch word, its cards)] for the list and the print, missing last."""
        return [(place, PLACES(place).label, self.at(place)) for place in PLACES.values]

    @property
    def seated(self):
        """Everybody who is there: at the table, near or far; not those who are missed."""
        return [card for card in self.shown if card.place != PLACES.MISSING]

    @property
    def missed(self):
        """Cards of those the family misses."""
        return self.at(PLACES.MISSING)

    @property
    def seats(self):
        """How many shown cards lie at the table itself; 1 for none, so that it can divide."""
        return len(self.at(PLACES.TABLE)) or 1

    @cached_property
    def gone(self):
        """The ids of those who went out of the plan, for the family; their card says so."""
        return gone_from(self.visit)

    @cached_property
    def balance(self):
        """{kind: how many shown cards at the table itself}, as a Counter."""
        return Counter(card.kind for card in self.at(PLACES.TABLE))

    @cached_property
    def said(self):
        """{card id: `Said`}, in three queries for all cards together."""
        said = defaultdict(Said)
        mine = {card.pk for card in self.cards}
        for model, name in (
            (CardAnswer, "answers"),
            (CardCheck, "checks"),
            (CardDecision, "decisions"),
        ):
            for row in self.visit.all(model):
                if row.card_id in mine:
                    getattr(said[row.card_id], name).append(row)
        return said

    def card(self, pk):
        """One card by its id; Http404 when this visitor does not see it."""
        found = next((card for card in self.cards if card.pk == pk), None)
        if found is None:
            raise Http404
        return found

    def after(self, card):
        """The next card of the round, or None after the last."""
        around = self.shown
        place = next((n for n, one in enumerate(around) if one.pk == card.pk), len(around))
        return around[place + 1] if place + 1 < len(around) else None


def questions(card, said):
    """[(key, question, [answers])] of a card: its kind's questions, then any it no longer asks
    but once answered."""
    asked = dict(deck.QUESTIONS[card.kind])
    asked.update(
        {a.question: deck.QUESTION[a.question] for a in said.answers if a.question in deck.QUESTION}
    )
    return [
        (key, words, [answer for answer in said.answers if answer.question == key])
        for key, words in asked.items()
    ]


def unanswered(card, said):
    """How many of the card's own questions nobody answered yet."""
    done = {answer.question for answer in said.answers}
    return sum(key not in done for key in deck.QUESTIONS[card.kind])


def reach(visit, card):
    """Ways to reach the card's person that this visitor may read: the contact chapter decides."""
    if not card.person_id or not visit.opens("groeiplan", "contact"):
        return []
    return list(visit.rows(ContactDetail).filter(person=card.person_id))


def may_answer(visit, card):
    """The family answers; a guest with the right to change does so on its own card only."""
    if not visit.opens("kitchen_table", right=CHANGE):
        return False
    return visit.is_family or card.person_id == visit.person.pk


def same_work(table):
    """Two or more cards that may do the same: helpers from one group of the deck, or others with
    one role; the family itself is never asked. [(Dutch name, [cards])], a question to ask."""
    lying = defaultdict(list)
    for card in table.seated:
        role = deck.ROLES.get(card.role)
        if role and card.kind != deck.FAMILY:
            lying[role.group.name if card.kind == deck.PROFESSIONAL else role.name].append(card)
    return [(str(name), cards) for name, cards in lying.items() if len(cards) > 1]


@dataclass
class Compared:
    """A table of an earlier day beside today's: how many sat at it, how many of them the
    family's own, and the names that came and went."""

    snapshot: Snapshot
    then: int
    then_own: int
    now: int
    now_own: int
    came: list
    went: list

    @property
    def sentence(self):
        """Then and now in words."""
        return then_and_now(self, say_day(self.snapshot.on, localdate()))


def snapshots(visit):
    """Earlier tables this visitor may see, newest first."""
    return sorted(visit.all(Snapshot), key=lambda one: (one.on, one.created), reverse=True)


def compare(table, snapshot, names):
    """A `Compared`. Cards that are kept off the screen now are left out of both sides; `names`
    is {person id as text: name now}, so that an emptied card has no name here either."""
    then = [one for one in _on_screen(table, snapshot) if one["place"] == PLACES.TABLE]
    now = table.at(PLACES.TABLE)
    was = {who_of(entry): name_of(entry, names) for entry in then}
    is_now = {str(card.person_id or card.pk): card.title for card in now}
    return Compared(
        snapshot,
        len(then),
        sum(entry["kind"] in (deck.FAMILY, deck.NETWORK) for entry in then),
        len(now),
        sum(card.is_own for card in now),
        [name for who, name in is_now.items() if who not in was],
        [name for who, name in was.items() if who not in is_now],
    )


def rings_then(table, snapshot, names):
    """[(Dutch word of a place, [(name, role)])] of an earlier table, only places with somebody."""
    lay = _on_screen(table, snapshot)
    rings = [
        (place.label, [_entry(one, names) for one in lay if one["place"] == place])
        for place in PLACES
    ]
    return [(label, entries) for label, entries in rings if entries]


def _entry(entry, names):
    name, role = name_of(entry, names), role_of(entry)
    return name, "" if role == name else role


def role_of(entry):
    """The role of an entry in words."""
    return entry["own_role"] or str(
        deck.ROLES[entry["role"]].name if entry["role"] in deck.ROLES else ""
    )


def names_of(visit):
    """{person id as text: name now} of everybody in the plan, for those who may read earlier
    tables: nothing for a guest."""
    if not visit.is_family:
        return {}
    return {str(person.pk): person.shown_name for person in Person.objects.filter(plan=visit.plan)}


def _on_screen(table, snapshot):
    """The entries of an earlier table without those whose card is kept off the screen now."""
    off = {str(card.pk) for card in table.hidden}
    off |= {str(card.person_id) for card in table.hidden if card.person_id}
    return [one for one in snapshot.cards if not off & {one["card"], one["person"]}]


def who_of(entry):
    """What makes two entries of snapshots the same somebody."""
    return entry["person"] or entry["card"] or entry["name"]


def name_of(entry, names):
    """How an entry of a snapshot is called today."""
    if entry["person"]:
        return names.get(entry["person"], "")
    return entry["name"] or role_of(entry)


def _order(card):
    return (_NEARNESS[card.place], card.seat, _CIRCLES[card.kind], card.created, str(card.pk))
