"""Ending an account: whoever logs in with it does that alone, always and at once.

The cards stay where they are, with what was told; see `leaving.let_go`. Each plan is left in a
transaction of its own, so that somebody with forty plans holds one at a time; broken off in between
it can simply be done again."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from groeiplan import keys, locks
from groeiplan.actions import leaving
from groeiplan.models import Invitation, Mail, Person, User


class Refused(ValueError):
    """Not like this. `why`: last (of a plan it was not said what is to become of it), others (who
    came to hold a plan that was to be erased), again (the account came into a plan meanwhile)."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Place:
    """One plan as whoever ends their account meets it. `is_last`: nobody else of the family has an
    account, so what becomes of the plan must be said; `goes`: old enough to leave with it."""

    person: Person
    is_family: bool
    is_last: bool
    goes: bool

    @property
    def plan(self):
        return self.person.plan


def places(user):
    """The `Place` of this account in each plan where it has a card; its own families' first. Two
    queries, however many plans."""
    now, cards = clock(), Person.objects.filter(user=user).select_related("plan")
    cards = sorted(cards, key=lambda card: (card.plan.family_name.lower(), str(card.pk)))
    mine = {card.plan_id for card in cards if card.is_family(now)}
    others = Person.objects.filter(plan__in=mine, user__isnull=False).exclude(user=user)
    held = {one.plan_id for one in others if one.is_family(now)}
    found = [
        Place(
            person=card,
            is_family=card.plan_id in mine,
            is_last=card.plan_id in mine - held,
            goes=leaving.may_leave(card, localdate(now)),
        )
        for card in cards
    ]
    return sorted(found, key=lambda place: not place.is_family)


def end(user, *, keep=(), erase=()):
    """End this account (a User): nobody logs in with it any more nor still is on another device,
    its address is nowhere any more, and it is out of every plan. Of each plan whose family has no
    other account its id stands in `keep` (it stays, shut for everybody) or in `erase`. Raises
    `Refused`; what was left by then stays left."""
    there = places(user)
    if any(one.is_last and one.plan.pk not in {*keep, *erase} for one in there):
        raise Refused("last")
    for place in there:
        _leave(place.person, keep, erase)
    for card in Person.objects.filter(invitations__accepted_by=user).distinct():
        _take_back(card, user)
    _delete(user)


@transaction.atomic
def _leave(person, keep, erase):
    if person.plan_id in erase:
        try:
            return leaving.erase(person)
        except leaving.Refused as refused:
            raise Refused(refused.why) from None
    person = locks.card(person.pk)
    _close_ways_in(person)
    keys.hold(person.plan_id)  # of two who end theirs at once the second is the last
    is_last = person.is_family(clock()) and not leaving.others_who_hold(person)
    if is_last and person.plan_id not in keep:
        raise Refused("last")
    return leaving.let_go(person)


@transaction.atomic
def _take_back(card, user):
    """Somebody who accepted and whom the family had not confirmed yet: it can invite anew."""
    locks.card(card.pk)
    Invitation.objects.filter(person=card, accepted_by=user).delete()


@transaction.atomic
def _delete(user):
    found = User.objects.select_for_update().get(pk=user.pk)
    came = Person.objects.filter(user=found).exists()
    if came or Invitation.objects.filter(accepted_by=found).exists():
        raise Refused("again")
    others = EmailAddress.objects.filter(user=found).values_list("email", flat=True)
    Mail.objects.filter(to__in={found.email, *others} - {None}).delete()
    _log_out_everywhere(found)
    found.delete()


def _log_out_everywhere(user):
    """No log-in of this account is left on any device; what stands open there closes."""
    mine = str(user.pk)
    theirs = [
        one.pk
        for one in Session.objects.filter(expire_date__gt=clock()).iterator()
        if one.get_decoded().get(SESSION_KEY) == mine
    ]
    Session.objects.filter(pk__in=theirs).delete()


def _close_ways_in(person):
    """No invitation of this card lets anybody in any more, and none tells an address."""
    invitations = Invitation.objects.filter(person=person)
    invitations.filter(accepted_by=person.user_id).delete()
    invitations.filter(confirmed_at=None, closed_at=None).update(closed_at=clock())
    invitations.update(email="")
