"""Own time: one tap on the agenda shuts the family's door to the help for as long as it takes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alignment_meetings.models import Meeting
from groeiplan.access import Http404
from groeiplan.actions import private_time
from groeiplan.models import Entry
from tests import cast as people

pytestmark = pytest.mark.django_db
BUTTON = "minuten zonder de hulp"


@pytest.fixture
def alone(talk):
    """The item for own time, switched on, at a meeting that begins now."""
    Meeting.objects.filter(pk=talk.pk).update(on=timezone.now())
    item = talk.items.get(key="own_time")
    talk.items.filter(pk=item.pk).update(on=True, minutes=15)
    item.refresh_from_db()
    return item


def plan_of(talk):
    talk.plan.refresh_from_db()
    return talk.plan


def test_one_tap_and_the_help_stays_outside_until_the_item_is_over(cast, as_, at, talk, alone):
    browser, before = as_(cast.sanne), timezone.now()
    assert f"Nu 15 {BUTTON}" in browser.get(at("meeting", talk)).content.decode()
    answer = browser.post(at("own_time", alone))
    assert answer.url == f"{at('meeting', talk)}#punt-{alone.pk}"
    plan = plan_of(talk)
    assert plan.private_for == "without_help"
    assert timedelta(minutes=15) <= plan.private_until - before < timedelta(minutes=16)
    assert plan.journal.filter(act=Entry.Act.PRIVATE_BEGAN, seq__gt=1).count() == 1
    with pytest.raises(Http404):
        people.visit(cast.ilse)
    assert people.visit(cast.riet)  # their own people stay
    assert people.visit(cast.ilse, now=plan.private_until)  # open again to the second
    page = browser.get(at("meeting", talk)).content.decode()
    assert "Jullie zijn even zonder hulp" in page and "Deur weer open" in page
    assert BUTTON not in page


def test_a_guest_finds_nothing_also_one_who_writes_here(cast, as_, at, talk, alone, ilse_writes):
    people.share(cast.sanne, cast.riet, look=["alignment_meetings.alignment_meetings"])
    for guest in (cast.ilse, cast.riet, cast.bakker, cast.stranger):
        browser = as_(guest)
        assert BUTTON not in browser.get(at("meeting", talk)).content.decode()
        for ask in (browser.get, browser.post):
            assert ask(at("own_time", alone)).status_code == 404, guest
    assert plan_of(talk).private_until is None


def test_a_child_under_twelve_looks_and_does_not_decide(cast, as_, at, talk, alone):
    cast.sem.user = people.account("sem")
    cast.sem.save()
    people.keys.sync(cast.plan)
    browser = as_(cast.sem)
    assert BUTTON not in browser.get(at("meeting", talk)).content.decode()
    assert browser.post(at("own_time", alone)).status_code == 403
    assert as_(cast.noor).post(at("own_time", alone)).status_code == 302
    assert plan_of(talk).is_private(timezone.now())


def test_asking_for_the_page_shuts_nothing(cast, as_, at, talk, alone):
    assert as_(cast.sanne).get(at("own_time", alone)).status_code == 302
    assert plan_of(talk).private_until is None


@pytest.mark.parametrize("what", ["off", "no minutes", "another item", "cancelled", "held"])
def test_only_own_time_of_a_meeting_that_goes_on(cast, as_, at, talk, alone, what):
    if what in ("cancelled", "held"):
        Meeting.objects.filter(pk=talk.pk).update(status=what)
    item = talk.items.get(key="worries") if what == "another item" else alone
    changed = {"off": {"on": False}, "no minutes": {"minutes": 0}}.get(what, {})
    if changed:
        talk.items.filter(pk=alone.pk).update(**changed)
    browser = as_(cast.sanne)
    browser.post(at("own_time", item))
    assert plan_of(talk).private_until is None
    if what != "another item":
        assert BUTTON not in browser.get(at("meeting", talk)).content.decode()


def test_two_weeks_before_there_is_no_button_to_tap_by_mistake(cast, as_, at, talk):
    talk.items.filter(key="own_time").update(on=True)
    assert BUTTON not in as_(cast.sanne).get(at("meeting", talk)).content.decode()


def test_it_never_opens_what_is_shut_longer(cast, as_, at, talk, alone):
    until = timezone.now() + timedelta(hours=3)
    private_time.begin(cast.plan, by=cast.sanne, kind="family_only", until=until)
    as_(cast.sanne).post(at("own_time", alone))
    plan = plan_of(talk)
    assert (plan.private_for, plan.private_until) == ("family_only", until)
