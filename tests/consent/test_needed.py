"""Whose yes is needed: the whole table of the pure rule (DOMAIN §6, T11). No database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.timezone import localdate

from consent.needed import (
    Capacity,
    Holder,
    NobodyDecides,
    Reason,
    Subject,
    somebody_is_above,
    who_must_agree,
)

DAY = date(2026, 6, 15)
PARENTS = [Holder("mother", "child", "parent"), Holder("father", "child", "parent")]
GUARDIAN = [Holder("guardian", "child", "guardian")]
MENTOR = [Holder("mentor", "child", "representative")]


def born(years, days=0):
    """A birth date by which somebody is this old on `DAY`; `days` later it would be that day."""
    return date(DAY.year - years, DAY.month, DAY.day) + timedelta(days=days)


def needed(subject, holders=(), day=DAY, **more):
    """{who: their capacities} about this one person."""
    found = who_must_agree([subject], holders, day, **more)
    assert all(reason.about == subject.id for reasons in found.values() for reason in reasons)
    return {who: [reason.capacity for reason in reasons] for who, reasons in found.items()}


def child(years, days=0, **more):
    return Subject("child", born(years, days), **more)


OWN, ADULT = {"child": ["young_person"]}, {"child": ["self"]}
BOTH = {"mother": ["parent"], "father": ["parent"]}
ABOVE = {"guardian": ["guardian"]}
THE_DAY_BEFORE = 1  # they become that age tomorrow


@pytest.mark.parametrize(
    ("years", "days", "by_parents", "by_guardian"),
    [
        (0, 0, BOTH, ABOVE),
        (11, 0, BOTH, ABOVE),
        (12, THE_DAY_BEFORE, BOTH, ABOVE),
        (12, 0, OWN | BOTH, OWN | ABOVE),
        (13, 0, OWN | BOTH, OWN | ABOVE),
        (16, THE_DAY_BEFORE, OWN | BOTH, OWN | ABOVE),
        (16, 0, OWN, OWN),
        (17, 0, OWN, OWN),
        (18, THE_DAY_BEFORE, OWN, OWN),
        (18, 0, ADULT, ADULT),
        (40, 0, ADULT, ADULT),
    ],
)
def test_T11_at_each_age_and_on_the_day_itself(years, days, by_parents, by_guardian):
    assert needed(child(years, days), PARENTS) == by_parents
    assert needed(child(years, days), GUARDIAN) == by_guardian
    assert needed(child(years, days), [*PARENTS, *GUARDIAN]) == by_guardian, "instead of parents"


@pytest.mark.parametrize(
    ("years", "by_parents", "with_mentor"),
    [
        (11, BOTH, BOTH),
        (12, BOTH, BOTH),
        (15, BOTH, BOTH),
        (16, BOTH, BOTH),
        (17, BOTH, BOTH),
        (18, None, {"mentor": ["representative"]}),
        (70, None, {"mentor": ["representative"]}),
    ],
)
def test_who_cannot_weigh_it_leaves_it_to_who_decides_by_law(years, by_parents, with_mentor):
    not_able = child(years, able=False)
    if by_parents is None:
        with pytest.raises(NobodyDecides):
            needed(not_able, PARENTS)
    else:
        assert needed(not_able, PARENTS) == by_parents, "it never takes away a parent's say"
        assert needed(not_able, GUARDIAN) == ABOVE
    assert needed(not_able, [*PARENTS, *MENTOR]) == with_mentor


@pytest.mark.parametrize(
    ("years", "days", "whose"),
    [
        (11, 0, BOTH),
        (12, THE_DAY_BEFORE, BOTH),
        (12, 0, OWN),
        (15, 0, OWN),
        (16, THE_DAY_BEFORE, OWN),
        (16, 0, OWN),
        (18, 0, ADULT),
    ],
)
def test_jongere_beslist_leaves_out_the_parents_from_twelve_to_fifteen_only(years, days, whose):
    assert needed(child(years, days, alone=True), PARENTS) == whose


def test_jongere_beslist_means_nothing_for_who_cannot_weigh_it():
    assert needed(child(14, alone=True, able=False), PARENTS) == BOTH


def test_jongere_beslist_needs_nobody_above():
    assert needed(child(14, alone=True)) == OWN


@pytest.mark.parametrize("years", [0, 11, 12, 15])
def test_a_child_over_whom_nobody_has_authority_is_not_shared(years):
    with pytest.raises(NobodyDecides) as nobody:
        needed(child(years))
    assert nobody.value.subject.id == "child"


@pytest.mark.parametrize("years", [16, 18])
def test_from_sixteen_nobody_above_is_needed(years):
    assert needed(child(years)) in (OWN, ADULT)


def test_a_mentor_decides_over_no_child_and_a_parent_over_no_adult():
    with pytest.raises(NobodyDecides):
        needed(child(8), MENTOR)
    assert needed(child(18), [*PARENTS, *GUARDIAN, *MENTOR]) == ADULT


def test_an_unknown_birth_date_counts_as_adult():
    assert needed(Subject("child"), PARENTS) == ADULT
    with pytest.raises(NobodyDecides):
        needed(Subject("child", able=False), PARENTS)


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2024, 2, 28), 11),
        (date(2024, 2, 29), 12),
        (date(2028, 2, 28), 15),
        (date(2028, 2, 29), 16),
        (date(2030, 2, 28), 17),
        (date(2030, 3, 1), 18),
    ],
)
def test_T11_born_on_29_february(day, age):
    leap = Subject("child", date(2012, 2, 29))
    assert leap.age(day) == age
    whose = BOTH if age < 12 else OWN | BOTH if age < 16 else OWN if age < 18 else ADULT
    assert needed(leap, PARENTS, day) == whose


@pytest.mark.parametrize(
    ("moment", "whose"),
    [
        (datetime(2026, 6, 14, 21, 59, 59, tzinfo=UTC), BOTH),  # summer: 23:59:59 in Amsterdam
        (datetime(2026, 6, 14, 22, 0, tzinfo=UTC), OWN | BOTH),
        (datetime(2026, 6, 14, 23, 30, tzinfo=UTC), OWN | BOTH),
        (datetime(2026, 6, 15, 21, 30, tzinfo=UTC), OWN | BOTH),
    ],
)
def test_T11_a_birthday_begins_at_midnight_in_amsterdam_in_summer(moment, whose):
    assert needed(child(12), PARENTS, localdate(moment)) == whose


@pytest.mark.parametrize(
    ("moment", "whose"),
    [
        (datetime(2026, 1, 14, 22, 30, tzinfo=UTC), BOTH),  # winter: 23:30 in Amsterdam
        (datetime(2026, 1, 14, 23, 0, tzinfo=UTC), OWN | BOTH),
        (datetime(2026, 1, 14, 23, 30, tzinfo=UTC), OWN | BOTH),
    ],
)
def test_T11_a_birthday_begins_at_midnight_in_amsterdam_in_winter(moment, whose):
    winter = Subject("child", date(2014, 1, 15))
    assert needed(winter, PARENTS, localdate(moment)) == whose


def test_authority_holds_on_its_first_and_its_last_day():
    first, last = date(2026, 6, 10), date(2026, 6, 20)
    father = Holder("father", "child", "parent", since=first, until=last)
    mother, day = Holder("mother", "child", "parent"), timedelta(days=1)
    for on in (first, DAY, last):
        assert needed(child(8), [mother, father], on) == BOTH
    for off in (first - day, last + day):
        assert needed(child(8), [mother, father], off) == {"mother": ["parent"]}
        with pytest.raises(NobodyDecides):
            needed(child(8), [father], off)


def test_after_the_guardian_the_parents_decide_again():
    guardian = Holder("guardian", "child", "guardian", until=DAY)
    assert needed(child(8), [*PARENTS, guardian]) == ABOVE
    assert needed(child(8), [*PARENTS, guardian], DAY + timedelta(days=1)) == BOTH


@pytest.mark.parametrize(
    ("years", "whose"),
    [(8, {}), (11, {}), (12, OWN), (15, OWN), (16, None), (18, None)],
)
def test_a_guardian_does_not_take_away_the_say_of_a_parent_whose_say_stays(years, whose):
    mother = Holder("mother", "child", "parent", stays=True)
    father = Holder("father", "child", "parent")
    expected = OWN if years == 16 else ADULT if years == 18 else whose
    expected = expected if whose is None else whose | ABOVE | {"mother": ["parent"]}
    assert needed(child(years), [mother, father, *GUARDIAN]) == expected
    if years < 18:
        not_able = child(years, able=False)
        over = ABOVE | {"mother": ["parent"]}
        assert needed(not_able, [mother, father, *GUARDIAN]) == over
    assert needed(child(8), [mother, father]) == BOTH


def test_a_parent_whose_say_stays_ends_it_on_their_own_last_day():
    mother = Holder("mother", "child", "parent", until=DAY, stays=True)
    assert needed(child(8), [mother, *GUARDIAN]) == ABOVE | {"mother": ["parent"]}
    assert needed(child(8), [mother, *GUARDIAN], DAY + timedelta(days=1)) == ABOVE


def test_two_guardians_agree_together():
    two = [*GUARDIAN, Holder("second", "child", "guardian")]
    assert needed(child(8), two) == ABOVE | {"second": ["guardian"]}


def test_written_down_twice_somebody_is_needed_once():
    twice = [*PARENTS, Holder("mother", "child", "parent", since=date(2020, 1, 1))]
    assert needed(child(8), twice) == BOTH


def test_authority_over_another_child_counts_for_nothing():
    assert needed(child(12), [*PARENTS, Holder("aunt", "cousin", "parent")]) == OWN | BOTH


# The receiver


def test_the_receiver_never_decides_about_their_own_access():
    assert needed(child(8), PARENTS, receiver="father") == {"mother": ["parent"]}
    assert needed(child(13), PARENTS, receiver="child") == BOTH
    assert needed(child(13), GUARDIAN, receiver="guardian") == OWN


@pytest.mark.parametrize(
    ("subject", "holders", "receiver"),
    [
        (child(8), GUARDIAN, "guardian"),
        (child(40), (), "child"),
        (child(16), PARENTS, "child"),
        (child(40, able=False), MENTOR, "mentor"),
    ],
)
def test_where_only_the_receiver_decides_the_asker_speaks_for_the_family(
    subject, holders, receiver
):
    found = needed(subject, holders, receiver=receiver, asker="aunt")
    assert found == {"aunt": ["family"]}
    assert needed(subject, holders, receiver=receiver) == {}, "nobody asks yet"


def test_the_asker_speaks_for_the_family_about_nobody_else():
    other = Subject("brother", born(9))
    holders = [*GUARDIAN, Holder("aunt", "brother", "parent")]
    found = who_must_agree([child(8), other], holders, DAY, receiver="guardian", asker="aunt")
    assert found == {"aunt": (Reason("family", "child"), Reason("parent", "brother"))}
    with pytest.raises(NobodyDecides):
        who_must_agree([child(8), other], GUARDIAN, DAY, receiver="guardian", asker="aunt")


def test_the_asker_without_authority_is_not_asked():
    assert needed(child(8), PARENTS, asker="stepfather") == BOTH


# Several people


def test_about_several_everybody_agrees_for_each():
    adult, small = Subject("mother", born(40)), Subject("small", born(3))
    holders = [*PARENTS, Holder("mother", "small", "parent")]
    found = who_must_agree([adult, child(13), small], holders, DAY)
    assert found == {
        "mother": (Reason("self", "mother"), Reason("parent", "child"), Reason("parent", "small")),
        "child": (Reason("young_person", "child"),),
        "father": (Reason("parent", "child"),),
    }


def test_one_about_whom_nobody_decides_closes_all():
    with pytest.raises(NobodyDecides) as nobody:
        who_must_agree([child(40), Subject("small", born(3))], PARENTS, DAY)
    assert nobody.value.subject.id == "small"


def test_about_nobody_nobody_is_asked():
    assert who_must_agree([], PARENTS, DAY) == {}


# Left to decide


@pytest.mark.parametrize(
    ("years", "holders", "left"),
    [
        (13, PARENTS, True),
        (13, MENTOR, False),
        (17, GUARDIAN, True),
        (17, (), False),
        (18, PARENTS, False),
        (18, MENTOR, True),
    ],
)
def test_is_anybody_left_above(years, holders, left):
    assert somebody_is_above(child(years), holders, DAY) is left


def test_an_authority_that_ended_is_not_left_above():
    over = Holder("mother", "child", "parent", until=DAY)
    assert somebody_is_above(child(13), [over], DAY)
    assert not somebody_is_above(child(13), [over], DAY + timedelta(days=1))


def test_each_capacity_has_its_words():
    assert all(str(capacity.label) for capacity in Capacity)
