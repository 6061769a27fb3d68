"""A form for something new, sent a second time with other words: both texts, and a choice."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from groeiplan.actions import items, people
from groeiplan.models import Goal, OtherPlan, Person, Step, Story, Version
from tests.groeiplan.test_files import A_PDF
from tests.groeiplan.test_goals import a_goal, step_sent
from tests.groeiplan.test_other_plans import sent as plan_sent
from tests.groeiplan.test_stories import at, sent


@pytest.fixture
def sanne(cast, client):
    client.force_login(cast.sanne.user)
    return client


def in_its_place(page):
    """Where the button leads that puts these words in the place of the others; "" without it."""
    found = re.search(r'formaction="([^"]+)"', page)
    return found[1] if found else ""


def test_other_words_stand_beside_the_first_and_take_their_place_on_request(cast, sanne):
    story = sent(told_by=cast.sanne.pk, kind="worry", text="eerst dit")
    sanne.post(at(cast, "story_add"), story)
    answer = sanne.post(at(cast, "story_add"), story | {"text": "toen dat"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "eerst dit" in page and "toen dat" in page
    assert 'role="alert"' not in page  # nothing went wrong
    assert '<select name="told_by"' not in page  # in its place, nobody else tells it
    assert f'<input type="hidden" name="told_by" value="{cast.sanne.pk}"' in page
    row = Story.objects.get()
    assert in_its_place(page) == at(cast, "story_change", story=row.pk)
    form = answer.context["form"]
    kept = {field.html_name: field.value() for field in form if field.value()}
    kept["version"] = row.version
    assert sanne.post(in_its_place(page), kept).status_code == 302
    assert Story.objects.get().text == "toen dat"
    assert Version.objects.get(row=row.pk).values["text"] == "eerst dit"


def test_what_was_changed_since_is_not_overwritten_unseen(cast, sanne):
    story = sent(told_by=cast.sanne.pk, kind="worry", text="eerst dit")
    sanne.post(at(cast, "story_add"), story)
    page = sanne.post(at(cast, "story_add"), story | {"text": "toen dat"}).content.decode()
    items.change(Story.objects.get(), by=cast.sanne, version=1, text="intussen dit")
    late = sanne.post(in_its_place(page), story | {"text": "toen dat", "version": 1})
    assert late.status_code == 409
    assert "intussen dit" in late.content.decode()
    assert Story.objects.get().text == "intussen dit"


def test_in_its_place_is_not_offered_where_it_would_lose_who_told_it(cast, sanne):
    story = sent(told_by=cast.sanne.pk, kind="worry", text="samen")
    sanne.post(at(cast, "story_add"), story)
    answer = sanne.post(at(cast, "story_add"), story | {"told_by": cast.sem.pk})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Sem" in page and not in_its_place(page)
    again = story | {"told_by": cast.sem.pk, "id": answer.context["form"]["id"].value()}
    assert sanne.post(at(cast, "story_add"), again).status_code == 302
    assert {row.told_by for row in Story.objects.all()} == {cast.sanne, cast.sem}


def test_what_is_no_longer_the_writers_to_read_does_not_show_itself(cast, sanne):
    opa = people.add(by=cast.sanne, name="opa", kind="family")
    story = sent(told_by=opa.pk, kind="worry", text="van opa alleen", audience="teller")
    sanne.post(at(cast, "story_add"), story)
    Person.objects.filter(pk=opa.pk).update(user=cast.stranger)
    again = story | {"text": "nog eens", "told_by": cast.sanne.pk}
    answer = sanne.post(at(cast, "story_add"), again)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "nog eens" in page and "van opa alleen" not in page


def test_steps_and_papers_do_the_same(cast, sanne):
    goal = a_goal(cast.sanne)
    add = at(cast, "step_add", goal=goal.pk)
    step = step_sent(cast.sanne, title="Eén ochtend")
    assert [sanne.post(add, step).status_code for _time in (1, 2)] == [302, 302]
    page = sanne.post(add, step | {"title": "Twee ochtenden"}).content.decode()
    assert "Eén ochtend" in page and "Twee ochtenden" in page
    assert in_its_place(page) == at(cast, "step_change", step=Step.objects.get().pk)
    assert Goal.objects.get().steps.count() == 1

    add = reverse("other_plans", args=[cast.plan.pk]) + "nieuw/"
    assert add == at(cast, "other_plan_add")
    other = plan_sent(cast.sanne)
    sanne.post(add, other)
    paper = SimpleUploadedFile("brief.pdf", A_PDF, "application/pdf")
    answer = sanne.post(add, other | {"file": paper})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Kies het papier opnieuw" in page
    assert answer.context["conflict"] == [("Het papier zelf", "brief.pdf", "(leeg)")]
    assert OtherPlan.objects.get().paper is None
