"""Keeping how the table is today, and looking back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan.access import enter
from groeiplan.actions import items
from groeiplan.undo import removed_row
from groeiplan.views.conflicts import sent_before
from groeiplan.views.reading import only_shows
from groeiplan.views.writing import put_back, stands_there, status_of, taken_away
from groeiplan.who_sees import who_sees
from kitchen_table import actions, seating
from kitchen_table.forms import KeepForm
from kitchen_table.models import Snapshot
from kitchen_table.views.table import TOOL, as_family
from kitchen_table.words import at_the_table


def keep(request, plan):
    """Keep who sits where today, with a word of one's own if one likes."""
    visit = as_family(request, plan)
    form = KeepForm(visit, request.POST or None)
    if request.method == "POST" and form.is_valid():
        table = seating.Table(visit)
        values = form.cleaned_data
        try:
            actions.keep(by=visit.person, cards=table.cards, note=values["note"], pk=values["id"])
        except IntegrityError as error:
            raise Http404 from error
        messages.success(request, _("Bewaard. Later kun je zien wat er veranderde."))
        return redirect("kitchen_table:earlier", visit.plan.pk)
    if stands_there(form):
        there = reverse("kitchen_table:compared", args=[visit.plan.pk, form.made.pk])
        return sent_before(request, form, there)
    summary = at_the_table(seating.Table(visit))
    return render(
        request,
        "kitchen_table/keep.html",
        {"who": _family_only(visit), "form": form, "summary": summary},
        status=status_of(form),
    )


@only_shows
def index(request, plan):
    """Earlier tables, newest first, each beside today's in words."""
    visit = enter(request, plan, TOOL)
    table, names = seating.Table(visit), seating.names_of(visit)
    compared = [seating.compare(table, one, names) for one in seating.snapshots(visit)]
    return render(
        request,
        "kitchen_table/earlier.html",
        {"who": _family_only(visit), "compared": compared, "table": table},
    )


@only_shows
def compared(request, plan, snapshot):
    """One earlier table: who sat where then, and what changed since."""
    visit = enter(request, plan, TOOL)
    found = visit.get(Snapshot, snapshot)
    table, names = seating.Table(visit), seating.names_of(visit)
    return render(
        request,
        "kitchen_table/compared.html",
        {
            "who": _family_only(visit),
            "one": seating.compare(table, found, names),
            "rings": seating.rings_then(table, found, names),
            "may_remove": visit.is_family and visit.may_change(found),
        },
    )


def remove(request, plan, snapshot):
    """Take an earlier table away; for a day it can be brought back."""
    visit = as_family(request, plan)
    found = visit.get(Snapshot, snapshot)
    if not visit.may_change(found):
        raise PermissionDenied
    plan = visit.plan.pk
    return taken_away(
        request,
        found,
        lambda version: items.remove(found, by=visit.person, version=version),
        title=_("Deze eerdere tafel weghalen?"),
        back=reverse("kitchen_table:compared", args=[plan, found.pk]),
        done=reverse("kitchen_table:earlier", args=[plan]),
        undo=reverse("kitchen_table:snapshot_undo", args=[plan, found.pk]),
    )


def undo(request, plan, snapshot):
    """Bring an earlier table back within a day."""
    visit = as_family(request, plan)
    return put_back(
        request,
        removed_row(visit, Snapshot, snapshot),
        lambda row: items.undo(row, by=visit.person, fields=("note",)),
        back=reverse("kitchen_table:earlier", args=[visit.plan.pk]),
    )


def _family_only(visit):
    """Earlier tables have the family as their audience, so no guest stands in the line."""
    if not visit.is_family:
        return who_sees(visit, TOOL)
    return {"entries": who_sees(visit, TOOL)["entries"][:1], "can_change": False}
