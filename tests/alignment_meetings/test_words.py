"""Own points, "klopt" and agreements: everybody speaks for oneself."""

from uuid import uuid4

import pytest
from django.utils import timezone

from alignment_meetings import actions
from alignment_meetings.models import Answer, OwnPoint
from groeiplan.actions import items, people
from groeiplan.models import Agreement, Entry, Person
from tests.cast import share, visit

pytestmark = pytest.mark.django_db


def point(text, audience, **more):
    return {"id": str(uuid4()), "text": text, "audience": audience, **more}


def test_noor_holds_her_point_back_until_she_releases_it(cast, as_, at, talk):
    mine = point("De trap. Kan ik via de zij-ingang?", "teller", told_by=str(cast.noor.pk))
    assert as_(cast.noor).post(at("add_point", talk), mine).status_code == 302
    assert "zij-ingang" in as_(cast.noor).get(at("meeting", talk)).content.decode()
    for other in (cast.sanne, cast.ilse):
        assert "zij-ingang" not in as_(other).get(at("meeting", talk)).content.decode()
    row = OwnPoint.objects.get()
    assert as_(cast.sanne).post(at("release_point", row)).status_code == 404
    assert as_(cast.noor).get(at("release_point", row)).status_code == 200
    row.refresh_from_db()
    assert row.audience == "teller"
    as_(cast.noor).post(at("release_point", row))
    assert "zij-ingang" in as_(cast.ilse).get(at("meeting", talk)).content.decode()


def test_nobody_edits_anothers_words(cast, as_, at, talk):
    row = items.write(OwnPoint(meeting=talk, text="van Noor"), by=cast.noor)
    for name in ("edit_point", "release_point", "remove_point"):
        assert as_(cast.sanne).post(at(name, row)).status_code == 403
    row.refresh_from_db()
    assert row.text == "van Noor"


def test_what_ilse_writes_the_family_reads_at_once(cast, as_, at, talk, ilse_writes):
    page = as_(cast.ilse).get(at("add_point", talk)).content.decode()
    assert 'value="teller"' not in page
    secret = point("stiekem", "teller")
    assert as_(cast.ilse).post(at("add_point", talk), secret).status_code == 422
    assert not OwnPoint.objects.exists()
    as_(cast.ilse).post(at("add_point", talk), point("Wanneer stop ik?", "family"))
    assert "Wanneer stop ik?" in as_(cast.sanne).get(at("meeting", talk)).content.decode()
    assert Entry.objects.filter(plan=cast.plan, act=Entry.Act.CHANGE).exists()


def test_an_empty_point_is_asked_back(cast, as_, at, talk):
    answer = as_(cast.noor).post(
        at("add_point", talk), point("  ", "teller", told_by=str(cast.noor.pk))
    )
    assert answer.status_code == 422
    assert not OwnPoint.objects.exists()


def test_sem_without_an_account_is_written_down_noor_with_one_is_not(cast, as_, at, talk):
    browser = as_(cast.sanne)
    browser.post(at("add_point", talk), point("Mag de kat mee?", "family", told_by=cast.sem.pk))
    assert OwnPoint.objects.get().told_by == cast.sem
    answer = browser.post(at("add_point", talk), point("x", "family", told_by=cast.noor.pk))
    assert answer.status_code == 422
    assert OwnPoint.objects.count() == 1


def test_a_removed_point_comes_back_within_a_day(cast, as_, at, talk):
    row = items.write(OwnPoint(meeting=talk, text="toch maar niet"), by=cast.noor)
    browser = as_(cast.noor)
    assert "weghalen" in browser.get(at("remove_point", row)).content.decode()
    page = browser.post(at("remove_point", row), {"version": 1}, follow=True).content.decode()
    assert at("restore_point", row) in page
    assert "toch maar niet" not in browser.get(at("meeting", talk)).content.decode()
    assert as_(cast.sanne).post(at("restore_point", row)).status_code == 404
    assert as_(cast.noor).post(at("restore_point", row)).status_code == 302
    assert "toch maar niet" in as_(cast.ilse).get(at("meeting", talk)).content.decode()


def test_what_people_write_is_shown_as_they_wrote_it(cast, as_, at, talk):
    evil = '<script>alert("x")</script>'
    items.write(OwnPoint(meeting=talk, text=evil), by=cast.noor)
    talk.items.update(notes=evil)
    for name in ("meeting", "screen"):
        page = as_(cast.sanne).get(at(name, talk)).content.decode()
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page


def test_each_person_says_klopt_for_oneself(cast, as_, at, was, ilse_writes):
    seat = {one.person_id: one for one in was.presences.all()}
    fits = {"id": str(uuid4()), "says": "ok", "because": ""}
    assert as_(cast.ilse).post(at("answer", seat[cast.ilse.pk]), fits).status_code == 302
    assert as_(cast.ilse).post(at("answer", seat[cast.ilse.pk]), fits | {"version": 1}).url
    assert as_(cast.ilse).post(at("answer", seat[cast.sanne.pk]), fits).status_code == 403
    assert as_(cast.sanne).post(at("answer", seat[cast.ilse.pk]), fits).status_code == 403
    assert as_(cast.sanne).post(at("answer", seat[cast.noor.pk]), fits).status_code == 403
    for_sem = {"id": str(uuid4()), "says": "ok", "because": ""}
    assert as_(cast.sanne).post(at("answer", seat[cast.sem.pk]), for_sem).status_code == 302
    assert {one.told_by for one in Answer.objects.all()} == {cast.ilse, cast.sem}


def test_klopt_niet_says_why_and_stands_beside_the_notes(cast, as_, at, was):
    seat = was.presences.get(person=cast.noor)
    says = {"id": str(uuid4()), "says": "not_ok", "because": ""}
    answer = as_(cast.noor).post(at("answer", seat), says)
    assert answer.status_code == 422
    assert "Schrijf op wat er niet klopt" in answer.content.decode()
    as_(cast.noor).post(at("answer", seat), says | {"because": "Ik zei geen zes."})
    assert "Ik zei geen zes." in as_(cast.ilse).get(at("meeting", was)).content.decode()


def test_who_was_not_there_and_what_is_not_over_cannot_be_answered(cast, as_, at, talk, was):
    share(cast.sanne, cast.riet, change=["alignment_meetings.alignment_meetings"])
    riet = was.presences.get(person=cast.riet)
    says = {"id": str(uuid4()), "says": "ok"}
    assert as_(cast.riet).post(at("answer", riet), says).status_code == 403
    assert not Answer.objects.exists()


def test_a_guest_ticks_only_its_own_presence(cast, as_, at, talk, ilse_writes):
    seat = {one.person_id: one for one in talk.presences.all()}
    as_(cast.ilse).post(at("attend", seat[cast.ilse.pk]), {"state": "absent"})
    assert (
        as_(cast.ilse).post(at("attend", seat[cast.noor.pk]), {"state": "absent"}).status_code
        == 403
    )
    as_(cast.sanne).post(at("attend", seat[cast.riet.pk]), {"state": "absent"})
    as_(cast.sanne).post(at("attend", seat[cast.noor.pk]), {"state": "there"})
    states = dict(talk.presences.values_list("person", "state"))
    assert states[cast.ilse.pk] == states[cast.riet.pk] == "absent"
    assert states[cast.noor.pk] == "coming"
    assert Entry.objects.filter(plan=cast.plan, act=Entry.Act.CHANGE).count() == 1


def agreement(who, **more):
    return {
        "id": str(uuid4()),
        "kind": "agreement",
        "what": "Oma haalt Sem van zwemmen",
        "who": str(who.pk) if who else "",
        "by_when": "12 december 2027",
        "checked_by": "",
        "look_back_on": "2099-01-15",
        "otherwise": "Dan fietst Noor erheen.",
        "decided_by": "",
        "audience": "keyholders",
        **more,
    }


def test_an_agreement_made_here_stands_on_the_growth_plan(cast, as_, at, talk):
    told = agreement(cast.riet, told_by=str(cast.sanne.pk), checked_by=str(cast.sanne.pk))
    for _time in range(2):
        answer = as_(cast.sanne).post(at("add_agreement", talk), told)
        assert answer.status_code == 302, answer.content.decode()
    row = visit(cast.sanne).rows(Agreement).get()
    assert (row.who, row.by_when) == (cast.riet, "2027-12-12")
    assert talk.agreements.count() == 1
    page = as_(cast.sanne).get(at("meeting", talk)).content.decode()
    assert "Oma haalt Sem van zwemmen" in page
    assert "12 december 2027" in page


def test_without_somebody_who_does_it_it_is_not_an_agreement(cast, as_, at, talk):
    told = agreement(None, told_by=str(cast.sanne.pk))
    answer = as_(cast.sanne).post(at("add_agreement", talk), told)
    assert answer.status_code == 422
    assert "Dan fietst Noor erheen." in answer.content.decode()
    assert not Agreement.objects.exists()


def test_a_must_says_by_whom(cast, as_, at, talk):
    told = agreement(cast.sanne, told_by=str(cast.sanne.pk), kind="obligation")
    assert as_(cast.sanne).post(at("add_agreement", talk), told).status_code == 422
    told["decided_by"] = "de rechter, 12 juni 2026"
    assert as_(cast.sanne).post(at("add_agreement", talk), told).status_code == 302


def test_agreements_need_their_own_key(cast, as_, at, talk, ilse_writes):
    as_(cast.sanne).post(
        at("add_agreement", talk), agreement(cast.riet, told_by=str(cast.sanne.pk))
    )
    assert "Oma haalt Sem" not in as_(cast.ilse).get(at("meeting", talk)).content.decode()
    assert "Oma haalt Sem" not in as_(cast.ilse).get(at("screen", talk)).content.decode()
    answer = as_(cast.ilse).post(at("add_agreement", talk), agreement(cast.ilse))
    assert answer.status_code == 403
    share(cast.sanne, cast.ilse, change=["groeiplan.agreements"])
    assert "Oma haalt Sem" in as_(cast.ilse).get(at("meeting", talk)).content.decode()
    told = agreement(cast.ilse, what="Ilse belt met school")
    assert as_(cast.ilse).post(at("add_agreement", talk), told).status_code == 302
    assert "Ilse belt met school" in as_(cast.sanne).get(at("meeting", talk)).content.decode()


def test_an_agreement_for_the_family_stays_off_the_shared_screen(cast, as_, at, talk):
    row = Agreement(kind="wish", what="Samen naar zee", who=cast.sanne, audience="family")
    actions.agree(row, by=cast.sanne, meeting=talk)
    assert "Samen naar zee" in as_(cast.sanne).get(at("meeting", talk)).content.decode()
    assert "Samen naar zee" not in as_(cast.sanne).get(at("screen", talk)).content.decode()


def test_the_family_reads_that_ilse_looked(cast, as_, at, talk):
    before = timezone.now()
    as_(cast.ilse).get(at("meeting", talk))
    entry = Entry.objects.filter(plan=cast.plan, at__gte=before).get()
    assert entry.act == Entry.Act.READ


@pytest.mark.parametrize("gone", ["the card", "the account"])
def test_what_somebody_said_of_the_notes_stays_when_they_left(
    cast, as_, at, was, ilse_writes, gone
):
    who = cast.ilse if gone == "the card" else cast.noor
    seat = was.presences.get(person=who)
    said = {"id": uuid4(), "says": "not_ok", "because": "zo ging het niet"}
    assert as_(who).post(at("answer", seat), said).status_code == 302
    if gone == "the card":
        people.empty(cast.ilse, by=cast.sanne)
    else:
        Person.objects.filter(pk=cast.noor.pk).update(user=None)
    page = at("answer", seat)
    assert page not in as_(cast.kees).get(at("meeting", was)).content.decode()
    for form in ({"says": "ok", "version": 1}, {"says": "ok", "id": uuid4()}):
        assert as_(cast.kees).post(page, form).status_code == 403
    assert Answer.objects.get(told_by=who).because == "zo ging het niet"


def test_nobody_answers_for_an_emptied_card(cast, as_, at, was):
    seat = was.presences.get(person=cast.ilse)
    people.empty(cast.ilse, by=cast.sanne)
    answer = as_(cast.kees).post(at("answer", seat), {"says": "ok", "id": uuid4()})
    assert answer.status_code == 403
    assert not Answer.objects.exists()


def test_T13_a_form_given_back_is_a_look_too(cast, as_, at, talk, ilse_writes):
    """The answer to a form that was not right shows what stands there: 422 is written down."""
    assert not Entry.objects.filter(plan=cast.plan, act=Entry.Act.READ).exists()
    answer = as_(cast.ilse).post(at("add_point", talk), point("", "keyholders"))
    assert answer.status_code == 422
    entry = Entry.objects.get(plan=cast.plan, act=Entry.Act.READ)
    assert len(entry.chapters) == 1
