from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.http import Http404

from groeiplan.actions import items
from groeiplan.models import Entry
from tests.cast import share, visit
from tests.timeline.telling import beside, moment
from timeline import actions, seen
from timeline.models import Moment, Telling


def titles(person):
    """{moment's title: titles of its tellings} as this person may know them."""
    return {
        one.title: [telling.title for telling in one.tellings]
        for one in seen.everything(visit(person))
    }


def place(person, telling, **more):
    v = visit(person)
    one = seen.one(v, telling.moment_id)
    mine = [row for row in one.tellings if v.may_change(row)]
    values = {"when": one.moment.when, "part": one.strand, "version": one.moment.version, **more}
    return actions.place(one.moment, by=person, mine=mine, **values)


def test_several_tellings_stand_beside_each_other(cast):
    first = moment(cast.sanne, "Papa gaat apart wonen")
    beside(cast.kees, first, "Weg bij mijn eigen voordeur")
    beside(cast.noor, first, "De zomer dat papa wegging", audience="family")
    assert titles(cast.kees) == {
        "Papa gaat apart wonen": [
            "Papa gaat apart wonen",
            "Weg bij mijn eigen voordeur",
            "De zomer dat papa wegging",
        ]
    }
    assert titles(cast.riet) == {
        "Papa gaat apart wonen": ["Papa gaat apart wonen", "Weg bij mijn eigen voordeur"]
    }


def test_a_moment_shows_when_a_telling_does(cast):
    alone = moment(cast.noor, "geheim", audience="teller")
    assert titles(cast.noor) == {"geheim": ["geheim"]}
    assert titles(cast.sanne) == {}
    with pytest.raises(Http404):
        seen.one(visit(cast.sanne), alone.moment_id)


def test_a_date_brings_its_first_and_last_day(cast):
    row = moment(cast.sanne, "samen", when="2018-05/..").moment
    assert (row.first_day, row.last_day) == (date(2018, 5, 1), None)
    placed = place(cast.sanne, Telling.objects.get(), when="2015-22~")
    assert (placed.first_day, placed.last_day) == (date(2015, 6, 1), date(2015, 8, 31))
    placed = place(cast.sanne, Telling.objects.get(), when="")
    assert (placed.when, placed.first_day, placed.last_day) == ("", None, None)


def test_the_family_changes_a_date_on_which_others_tell_too(cast):
    first = moment(cast.sanne, "verhuisd", when="2019")
    beside(cast.kees, first, "te duur")
    placed = place(cast.kees, first, when="2019-05")
    assert placed.pk == first.moment_id
    assert list(titles(cast.sanne)) == ["verhuisd"]


def test_an_old_version_of_a_date_is_refused(cast):
    first = moment(cast.sanne, "verhuisd", when="2019")
    place(cast.kees, first, when="2019-05")
    with pytest.raises(items.Conflict):
        place(cast.sanne, first, when="2018", version=1)
    assert Moment.objects.get().when == "2019-05"


def test_nobodys_words_go_to_another_line_through_somebody_else(cast):
    first = moment(cast.sanne, "papa weg", part="family")
    beside(cast.noor, first, "geheim van Noor", audience="teller")
    beside(cast.kees, first, "ik ging")
    moved = place(cast.sanne, first, part="help")
    assert titles(cast.ilse) == {"papa weg": ["papa weg"]}
    assert {row.title: row.chapter.part for row in Telling.objects.all()} == {
        "papa weg": "help",
        "geheim van Noor": "family",
        "ik ging": "family",
    }
    assert {row.title for row in moved.tellings.all()} == {"papa weg"}
    assert titles(cast.noor)["geheim van Noor"] == ["geheim van Noor", "ik ging"]
    for row in Telling.objects.select_related("moment"):
        assert row.chapter_id == row.moment.chapter_id


@pytest.mark.parametrize("hidden", [True, False])
def test_moving_looks_the_same_whether_a_hidden_telling_is_there_or_not(cast, hidden):
    first = moment(cast.sanne, "papa weg")
    if hidden:
        beside(cast.noor, first, "geheim van Noor", audience="teller")
    moved = place(cast.sanne, first, part="people")
    assert moved.pk != first.moment_id
    assert moved.version == 1
    with pytest.raises(Http404):
        seen.one(visit(cast.sanne), first.moment_id)
    assert Moment.objects.filter(pk=first.moment_id).exists()  # for a day, so that it can be undone


def test_sent_twice_it_is_one_moment(cast):
    first = moment(cast.sanne, "een keer")
    again = moment(cast.sanne, "een keer", pk=first.pk)
    assert again == first
    assert Moment.objects.count() == Telling.objects.count() == 1


def test_somebody_elses_id_makes_nothing(cast):
    hers = moment(cast.noor, "van Noor", audience="teller")
    with pytest.raises(IntegrityError), transaction.atomic():
        moment(cast.sanne, "van Sanne", pk=hers.pk)
    assert Moment.objects.count() == 1


def test_what_a_guest_tells_is_a_proposal_until_the_family_takes_it_over(cast):
    row = moment(cast.ilse, "School zoekt een plek", part="help", when="2026-09")
    assert row.proposal == "proposed"
    assert seen.one(visit(cast.sanne), row.moment_id).is_proposal
    row = actions.answer(row, by=cast.noor, version=1, proposal="taken", words="Goed idee")
    one = seen.one(visit(cast.ilse), row.moment_id)
    assert not one.is_proposal
    assert one.tellings[0].told_by == cast.ilse
    assert (one.tellings[0].answer, one.tellings[0].answered_by) == ("Goed idee", cast.noor)


def test_a_refused_proposal_is_read_but_not_drawn(cast):
    row = moment(cast.ilse, "Vertrouwelijk overleg", part="help")
    actions.answer(row, by=cast.sanne, version=1, proposal="refused", words="Liever niet")
    for person in (cast.ilse, cast.sanne):
        one = seen.one(visit(person), row.moment_id)
        assert one.drawn == []


def test_a_changed_proposal_is_proposed_anew(cast):
    row = moment(cast.ilse, "School zoekt", part="help")
    row = actions.answer(row, by=cast.sanne, version=1, proposal="taken")
    row = actions.change(row, by=cast.ilse, version=2, title="Iets heel anders")
    assert (row.proposal, row.answered_by, row.answered_at) == ("proposed", None, None)


def test_the_database_keeps_what_a_guest_tells_a_proposal(cast):
    row = moment(cast.ilse, "School zoekt", part="help")
    with pytest.raises(IntegrityError), transaction.atomic():
        Telling.objects.filter(pk=row.pk).update(proposal="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Telling.objects.filter(pk=row.pk).update(proposal="taken")


def test_a_guests_own_date_takes_only_its_own_words_along(cast):
    row = moment(cast.ilse, "School zoekt", part="help", when="2026-09")
    beside(cast.sanne, row, "Zo ging dat niet", audience="family")
    placed = place(cast.ilse, row, when="2026-08", apart=True)
    assert placed.pk != row.moment_id
    assert titles(cast.sanne) == {
        "School zoekt": ["School zoekt"],
        "Zo ging dat niet": ["Zo ging dat niet"],
    }


def test_every_change_of_a_guest_stands_in_the_journal(cast):
    moment(cast.ilse, "School zoekt", part="help")
    last = Entry.objects.filter(plan_id=cast.plan.pk).order_by("seq").last()
    assert last.act == Entry.Act.CHANGE


def test_moments_of_one_day_stand_in_the_order_given_by_hand(cast):
    rows = [moment(cast.sanne, name, when="2020") for name in ("een", "twee", "drie")]
    assert list(titles(cast.sanne)) == ["een", "twee", "drie"]
    one, two, three = (row.moment for row in rows)
    place(cast.sanne, rows[2], beside=[three, one, two])
    assert list(titles(cast.sanne)) == ["drie", "een", "twee"]


def test_unknown_days_come_last_and_the_longest_of_a_day_first(cast):
    moment(cast.sanne, "ooit", when="")
    moment(cast.sanne, "dag", when="2020-01-01")
    jaar = moment(cast.sanne, "jaar", when="2020")
    Moment.objects.filter(pk=jaar.moment_id).update(order=0)
    assert list(titles(cast.sanne)) == ["jaar", "dag", "ooit"]


def test_a_moment_cannot_be_thrown_away_under_somebodys_words(cast):
    row = moment(cast.sanne, "blijft")
    with pytest.raises(RestrictedError):
        row.moment.delete()
    assert row.moment.plan_id == cast.plan.pk


def test_erasing_the_plan_takes_the_moments_with_it(cast):
    from groeiplan.actions import plans

    moment(cast.sanne, "weg")
    plans.erase(cast.plan)
    assert not Moment.objects.exists()


def test_a_key_about_one_child_opens_only_what_is_told_about_that_child(cast):
    share(cast.sanne, cast.bakker, look=["timeline.daily_life"], about=[cast.noor])
    first = moment(cast.sanne, "samen op school", part="daily_life")
    actions.tell(
        Telling(title="Noor op school"), by=cast.sanne, moment=first.moment, about=[cast.noor]
    )
    assert titles(cast.bakker) == {"Noor op school": ["Noor op school"]}
