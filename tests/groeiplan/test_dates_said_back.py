"""The field in which people type a date, and what it says back while they do."""

import re
from datetime import date
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django import forms
from django.urls import reverse

from groeiplan.access import visit_of
from groeiplan.forms import ToldDateField
from groeiplan.known_people import births
from groeiplan.models import Entry, Story
from tests.cast import share

pytestmark = pytest.mark.django_db


def said_back(client, person, typed, *, plan=None, **more):
    """What this person's screen says while they type."""
    client.force_login(person.user)
    url = reverse("date_said_back", args=[(plan or person.plan).pk])
    url += "?" + urlencode({"veld": "when", **more})
    answer = client.post(url, {"when": typed}, headers={"HX-Request": "true"})
    return answer, " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("zommer 2015", "Ik lees: zomer 2015 (juni tot en met augustus)."),
        ("voor 2010", "Ik lees: voor 2010 (wanneer precies, weten we niet)."),
        ("van mei 2018 tot nu", "Ik lees: sinds mei 2018 (het duurt nog)."),
        ("2013", "Ik lees: 2013."),
        ("toen noor 6 was", "Ik lees: toen Noor 6 was (ongeveer 2019)."),
        ("weet ik niet", "Weet je het niet? Dat mag. Het blijft dan leeg."),
        ("zom", "Hier lees ik nog geen datum in. Schrijf bijvoorbeeld: zomer 2015."),
        ("31 februari 2013", "31 februari 2013 bestaat niet. Bedoel je 28 februari 2013?"),
        ("", ""),
    ],
)
def test_it_says_what_it_reads(client, cast, typed, said):
    answer, words = said_back(client, cast.sanne, typed)
    assert (answer.status_code, words) == (200, said)


def test_what_happened_does_not_lie_far_ahead_but_what_is_wanted_may(client, cast):
    assert "Ik lees: zomer 2051" in said_back(client, cast.sanne, "zomer 2051")[1]
    for typed in ("zomer 2051", "na 2051", "tussen 2020 en 2051", "tot 2051"):
        said = said_back(client, cast.sanne, typed, gebeurt="1")[1]
        assert "nog meer dan een jaar weg" in said, typed


def test_a_guest_learns_of_no_birth_whatever_it_types(client, cast):
    share(cast.sanne, cast.ilse, change=["groeiplan.stories"], look=["groeiplan.people"])
    ours = said_back(client, cast.ilse, "toen Noor 6 was")
    nobody = said_back(client, cast.ilse, "toen Zwaantje 6 was")
    assert "niet wanneer die persoon geboren is" in ours[1]
    assert ours[0].content == nobody[0].content
    assert "20" not in re.sub(r"bijvoorbeeld: 2015", "", ours[1])
    mine = said_back(client, cast.ilse, "toen ik 6 was")[1]
    assert "niet wanneer jij geboren bent" in mine
    assert "20" not in re.sub(r"bijvoorbeeld: 2015", "", mine)
    assert said_back(client, cast.ilse, "2013")[1] == "Ik lees: 2013."


def test_who_may_not_know_the_plan_meets_nothing(client, cast):
    assert said_back(client, cast.sanne, "2013", plan=cast.other_plan)[0].status_code == 404
    url = reverse("date_said_back", args=[cast.plan.pk])
    assert client.get(url, {"veld": "when", "when": "2013"}).status_code == 405
    for asked in ("", "?veld=when", "?veld=", "?veld=title"):
        for typed in ("", "2013", "\0"):
            assert client.post(url + asked, {"when": typed}).status_code == 200
    in_address = client.post(f"{url}?veld=when&when=2013").content.decode()
    assert "2013" not in in_address
    long = client.post(f"{url}?veld=when", {"when": "2013 " * 900}).content.decode()
    assert "2013 2013" not in long


def test_typing_writes_nothing_anywhere(client, cast):
    share(cast.sanne, cast.ilse, look=["groeiplan.stories"])
    before = Entry.objects.count()
    said_back(client, cast.ilse, "2013")
    assert Entry.objects.count() == before


def test_births_are_those_the_family_may_know(cast):
    cast.sanne.born = date(1985, 8, 2)
    cast.sanne.save()
    sanne = visit_of(cast.sanne.user, cast.plan.pk)
    known = births(sanne)
    assert known["Noor"] == (cast.noor.born, str(cast.noor.pk))
    assert "Emir" not in known, "another family's child"
    kees = births(visit_of(cast.kees.user, cast.plan.pk))
    assert "Noor" in kees and cast.sanne.name not in kees, "a grown-up's birth year is their own"
    assert known["ik"] == (cast.sanne.born, str(cast.sanne.pk))
    assert births(visit_of(cast.guardian.user, cast.other_plan.pk)) == {}
    cast.sem.name = "Noor"
    cast.sem.save()
    assert "Noor" not in births(visit_of(cast.sanne.user, cast.plan.pk)), "which of the two?"


class Asked(forms.Form):
    """A form with nothing but a date."""

    when = ToldDateField(required=False)
    title = forms.CharField()

    def __init__(self, visit, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["when"].is_for(visit)


def test_the_field_keeps_the_words_the_text_and_whom_it_follows(cast):
    visit = visit_of(cast.sanne.user, cast.plan.pk)
    form = Asked(visit, {"when": "toen noor 6 was", "title": "x"})
    assert form.is_valid()
    kept = form.cleaned_data["when"]
    assert (kept, kept.follows) == ("2019~", f"point @{cast.noor.pk}:was:6")
    again = Asked(visit, initial={"when": kept})
    assert again["when"].value() == "toen Noor 6 was"
    assert "toen Noor 6 was" in str(again["when"])
    assert Asked(visit, {"when": "Geen idee", "title": "x"}).is_valid()


def test_the_field_works_without_script(cast):
    visit = visit_of(cast.sanne.user, cast.plan.pk)
    given_back = str(Asked(visit, {"when": "zommer 2015"})["when"])
    assert 'value="zommer 2015"' in given_back
    assert "Ik lees: zomer 2015 (juni tot en met augustus)." in given_back
    wrong = Asked(visit, {"when": "31 februari 2013"})
    assert 'value="31 februari 2013"' in str(wrong["when"])
    assert "Bedoel je 28 februari 2013?" in wrong.errors["when"][0]
    assert "Ik lees" not in str(wrong["when"])


def test_the_field_asks_for_its_own_words_only(cast):
    visit = visit_of(cast.sanne.user, cast.plan.pk)
    field = str(Asked(visit)["when"])
    assert f'hx-post="/plans/{cast.plan.pk}/datum/?veld=when"' in field
    assert 'hx-params="when"' in field, "not the rest of the form it stands in"
    assert 'hx-target="#id_when_said_back"' in field and 'id="id_when_said_back"' in field
    assert "hx-include" not in field
    assert "hx-post" not in ToldDateField().widget.render("when", "2013"), "no plan, no page"


def test_two_forms_never_share_what_they_know(cast):
    sanne = visit_of(cast.sanne.user, cast.plan.pk)
    share(cast.sanne, cast.ilse, look=["groeiplan.stories"])
    ilse = visit_of(cast.ilse.user, cast.plan.pk)
    Asked(sanne)["when"]
    assert not Asked(ilse, {"when": "toen Noor 6 was", "title": "x"}).is_valid()


def test_every_form_of_the_house_understands_the_same(client, cast):
    client.force_login(cast.sanne.user)
    url = reverse("story_add", args=[cast.plan.pk])
    assert f"/plans/{cast.plan.pk}/datum/?veld=since" in client.get(url).content.decode()
    sent = {
        "id": str(uuid4()),
        "kind": "going_well",
        "text": "Samen eten",
        "since": "toen Sem 3 was",
    }
    answer = client.post(url, {**sent, "audience": "nobody"})
    assert answer.status_code == 422
    said = " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
    assert "Ik lees: toen Sem 3 was (ongeveer 2021)." in said
    assert not Story.objects.exists()
