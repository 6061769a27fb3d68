"""Time for the family alone: guests' keys sleep, and wake by themselves (DOMAIN §4)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from groeiplan import change_number, journal
from groeiplan.dates import age_on
from groeiplan.models import Entry, Plan

LONGEST = timedelta(days=14)
HAS_A_SAY = 12


class Refused(ValueError):
    """This time cannot be. `why`: past, long."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


def may_decide(person, now):
    """Does this person close and open the family's door: its adults, and its young people from
    twelve? An unknown birth date counts as adult (DESIGN §3)."""
    old_enough = person.born is None or age_on(person.born, localdate(now)) >= HAS_A_SAY
    return person.is_family(now) and old_enough


@transaction.atomic
def begin(plan, *, by, kind, until):
    """`by` wants the family to be alone: without help, or without any guest (`Plan.Private`), until
    that moment (exclusive). It holds from the next request of every guest on, and ends by itself.

    Begun while it lasts, it opens nothing: the door stays shut for whom either asked, until the
    later of both. Returns the plan. Raises `Refused`; PermissionDenied for who may not decide."""
    now = clock()
    plan = _locked(plan, by, now)
    if until <= now:
        raise Refused("past")
    if until > now + LONGEST:
        raise Refused("long")
    kind = Plan.Private(kind)
    asked = (kind, until)
    if plan.is_private(now):
        if Plan.Private.FAMILY_ONLY in (kind, plan.private_for):
            kind = Plan.Private.FAMILY_ONLY
        asked = (kind, max(until, plan.private_until))
        if asked == (plan.private_for, plan.private_until):
            return plan
    plan.private_for, plan.private_until = asked
    plan.save(update_fields=["private_for", "private_until"])
    change_number.tell(plan.pk)
    journal.write(plan.pk, Entry.Act.PRIVATE_BEGAN, who=by, at=now)
    return plan


@transaction.atomic
def end(plan, *, by):
    """Open the door again before its time: exactly what was open, opens. Returns the plan. Twice,
    or after it ended by itself, is once. Raises PermissionDenied for who may not decide."""
    now = clock()
    plan = _locked(plan, by, now)
    if plan.is_private(now):
        plan.private_for, plan.private_until = "", None
        plan.save(update_fields=["private_for", "private_until"])
        change_number.tell(plan.pk)
        journal.write(plan.pk, Entry.Act.PRIVATE_ENDED, who=by, at=now)
    return plan


def _locked(plan, by, now):
    # Locked first: of two at once the second reads what the first began.
    found = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if by.plan_id != found.pk or not may_decide(by, now):
        raise PermissionDenied
    return found
