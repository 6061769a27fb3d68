"""Even alleen: the family shuts its door to guests for a while; it opens again by itself."""

import threading
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from groeiplan import keys
from groeiplan.actions import items, private_time
from groeiplan.models import Chapter, Entry, Goal, Key, Person, Plan
from groeiplan.private_time_form import PrivateTimeForm, on_the_clock
from tests.cast import make

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOUR = timedelta(hours=1)
WITHOUT_HELP, FAMILY_ONLY = Plan.Private.WITHOUT_HELP, Plan.Private.FAMILY_ONLY


@pytest.fixture
def sanne(cast, client):
    client.force_login(cast.sanne.user)
    return client


def url(name, cast):
    return reverse(name, args=[cast.plan.pk])


def page(client, person, name="plan"):
    client.force_login(person.user)
    return client.get(reverse(name, args=[person.plan_id]))


def begin(cast, by=None, kind=FAMILY_ONLY, until=None):
    until = until or timezone.now() + 2 * HOUR
    return private_time.begin(cast.plan, by=by or cast.sanne, kind=kind, until=until)


def acts(cast):
    entries = Entry.objects.filter(plan=cast.plan, act__startswith="private").order_by("seq")
    return list(entries.values_list("act", flat=True))


def now_is(cast):
    cast.plan.refresh_from_db()
    return cast.plan.private_for, cast.plan.private_until


def opened(cast):
    """Which chapters open to which guest, by guardian's own question and by the door."""
    people = (cast.riet, cast.ilse, cast.bakker, cast.wim)
    return {
        (one.name, str(chapter), right): one.user.has_perm(f"groeiplan.{right}", chapter)
        for one in people
        for chapter in Chapter.objects.filter(plan=cast.plan)
        for right in keys.RIGHTS
    }


# --- The door -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "inside", "outside"),
    [
        (WITHOUT_HELP, ["sanne", "noor", "riet"], ["ilse", "bakker"]),
        (FAMILY_ONLY, ["sanne", "kees"], ["riet", "ilse", "bakker"]),
    ],
)
def test_who_stays_inside(cast, client, kind, inside, outside):
    begin(cast, kind=kind)
    nowhere = client.get(f"/plans/{'0' * 8}-0000-4000-8000-{'0' * 12}/")
    for name in inside:
        assert page(client, getattr(cast, name)).status_code == 200, name
    for name in outside:
        answer = page(client, getattr(cast, name))
        assert answer.status_code == 404, name
        nowhere = client.get("/plans/00000000-0000-4000-8000-000000000000/")
        assert answer.content == nowhere.content, name


def test_a_page_already_open_is_shut_at_its_next_request(cast, client):
    items.write(Goal(title="doel"), by=cast.sanne)
    assert page(client, cast.ilse, "goals").status_code == 200
    begin(cast, kind=WITHOUT_HELP)
    for name in ("goals", "plan", "paper", "taking_along", "news"):
        assert client.get(url(name, cast)).status_code == 404
        assert client.get(url(name, cast), headers={"HX-Request": "true"}).status_code == 404
    assert client.post(url("goal_add", cast), {"title": "nog een"}).status_code == 404
    assert client.get(f"/api/v1/plans/{cast.plan.pk}").status_code == 404
    assert str(cast.plan.pk) not in client.get("/plans/").content.decode()


def test_it_ends_by_itself_to_the_last_second(cast, client):
    with time_machine.travel(timezone.now() + HOUR, tick=False) as clock:
        before, until = opened(cast), timezone.now() + 2 * HOUR
        begin(cast, until=until)
        clock.move_to(until - timedelta(seconds=1))
        assert page(client, cast.ilse).status_code == 404
        assert not any(opened(cast).values())
        clock.move_to(until)
        assert page(client, cast.ilse).status_code == 200
        assert opened(cast) == before
        assert "Deur weer open" not in page(client, cast.sanne).content.decode()
    assert acts(cast) == ["private_began"]


def test_ending_before_its_time_opens_exactly_what_was_open(cast, client):
    before, rows = opened(cast), set(Key.objects.values_list("pk", flat=True))
    assert any(before.values())
    begin(cast)
    assert not any(opened(cast).values())
    private_time.end(cast.plan, by=cast.kees)
    assert opened(cast) == before
    assert set(Key.objects.values_list("pk", flat=True)) == rows
    assert keys.differences(cast.plan) == (set(), set())
    assert page(client, cast.wim).status_code == 404, "what had expired stays so"
    assert acts(cast) == ["private_began", "private_ended"]
    assert now_is(cast) == ("", None)


def test_ended_twice_or_when_it_was_over_is_written_once(cast):
    begin(cast)
    private_time.end(cast.plan, by=cast.sanne)
    private_time.end(cast.plan, by=cast.kees)
    with time_machine.travel(timezone.now() + 3 * HOUR, tick=False):
        private_time.end(cast.plan, by=cast.kees)
    assert acts(cast) == ["private_began", "private_ended"]


# --- Who decides, and for how long --------------------------------------------------------------


def test_a_young_person_decides_a_child_and_a_guest_do_not(cast, client):
    begin(cast, by=cast.noor)
    private_time.end(cast.plan, by=cast.noor)
    for who in (cast.sem, cast.riet, cast.ilse, cast.ayse):
        with pytest.raises(PermissionDenied):
            begin(cast, by=who)
        with pytest.raises(PermissionDenied):
            private_time.end(cast.plan, by=who)
    for who in (cast.riet, cast.ilse):
        client.force_login(who.user)
        for name in ("private_time", "private_time_end"):
            assert client.get(url(name, cast)).status_code == 404
            assert client.post(url(name, cast)).status_code == 404


def test_on_the_twelfth_birthday_itself_and_not_the_day_before(cast):
    birthday = datetime(2030, 1, 22, 0, 0, tzinfo=AMSTERDAM)  # Sem turns twelve
    assert not private_time.may_decide(cast.sem, birthday - timedelta(seconds=1))
    assert private_time.may_decide(cast.sem, birthday)


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (timedelta(0), "past"),
        (-HOUR, "past"),
        (timedelta(days=14, seconds=1), "long"),
        (timedelta(days=14), None),
        (timedelta(seconds=1), None),
    ],
)
def test_not_before_now_and_two_weeks_at_most(cast, after, why):
    with time_machine.travel(timezone.now(), tick=False):
        until = timezone.now() + after
        if why is None:
            assert begin(cast, until=until).private_until == until
            return
        with pytest.raises(private_time.Refused) as refused:
            begin(cast, until=until)
        assert refused.value.why == why and now_is(cast) == ("", None)


def test_begun_again_it_opens_nothing(cast):
    late, early = timezone.now() + 5 * HOUR, timezone.now() + HOUR
    begin(cast, by=cast.sanne, kind=FAMILY_ONLY, until=early)
    begin(cast, by=cast.kees, kind=WITHOUT_HELP, until=late)
    assert now_is(cast) == (FAMILY_ONLY, late)
    begin(cast, by=cast.noor, kind=WITHOUT_HELP, until=early)
    assert now_is(cast) == (FAMILY_ONLY, late)
    assert acts(cast) == ["private_began", "private_began"]


def test_an_older_time_that_is_over_counts_no_more(cast):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        begin(cast, kind=FAMILY_ONLY)
        clock.shift(3 * HOUR)
        soon = timezone.now() + HOUR
        begin(cast, kind=WITHOUT_HELP, until=soon)
        assert now_is(cast) == (WITHOUT_HELP, soon)


def test_who_read_the_plan_before_the_other_began_opens_nothing(cast):
    late, early = timezone.now() + 5 * HOUR, timezone.now() + HOUR
    read_before = Plan.objects.get(pk=cast.plan.pk)
    begin(cast, by=cast.sanne, kind=FAMILY_ONLY, until=late)
    private_time.begin(read_before, by=cast.kees, kind=WITHOUT_HELP, until=early)
    assert now_is(cast) == (FAMILY_ONLY, late)
    private_time.end(read_before, by=cast.kees)
    assert now_is(cast) == ("", None)


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="its test database, in memory, has no second writer"
)
@pytest.mark.django_db(transaction=True)
def test_two_at_once_and_the_strictest_and_longest_holds():
    cast = make()
    late, early = timezone.now() + 5 * HOUR, timezone.now() + HOUR
    asked = [(cast.sanne, FAMILY_ONLY, early), (cast.kees, WITHOUT_HELP, late)]
    together, failed = threading.Barrier(2), []

    def ask(who, kind, until):
        together.wait()
        try:
            begin(cast, by=Person.objects.get(pk=who.pk), kind=kind, until=until)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=one) for one in asked]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert now_is(cast) == (FAMILY_ONLY, late)
    assert acts(cast) == ["private_began", "private_began"]


# --- The clock ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2027, 3, 28), time(2, 30), "2027-03-28T01:30+00:00"),  # this hour is skipped
        (date(2027, 10, 31), time(2, 30), "2027-10-31T01:30+00:00"),  # twice: the later one
        (date(2027, 7, 1), time(21, 0), "2027-07-01T19:00+00:00"),
        (date(2027, 1, 1), time(21, 0), "2027-01-01T20:00+00:00"),
    ],
)
def test_a_time_means_what_the_clock_on_the_wall_shows(day, at, utc):
    assert on_the_clock(day, at) == datetime.fromisoformat(utc)


def filled(now, **sent):
    form = PrivateTimeForm({"kind": "family_only", "how_long": "hours", **sent}, now=now)
    return form.cleaned_data["until"] if form.is_valid() else form.errors.as_data()


def test_two_hours_are_two_hours_when_the_clock_changes():
    now = datetime(2027, 10, 31, 0, 30, tzinfo=AMSTERDAM)
    assert filled(now) - now.astimezone(ZoneInfo("UTC")) == 2 * HOUR
    assert f"{filled(now).astimezone(AMSTERDAM):%H.%M}" == "02.30"


def test_what_can_be_chosen():
    now = datetime(2027, 5, 1, 20, 0, tzinfo=AMSTERDAM)
    assert filled(now) == now + 2 * HOUR
    assert filled(now, how_long="today", time="21.30") == datetime(
        2027, 5, 1, 21, 30, tzinfo=AMSTERDAM
    )
    assert filled(now, how_long="tomorrow", time="08:00") == datetime(
        2027, 5, 2, 8, tzinfo=AMSTERDAM
    )
    assert filled(now, how_long="day", day="2027-05-10") == datetime(2027, 5, 11, tzinfo=AMSTERDAM)
    assert filled(now, how_long="day", day="2027-05-01") == datetime(2027, 5, 2, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"how_long": "today", "time": "19:59"}, "time", "al voorbij"),
        ({"how_long": "today", "time": "20:00"}, "time", "al voorbij"),
        ({"how_long": "today"}, "time", "hoe laat"),
        ({"how_long": "today", "time": "kwart over"}, "time", "geen tijd"),
        ({"how_long": "tomorrow"}, "time", "hoe laat"),
        ({"how_long": "day"}, "day", "Kies de laatste dag"),
        ({"how_long": "day", "day": "gisteren"}, "day", "geen dag"),
        ({"how_long": "day", "day": "2027-04-30"}, "day", "al voorbij"),
        ({"how_long": "day", "day": "2027-05-15"}, "day", "14 dagen"),
        ({"how_long": "onzin"}, "how_long", ""),
        ({"how_long": ""}, "how_long", ""),
        ({"kind": "iedereen"}, "kind", ""),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(sent, field, words):
    errors = filled(datetime(2027, 5, 1, 20, 0, tzinfo=AMSTERDAM), **sent)
    assert set(errors) == {field}
    assert words in str(errors[field][0].message)


# --- The pages ----------------------------------------------------------------------------------


def test_sanne_shuts_the_door_and_every_page_says_so(cast, sanne):
    assert "Even alleen met jullie gezin" in sanne.get(url("plan", cast)).content.decode()
    answer = sanne.post(
        url("private_time", cast), {"kind": "family_only", "how_long": "hours"}, follow=True
    )
    assert "De deur is dicht, tot " in answer.content.decode()
    for name in ("plan", "people", "stories", "agreements", "journal", "private_time"):
        said = sanne.get(url(name, cast)).content.decode()
        assert "Jullie gezin is even alleen" in said and "Deur weer open" in said, name
    answer = sanne.post(url("private_time_end", cast), follow=True)
    assert "De deur is weer open." in answer.content.decode()
    assert "even alleen</strong>" not in answer.content.decode()


def test_a_mistake_keeps_what_was_typed(cast, sanne):
    answer = sanne.post(
        url("private_time", cast), {"kind": "without_help", "how_long": "day", "day": "2001-01-01"}
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Dat is al voorbij" in said and "2001-01-01" in said
    assert 'value="without_help" class' in said or "checked" in said
    assert now_is(cast) == ("", None)


def test_riet_inside_reads_nothing_of_the_help_being_shut_out(cast, client):
    begin(cast, kind=WITHOUT_HELP)
    said = page(client, cast.riet).content.decode()
    assert "zonder hulp" not in said and "Deur weer open" not in said


def test_a_child_under_twelve_reads_it_and_opens_nothing(cast, client):
    from tests.cast import account

    Person.objects.filter(pk=cast.sem.pk).update(user=account("sem"))
    keys.sync(cast.plan)
    cast.sem.refresh_from_db()
    begin(cast)
    said = page(client, cast.sem).content.decode()
    assert "Jullie gezin is even alleen" in said and "Deur weer open" not in said
    assert client.post(url("private_time_end", cast)).status_code == 403
    assert client.get(url("private_time", cast)).status_code == 403
    assert now_is(cast)[0] == FAMILY_ONLY


def test_opening_the_door_stays_on_the_page_and_goes_nowhere_else(cast, sanne):
    goals, home = url("goals", cast), url("plan", cast)
    for asked, ends in {
        f"{goals}?deel=x": f"{goals}?deel=x",
        "https://elders.example/": home,
        "//elders.example/": home,
        url("private_time_end", cast): home,
        "": home,
    }.items():
        private_time.begin(cast.plan, by=cast.sanne, kind=FAMILY_ONLY, until=timezone.now() + HOUR)
        assert f'name="next" value="{goals}"' in sanne.get(goals).content.decode()
        assert sanne.post(url("private_time_end", cast), {"next": asked}).url == ends
