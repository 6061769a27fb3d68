"""Two moments out of one and one out of two, without a word changing or showing."""

from uuid import uuid4

import pytest

from groeiplan.actions import items
from groeiplan.models import Entry
from tests.cast import visit
from tests.timeline.telling import beside, moment
from tests.timeline.test_actions import titles
from tests.timeline.test_pages import XSS, page, text
from timeline import actions, seen
from timeline.models import Deed, Moment, Telling


def words():
    names = ("pk", "title", "text", "told_by", "audience", "version", "changed")
    return sorted(Telling.objects.values_list(*names), key=str)


def split(client, person, row, *tellings, when="2021", **more):
    filled = {"id": str(uuid4()), "tellings": [str(one.pk) for one in tellings], "when": when}
    return page(client, person, "split", row.moment_id, data={**filled, **more})


def join(client, person, row, other, date="theirs"):
    filled = {"other": str(other.moment_id), "date": date}
    return page(client, person, "join", row.moment_id, data=filled)


def test_two_moments_of_one_and_not_a_word_changed(client, cast):
    first = moment(cast.sanne, "Kerst", when="2020")
    kees, noor = beside(cast.kees, first, "Pasen"), beside(cast.noor, first, "Ook kerst")
    before = words()
    assert "Sanne: Kerst" in text(page(client, cast.noor, "split", first.moment_id))
    assert split(client, cast.noor, first, kees).status_code == 302
    assert titles(cast.sanne) == {"Kerst": ["Kerst", "Ook kerst"], "Pasen": ["Pasen"]}
    assert words() == before
    kees.refresh_from_db()
    assert (kees.moment.when, noor.moment.when) == ("2021", "2020")


def test_what_is_hidden_stays_where_it_hangs_and_nothing_tells_of_it(client, cast):
    answers = []
    for hidden in (False, True):
        first = moment(cast.sanne, "Kerst", when="2020")
        kees = beside(cast.kees, first, "Pasen")
        if hidden:
            secret = beside(cast.noor, first, "geheim", audience="teller")
            assert "geheim" not in text(page(client, cast.sanne, "split", first.moment_id))
            assert split(client, cast.sanne, first, kees, secret).status_code == 422
        assert split(client, cast.sanne, first, first, kees).status_code == 422  # nothing is left
        answers.append(split(client, cast.sanne, first, kees).status_code)
    assert answers[0] == answers[1]
    assert [row.title for row in seen.one(visit(cast.noor), first.moment_id).tellings] == [
        "Kerst",
        "geheim",
    ]


def test_one_moment_of_two(client, cast):
    first = moment(cast.sanne, "Verhuisd", when="2019")
    other = moment(cast.kees, "Weg uit de flat", when="2019-05")
    beside(cast.noor, first, "geheim van Noor", audience="teller")
    before = words()
    assert "Weg uit de flat (mei 2019)" in text(page(client, cast.sanne, "join", first.moment_id))
    assert join(client, cast.sanne, first, other).status_code == 302
    assert words() == before
    assert titles(cast.kees) == {"Verhuisd": ["Verhuisd", "Weg uit de flat"]}
    assert seen.one(visit(cast.kees), other.moment_id).moment.when == "2019-05"
    assert page(client, cast.sanne, "moment", first.moment_id).status_code == 404
    assert titles(cast.noor)["geheim van Noor"] == ["geheim van Noor"]


def test_the_family_chooses_which_date_stays(client, cast):
    first, other = moment(cast.sanne, "Een", when="2019"), moment(cast.sanne, "Twee", when="")
    join(client, cast.sanne, first, other, date="ours")
    assert Moment.objects.get(pk=other.moment_id).when == "2019"


def test_moments_of_another_line_or_that_one_does_not_see_are_not_offered(client, cast):
    first = moment(cast.sanne, "Verhuisd")
    elsewhere = moment(cast.sanne, "Ilse komt", part="help")
    hidden = moment(cast.noor, "geheim", audience="teller")
    shown = text(page(client, cast.sanne, "join", first.moment_id))
    assert "nog geen ander moment" in shown and "geheim" not in shown
    for other in (elsewhere, hidden):
        assert join(client, cast.sanne, first, other).status_code == 422
    with pytest.raises(ValueError, match="one line"):
        actions.join(first.moment, by=cast.sanne, other=elsewhere.moment, tellings=[first], when="")


def test_sent_twice_it_is_done_once(client, cast):
    first = moment(cast.sanne, "Kerst")
    kees = beside(cast.kees, first, "Pasen")
    same = str(uuid4())
    one = split(client, cast.sanne, first, kees, id=same)
    assert split(client, cast.sanne, first, kees, id=same).url == one.url
    assert Moment.objects.count() == 2
    kees.refresh_from_db()
    back = join(client, cast.sanne, kees, first)
    assert join(client, cast.sanne, kees, first).url == back.url
    assert titles(cast.sanne) == {"Kerst": ["Kerst", "Pasen"]}


def test_an_id_of_something_else_makes_nothing(client, cast):
    first = moment(cast.sanne, "Kerst")
    kees = beside(cast.kees, first, "Pasen")
    hidden = moment(cast.noor, "geheim", audience="teller")
    assert split(client, cast.sanne, first, kees, id=str(hidden.moment_id)).status_code == 404
    assert Telling.objects.filter(moment=first.moment_id).count() == 2


def test_gone_elsewhere_meanwhile(cast):
    first = moment(cast.sanne, "Kerst")
    kees = beside(cast.kees, first, "Pasen")
    actions.split(first.moment, by=cast.noor, tellings=[kees], when="")
    with pytest.raises(items.Conflict):
        actions.split(first.moment, by=cast.sanne, tellings=[kees], when="")
    assert Moment.objects.count() == 2


def test_who_is_writing_goes_on_when_their_telling_hangs_elsewhere(client, cast):
    first = moment(cast.sanne, "Kerst")
    kees = beside(cast.kees, first, "Pasen")
    actions.split(first.moment, by=cast.sanne, tellings=[kees], when="")
    filled = {"title": "Pasen", "text": "Ei.", "audience": "keyholders", "version": 1}
    assert page(client, cast.kees, "change", kees.pk, data=filled).status_code == 302


def test_a_guest_neither_splits_nor_joins(client, cast):
    first = moment(cast.sanne, "Ilse komt", part="help")
    mine = beside(cast.ilse, first, "Ik kom")
    assert page(client, cast.ilse, "split", first.moment_id).status_code == 403
    assert split(client, cast.ilse, first, mine).status_code == 403
    assert page(client, cast.ilse, "join", first.moment_id).status_code == 403
    said = text(page(client, cast.ilse, "moment", first.moment_id))
    assert "twee momenten" not in said and "ander moment" not in said


def test_the_pages_hold_what_people_write_as_text(client, cast):
    first = moment(cast.sanne, XSS, helped=XSS, seen_there=XSS)
    beside(cast.kees, first, XSS, helped=XSS)
    moment(cast.sanne, XSS)
    for name in ("moment", "split", "join", "place"):
        said = text(page(client, cast.sanne, name, first.moment_id))
        assert "<script>alert" not in said
    assert "&lt;script&gt;" in said


def test_a_guests_own_move_stands_in_the_journal(cast):
    row = moment(cast.ilse, "Stille plek", part="help")
    before = Entry.objects.filter(plan_id=cast.plan.pk).count()
    actions.place(
        row.moment, by=cast.ilse, version=1, mine=[row], when="2021", part="help", apart=True
    )
    last = Entry.objects.filter(plan_id=cast.plan.pk).order_by("seq").last()
    assert (last.act == Entry.Act.CHANGE and last.who == cast.ilse.pk) or before
    assert Deed.objects.get().kind == Deed.Kind.MOVED
