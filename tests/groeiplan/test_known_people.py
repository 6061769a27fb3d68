"""Whom one may name: exactly the names one may know (T7)."""

import pytest
from django.urls import reverse

from groeiplan.actions import content, items
from groeiplan.models import Agreement, Entry, Goal, Step
from tests.cast import chapter, share, visit
from tests.groeiplan.test_goals import step_sent

AGREEMENTS = ["groeiplan.agreements"]


def offered(client, person, page, field="who"):
    """The names in this select, as this person gets it."""
    client.force_login(person.user)
    choices = client.get(page).context["form"].fields[field].choices
    return {str(label).split(" (")[0] for value, label in choices if value}


@pytest.fixture
def add(cast):
    return reverse("agreement_add", args=[cast.plan.pk])


@pytest.mark.parametrize("field", ["who", "checked_by"])
def test_a_key_for_the_whole_family_does_not_tell_who_is_in_it(cast, client, add, field):
    share(cast.sanne, cast.bakker, change=AGREEMENTS)
    assert offered(client, cast.bakker, add, field) == {"dr. Bakker"}
    everybody = {"Sanne", "Noor", "Sem", "Kees", "oma Riet", "Ilse", "dr. Bakker", "Wim"}
    assert offered(client, cast.sanne, add, field) == everybody
    share(cast.sanne, cast.bakker, look=["groeiplan.people"])
    assert offered(client, cast.bakker, add, field) == everybody


def test_who_stands_on_rows_a_guest_reads_may_be_named(cast, client, add):
    share(cast.sanne, cast.bakker, change=AGREEMENTS)
    words = {"kind": "agreement", "what": "Oma haalt Sem op"}
    items.write(Agreement(**words, who=cast.riet), by=cast.sanne, about=[cast.sem])
    items.write(Agreement(**words, who=cast.ilse, audience="family"), by=cast.kees)
    assert offered(client, cast.bakker, add) == {"dr. Bakker", "Sanne", "Sem", "oma Riet"}


def test_a_key_about_noor_offers_noor(cast, client, add):
    share(cast.sanne, cast.bakker, change=AGREEMENTS, about=[cast.noor])
    # dr. Bakker's other key, to look, covers the whole family and opens this row.
    items.write(Agreement(kind="wish", what="later", who=cast.riet), by=cast.sanne)
    assert offered(client, cast.bakker, add) == {"dr. Bakker", "Noor", "Sanne", "oma Riet"}


def test_whom_a_step_names_and_no_answer_from_elsewhere(cast, client):
    goal = items.write(Goal(title="Slapen"), by=cast.sanne)
    content.add_step(Step(title="Kees belt", who=cast.kees), by=cast.noor, goal=goal)
    items.write(Agreement(kind="wish", what="later", who=cast.riet), by=cast.sanne)
    page = reverse("step_add", args=[cast.plan.pk, goal.pk])
    assert offered(client, cast.ilse, page) == {"Ilse", "Sanne", "Noor", "Kees"}
    assert client.post(page, step_sent(who=cast.riet.pk)).status_code == 422
    assert client.post(page, step_sent(who=cast.kees.pk)).status_code == 302


def test_what_is_read_for_it_stands_in_the_journal(cast, client, add):
    share(cast.sanne, cast.bakker, change=AGREEMENTS)
    offered(client, cast.bakker, add)
    read = Entry.objects.filter(plan=cast.plan, act=Entry.Act.READ).get()
    assert read.chapters == [str(chapter(cast.plan, "groeiplan.agreements").pk)]


@pytest.mark.parametrize("number", [1, 40])
def test_forty_agreements_take_as_many_queries_as_one(
    cast, client, add, number, django_assert_max_num_queries
):
    share(cast.sanne, cast.bakker, change=AGREEMENTS)
    for _one in range(number):
        row = Agreement(kind="agreement", what="Oma haalt Sem op", who=cast.riet)
        items.write(row, by=cast.sanne, about=[cast.sem])
    client.force_login(cast.bakker.user)
    client.get(add)
    with django_assert_max_num_queries(25):
        client.get(add)
    assert visit(cast.bakker).rows(Agreement).count() == number
