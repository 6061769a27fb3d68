"""The agreements somebody may read, each with how people stand towards it."""

from groeiplan import dates
from groeiplan.models import Agreement, Goal, Stance

RUNNING_FIRST = [
    Agreement.Status.OPEN,
    Agreement.Status.KEPT,
    Agreement.Status.DIFFERENT,
    Agreement.Status.ENDED,
]


def with_stances(visit):
    """The visible agreements, those that run first and then by when. Each carries
    `visible_stances` and `visible_goal` (None where the goal is not this visitor's to read)."""
    rows = visit.rows(Agreement).select_related("who", "checked_by", "written_by")
    rows = sorted(rows.prefetch_related("about"), key=_order)
    goals = _goals(visit, rows)
    of_agreement = {row.pk: row for row in rows}
    for row in rows:
        row.visible_stances, row.visible_goal = [], goals.get(row.goal_id)
    for stance in visit.rows(Stance).select_related("written_by").order_by("created"):
        if row := of_agreement.get(stance.agreement_id):
            row.visible_stances.append(stance)
    return rows


def _order(row):
    due = dates.read(row.by_when).first.toordinal() if row.by_when else 10**7
    return RUNNING_FIRST.index(row.status), due, row.created


def _goals(visit, rows):
    """Asked only where some agreement stands with a goal: who reads no goal's name has not read
    the goals."""
    if not any(row.goal_id for row in rows) or not visit.opens("groeiplan", "goals"):
        return {}
    return {goal.pk: goal for goal in visit.rows(Goal)}
