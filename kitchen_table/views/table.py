"""The table itself: seeing it, picking a card from the deck, laying one down."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from groeiplan.access import CHANGE, enter
from groeiplan.models import Person
from groeiplan.views.conflicts import sent_before
from groeiplan.views.reading import only_shows
from groeiplan.views.writing import stands_there, status_of
from groeiplan.who_sees import who_sees
from kitchen_table import actions, deck, layout, seating
from kitchen_table.forms import CardForm
from kitchen_table.models import RoleCard

TOOL = "kitchen_table"


def as_family(request, plan):
    """The visit of a family member who lays and moves; a guest who may look gets 403."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    if not visit.is_family:
        raise PermissionDenied
    return visit


def drawings(table):
    """The drawings of the shown cards: for a wide screen, a small one and a phone."""
    cards = [(card.place, card.title, card.second_line, card) for card in table.seated]
    return {
        "oval": layout.oval(cards),
        "middle": layout.oval(cards, layout.MIDDLE),
        "long": layout.long(cards),
    }


def context(visit, *, as_list=False):
    """What the table's own page and its fragment show."""
    table = seating.Table(visit)
    return {
        "who": who_sees(visit, TOOL),
        "table": table,
        "as_list": as_list,
        "places": RoleCard.Place.choices,
        "step": "lay",
        **drawings(table),
    }


@only_shows
def index(request, plan):
    """The table from above, or the same as a list (`?als=lijst`)."""
    visit = enter(request, plan, TOOL)
    shown = context(visit, as_list=request.GET.get("als") == "lijst")
    shown["earlier"] = seating.snapshots(visit)[:1]
    if shown["earlier"]:
        shown["compared"] = seating.compare(
            shown["table"], shown["earlier"][0], seating.names_of(visit)
        )
    return render(request, "kitchen_table/index.html", shown)


@only_shows
def pick(request, plan):
    """The deck by group to pick from, the participants without a card, and the blank card."""
    visit = as_family(request, plan)
    lying = {card.person_id for card in seating.Table(visit).cards}
    people = Person.objects.filter(plan=visit.plan, emptied=None).order_by("created")
    return render(
        request,
        "kitchen_table/pick.html",
        {
            "who": who_sees(visit, TOOL),
            "deck": deck.by_group(),
            "people": [person for person in people if person.pk not in lying],
            "place": _asked(request, "plek", RoleCard.Place.values) or "",
        },
    )


def lay(request, plan):
    """Lay a card: its role may come along from the deck, its person from the participants."""
    visit = as_family(request, plan)
    begun = RoleCard(place=_asked(request, "plek", RoleCard.Place.values) or RoleCard.Place.TABLE)
    begun.role = _asked(request, "rol", deck.ROLES) or ""
    begun.kind = deck.ROLES[begun.role].kind if begun.role else ""
    form = CardForm(
        visit, request.POST or None, instance=begun, initial=_about_whom(request, visit)
    )
    if request.method == "POST" and form.is_valid():
        return _laid(request, visit, form)
    if stands_there(form):
        there = reverse("kitchen_table:card", args=[visit.plan.pk, form.made.pk])
        return sent_before(request, form, there, "kitchen_table:change")
    return render(
        request,
        "kitchen_table/lay.html",
        {"who": who_sees(visit, TOOL), "form": form},
        status=status_of(form),
    )


def _laid(request, visit, form):
    values = form.values()
    try:
        card = actions.lay(
            form.row(), by=visit.person, about=values["about"], readers=values["readers"]
        )
    except IntegrityError as error:
        raise Http404 from error
    messages.success(request, _("De kaart van %(name)s ligt er.") % {"name": card.title})
    if request.POST.get("nog"):
        return redirect("kitchen_table:pick", visit.plan.pk)
    return redirect("kitchen_table:index", visit.plan.pk)


def _asked(request, name, known):
    """A value from the address, if it is one we know."""
    value = request.GET.get(name, "")
    return value if value in known else None


def _about_whom(request, visit):
    """{"person": …} when the address names somebody of this plan; nothing otherwise."""
    wanted = request.GET.get("wie", "")
    people = (
        {str(p.pk): p for p in Person.objects.filter(plan=visit.plan, emptied=None)}
        if wanted
        else {}
    )
    person = people.get(wanted)
    if person is None:
        return {}
    return {
        "person": person.pk,
        "role": deck.suggested(person, localdate(visit.now)),
        "kind": person.kind,
        "own_role": "" if deck.named(person.role) else person.role,
    }
