"""The read API of the ground floor, and how it says no."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from groeiplan import api
from groeiplan.models import Person
from tests.cast import share

PROBLEM = "application/problem+json"


def get(client, path, **more):
    return client.get(f"/api/v1/{path}", **more)


def is_problem(answer, status):
    assert answer.status_code == status
    assert answer["Content-Type"].startswith(PROBLEM)
    assert answer["API-Version"] == api.VERSION
    said = answer.json()
    assert said["status"] == status
    assert {"type", "title", "detail"} <= set(said)
    return True


def test_my_plans(cast, client):
    client.force_login(cast.ilse.user)
    answer = get(client, "plans")
    assert answer["API-Version"] == api.VERSION
    assert answer.json() == {
        "results": [{"id": str(cast.plan.pk), "name": "Ons plan", "family_name": "familie De Jong"}]
    }
    for who in (cast.wim.user, cast.stranger, cast.superuser):
        client.force_login(who)
        assert get(client, "plans").json() == {"results": []}


def test_the_frame_of_a_plan_shows_what_is_open_to_me(cast, client):
    client.force_login(cast.ilse.user)
    said = get(client, f"plans/{cast.plan.pk}").json()
    assert set(said) == {"id", "name", "family_name", "me", "is_family", "chapters"}
    assert said["me"]["name"] == "Ilse"
    assert said["is_family"] is False
    opened = {f"{one['tool']}.{one['part']}": one["may_change"] for one in said["chapters"]}
    assert opened == {
        "alignment_meetings.alignment_meetings": False,
        "groeiplan.goals": True,
        "kitchen_table.kitchen_table": False,
        "timeline.help": True,
    }


def test_people_without_birth_dates_and_addresses(cast, client):
    Person.objects.filter(pk=cast.kees.pk).update(born=date(1984, 2, 3))
    share(cast.sanne, cast.riet, look=["groeiplan.people"])
    client.force_login(cast.riet.user)
    people = get(client, f"plans/{cast.plan.pk}/people").json()["results"]
    assert {one["name"] for one in people} >= {"Sanne", "Noor", "Sem", "Ilse"}
    keys = {"id", "name", "kind", "role", "organisation", "household", "age"}
    assert all(set(one) == keys for one in people)
    ages = {one["name"]: one["age"] for one in people}
    assert (ages["Kees"], ages["Noor"] is None) == (None, False), "of children alone, as the page"
    assert "Emir" not in {one["name"] for one in people}
    entry = cast.plan.journal.order_by("-seq").first()
    assert (entry.act, len(entry.chapters)) == ("read", 1)


@pytest.mark.parametrize("who", ["ilse", "wim", "stranger", "superuser", "ayse"])
def test_not_yours_and_not_there_are_equal_byte_for_byte(cast, client, who):
    somebody = getattr(cast, who)
    client.force_login(getattr(somebody, "user", somebody))
    hidden = get(client, f"plans/{cast.plan.pk}/people")
    nowhere = get(client, f"plans/{uuid4()}/people")
    unknown = get(client, "no/such/address")
    assert is_problem(hidden, 404)
    assert hidden.content == nowhere.content == unknown.content
    assert dict(hidden.headers) == dict(nowhere.headers)


def test_whoever_is_not_logged_in_learns_nothing(cast, client):
    answers = [
        get(client, path)
        for path in ("plans", f"plans/{cast.plan.pk}", f"plans/{uuid4()}", "openapi.json", "x")
    ]
    assert all(is_problem(answer, 403) for answer in answers)
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert answers[1].content == answers[2].content, "a plan that is there, and one that is not"


def test_it_only_reads(cast, client):
    client.force_login(cast.sanne.user)
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(f"/api/v1/plans/{cast.plan.pk}")
        assert is_problem(answer, 405)


def test_there_are_no_browsable_pages(cast, client):
    client.force_login(cast.sanne.user)
    assert is_problem(get(client, "plans", HTTP_ACCEPT="text/html"), 406)
    assert is_problem(get(client, "plans?format=api"), 404)


@pytest.mark.logs_errors
def test_an_error_of_ours_is_a_problem_too(cast, client, monkeypatch, caplog):
    def broken(*_args, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr(api, "plans_of", broken)
    client.force_login(cast.sanne.user)
    with pytest.raises(ZeroDivisionError):
        get(client, "plans")
    client.raise_request_exception = False
    answer = get(client, "plans")
    assert is_problem(answer, 500)
    assert b"Zero" not in answer.content
    assert "an API request failed" in caplog.text


def test_the_schema_names_all_that_can_be_read(cast, client):
    client.force_login(cast.stranger)
    schema = get(client, "openapi.json").json()
    paths = set(schema["paths"])
    assert {"/api/v1/plans", "/api/v1/plans/{plan}", "/api/v1/plans/{plan}/people"} <= paths
    assert not [path for path in paths if path.endswith("/")]
    assert schema["info"]["contact"]


def test_every_address_of_the_api_is_without_trailing_slash(cast, client):
    client.force_login(cast.sanne.user)
    assert reverse("api_plans") == "/api/v1/plans"
    assert is_problem(get(client, "plans/"), 404)


def test_the_same_number_of_questions(cast, client, django_assert_max_num_queries):
    from groeiplan.actions import people

    client.force_login(cast.sanne.user)
    with django_assert_max_num_queries(10) as few:
        get(client, f"plans/{cast.plan.pk}/people")
    for number in range(40):
        people.add(by=cast.sanne, name=str(number), kind="network", organisation=f"Club {number}")
    with django_assert_max_num_queries(10) as many:
        get(client, f"plans/{cast.plan.pk}/people")
    assert len(many) == len(few)


# --- What an operator sees ------------------------------------------------------------------------


def test_the_admin_knows_accounts_and_organisations_and_no_family(cast, client):
    from django.contrib import admin

    from groeiplan.models import Organisation, User

    assert set(admin.site._registry) == {User, Organisation}
    Organisation.objects.create(name="Gemeente Noord")
    Organisation.objects.create(name="Zoals dit gezin het noemt", plan=cast.plan)
    client.force_login(cast.superuser)
    listed = client.get(reverse("admin:groeiplan_organisation_changelist")).content.decode()
    assert "Gemeente Noord" in listed
    assert "Zoals dit gezin" not in listed
    user = client.get(
        reverse("admin:groeiplan_user_change", args=[cast.sanne.user.pk])
    ).content.decode()
    assert "De Jong" not in user
    assert client.get(reverse("plan", args=[cast.plan.pk])).status_code == 404


def test_an_operator_cannot_become_somebody_else(cast, client):
    client.force_login(cast.superuser)
    place = reverse("admin:groeiplan_user_change", args=[cast.sanne.user.pk])
    sent = {"email": "ik@voorbeeld.nl", "password": "x", "is_active": "on", "is_staff": ""}
    client.post(place, sent)
    before = cast.sanne.user.password
    cast.sanne.user.refresh_from_db()
    assert cast.sanne.user.email == "sanne@example.test"
    assert cast.sanne.user.password == before
    delete = reverse("admin:groeiplan_user_delete", args=[cast.sanne.user.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_logging_in_to_the_admin_is_the_same_logging_in(client, db):
    answer = client.get("/beheer/login/")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
