"""Who went out of a plan, for the pages on which they still stand."""

from django.db.models import Q

from groeiplan.models import Entry, Key, KnownName


def gone_from(visit):
    """The ids of whoever went out of this plan by themselves and has no way in now. For the family
    alone: a guest learns nothing of how others go (DESIGN §3)."""
    if not visit.is_family:
        return set()
    left = Entry.objects.filter(plan=visit.plan, act=Entry.Act.LEFT)
    names = KnownName.objects.filter(plan=visit.plan, pk__in=left.values("who"))
    people = set(names.values_list("person", flat=True))
    if not people:
        return set()
    lasts = Q(until=None) | Q(until__gt=visit.now)
    inside = set(Key.objects.filter(lasts, plan=visit.plan).values_list("user", flat=True))
    return {pk for pk in people if pk in visit.people and visit.people[pk].user_id not in inside}
