"""A date that follows from a birth date: kept with the moment, computed anew when the birth date is
corrected, and said in words only to who may know when somebody was born."""

import json
from datetime import date

import pytest
from django.urls import reverse

from groeiplan import dates, versions
from groeiplan.actions import births, people
from groeiplan.actions.items import Conflict
from groeiplan.models import Version
from tests.cast import share, visit
from tests.timeline.telling import moment
from timeline import actions, exports, hooks, seen
from timeline.forms import MomentForm, PlaceForm
from timeline.importing import Reader
from timeline.models import Deed, Moment

SIX = "toen Noor 6 was"


def page(client, person, name, *args, data=None):
    client.force_login(person.user)
    url = reverse(f"timeline:{name}", args=[person.plan_id, *args])
    answer = client.get(url) if data is None else client.post(url, data)
    return answer if data is not None else answer.content.decode()


@pytest.fixture
def six(cast):
    """Noor, born on 14 March 2013, was six for most of 2019."""
    when = dates.Kept("2019~", f"point @{cast.noor.pk}:was:6")
    return moment(cast.sanne, "De school brandde", part="help", when=when)


def born(cast, day, card=None):
    card = card or cast.noor
    card.refresh_from_db()
    people.change(card, by=cast.sanne, version=card.version, born=day)


def at(telling):
    row = Moment.objects.get(pk=telling.moment_id)
    return row.when, row.follows


def test_the_form_keeps_from_whom_it_follows(client, cast):
    typed = {"title": "Brand", "when": SIX, "strand": "family", "audience": "family"}
    blank = MomentForm(visit(cast.sanne))
    typed["id"] = str(blank["id"].value())
    assert page(client, cast.sanne, "add", data=typed).status_code == 302
    row = Moment.objects.get(when="2019~")
    assert row.follows == f"point @{cast.noor.pk}:was:6"
    assert (row.first_day, row.last_day) == (date(2019, 1, 1), date(2019, 12, 31))


def test_a_corrected_birth_date_moves_the_moment_and_keeps_the_older_one(cast, six, monkeypatch):
    was, told = six.moment.version, []
    monkeypatch.setattr("timeline.actions.following.change_number.tell", told.append)
    born(cast, date(2012, 3, 14))
    assert at(six) == ("2018~", f"point @{cast.noor.pk}:was:6")
    row = Moment.objects.get(pk=six.moment_id)
    assert (row.first_day, row.version) == (date(2018, 1, 1), was + 1)
    assert versions.of(row).first().values["when"] == "2019~"
    assert set(told) == {cast.plan.pk}
    with pytest.raises(Conflict):
        actions.place(six.moment, by=cast.sanne, version=was, mine=[six], when="2000", part="help")


def test_a_date_that_waits_for_klopt_moves_nothing_until_then(cast):
    when = dates.Kept("2024~", f"point @{cast.sem.pk}:was:6")
    row = moment(cast.sanne, "Sem kon fietsen", when=when)
    older = date(2013, 1, 22)
    people.change(cast.sem, by=cast.kees, version=cast.sem.version, born=older)
    assert at(row)[0] == "2024~"
    births.answer(cast.sem, by=cast.sanne, born=older, right=True)
    assert at(row)[0] == "2019~"


def test_no_klopt_moves_nothing(cast):
    row = moment(cast.sanne, "Fiets", when=dates.Kept("2024~", f"point @{cast.sem.pk}:was:6"))
    people.change(cast.sem, by=cast.kees, version=cast.sem.version, born=date(2013, 1, 22))
    births.answer(cast.sem, by=cast.sanne, born=date(2013, 1, 22), right=False)
    assert at(row)[0] == "2024~"


def test_what_makes_no_sense_any_more_stays_as_it_was(cast):
    follows = f"period @{cast.sem.pk}:was:2 2021"
    row = moment(cast.sanne, "Op de crèche", when=dates.Kept("2020~/2021", follows))
    other = moment(cast.sanne, "Van een ander gezin", when="2019")
    born(cast, date(2019, 9, 1), cast.sem)
    assert at(row) == ("2020~/2021", follows)
    assert at(other) == ("2019", "")
    assert not Version.objects.filter(row__in=[row.moment_id, other.moment_id])


def test_only_who_is_corrected_moves(cast, six):
    sem = moment(cast.sanne, "Sem", when=dates.Kept("2020~", f"point @{cast.sem.pk}:was:2"))
    born(cast, date(2012, 3, 14))
    assert (at(six)[0], at(sem)[0]) == ("2018~", "2020~")


def test_another_name_on_the_card_moves_nothing(cast, six):
    cast.noor.refresh_from_db()
    people.change(cast.noor, by=cast.noor, version=cast.noor.version, name="Noortje")
    assert not Version.objects.filter(row=six.moment_id)


def test_another_name_is_said_at_once(client, cast, six):
    people.change(cast.noor, by=cast.noor, version=cast.noor.version, name="Noortje")
    assert "toen Noortje 6 was (ongeveer 2019)" in page(client, cast.sanne, "moment", six.moment_id)


def test_when_her_card_is_emptied_the_moment_stays_and_nobody_is_named(client, cast, six):
    born(cast, date(2012, 3, 14))
    row = Moment.objects.get(pk=six.moment_id)
    cast.noor.refresh_from_db()
    people.wipe(cast.noor, by=cast.sanne)
    assert at(six)[0] == row.when == "2018~"
    assert "toen" not in page(client, cast.sanne, "moment", six.moment_id)


def test_the_family_reads_the_words_and_a_guest_the_year(client, cast, six):
    share(cast.sanne, cast.bakker, look=["timeline.help", "groeiplan.people"])
    assert f"{SIX} (ongeveer 2019)" in page(client, cast.sanne, "moment", six.moment_id)
    theirs = page(client, cast.bakker, "moment", six.moment_id)
    assert "ongeveer 2019" in theirs
    assert "toen" not in theirs
    assert str(cast.noor.pk) not in page(client, cast.bakker, "index")


def test_the_reference_and_the_words_leave_only_for_the_family(client, cast, six):
    share(cast.sanne, cast.bakker, look=["timeline.help", "groeiplan.people"])
    for person, words in ((cast.sanne, SIX), (cast.bakker, "")):
        door = visit(person)
        [one] = hooks.export(door)["moments"]
        assert (one["when"], one["when_follows"]) == ("2019~", words)
        taken = json.dumps(hooks.export(door)) + exports.as_csv(door)
        assert f"@{cast.noor.pk}" not in taken
        assert (SIX in taken) == bool(words)
        client.force_login(person.user)
        said = client.get(f"/api/v1/plans/{cast.plan.pk}/timeline/moments/{six.moment_id}").json()
        assert said["when_follows"] == words
        assert f"@{cast.noor.pk}" not in json.dumps(said)


def test_who_may_not_say_it_may_save_the_date_and_it_goes_on_following(cast, six):
    args = {"by": cast.sanne, "version": six.moment.version, "mine": [six], "part": "help"}
    actions.place(six.moment, when="2019~", **args)
    assert at(six) == ("2019~", f"point @{cast.noor.pk}:was:6")
    args["version"] += 1
    actions.place(six.moment, when="2020", **args)
    assert at(six) == ("2020", "")
    [deed, *_] = Deed.objects.order_by("-at")
    actions.undo(deed)
    assert at(six) == ("2019~", f"point @{cast.noor.pk}:was:6")


def test_the_form_for_the_date_shows_the_words_again(client, cast, six):
    assert f'value="{SIX}"' in page(client, cast.sanne, "place", six.moment_id)
    form = PlaceForm({"when": SIX, "version": "1"}, visit=visit(cast.sanne), may_move=False)
    assert form.is_valid()
    assert form.cleaned_data["when"].follows == at(six)[1]


def test_joined_moments_go_on_following(cast, six):
    other = moment(cast.kees, "Brand", part="help", when="2019")
    actions.join(
        other.moment, by=cast.sanne, other=six.moment, tellings=[other], when=six.moment.kept
    )
    assert at(six)[1]
    third = moment(cast.kees, "Rook", part="help", when="2018")
    actions.join(
        six.moment, by=cast.sanne, other=third.moment, tellings=[six], when=six.moment.kept
    )
    assert at(third) == ("2019~", f"point @{cast.noor.pk}:was:6")


def test_a_list_that_is_read_in_keeps_it(cast):
    [row] = (
        Reader(visit(cast.sanne), "family").read(f"wanneer;lijn;titel\n{SIX};ons gezin;Brand").rows
    )
    assert row.when.follows == f"point @{cast.noor.pk}:was:6"


def test_the_api_keeps_it_when_only_the_line_changes(client, cast, six):
    client.force_login(cast.sanne.user)
    url = f"/api/v1/plans/{cast.plan.pk}/timeline/moments/{six.moment_id}/place"
    sent = {"version": six.moment.version, "line": "family"}
    said = client.post(url, sent, content_type="application/json").json()
    assert said["when_follows"] == SIX


def test_taken_along_it_follows_the_card_there_or_stays_a_year(cast):
    key = str(cast.noor.pk)
    told = f"period @{key}:was:6 @{cast.sem.pk}:werd:3~"
    assert dates.followed(told) == {key, str(cast.sem.pk)}
    there = {key: "n", str(cast.sem.pk): "s"}
    assert dates.follows_as(told, there) == "period @n:was:6 @s:werd:3~"
    assert dates.follows_as(told, {key: "n"}) == ""
    assert dates.follows_as("", {}) == ""


def test_a_moment_without_such_a_date_asks_for_nobody(cast, django_assert_num_queries):
    moment(cast.sanne, "Brand", when="2019")
    [one] = seen.everything(visit(cast.sanne))
    with django_assert_num_queries(0):
        assert one.follows == ""


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "Noor & Sem"])
def test_a_name_in_the_words_does_no_harm(client, cast, six, name):
    people.change(cast.noor, by=cast.noor, version=cast.noor.version, name=name)
    said = page(client, cast.sanne, "moment", six.moment_id)
    assert f"toen {name}" not in said
    assert "6 was (ongeveer 2019)" in said
