"""The read API of the log."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from groeiplan import journal
from groeiplan.actions import people, why
from groeiplan.models import Entry
from tests.cast import chapter
from tests.groeiplan.test_api import get, is_problem


def look(cast, who=None, part="groeiplan.goals", at=None, consents=(), act=Entry.Act.READ):
    parts = [chapter(cast.plan, part).pk]
    return journal.write(
        cast.plan.pk, act, who=who or cast.ilse, chapters=parts, consents=consents, at=at
    )


def log(client, cast, **query):
    return get(client, f"plans/{cast.plan.pk}/journal", data=query)


@pytest.fixture
def sanne(cast, client):
    client.force_login(cast.sanne.user)
    return client


def test_the_family_reads_everything(cast, sanne):
    cast.ilse.organisation = cast.plan.organisations.create(name="Wijkteam Noord")
    cast.ilse.save()
    entry = look(cast, consents=[cast.ilse_consent.pk])
    why.answer(why.ask(entry, by=cast.sanne), by=cast.ilse.user, words="Daarom.")
    said = log(sanne, cast).json()
    assert set(said) == {"results", "older", "newer"}
    assert len(said["results"]) == cast.plan.journal.count()
    told = next(one for one in said["results"] if one["id"] == str(entry.pk))
    assert told["sentence"] == "keek naar de doelen"
    assert told["who"] == {
        "id": str(cast.ilse.pk),
        "name": "Ilse",
        "role": "gezinscoach",
        "organisation": "Wijkteam Noord",
    }
    assert told["parts"] == ["groeiplan.goals"]
    assert told["consents"] == [str(cast.ilse_consent.pk)]
    assert told["why"]["answer"] == "Daarom."
    invited = [one for one in said["results"] if one["act"] == "consent_given"]
    assert invited and all(one["whom"] for one in invited)


def test_a_guest_reads_its_own_and_no_name_of_others(cast, client):
    look(cast)
    look(cast, who=cast.riet, part="timeline.family")
    journal.write(cast.plan.pk, Entry.Act.CONSENT_GIVEN, who=cast.riet, whom=cast.bakker)
    client.force_login(cast.riet.user)
    answer = log(client, cast)
    assert {one["who"]["name"] for one in answer.json()["results"]} == {"oma Riet"}
    assert {one["whom"] for one in answer.json()["results"]} == {None}
    assert b"Bakker" not in answer.content and b"Ilse" not in answer.content
    assert is_problem(log(client, cast, person=str(cast.ilse.pk)), 400)


@pytest.mark.parametrize("who", ["wim", "stranger", "superuser", "ayse"])
def test_for_others_it_is_not_there(cast, client, who):
    somebody = getattr(cast, who)
    client.force_login(getattr(somebody, "user", somebody))
    hidden = log(client, cast)
    nowhere = get(client, f"plans/{uuid4()}/journal")
    assert is_problem(hidden, 404)
    assert hidden.content == nowhere.content


def test_the_filters_of_the_page(cast, sanne):
    look(cast, at=datetime(2026, 1, 5, 23, 30, tzinfo=UTC))
    look(cast, at=datetime(2026, 1, 7, 12, tzinfo=UTC), part="timeline.help")
    look(cast, who=cast.riet, at=datetime(2026, 1, 6, 12, tzinfo=UTC), part="timeline.family")

    def found(**query):
        return {one["parts"][0] for one in log(sanne, cast, **query).json()["results"]}

    january = {"from": "2026-01-01", "to": "2026-01-31"}
    assert found(**january) == {"groeiplan.goals", "timeline.help", "timeline.family"}
    assert found(**january | {"to": "2026-01-06"}) == {"groeiplan.goals", "timeline.family"}
    assert found(**january | {"from": "2026-01-06"}) == {
        "groeiplan.goals",
        "timeline.help",
        "timeline.family",
    }, "23:30 UTC is the next day in Amsterdam"
    assert found(**january, person=str(cast.riet.pk)) == {"timeline.family"}
    assert found(**january, part="timeline.help") == {"timeline.help"}


def test_pages_lead_to_each_other_with_the_same_filters(cast, sanne):
    for number in range(450):
        at = datetime(2026, 1, 1 + number // 20, 12, number % 20, tzinfo=UTC)
        look(cast, at=at, consents=[f"00000000-0000-0000-0000-{number:012}"])
    asked = {"to": "2026-02-28", "person": str(cast.ilse.pk)}
    answer = log(sanne, cast, **asked).json()
    assert answer["newer"] is None
    read, newest = [], answer["results"]
    while answer:
        read += [one["id"] for one in answer["results"]]
        answer = sanne.get(answer["older"]).json() if answer["older"] else None
    assert len(read) == len(set(read)) == 450
    second = sanne.get(log(sanne, cast, **asked).json()["older"]).json()
    assert sanne.get(second["newer"]).json()["results"] == newest


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"from": "gisteren"}, "from"),
        ({"from": "2026-02-02", "to": "2026-02-01"}, "to"),
        ({"person": "x"}, "person"),
        ({"part": "groeiplan.niets"}, "part"),
        ({"before": "x"}, "before"),
        ({"before": str(uuid4())}, "before"),
        ({"after": "-1"}, "after"),
        ({"before": str(uuid4()), "after": "begin"}, "errors"),
        ({"van": "2026-01-01"}, "van"),
        ({"ordering": "who__name"}, "ordering"),
    ],
)
def test_what_cannot_be_asked_is_a_problem_with_the_field_and_words(cast, sanne, query, name):
    answer = log(sanne, cast, **query)
    assert is_problem(answer, 400)
    assert list(answer.json()["errors"]) == [name]


def test_an_erased_name_is_not_told(cast, sanne):
    look(cast, act=Entry.Act.ACCEPTED)
    people.empty(cast.ilse, by=cast.sanne)
    answer = log(sanne, cast)
    assert b"Ilse" not in answer.content and b"oud-deelnemer" in answer.content


def test_it_stands_in_the_schema_and_only_reads(cast, sanne):
    schema = get(sanne, "openapi.json").json()
    reading = schema["paths"]["/api/v1/plans/{plan}/journal"]
    assert set(reading) == {"get"}
    names = {one["name"] for one in reading["get"]["parameters"] if one["in"] == "query"}
    assert names == {"from", "to", "person", "part", "before", "after"}
    assert is_problem(sanne.post(f"/api/v1/plans/{cast.plan.pk}/journal"), 405)


def test_reading_it_is_not_noted(cast, client):
    client.force_login(cast.ilse.user)
    before = cast.plan.journal.count()
    assert log(client, cast).status_code == 200
    assert cast.plan.journal.count() == before


def test_the_same_number_of_questions_with_one_and_with_forty(
    cast, sanne, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as few:
        log(sanne, cast)
    for number in range(40):
        look(cast, consents=[f"00000000-0000-0000-0000-{number:012}"])
    with django_assert_max_num_queries(20) as many:
        log(sanne, cast)
    assert len(many) == len(few)
