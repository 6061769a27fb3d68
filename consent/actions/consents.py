"""Sharing and stopping."""

from datetime import timedelta
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from consent.actions.record import Refused, held, say_yes, tell
from consent.models import Consent, ConsentChapter, Giver, Yes
from consent.needed import HAS_A_SAY, Capacity, NobodyDecides
from consent.standing import Book, State, reasons_kept
from groeiplan import keys, locks
from groeiplan.actions import invitations
from groeiplan.dates import age_on
from groeiplan.models import Entry

LONGEST = timedelta(days=2 * 366)  # a yes ends by itself, within two years
RUNNING = {State.WAITING, State.AHEAD, State.OPEN}


@transaction.atomic
def give(
    *,
    by,
    receiver,
    look,
    change=(),
    until,
    about=(),
    consent_id=None,
    since=None,
    email="",
    replaces=None,
    **words,
):
    """`by` (a Person of the family) wants `receiver` to look into the chapters `look` and
    contribute to those in `change`, until that moment (exclusive), about these people (none: the
    whole family). Whose yes that needs is written down (DOMAIN §6); `by` says theirs with it.
    Nothing goes to the others by itself, and nothing opens before all have said yes.

    `words`: purpose, direction, explained, language, interpreter. With `email` the receiver's card
    is invited too, `replaces` (an earlier one with the same receiver) is withdrawn, all in one
    transaction. Only a demo's story has a `since` that is past. Sent twice with one `consent_id` it
    is one consent, and `Refused("again")` when that one says something else or no longer runs.
    Raises `Refused`, or PermissionDenied when `by` is not family."""
    now = clock()
    if not by.is_family(now):
        raise PermissionDenied
    # Held first, so that a double click waits here and then finds the consent made.
    receiver = locks.card(receiver.pk)
    keys.hold(by.plan_id)
    asked = {"look": look, "change": change, "about": list(about), "until": until, **words}
    if consent_id and (made := Consent.objects.filter(pk=consent_id).first()):
        return _made_before(made, by, receiver, email, {**asked, "since": since})
    since = since or now
    _may_be_given(by, receiver, asked, since)
    invites = bool(email) and not invitations.knows_account(by, receiver)  # as known before this
    needed = whose_yes(by=by, receiver=receiver, about=about, since=since)
    if replaces:
        _make_way(replaces, by, receiver)
    consent = Consent(
        pk=consent_id or uuid4(),
        plan_id=by.plan_id,
        receiver=receiver,
        receiver_role=receiver.role,
        receiver_organisation=receiver.organisation.name if receiver.organisation else "",
        asked_by=by,
        asked_at=min(since, now),
        since=since,
        until=until,
        replaces=replaces,
        **words,
    )
    _write_down(consent, asked, needed)
    keys.sync(by.plan)
    tell(consent, Entry.Act.CONSENT_ASKED, by, at=consent.asked_at)
    if by.pk in needed:
        say_yes(consent, by, at=since)
    if invites:
        invitations.invite(by=by, person=receiver, email=email)
    return consent


def whose_yes(*, by, receiver, about=(), since=None):
    """{person id: reasons} of whose yes sharing with this receiver needs from now (or `since`) when
    `by` wants it, as `consent.standing` keeps it. Raises `Refused("nobody", person)` for whom
    nobody can decide: nobody is written down, or only who cannot say it any more."""
    book, since = Book(by.plan_id), since or clock()
    try:
        needed = book.decide([one.pk for one in about], since, receiver.pk, by.pk)
    except NobodyDecides as nobody:
        raise Refused("nobody", book.people[nobody.subject.id]) from None
    for person, reasons in needed.items():
        for reason in reasons:
            if not _can_say_it(book, person, reason, localdate(since)):
                raise Refused("nobody", book.people[reason.about])
    return needed


def _can_say_it(book, person, reason, day):
    """Nobody speaks any more for a card that was emptied; in the name of the family speaks an adult
    who can weigh it."""
    card = book.people[person]
    if reason.capacity == Capacity.FAMILY:
        return card.is_adult(day) and book.subject(card, day).able
    return not card.emptied


def _made_before(made, by, receiver, email, asked):
    if (made.plan_id, made.receiver_id) != (by.plan_id, receiver.pk):
        raise IntegrityError("this id belongs to another consent")
    if not _says(made, **asked) or not _went_to(receiver, email):
        raise Refused("again")
    return made


def _make_way(replaced, by, receiver):
    if (replaced.plan_id, replaced.receiver_id) != (by.plan_id, receiver.pk):
        raise Refused("elsewhere")
    withdraw(replaced, by=by)


def _write_down(consent, asked, needed):
    consent.save(force_insert=True)
    consent.about.set(asked["about"])
    ConsentChapter.objects.bulk_create(
        ConsentChapter(
            plan_id=consent.plan_id, consent=consent, chapter_id=pk, may_change=may_change
        )
        for pk, may_change in _parts(asked["look"], asked["change"]).items()
    )
    Giver.objects.bulk_create(
        Giver(
            plan_id=consent.plan_id,
            consent=consent,
            person_id=person,
            reasons=reasons_kept(reasons),
        )
        for person, reasons in needed.items()
    )


def _parts(look, change):
    """{chapter id: may the receiver contribute to it?}"""
    return {chapter.pk: False for chapter in look} | {chapter.pk: True for chapter in change}


@transaction.atomic
def withdraw(consent, *, by, at=None):
    """Take the yes back, at once, without a reason: any family member can, and everybody whose own
    yes it needed. Twice is once. Raises PermissionDenied for anybody else. `at`: as in
    `give`, a demo's past."""
    try:
        found = held(consent, by)
    except Refused:
        raise PermissionDenied from None
    if not by.is_family(clock()) and not _has_a_say(found, by):
        raise PermissionDenied
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by = at or clock(), by
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])
        keys.sync(found.plan)
        tell(found, Entry.Act.CONSENT_WITHDRAWN, by, at=found.withdrawn_at)
    return found


def _has_a_say(consent, person):
    """Is this somebody whose yes it needed, and in whose place no court decided?"""
    needed = Book(consent.plan_id).standing(consent).needed
    return (
        person.pk in needed
        and not consent.yeses.filter(giver=person.pk, form=Yes.Form.COURT).exists()
    )


@transaction.atomic
def withdraw_all(receiver, *, by):
    """Take back everything that is shared with this person, at once. Returns the consents."""
    keys.hold(by.plan_id)
    running = Consent.objects.filter(
        plan=by.plan_id, receiver=receiver, withdrawn_at=None, until__gt=clock()
    )
    return [withdraw(consent, by=by) for consent in running.order_by("asked_at", "pk")]


def may_share(person, about):
    """May this family member ask to share about these people? Adults may; a young person from
    twelve about themselves only. Whether more people must agree is `whose_yes` (DOMAIN §6)."""
    today = localdate()
    if person.is_adult(today):
        return True
    return age_on(person.born, today) >= HAS_A_SAY and [one.pk for one in about] == [person.pk]


def _may_be_given(by, receiver, asked, since):
    about, until = asked["about"], asked["until"]
    parts = [*asked["look"], *asked["change"]]
    if not parts:
        raise Refused("nothing")
    if until <= since:
        raise Refused("past")
    if until > since + LONGEST:
        raise Refused("long")
    if receiver.pk == by.pk:
        raise Refused("oneself")
    if receiver.is_family(clock()):
        raise Refused("family")
    if {one.plan_id for one in (receiver, *about, *parts)} != {by.plan_id}:
        raise Refused("elsewhere")
    if any(one.emptied for one in (receiver, *about)):
        raise Refused("elsewhere")
    if not may_share(by, about):
        raise Refused("young")


def repeats(consent, *, look, change, about, since, until, **words):
    """Would giving this in the place of that consent end it and give the very same anew?"""
    begun = consent.since if consent.since <= clock() else None
    asked = {"look": look, "change": change, "about": about, "until": until, **words}
    return _says(consent, **asked, since=since or begun)


def _says(made, *, look, change, about, since, until, **words):
    """Does this consent still run or wait, and say exactly this? People choose days, so the end's
    day counts."""
    return (
        Book(made.plan_id).standing(made).state(clock()) in RUNNING
        and dict(made.parts.values_list("chapter", "may_change")) == _parts(look, change)
        and set(made.about.all()) == set(about)
        and made.since == (since or made.asked_at)
        and _last_day(made.until) == _last_day(until)
        and all(_plain(getattr(made, name)) == _plain(value) for name, value in words.items())
    )


def _last_day(until):
    return localdate(until - timedelta(seconds=1))


def _plain(text):
    """Words as they were meant: a browser ends a line in its own way."""
    return text.replace("\r\n", "\n")


def _went_to(receiver, email):
    """Is there nobody to invite, or did the invitation go to this address? Whether the card has an
    account is not asked: that may be kept from whoever sends this."""
    if not email:
        return True
    return receiver.invitations.filter(email=email.strip().lower(), closed_at=None).exists()
