"""Mails: a row in the transaction that causes them, sent after it, tried again when it fails."""

import threading
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from groeiplan import outbox
from groeiplan.models import Mail

HERE = "tests.groeiplan.test_outbox"


class Server(BaseEmailBackend):
    """A mail server that writes down what it got, and whether anybody held the database."""

    got = []
    held = []

    def send_messages(self, messages):
        Server.held.append(connection.in_atomic_block)
        Server.got += [(one.to[0], one.subject, one.body) for one in messages]
        return len(messages)


class Down(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


@pytest.fixture(autouse=True)
def server(settings):
    settings.OUTBOX_DELIVERS_WITH = f"{HERE}.Server"
    Server.got, Server.held = [], []


def put(subject="Er staat iets voor je klaar"):
    return outbox.put(to="ilse@voorbeeld.nl", subject=subject, body="Log in om het te lezen.")


@pytest.mark.django_db
def test_nothing_goes_out_before_the_transaction_stands(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mail = put()
        assert Server.got == []
    assert len(Server.got) == 1
    mail.refresh_from_db()
    assert mail.sent
    assert mail.body == ""


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_sent():
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert Server.got == []
    assert not Mail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_transaction_waits_for_the_mail_server():
    """On SQLite it would keep everybody from writing, for as long as the server thinks."""
    with transaction.atomic():
        put()
    assert Server.held == [False]


@pytest.mark.django_db
def test_a_server_that_is_down_is_asked_again_later(settings):
    settings.OUTBOX_DELIVERS_WITH = f"{HERE}.Down"
    mail, now = put(), timezone.now()
    assert outbox.deliver_due(now) == (0, 1)
    mail.refresh_from_db()
    assert (mail.sent, mail.problem) == (None, "ConnectionRefusedError")
    assert mail.body
    settings.OUTBOX_DELIVERS_WITH = f"{HERE}.Server"
    assert outbox.deliver_due(now + timedelta(seconds=30)) == (0, 0)
    assert outbox.deliver_due(now + timedelta(minutes=3)) == (1, 0)
    mail.refresh_from_db()
    assert (mail.sent is None, mail.problem, mail.body) == (False, "", "")


@pytest.mark.django_db
def test_it_is_given_up_after_some_days_and_then_forgotten(settings):
    settings.OUTBOX_DELIVERS_WITH = f"{HERE}.Down"
    put()
    now = timezone.now()
    for _turn in range(40):
        outbox.deliver_due(now)
        now += timedelta(hours=6, minutes=1)
    assert Mail.objects.get().tries == outbox.MOST_TRIES
    assert outbox.forget_old(now + timedelta(days=8)) == 1


@pytest.mark.django_db
def test_delivered_mails_are_forgotten_after_a_week():
    put()
    now = timezone.now()
    outbox.deliver_due(now)
    assert outbox.forget_old(now + timedelta(days=6)) == 0
    assert outbox.forget_old(now + timedelta(days=8)) == 1


@pytest.mark.django_db
def test_one_mail_has_one_taker():
    put()
    now = timezone.now()
    assert outbox._take_one(now)
    assert outbox._take_one(now) is None
    assert outbox._take_one(now + timedelta(minutes=6)), (
        "its worker was killed: the next one has it"
    )


@pytest.mark.django_db
def test_t29_a_subject_is_one_line():
    mail = put("Hallo\r\nBcc: iedereen@voorbeeld.nl")
    assert mail.subject == "Hallo Bcc: iedereen@voorbeeld.nl"


@pytest.mark.django_db
def test_mails_of_other_packages_lie_in_the_same_outbox():
    message = EmailMessage("Code", "123", to=["a@voorbeeld.nl", "b@voorbeeld.nl"])
    assert outbox.Backend().send_messages([message]) == 1
    assert set(Mail.objects.values_list("to", flat=True)) == {"a@voorbeeld.nl", "b@voorbeeld.nl"}


def test_outside_tests_the_sender_does_not_wait(monkeypatch):
    """A thread of its own delivers; whoever laid the mail down goes on."""
    from django.core import mail as django_mail

    monkeypatch.delattr(django_mail, "outbox")
    go_on, done = threading.Event(), threading.Event()

    def slow():
        go_on.wait(10)
        done.set()

    postman = outbox.Postman()
    monkeypatch.setattr(postman, "round", slow)
    postman.call()
    assert not done.is_set()
    go_on.set()
    assert done.wait(10)
    done.clear()
    postman.call()
    assert done.wait(10), "it goes on after the first round"


# --- /demo/post -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_demos_post_shows_mails_with_their_links(settings, client):
    settings.DEBUG = True
    outbox.put(
        to="ilse@voorbeeld.nl",
        subject="Je bent uitgenodigd <b>",
        body="Open deze link:\n\nhttp://127.0.0.1:8000/uitnodiging/abc/\n\n<script>alert(1)</script>",
    )
    outbox.deliver_due()
    answer = client.get(reverse("post"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'href="http://127.0.0.1:8000/uitnodiging/abc/"' in page
    assert "<script>alert" not in page
    assert "alleen in de demo" in page


@pytest.mark.django_db
def test_elsewhere_there_is_no_such_page(settings, cast, client):
    settings.DEBUG = False
    put()
    for user in (None, cast.sanne.user, cast.superuser):
        if user:
            client.force_login(user)
        answer = client.get(reverse("post"))
        assert answer.status_code == 404
        assert b"ilse@" not in answer.content
