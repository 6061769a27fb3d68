"""From a person's card to an account: invite, accept, "ja, dit is Ilse".

In which order rows are locked stands in `groeiplan.locks`."""

import secrets
from datetime import timedelta
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from groeiplan import emails, journal, keys, locks
from groeiplan.models import Entry, Invitation, InvitationYes, Person
from groeiplan.tools import installed_rooms

VALID_FOR = timedelta(days=14)
A_DAY, MOST_A_DAY = timedelta(days=1), 20  # a plan sends mail to whom it says, but is no mailer


class Unusable(Exception):
    """This invitation cannot be used, or not sent. `why`: unknown, expired, used, closed,
    other_card, unverified, many, again."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@transaction.atomic
def invite(*, by, person, email, as_family=False, invitation_id=None):
    """Invite this card's person by mail and return the Invitation; it ends an earlier one of this
    card, whoever sent that: of two links that stand at once nobody knows which is whose. Where a
    room `holds_back` this guest it is kept ready, and no
    mail goes: nobody is invited to what somebody may still say no to. Only family invites. Sent
    twice with one `invitation_id` it is one mail, and `Unusable("again")` when that one went
    elsewhere or is closed.
    Raises PermissionDenied, `Unusable("used")` when the card already has what is offered: an
    account or, invited as family, its place in the family, and `Unusable("many")` when this plan
    already sent `MOST_A_DAY` in a day."""
    now = clock()
    if not by.is_family(now):
        raise PermissionDenied
    person = locks.card(person.pk)
    if person.plan_id != by.plan_id or person.emptied:
        raise PermissionDenied
    if invitation_id and (made := Invitation.objects.filter(pk=invitation_id).first()):
        if (made.person_id, made.invited_by_id) != (person.pk, by.pk):
            raise IntegrityError("this id belongs to another invitation")
        if made.email != email.strip().lower() or made.closed_at:
            raise Unusable("again")
        return made
    in_the_circle = person.is_family(now)
    if (in_the_circle or not as_family) and knows_account(by, person):
        raise Unusable("used")
    # A child's card may stand in the circle before it has an account: all adults must agree then.
    as_family = as_family or in_the_circle
    if as_family and person.kind != Person.Kind.FAMILY:
        raise PermissionDenied
    _pending(person).update(closed_at=now)
    _not_too_many(by.plan_id, now)
    invitation = Invitation(
        plan_id=by.plan_id,
        person=person,
        email=email.strip().lower(),
        as_family=as_family,
        token_digest=_digest(_new_token()),  # of a token that nobody has, until it is sent
        invited_by=by,
        created=now,
        expires=now + VALID_FOR,
    )
    if invitation_id:
        invitation.pk = invitation_id
    invitation.save(force_insert=True)
    if as_family or not any(room.holds_back(person, by) for room in installed_rooms()):
        _send(invitation, now)
    return invitation


def send_ready(people):
    """Send the invitations of these cards (ids) that were kept ready, with the fourteen days from
    now. Call it with the plan held. One that somebody else is just taking back is left alone."""
    now = clock()
    ready = Invitation.objects.filter(person__in=people, sent_at=None, closed_at=None)
    ready = ready.filter(accepted_at=None, as_family=False, person__user=None)
    locked = ready.select_for_update(of=("self",), skip_locked=True)
    for invitation in locked.select_related("person", "invited_by"):
        if invitation.invited_by.is_family(now):
            _send(invitation, now)


def look_up(token):
    """The invitation of this token, whatever became of it; raises `Unusable("unknown")`."""
    known = Invitation.objects.select_related(
        "person", "plan", "invited_by__user", "accepted_by"
    ).filter(token_digest=_digest(token))
    if (invitation := known.first()) is None:
        raise Unusable("unknown")
    return invitation


def must_be_open(invitation):
    """Raises `Unusable` unless this invitation can still be accepted. One whose inviter is no
    longer family is closed: what they let in they may no longer let in."""
    now = clock()
    if invitation.closed_at or invitation.person.emptied:
        raise Unusable("closed")
    if invitation.accepted_at:
        raise Unusable("used")
    if not invitation.is_open(now):
        raise Unusable("expired")
    if not invitation.invited_by.is_family(now):
        raise Unusable("closed")


@transaction.atomic
def accept(invitation, *, by):
    """This account (a User) says it is the invited person. Opens nothing yet: the family
    confirms first. Raises `Unusable`, also when two accept at once, or when the account's
    address was never proven to be theirs."""
    now = clock()
    found = _locked(invitation)
    must_be_open(found)
    if not has_proven_address(by):
        raise Unusable("unverified")
    if not fits(found.person, by):
        raise Unusable("other_card")
    found.accepted_by, found.accepted_at = by, now
    found.save()
    journal.write(found.plan_id, Entry.Act.ACCEPTED, who=found.person, at=now)
    emails.confirm_who_it_is(found, still_to_confirm(found))
    return found


@transaction.atomic
def confirm(invitation, *, by):
    """One family adult says "ja, dit is …". When all needed have, the card gets its account and,
    invited as family, its place in the family. Returns the Invitation."""
    now = clock()
    found = _locked(invitation)
    if not found.waits_for_confirmation:
        raise Unusable("closed")
    if by not in may_confirm(found):
        raise PermissionDenied
    _yes, first_time = InvitationYes.objects.get_or_create(
        invitation=found, person=by, defaults={"plan_id": found.plan_id, "at": now}
    )
    if not still_to_confirm(found):
        _link(found, now)
    if first_time:  # after the link: the plan is locked before its journal, here as everywhere
        journal.write(found.plan_id, Entry.Act.CONFIRMED, who=by, whom=found.person, at=now)
    return found


@transaction.atomic
def refuse(invitation, *, by):
    """ "Nee, dit is iemand anders": the invitation closes, nothing opens. One that nobody accepted
    yet is taken back the same way. Any family member may, and the journal tells of it; raises
    `Unusable("closed")` when it was already confirmed or closed."""
    found = _locked(invitation)
    if not by.is_family(clock()) or by.plan_id != found.plan_id:
        raise PermissionDenied
    if found.confirmed_at or found.closed_at:
        raise Unusable("closed")
    found.closed_at = clock()
    found.save()
    act = Entry.Act.REFUSED if found.accepted_at else Entry.Act.TAKEN_BACK
    journal.write(found.plan_id, act, who=by, whom=found.person)
    return found


def knows_account(by, person):
    """Has this card an account, as far as this family member may know? One that only belongs to
    what is kept from them does not show: not on the card, and not by an invitation that is
    refused. Whoever let it in themselves knows."""
    if person.user_id is None:
        return False
    mine = Invitation.objects.filter(person=person, invited_by=by, confirmed_at__isnull=False)
    return mine.exists() or not any(room.hides(person, by) for room in installed_rooms())


def has_proven_address(user):
    """Did this account prove, with a code or link, that its e-mail address is its own?"""
    return EmailAddress.objects.filter(
        user=user, email__iexact=user.email or "", verified=True
    ).exists()


def may_confirm(invitation, adults=None):
    """The family adults whose "ja" counts: for a guest the inviter (or any, once the inviter
    left), for family every adult who already is (DESIGN §3). `adults` saves asking again."""
    adults = adults_of(invitation.plan_id) if adults is None else adults
    if invitation.as_family or invitation.invited_by not in adults:
        return adults
    return [one for one in adults if one == invitation.invited_by]


def still_to_confirm(invitation, adults=None):
    """Those of whom a "ja" is still needed; empty when the invitation may be completed."""
    yes = {one.person_id for one in invitation.yeses.all()}
    able = may_confirm(invitation, adults)
    missing = [adult for adult in able if adult.pk not in yes]
    return missing if invitation.as_family or len(missing) == len(able) else []


def adults_of(plan_id):
    """The adults in the family circle who have an account. Also one that an operator closed: whose
    yes is needed is not for an operator to say."""
    now, today = clock(), localdate()
    people = Person.objects.filter(plan=plan_id, user__isnull=False).select_related("user")
    people = people.order_by("created", "pk")
    return [one for one in people if one.is_family(now) and one.is_adult(today)]


def _pending(person):
    """The invitations of this card that nobody confirmed or closed."""
    return Invitation.objects.filter(person=person, confirmed_at=None, closed_at=None)


def _send(invitation, now):
    token = _new_token()
    invitation.token_digest = _digest(token)
    invitation.sent_at, invitation.expires = now, now + VALID_FOR
    invitation.save(update_fields=["token_digest", "sent_at", "expires"])
    by, person = invitation.invited_by, invitation.person
    journal.write(invitation.plan_id, Entry.Act.INVITED, who=by, whom=person, at=now)
    emails.invitation(invitation, token)


def _new_token():
    return secrets.token_urlsafe(32)


def _not_too_many(plan_id, now):
    keys.hold(plan_id)  # two at once are counted one by one
    if Invitation.objects.filter(plan=plan_id, created__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise Unusable("many")


def _link(invitation, now):
    person = invitation.person
    if person.emptied or (invitation.as_family and person.kind != Person.Kind.FAMILY):
        raise Unusable("closed")
    if person.user_id not in (None, invitation.accepted_by_id):
        raise Unusable("used")
    person.user_id = invitation.accepted_by_id
    if invitation.as_family and not person.is_family(now):
        person.family_since, person.family_until = now, None
    person.version += 1
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:  # meanwhile this account became another card here
        raise Unusable("other_card") from error
    invitation.confirmed_at = now
    invitation.save()
    keys.sync(invitation.plan)
    emails.welcome(invitation)


def fits(person, user):
    """May this account become this card? Not while it is another card here, nor when the card
    has another account: a guest who becomes family keeps its own."""
    here = Person.objects.filter(plan=person.plan_id, user=user).exclude(pk=person.pk)
    return person.user_id in (None, user.pk) and not here.exists()


def _locked(invitation):
    person = locks.card(invitation.person_id)
    found = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    found.person = person
    return found


def _digest(token):
    return sha256(token.encode(errors="replace")).hexdigest()
