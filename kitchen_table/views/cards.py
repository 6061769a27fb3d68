"""One card: seeing it, putting it elsewhere, changing it, taking it away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan.access import CHANGE, enter
from groeiplan.actions import items
from groeiplan.undo import removed_row
from groeiplan.views.conflicts import conflict
from groeiplan.views.reading import only_shows
from groeiplan.views.writing import put_back, taken_away
from groeiplan.who_sees import who_sees
from kitchen_table import actions, seating
from kitchen_table.forms import CardForm
from kitchen_table.models import RoleCard
from kitchen_table.views import table as tables

TOOL = tables.TOOL


@only_shows
def card(request, plan, card):
    """All that lies with one card: its questions and answers, what people say to it, decisions."""
    visit = enter(request, plan, TOOL)
    table = seating.Table(visit)
    found = table.card(card)
    said = table.said[found.pk]
    return render(
        request,
        "kitchen_table/card.html",
        {
            "who": who_sees(visit, TOOL),
            "card": found,
            "said": said,
            "questions": seating.questions(found, said),
            "may_answer": seating.may_answer(visit, found),
            "reach": seating.reach(visit, found),
            "places": RoleCard.Place.choices,
            "next": table.after(found),
            "gone": table.gone,
        },
    )


def move(request, plan, card):
    """Put a card in another place, or one seat up or down. With htmx the list answers."""
    visit = tables.as_family(request, plan)
    table = seating.Table(visit)
    found = table.card(card)
    if request.method != "POST":
        return redirect("kitchen_table:card", visit.plan.pk, found.pk)
    if request.POST.get("place") in RoleCard.Place.values:
        found = actions.move(found, by=visit.person, place=request.POST["place"])
    elif request.POST.get("step") in ("-1", "1"):
        neighbours = [one for one in table.cards if one.place == found.place]
        actions.step(
            found, by=visit.person, neighbours=neighbours, by_one=int(request.POST["step"])
        )
    else:
        raise Http404
    if request.htmx:
        # A new visit: this one still holds the table as it was before the move.
        shown = tables.context(tables.as_family(request, plan), as_list=True) | {"moved": found}
        return render(request, "kitchen_table/index.html#table", shown)
    words = {"name": found.title, "place": found.get_place_display()}
    messages.success(request, _("%(name)s: %(place)s.") % words)
    return redirect(_back(request, visit, found))


def change(request, plan, card):
    """Change a card's words (one's own) or its facts (the family's)."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    found = seating.Table(visit).card(card)
    if not (visit.is_family and visit.may_tend(found)):
        raise PermissionDenied
    form = CardForm(visit, request.POST or None, instance=found)
    here = reverse("kitchen_table:card", args=[visit.plan.pk, found.pk])
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(found, by=visit.person, **form.values())
        except items.Conflict as error:
            return conflict(request, form, error, here)
        return redirect(here)
    return render(
        request,
        "kitchen_table/change.html",
        {"who": who_sees(visit, TOOL), "form": form, "card": found, "name": found.title},
        status=422 if form.errors else 200,
    )


def remove(request, plan, card):
    """Take a card away, after asking; it can be brought back for a day."""
    visit = tables.as_family(request, plan)
    found = seating.Table(visit).card(card)
    if not visit.may_change(found):
        raise PermissionDenied
    return taken_away(
        request,
        found,
        lambda version: items.remove(found, by=visit.person, version=version),
        title=_("De kaart van %(name)s weghalen?") % {"name": found.title},
        does=[
            _("De kaart ligt niet meer op tafel. Wat erbij verteld is, zie je ook niet meer."),
            _("Heeft deze persoon een sleutel? Die verandert niet. Dat regel je bij Delen."),
        ],
        back=reverse("kitchen_table:card", args=[visit.plan.pk, found.pk]),
        done=reverse("kitchen_table:index", args=[visit.plan.pk]),
        undo=reverse("kitchen_table:undo", args=[visit.plan.pk, found.pk]),
    )


def undo(request, plan, card):
    """Bring a card back within a day."""
    visit = tables.as_family(request, plan)
    return put_back(
        request,
        removed_row(visit, RoleCard, card),
        lambda row: items.undo(row, by=visit.person, fields=actions.FIELDS),
        back=reverse("kitchen_table:index", args=[visit.plan.pk]),
    )


def _back(request, visit, card):
    if request.POST.get("als") == "lijst":
        return reverse("kitchen_table:index", args=[visit.plan.pk]) + "?als=lijst#tafel"
    return reverse("kitchen_table:card", args=[visit.plan.pk, card.pk])
