"""Dates that follow from when somebody was born."""

from contextlib import suppress

from django.db import transaction

from groeiplan import change_number, dates
from groeiplan.models import Person
from timeline.actions.moments import dated
from timeline.models import Moment


@transaction.atomic
def born_otherwise(person, *, by):
    """This person's birth date was corrected by `by`: each moment whose date follows from it gets
    the date that follows now, and the older one is kept. Where nothing sensible follows any more,
    it stays. Its caller holds the card and the plan (`groeiplan.locks`)."""
    rows = Moment.objects.filter(plan=person.plan_id, follows__contains=f"@{person.pk}:")
    held = list(rows.select_for_update().order_by("pk"))
    if not held:
        return
    known = Person.objects.filter(plan=person.plan_id, born__isnull=False)
    born = {str(pk): day for pk, day in known.values_list("pk", "born")}
    for moment in held:
        with suppress(dates.Unreadable):
            when = dates.Kept(dates.follow(moment.follows, born), moment.follows)
            if when != moment.when:
                dated(moment, by, when)
    change_number.tell(person.plan_id)
