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
`tests/groeiplan/test_locks.py` walks every verb that locks a card or a plan."""

from groeiplan.models import Person, Plan


def card(pk):
    """This card as it is in the database, held until the transaction ends. It does not stop rows
    that only point at it."""
    return Person.objects.select_for_update(no_key=True).get(pk=pk)


def whole_plan(plan_id):
    """All cards of this plan and then the plan itself, before it is erased: nothing new comes to
    point at it."""
    list(Person.objects.select_for_update().filter(plan=plan_id).order_by("pk"))
    return Plan.objects.select_for_update().get(pk=plan_id)
