"""Whom a telling is meant for: the family reads the names, a guest only that there are others."""

import json
import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from groeiplan import keys
from groeiplan.models import Person
from tests.cast import share, visit
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
    return strip_tags(said).strip()


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


# --- Chosen by name, and not yet let in -----------------------------------------------------------
def test_who_was_chosen_and_has_no_key_to_the_line_is_named_to_the_teller_alone(client, cast):
    people = [cast.riet, cast.ilse, cast.kees, cast.sem]
    telling = moment(cast.sanne, "Verhuisd", part="help", audience="readers", readers=people)
    words = "Dit kan nog niet lezen: oma Riet. Deze lijn is niet met oma Riet gedeeld."
    said = shown(client, cast.sanne, telling)
    assert words in said and reverse("consent:index", args=[cast.plan.pk]) in said
    assert "Dit kan zelf nog niet lezen: Sem." in said
    for other in (cast.kees, cast.ilse):
        assert "niet lezen" not in shown(client, other, telling)
    share(cast.sanne, cast.riet, look=["timeline.help"])
    assert "Deze lijn is niet" not in shown(client, cast.sanne, telling)


def test_of_an_account_without_a_key_it_says_what_it_says_of_none(client, cast):
    telling = moment(cast.sanne, "Verhuisd", part="help", audience="readers", readers=[cast.riet])
    with_account = shown(client, cast.sanne, telling)
    Person.objects.filter(pk=cast.riet.pk).update(user=None)
    keys.sync(cast.plan)
    none = shown(client, cast.sanne, telling)
    words = re.search(r"Dit kan nog niet lezen:[^<]+", with_account)
    assert words and words[0] in none


def test_a_moment_for_all_says_nothing_of_it(client, cast):
    for audience in ("keyholders", "family", "teller"):
        made = moment(cast.sanne, "Van ons", part="help", audience=audience)
        assert "niet lezen" not in shown(client, cast.sanne, made)


def shown(client, person, telling):
    client.force_login(person.user)
    page = client.get(reverse("timeline:moment", args=[telling.plan_id, telling.moment_id]))
    return page.content.decode()
