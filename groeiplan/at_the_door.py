"""Whoever accepted an invitation and waits until the family says "ja, dit is …"."""

from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan.actions import invitations
from groeiplan.frame import room_url
from groeiplan.models import Invitation
from groeiplan.tools import Waiting, installed_rooms


def at_the_door(visit):
    """The invitations that wait for a "ja" and of which this family member may know: not those
    that would tell of what is kept from them. One small query while nobody is there."""
    found = list(_waiting().filter(plan=visit.plan.pk))
    waiting = Invitation.objects.filter(pk__in=found).select_related("person", "invited_by")
    return [
        one for one in (waiting.order_by("accepted_at") if found else ()) if knows_of(one, visit)
    ]


def asks(visit):
    """A `Waiting` for each of them whose "ja" is this visitor's to say, for as long as that is so.
    One small query while nobody is there."""
    waiting = at_the_door(visit)
    adults = invitations.adults_of(visit.plan.pk) if waiting else []
    return [
        Waiting(
            _("Er staat iemand voor de deur: is dit %(name)s?") % {"name": one.person.shown_name},
            room_url("share", visit.plan) or reverse("invitation_yes", args=[one.plan_id, one.pk]),
        )
        for one in waiting
        if visit.person in _still_asked(one, adults)
    ]


@cache
def _waiting():
    """Their ids; made once, asked on every plan page."""
    accepted = Invitation.objects.filter(accepted_at__isnull=False, person__emptied=None)
    return accepted.filter(confirmed_at=None, closed_at=None).values_list("pk", flat=True)


def _still_asked(invitation, adults):
    missing = invitations.still_to_confirm(invitation, adults)
    return missing or invitations.may_confirm(invitation, adults)


def knows_of(invitation, visit):
    """May whoever looks here know of this invitation: is it theirs, or for nothing that is kept
    from them? Of who looks as another both."""
    return all(
        invitation.invited_by_id == eye.person.pk
        or not any(room.hides(invitation.person, eye.person) for room in installed_rooms())
        for eye in visit.eyes
    )
