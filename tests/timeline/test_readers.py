"""Whom a telling is meant for: the family reads the names, a guest only that there are others."""

import json

import pytest
from django.urls import reverse

from tests.cast import visit
from tests.timeline.telling import beside, moment
from tests.timeline.test_pages import form_of
from timeline import actions, hooks

pytestmark = pytest.mark.django_db


def test_a_guest_reads_no_names_of_the_other_readers(cast, client):
    people = [cast.ilse, cast.bakker]
    telling = moment(cast.sanne, "Verhuisd", part="help", audience="readers", readers=people)
    address = reverse("timeline:moment", args=[cast.plan.pk, telling.moment_id])
    for person, named in ((cast.ilse, False), (cast.sanne, True)):
        client.force_login(person.user)
        page = client.get(address).content.decode().split("<main")[1]
        assert ("jou en anderen die het gezin koos" in page) is not named
        assert ("dr. Bakker" in page) is named
        taken_along = json.dumps(hooks.export(visit(person)))
        assert "Verhuisd" in taken_along and ("dr. Bakker" in taken_along) is named


def line(client, person, name, *args):
    client.force_login(person.user)
    page = client.get(reverse(f"timeline:{name}", args=[person.plan_id, *args])).content.decode()
    said = page.split("Dit zien:")[1].split("</p>")[0]
    return said.replace("<strong>", "").replace("</strong>", "").strip()


def test_a_moment_that_only_its_teller_reads_says_so(client, cast):
    mine = moment(cast.noor, "Alleen van mij", audience="teller")
    assert line(client, cast.noor, "moment", mine.moment_id) == "alleen jij."
    assert line(client, cast.noor, "change", mine.pk) == "alleen jij."
    ours = moment(cast.sanne, "Van ons", audience="family")
    assert line(client, cast.noor, "moment", ours.moment_id) == "jullie gezin."
    assert "oma Riet" in line(client, cast.noor, "tell", ours.moment_id)  # not told yet


def test_it_says_no_more_than_the_tellings_this_visitor_reads(client, cast):
    mine = moment(cast.noor, "Van mij", audience="teller")
    beside(cast.noor, mine, "Ook van mij", audience="family")
    open_to_all = beside(cast.noor, mine, "Voor iedereen")
    for person in (cast.noor, cast.sanne):
        assert "oma Riet" in line(client, person, "moment", mine.moment_id)
    actions.remove(open_to_all, by=cast.noor, version=1)
    assert line(client, cast.noor, "moment", mine.moment_id) == "jullie gezin."
    few = beside(cast.kees, mine, "Voor Noor", audience="readers", readers=[cast.noor, cast.riet])
    assert line(client, cast.noor, "moment", mine.moment_id).startswith(
        "jullie gezin en oma Riet (oma"
    )
    assert line(client, cast.riet, "moment", mine.moment_id) == "jij en anderen die het gezin koos."
    assert line(client, cast.kees, "change", few.pk).startswith("jij, Noor en oma Riet (oma")


def test_who_saves_a_moment_for_themselves_hears_that_only_they_read_it(client, cast):
    client.force_login(cast.noor.user)
    address = reverse("timeline:add", args=[cast.plan.pk])
    said = client.post(address, form_of(audience="teller"), follow=True).content.decode()
    assert "Het staat erbij. Alleen jij leest het. Dat is: januari 2018." in said
    said = client.post(address, form_of(audience="family"), follow=True).content.decode()
    assert "Het staat erbij. Dat is: januari 2018." in said
