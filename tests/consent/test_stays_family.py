"""Nobody is moved out of the family to need less yes, and what says less than before never shows
anybody more (docs/decisions/0021)."""

import re
from contextlib import suppress
from datetime import date

import pytest
from django.http import Http404
from django.urls import reverse

from consent import actions, rules
from groeiplan.actions import items, people
from groeiplan.models import Story
from tests.cast import ask, court_noted, share, visit

LOOK = ["groeiplan.stories"]


def to_network(card, by, **more):
    card.refresh_from_db()
    return people.change(card, by=by, version=card.version, kind="network", **more)


def bram(cast, **card):
    """One of the family, outside its circle."""
    return people.add(by=cast.sanne, name="Bram", kind="family", **card)


def nothing_was_said(cast, card):
    """Of this card neither, else the form would tell of whom something is kept."""


def is_child(cast, card):
    people.change(card, by=cast.sanne, version=card.version, born=date(2020, 1, 1))


def has_authority(cast, card):
    is_child(cast, card)
    people.set_authority(by=cast.sanne, child=card, holder=cast.kees, kind="parent")
    type(card).objects.filter(pk=card.pk).update(born=None)


def is_told_of(cast, card):
    items.write(Story(kind="story", text="x"), by=cast.kees, about=[card])


def was_told_of(cast, card):
    row = items.write(Story(kind="story", text="x"), by=cast.kees, about=[card])
    items.remove(row, by=cast.kees, version=row.version)


def was_asked_about(cast, card):
    actions.withdraw(ask(cast.sanne, cast.bakker, look=LOOK, about=[card]), by=cast.sanne)


def has_a_rule(cast, card):
    opa = people.add(by=cast.sanne, name="opa", kind="network")
    people.set_authority(by=cast.sanne, child=card, holder=opa, kind="representative")
    rules.set_rule(by=cast.sanne, person=card, kind="not_able", why="Zo is het.")
    card.under_authority.all().delete()


REASONS = [
    nothing_was_said,
    is_child,
    has_authority,
    is_told_of,
    was_told_of,
    was_asked_about,
    has_a_rule,
]


@pytest.mark.parametrize("reason", REASONS)
def test_who_is_protected_stays_family(cast, client, reason):
    card = bram(cast)
    reason(cast, card)
    with pytest.raises(people.Refused, match="family"):
        to_network(card, cast.sanne)
    client.force_login(cast.sanne.user)
    address = reverse("person_change", args=[cast.plan.pk, card.pk])
    page = client.get(address).content.decode()
    assert 'name="kind"' not in page and "Bram hoort bij jullie gezin." in page
    card.refresh_from_db()
    client.post(address, {"name": "Bram", "kind": "network", "version": card.version})
    card.refresh_from_db()
    assert card.kind == "family"


def keeps_a_story(cast, card):
    items.write(Story(kind="story", text="x", audience="teller"), by=cast.kees, about=[card])


def keeps_a_question(cast, card):
    ask(cast.kees, cast.bakker, look=LOOK, about=[card])


@pytest.mark.parametrize("keeps", [keeps_a_story, keeps_a_question])
def test_T12_the_card_does_not_tell_what_another_keeps_of_this_person(cast, client, keeps):
    card = bram(cast)
    client.force_login(cast.sanne.user)
    address = reverse("person_change", args=[cast.plan.pk, card.pk])
    sent = {"name": "Bram", "kind": "network", "version": card.version}
    before = without_tokens(client.get(address))
    keeps(cast, card)
    assert without_tokens(client.get(address)) == before
    with pytest.raises(people.Refused, match="family"):
        to_network(card, cast.sanne)
    assert client.post(address, sent).status_code == 302
    card.refresh_from_db()
    assert card.kind == "family"


def without_tokens(answer):
    return re.sub(
        r"(csrfmiddlewaretoken|X-CSRFToken)\W+(value=\W)?\w+", "", answer.content.decode()
    )


def test_a_card_wrongly_made_family_is_emptied_and_made_anew(cast, client):
    card = bram(cast)
    client.force_login(cast.sanne.user)
    page = client.get(reverse("person_change", args=[cast.plan.pk, card.pk])).content.decode()
    assert "Maak deze kaart dan leeg en maak een nieuwe." in page
    assert reverse("person_empty", args=[cast.plan.pk, card.pk]) in page
    people.empty(card, by=cast.sanne)
    anew = people.add(by=cast.sanne, name="Bram", kind="family")
    client.force_login(cast.noor.user)
    page = client.get(reverse("person_change", args=[cast.plan.pk, anew.pk])).content.decode()
    assert "Een volwassene kan deze kaart leegmaken." in page


def test_taking_a_childs_birth_date_away_at_the_same_time_does_not_help(cast):
    card = bram(cast, born=date(2020, 1, 1))
    with pytest.raises(people.Refused):
        to_network(card, cast.sanne, born=None)


# --- What says less never shows more --------------------------------------------------------------

LESS = {
    "withdraw": lambda cast: actions.withdraw(cast.waits, by=cast.sanne),
    "withdraw what is open": lambda cast: actions.withdraw(cast.ilse_consent, by=cast.kees),
    "withdraw all": lambda cast: actions.withdraw_all(cast.bakker, by=cast.sanne),
    "no": lambda cast: actions.refuse(cast.waits, by=cast.kees),
    "a court nobody read": lambda cast: court_noted(cast.waits, cast.kees, by=cast.sanne),
    "a court that is denied": lambda cast: actions.read_court(
        court_noted(cast.waits, cast.kees, by=cast.sanne), by=cast.kees, right=False
    ),
    "kind": lambda cast: to_network(cast.bram, cast.sanne),
    "kind of a child": lambda cast: to_network(cast.emil, cast.sanne),
    "older": lambda cast: people.change(
        cast.emil, by=cast.sanne, version=cast.emil.version, born=date(2000, 1, 1)
    ),
    "guardian": lambda cast: people.set_authority(
        by=cast.sanne, child=cast.sem, holder=cast.riet, kind="guardian"
    ),
    "empty": lambda cast: people.empty(cast.bram, by=cast.sanne),
}


@pytest.mark.parametrize("deed", LESS)
def test_what_says_less_than_before_never_shows_any_guest_more(cast, deed):
    cast.bram, cast.emil = bram(cast), bram(cast, born=date(2020, 1, 1))
    for about in ([], [cast.sem], [cast.noor], [cast.bram], [cast.emil], [cast.bram, cast.sem]):
        items.write(Story(kind="story", text="x"), by=cast.sanne, about=about)
    people.set_authority(by=cast.kees, child=cast.emil, holder=cast.kees, kind="parent")
    share(cast.sanne, cast.riet, look=LOOK)
    cast.waits = ask(cast.sanne, cast.bakker, look=LOOK, about=[cast.sem])
    before = seen(cast)
    assert before[cast.riet] and not before[cast.bakker]
    with suppress(people.Refused):
        LESS[deed](cast)
    after = seen(cast)
    assert all(after[guest] <= before[guest] for guest in before), deed


def seen(cast):
    found = {}
    for guest in (cast.riet, cast.ilse, cast.bakker):
        guest.refresh_from_db()
        try:
            found[guest] = set(visit(guest).rows(Story).values_list("pk", flat=True))
        except Http404:
            found[guest] = set()
    return found
