"""Goals and the steps towards them."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan import goals as reading
from groeiplan.access import CHANGE, enter
from groeiplan.actions import content, items
from groeiplan.content_forms import GoalForm, GoalStatusForm, StepForm, StepStatusForm
from groeiplan.models import Goal, Step
from groeiplan.undo import removed_lately
from groeiplan.views.reading import only_shows
from groeiplan.views.writing import bound, brought_back, filled_in, taken_away
from groeiplan.who_sees import who_sees


@only_shows
def goals(request, plan):
    """All goals with their steps; those that ended stand below, as good as any."""
    visit = enter(request, plan, "groeiplan", "goals")
    shown = reading.with_steps(visit)
    context = {
        "who": who_sees(visit, "groeiplan", "goals"),
        "active": [goal for goal in shown if goal.status == Goal.Status.ACTIVE],
        "ended": [goal for goal in shown if goal.status != Goal.Status.ACTIVE],
        "may_add": _may_add_goals(visit),
        "may_add_step": visit.opens("groeiplan", "goals", CHANGE),
        "removed": removed_lately(visit, Goal),
        "removed_steps": removed_lately(visit, Step),
    }
    return render(request, "groeiplan/goals.html", context)


def goal_add(request, plan):
    """Write down what the family wants. The goals are the family's; a guest helps with steps."""
    visit = enter(request, plan, "groeiplan", "goals", CHANGE)
    if not _may_add_goals(visit):
        raise PermissionDenied
    form = bound(request, GoalForm, visit)
    return filled_in(
        request,
        form,
        lambda: content.add_goal(
            form.row(),
            by=visit.person,
            about=form.cleaned_data["about"],
            readers=form.cleaned_data.get("readers", ()),
        ),
        template="groeiplan/goal_form.html",
        back=_list(plan),
        change="goal_change",
        said=_("Het doel staat erbij. Wat is een eerste kleine stap?"),
        title=_("Wat willen jullie?"),
        who=who_sees(visit, "groeiplan", "goals"),
    )


def goal_change(request, plan, goal):
    """Say it in better words."""
    visit, row = _own(request, plan, Goal, goal)
    form = bound(request, GoalForm, visit, row)
    return filled_in(
        request,
        form,
        lambda: content.change_goal(row, by=visit.person, **form.values()),
        template="groeiplan/goal_form.html",
        back=_list(plan),
        said=_("Opgeslagen."),
        title=_("Dit doel aanpassen"),
        who=who_sees(visit, "groeiplan", "goals", [row]),
    )


def goal_status(request, plan, goal):
    """Say where it stands: working on it, reached, changed, let go."""
    visit, row = _tended(request, plan, Goal, goal)
    title = row.title
    form = bound(request, GoalStatusForm, visit, row)
    return filled_in(
        request,
        form,
        lambda: items.change(row, by=visit.person, **form.values()),
        template="groeiplan/goal_status.html",
        back=_list(plan),
        said=_("Opgeslagen."),
        goal_title=title,
        who=who_sees(visit, "groeiplan", "goals", [row]),
    )


def goal_order(request, plan, goal):
    """One place up or down in the list."""
    visit, row = _tended(request, plan, Goal, goal)
    if request.method == "POST" and visit.is_family:
        same = [one for one in reading.with_steps(visit) if one.status == row.status]
        content.move(row, same, earlier="earlier" in request.POST)
    return redirect(f"{_list(plan)}#r{row.pk}")


def goal_remove(request, plan, goal):
    """Take it away, after asking."""
    visit, row = _own(request, plan, Goal, goal)
    return taken_away(
        request,
        row,
        lambda version: items.remove(row, by=visit.person, version=version),
        back=_list(plan),
        title=_("Dit doel weghalen?"),
        does=[
            _("Niemand leest dit doel nog in het plan. De stappen gaan mee."),
            _("Is het doel veranderd of losgelaten? Dan kun je dat ook zeggen en laten staan."),
        ],
    )


def goal_undo(request, plan, goal):
    """Put it back within a day, with its steps."""
    return _put_back(request, plan, Goal, goal)


def step_add(request, plan, goal):
    """One small step. A guest who may change writes its own row."""
    visit = enter(request, plan, "groeiplan", "goals", CHANGE)
    towards = visit.get(Goal, goal)
    form = bound(request, StepForm, visit)
    return filled_in(
        request,
        form,
        lambda: content.add_step(form.row(), by=visit.person, goal=towards),
        template="groeiplan/step_form.html",
        back=_list(plan),
        change="step_change",
        said=_("De stap staat erbij."),
        title=_("Een stap erbij"),
        goal=towards,
        who=who_sees(visit, "groeiplan", "goals", [towards]),
    )


def step_change(request, plan, step):
    """Say the step in better words, or who and when."""
    visit, row = _own(request, plan, Step, step)
    towards = visit.get(Goal, row.goal_id)
    form = bound(request, StepForm, visit, row)
    return filled_in(
        request,
        form,
        lambda: items.change(row, by=visit.person, **form.values()),
        template="groeiplan/step_form.html",
        back=_list(plan),
        said=_("Opgeslagen."),
        title=_("Deze stap aanpassen"),
        goal=towards,
        who=who_sees(visit, "groeiplan", "goals", [towards]),
    )


def step_status(request, plan, step):
    """Done, went differently, still to do. As a fragment it answers the step itself."""
    visit, row = _tended(request, plan, Step, step)
    towards = visit.get(Goal, row.goal_id)
    title = row.title
    form = bound(request, StepStatusForm, visit, row)
    if request.htmx and request.method == "POST" and form.is_valid():
        try:
            row = items.change(row, by=visit.person, **form.values())
        except items.Conflict as error:
            return _step(request, visit, error.row, changed_meanwhile=True)
        return _step(request, visit, row)
    return filled_in(
        request,
        form,
        lambda: items.change(row, by=visit.person, **form.values()),
        template="groeiplan/step_status.html",
        back=_list(plan),
        said=_("Opgeslagen."),
        step_title=title,
        goal=towards,
        who=who_sees(visit, "groeiplan", "goals", [towards]),
    )


def step_order(request, plan, step):
    """One place earlier or later within its goal."""
    visit, row = _tended(request, plan, Step, step)
    towards = visit.get(Goal, row.goal_id)
    if request.method == "POST" and visit.is_family:
        same = visit.rows(Step).filter(goal=towards).order_by("order", "created")
        content.move(row, list(same), earlier="earlier" in request.POST)
    return redirect(f"{_list(plan)}#r{row.pk}")


def step_remove(request, plan, step):
    """Take it away, after asking."""
    visit, row = _own(request, plan, Step, step)
    return taken_away(
        request,
        row,
        lambda version: items.remove(row, by=visit.person, version=version),
        back=_list(plan),
        title=_("Deze stap weghalen?"),
        does=[_("De stap staat dan niet meer bij dit doel.")],
    )


def step_undo(request, plan, step):
    """Put it back within a day."""
    return _put_back(request, plan, Step, step)


def _step(request, visit, row, **context):
    step = visit.rows(Step).select_related("who", "written_by").get(pk=row.pk)
    context |= {"step": step, "goal": step.goal}
    status = 409 if "changed_meanwhile" in context else 200
    return render(request, "groeiplan/step_row.html#step", context, status=status)


def _own(request, plan, model, pk):
    visit = enter(request, plan, "groeiplan", "goals", CHANGE)
    return visit, visit.get(model, pk, CHANGE)


def _tended(request, plan, model, pk):
    visit = enter(request, plan, "groeiplan", "goals", CHANGE)
    row = visit.get(model, pk)
    if not visit.may_tend(row):
        raise PermissionDenied
    return visit, row


def _put_back(request, plan, model, pk):
    visit = enter(request, plan, "groeiplan", "goals", CHANGE)
    return brought_back(
        request,
        visit,
        model,
        pk,
        lambda row: items.undo(row, by=visit.person, fields=()),
        back=_list(plan),
    )


def _may_add_goals(visit):
    return visit.is_family and visit.opens("groeiplan", "goals", CHANGE)


def _list(plan):
    return reverse("goals", args=[plan])
