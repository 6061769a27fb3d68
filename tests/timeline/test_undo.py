"""Undoing for a day: by who did it, whole or not at all, never over what somebody did since."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.timeline.telling import beside, moment
from tests.timeline.test_actions import titles
from tests.timeline.test_pages import page, text
from timeline import actions
from timeline.actions import deeds
from timeline.models import Deed, Moment, Telling


def last():
    return Deed.objects.order_by("-at").first()


def undo(client, person):
    return page(client, person, "undo", last().pk, data={})


def change(row, by, **words):
    row.refresh_from_db()
    return actions.change(row, by=by, version=row.version, **words)


def test_words_come_back_with_whom_they_are_about_and_for(client, cast):
    row = moment(cast.sanne, "Eerst", text="oud", weight="heavy", about=[cast.noor])
    change(row, cast.sanne, title="Later", text="nieuw", weight="light", about=[cast.sem])
    change_page = text(page(client, cast.sanne, "moment", row.moment_id))
    assert reverse("timeline:undo", args=[cast.plan.pk, last().pk]) in change_page
    assert undo(client, cast.sanne).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.text, row.weight) == ("Eerst", "oud", "heavy")
    assert list(row.about.all()) == [cast.noor]
    assert not deeds.lately(cast.sanne, timezone.now()).exists()


def test_a_date_and_the_order_come_back(client, cast):
    rows = [moment(cast.sanne, name, when="2020") for name in ("een", "twee")]
    filled = {"when": "2020", "strand": "family", "version": 1, "after": ""}
    page(client, cast.kees, "place", rows[1].moment_id, data={**filled, "strand": "family"})
    assert list(titles(cast.sanne)) == ["twee", "een"]
    undo(client, cast.kees)
    assert list(titles(cast.sanne)) == ["een", "twee"]
    page(client, cast.kees, "place", rows[0].moment_id, data={"when": "mei 2018", "version": 1})
    undo(client, cast.kees)
    assert Moment.objects.get(pk=rows[0].moment_id).when == "2020"


def test_another_line_a_split_and_a_join_come_back(client, cast):
    first = moment(cast.sanne, "Kerst", when="2020")
    kees = beside(cast.kees, first, "Pasen")
    secret = beside(cast.noor, first, "geheim", audience="teller")
    there = titles(cast.noor)
    version = first.moment.version
    actions.place(
        first.moment, by=cast.sanne, version=version, mine=[first], when="2020", part="help"
    )
    assert titles(cast.ilse) == {"Kerst": ["Kerst"]}
    undo(client, cast.sanne)
    assert titles(cast.noor) == there and titles(cast.ilse) == {}
    actions.split(first.moment, by=cast.sanne, tellings=[kees], when="2021")
    undo(client, cast.sanne)
    assert titles(cast.noor) == there
    other = moment(cast.kees, "Nog iets", when="2015")
    there = titles(cast.noor)
    actions.join(
        first.moment, by=cast.sanne, other=other.moment, tellings=[first, kees], when="2020"
    )
    assert titles(cast.noor)["geheim"] == ["geheim"]
    undo(client, cast.sanne)
    assert titles(cast.noor) == there
    assert Moment.objects.get(pk=other.moment_id).when == "2015"
    assert secret.moment_id == first.moment_id


def test_an_answer_comes_back_and_the_words_of_our_own_go(client, cast):
    row = moment(cast.ilse, "Stille plek", part="help")
    actions.answer(row, by=cast.sanne, version=1, proposal="refused", words="Nee")
    undo(client, cast.sanne)
    row.refresh_from_db()
    assert (row.proposal, row.answer, row.answered_by) == ("proposed", "", None)
    own = Telling(title="Onze plek")
    actions.reword(own, by=cast.sanne, proposed=row, version=row.version, words="Dank")
    undo(client, cast.sanne)
    row.refresh_from_db()
    assert row.proposal == "proposed"
    assert titles(cast.kees) == {"Stille plek": ["Stille plek"]}


def test_what_somebody_did_since_stays_and_both_are_shown(client, cast):
    first = moment(cast.sanne, "Verhuisd", when="2019")
    actions.place(first.moment, by=cast.sanne, version=1, mine=[first], when="2020", part="family")
    hers = last()
    actions.place(first.moment, by=cast.kees, version=2, mine=[], when="2018", part="family")
    answer = page(client, cast.sanne, "undo", hers.pk, data={})
    assert answer.status_code == 409
    assert "2019" in text(answer) and "2018" in text(answer)
    assert Moment.objects.get().when == "2018"
    hers.refresh_from_db()
    assert hers.undone is None


def test_own_words_changed_again_are_not_overwritten(client, cast):
    row = moment(cast.sanne, "een")
    change(row, cast.sanne, text="twee")
    old = last()
    change(row, cast.sanne, text="drie")
    answer = page(client, cast.sanne, "undo", old.pk, data={})
    assert answer.status_code == 409 and "drie" in text(answer)
    assert Telling.objects.get().text == "drie"


def test_a_half_that_cannot_go_back_keeps_the_whole(client, cast):
    row = moment(cast.ilse, "Stille plek", part="help")
    own = Telling(title="Onze plek")
    actions.reword(own, by=cast.sanne, proposed=row, version=1, words="Dank")
    deed = last()
    actions.change(row, by=cast.ilse, version=2, title="Iets anders")
    assert page(client, cast.sanne, "undo", deed.pk, data={}).status_code == 409
    own.refresh_from_db()
    assert own.removed is None


def test_words_hidden_since_stay_where_they_hang_and_are_not_told_of(client, cast):
    first, other = moment(cast.sanne, "Een", when="2019"), moment(cast.sanne, "Twee", when="2018")
    kees = beside(cast.kees, first, "Van Kees")
    actions.join(
        first.moment, by=cast.sanne, other=other.moment, tellings=[first, kees], when="2018"
    )
    deed = last()
    change(kees, cast.kees, audience="teller", text="nu alleen van mij", readers=())
    answer = page(client, cast.sanne, "undo", deed.pk, data={})
    assert answer.status_code == 302
    kees.refresh_from_db()
    first.refresh_from_db()
    assert (first.moment_id, kees.moment_id) != (kees.moment_id, first.moment_id)
    assert kees.moment_id == other.moment_id
    assert "Van Kees" not in text(client.get(answer.url))


def test_only_who_did_it_and_only_for_a_day(client, cast):
    row = moment(cast.sanne, "een")
    change(row, cast.sanne, text="twee")
    for other in (cast.kees, cast.noor, cast.riet, cast.ilse):
        assert page(client, other, "undo", last().pk, data={}).status_code in (403, 404)
        assert reverse("timeline:undo", args=[cast.plan.pk, last().pk]) not in text(
            page(client, other, "lately")
        )
    assert "een verhaal aan" in text(page(client, cast.sanne, "lately"))
    Deed.objects.update(at=timezone.now() - timedelta(hours=24, seconds=1))
    assert undo(client, cast.sanne).status_code == 404
    assert "een verhaal aan" not in text(page(client, cast.sanne, "lately"))
    assert Telling.objects.get().text == "twee"


def test_the_list_is_for_its_reader_alone_and_names_each_moment_they_read(client, cast):
    first = moment(cast.sanne, "Verhuisd")
    kees = beside(cast.kees, first, "Van Kees")
    actions.split(first.moment, by=cast.sanne, tellings=[kees], when="2021")
    row = moment(cast.sanne, "Een hond")
    actions.remove(row, by=cast.sanne, version=1)
    said = text(page(client, cast.sanne, "lately"))
    assert said.split("Dit zien:")[1].split("</p>")[0].strip() == "<strong>alleen jij</strong>."
    assert "Je maakte van één moment twee momenten. <strong>“Van Kees”</strong>" in said
    assert "Je haalde een verhaal weg. <strong>“Een hond”</strong>" in said
    deed = Deed.objects.get(kind=Deed.Kind.SPLIT)
    assert "“Van Kees”" in text(page(client, cast.sanne, "undo", deed.pk))
    change(kees, cast.kees, audience="teller", text="nu van mij", readers=())
    said = text(page(client, cast.sanne, "lately"))
    assert "twee momenten. <strong>“Verhuisd”</strong>" in said  # where it came from
    change(first, cast.sanne, title="Verhuisd naar Zwolle")
    first.refresh_from_db()
    actions.remove(first, by=cast.sanne, version=first.version)
    for name, *args in (("lately",), ("undo", deed.pk)):
        said = text(page(client, cast.sanne, name, *args))
        assert "twee momenten." in said and "Van Kees" not in said


def test_twice_is_once(client, cast):
    row = moment(cast.sanne, "een")
    change(row, cast.sanne, text="twee")
    for _ in range(2):
        assert undo(client, cast.sanne).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.version) == ("", 3)


def test_a_guest_undoes_its_own_and_not_after_the_door_is_shut(client, cast):
    row = moment(cast.ilse, "Stille plek", part="help")
    row = change(row, cast.ilse, title="Heel stil")
    undo(client, cast.ilse)
    row.refresh_from_db()
    assert (row.title, row.proposal) == ("Stille plek", "proposed")
    change(row, cast.ilse, title="Heel stil")
    cast.plan.keys.filter(user=cast.ilse.user).delete()
    assert undo(client, cast.ilse).status_code == 404


def test_looking_as_somebody_else_shows_nothing_of_what_that_person_did(client, cast):
    row = moment(cast.kees, "een")
    change(row, cast.kees, text="twee")
    client.force_login(cast.sanne.user)
    client.post(reverse("look_as", args=[cast.plan.pk, cast.kees.pk]))
    said = text(client.get(reverse("timeline:moment", args=[cast.plan.pk, row.moment_id])))
    assert "Kees vertelt" in said and "ongedaan maken" not in said


def test_what_can_no_longer_be_undone_is_swept_up_with_bare_moments(cast):
    first = moment(cast.sanne, "een")
    actions.place(first.moment, by=cast.sanne, version=1, mine=[first], when="", part="help")
    assert Moment.objects.count() == 2
    Deed.objects.update(at=timezone.now() - timedelta(days=2))
    change(first, cast.sanne, text="nu")
    assert Moment.objects.count() == 1 and Deed.objects.count() == 1


def test_a_deed_holds_no_words(cast):
    row = moment(cast.sanne, "kanarie")
    change(row, cast.sanne, text="kanarie")
    assert "kanarie" not in str(Deed.objects.values())


def test_the_page_asks_as_little_with_many_deeds_as_with_one(
    client, cast, django_assert_max_num_queries
):
    row = moment(cast.sanne, "een")
    asked = []
    page(client, cast.sanne, "lately")
    for _ in range(2):
        for number in range(1 if not asked else 20):
            change(row, cast.sanne, text=str(number))
        for name, *args in (("moment", row.moment_id), ("lately",), ("undo", last().pk)):
            with django_assert_max_num_queries(20) as queries:
                page(client, cast.sanne, name, *args)
            asked.append(len(queries))
    assert asked[:3] == asked[3:]
