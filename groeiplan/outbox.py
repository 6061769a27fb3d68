"""Every mail is a row in the transaction that caused it, sent after commit, tried again later."""

import logging
import threading
from datetime import timedelta

from django.conf import settings
from django.core import mail as django_mail
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import OperationalError, connections, transaction
from django.db.models import Q
from django.utils.timezone import now as clock

from groeiplan.models import Mail

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 12
# Whoever takes a mail has it for so long; a worker that was killed leaves it to the next one.
TAKEN_FOR = timedelta(minutes=5)
KEPT_FOR = timedelta(days=7)


def put(*, to, subject, body, sender=None):
    """Lay a mail in the outbox and return its row; it is sent once the caller's transaction
    stands, without keeping the caller waiting. Line breaks in the subject become spaces."""
    now = clock()
    row = Mail.objects.create(
        sender=sender or settings.DEFAULT_FROM_EMAIL,
        to=to,
        subject=" ".join(subject.split())[:200],
        body=body,
        created=now,
        try_after=now,
    )
    transaction.on_commit(postman.call, robust=True)
    return row


def deliver_due(now=None, most=50):
    """Try to send what is due, oldest first; returns (sent, failed). Two workers never have the
    same mail; no transaction stays open while a mail server thinks. Once sent, a mail's text is
    emptied (not under DEBUG, where /demo/post shows it)."""
    sent = failed = 0
    for _turn in range(most):
        mail = _take_one(now or clock())
        if mail is None:
            break
        problem = _send(mail)
        _note(mail, problem, now or clock())
        sent, failed = sent + (not problem), failed + bool(problem)
    return sent, failed


def forget_old(now):
    """Erase mails that were delivered, or given up, a week ago; returns how many."""
    old = Q(sent__lt=now - KEPT_FOR) | Q(
        sent=None, tries__gte=MOST_TRIES, try_after__lt=now - KEPT_FOR
    )
    return Mail.objects.filter(old).delete()[0]


def _take_one(now):
    """The oldest mail that is due, now ours for a few minutes; None when there is none."""
    due = Mail.objects.filter(sent=None, try_after__lte=now, tries__lt=MOST_TRIES)
    with transaction.atomic():
        mail = due.select_for_update(skip_locked=True).order_by("created").first()
        if mail is not None:
            mail.try_after = now + TAKEN_FOR
            mail.tries += 1
            mail.save(update_fields=["try_after", "tries"])
    return mail


def _send(mail):
    """ "" when it was sent, else the name of what went wrong: never an address or a text."""
    try:
        connection = get_connection(settings.OUTBOX_DELIVERS_WITH)
        EmailMessage(mail.subject, mail.body, mail.sender, [mail.to], connection=connection).send()
    except Exception as error:  # any failing server, name or address: try again later
        return type(error).__name__
    return ""


def _note(mail, problem, now):
    mail.problem = problem
    if problem:
        mail.try_after = now + min(LONGEST_WAIT, FIRST_WAIT * 2**mail.tries)
    else:
        mail.sent = now
        mail.body = mail.body if settings.DEBUG else ""
    mail.save(update_fields=["problem", "try_after", "sent", "body"])


class Postman:
    """One thread of this process that sends what was just laid down. What it misses, because a
    server is down or the process ends, `manage.py work` brings later."""

    def __init__(self):
        self._called = threading.Event()
        self._starting = threading.Lock()
        self._thread = None

    def call(self):
        """Send soon. Returns at once, except where Django's test runner keeps the mails: there
        it is done before this returns."""
        if hasattr(django_mail, "outbox"):
            deliver_due()
            return
        self._called.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._walk, name="postman", daemon=True)
                self._thread.start()

    def _walk(self):
        while self._called.wait():
            self._called.clear()
            self.round()

    @staticmethod
    def round():
        """Deliver what is due, and give the database connection back."""
        try:
            deliver_due()
        except OperationalError as busy:  # somebody writes much: `manage.py work` brings them
            logger.warning("mails stay in the outbox for now: %s", busy)
        except Exception:
            logger.exception("mails stay in the outbox for now")
        finally:
            connections.close_all()


postman = Postman()


class Backend(BaseEmailBackend):
    """Django's mail backend: mails of other packages lie in the same outbox."""

    def send_messages(self, messages):
        for message in messages:
            for to in message.recipients():
                put(to=to, subject=message.subject, body=message.body, sender=message.from_email)
        return len(messages)
