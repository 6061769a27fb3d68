"""How a consent stands, to the second: what it waits for, when it opens, what ends it, and that
nothing written down about who decides ever opens it. See DOMAIN §6, TRAPS T10-T11."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.http import Http404
from django.utils import timezone

from consent import actions, rules
from consent.models import Consent, DecisionRule
from consent.standing import Book, State, all_with_votes
from groeiplan import keys
from groeiplan.actions import births, people
from groeiplan.dates import end_of_day
from groeiplan.models import Authority, Person
from tests.cast import account, ask, ruled, share, visit

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
GOALS = ["groeiplan.goals"]


def standing(consent):
    found = all_with_votes(consent.plan_id).get(pk=consent.pk)
    return Book(consent.plan_id).standing(found)


def state(consent, now=None):
    return standing(consent).state(now or timezone.now())


def needed(consent):
    """{name: capacities} of whose yes it needs."""
    book = Book(consent.plan_id)
    return {
        book.people[pk].name: sorted({reason.capacity for reason in reasons})
        for pk, reasons in standing(consent).needed.items()
    }


def waits_for(consent):
    book = Book(consent.plan_id)
    return {book.people[pk].name for pk in standing(consent).missing}


def is_let_in(person, now=None):
    try:
        visit(Person.objects.get(pk=person.pk), now=now)
    except Http404:
        return False
    return True


def assert_keys_are_right(plan):
    assert keys.differences(plan) == (set(), set())


def authority(child, holder):
    return Authority.objects.get(child=child, holder=holder)


@pytest.fixture
def marloes(cast):
    """A mentor with an account, with whom nothing is shared yet."""
    card = people.add(by=cast.sanne, name="Marloes", kind="professional", role="mentor")
    card.user = cast.stranger
    card.save()
    return card


@pytest.fixture
def about_sem(cast, marloes):
    """Both parents said yes about Sem, for a hundred days."""
    return share(cast.sanne, marloes, look=GOALS, about=[cast.sem])


# --- The states, to the second --------------------------------------------------------------------


def test_it_waits_until_the_last_yes_and_opens_in_that_second(cast, marloes):
    start = timezone.now()
    consent = ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    assert (state(consent), waits_for(consent)) == (State.WAITING, {"Kees"})
    assert not is_let_in(marloes)
    with time_machine.travel(start + DAY, tick=False):
        yes = actions.agree(consent, by=cast.kees)
        assert yes.at == timezone.now() == standing(consent).opens_at
        assert state(consent) == State.OPEN
        assert is_let_in(marloes)
        assert not is_let_in(marloes, now=yes.at - SECOND)
    assert_keys_are_right(cast.plan)


def test_it_begins_and_ends_to_the_second(cast, marloes):
    since = timezone.now() + DAY
    until = since + 3 * DAY
    consent = share(cast.sanne, marloes, look=GOALS, since=since, until=until)
    for now, expected in (
        (since - SECOND, State.AHEAD),
        (since, State.OPEN),
        (until - SECOND, State.OPEN),
        (until, State.ENDED),
        (until + SECOND, State.ENDED),
    ):
        assert state(consent, now) == expected
        assert is_let_in(marloes, now) == (expected == State.OPEN)


def test_a_no_and_withdrawing_close_it_whatever_else_was_said(cast, marloes):
    consent = ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    actions.refuse(consent, by=cast.kees)
    assert state(consent) == State.DISAGREE
    assert state(consent, consent.until) == State.ENDED
    actions.withdraw(consent, by=cast.sanne)
    assert state(consent) == state(consent, consent.until) == State.WITHDRAWN
    assert not is_let_in(marloes)
    assert_keys_are_right(cast.plan)


# --- Turns ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "age", "turns"),
    [
        (date(2015, 1, 20), 12, datetime(2027, 1, 19, 23, 0, tzinfo=UTC)),  # in winter
        (date(2011, 6, 15), 16, datetime(2027, 6, 14, 22, 0, tzinfo=UTC)),  # in summer
        (date(2009, 3, 28), 18, datetime(2027, 3, 27, 23, 0, tzinfo=UTC)),  # a day of 23 hours
        (date(2011, 3, 29), 16, datetime(2027, 3, 28, 22, 0, tzinfo=UTC)),  # the day after it
        (date(2012, 2, 29), 16, datetime(2028, 2, 28, 23, 0, tzinfo=UTC)),  # in a leap year
        (date(2012, 2, 29), 18, datetime(2030, 2, 28, 23, 0, tzinfo=UTC)),  # and in another
    ],
)
def test_T11_a_birthday_ends_it_as_the_day_begins_in_amsterdam(cast, marloes, born, age, turns):
    people.change(cast.sem, by=cast.sanne, version=cast.sem.version, born=born)
    births.answer(cast.sem, by=cast.kees, born=born, right=True)
    with time_machine.travel(turns - 20 * DAY, tick=False):
        consent = share(cast.sanne, marloes, look=GOALS, about=[cast.sem])
        found = standing(consent)
        assert found.turn == (turns, cast.sem, age)
        assert found.ends_at == turns
    assert is_let_in(marloes, turns - SECOND)
    assert state(consent, turns - SECOND) == State.OPEN
    assert state(consent, turns) == State.ENDED
    assert not is_let_in(marloes, turns)
    assert_keys_are_right(cast.plan)


def test_T11_asked_in_the_first_second_of_the_birthday_it_is_asked_of_the_young_person(
    cast, marloes
):
    twelve = end_of_day(date(2030, 1, 21))
    for moment, whose in (
        (twelve - SECOND, {"Sanne": ["parent"], "Kees": ["parent"]}),
        (twelve, {"Sem": ["young_person"], "Sanne": ["parent"], "Kees": ["parent"]}),
    ):
        with time_machine.travel(moment, tick=False):
            assert needed(ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])) == whose


def test_a_yes_that_comes_after_the_birthday_opens_nothing_any_more(cast, marloes):
    twelve = end_of_day(date(2030, 1, 21))
    with time_machine.travel(twelve - DAY, tick=False):
        consent = ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    with time_machine.travel(twelve, tick=False):
        with pytest.raises(actions.Refused, match="over"):
            actions.agree(consent, by=cast.kees)
        assert not is_let_in(marloes)
    with time_machine.travel(twelve - SECOND, tick=False):
        actions.agree(consent, by=cast.kees)
        assert is_let_in(marloes)


def test_the_last_day_of_a_yes_is_whole_when_the_clock_changes(cast, marloes):
    for last_day, before in (
        (date(2027, 3, 28), datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 31, 22, 59, 59, tzinfo=UTC)),
    ):
        with time_machine.travel(before - 5 * DAY, tick=False):
            consent = share(cast.sanne, marloes, look=GOALS, until=end_of_day(last_day))
        assert state(consent, before) == State.OPEN
        assert state(consent, before + SECOND) == State.ENDED


@pytest.mark.parametrize("why", ["ends", "begins"])
def test_when_authority_ends_or_begins_it_is_asked_again(cast, marloes, about_sem, why):
    day = timezone.localdate() + 10 * DAY
    if why == "ends":
        people.end_authority(authority(cast.sem, cast.kees), by=cast.kees, until=day - DAY)
    else:
        people.set_authority(
            by=cast.sanne, child=cast.sem, holder=cast.riet, kind="guardian", since=day
        )
    turns = end_of_day(day - DAY)
    found = standing(about_sem)
    assert (found.turn[0], found.turn[2], found.ends_at) == (turns, "authority", turns)
    assert state(about_sem, turns - SECOND) == State.OPEN
    assert state(about_sem, turns) == State.ENDED
    assert is_let_in(marloes, turns - SECOND)
    assert not is_let_in(marloes, turns)
    assert_keys_are_right(cast.plan)


@pytest.mark.parametrize("why", ["begins", "ends"])
def test_when_jongere_beslist_begins_or_ends_it_is_asked_again(cast, marloes, why):
    day = timezone.localdate() + 10 * DAY
    about = {"look": GOALS, "about": [cast.noor]}
    said = {"by": cast.sanne, "person": cast.noor, "kind": "alone"}
    if why == "begins":
        consent = share(cast.noor, marloes, **about)
        ruled(**said, since=day)
        assert set(needed(consent)) == {"Noor", "Sanne", "Kees"}
    else:
        rule = ruled(**said)
        consent = share(cast.noor, marloes, **about)
        rules.end_rule(rule, by=cast.sanne, until=day - DAY)
        assert set(needed(consent)) == {"Noor"}
    turns = end_of_day(day - DAY)
    assert (standing(consent).turn[0], standing(consent).turn[2]) == (turns, "rule")
    assert is_let_in(marloes, turns - SECOND)
    assert not is_let_in(marloes, turns)
    assert_keys_are_right(cast.plan)


# --- Who is needed, as it is written down later ---------------------------------------------------


@pytest.mark.parametrize("since", [None, date(2020, 1, 1)])
def test_authority_written_down_later_closes_it_until_that_one_says_yes(
    cast, marloes, about_sem, since
):
    people.set_authority(
        by=cast.sanne, child=cast.sem, holder=cast.riet, kind="parent", since=since
    )
    assert (state(about_sem), waits_for(about_sem)) == (State.WAITING, {"oma Riet"})
    assert not is_let_in(marloes)
    actions.agree(about_sem, by=cast.riet)
    assert is_let_in(marloes)
    assert_keys_are_right(cast.plan)


def test_a_guardian_written_down_later_does_not_take_the_place_of_who_was_asked(cast, marloes):
    consent = ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    people.set_authority(by=cast.sanne, child=cast.sem, holder=cast.riet, kind="guardian")
    actions.agree(consent, by=cast.riet)
    assert waits_for(consent) == {"Kees"}
    assert not is_let_in(marloes)


def test_who_came_to_have_a_say_keeps_it_also_when_that_is_taken_back(cast, marloes, about_sem):
    people.set_authority(by=cast.sanne, child=cast.sem, holder=cast.riet, kind="parent")
    long_ago = date(2020, 1, 1)
    people.end_authority(authority(cast.sem, cast.riet), by=cast.sanne, until=long_ago)
    assert waits_for(about_sem) == {"oma Riet"}
    assert not is_let_in(marloes)
    fresh = share(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    assert set(needed(fresh)) == {"Sanne", "Kees"}
    assert is_let_in(marloes)


def test_a_longer_authority_does_not_open_what_its_end_closed(cast, marloes, about_sem):
    kees = authority(cast.sem, cast.kees)
    today = timezone.localdate()
    people.end_authority(kees, by=cast.kees, until=today)
    tomorrow = end_of_day(today)
    assert not is_let_in(marloes, tomorrow)
    with time_machine.travel(tomorrow + DAY, tick=False):
        people.end_authority(kees, by=cast.kees, until=today + 300 * DAY)
        assert state(about_sem) == State.ENDED
        assert not is_let_in(marloes)
    assert_keys_are_right(cast.plan)


def test_another_birth_date_does_not_open_what_a_birthday_closed(cast, marloes):
    twelve = end_of_day(date(2030, 1, 21))
    with time_machine.travel(twelve - DAY, tick=False):
        consent = share(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    with time_machine.travel(twelve, tick=False):
        assert not is_let_in(marloes)
        sem = Person.objects.get(pk=cast.sem.pk)
        people.change(sem, by=cast.sanne, version=sem.version, born=date(2019, 1, 22))
        assert state(consent) == State.ENDED
        assert not is_let_in(marloes)
    assert_keys_are_right(cast.plan)


def test_an_earlier_birthday_closes_at_once(cast, marloes, about_sem):
    people.change(cast.sem, by=cast.sanne, version=cast.sem.version, born=date(2014, 1, 22))
    births.answer(cast.sem, by=cast.kees, born=date(2014, 1, 22), right=True)
    assert waits_for(about_sem) == {"Sem"}
    assert not is_let_in(marloes)
    assert_keys_are_right(cast.plan)


def test_that_somebody_cannot_weigh_it_never_wipes_a_parents_yes(cast, marloes):
    consent = share(cast.noor, marloes, look=GOALS, about=[cast.noor])
    ruled(cast.sanne, cast.noor, "not_able")
    assert set(needed(consent)) == {"Noor", "Sanne", "Kees"}
    assert set(standing(consent).said) == set(standing(consent).needed)
    later = ask(cast.sanne, marloes, look=GOALS, about=[cast.noor])
    assert needed(later) == {"Sanne": ["parent"], "Kees": ["parent"]}


def test_jongere_beslist_written_down_later_opens_nothing_that_waits(cast, marloes):
    consent = ask(cast.noor, marloes, look=GOALS, about=[cast.noor])
    ruled(cast.sanne, cast.noor, "alone")
    assert waits_for(consent) == {"Sanne", "Kees"}
    assert not is_let_in(marloes)
    share(cast.noor, marloes, look=GOALS, about=[cast.noor])
    assert is_let_in(marloes)


def test_without_anybody_who_decides_it_is_closed_and_stays_so(cast, marloes, about_sem):
    long_ago = date(2020, 1, 1)
    for parent in (cast.sanne, cast.kees):
        people.end_authority(authority(cast.sem, parent), by=parent, until=long_ago)
    assert standing(about_sem).undecided == cast.sem
    assert not is_let_in(marloes)
    for parent in (cast.sanne, cast.kees):
        people.set_authority(by=cast.sanne, child=cast.sem, holder=parent, kind="parent")
    assert state(about_sem) == State.ENDED
    assert not is_let_in(marloes)
    assert_keys_are_right(cast.plan)


# --- The whole family: also who comes later -------------------------------------------------------


def test_a_child_that_comes_keeps_it_closed_until_it_is_known_who_decides(cast, marloes):
    consent = share(cast.sanne, marloes, look=GOALS)
    bo = people.add(by=cast.sanne, name="Bo", kind="family", born=timezone.localdate())
    assert (state(consent), standing(consent).undecided) == (State.NOBODY, bo)
    assert not is_let_in(marloes)
    for parent in (cast.sanne, cast.kees):
        people.set_authority(by=cast.sanne, child=bo, holder=parent, kind="parent")
    assert state(consent) == State.OPEN
    assert {"self", "parent"} == set(needed(consent)["Sanne"])
    assert is_let_in(marloes)
    people.end_authority(authority(bo, cast.kees), by=cast.kees, until=date(2020, 1, 1))
    people.end_authority(authority(bo, cast.sanne), by=cast.sanne, until=date(2020, 1, 1))
    assert state(consent) == State.ENDED, "this time somebody did decide"
    assert_keys_are_right(cast.plan)


def test_a_grown_up_who_joins_says_yes_too_and_stays_needed_when_they_leave(cast, marloes):
    consent = share(cast.sanne, marloes, look=GOALS)
    joyce = people.add(by=cast.sanne, name="Joyce", kind="family")
    assert is_let_in(marloes), "a card opens and closes nothing"
    joyce.user, joyce.family_since = account("joyce"), timezone.now()
    joyce.save()
    keys.sync(cast.plan)
    assert (state(consent), waits_for(consent)) == (State.WAITING, {"Joyce"})
    assert not is_let_in(marloes)
    joyce.family_until = timezone.now()
    joyce.save()
    keys.sync(cast.plan)
    assert waits_for(consent) == {"Joyce"}
    assert not is_let_in(marloes)
    assert_keys_are_right(cast.plan)


def test_the_whole_family_is_the_circles_adults_and_all_its_children(cast, marloes):
    people.add(by=cast.sanne, name="Ans", kind="family", born=date(1980, 1, 1))
    gone = people.add(by=cast.sanne, name="Bram", kind="family")
    gone.family_since, gone.family_until = timezone.now() - 2 * DAY, timezone.now() - DAY
    gone.save()
    consent = ask(cast.sanne, marloes, look=GOALS)
    assert {one.name for one in standing(consent).people} == {"Sanne", "Kees", "Noor", "Sem"}
    assert needed(consent) == {
        "Sanne": ["parent", "self"],
        "Kees": ["parent", "self"],
        "Noor": ["young_person"],
    }


# --- The receiver and emptied cards ---------------------------------------------------------------


def test_the_receiver_is_never_a_giver_also_with_authority(cast):
    people.set_authority(by=cast.sanne, child=cast.sem, holder=cast.bakker, kind="parent")
    consent = ask(cast.sanne, cast.bakker, look=GOALS, about=[cast.sem])
    assert set(needed(consent)) == {"Sanne", "Kees"}


def test_about_the_receiver_the_family_says_yes_itself(cast):
    consent = ask(cast.kees, cast.riet, look=GOALS, about=[cast.riet])
    assert (needed(consent), state(consent)) == ({"Kees": ["family"]}, State.OPEN)


def test_who_comes_to_belong_to_the_family_is_no_guest_any_more(cast):
    aunt = people.add(by=cast.sanne, name="Joyce", kind="family")
    aunt.user = cast.stranger
    aunt.save()
    consent = share(cast.sanne, aunt, look=GOALS)
    joined = timezone.now() + DAY
    aunt.family_since, aunt.family_until = joined, joined + DAY
    aunt.save()
    keys.sync(cast.plan)
    assert not visit(aunt).is_family
    assert visit(aunt, now=joined).is_family
    assert state(consent, joined) == State.ENDED
    assert not is_let_in(aunt, joined + DAY), "no falling back on what was agreed before"
    assert_keys_are_right(cast.plan)


def test_an_emptied_card_ends_what_was_shared_with_it(cast, marloes, about_sem):
    people.empty(marloes, by=cast.sanne)
    assert state(about_sem) == State.ENDED
    assert_keys_are_right(cast.plan)


def test_an_emptied_card_ends_what_was_shared_about_it(cast, marloes):
    joyce = people.add(by=cast.sanne, name="Joyce", kind="network")
    joyce.user = account("joyce")
    joyce.save()
    consent = share(cast.sanne, marloes, look=GOALS, about=[joyce])
    assert is_let_in(marloes)
    people.empty(joyce, by=cast.sanne)
    assert state(consent) == State.ENDED
    assert not is_let_in(marloes)
    assert_keys_are_right(cast.plan)


def test_for_an_emptied_card_nobody_says_yes(cast, marloes):
    gerda = people.add(by=cast.sanne, name="Gerda", kind="professional", role="voogd")
    people.set_authority(by=cast.sanne, child=cast.sem, holder=gerda, kind="guardian")
    waiting = ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    people.empty(gerda, by=cast.sanne)
    with pytest.raises(actions.Refused, match="giver"):
        actions.note_yes(waiting, giver=gerda, by=cast.kees)
    with pytest.raises(actions.Refused, match="nobody") as nobody:
        ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    assert nobody.value.person == cast.sem
    assert not is_let_in(marloes)


# --- A day at the edge of the calendar ------------------------------------------------------------


def test_periods_at_the_edges_of_the_calendar_break_nothing(cast, marloes, about_sem):
    people.set_authority(
        by=cast.sanne,
        child=cast.sem,
        holder=cast.sanne,
        kind="parent",
        since=date.min,
        until=date.max,
    )
    assert state(about_sem) == State.OPEN
    assert is_let_in(marloes)


def test_every_consent_of_the_cast_is_read_in_as_many_queries(
    cast, marloes, django_assert_num_queries
):
    ask(cast.sanne, marloes, look=GOALS)
    for _more in range(2):
        ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    with django_assert_num_queries(8):
        book = Book(cast.plan)
        for one in all_with_votes(cast.plan):
            book.standing(one).state(timezone.now())
    assert Consent.objects.filter(plan=cast.plan).count() > 5
    assert not DecisionRule.objects.filter(plan=cast.plan).exists()
