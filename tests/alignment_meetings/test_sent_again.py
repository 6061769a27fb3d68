"""A form of the meetings sent a second time with other words: both texts, nothing lost."""

from uuid import uuid4

import pytest

from alignment_meetings.models import AgendaItem, Answer, Meeting, OwnPoint
from groeiplan.actions import people
from groeiplan.models import Agreement
from tests.alignment_meetings.test_words import agreement, point

pytestmark = pytest.mark.django_db


def test_a_meeting_with_another_hour_and_others_there(cast, as_, at, planned):
    browser = as_(cast.sanne)
    browser.post(at("plan_meeting"), planned)
    other = planned | {"time": "16:00", "people": [str(cast.sanne.pk), str(cast.noor.pk)]}
    answer = browser.post(at("plan_meeting"), other)
    assert answer.status_code == 409
    (_hour, *hours), (_people, mine, theirs) = answer.context["conflict"]
    assert hours == ["16:00", "15:30"]
    assert "Ilse" in theirs and "Ilse" not in mine
    row = Meeting.objects.get()
    assert f'formaction="{at("edit", row)}"' in answer.content.decode()
    assert browser.post(at("edit", row), other | {"version": row.version}).status_code == 302
    assert row.presences.count() == 2


def test_a_point_shows_both(cast, as_, at, talk):
    first = point("De trap", "teller", told_by=str(cast.noor.pk))
    browser = as_(cast.noor)
    assert [browser.post(at("add_point", talk), first).status_code for _t in (1, 2)] == [302, 302]
    answer = browser.post(at("add_point", talk), first | {"text": "De zij-ingang"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "De trap" in page and "De zij-ingang" in page
    assert f'formaction="{at("edit_point", OwnPoint.objects.get())}"' in page


def test_an_own_item_is_never_replaced_where_its_notes_were_not_asked(cast, as_, at, talk):
    browser, item = as_(cast.sanne), {"id": uuid4(), "title": "De hond", "minutes": 5}
    browser.post(at("add_item", talk), item)
    AgendaItem.objects.filter(pk=item["id"]).update(notes="Hij blijft.")
    answer = browser.post(at("add_item", talk), item | {"title": "De kat"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "De hond" in page and "De kat" in page and "formaction" not in page


def test_an_agreement_shows_both(cast, as_, at, talk):
    first = agreement(cast.riet) | {"told_by": str(cast.sanne.pk)}
    browser = as_(cast.sanne)
    browser.post(at("add_agreement", talk), first)
    answer = browser.post(at("add_agreement", talk), first | {"what": "Oma kookt"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Oma kookt" in page and "Oma haalt Sem van zwemmen" in page
    assert Agreement.objects.count() == 1


def test_klopt_is_answered_once_and_other_words_show_both(cast, as_, at, was):
    seat = was.presences.get(person=cast.noor)
    says = {"id": str(uuid4()), "says": "not_ok", "because": "Ik zei geen zes."}
    browser = as_(cast.noor)
    assert [browser.post(at("answer", seat), says).status_code for _t in (1, 2)] == [302, 302]
    answer = browser.post(at("answer", seat), says | {"because": "Ik zei acht."})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Ik zei geen zes." in page and "Ik zei acht." in page
    assert Answer.objects.get().because == "Ik zei geen zes."
    again = says | {"because": "Ik zei acht.", "version": 1}
    assert browser.post(at("answer", seat), again).status_code == 302
    assert Answer.objects.get().because == "Ik zei acht."


def test_only_who_stands_on_the_list_was_there(cast, as_, at, talk):
    aunt = people.add(by=cast.sanne, name="tante Els", kind="network")
    sent = {"version": talk.version, "new_id": str(uuid4()), "no_date": "on"}
    sent["there"] = [str(cast.sanne.pk), str(aunt.pk)]
    answer = as_(cast.sanne).post(at("held", talk), sent)
    assert answer.status_code == 422
    assert not talk.presences.filter(person=aunt).exists()
    talk.refresh_from_db()
    assert talk.status == "planned"
