"""What the table tells the rest of the house: a card, changes, dated things, data to take along."""

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan.tools import Change, Dated
from kitchen_table import seating
from kitchen_table.models import CardAnswer, RoleCard
from kitchen_table.words import at_the_table

TOOL = "kitchen_table"


def card(visit):
    """The table in two sentences, for the plan page; None where the table is not open."""
    if not visit.opens(TOOL):
        return None
    table = seating.Table(visit)
    if not table.seated:
        return {"summary": "", "seated": []}
    return {"summary": at_the_table(table), "seated": table.at(RoleCard.Place.TABLE)}


def changes(visit, since):
    """Cards laid, what was said with them and decisions, since that moment: `Change` rows."""
    if not visit.opens(TOOL):
        return []
    table = seating.Table(visit)
    made = []
    for one in table.shown:
        url = reverse("kitchen_table:card", args=[visit.plan.pk, one.pk])
        if one.created >= since:
            words = {"who": one.told_by.shown_name, "card": one.title}
            made.append(
                Change(one.created, _("%(who)s legde een kaart neer: %(card)s.") % words, url)
            )
        made += _said(table.said[one.pk], one, since, url)
    return made


def _said(said, card, since, url):
    for answer in said.answers:
        if answer.changed >= since:
            words = {"who": answer.told_by.shown_name, "card": card.title}
            sentence = _("%(who)s vertelde iets bij de kaart van %(card)s.") % words
            yield Change(answer.changed, sentence, url)
    for decision in said.decisions:
        if decision.created >= since:
            words = {"card": card.title, "outcome": decision.get_outcome_display()}
            yield Change(decision.created, _("Besluit over %(card)s: %(outcome)s.") % words, url)


def moments(visit):
    """When somebody comes by next, as `Dated` rows."""
    if not visit.opens(TOOL):
        return []
    return [
        Dated(
            one.next_visit.isoformat(),
            one.title,
            reverse("kitchen_table:card", args=[visit.plan.pk, one.pk]),
            "visit",
        )
        for one in seating.Table(visit).shown
        if one.next_visit
    ]


def export(visit):
    """Everything at the table this visitor may see, as plain data; None where it is closed."""
    if not visit.opens(TOOL):
        return None
    table, names = seating.Table(visit), seating.names_of(visit)
    prefetch_related_objects(table.cards, "about")
    return {
        "cards": [_card(one, table.said[one.pk]) for one in table.cards],
        "earlier": [_snapshot(one, names) for one in reversed(seating.snapshots(visit))],
    }


def shown(visit, read):
    """What is glanced at without the cards that do not exist for this visitor."""
    return {**read, RoleCard: seating.there_for(visit, read[RoleCard])}


def carry(luggage):
    """Own cards go along, and what one answered oneself on them."""
    for row in luggage.rows(RoleCard):
        luggage.lay(row, luggage.copy(row, person=luggage.card(row.person)))
    for row in luggage.rows(CardAnswer):
        if card := luggage.laid.get(row.card_id):
            luggage.lay(row, luggage.copy(row, card=card))


def _card(card, said):
    return {
        **_row(card),
        "name": card.title,
        "role": card.said_role,
        "kind": card.kind,
        "place": card.place,
        "since": card.since,
        "last_contact": _iso(card.last_contact),
        "next_visit": _iso(card.next_visit),
        "hidden_on_screen": card.hidden_on_screen,
        "about": [person.shown_name for person in card.about.all()],
        "answers": [
            {**_row(a), "question": a.get_question_display(), "text": a.text} for a in said.answers
        ],
        "checks": [{**_row(c), "says": c.says, "because": c.because} for c in said.checks],
        "decisions": [
            {
                **_row(d),
                "outcome": d.outcome,
                "reason": d.reason,
                "told_to_them_by": d.tells.shown_name if d.tells else None,
                "told_to_them_on": _iso(d.tells_on),
            }
            for d in said.decisions
        ],
    }


def _row(row):
    return {
        "id": str(row.pk),
        "told_by": row.told_by.shown_name,
        "audience": row.audience,
        "created": row.created.isoformat(),
        "changed": row.changed.isoformat(),
    }


def _snapshot(snapshot, names):
    cards = [
        {
            "name": seating.name_of(one, names),
            "role": seating.role_of(one),
            "kind": one["kind"],
            "place": one["place"],
        }
        for one in snapshot.cards
    ]
    return {**_row(snapshot), "on": snapshot.on.isoformat(), "note": snapshot.note, "cards": cards}


def _iso(day):
    return day.isoformat() if day else None
