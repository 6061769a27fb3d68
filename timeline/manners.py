"""How this family wants its timeline shown."""

from django.db import transaction
from django.utils import timezone

from groeiplan import change_number
from groeiplan.actions.items import Conflict
from timeline import patterns
from timeline.models import Manner


def manner_of(plan):
    """This plan's row, not saved where the family chose nothing."""
    return Manner.objects.filter(plan=plan).first() or Manner(plan=plan)


def patterns_of(visit, moments):
    """What fell together in these moments (`timeline.seen`), those this visitor may read; nothing
    where the family wants no such sentences."""
    if not moments or not manner_of(visit.plan).patterns:
        return []
    return patterns.told(moments, timezone.localdate())


@transaction.atomic
def choose(plan, *, version, tells):
    """Tell what fell together, or do not. Raises `Conflict` when somebody
    else chose in between."""
    Manner.objects.get_or_create(plan=plan)
    manner = Manner.objects.select_for_update().get(plan=plan)
    if manner.version != version:
        raise Conflict(manner)
    if manner.patterns != tells:
        manner.patterns = tells
        manner.version += 1
        manner.save()
        change_number.tell(plan.pk)
    return manner
