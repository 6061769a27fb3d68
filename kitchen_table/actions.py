"""What people do at the table. The views asked at the door first; words go through
`groeiplan.actions.items`."""

from django.db import transaction
from django.utils import timezone

from groeiplan.actions import items
from groeiplan.actions.content import once
from groeiplan.models.items import Audience
from kitchen_table.models import CardItem, RoleCard, Snapshot

FIELDS = (
    "person", "name", "role", "own_role", "kind", "audience", "place", "seat",
    "since", "next_visit", "last_contact", "hidden_on_screen",
)  # fmt: skip


@once
@transaction.atomic
def lay(card, *, by, about=(), readers=()):
    """Lay a new card at the end of its place. Sent twice, it is one card."""
    card.seat = _last_seat(by.plan_id, card.place) + 1
    return items.write(card, by=by, about=about, readers=readers)


@transaction.atomic
def change(card, *, by, version, **values):
    """Change a card's words or facts; `items.Conflict` when somebody saved first. What narrows a
    card to fewer than the family also takes it out of the earlier tables."""
    card = items.change(card, by=by, version=version, **values)
    follow(card)
    return card


def follow(row):
    """Another audience was chosen for a row of the table: a card that is narrower than the family
    is in no earlier table either."""
    if isinstance(row, RoleCard) and row.audience in (Audience.READERS, Audience.TELLER):
        _forget(row)


@transaction.atomic
def move(card, *, by, place):
    """Put a card in a place, as its last; the same place changes nothing. The newest hand wins:
    a place holds no words that could be lost."""
    found = RoleCard.objects.select_for_update().get(pk=card.pk)
    if found.place == place:
        return found
    seat = _last_seat(by.plan_id, place) + 1
    return items.change(found, by=by, version=found.version, place=place, seat=seat)


@transaction.atomic
def step(card, *, by, neighbours, by_one):
    """Let a card change seats with the one before (-1) or after it (1) among its neighbours, the
    cards of its place in the order they are seen. At the end nothing changes."""
    order = [one.pk for one in neighbours]
    here = order.index(card.pk)
    there = here + by_one
    if not 0 <= there < len(order):
        return card
    order[here], order[there] = order[there], order[here]
    rows = {row.pk: row for row in RoleCard.objects.select_for_update().filter(pk__in=order)}
    for seat, pk in enumerate(order):
        if pk in rows and rows[pk].seat != seat:
            items.change(rows[pk], by=by, version=rows[pk].version, seat=seat)
    return rows[card.pk]


@once
def say(row, *, by, readers=None):
    """Write an answer, a check or a decision down with its card; it concerns whom the card does.
    Where `readers` is None nobody was asked who may read it: then whoever may read the card."""
    if not isinstance(row, CardItem):
        raise TypeError("only what is said with a card")
    card = row.card
    if readers is None:
        row.audience, readers = card.audience, {card.told_by, *card.readers.all()}
    return items.write(row, by=by, about=card.about.all(), readers=readers)


def keep(*, by, cards, note="", pk=None):
    """Keep who sits where today, for the family. Of `cards` only those that the whole family may
    see are kept, and none that is kept off the screen."""
    open_to_all = [
        card
        for card in cards
        if not card.hidden_on_screen and card.audience in (Audience.KEYHOLDERS, Audience.FAMILY)
    ]
    return keep_entries([entry(card) for card in open_to_all], by=by, note=note, pk=pk)


@once
def keep_entries(entries, *, by, on=None, note="", pk=None):
    """Keep an earlier table from entries as `entry` makes them; `on` is that day, or today."""
    snapshot = Snapshot(
        on=on or timezone.localdate(), note=note, audience=Audience.FAMILY, cards=entries
    )
    if pk:
        snapshot.pk = pk
    return items.write(snapshot, by=by)


def entry(card):
    """A card as a snapshot keeps it: never the name of somebody with a card of their own."""
    return {
        "card": str(card.pk),
        "person": str(card.person_id) if card.person_id else None,
        "name": card.name,
        "role": card.role,
        "own_role": card.own_role,
        "kind": card.kind,
        "place": card.place,
    }


def _forget(card):
    """Rewrites earlier tables without keeping their old text: it would keep the card as well."""
    for snapshot in Snapshot.objects.select_for_update().filter(plan=card.plan_id):
        left = [one for one in snapshot.cards if one["card"] != str(card.pk)]
        if len(left) < len(snapshot.cards):
            snapshot.cards = left
            snapshot.save(update_fields=["cards"])


def _last_seat(plan_id, place):
    """The highest seat in a place, over all cards: those one may not see sit there too."""
    seats = RoleCard.objects.filter(plan=plan_id, place=place, removed=None)
    return max(seats.values_list("seat", flat=True), default=0)
