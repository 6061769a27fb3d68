"""Starting and erasing a plan."""

from django.db import transaction
from django.utils.timezone import now as clock

from groeiplan import chapters, journal, keys, locks
from groeiplan.files import forget_all
from groeiplan.models import Entry, Person, Plan


@transaction.atomic
def start(*, by, family_name, teller, name="", born=None, role="", plan_id=None, at=None):
    """Begin a plan for this account (`by`, a User), who becomes its first family member under
    the name `teller`. Returns the Plan. Sent twice with the same `plan_id`, it is one plan."""
    if plan_id and (made := Plan.objects.filter(pk=plan_id, people__user=by).first()):
        return made
    now = at or clock()
    plan = Plan(family_name=family_name, name=name, started=now)
    if plan_id:
        plan.pk = plan_id
    plan.save(force_insert=True)
    person = Person.objects.create(
        plan=plan,
        name=teller,
        kind=Person.Kind.FAMILY,
        role=role,
        born=born,
        user=by,
        family_since=now,
    )
    chapters.sync(plan)
    keys.sync(plan)
    journal.write(plan.pk, Entry.Act.STARTED, who=person, at=now)
    return plan


@transaction.atomic
def erase(plan):
    """Erase a plan with all that is in it, its journal too. For demos and operators' scripts;
    the family's own "leave and erase" comes with its two steps and calls this last."""
    plan_id = plan.pk
    locks.whole_plan(plan_id)
    transaction.on_commit(lambda: journal.erase_head(plan_id))
    forget_all(plan)
    plan.delete()
