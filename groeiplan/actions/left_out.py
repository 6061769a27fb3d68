"""Who takes part in a family and is left out when somebody writes down who has authority over a
child: they are asked, and until they say that they have none their yes is needed too. Else whoever
writes first decides alone (docs/decisions/0021)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from groeiplan import journal, keys, locks
from groeiplan.actions import invitations
from groeiplan.models import Authority, Entry, LeftOut

OF_A_CHILD = (Authority.Kind.PARENT, Authority.Kind.GUARDIAN)


def note(child, by):
    """`by` wrote something down about the authority over this child (held): keep whom that leaves
    out. Who is written down by now is left out no longer; who answered once is not asked again."""
    if child.is_adult(localdate()):
        return
    known = _written_down(child)
    LeftOut.objects.filter(child=child, person__in=known, answered_at=None).delete()
    now = clock()
    for one in invitations.adults_of(child.plan_id):
        if one.pk not in {by.pk, child.pk, *known}:
            LeftOut.objects.get_or_create(
                child=child,
                person=one,
                defaults={"plan_id": child.plan_id, "written_by": by, "at": now},
            )


@transaction.atomic
def none_of_mine(child, *, by):
    """`by` says that they have no authority over this child: from now on their yes is not asked for
    it any more. What was asked before keeps needing it. Twice is once. PermissionDenied for who was
    not left out."""
    held = locks.card(child.pk)
    found = LeftOut.objects.filter(child=held, person=by).first()
    if found is None or held.plan_id != by.plan_id:
        raise PermissionDenied
    if found.answered_at is None:
        _answered(found)
        keys.sync(by.plan)
        journal.write(by.plan_id, Entry.Act.AUTHORITY_CHANGED, who=by, whom=held)
    return found


def ended_own(authority, by):
    """Whoever ends their own authority has said it with that: they are not asked once more."""
    if authority.holder_id == by.pk:
        values = {"plan_id": by.plan_id, "written_by": by, "at": clock(), "answered_at": clock()}
        LeftOut.objects.update_or_create(child=authority.child, person=by, defaults=values)


def waits_for(person, child):
    """Is this person asked whether they have authority over this child?"""
    return LeftOut.objects.filter(child=child, person=person, answered_at=None).exists()


def asked_of(child):
    """Those of whom it is still asked whether they have authority over this child."""
    waiting = LeftOut.objects.filter(child=child, answered_at=None).select_related("person")
    return [one.person for one in waiting.order_by("person__created") if one.person.speaks_here]


def waiting_for(user):
    """(child, plan) of what is asked of this account, in any plan."""
    asked = LeftOut.objects.filter(person__user=user, answered_at=None, child__emptied=None)
    now = clock()
    for one in asked.select_related("child", "person", "plan").order_by("at"):
        if one.person.is_family(now):
            yield one.child, one.plan


def _answered(found):
    found.answered_at = clock()
    found.save(update_fields=["answered_at"])


def _written_down(child):
    """The people (ids) who have authority over this child today, without an end."""
    today = localdate()
    lasting = Authority.objects.filter(child=child, kind__in=OF_A_CHILD, until=None)
    return {one.holder_id for one in lasting if one.since is None or one.since <= today}
