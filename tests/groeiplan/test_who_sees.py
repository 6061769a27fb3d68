"""The line "Dit zien: …" tells of what stands on the page: who reads those very rows."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from groeiplan.actions import content, items
from groeiplan.models import Agreement, Goal, Stance, Story
from groeiplan.who_sees import who_sees
from tests.cast import ask, share, visit

pytestmark = pytest.mark.django_db


def story(by, **row):
    readers = row.pop("readers", ())
    return items.write(Story(kind="worry", text="Ik slaap slecht.", **row), by=by, readers=readers)


def names(person, *rows, part="stories"):
    return [one.label for one in who_sees(visit(person), "groeiplan", part, rows)["entries"]]


def line(client, person, name, **where):
    client.force_login(person.user)
    page = client.get(reverse(name, kwargs={"plan": person.plan_id, **where})).content.decode()
    said = page.split("Dit zien:")[1].split("</p>")[0]
    return strip_tags(said).strip()


def test_what_somebody_keeps_to_themselves_only_they_see(client, cast):
    share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    row = story(cast.noor, audience="teller")
    assert line(client, cast.noor, "story_change", story=row.pk) == "alleen jij."
    assert "oma Riet" in line(client, cast.noor, "stories")  # the page of all of them
    open_to_all = story(cast.noor)
    assert "oma Riet" in line(client, cast.noor, "story_change", story=open_to_all.pk)


def test_what_is_for_the_family_no_guest_is_said_to_see(client, cast):
    share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    row = story(cast.sanne, audience="family")
    assert line(client, cast.sanne, "story_change", story=row.pk) == "jullie gezin."


def test_these_people_are_named_to_the_family_where_they_can_read(cast):
    share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    people = [cast.riet, cast.bakker, cast.kees, cast.sem]
    row = story(cast.sanne, audience="readers", readers=people)
    # Bakker has no key to the stories, and Sem no account.
    assert names(cast.sanne, row) == ["jij", "Kees", "oma Riet"]
    assert names(cast.kees, row) == ["jij", "Sanne", "oma Riet"]
    assert names(cast.riet, row) == ["jij", "anderen die het gezin koos"]


def test_a_page_with_several_rows_says_the_widest(cast):
    share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    mine, ours = story(cast.sanne, audience="teller"), story(cast.sanne, audience="family")
    assert names(cast.sanne, mine, ours) == ["jullie gezin"]
    assert names(cast.sanne, mine, ours, story(cast.kees)) == ["jullie gezin", "oma Riet"]


def test_what_was_written_down_for_sem_alone_only_its_writer_sees(cast):
    row = story(cast.sanne, told_by=cast.sem, audience="teller")
    assert names(cast.sanne, row) == ["alleen jij"]


def test_a_guest_who_wrote_something_for_the_family_sees_it_too(cast):
    ask(cast.sanne, cast.bakker, look=["groeiplan.goals"])
    row = content.add(Goal(title="Rust", audience="family"), by=cast.sanne)
    assert names(cast.sanne, row, part="goals") == ["jullie gezin"]
    row.told_by = row.written_by = cast.ilse
    assert names(cast.sanne, row, part="goals") == ["jullie gezin", "Ilse"]
    assert names(cast.ilse, row, part="goals") == ["het gezin", "jij"]


def test_a_goal_an_agreement_and_a_stance_say_it_of_their_own_page(client, cast):
    goal = content.add(Goal(title="Rust", audience="teller"), by=cast.sanne)
    one = content.add(
        Agreement(kind="wish", what="Een avond", who=cast.sanne, audience="family"), by=cast.sanne
    )
    opinion = content.add_stance(
        Stance(kind="agree", audience="teller"), by=cast.sanne, agreement=one
    )
    for name, where, said in (
        ("goal_change", {"goal": goal.pk}, "alleen jij."),
        ("goal_status", {"goal": goal.pk}, "alleen jij."),
        ("step_add", {"goal": goal.pk}, "alleen jij."),
        ("agreement_change", {"agreement": one.pk}, "jullie gezin."),
        ("agreement_status", {"agreement": one.pk}, "jullie gezin."),
        ("stance_change", {"stance": opinion.pk}, "alleen jij."),
    ):
        assert line(client, cast.sanne, name, **where) == said, name


def test_rows_cost_no_question_of_their_own(cast, django_assert_num_queries):
    seen, row = visit(cast.sanne), story(cast.sanne, audience="teller")
    with django_assert_num_queries(0):
        who_sees(seen, "groeiplan", "stories", [row] * 40)


def test_who_saves_something_for_themselves_hears_it(client, cast):
    client.force_login(cast.noor.user)
    for audience, heard in (("teller", True), ("family", False)):
        answer = client.post(
            reverse("story_add", args=[cast.plan.pk]),
            {
                "id": "11111111-1111-4111-8111-11111111111" + str(int(heard)),
                "kind": "worry",
                "text": "Ik slaap slecht.",
                "told_by": cast.noor.pk,
                "audience": audience,
            },
            follow=True,
        )
        said = answer.content.decode()
        assert "Het staat erbij." in said
        assert ("Alleen jij leest het." in said) is heard
