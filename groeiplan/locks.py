"""In which order rows are locked, everywhere: this is the one place that says it.

1. The **card** (`Person`) of whom it concerns: the receiver of a yes, the child, who goes. Several
   only by `whole_plan`, by their ids.
2. What hangs on that card alone and is never locked without it: its invitations, its authority,
   its rules. (An invitation that was kept ready is sent from behind the plan: only one that nobody
   holds, so there is nothing to wait for.)
3. The **plan** (`keys.hold`, also in `keys.sync`).
4. Whatever belongs to it: consents, rows, questions.
5. The **head of its journal** (`journal.write`), last.

Who needs only some of these takes those in this order. So nobody who waits for a card holds a plan,
and two who do something at the same moment follow each other; neither waits for the other for
ever. An account is locked only when it ends, after all its cards were let go, and alone.

A row that points at a card or a plan holds those too, from the moment it is committed: in which
order is for the database to say. Somebody who erases a whole plan would meet that. So they hold all
of it or nothing, and never wait while they hold something (`whole_plan`).
`tests/groeiplan/test_locks.py` walks every verb that locks a card or a plan."""

import time

from django.apps import apps
from django.db import OperationalError, transaction

from groeiplan.models import JournalHead, Person, Plan

PATIENCE, PAUSE = 20, 0.05  # seconds


def card(pk):
    """This card as it is in the database, held until the transaction ends. It does not stop rows
    that only point at it."""
    return Person.objects.select_for_update(no_key=True).get(pk=pk)


def whole_plan(plan_id):
    """Everything of this plan, in the order above, before it is erased: nothing new comes to point
    at it. While somebody still writes there, all is let go and asked for again a moment later;
    after `PATIENCE` seconds it gives up as the database does (`OperationalError`)."""
    last = time.monotonic() + PATIENCE
    while True:
        try:
            with transaction.atomic():  # what was held is let go with it
                return _all_of(plan_id)
        except OperationalError:
            if time.monotonic() > last:
                raise
        time.sleep(PAUSE)


def _all_of(plan_id):
    _hold(Person, plan_id)
    plan = Plan.objects.select_for_update(nowait=True).get(pk=plan_id)
    for model in apps.get_models():
        if _belongs_to_a_plan(model) and model not in (Person, JournalHead):
            _hold(model, plan_id)
    _hold(JournalHead, plan_id)
    return plan


def _hold(model, plan_id):
    rows = model.objects.select_for_update(nowait=True).filter(plan=plan_id).order_by("pk")
    list(rows.values_list("pk"))


def _belongs_to_a_plan(model):
    return any(one.name == "plan" and one.related_model is Plan for one in model._meta.fields)
