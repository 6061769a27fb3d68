"""Telling as data: the page's rules, in the API's words (T3, T13, T25, T27)."""

import json
from uuid import uuid4

import pytest

from tests.timeline.telling import beside, moment
from timeline import actions
from timeline.models import Moment, Telling

PROBLEM = "application/problem+json"


def send(client, person, address, method="post", /, **body):
    client.force_login(person.user)
    url = f"/api/v1/plans/{person.plan_id}/timeline/{address}"
    return client.generic(method.upper(), url, json.dumps(body), "application/json")


def new(**more):
    return {"id": str(uuid4()), "title": "Verhuisd", "audience": "keyholders"} | more


def at(**more):
    return new(line="help", when="2015-22") | more


def test_a_moment_is_told_once(client, cast):
    body = at(text="Ver weg", weight="heavy", helped="oma", talk="no", about=[str(cast.sem.pk)])
    made = send(client, cast.sanne, "moments", **body)
    assert made.status_code == 201
    said = made.json()
    assert (said["when"], said["when_told"], said["line"]) == ("2015-22", "zomer 2015", "help")
    telling = said["tellings"][0]
    assert (telling["weight"], telling["helped"], telling["talk"]) == ("heavy", "oma", "no")
    assert telling["about"] == ["Sem"]
    assert client.get(made["Location"]).json() == said
    again = send(client, cast.sanne, "moments", **body)
    assert (again.status_code, again.json()) == (200, said)
    other = send(client, cast.sanne, "moments", **body | {"title": "Anders"})
    assert other.status_code == 409
    assert other.json()["stands"]["title"] == "Verhuisd"
    assert other.json()["sent"]["title"] == "Anders"
    assert send(client, cast.kees, "moments", **body).status_code == 409
    assert Telling.objects.count() == 1


@pytest.mark.parametrize("when", ["toen Noor 6 was", "2012~", "2018-05/..", "mei 2018 tot nu", ""])
def test_dates_as_edtf_or_as_people_say_them(client, cast, when):
    made = send(client, cast.sanne, "moments", **at(when=when))
    assert made.status_code == 201
    assert Moment.objects.get().when in ("2019~", "2012~", "2018-05/..", "")


@pytest.mark.parametrize(
    ("wrong", "field", "status"),
    [
        ({"when": "31 februari 2013"}, "when", 422),
        ({"when": "2020/2018"}, "when", 422),
        ({"about": [str(uuid4())]}, "about", 422),
        ({"title": "x" * 121}, "title", 422),
        ({"audience": "readers"}, "readers", 422),
        ({"title": ""}, "title", 400),
        ({"line": "keuken"}, "line", 400),
        ({"proposal": "taken"}, "proposal", 400),
        ({"by_guest": False}, "by_guest", 400),
        ({"id": "nee"}, "id", 400),
    ],
)
def test_what_is_wrong_is_said_by_field(client, cast, wrong, field, status):
    answer = send(client, cast.sanne, "moments", **at(**wrong))
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert field in answer.json()["errors"]
    assert not Moment.objects.exists()


def test_nobody_tells_for_who_can_tell(client, cast):
    answer = send(client, cast.sanne, "moments", **at(told_by=str(cast.kees.pk)))
    assert "told_by" in answer.json()["errors"]
    made = send(client, cast.sanne, "moments", **at(told_by=str(cast.sem.pk)))
    assert made.json()["tellings"][0]["told_by"] == "Sem"


def test_tellings_beside_changed_removed_and_brought_back(client, cast):
    row = moment(cast.sanne, "Zo", part="help")
    body = new(title="Anders")
    assert send(client, cast.kees, f"moments/{row.moment_id}/tellings", **body).status_code == 201
    assert send(client, cast.kees, f"moments/{row.moment_id}/tellings", **body).status_code == 200
    own = f"tellings/{body['id']}"
    assert send(client, cast.sanne, own, "patch", version=1, title="x").status_code == 403
    changed = send(client, cast.kees, own, "patch", version=1, text="Meer")
    telling = next(one for one in changed.json()["tellings"] if one["id"] == body["id"])
    assert (telling["title"], telling["text"], telling["version"]) == ("Anders", "Meer", 2)
    late = send(client, cast.kees, own, "patch", version=1, text="Te laat")
    assert late.status_code == 409
    assert late.json()["sent"]["text"] == "Te laat"
    assert late.json()["stands"]["text"] == "Meer"
    assert send(client, cast.kees, own, "delete", version=1).status_code == 409
    assert send(client, cast.kees, own, "delete", version=2).status_code == 204
    assert send(client, cast.kees, own, "patch", version=3, title="x").status_code == 404
    assert send(client, cast.sanne, f"{own}/restoration").status_code == 404
    for _turn in range(2):
        back = send(client, cast.kees, f"{own}/restoration")
        assert back.status_code == 200
        assert len(back.json()["tellings"]) == 2


def test_a_change_keeps_whom_it_is_about_and_who_may_read_it(client, cast):
    row = moment(cast.sanne, "Zo", audience="readers", readers=[cast.riet], about=[cast.noor])
    send(client, cast.sanne, f"tellings/{row.pk}", "patch", version=1, helped="oma")
    row.refresh_from_db()
    assert (list(row.readers.all()), list(row.about.all())) == ([cast.riet], [cast.noor])
    assert (row.helped, row.audience) == ("oma", "readers")


def test_placing(client, cast):
    row = moment(cast.sanne, "Zo", part="help", when="2020")
    other = beside(cast.kees, row, "Van Kees")
    place = f"moments/{row.moment_id}/place"
    moved = send(client, cast.sanne, place, version=1, when="zomer 2019").json()
    assert (moved["when"], moved["version"], moved["id"]) == ("2019-22", 2, str(row.moment_id))
    late = send(client, cast.sanne, place, version=1, when="2018")
    assert late.status_code == 409
    assert late.json()["stands"] == {"version": 2, "when": "2019-22"}
    assert send(client, cast.ilse, place, version=2, when="2018").status_code == 403
    apart = send(client, cast.sanne, place, version=2, line="family").json()
    assert (apart["line"], len(apart["tellings"])) == ("family", 1)
    other.refresh_from_db()
    assert other.moment_id == row.moment_id


def test_a_guest_proposes_and_the_family_answers(client, cast):
    body = at(title="Overleg")
    made = send(client, cast.ilse, "moments", **body)
    assert made.json()["is_proposal"]
    assert send(client, cast.ilse, "moments", **at(line="family")).status_code == 422
    assert send(client, cast.ilse, "moments", **at(audience="teller")).status_code == 422
    answer = f"tellings/{body['id']}/answer"
    said = {"version": 1, "proposal": "taken", "words": "Klopt"}
    assert send(client, cast.ilse, answer, **said).status_code == 403
    for _turn in range(2):
        told = send(client, cast.sanne, answer, **said)
        assert told.json()["tellings"][0]["answer"] == "Klopt"
    assert send(client, cast.kees, answer, **said | {"proposal": "refused"}).status_code == 409


def test_what_one_may_not_know_is_not_there(client, cast):
    hidden = moment(cast.sanne, "GEHEIM", part="help", audience="teller")
    taken = moment(cast.ilse, "Van Ilse", part="help")
    actions.answer(taken, by=cast.sanne, version=1, proposal="taken")
    addresses = [
        ("post", f"moments/{hidden.moment_id}/tellings", new()),
        ("post", f"moments/{hidden.moment_id}/place", {"version": 1}),
        ("patch", f"tellings/{hidden.pk}", {"version": 1}),
        ("delete", f"tellings/{hidden.pk}", {"version": 1}),
        ("post", f"tellings/{hidden.pk}/answer", {"version": 1, "proposal": "taken"}),
        ("post", f"tellings/{hidden.pk}/restoration", {}),
    ]
    for method, address, body in addresses:
        for person in (cast.ilse, cast.kees, cast.bakker):
            answer = send(client, person, address, method, **body)
            assert answer.status_code == 404, (person, address)
            assert b"GEHEIM" not in answer.content
    assert send(client, cast.riet, "moments", **at(line="family")).status_code == 403
    place = f"moments/{taken.moment_id}/place"
    assert send(client, cast.ilse, place, version=1, when="2018").status_code == 403
    hidden.refresh_from_db()
    assert (hidden.version, hidden.removed) == (1, None)
