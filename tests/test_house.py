"""The house as a whole: every door, for everybody, over the demo family."""

import re
from io import BytesIO

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone
from pypdf import PdfReader

from groeiplan import keys
from groeiplan.demo import families
from groeiplan.models import Person, Plan, User
from groeiplan.tools import installed_tools
from tests import oracle, walk
from tests.cast import account
from tests.laid import laid

pytestmark = pytest.mark.django_db
CANARY = "kanarie-van-"  # and the name of whom it must not reach
# Text columns that hold a date, a key or a file's place, not words: a canary would break the page.
NOT_WORDS = {"when", "since", "by_when", "path", "role", "question", "key", "content_type"}
OUTSIDERS = (
    "wim@demo.example",
    "pleegouder@demo.example",
    "stranger@example.test",
    "root@example.test",
)


@pytest.fixture
def plan(db):
    return laid(two_families)


def two_families():
    account("stranger")
    families.superuser("root@example.test")
    families.load("yilmaz")
    return families.load("de_jong")


def person(plan, name):
    return plan.people.get(user__email=f"{name}@demo.example")


def first_rows(plan):
    """One row's id for every kwarg an address can have, of this plan where it has one: the oldest
    row, so that every run walks the same."""
    rows = {}
    for name, model in walk.models_by_kwarg().items():
        fields = {field.name for field in model._meta.fields}
        if "plan" in fields:
            oldest = ("created", "pk") if "created" in fields else ("pk",)
            here = model.objects.filter(plan=plan).order_by(*oldest)
            rows[name] = here.values_list("pk", flat=True).first()
    return rows


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_T1_T2_who_has_no_key_meets_the_same_answer_as_for_a_plan_that_does_not_exist(
    plan, client, headers
):
    rows, swept = first_rows(plan), 0
    nowhere = Plan(pk="00000000-0000-4000-8000-000000000000")
    for email in OUTSIDERS:
        client.force_login(User.objects.get(email=email))
        for route in walk.plan_routes():
            real, unreal = walk.fill(route, plan.pk, rows), walk.fill(route, nowhere.pk, rows)
            for ask in (client.get, client.post):
                answer, nothing = ask(real, headers=headers), ask(unreal, headers=headers)
                # A page one can only read may say so first, to whoever asks, whatever is there.
                closed = (404,) if ask == client.get else (404, 405)
                assert answer.status_code in closed, (email, ask.__name__, real)
                assert answer.content == nothing.content, real
                swept += 1
    assert swept >= 2 * len(OUTSIDERS) * 40


def test_nobody_gets_in_without_logging_in(plan, client):
    rows = first_rows(plan)
    for route in walk.plan_routes():
        answer = client.get(walk.fill(route, plan.pk, rows))
        if route.startswith("api/"):
            assert answer.status_code in (401, 403), route
        else:
            assert answer.status_code == 302 and "/accounts/login/" in answer["Location"], route


def test_T7_a_guest_meets_no_word_that_was_not_meant_for_it(plan, client):
    hidden = {name: {} for name in ("ilse", "riet", "bakker")}
    for name in hidden:
        guest = person(plan, name)
        _mark_what_is_hidden_from(guest, CANARY + name, hidden[name])
        client.force_login(guest.user)
        seen = 0
        for url in _addresses(plan, hidden[name]):
            answer = client.get(url)
            assert CANARY + name not in _words(answer), (name, url)
            seen += answer.status_code == 200
        assert seen >= 3, f"{name} should see some pages"


def _mark_what_is_hidden_from(guest, canary, hidden):
    """Put a canary in every text of every row this guest may not see; remember one of each."""
    may_see, marked = oracle.eyes(guest, timezone.now()), 0
    for model in walk.items():
        texts = [
            field.name
            for field in model._meta.fields
            if type(field) in (models.CharField, models.TextField) and not field.choices
        ]
        for row in model.objects.filter(plan=guest.plan).select_related("told_by"):
            if not may_see(row):
                told = {name: canary for name in texts if name not in NOT_WORDS}
                model.objects.filter(pk=row.pk).update(**told)
                hidden.setdefault(model._meta.model_name, row.pk)
                marked += 1
    assert marked > 20, "there must be something to hide"


def _addresses(plan, hidden):
    first = first_rows(plan)
    for route in walk.plan_routes():
        yield walk.fill(route, plan.pk, first)
        if any(name in hidden for name in walk.kwargs_of(route)):
            yield walk.fill(route, plan.pk, {**first, **hidden})


def _words(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer["Content-Type"] == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return content.decode(errors="ignore") + str(answer.headers)


def test_T13_reading_changes_nothing_but_the_journal(plan, client):
    rows = first_rows(plan)
    allowed = {"entry", "knownname", "journalhead", "session"}
    counted = [
        m for m in apps.get_models() if m._meta.model_name not in allowed and m._meta.managed
    ]
    for name in ("sanne", "ilse"):
        client.force_login(person(plan, name).user)
        before = {model: list(model.objects.order_by("pk").values()) for model in counted}
        for route in walk.plan_routes():
            answer = client.get(walk.fill(route, plan.pk, rows))
            assert answer.status_code in (200, 302, 403, 404, 405), (route, answer.status_code)
        for model in counted:
            assert list(model.objects.order_by("pk").values()) == before[model], model


def test_every_guests_look_stands_in_the_journal(plan, client):
    ilse = person(plan, "ilse")
    client.force_login(ilse.user)
    before = plan.journal.count()
    client.get(f"/plans/{plan.pk}/tijdlijn/")
    assert plan.journal.count() == before + 1
    entry = plan.journal.order_by("-seq").first()
    chapters = {str(one) for one in plan.chapters.filter(pk__in=entry.chapters)}
    assert chapters == {"timeline.help"}
    assert len(entry.consents) == 1


@pytest.mark.parametrize("method", ["options", "put"])
def test_asking_in_another_way_shows_nothing_that_is_not_written_down(
    plan, client, monkeypatch, method
):
    """T13: a print asked for with OPTIONS is a print; a page that only shows answers 405."""
    written, rows, refused = [], first_rows(plan), 0
    monkeypatch.setattr("groeiplan.journal.write", lambda _, act, **__: written.append(act))
    nowhere = "00000000-0000-4000-8000-000000000000"
    client.force_login(person(plan, "ilse").user)
    for route in walk.plan_routes():
        url = walk.fill(route, plan.pk, rows)
        written.clear()
        client.get(url)
        looked = list(written)
        written.clear()
        answer = getattr(client, method)(url)
        if answer.status_code in (302, 403, 404, 405):
            refused += answer.status_code == 405
        elif route.startswith("api/"):  # what this address is, not what stands there
            elsewhere = getattr(client, method)(walk.fill(route, nowhere, rows))
            assert answer.content == elsewhere.content, url
        else:
            assert written == looked, url
    assert refused >= 12


def test_a_page_that_only_shows_takes_nothing_and_the_door_comes_first(plan, client):
    papers = [f"/plans/{plan.pk}/tijdlijn/papier/", f"/plans/{plan.pk}/op-papier/"]
    for name, status in (("ilse", 405), ("pleegouder", 404)):
        client.force_login(User.objects.get(email=f"{name}@demo.example"))
        for url in papers:
            for ask in (client.post, client.options):
                assert ask(url).status_code == status, (name, url)


def test_keys_are_what_was_wanted(plan):
    for each in Plan.objects.all():
        assert keys.differences(each) == (set(), set())


def test_each_tool_brings_all_that_a_room_must_bring(plan, client):
    from groeiplan.access import visit_of

    visit = visit_of(person(plan, "sanne").user, plan.pk)
    for tool in installed_tools():
        assert tool.parts and tool.title and tool.part_names.keys() == set(tool.parts), tool.name
        assert list(tool.story(visit)), tool.name
        assert tool.export(visit), tool.name
        assert tool.api(), tool.name
        if tool.slug:
            assert tool.summary and tool.card(visit) is not None, tool.name


def test_a_room_reads_its_rows_only_through_the_door():
    """`Model.objects` of a ChapterItem stands in no view, card, story, export or API; those
    that do stand here by name, with why."""
    names = {model.__name__ for model in walk.items()}
    looked_at = {
        ("files.py", "StoredFile"),  # forgets all files of an erased plan
        ("content_forms.py", "Goal"),  # narrows to goals the visit already gave
        ("api.py", "Telling"),  # asks whether this id was sent before: 200 instead of 201
        ("answers.py", "Telling"),  # the same, of one's own
        ("undoing.py", "Telling"),  # the rows of one's own deed, each asked of the visit
        ("batches.py", "Telling"),  # an action: what went away with one's own batch comes back
        ("pictures.py", "StoredFile"),  # an action: files follow the telling they belong to
    }
    found = []
    for config in apps.get_app_configs():
        if not walk._is_ours(config):
            continue
        for file in _modules(config.path):
            text = file.read_text()
            found += [(file.name, name) for name in names if re.search(rf"\b{name}\.objects", text)]
    assert set(found) <= looked_at


def _modules(path):
    from pathlib import Path

    outside = {"actions", "migrations", "models", "demo", "commands"}
    for file in Path(path).rglob("*.py"):
        local = file.relative_to(path)
        if not outside & {*local.parts, local.stem} and not local.stem.startswith("demo"):
            yield file


def test_somebody_else_than_family_never_holds_a_family_key(plan):
    from groeiplan.models import Key

    for key in Key.objects.filter(holder="family").select_related("plan"):
        assert Person.objects.get(plan=key.plan, user=key.user).family_since
