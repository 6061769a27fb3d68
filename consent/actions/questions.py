"""Asking whoever else must agree. Nothing goes out by itself: it can endanger (DOMAIN §6)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import now as clock

from consent import emails
from consent.actions.answers import may_note
from consent.actions.consents import may_share
from consent.actions.record import Refused, held, open_giver, tell
from groeiplan.models import Entry


@transaction.atomic
def request(consent, *, by, giver, hides_receiver=False, noter=None, at=None):
    """Let the question go out to one giver (a Person), after `by` read what they will see. With an
    account they get a mail without content; without one `noter` (a Person with an account) is
    asked to write down what they say. `hides_receiver` leaves the receiver's name out until they
    ask. The same question twice is one mail, and none goes to who already said yes.
    Raises `Refused` ("giver", "noter", "over", "refused", "young"), or PermissionDenied for who is
    not family."""
    found = held(consent, by)
    _must_be_theirs(found, by)
    asked = open_giver(found, giver, at)
    if noter and not may_note(found, noter, giver):
        raise Refused("noter", noter)
    if not (noter or giver.user_id):
        raise Refused("noter", giver)
    new = {"hides_receiver": hides_receiver, "noter": noter}
    sent_before = asked.asked_at and all(getattr(asked, name) == new[name] for name in new)
    if sent_before or found.yeses.filter(giver=giver).exists():
        return asked
    now = clock()
    asked.asked_at, asked.hides_receiver, asked.noter = min(at or now, now), hides_receiver, noter
    asked.save()
    tell(found, Entry.Act.CONSENT_REQUESTED, by, at=asked.asked_at, whom=giver)
    emails.something_is_asked(noter or giver)
    return asked


@transaction.atomic
def ask_who(consent, *, by):
    """A giver wants to know with whom, where that was left out. Whoever asked them gets a mail,
    once. Raises `Refused`."""
    found = held(consent, by)
    asked = open_giver(found, by)
    if asked.hides_receiver and asked.wants_name_at is None:
        asked.wants_name_at = clock()
        asked.save()
        emails.something_is_asked(found.asked_by)
    return asked


@transaction.atomic
def show_receiver(consent, *, by, giver):
    """The family lets this giver read with whom it wants to share. Raises `Refused`, or
    PermissionDenied for who is not family."""
    found = held(consent, by)
    _must_be_theirs(found, by)
    asked = open_giver(found, giver)
    if asked.hides_receiver:
        asked.hides_receiver = False
        asked.save()
        emails.something_is_asked(asked.noter or giver)
    return asked


@transaction.atomic
def keep_hidden(consent, *, by, giver):
    """The family leaves the receiver's name out, though this giver asked for it. They may still
    say yes or no, and may ask again."""
    found = held(consent, by)
    _must_be_theirs(found, by)
    asked = open_giver(found, giver)
    asked.wants_name_at = None
    asked.save()
    return asked


def _must_be_theirs(consent, by):
    """Family lets a question go out; who is young only one about themselves, as with sharing."""
    if not by.is_family(clock()):
        raise PermissionDenied
    if not may_share(by, list(consent.about.all())):
        raise Refused("young")
