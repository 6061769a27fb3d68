"""A form of the table sent a second time: the same once, other words side by side."""

from uuid import uuid4

from django.db import IntegrityError

from groeiplan.actions import items
from kitchen_table import seating
from kitchen_table.models import CardAnswer, CardCheck, RoleCard, Snapshot
from tests.cast import visit
from tests.kitchen_table.test_table import card_form, url


def test_a_card_sent_again_with_another_name_shows_both(cast, enter):
    sent = card_form(told_by=str(cast.sanne.pk))
    client = enter(cast.sanne)
    client.post(url(cast, "lay"), sent)
    answer = client.post(url(cast, "lay"), sent | {"name": "Els", "role": "friend"})
    assert answer.status_code == 409
    page = answer.content.decode()
    for words in ("Fatma", "Els", "buur", "vriend"):
        assert words in page
    differing = {label for label, *_texts in answer.context["conflict"]}
    assert len(differing) == 2  # not the kind and the seat that nobody typed
    assert RoleCard.objects.get().name == "Fatma"
    fresh = answer.context["form"]["id"].value()
    assert client.post(url(cast, "lay"), sent | {"name": "Els", "id": fresh}).status_code == 302
    assert {card.name for card in RoleCard.objects.all()} == {"Fatma", "Els"}


def test_the_same_answer_once_and_another_beside_it(cast, enter, lay):
    card = lay("gp", person=cast.bakker)
    page = url(cast, "answer", card.pk, next(iter(dict(seating.deck.QUESTIONS[card.kind]))))
    client = enter(cast.sanne)
    sent = {"id": uuid4(), "text": "Altijd", "audience": "family", "told_by": cast.sanne.pk}
    assert [client.post(page, sent).status_code for _time in (1, 2)] == [302, 302]
    answer = client.post(page, sent | {"text": "Soms"})
    assert answer.status_code == 409
    assert "Altijd" in answer.content.decode() and "Soms" in answer.content.decode()
    row = CardAnswer.objects.get()
    change = url(cast, "answer_change", row.pk)
    assert f'formaction="{change}"' in answer.content.decode()
    assert client.post(change, sent | {"text": "Soms", "version": row.version}).status_code == 302
    assert CardAnswer.objects.get().text == "Soms"


def test_a_check_sent_again_with_other_words_is_no_second_voice(cast, enter, lay):
    page = url(cast, "check", lay("neighbour", name="Fatma").pk)
    sent = {"id": uuid4(), "says": "yes", "because": "", "told_by": cast.sanne.pk}
    client = enter(cast.sanne)
    client.post(page, sent)
    answer = client.post(page, sent | {"because": "bij nader inzien"})
    assert answer.status_code == 409
    assert "bij nader inzien" in answer.content.decode()
    assert CardCheck.objects.get().because == ""


def test_the_table_is_kept_once_and_no_note_is_lost(cast, enter, lay):
    lay("neighbour", name="Fatma")
    client = enter(cast.sanne)
    sent = {"id": uuid4(), "note": "voor de zomer"}
    assert [client.post(url(cast, "keep"), sent).status_code for _time in (1, 2)] == [302, 302]
    assert Snapshot.objects.count() == 1
    answer = client.post(url(cast, "keep"), sent | {"note": "na de zomer"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "voor de zomer" in page and "na de zomer" in page
    assert Snapshot.objects.get().note == "voor de zomer"


def test_two_clicks_at_the_same_moment_keep_one_table(cast, enter, lay, monkeypatch):
    lay("neighbour", name="Fatma")
    write, clicks = items.write, []

    def the_other_was_first(row, **more):
        clicks.append(row.pk)
        if len(clicks) == 1:
            write(type(row)(pk=row.pk, on=row.on, cards=row.cards, audience="family"), **more)
            raise IntegrityError("the other click wrote this id")
        return write(row, **more)

    monkeypatch.setattr(items, "write", the_other_was_first)
    assert enter(cast.sanne).post(url(cast, "keep"), {"id": uuid4()}).status_code == 302
    assert Snapshot.objects.count() == 1


def test_a_kept_table_that_was_taken_away_is_asked_once_more(cast, enter, lay):
    lay("neighbour", name="Fatma")
    client, sent = enter(cast.sanne), {"id": uuid4(), "note": "bewaard"}
    client.post(url(cast, "keep"), sent)
    client.post(url(cast, "snapshot_remove", Snapshot.objects.get().pk), {"version": 1})
    answer = client.post(url(cast, "keep"), sent)
    assert answer.status_code == 409
    assert "weggehaald" in answer.content.decode()
    assert seating.snapshots(visit(cast.sanne)) == []
