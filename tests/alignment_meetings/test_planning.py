"""Planning a meeting: the family does, never without itself."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from alignment_meetings import actions
from alignment_meetings.agenda import ITEMS
from alignment_meetings.models import AgendaItem, Meeting
from groeiplan.actions import items, leaving, people
from tests.cast import share, visit

pytestmark = pytest.mark.django_db


def test_sanne_plans_a_meeting_and_the_agenda_lies_ready(cast, as_, at, planned):
    answer = as_(cast.sanne).post(at("plan_meeting"), planned, follow=True)
    meeting = visit(cast.sanne).rows(Meeting).get()
    assert answer.redirect_chain[-1][0] == at("meeting", meeting)
    assert [item.key for item in meeting.items.order_by("order")] == [one.key for one in ITEMS]
    assert timezone.localtime(meeting.on).strftime("%H:%M") == "15:30"
    page = answer.content.decode()
    assert "Het gezin begint" in page
    assert "Hoe blijft Noor op school?" in page
    assert "Even zonder de hulp" in page.split("Niet deze keer:")[1]


def test_a_day_that_is_over_is_asked_back_once(cast, as_, at, planned):
    long_ago = (timezone.localdate() - timedelta(days=330)).isoformat()
    planned["day"] = long_ago
    answer = as_(cast.sanne).post(at("plan_meeting"), planned)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Deze dag is al voorbij." in page
    assert f'name="past_day" value="{long_ago}"' in page and not Meeting.objects.exists()
    other = (timezone.localdate() - timedelta(days=30)).isoformat()
    planned |= {"day": other, "past_day": long_ago}
    assert as_(cast.sanne).post(at("plan_meeting"), planned).status_code == 422
    planned["past_day"] = other
    assert as_(cast.sanne).post(at("plan_meeting"), planned).status_code == 302
    assert timezone.localdate(Meeting.objects.get().on).isoformat() == other


def test_who_went_out_of_the_plan_stands_so_at_the_meeting_for_the_family_alone(
    cast, as_, at, planned
):
    share(cast.sanne, cast.riet, look=["alignment_meetings.alignment_meetings"])
    planned |= {"people": [str(cast.sanne.pk), str(cast.ilse.pk)], "chair": str(cast.ilse.pk)}
    as_(cast.sanne).post(at("plan_meeting"), planned)
    meeting = Meeting.objects.get()
    assert "ging uit het plan" not in as_(cast.sanne).get(at("meeting", meeting)).content.decode()
    share(cast.sanne, cast.ilse, look=["alignment_meetings.alignment_meetings"])
    leaving.leave(cast.ilse)
    page = as_(cast.sanne).get(at("meeting", meeting)).content.decode()
    assert page.count("ging uit het plan") == 2, "who comes, and who chairs"
    assert "ging uit het plan" not in as_(cast.riet).get(at("meeting", meeting)).content.decode()


def test_sent_twice_it_is_one_meeting(cast, as_, at, planned):
    for _time in range(2):
        assert as_(cast.sanne).post(at("plan_meeting"), planned).status_code == 302
    meeting = visit(cast.sanne).rows(Meeting).get()
    assert meeting.items.count() == len(ITEMS)
    assert meeting.presences.count() == 3


def test_an_id_of_somebody_elses_meeting_is_not_found(cast, as_, at, planned, talk):
    planned["id"] = str(talk.pk)
    assert as_(cast.kees).post(at("plan_meeting"), planned).status_code == 404
    assert Meeting.objects.count() == 1


def test_without_family_it_is_not_saved_and_what_was_typed_stays(cast, as_, at, planned):
    planned["people"] = [str(cast.ilse.pk)]
    answer = as_(cast.sanne).post(at("plan_meeting"), planned)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Er is nog niemand van het gezin bij" in page
    assert "Acht weken drie ochtenden." in page
    assert re.search(rf'value="{cast.ilse.pk}"[^>]* checked', page)
    assert not re.search(rf'name="people" value="{cast.sanne.pk}"[^>]* checked', page)
    assert not Meeting.objects.exists()


def test_those_of_the_family_from_twelve_up_are_there_already_and_younger_ones_offered(
    cast, as_, at
):
    yara = people.add(by=cast.sanne, name="Yara", kind="family", born=date(2014, 1, 1))
    page = as_(cast.sanne).get(at("plan_meeting")).content.decode()
    assert "Jullie staan er al bij, vanaf twaalf jaar." in page
    ticked = set(re.findall(r'name="people" value="([^"]+)"[^>]* checked', page))
    offered = set(re.findall(r'name="people" value="([^"]+)"', page))
    there = {str(one.pk) for one in (cast.sanne, cast.kees, cast.noor, yara)}
    assert there <= ticked and str(cast.sem.pk) not in ticked
    assert {str(cast.sem.pk), str(cast.ilse.pk)} <= offered - ticked


def test_the_action_refuses_a_meeting_without_family_too(cast):
    with pytest.raises(actions.NoFamilyError):
        actions.plan_meeting(Meeting(on=timezone.now()), by=cast.sanne, people=[cast.ilse])
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("day", "2026-02-30", "geldige datum"),
        ("day", "3026-01-01", "komende vijf jaar"),
        ("day", "0001-01-01", "komende vijf jaar"),
        ("day", "9999-12-31", "komende vijf jaar"),
        ("time", "25:00", "geldige tijd"),
        ("question", "", "vereist"),
        ("question", "x" * 10_000, "300"),
        ("minutes", "100000", "480"),
        ("chair", "niemand", "geen geldige"),
        ("people", "niemand", "Wie vragen jullie erbij?"),
    ],
)
def test_bad_input_gets_a_clear_answer_and_changes_nothing(
    cast, as_, at, planned, name, value, words
):
    answer = as_(cast.sanne).post(at("plan_meeting"), planned | {name: value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_moment_the_clock_skips_is_asked_back(cast, as_, at, planned):
    planned |= {"day": "2027-03-28", "time": "02:30"}
    answer = as_(cast.sanne).post(at("plan_meeting"), planned)
    assert answer.status_code == 422
    assert "voor- of achteruit" in answer.content.decode()


def test_who_chairs_must_be_there(cast, as_, at, planned):
    answer = as_(cast.sanne).post(at("plan_meeting"), planned | {"chair": str(cast.kees.pk)})
    assert answer.status_code == 422
    assert "Kees zit het gesprek voor" in answer.content.decode()


def test_a_guest_reads_but_does_not_plan_or_arrange(cast, as_, at, talk, planned, ilse_writes):
    browser = as_(cast.ilse)
    item = talk.items.first()
    assert browser.get(at("index")).status_code == 200
    assert "Plan een gesprek" not in browser.get(at("index")).content.decode()
    assert browser.get(at("meeting", talk)).status_code == 200
    for address in (
        at("plan_meeting"),
        at("edit", talk),
        at("call_off", talk),
        at("held", talk),
        at("add_item", talk),
        at("edit_item", item),
        at("move_item", item),
    ):
        assert browser.get(address).status_code == 403, address
        assert browser.post(address, planned).status_code == 403, address
    assert Meeting.objects.count() == 1


def test_who_may_only_look_gets_403_for_every_change(cast, as_, at, talk):
    presence = talk.presences.get(person=cast.ilse)
    for address in (at("add_point", talk), at("attend", presence), at("answer", presence)):
        assert as_(cast.ilse).post(address).status_code == 403


@pytest.mark.parametrize("who", ["wim", "riet", "bakker", "stranger", "superuser", "ayse"])
def test_for_everybody_else_there_is_nothing(cast, as_, at, talk, who):
    item, presence = talk.items.first(), talk.presences.first()
    browser = as_(getattr(cast, who))
    for address in (
        at("index"),
        at("plan_meeting"),
        at("meeting", talk),
        at("screen", talk),
        at("screen_item", item),
        at("edit_item", item),
        at("answer", presence),
        at("add_agreement", talk),
    ):
        assert browser.get(address).status_code == 404, address
        assert browser.post(address).status_code == 404, address


def test_after_the_withdrawal_the_next_click_is_a_404(cast, as_, at, talk):
    from consent.actions import withdraw

    assert as_(cast.ilse).get(at("meeting", talk)).status_code == 200
    withdraw(cast.ilse_consent, by=cast.sanne)
    assert as_(cast.ilse).get(at("meeting", talk)).status_code == 404


def test_a_meeting_of_another_plan_does_not_exist_here(cast, as_, talk):
    from django.urls import reverse

    address = reverse("alignment_meetings:meeting", args=[cast.other_plan.pk, talk.pk])
    assert as_(cast.ayse).get(address).status_code == 404


def test_a_meeting_for_the_family_only_is_not_there_for_guests(cast, as_, at, planned):
    planned["audience"] = "family"
    as_(cast.sanne).post(at("plan_meeting"), planned)
    meeting = Meeting.objects.get()
    assert "Hoe blijft Noor" in as_(cast.noor).get(at("index")).content.decode()
    for address in (
        at("meeting", meeting),
        at("screen", meeting),
        at("screen_item", meeting.items.first()),
    ):
        assert as_(cast.ilse).get(address).status_code == 404
    assert "Hoe blijft Noor" not in as_(cast.ilse).get(at("index")).content.decode()
    page = as_(cast.sanne).get(at("meeting", meeting)).content.decode()
    assert "gezinscoach" not in page.split("Dit zien:")[1].split("</p>")[0]
    planned |= {"version": str(meeting.version), "audience": "keyholders"}
    as_(cast.sanne).post(at("edit", meeting), planned)
    page = as_(cast.ilse).get(at("meeting", meeting)).content.decode()
    assert "Het gezin begint" in page


def test_two_who_change_at_once_lose_nothing(cast, as_, at, talk, planned):
    planned |= {"version": str(talk.version), "question": "Wat wil Noor zelf?"}
    assert as_(cast.noor).post(at("edit", talk), planned).status_code == 302
    planned["question"] = "Wie doet wat?"
    answer = as_(cast.sanne).post(at("edit", talk), planned)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Wat wil Noor zelf?" in page
    assert "Wie doet wat?" in page
    talk.refresh_from_db()
    assert talk.question == "Wat wil Noor zelf?"
    planned["version"] = str(talk.version)
    as_(cast.sanne).post(at("edit", talk), planned)
    talk.refresh_from_db()
    assert talk.question == "Wie doet wat?"


def test_calling_off_asks_first_keeps_all_and_can_be_turned_round(cast, as_, at, talk):
    browser = as_(cast.sanne)
    assert "Er gaat geen bericht uit" in browser.get(at("call_off", talk)).content.decode()
    talk.refresh_from_db()
    assert talk.status == "planned"
    browser.post(at("call_off", talk), {"version": talk.version})
    assert "gaat niet door" in browser.get(at("meeting", talk)).content.decode()
    assert browser.post(at("call_off", talk), {"version": talk.version}).status_code == 409
    talk.refresh_from_db()
    browser.post(at("call_off", talk), {"version": talk.version})
    talk.refresh_from_db()
    assert talk.status == "planned"


def test_at_the_end_the_next_date_is_always_asked(cast, as_, at, talk):
    browser = as_(cast.sanne)
    there = {"version": talk.version, "new_id": str(uuid4()), "there": [str(cast.sanne.pk)]}
    answer = browser.post(at("held", talk), there)
    assert answer.status_code == 422
    assert "Kies een dag, of zeg hieronder" in answer.content.decode()
    day = timezone.localdate() + timedelta(days=60)
    there |= {"day": day.isoformat(), "time": "16:00"}
    # The one still planned is this very meeting; only another one would answer the question.
    answer = browser.post(at("held", talk), there)
    following = Meeting.objects.exclude(pk=talk.pk).get()
    assert answer.url == at("edit", following)
    assert following.presences.count() == talk.presences.count()
    talk.refresh_from_db()
    assert talk.status == "held"
    assert set(talk.presences.filter(state="there").values_list("person", flat=True)) == {
        cast.sanne.pk
    }
    assert browser.post(at("held", talk), there).status_code == 302
    assert Meeting.objects.count() == 2


def test_no_new_date_yet_is_an_answer_too_and_the_plan_keeps_asking(cast, as_, at, talk):
    browser = as_(cast.sanne)
    answer = {
        "version": talk.version,
        "new_id": str(uuid4()),
        "there": [str(cast.sanne.pk)],
        "no_date": "on",
    }
    assert browser.post(at("held", talk), answer).url == at("meeting", talk)
    page = browser.get(at("meeting", talk)).content.decode()
    assert "Niemand gaat weg zonder nieuwe datum" in page
    assert Meeting.objects.count() == 1


def test_nobody_of_the_family_there_is_not_a_meeting(cast, as_, at, talk):
    answer = {
        "version": talk.version,
        "new_id": str(uuid4()),
        "there": [str(cast.ilse.pk)],
        "no_date": "on",
    }
    response = as_(cast.sanne).post(at("held", talk), answer)
    assert response.status_code == 422
    talk.refresh_from_db()
    assert talk.status == "planned"


# --- Opening a meeting that was only the family's ------------------------------------------------


@pytest.fixture
def closed(cast, was):
    """The family keeps that meeting to itself; then each says what they have to say."""
    keep(was, cast.sanne, audience="family")
    for who, words in ((cast.sanne, "van Sanne"), (cast.noor, "van Noor")):
        answer = {"says": "not_ok", "because": f"kanarie {words}"}
        actions.answer(was, by=who, person=who, **answer)
    talked = was.items.get(key="worries")
    items.change(talked, by=cast.sanne, version=talked.version, notes="kanarie in het verslag")
    own = AgendaItem(meeting=was, title="kanarie als eigen punt", minutes=5)
    actions.add_item(own, by=cast.sanne)
    was.refresh_from_db()
    return was


def keep(meeting, who, **values):
    """What `who` saves on the page where a meeting is changed."""
    meeting.refresh_from_db()
    return actions.change_meeting(meeting, by=who, version=meeting.version, people=None, **values)


def test_T7_opening_a_meeting_opens_no_words_of_somebody_else(cast, as_, at, closed):
    assert as_(cast.ilse).get(at("meeting", closed)).status_code == 404
    when = timezone.localtime(closed.on)
    sent = {
        "version": closed.version,
        "day": when.date().isoformat(),
        "time": when.strftime("%H:%M"),
        "place": closed.place,
        "question": closed.question,
        "chair": str(cast.sanne.pk),
        "audience": "keyholders",
    }
    answer = as_(cast.noor).post(at("edit", closed), sent, follow=True)
    assert "blijft binnen jullie gezin" in answer.content.decode()
    page = as_(cast.ilse).get(at("meeting", closed)).content.decode()
    assert "kanarie van Noor" in page, "her own words are hers to open"
    assert page.count("kanarie") == 1
    assert "Welkom" in page, "an item in which nothing was said yet opens with the meeting"
    assert "kanarie in het verslag" in as_(cast.sanne).get(at("meeting", closed)).content.decode()


def test_saving_an_open_meeting_again_opens_nothing(cast, closed):
    keep(closed, cast.noor, audience="keyholders")
    for who in (cast.sanne, cast.noor):
        keep(closed, who, place="in het buurthuis")
    assert closed.answers.get(told_by=cast.sanne).audience == "family"
    assert closed.items.get(key="worries").audience == "family"


def test_whoever_typed_while_a_meeting_opened_is_asked_again(cast, as_, at, closed):
    welcome = closed.items.get(key="welcome")
    keep(closed, cast.noor, audience="keyholders")
    typed = {"version": welcome.version, "minutes": "5", "notes": "voor ons alleen"}
    assert as_(cast.sanne).post(at("edit_item", welcome), typed).status_code == 409


def test_closing_a_meeting_closes_all_that_was_said_in_it(cast, as_, at, was):
    actions.answer(was, by=cast.ilse, person=cast.ilse, says="ok")
    keep(was, cast.sanne, audience="family")
    rows = [*was.items.all(), *was.answers.all()]
    assert {row.audience for row in rows} == {"family"}
    assert as_(cast.ilse).get(at("meeting", was)).status_code == 404
