"""What a guest proposes, and what the family does with it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.timeline.telling import moment
from tests.timeline.test_actions import titles
from tests.timeline.test_pages import page, text
from timeline import actions
from timeline.models import Telling


@pytest.fixture
def proposal(cast):
    return moment(cast.ilse, "Overleg met school", part="help", text="Er was een overleg.")


def own_words(row, **more):
    filled = {"id": str(uuid4()), "title": "Praten op school", "text": "Wij zaten er ook."}
    filled |= {"audience": "keyholders", "proposed_version": row.version, "word_back": "Dank je"}
    return {**filled, **more}


def test_the_family_tells_it_in_its_own_words_and_the_guests_stay_the_guests(
    client, cast, proposal
):
    form = text(page(client, cast.sanne, "reword", proposal.pk))
    assert "Overleg met school" in form and "Er was een overleg." in form
    assert page(client, cast.sanne, "reword", proposal.pk, data=own_words(proposal)).url
    proposal.refresh_from_db()
    assert (proposal.proposal, proposal.answer) == ("reworded", "Dank je")
    assert (proposal.title, proposal.told_by) == ("Overleg met school", cast.ilse)
    own = Telling.objects.get(told_by=cast.sanne)
    assert (own.title, own.proposal, own.answer) == ("Praten op school", "", "")
    drawn = text(page(client, cast.kees, "index", query="?als=lijst"))
    assert "Praten op school" in drawn
    said = text(page(client, cast.ilse, "moment", proposal.moment_id))
    for words in ("Dank je", "in eigen woorden verteld", "Praten op school", "Er was een overleg."):
        assert words in said


def test_the_guest_reads_the_answer_also_where_our_words_stay_ours(client, cast, proposal):
    filled = own_words(proposal, audience="family")
    page(client, cast.sanne, "reword", proposal.pk, data=filled)
    assert "Beantwoorde voorstellen" in text(page(client, cast.ilse, "index"))
    said = text(page(client, cast.ilse, "moment", proposal.moment_id))
    assert "Dank je" in said and "Praten op school" not in said
    assert titles(cast.kees) == {"Praten op school": ["Overleg met school", "Praten op school"]}


def test_sent_twice_it_is_one_telling(client, cast, proposal):
    filled = own_words(proposal)
    for _ in range(2):
        assert page(client, cast.sanne, "reword", proposal.pk, data=filled).status_code == 302
    assert Telling.objects.count() == 2


def test_changed_or_answered_meanwhile_nothing_typed_is_lost(client, cast, proposal):
    filled = own_words(proposal)
    actions.change(proposal, by=cast.ilse, version=1, text="Het ging anders.")
    answer = page(client, cast.sanne, "reword", proposal.pk, data=filled)
    assert answer.status_code == 409
    assert "Het ging anders." in text(answer) and "Wij zaten er ook." in text(answer)
    proposal.refresh_from_db()
    actions.answer(proposal, by=cast.kees, version=2, proposal="refused")
    answer = page(client, cast.sanne, "reword", proposal.pk, data=filled)
    assert answer.status_code == 409 and "intussen al antwoord" in text(answer)
    assert Telling.objects.count() == 1


def test_who_may_not_answer(client, cast, proposal):
    for name in ("answer", "reword"):
        assert page(client, cast.ilse, name, proposal.pk).status_code == 403
        assert page(client, cast.riet, name, proposal.pk, data={}).status_code == 404


def test_a_mistake_in_our_own_words(client, cast, proposal):
    answer = page(client, cast.sanne, "reword", proposal.pk, data=own_words(proposal, title=""))
    assert answer.status_code == 422 and "Wij zaten er ook." in text(answer)
    proposal.refresh_from_db()
    assert proposal.proposal == "proposed"


def test_how_heavy_it_was_is_said_in_words_and_never_in_a_number(client, cast):
    row = moment(cast.sanne, "Verhuisd", weight="heaviest", talk="no", helped="Oma")
    said = text(page(client, cast.kees, "moment", row.moment_id))
    for words in ("heel zwaar", "wil hier niet over praten", "Wat hielp", "Oma"):
        assert words in said
    assert "heaviest" not in said
    form = text(page(client, cast.sanne, "add"))
    assert form.count('name="weight"') == 6
    assert reverse("timeline:add", args=[cast.plan.pk])
