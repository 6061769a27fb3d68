"""Other plans around the family, laid beside this one."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan.access import CHANGE, enter
from groeiplan.actions import content
from groeiplan.content_forms import OtherPlanForm
from groeiplan.models import OtherPlan
from groeiplan.undo import removed_lately
from groeiplan.views.reading import only_shows
from groeiplan.views.writing import bound, brought_back, filled_in, taken_away
from groeiplan.who_sees import who_sees


@only_shows
def other_plans(request, plan):
    """All other plans, the one laid down last on top."""
    visit = enter(request, plan, "groeiplan", "other_plans")
    rows = visit.rows(OtherPlan).select_related("written_by", "paper").prefetch_related("about")
    context = {
        "who": who_sees(visit, "groeiplan", "other_plans"),
        "rows": rows.order_by("-created", "pk"),
        "may_add": visit.opens("groeiplan", "other_plans", CHANGE),
        "removed": removed_lately(visit, OtherPlan),
    }
    return render(request, "groeiplan/other_plans.html", context)


def other_plan_add(request, plan):
    """Lay a plan beside this one, with its paper if there is one."""
    visit = _enter(request, plan)
    form = bound(request, OtherPlanForm, visit)
    return filled_in(
        request,
        form,
        lambda: content.add_other_plan(
            form.row(),
            by=visit.person,
            about=form.cleaned_data["about"],
            readers=form.cleaned_data.get("readers", ()),
            file=form.cleaned_data["file"],
        ),
        template="groeiplan/other_plan_form.html",
        back=_list(plan),
        change="other_plan_change",
        said=_("Het staat erbij."),
        title=_("Welk plan is er nog meer?"),
        who=who_sees(visit, "groeiplan", "other_plans"),
    )


def other_plan_change(request, plan, otherplan):
    """Mend what was written about it, or lay another paper with it."""
    visit = _enter(request, plan)
    row = visit.get(OtherPlan, otherplan, CHANGE)
    form = bound(request, OtherPlanForm, visit, row)
    return filled_in(
        request,
        form,
        lambda: content.change_other_plan(
            row,
            by=visit.person,
            file=form.cleaned_data["file"],
            without_file=form.cleaned_data.get("without_file", False),
            **form.values(),
        ),
        template="groeiplan/other_plan_form.html",
        back=_list(plan),
        said=_("Opgeslagen."),
        title=_("Dit plan aanpassen"),
        who=who_sees(visit, "groeiplan", "other_plans"),
    )


def other_plan_remove(request, plan, otherplan):
    """Take it away, after asking."""
    visit = _enter(request, plan)
    row = visit.get(OtherPlan, otherplan, CHANGE)
    return taken_away(
        request,
        row,
        lambda version: content.remove_other_plan(row, by=visit.person, version=version),
        back=_list(plan),
        title=_("Dit plan weghalen?"),
        does=[_("Niemand ziet het nog bij jullie plan. Het papier gaat mee.")],
    )


def other_plan_undo(request, plan, otherplan):
    """Put it back within a day, with its paper."""
    visit = _enter(request, plan)
    return brought_back(
        request,
        visit,
        OtherPlan,
        otherplan,
        lambda row: content.bring_back_other_plan(row, by=visit.person),
        back=_list(plan),
    )


def _enter(request, plan):
    return enter(request, plan, "groeiplan", "other_plans", CHANGE)


def _list(plan):
    return reverse("other_plans", args=[plan])
