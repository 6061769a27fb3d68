from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from groeiplan import changes, goals, taking_along
from groeiplan.actions import content, items
from groeiplan.models import Goal, Step
from tests.cast import visit

HTMX = {"HTTP_HX_REQUEST": "true"}


def at(cast, name, **more):
    return reverse(name, kwargs={"plan": cast.plan.pk, **more})


def a_goal(by, title="Noor gaat weer met plezier naar school", **values):
    about = values.pop("about", ())
    readers = values.pop("readers", ())
    return content.add_goal(Goal(title=title, **values), by=by, about=about, readers=readers)


def a_step(by, goal, title="Drie ochtenden proberen", **values):
    return content.add_step(Step(title=title, **values), by=by, goal=goal)


def step_sent(teller=None, **more):
    told = {"told_by": teller.pk} if teller else {}
    return {
        "id": uuid4(),
        "title": "Mentor komt kennismaken",
        "who": "",
        "by_when": "",
        **told,
        **more,
    }


def test_sanne_writes_a_goal_and_its_first_steps(cast, client):
    client.force_login(cast.sanne.user)
    sent = {
        "id": uuid4(),
        "title": "Weer samen eten",
        "why": "Dat missen we.",
        "told_by": cast.sanne.pk,
    }
    answer = client.post(at(cast, "goal_add"), {**sent, "audience": "keyholders"})
    goal = Goal.objects.get()
    assert answer.url == f"{at(cast, 'goals')}#r{goal.pk}"
    more = step_sent(cast.sanne, who=cast.wim.pk, by_when="12 december 2026")
    assert client.post(at(cast, "step_add", goal=goal.pk), more).status_code == 302
    page = client.get(at(cast, "goals")).content.decode()
    for words in (
        "Weer samen eten",
        "hier werken we aan",
        "Dat missen we.",
        "vóór 12 december",
    ):
        assert words in page
    assert "%" not in page.split("<main")[1].split("</main>")[0]  # no score, no percentages


def test_ilse_adds_a_step_and_changes_only_her_own(cast, client):
    goal = a_goal(cast.sanne)
    hers = a_step(cast.sanne, goal)
    client.force_login(cast.ilse.user)
    assert client.post(at(cast, "step_add", goal=goal.pk), step_sent()).status_code == 302
    own = Step.objects.get(told_by=cast.ilse)
    assert own.by_guest
    assert client.get(at(cast, "step_change", step=own.pk)).status_code == 200
    assert client.get(at(cast, "step_change", step=hers.pk)).status_code == 403
    for page in ("goal_change", "goal_remove", "goal_status", "goal_order"):
        assert client.post(at(cast, page, goal=goal.pk), {"version": 1}).status_code == 403
    done = {"version": 1, "status": "done"}
    assert client.post(at(cast, "step_status", step=hers.pk), done).status_code == 403
    assert client.post(at(cast, "step_status", step=own.pk), done).status_code == 302
    assert client.get(at(cast, "goal_add")).status_code == 403  # the goals are the family's
    page = client.get(at(cast, "goals")).content.decode()
    assert at(cast, "step_status", step=own.pk) in page
    assert at(cast, "step_status", step=hers.pk) not in page


def test_a_step_is_said_in_better_words(cast, client):
    step = a_step(cast.sanne, a_goal(cast.sanne))
    client.force_login(cast.sanne.user)
    page = at(cast, "step_change", step=step.pk)
    sent = {"title": "Vier ochtenden", "who": cast.noor.pk, "by_when": "voorjaar 2027"}
    assert client.post(page, {**sent, "version": 1}).status_code == 302
    step.refresh_from_db()
    assert (step.title, step.who, step.by_when) == ("Vier ochtenden", cast.noor, "2027-21")
    answer = client.post(page, {**sent, "title": "Vijf", "version": 1})
    assert answer.status_code == 409
    assert "Vier ochtenden" in answer.content.decode() and "Vijf" in answer.content.decode()


def test_a_guest_may_name_only_whom_it_may_know(cast, client):
    goal = a_goal(cast.sanne)
    client.force_login(cast.ilse.user)
    page = client.get(at(cast, "step_add", goal=goal.pk)).content.decode()
    assert "Sanne" in page
    assert "oma Riet" not in page
    answer = client.post(at(cast, "step_add", goal=goal.pk), step_sent(who=cast.riet.pk))
    assert answer.status_code == 422
    assert "Mentor komt kennismaken" in answer.content.decode()


@pytest.mark.parametrize("status", Goal.Status.values)
def test_each_end_is_as_good(cast, client, status):
    goal = a_goal(cast.kees)
    client.force_login(cast.sanne.user)  # the family tends all, whoever told it
    sent = {
        "version": 1,
        "status": status,
        "status_on": "2026-01-05",
        "status_words": "Het liep zo.",
    }
    assert client.post(at(cast, "goal_status", goal=goal.pk), sent).status_code == 302
    goal.refresh_from_db()
    assert (goal.status, goal.status_on) == (status, date(2026, 1, 5))
    page = client.get(at(cast, "goals")).content.decode()
    assert goal.get_status_display() in page
    assert "Het liep zo." in page


def test_an_end_in_the_future_is_asked_again(cast, client):
    goal = a_goal(cast.sanne)
    client.force_login(cast.sanne.user)
    sent = {
        "version": 1,
        "status": "reached",
        "status_on": "2099-01-05",
        "status_words": "bewaar mij",
    }
    answer = client.post(at(cast, "goal_status", goal=goal.pk), sent)
    assert answer.status_code == 422
    assert "bewaar mij" in answer.content.decode()
    assert Goal.objects.get().status == "active"


def test_a_step_is_ticked_as_a_fragment_and_as_a_form(cast, client):
    goal = a_goal(cast.sanne)
    step = a_step(cast.sanne, goal)
    client.force_login(cast.kees.user)
    page = at(cast, "step_status", step=step.pk)
    answer = client.post(page, {"version": 1, "status": "different"}, **HTMX)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert shown.strip().startswith('<li class="different"')
    assert 'name="version" value="2"' in shown
    stale = client.post(page, {"version": 1, "status": "done"}, **HTMX)
    assert stale.status_code == 409
    assert "Iemand was je net voor" in stale.content.decode()
    assert client.post(page, {"version": 1, "status": "done"}).status_code == 409
    assert client.post(page, {"version": 2, "status": "opgegeten"}).status_code == 422
    assert client.post(page, {"version": 2, "status": "done"}).status_code == 302
    step.refresh_from_db()
    assert (step.status, step.version, step.title) == ("done", 3, "Drie ochtenden proberen")


def test_a_fragment_passes_the_same_door(cast, client):
    goal = a_goal(cast.sanne)
    step = a_step(cast.sanne, goal)
    for somebody in (cast.wim.user, cast.stranger, cast.superuser, cast.bakker.user):
        client.force_login(somebody)
        answer = client.post(
            at(cast, "step_status", step=step.pk), {"version": 1, "status": "done"}, **HTMX
        )
        assert answer.status_code == 404
    assert Step.objects.get().status == "todo"


def test_a_step_is_heard_by_who_hears_its_goal(cast, client):
    ours = a_goal(cast.sanne, "van ons gezin", audience="family")
    for_kees = a_goal(cast.sanne, "voor Kees", audience="readers", readers=[cast.kees])
    a_step(cast.sanne, ours, "stap van ons")
    a_step(cast.kees, for_kees, "stap van Kees")
    a_step(cast.sanne, a_goal(cast.sanne, "van mij", audience="teller"), "stap van mij")
    titles = {"stap van ons", "stap van Kees", "stap van mij"}
    expected = {
        cast.sanne: titles,
        cast.kees: {"stap van ons", "stap van Kees"},
        cast.noor: {"stap van ons"},
        cast.ilse: set(),
    }
    for who, steps in expected.items():
        assert {step.title for step in visit(who).rows(Step)} == steps
        client.force_login(who.user)
        page = client.get(at(cast, "goals")).content.decode()
        assert {title for title in titles if title in page} == steps
        api = client.get(f"/api/v1/plans/{cast.plan.pk}/goals").json()
        assert {step["title"] for goal in api for step in goal["steps"]} == steps
        taken = taking_along.export(visit(who))["goals"]
        assert {step["title"] for goal in taken for step in goal["steps"]} == steps


def test_a_goal_that_opens_takes_its_tellers_steps_along_never_anothers(cast):
    goal = a_goal(cast.sanne, audience="family")
    mine = a_step(cast.sanne, goal, "van Sanne")
    noors = a_step(cast.noor, goal, "van Noor")
    content.change_goal(
        goal, by=cast.sanne, version=1, audience="keyholders", about=[cast.sem], readers=[]
    )
    mine.refresh_from_db()
    noors.refresh_from_db()
    assert (mine.audience, list(mine.about.all())) == ("keyholders", [cast.sem])
    assert noors.audience == "family"
    assert set(visit(cast.ilse).rows(Step)) == {mine}


def test_a_step_whose_goal_went_is_read_nowhere(cast, client):
    goal = a_goal(cast.sanne)
    a_step(cast.ilse, goal, "stap van Ilse")
    items.change(goal, by=cast.sanne, version=1, audience="family")
    client.force_login(cast.ilse.user)
    assert "stap van Ilse" not in client.get(at(cast, "goals")).content.decode()
    assert client.get(at(cast, "step_change", step=Step.objects.get().pk)).status_code == 404
    since = timezone.now() - timedelta(hours=1)
    assert changes.changes(visit(cast.ilse), since) == []
    assert goals.with_steps(visit(cast.ilse)) == []


def test_the_family_orders_goals_and_steps_without_making_new_versions(cast, client):
    first, second = a_goal(cast.sanne, "een"), a_goal(cast.kees, "twee")
    steps = [a_step(cast.sanne, first, title) for title in ("a", "b", "c")]
    client.force_login(cast.noor.user)
    client.post(at(cast, "goal_order", goal=second.pk), {"earlier": ""})
    client.post(at(cast, "goal_order", goal=second.pk), {"earlier": ""})  # already the first
    client.post(at(cast, "step_order", step=steps[0].pk), {"later": ""})
    shown = goals.with_steps(visit(cast.noor))
    assert [goal.title for goal in shown] == ["twee", "een"]
    assert [step.title for step in shown[1].visible_steps] == ["b", "a", "c"]
    assert {goal.version for goal in shown} == {1}
    client.get(at(cast, "goal_order", goal=first.pk))
    assert [goal.title for goal in goals.with_steps(visit(cast.noor))] == ["twee", "een"]


def test_a_goal_goes_and_comes_back_with_its_steps(cast, client):
    goal = a_goal(cast.sanne)
    step = a_step(cast.sanne, goal)
    client.force_login(cast.sanne.user)
    assert client.post(at(cast, "goal_remove", goal=goal.pk), {"version": 1}).status_code == 302
    assert step.title not in client.get(at(cast, "goals")).content.decode()
    assert client.post(at(cast, "goal_undo", goal=goal.pk)).status_code == 302
    assert step.title in client.get(at(cast, "goals")).content.decode()
    assert client.post(at(cast, "step_remove", step=step.pk), {"version": 1}).status_code == 302
    assert client.post(at(cast, "step_undo", step=step.pk)).status_code == 302
    assert visit(cast.sanne).rows(Step).get() == step


def test_two_editors_of_sems_goal_see_both_texts(cast, client):
    goal = a_goal(cast.sanne, "Sem wil een hond", told_by=cast.sem)
    client.force_login(cast.kees.user)
    sent = {"title": "Sem wil een kat", "why": "", "audience": "keyholders", "version": 1}
    assert client.post(at(cast, "goal_change", goal=goal.pk), sent).status_code == 302
    client.force_login(cast.sanne.user)
    answer = client.post(
        at(cast, "goal_change", goal=goal.pk), {**sent, "title": "Sem wil een geit"}
    )
    assert answer.status_code == 409
    assert "Sem wil een kat" in answer.content.decode()
    assert "Sem wil een geit" in answer.content.decode()


def test_a_double_click_is_one_step(cast, client):
    goal = a_goal(cast.sanne)
    client.force_login(cast.ilse.user)
    sent = step_sent()
    for _click in range(2):
        assert client.post(at(cast, "step_add", goal=goal.pk), sent).status_code == 302
    assert Step.objects.count() == 1


def test_a_goal_of_another_family_is_no_place_for_a_step(cast, client):
    theirs = a_goal(cast.ayse, "van een ander gezin")
    client.force_login(cast.sanne.user)
    answer = client.post(at(cast, "step_add", goal=theirs.pk), step_sent(cast.sanne))
    assert answer.status_code == 404
    assert not Step.objects.exists()


@pytest.mark.parametrize(("who", "most"), [("sanne", 20), ("ilse", 25)])
def test_forty_goals_take_as_many_queries_as_one(
    cast, client, who, most, django_assert_max_num_queries
):
    def fill(number):
        goal = a_goal(cast.sanne, f"doel {number}", about=[cast.sem])
        a_step(cast.kees, goal, f"stap {number}", who=cast.riet)
        a_step(cast.ilse, goal, f"stap van Ilse {number}", who=cast.ilse)

    fill(0)
    client.force_login(getattr(cast, who).user)
    client.get(at(cast, "goals"))
    with django_assert_max_num_queries(most) as one:
        client.get(at(cast, "goals"))
    for number in range(1, 40):
        fill(number)
    with django_assert_max_num_queries(most) as forty:
        assert "stap van Ilse 39" in client.get(at(cast, "goals")).content.decode()
    assert len(one) == len(forty)
