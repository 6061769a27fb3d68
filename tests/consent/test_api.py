"""Consents as data: who may read and say what, in which words it is refused, and that nothing can
be set here that the pages cannot (DOMAIN §6, T1, T3, T13, T17, T25, T27)."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from consent import actions
from consent.models import Consent, ConsentChapter, CourtDecision, Giver, Yes
from consent.refusals import WORDS
from groeiplan import api, keys, look_as
from groeiplan.actions import people
from groeiplan.models import Entry, Invitation, Key, Mail
from tests.cast import account, ask, guest_of, share, visit

PROBLEM = "application/problem+json"
VERBS = ("request", "yes", "no", "notes", "court", "who", "name", "withdrawal")
RECORD = {
    "id",
    "state",
    "receiver_id",
    "receiver",
    "role",
    "organisation",
    "parts",
    "about",
    "purpose",
    "direction",
    "explained",
    "language",
    "interpreter",
    "asked_by",
    "asked_at",
    "givers",
    "since",
    "until",
    "opens_at",
    "ends_at",
    "withdrawn_at",
    "withdrawn_by",
    "replaces",
}
GIVER = {
    "id",
    "name",
    "reasons",
    "asked_at",
    "hides_receiver",
    "wants_name_at",
    "form",
    "at",
    "noted_by",
    "decided_on",
    "court",
    "case_number",
    "read_by",
    "explained",
    "language",
    "interpreter",
    "refused_at",
    "refused_words",
}
KEPT = (Consent, ConsentChapter, Giver, Yes, Key, Invitation, Mail, Entry)


def place(cast, consent=None, verb=None, plan=None):
    parts = ["/api/v1/plans", plan or cast.plan.pk, "consents"]
    return "/".join(str(one) for one in (*parts, getattr(consent, "pk", consent), verb) if one)


def send(client, address, method="post", /, **body):
    return client.generic(method.upper(), address, json.dumps(body), "application/json")


def login(client, somebody):
    client.force_login(getattr(somebody, "user", somebody))
    return client


def all_rows():
    return [list(model.objects.order_by("pk").values()) for model in KEPT]


def refused(answer, status, why=None, field=None):
    """A problem that says what can be done; in the words of the pages."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"].startswith(PROBLEM)
    assert answer["API-Version"] == api.VERSION
    said = answer.json()
    assert set(said) - {"errors"} == {"type", "title", "status", "detail"}
    if why:
        assert str(WORDS[why]).split("%(name)s")[-1] in said["detail"]
    if field:
        assert field in said["errors"], said
    return said


def acts(cast, since):
    return list(cast.plan.journal.filter(seq__gt=since).order_by("seq").values_list("act", flat=1))


def last(cast):
    return cast.plan.journal.order_by("-seq").first().seq


@pytest.fixture(autouse=True)
def keys_are_what_was_wanted(cast):
    yield
    assert keys.differences(cast.plan) == (set(), set())
    assert keys.differences(cast.other_plan) == (set(), set())


@pytest.fixture
def sanne(cast, client):
    return login(client, cast.sanne)


@pytest.fixture
def kees(cast):
    return login(Client(), cast.kees)


@pytest.fixture
def father(cast):
    """Bram: has authority over Noor, does not belong to the family circle, has an account."""
    card = people.add(by=cast.sanne, name="Bram", kind="family", household="eigen huis")
    card.user = account("bram")
    card.save()
    people.set_authority(by=cast.sanne, child=cast.noor, holder=card, kind="parent")
    return card


@pytest.fixture
def marloes(cast):
    return guest_of(cast.plan, "Marloes", kind="professional", role="mentor")


@pytest.fixture
def about_noor(cast, marloes):
    """Sanne wants to share about Noor; Kees and Noor were not asked yet."""
    return ask(cast.sanne, marloes, look=["groeiplan.goals"], about=[cast.noor])


def to_give(receiver, /, **more):
    """What somebody sends to share with this person, about the whole family."""
    body = {"id": str(uuid4()), "receiver": str(receiver.pk), "look": ["groeiplan.goals"]}
    return body | {"about": [], **more}


# --- Who finds what ----------


OUTSIDERS = ("ilse", "riet", "bakker", "wim", "ayse", "guardian", "stranger", "superuser")


def test_T1_for_everybody_outside_the_family_nothing_is_there(
    cast, client, about_noor, father, marloes
):
    """A giver outside the family too: what they are asked stands on their own page."""
    asked = ask(cast.sanne, cast.bakker, look=["groeiplan.goals"], about=[cast.noor])
    actions.request(asked, by=cast.sanne, giver=father)
    addresses = [place(cast)]
    for consent in (about_noor, asked):
        addresses += [place(cast, consent, verb) for verb in (None, *VERBS)]
    before = all_rows()
    for somebody in (*(getattr(cast, name) for name in OUTSIDERS), marloes, father):
        login(client, somebody)
        nowhere = client.get("/api/v1/no/such/address").content
        for address in addresses:
            for method in ("get", "post", "put", "patch", "delete"):
                answer = send(client, address, method)
                assert (answer.status_code, answer.content) == (404, nowhere), (somebody, address)
        assert send(client, place(cast), **to_give(cast.riet)).content == nowhere
    assert all_rows() == before


def test_who_is_not_logged_in_learns_nothing(cast, client, about_noor):
    for address in (place(cast), place(cast, about_noor), place(cast, uuid4(), "yes", uuid4())):
        for method in ("get", "post"):
            refused(send(client, address, method), 403)


def test_a_consent_is_never_edited_nor_taken_out(cast, sanne, about_noor):
    before = all_rows()
    for method in ("put", "patch", "delete", "options"):
        for address in (place(cast), place(cast, about_noor)):
            refused(send(sanne, address, method, purpose="Iets anders"), 405)
    for verb in VERBS:
        answer = sanne.get(place(cast, about_noor, verb))
        refused(answer, 405)
        assert "GET" not in answer["Allow"]
    assert all_rows() == before


def test_what_another_asked_and_did_not_show_is_not_there(cast, sanne, kees, marloes):
    """Kees asked, Sanne was not asked: she finds nothing of it, in whatever way she tries."""
    hidden = ask(cast.kees, marloes, look=["groeiplan.goals"], about=[cast.noor])
    assert str(hidden.pk) not in sanne.get(place(cast)).content.decode()
    assert str(hidden.pk) in kees.get(place(cast)).content.decode()
    before = all_rows()
    nowhere = sanne.get(place(cast, uuid4()))
    for verb in (None, *VERBS):
        method = "post" if verb else "get"
        answer = send(sanne, place(cast, hidden, verb), method)
        assert (answer.status_code, answer.content) == (404, nowhere.content), verb
    answer = send(sanne, place(cast), **to_give(marloes, id=str(hidden.pk)))
    assert (answer.status_code, answer.content) == (404, nowhere.content)
    mail = {"email": "marloes@example.test"}  # of her account Sanne knows nothing either
    answer = send(sanne, place(cast), **to_give(marloes, replaces=str(hidden.pk), **mail))
    unknown = send(sanne, place(cast), **to_give(marloes, replaces=str(uuid4()), **mail))
    assert refused(answer, 422, field="replaces") == refused(unknown, 422)
    assert all_rows() == before


def test_T3_a_consent_of_another_family_is_as_one_that_is_not_there(cast, sanne):
    theirs = Consent.objects.get(plan=cast.other_plan)
    for verb in (None, *VERBS):
        method = "post" if verb else "get"
        answer = send(sanne, place(cast, theirs, verb), method)
        unknown = send(sanne, place(cast, uuid4(), verb), method)
        assert (answer.status_code, answer.content) == (404, unknown.content)
        assert dict(answer.headers) == dict(unknown.headers)
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None


def test_T13_nothing_is_written_without_the_token_of_the_page(cast, about_noor):
    client = login(Client(enforce_csrf_checks=True), cast.sanne)
    before = all_rows()
    for verb in VERBS:
        refused(send(client, place(cast, about_noor, verb)), 403)
    refused(send(client, place(cast), **to_give(cast.riet)), 403)
    assert all_rows() == before
    token = Client().get(reverse("account_login")).cookies["csrftoken"].value
    client.cookies["csrftoken"] = token
    with_token = {"content_type": "application/json", "headers": {"X-CSRFToken": token}}
    answer = client.post(place(cast, about_noor, "withdrawal"), "{}", **with_token)
    assert answer.status_code == 200


def test_who_looks_as_another_writes_nothing(cast, sanne, about_noor):
    look = reverse("look_as", args=[cast.plan.pk, cast.riet.pk])
    assert sanne.post(look).status_code == 302
    assert look_as.KEPT in sanne.session
    before = all_rows()
    refused(send(sanne, place(cast), **to_give(cast.riet)), 403)
    refused(send(sanne, place(cast, about_noor, "withdrawal")), 403)
    refused(sanne.get(place(cast)), 404)
    assert all_rows() == before


# --- Reading ----------


def test_one_consent_says_all_that_was_agreed(cast, sanne, father, marloes):
    consent = ask(
        cast.sanne,
        marloes,
        look=["groeiplan.goals"],
        change=["timeline.help"],
        about=[cast.noor],
        purpose="Meedenken over school",
        direction="together",
        explained="interpreter",
        language="Turks",
        interpreter="mevrouw Kaya",
    )
    actions.request(consent, by=cast.sanne, giver=cast.kees)
    actions.refuse(consent, by=cast.kees, words="Nog niet")
    marloes.role = "leraar"  # their card changes, what was agreed does not
    marloes.save()
    said = sanne.get(place(cast, consent)).json()
    assert set(said) == RECORD
    assert all(set(one) == GIVER for one in said["givers"])
    assert (said["receiver"], said["role"], said["about"]) == ("Marloes", "mentor", ["Noor"])
    assert (said["purpose"], said["direction"]) == ("Meedenken over school", "together")
    assert (said["explained"], said["language"]) == ("interpreter", "Turks")
    assert (said["interpreter"], said["asked_by"]) == ("mevrouw Kaya", "Sanne")
    assert sorted(said["parts"], key=str) == [
        {"part": "groeiplan.goals", "may_change": False},
        {"part": "timeline.help", "may_change": True},
    ]
    givers = {one["name"]: one for one in said["givers"]}
    assert set(givers) == {"Noor", "Sanne", "Kees", "Bram"}
    assert givers["Kees"]["reasons"] == [{"capacity": "parent", "about": "Noor"}]
    assert givers["Kees"]["asked_at"] and givers["Kees"]["refused_at"]
    assert givers["Kees"]["refused_words"] == "Nog niet"
    assert givers["Sanne"]["form"] == "written" and givers["Sanne"]["at"]
    assert givers["Bram"]["asked_at"] is None and givers["Bram"]["form"] is None
    assert (said["state"], said["opens_at"]) == ("disagree", None)
    assert said in sanne.get(place(cast)).json()


def test_the_api_tells_what_the_family_takes_along(cast, sanne, about_noor):
    from consent.hooks import export

    told = sanne.get(place(cast)).json()
    assert told == export(visit(cast.sanne))
    assert [set(one) for one in told] == [RECORD] * len(told)
    assert len(told) == 5


def test_the_same_number_of_questions(cast, sanne, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        sanne.get(place(cast))
    for number in range(20):
        guest = people.add(by=cast.sanne, name=str(number), kind="network")
        share(cast.sanne, guest, look=["groeiplan.goals"])
    with django_assert_max_num_queries(20) as many:
        assert len(sanne.get(place(cast)).json()) == 24
    assert len(many) == len(few)


def test_the_schema_knows_every_address_and_what_may_be_sent(cast, sanne):
    schema = sanne.get("/api/v1/openapi.json").json()
    root = "/api/v1/plans/{plan}/consents"
    assert set(schema["paths"][root]) == {"get", "post"}
    assert set(schema["paths"][root + "/{consent}"]) == {"get"}
    for verb in VERBS:
        assert set(schema["paths"][f"{root}/{{consent}}/{verb}"]) == {"post"}, verb
    known = schema["components"]["schemas"]
    assert set(known["Consent"]["properties"]) == RECORD
    assert set(known["Giver"]["properties"]) == GIVER
    assert set(known["Give"]["required"]) == {"id", "receiver", "about"}


# --- Giving ----------


def test_giving_says_my_own_yes_and_nothing_goes_out(cast, sanne, marloes):
    before, mails = last(cast), Mail.objects.count()
    body = to_give(
        marloes,
        look=["groeiplan.goals"],
        change=["timeline.help"],
        about=[str(cast.noor.pk)],
        purpose="Meedenken",
        direction="tell",
        explained="talk",
        language="Turks",
        last_day=str(localdate() + timedelta(days=30)),
    )
    answer = send(sanne, place(cast), **body)
    assert answer.status_code == 201, answer.content
    assert answer["Location"] == place(cast, body["id"])
    said = answer.json()
    assert said == sanne.get(answer["Location"]).json()
    assert (said["id"], said["state"], said["asked_by"]) == (body["id"], "waiting", "Sanne")
    assert [one["name"] for one in said["givers"] if one["at"]] == ["Sanne"]
    assert acts(cast, before) == [Entry.Act.CONSENT_ASKED, Entry.Act.CONSENT_GIVEN]
    assert Mail.objects.count() == mails
    made = Consent.objects.get(pk=body["id"])
    assert localdate(made.until - timedelta(seconds=1)) == localdate() + timedelta(days=30)
    assert not Key.objects.filter(consent=made.pk).exists()


def test_without_a_last_day_it_is_six_months(cast, sanne, marloes):
    said = send(sanne, place(cast), **to_give(marloes)).json()
    made = Consent.objects.get(pk=said["id"])
    assert 180 <= (made.until - made.since).days <= 185


def test_with_a_first_day_it_begins_then(cast, sanne, marloes):
    body = to_give(marloes, first_day=str(localdate() + timedelta(days=3)))
    said = send(sanne, place(cast), **body).json()
    assert localdate(Consent.objects.get(pk=said["id"]).since) == localdate() + timedelta(days=3)


def test_T27_sent_again_it_is_one_consent(cast, sanne, marloes):
    body = to_give(marloes, purpose="Meedenken", about=[str(cast.noor.pk)])
    first = send(sanne, place(cast), **body)
    before = all_rows()
    again = send(sanne, place(cast), **body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert all_rows() == before


def test_other_words_under_one_id_are_no_second_consent(cast, sanne, marloes):
    body = to_give(marloes, about=[str(cast.noor.pk)])
    assert send(sanne, place(cast), **body).status_code == 201
    before = all_rows()
    for other in (
        {"purpose": "Iets anders"},
        {"look": ["timeline.help"]},
        {"change": ["groeiplan.goals"]},
        {"about": []},
        {"last_day": str(localdate() + timedelta(days=9))},
        {"first_day": str(localdate() + timedelta(days=9))},
        {"receiver": str(cast.riet.pk)},
        {"direction": "tell"},
    ):
        refused(send(sanne, place(cast), **(body | other)), 409, "again")
    assert all_rows() == before
    actions.withdraw(Consent.objects.get(pk=body["id"]), by=cast.kees)
    refused(send(sanne, place(cast), **body), 409, "again")


def test_an_id_of_another_familys_consent_cannot_be_taken(cast, sanne, marloes):
    theirs = Consent.objects.get(plan=cast.other_plan)
    before = all_rows()
    refused(send(sanne, place(cast), **to_give(marloes, id=str(theirs.pk))), 404)
    assert all_rows() == before


def test_changing_is_giving_anew_in_its_place(cast, sanne):
    old = cast.ilse_consent
    body = to_give(cast.ilse, replaces=str(old.pk))
    before = last(cast)
    said = send(sanne, place(cast), **body).json()
    assert said["replaces"] == str(old.pk)
    old.refresh_from_db()
    assert (old.withdrawn_by, acts(cast, before)[0]) == (cast.sanne, Entry.Act.CONSENT_WITHDRAWN)
    assert send(sanne, place(cast), **body).status_code == 200, "the old one is gone by now"
    refused(
        send(sanne, place(cast), **to_give(cast.riet, replaces=str(old.pk))), 422, field="replaces"
    )


def test_whoever_has_no_account_is_invited_with_it(cast, sanne):
    card = people.add(by=cast.sanne, name="Tante Bep", kind="network")
    body = to_give(card)
    refused(send(sanne, place(cast), **body), 422, field="email")
    answer = send(sanne, place(cast), **body, email="bep@example.test")
    assert answer.status_code == 201
    assert Invitation.objects.get(person=card).email == "bep@example.test"
    assert not Mail.objects.filter(to="bep@example.test").exists(), "Kees and Noor say yes first"
    mails = Mail.objects.count()
    assert send(sanne, place(cast), **body, email="bep@example.test").status_code == 200
    refused(send(sanne, place(cast), **body, email="iemand@example.test"), 409, "again")
    more = to_give(card, look=["timeline.help"])
    refused(send(sanne, place(cast), **more, email="x@example.test"), 422, field="email")
    assert send(sanne, place(cast), **more).status_code == 201
    assert Mail.objects.count() == mails


CANNOT_BE_CHOSEN = [
    ({"look": []}, "look"),
    ({"look": ["groeiplan.nothing"]}, "look"),
    ({"change": ["elsewhere"]}, "change"),
    ({"first_day": "2001-01-01"}, "first_day"),
    ({"last_day": "2001-01-01"}, "last_day"),
    ({"last_day": "9999-12-31"}, "last_day"),
    ({"first_day": "9999-12-31"}, "first_day"),
    ({"first_day": "2900-01-01", "last_day": "2800-01-01"}, "last_day"),
    ({"purpose": "x" * 1001}, "purpose"),
    ({"language": "x" * 61}, "language"),
    ({"interpreter": "x" * 81}, "interpreter"),
]


def test_what_cannot_be_chosen_says_what_can(cast, sanne, marloes):
    before = all_rows()
    for more, field in CANNOT_BE_CHOSEN:
        said = refused(send(sanne, place(cast), **to_give(marloes, **more)), 422, field=field)
        assert all(isinstance(words, str) for words in said["errors"][field])
    assert all_rows() == before


NO_ANSWER = [
    {"id": None},
    {"id": "geen-id"},
    {"receiver": 7.5},
    {"about": None},
    {"about": "iedereen"},
    {"look": "groeiplan.goals"},
    {"look": [{}]},
    {"last_day": "morgen"},
    {"last_day": "31-12-2026"},
    {"email": "geen adres"},
    {"direction": "luisteren"},
    {"explained": ["talk"]},
    {"purpose": "nul\x00"},
]


def test_what_is_no_answer_to_the_question_is_400(cast, sanne, marloes):
    before = all_rows()
    for more in NO_ANSWER:
        body = to_give(marloes, **more)
        refused(send(sanne, place(cast), **body), 400, field=next(iter(more)))
    assert all_rows() == before


def test_what_is_no_object_is_400(cast, sanne, about_noor):
    for body in (b"[]", b"null", b"7", b'"x"', b"{", b"\xff", b"[" * 200_000):
        for address in (place(cast), place(cast, about_noor, "no")):
            refused(sanne.post(address, body, content_type="application/json"), 400)


def test_T17_only_json_and_no_more_than_fits(cast, about_noor, settings):
    """Also where DRF reads what was sent to look for the token, before anything else."""
    before, address = all_rows(), place(cast, about_noor, "no")
    much = json.dumps({"words": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})
    token = "a" * 32
    for client in (Client(), Client(enforce_csrf_checks=True)):
        login(client, cast.sanne).cookies["csrftoken"] = token
        more = {"headers": {"X-CSRFToken": token}}
        refused(client.post(address, much, "application/json", **more), 413)
        refused(client.post(address, {"words": "Nee"}, **more), 415)
        refused(client.post(address, much, "application/x-www-form-urlencoded", **more), 415)
    assert all_rows() == before


def test_T3_whom_and_about_whom_are_of_this_plan(cast, sanne, marloes):
    def said(**more):
        answer = send(sanne, place(cast), **to_give(marloes, **more))
        return answer.status_code, answer.content

    before = all_rows()
    unknown = said(receiver=str(uuid4()))
    assert unknown[0] == 422
    assert said(receiver=str(cast.ayse.pk)) == unknown
    unknown = said(about=[str(uuid4())])
    assert unknown[0] == 422
    assert said(about=[str(cast.emir.pk)]) == unknown  # another plan's
    for person in (cast.ilse, marloes):  # no family, the receiver: in this plan, so it says why
        assert said(about=[str(person.pk)])[0] == 422
    assert said(about=[str(cast.noor.pk), str(cast.emir.pk)]) == unknown
    assert all_rows() == before


def test_with_whom_one_cannot_share(cast, sanne):
    for person, why in ((cast.sanne, "oneself"), (cast.kees, "family")):
        refused(send(sanne, place(cast), **to_give(person)), 422, why, "receiver")
    people.empty(by=cast.sanne, person=cast.wim)
    refused(send(sanne, place(cast), **to_give(cast.wim)), 422, "elsewhere", "receiver")


def test_a_young_person_begins_with_what_is_about_themselves(cast, client, marloes):
    login(client, cast.noor)
    before = all_rows()
    for about in ([], [str(cast.sem.pk)], [str(cast.noor.pk), str(cast.sem.pk)]):
        refused(send(client, place(cast), **to_give(marloes, about=about)), 422, "young")
    assert all_rows() == before
    answer = send(client, place(cast), **to_give(marloes, about=[str(cast.noor.pk)]))
    assert answer.status_code == 201


def test_where_nobody_decides_it_says_about_whom(cast, sanne, marloes):
    people.add(by=cast.sanne, name="Puck", born=date(2020, 1, 1), kind="family")
    said = refused(send(sanne, place(cast), **to_give(marloes)), 422, "nobody")
    assert "Puck" in said["detail"]


NOT_OURS_TO_SET = [
    "asked_by",
    "asked_at",
    "plan",
    "since",
    "until",
    "state",
    "givers",
    "yeses",
    "opens_at",
    "ends_by",
    "receiver_role",
    "withdrawn_at",
    "noted_by",
    "form",
    "at",
    "by",
    "consent_id",
    "__class__",
]


def test_T25_nothing_else_can_be_set(cast, sanne, marloes, about_noor):
    before, value = all_rows(), str(cast.kees.pk)
    for name in NOT_OURS_TO_SET:
        refused(send(sanne, place(cast), **to_give(marloes), **{name: value}), 400, field=name)
        for verb in VERBS:
            answer = send(sanne, place(cast, about_noor, verb), **{name: value})
            refused(answer, 400, field=name)
    assert all_rows() == before


# --- Asking, answering, noting ----------


def to_ask(person, **more):
    return {"giver": str(person.pk), "hides_receiver": False, **more}


def test_a_question_goes_out_once(cast, sanne, father, about_noor):
    address, before = place(cast, about_noor, "request"), last(cast)
    said = send(sanne, address, **to_ask(father, hides_receiver=True)).json()
    assert {one["name"] for one in said["givers"] if one["asked_at"]} == {"Bram"}
    row = Giver.objects.get(consent=about_noor, person=father)
    assert row.hides_receiver and row.asked_at
    assert acts(cast, before) == [Entry.Act.CONSENT_REQUESTED]
    kept = all_rows()
    assert send(sanne, address, **to_ask(father, hides_receiver=True)).status_code == 200
    refused(send(sanne, address, **to_ask(father)), 409)
    assert all_rows() == kept, "one mail, and the name stays away"


def test_a_name_that_was_shown_or_is_read_anyway_cannot_be_hidden(cast, sanne, father, about_noor):
    address = place(cast, about_noor, "request")
    assert send(sanne, address, **to_ask(father)).status_code == 200
    before = all_rows()
    for person in (father, cast.kees):
        body = to_ask(person, hides_receiver=True)
        refused(send(sanne, address, **body), 422, field="hides_receiver")
    refused(send(sanne, address, giver=str(cast.kees.pk)), 400, field="hides_receiver")
    assert all_rows() == before


def test_only_whose_yes_is_needed_is_asked(cast, sanne, about_noor, marloes):
    address, before = place(cast, about_noor, "request"), all_rows()
    for person in (cast.riet, marloes, cast.sem):
        said = refused(send(sanne, address, **to_ask(person)), 422, "giver")
        assert person.name in said["detail"]
    unknown = send(sanne, address, giver=str(uuid4()), hides_receiver=False)
    theirs = send(sanne, address, **to_ask(cast.guardian))
    assert refused(unknown, 422, "giver") == refused(theirs, 422)
    refused(send(sanne, address, **to_ask(cast.sanne)), 422, "oneself", "giver")
    assert all_rows() == before


def test_nobody_is_asked_about_what_is_over_or_answered(cast, sanne, father, about_noor):
    address = place(cast, about_noor, "request")
    actions.request(about_noor, by=cast.sanne, giver=father)
    actions.agree(about_noor, by=father)
    before = all_rows()
    refused(send(sanne, address, **to_ask(father)), 409)
    assert all_rows() == before
    actions.refuse(about_noor, by=cast.kees)
    refused(send(sanne, address, **to_ask(cast.kees)), 409, "refused")
    actions.withdraw(about_noor, by=cast.sanne)
    refused(send(sanne, address, **to_ask(cast.noor)), 409, "over")


@pytest.fixture
def no_account(cast):
    """Joop: has authority over Noor, and no account."""
    card = people.add(by=cast.sanne, name="Joop", kind="family", household="eigen huis")
    people.set_authority(by=cast.sanne, child=cast.noor, holder=card, kind="parent")
    return card


def test_who_has_no_account_says_it_aloud_and_another_writes_it_down(
    cast, sanne, no_account, about_noor
):
    asking, before = place(cast, about_noor, "request"), all_rows()
    refused(send(sanne, asking, **to_ask(no_account)), 422, field="noter")
    for noter in (cast.sanne.pk, about_noor.receiver_id, cast.kees.pk, cast.guardian.pk, uuid4()):
        body = to_ask(no_account, noter=str(noter))
        refused(send(sanne, asking, **body), 422, field="noter")
    body = to_ask(cast.kees, noter=str(cast.riet.pk))
    refused(send(sanne, asking, **body), 422, field="noter")
    assert all_rows() == before
    body = to_ask(no_account, noter=str(cast.riet.pk))
    assert send(sanne, asking, **body).status_code == 200
    assert Giver.objects.get(consent=about_noor, person=no_account).noter == cast.riet


@pytest.fixture
def grandfather(cast):
    """Opa Piet belongs to the family circle, and his yes is not needed about Noor."""
    card = people.add(by=cast.sanne, name="opa Piet", kind="family")
    card.user, card.family_since = account("piet"), timezone.now()
    card.save()
    keys.sync(cast.plan)
    return card


def note(person, **more):
    return {"giver": str(person.pk), "explained": "talk", "language": "Turks", **more}


def test_a_spoken_yes_is_noted_by_who_was_asked_to(
    cast, client, about_noor, no_account, grandfather
):
    login(client, grandfather)
    address, body = place(cast, about_noor, "notes"), note(no_account)
    refused(send(client, address, **body), 404)  # not asked yet, he knows of nothing
    actions.request(about_noor, by=cast.sanne, giver=no_account, noter=grandfather)
    refused(
        send(client, address, **(body | {"explained": "interpreter"})), 422, None, "interpreter"
    )
    refused(send(client, address, giver=str(no_account.pk)), 422, field="explained")
    refused(send(client, address, **note(no_account, answer="who")), 400, field="answer")
    refused(send(client, address, **note(cast.kees)), 422, "noter")
    before = last(cast)
    answer = send(client, address, **body)
    assert (answer.status_code, answer.content) == (204, b""), "he may not read all of it yet"
    yes = Yes.objects.get(consent=about_noor, giver=no_account)
    assert (yes.form, yes.noted_by, yes.language) == ("spoken", grandfather, "Turks")
    assert acts(cast, before) == [Entry.Act.YES_NOTED]
    kept = all_rows()
    assert send(client, address, **body).status_code == 204
    assert all_rows() == kept, "twice is once"


def test_nobody_else_notes_it(cast, sanne, kees, about_noor, no_account, grandfather):
    """Neither who asks it, nor another giver; nor for somebody who answers themselves."""
    actions.request(about_noor, by=cast.sanne, giver=no_account, noter=grandfather)
    actions.request(about_noor, by=cast.sanne, giver=cast.kees)
    before = all_rows()
    for client in (sanne, kees):
        for person in (no_account, cast.noor):
            refused(send(client, place(cast, about_noor, "notes"), **note(person)), 422, "noter")
    refused(send(sanne, place(cast, about_noor, "notes"), **note(cast.riet)), 422, "giver")
    assert all_rows() == before


def test_a_spoken_no_is_noted_with_its_words_and_keeps_it_closed(
    cast, sanne, about_noor, no_account, grandfather
):
    actions.request(about_noor, by=cast.sanne, giver=no_account, noter=grandfather)
    piet, before = login(Client(), grandfather), last(cast)
    address = place(cast, about_noor, "notes")
    body = {"giver": str(no_account.pk), "answer": "no", "words": "Niet zonder mij."}
    refused(send(piet, address, **(body | {"words": "x" * 1001})), 422, field="words")
    assert send(piet, address, **body).status_code in (200, 204)
    asked = Giver.objects.get(consent=about_noor, person=no_account)
    assert asked.refused_at and asked.refused_words == "Niet zonder mij."
    assert acts(cast, before) == [Entry.Act.NO_NOTED]
    assert sanne.get(place(cast, about_noor)).json()["state"] == "disagree"
    kept = all_rows()
    assert send(piet, address, **body).status_code in (200, 204)
    assert all_rows() == kept, "twice is once"
    refused(send(piet, address, **note(no_account)), 409, "refused")


def court(person, **more):
    said = {"court": "rechtbank Utrecht", "case_number": "C/16/1", "reader": str(person.pk)}
    return {"giver": str(person.pk), "decided_on": "2026-01-02", **said, **more}


def test_a_courts_decision_takes_the_place_of_a_parents_yes(cast, sanne, father, marloes):
    about_sem = ask(cast.sanne, marloes, look=["groeiplan.goals"], about=[cast.sem])
    address, before = place(cast, about_sem, "court"), last(cast)
    late = str(localdate() + timedelta(days=1))
    refused(send(sanne, address, **court(cast.kees, decided_on=late)), 422, field="decided_on")
    refused(send(sanne, address, **court(father)), 422, "giver")  # over Noor, not over Sem
    actions.refuse(about_sem, by=cast.kees)  # also after a no
    answer = send(sanne, address, **court(cast.kees))
    assert answer.status_code == 200 and answer.json()["state"] == "disagree", "nobody read it yet"
    decision = CourtDecision.objects.get(giver__consent=about_sem)
    actions.read_court(decision, by=cast.kees, right=True)
    yes = Yes.objects.get(consent=about_sem, giver=cast.kees)
    assert (yes.form, yes.noted_by, str(yes.decided_on)) == ("court", cast.sanne, "2026-01-02")
    court_acts = [Entry.Act.COURT_NOTED, Entry.Act.COURT_READ]
    assert acts(cast, before) == [Entry.Act.CONSENT_REFUSED, *court_acts]
    kept = all_rows()
    assert send(sanne, address, **court(cast.kees)).status_code == 200
    assert all_rows() == kept, "twice is once"


def test_a_court_replaces_no_yes_that_was_said_and_only_adults_note_it(
    cast, sanne, kees, about_noor
):
    address = place(cast, about_noor, "court")
    before = all_rows()
    refused(send(sanne, address, **court(cast.noor)), 422, "giver")  # her own say is no parent's
    own = court(cast.sanne, reader=str(cast.kees.pk))
    refused(send(sanne, address, **own), 409)  # said yes already
    actions.request(about_noor, by=cast.sanne, giver=cast.noor)
    noor = login(Client(), cast.noor)
    refused(send(noor, address, **court(cast.kees)), 422, "noter")
    actions.agree(about_noor, by=cast.kees)
    actions.refuse(about_noor, by=cast.kees)
    refused(send(sanne, address, **court(cast.kees)), 409, "refused")
    assert not Yes.objects.filter(form="court").exists()
    assert before != all_rows()


def test_who_notes_may_ask_whose_name_was_left_out_and_the_family_answers(
    cast, sanne, about_noor, no_account, grandfather
):
    piet, address = login(Client(), grandfather), place(cast, about_noor, "who")
    body = {"giver": str(no_account.pk)}
    refused(send(piet, address, **body), 404)
    actions.request(
        about_noor, by=cast.sanne, giver=no_account, noter=grandfather, hides_receiver=True
    )
    refused(send(sanne, address, **body), 422, "noter")
    mails = Mail.objects.count()
    assert send(piet, address, **body).status_code == 204
    assert send(piet, address, **body).status_code == 204
    assert Mail.objects.filter(to=cast.sanne.user.email).exists()
    assert Mail.objects.count() == mails + 1, "asked twice is one mail"
    told = sanne.get(place(cast, about_noor)).json()["givers"]
    joop = next(one for one in told if one["id"] == str(no_account.pk))
    assert joop["hides_receiver"] and joop["wants_name_at"]
    naming = place(cast, about_noor, "name")
    refused(send(sanne, naming, **body), 400, field="show")
    assert send(sanne, naming, **body, show=False).status_code == 200
    asked = Giver.objects.get(consent=about_noor, person=no_account)
    assert asked.hides_receiver and asked.wants_name_at is None
    send(piet, address, **body)
    assert send(sanne, naming, **body, show=True).status_code == 200
    assert send(sanne, naming, **body, show=True).status_code == 200, "twice is once"
    asked.refresh_from_db()
    assert not asked.hides_receiver
    refused(send(sanne, naming, **body, show=False), 422, field="show")
    kept = all_rows()
    assert send(piet, address, **body).status_code in (200, 204)
    assert all_rows() == kept, "there is nothing to ask any more"


def test_my_own_yes_and_the_last_one_opens_it(cast, sanne, kees, marloes, about_noor):
    address = place(cast, about_noor, "yes")
    refused(send(kees, address), 404)  # Kees was not asked, and knows of nothing
    for person in (cast.kees, cast.noor):
        actions.request(about_noor, by=cast.sanne, giver=person)
    before = last(cast)
    assert send(kees, address).json()["state"] == "waiting"
    assert acts(cast, before) == [Entry.Act.CONSENT_GIVEN]
    kept = all_rows()
    assert send(kees, address).status_code == 200
    assert send(sanne, address).status_code == 200, "said with the asking"
    assert all_rows() == kept, "twice is once"
    assert not Key.objects.filter(consent=about_noor.pk).exists()
    said = send(login(Client(), cast.noor), address).json()
    assert (said["state"], bool(said["opens_at"])) == ("open", True)
    assert Key.objects.filter(consent=about_noor.pk, user=marloes.user).exists()


def test_my_own_no_closes_it_for_everybody(cast, sanne, kees, about_noor):
    for person in (cast.kees, cast.noor):
        actions.request(about_noor, by=cast.sanne, giver=person)
    address, before = place(cast, about_noor, "no"), last(cast)
    refused(send(kees, address, words="x" * 1001), 422, field="words")
    said = send(kees, address, words="Nog niet").json()
    assert said["state"] == "disagree"
    assert acts(cast, before) == [Entry.Act.CONSENT_REFUSED]
    kept = all_rows()
    assert send(kees, address, words="Iets anders").status_code == 200
    refused(send(kees, place(cast, about_noor, "yes")), 409, "refused")
    assert all_rows() == kept, "the first no stands, with its words"
    said = send(login(Client(), cast.noor), place(cast, about_noor, "yes"))
    assert said.status_code == 200, "she may say it all the same"
    assert said.json()["state"] == "disagree"


def test_a_no_after_a_yes_closes_what_was_open(cast, kees):
    open_one = cast.ilse_consent
    assert Key.objects.filter(consent=open_one.pk).exists()
    assert send(kees, place(cast, open_one, "no")).json()["state"] == "disagree"
    assert not Key.objects.filter(consent=open_one.pk).exists()


def test_nobody_says_it_for_another(cast, client, grandfather):
    """Opa Piet reads what is open, but his yes is not asked about Noor."""
    about = share(cast.sanne, cast.riet, look=["groeiplan.goals"], about=[cast.noor])
    login(client, grandfather)
    before = all_rows()
    for verb in ("yes", "no"):
        refused(send(client, place(cast, about, verb)), 422, "giver")
    refused(send(client, place(cast, about, "yes"), giver=str(cast.kees.pk)), 400, field="giver")
    assert all_rows() == before


# --- Stopping ----------


def test_stopping_works_at_once_and_twice_is_once(cast, kees):
    address = place(cast, cast.ilse_consent, "withdrawal")
    ilse = login(Client(), cast.ilse)
    goals = f"/api/v1/plans/{cast.plan.pk}/goals"
    assert ilse.get(goals).status_code == 200
    before = last(cast)
    said = send(kees, address).json()
    assert (said["state"], said["withdrawn_by"], bool(said["withdrawn_at"])) == (
        "withdrawn",
        "Kees",
        True,
    )
    assert ilse.get(goals).status_code == 404
    assert acts(cast, before) == [Entry.Act.CONSENT_WITHDRAWN]
    kept = all_rows()
    again = send(login(Client(), cast.sanne), address)
    assert (again.status_code, again.json()) == (200, said)
    assert all_rows() == kept


def test_what_ended_by_itself_cannot_be_stopped(cast, sanne):
    ended = Consent.objects.get(plan=cast.plan, receiver=cast.wim)
    before = all_rows()
    refused(send(sanne, place(cast, ended, "withdrawal")), 409, "over")
    refused(send(sanne, place(cast, ended, "request"), **to_ask(cast.kees)), 409)
    assert all_rows() == before


# --- What no form would send ----------


def test_half_a_character_is_refused_as_every_other_nonsense(cast, sanne, marloes):
    for sent in (to_give(marloes, direction="a\ud800b"), {"\ud800": 1}, {"id": ["\udfff"]}):
        refused(sanne.post(place(cast), json.dumps(sent), content_type="application/json"), 400)
    whole = to_give(marloes, purpose="blij \U0001f600")  # in JSON that is two halves
    assert send(sanne, place(cast), **whole).status_code == 201


@pytest.mark.parametrize("who", ["riet", "ilse"])
def test_about_a_helper_says_that_sharing_is_about_the_family(cast, sanne, marloes, who):
    person = getattr(cast, who)
    answer = send(sanne, place(cast), **to_give(marloes, about=[str(person.pk)]))
    (words,) = answer.json()["errors"]["about"]
    assert person.name in words and "mensen van jullie familie" in words
    for nobody in (cast.ayse.pk, uuid4()):
        answer = send(sanne, place(cast), **to_give(marloes, about=[str(nobody)]))
        assert answer.json()["errors"]["about"] == [WORDS["elsewhere"]]
