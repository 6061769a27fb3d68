"""What groeiplan promises is tested, line by line; what it cannot promise is said."""

import ast
import re
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from consent.actions import withdraw_all
from groeiplan import keys
from groeiplan.actions import invitations, items, people
from groeiplan.models import Entry, Mail, Person, Story
from groeiplan.promises import READERS
from tests.cast import account, guest_of, share

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
LINES = [line for reader in READERS for line in reader.lines]
WORDS = "wij sliepen slecht in die tijd"


@pytest.fixture
def stories(cast):
    """Ilse may read and write the stories, in which one stands."""
    share(cast.sanne, cast.ilse, change=["groeiplan.stories"])
    return items.write(Story(kind="going_well", text=WORDS), by=cast.sanne)


def url(name, cast, *rest):
    return reverse(name, args=[cast.plan.pk, *rest])


@cache
def names_in(file):
    """The names of the tests in this file of the house."""
    tree = ast.parse((ROOT / file).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


# --- The page -----------------------------------------------------------------------------------


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line.words)[:40])
def test_every_line_has_tests_and_they_are_there(line):
    assert line.tests, "a promise that nothing holds"
    for test in line.tests:
        file, name = test.split("::")
        assert name.startswith("test_") and name in names_in(file), test


def test_everybody_reads_it_without_logging_in(client, settings):
    settings.CONTROLLER_NAME = "Gemeente <Nergens>"
    settings.CONTROLLER_CONTACT = "privacy@nergens.example"
    settings.RETENTION_WORDS = "Twintig jaar, daarna niet meer."
    answer = client.get(reverse("promises"))
    assert answer.status_code == 200
    page = answer.content.decode()
    for line in LINES:
        assert str(line.words) in page
    assert page.count("<strong>Let op:</strong>") == sum(line.limit for line in LINES) >= 4
    for told in ("Gemeente &lt;Nergens&gt;", "privacy@nergens.example", "Twintig jaar"):
        assert told in page
    assert client.post(reverse("promises")).status_code == 405


def test_it_is_one_tap_away(client, cast):
    for address in ("/", "/hulp/"):
        assert reverse("promises") in client.get(address).content.decode()
    client.force_login(cast.riet.user)
    assert reverse("promises") in client.get(url("plan", cast)).content.decode()


# --- What it says -------------------------------------------------------------------------------


def test_authority_opens_nothing(cast, client):
    father = people.add(by=cast.sanne, name="Ruud", kind="family")
    for child in (cast.noor, cast.sem):
        people.set_authority(by=cast.sanne, child=child, holder=father, kind="parent")
    Person.objects.filter(pk=father.pk).update(user=account("ruud"))
    keys.sync(cast.plan)
    father.refresh_from_db()
    client.force_login(father.user)
    assert client.get(url("plan", cast)).status_code == 404


def test_what_is_taken_back_is_shut_at_the_next_click(cast, client, stories):
    client.force_login(cast.ilse.user)
    assert WORDS in client.get(url("stories", cast)).content.decode()
    withdraw_all(cast.ilse, by=cast.kees)
    for name in ("stories", "plan", "paper", "taking_along"):
        assert client.get(url(name, cast)).status_code == 404
    assert client.get(f"/api/v1/plans/{cast.plan.pk}/stories").status_code == 404


@pytest.mark.logs_errors
def test_no_entry_no_answer(cast, client, stories, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("the disk is full")

    client.force_login(cast.ilse.user)
    monkeypatch.setattr("groeiplan.journal.write", broken)
    answer = client.get(url("stories", cast))
    assert answer.status_code == 500 and WORDS not in answer.content.decode()


def test_a_guest_writes_nothing_in_secret(cast, stories):
    items.write(Story(text="over jullie", audience="family"), by=cast.ilse)
    for audience in ("teller", "readers"):
        with pytest.raises(IntegrityError), transaction.atomic():
            items.write(Story(text="over jullie", audience=audience), by=cast.ilse)


def test_every_print_stands_in_the_journal(cast, client, stories):
    client.force_login(cast.ilse.user)
    for _time in (1, 2):
        client.get(url("paper", cast))
    assert Entry.objects.filter(plan=cast.plan, act=Entry.Act.PRINT).count() == 2


def test_a_guest_may_take_along_what_it_reads(cast, client, stories):
    client.force_login(cast.ilse.user)
    assert WORDS in client.get(url("taking_along", cast)).content.decode()
    assert Entry.objects.filter(plan=cast.plan, act=Entry.Act.EXPORT).count() == 1


def test_a_colleague_of_the_same_organisation_stays_outside(cast, client):
    for name in ("Ilse van Dam", "Joris Baas"):
        guest_of(
            cast.plan, name, kind="professional", role="gezinscoach", organisation="Wijkteam Noord"
        )
    let_in, colleague = cast.plan.people.filter(organisation__isnull=False).order_by("created")
    assert let_in.organisation == colleague.organisation
    share(cast.sanne, let_in, look=["groeiplan.goals"])
    for person, status in ((let_in, 200), (colleague, 404)):
        client.force_login(person.user)
        assert client.get(url("goals", cast)).status_code == status


def test_no_rank_opens_a_plan(cast, client):
    client.force_login(cast.superuser)
    for name in ("plan", "people", "stories", "journal", "paper", "taking_along"):
        assert client.get(url(name, cast)).status_code == 404
    assert not cast.superuser.has_perm("groeiplan.view_chapter", cast.plan.chapters.first())


def test_names_and_texts_stand_readable_in_the_database(cast, stories):
    """The page says so. Sealed one day, this fails: then the page may promise more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM groeiplan_story")
        assert (WORDS,) in cursor.fetchall()
        cursor.execute("SELECT name FROM groeiplan_person")
        assert ("Noor",) in cursor.fetchall()


@pytest.mark.django_db(transaction=True)
def test_a_changed_journal_is_seen_by_the_check(cast, client, stories):
    client.force_login(cast.ilse.user)
    client.get(url("stories", cast))
    call_command("verify_journal", stdout=StringIO(), stderr=StringIO())
    entry = Entry.objects.filter(plan=cast.plan, act=Entry.Act.READ).latest("seq")
    Entry.objects.filter(pk=entry.pk).update(act=Entry.Act.CHANGE)
    with pytest.raises((CommandError, SystemExit)):
        call_command("verify_journal", stdout=StringIO(), stderr=StringIO())


def test_a_page_asks_nothing_of_others(cast, client):
    client.force_login(cast.sanne.user)
    for address in ("/hulp/", url("plan", cast), url("people", cast), reverse("promises")):
        answer = client.get(address)
        page = answer.content.decode()
        loaded = re.findall(r'<(?:script|link|img|iframe|source)[^>]+(?:src|href)="([^"]+)"', page)
        assert loaded and all(one.startswith("/static/") for one in loaded), address
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        outside = re.findall(r"https?://[^ ;']+", answer["Content-Security-Policy"])
        assert outside == []


def test_a_mail_tells_nothing_of_a_plan(cast):
    els = people.add(by=cast.sanne, name="Els Geheim", kind="network", role="tante")
    invitations.invite(by=cast.sanne, person=els, email="els@example.test")
    sent = Mail.objects.latest("created")
    told = f"{sent.subject} {sent.body}"
    for hidden in ("Els", "Geheim", "Sanne", "Noor", "De Jong", "Ons plan", "tante"):
        assert hidden not in told, hidden
