"""The goals somebody may read, each with the steps they may read."""

from django.urls import reverse

from groeiplan.models import Goal, Step
from groeiplan.tools import Dated

FIRST = [Goal.Status.ACTIVE, Goal.Status.REACHED, Goal.Status.CHANGED, Goal.Status.LET_GO]


def with_steps(visit):
    """The visible goals, what is worked on first, in the family's order. Each carries
    `visible_steps`. A step is read only under a goal that is read."""
    goals = visit.rows(Goal).select_related("written_by").prefetch_related("about")
    goals = sorted(goals, key=lambda goal: (FIRST.index(goal.status), goal.order, goal.created))
    for goal in goals:
        goal.visible_steps = []
    of_goal = {goal.pk: goal for goal in goals}
    for step in visit.rows(Step).select_related("who", "written_by").order_by("order", "created"):
        if goal := of_goal.get(step.goal_id):
            step.goal = goal
            goal.visible_steps.append(step)
    return goals


def reached(visit):
    """The goals that were reached on a known day, as dated things another room may show."""
    page = reverse("goals", args=[visit.plan.pk])
    return [
        Dated(one.status_on.isoformat(), one.title, f"{page}#r{one.pk}", "goal")
        for one in visit.all(Goal, status=Goal.Status.REACHED)
        if one.status_on
    ]
