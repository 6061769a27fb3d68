"""What a guest sees of the table, and what stays the family's."""

import json
from io import BytesIO
from uuid import uuid4

import pytest
from django.apps import apps
from django.urls import reverse
from pypdf import PdfReader

from consent.actions import withdraw
from groeiplan import pdf
from kitchen_table import actions
from kitchen_table.models import CardAnswer, CardDecision, RoleCard
from tests.cast import share, visit

TABLE = "kitchen_table.kitchen_table"
HIDDEN = (
    "Bewindvoerder Rachid",
    "Alleen voor mij",
    "Voor ons gezin",
    "gaat niemand aan",
    "stil besluit",
)


@pytest.fixture
def told(cast, lay):
    """A table with one open card and three that are not for Ilse, each with words on it."""
    cards = {
        "open": lay("family_coach", person=cast.ilse),
        "off": lay("debt_help", name=HIDDEN[0], hidden_on_screen=True),
        "mine": lay("friend", name=HIDDEN[1], audience="teller"),
        "ours": lay("friend", "missing", name=HIDDEN[2], audience="family"),
    }
    for name in ("off", "mine", "ours"):
        card = cards[name]
        question = "task" if name == "off" else "offer"
        # Told to all who have a key: the card alone keeps it closed.
        actions.say(
            CardAnswer(card=card, question=question, text=HIDDEN[3]), by=cast.sanne, readers=()
        )
        actions.say(CardDecision(card=card, outcome="stays", reason=HIDDEN[4]), by=cast.sanne)
    actions.keep(by=cast.sanne, cards=list(cards.values()), note="gaat niemand aan")
    return cards


def pages(cast):
    for name in ("index", "around", "challenge", "decisions", "earlier"):
        yield reverse(f"kitchen_table:{name}", args=[cast.plan.pk])
    yield reverse("kitchen_table:index", args=[cast.plan.pk]) + "?als=lijst"
    yield f"/api/v1/plans/{cast.plan.pk}/kitchen-table/cards"


def test_what_is_not_for_a_guest_is_nowhere(cast, enter, told):
    client = enter(cast.ilse)
    for page in pages(cast):
        answer = client.get(page)
        assert answer.status_code == 200, page
        for words in HIDDEN:
            assert words not in answer.content.decode(), page
    for name in ("off", "mine", "ours"):
        for address in (
            reverse("kitchen_table:card", args=[cast.plan.pk, told[name].pk]),
            f"/api/v1/plans/{cast.plan.pk}/kitchen-table/cards/{told[name].pk}",
        ):
            assert client.get(address).status_code == 404
    tool = apps.get_app_config("kitchen_table")
    seen = visit(cast.ilse)
    assert len(tool.export(seen)["cards"]) == 1
    assert tool.export(seen)["earlier"] == []
    assert not any(words in json.dumps(tool.export(seen)) for words in HIDDEN)
    assert len(tool.changes(seen, cast.plan.started)) == 1
    assert tool.card(seen)["summary"].startswith("Eén mens aan tafel,")
    assert not any(words in text_of(tool.story(seen)) for words in HIDDEN)


def test_the_family_finds_it_in_the_list_but_not_on_the_screen(cast, enter, told):
    client = enter(cast.kees)
    index = reverse("kitchen_table:index", args=[cast.plan.pk])
    assert HIDDEN[0] not in client.get(index).content.decode()
    assert HIDDEN[0] in client.get(index + "?als=lijst").content.decode()
    assert (
        client.get(reverse("kitchen_table:card", args=[cast.plan.pk, told["off"].pk])).status_code
        == 200
    )
    assert HIDDEN[1] not in client.get(index + "?als=lijst").content.decode()
    earlier = client.get(reverse("kitchen_table:earlier", args=[cast.plan.pk])).content.decode()
    assert "jullie gezin" in earlier
    assert "Ilse" not in earlier  # the line of who sees this names no guest
    tool = apps.get_app_config("kitchen_table")
    assert HIDDEN[0] in json.dumps(tool.export(visit(cast.kees)), ensure_ascii=False)
    printed = text_of(tool.story(visit(cast.kees)))
    assert HIDDEN[2] in printed
    assert HIDDEN[0] not in printed


def test_a_guest_answers_only_its_own_card(cast, enter, told, lay):
    client = enter(cast.ilse)
    own = reverse("kitchen_table:answer", args=[cast.plan.pk, told["open"].pk, "task"])
    sent = {"id": str(uuid4()), "text": "Ik denk mee.", "audience": "keyholders"}
    assert client.post(own, sent).status_code == 403  # may only look so far
    share(cast.sanne, cast.ilse, change=[TABLE])
    other = lay("teacher", person=cast.wim)
    assert client.post(own, sent | {"audience": "teller"}).status_code == 422  # no shadow notes
    assert client.post(own, sent).status_code == 302
    answer = CardAnswer.objects.get(text="Ik denk mee.")
    assert (answer.told_by, answer.by_guest) == (cast.ilse, True)
    theirs = reverse("kitchen_table:answer", args=[cast.plan.pk, other.pk, "task"])
    assert client.post(theirs, sent | {"id": str(uuid4())}).status_code == 403
    off = reverse("kitchen_table:answer", args=[cast.plan.pk, told["off"].pk, "task"])
    assert client.post(off, sent | {"id": str(uuid4())}).status_code == 404
    for name in ("move", "change", "remove", "check", "decide"):
        address = reverse(f"kitchen_table:{name}", args=[cast.plan.pk, told["open"].pk])
        assert client.post(address, {"place": "far"}).status_code == 403
    assert RoleCard.objects.get(pk=told["open"].pk).place == "table"
    assert (
        "Ik denk mee."
        in enter(cast.noor)
        .get(reverse("kitchen_table:card", args=[cast.plan.pk, told["open"].pk]))
        .content.decode()
    )


@pytest.mark.parametrize("who", ["bakker", "riet", "wim", "stranger", "superuser", "ayse"])
def test_the_table_is_closed_to_who_was_not_let_in(cast, enter, told, who):
    client = enter(getattr(cast, who))
    card = told["open"].pk
    for name, args in (
        ("index", ()),
        ("lay", ()),
        ("card", (card,)),
        ("move", (card,)),
        ("keep", ()),
    ):
        address = reverse(f"kitchen_table:{name}", args=[cast.plan.pk, *args])
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert client.get(f"/api/v1/plans/{cast.plan.pk}/kitchen-table/cards").status_code == 404


def test_taken_back_is_closed_at_the_next_click(cast, enter, told):
    client = enter(cast.ilse)
    index = reverse("kitchen_table:index", args=[cast.plan.pk])
    assert client.get(index).status_code == 200
    withdraw(cast.ilse_consent, by=cast.sanne)
    assert client.get(index).status_code == 404


def test_a_yes_about_noor_opens_only_cards_about_noor(cast, enter, lay):
    share(cast.sanne, cast.bakker, look=[TABLE], about=[cast.noor])
    lay("teacher", name="De mentor", about=[cast.noor])
    lay("teacher", name="De juf", about=[cast.sem])
    lay("neighbour", name="De buurvrouw")
    page = (
        enter(cast.bakker).get(reverse("kitchen_table:index", args=[cast.plan.pk])).content.decode()
    )
    assert "De mentor" in page
    assert "De juf" not in page
    assert "De buurvrouw" not in page


def test_what_is_said_with_a_card_for_some_is_for_those(cast, lay):
    card = lay("friend", name="Els", audience="readers", readers=[cast.kees])
    actions.say(CardDecision(card=card, outcome="stays", reason="van Kees"), by=cast.kees)
    assert visit(cast.sanne).rows(CardDecision).count() == 1  # who laid the card reads along
    assert visit(cast.kees).rows(CardDecision).count() == 1
    assert visit(cast.noor).rows(CardDecision).count() == 0


def text_of(story):
    made = PdfReader(BytesIO(pdf.render(story, title="Ons plan", footer="voor ons")))
    return " ".join(" ".join(page.extract_text() for page in made.pages).split())
