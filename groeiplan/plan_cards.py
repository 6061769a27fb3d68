"""The ground floor's own cards on the plan page. A part that does not open to this visitor gives
None, one that is open and empty an empty list: only then the first step is offered."""

from datetime import date

from groeiplan.models import Agreement, Goal, Step, Story

QUOTES_SHOWN = 3
GOALS_SHOWN = 3
AGREEMENTS_SHOWN = 4


def going_well(visit):
    """The latest words on what goes well."""
    if not visit.opens("groeiplan", "stories"):
        return None
    return visit.all(Story, kind=Story.Kind.GOING_WELL)[: -QUOTES_SHOWN - 1 : -1]


def goals(visit):
    """The goals being worked on, in the family's order, each with `shown_steps`."""
    if not visit.opens("groeiplan", "goals"):
        return None
    active = visit.all(Goal, status=Goal.Status.ACTIVE)
    shown = sorted(active, key=lambda goal: goal.order)[:GOALS_SHOWN]
    for goal in shown:
        steps = visit.all(Step, goal__status=Goal.Status.ACTIVE)
        steps = [step for step in steps if step.goal_id == goal.pk]
        goal.shown_steps = sorted(steps, key=lambda step: step.order)
    return shown


def agreements(visit):
    """The running agreements, those to look back on first before the others."""
    if not visit.opens("groeiplan", "agreements"):
        return None
    running = visit.all(Agreement, status=Agreement.Status.OPEN)
    return sorted(running, key=lambda one: one.look_back_on or date.max)[:AGREEMENTS_SHOWN]
