"""What is said with a card: answers to its questions, whether it is right, what is decided."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan.access import CHANGE, enter
from groeiplan.actions import items
from groeiplan.undo import removed_row
from groeiplan.views.conflicts import conflict, sent_before
from groeiplan.views.writing import put_back, stands_there, status_of, taken_away
from groeiplan.who_sees import who_sees
from kitchen_table import actions, deck, forms, seating
from kitchen_table.models import CardAnswer, CardCheck, CardDecision
from kitchen_table.views.table import TOOL, as_family


def answer(request, plan, card, question):
    """Answer one question of a card: the family any card's, a guest only its own card's."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    found = seating.Table(visit).card(card)
    if question not in deck.QUESTIONS[found.kind]:
        raise Http404
    if not seating.may_answer(visit, found):
        raise PermissionDenied
    begun = CardAnswer(card=found, question=question, audience=forms.audience_of(found))
    form = forms.AnswerForm(visit, request.POST or None, instance=begun)
    if request.method == "POST" and form.is_valid():
        row = form.row()
        row.card, row.question = found, question
        return _written(row, visit, form, found)
    return _asked(request, visit, form, found, deck.QUESTION[question])


def check(request, plan, card):
    """ "Klopt dat voor jullie?": yes, or no with a reason. Each family member says it anew."""
    visit = as_family(request, plan)
    found = seating.Table(visit).card(card)
    form = forms.CheckForm(visit, request.POST or None, instance=CardCheck(card=found))
    if request.method == "POST" and form.is_valid():
        row = form.row()
        row.card = found
        return _written(row, visit, form, found)
    return _asked(request, visit, form, found, _("Klopt wat er op deze kaart staat?"))


def decide(request, plan, card):
    """Write down what the family decides about a card. An older decision stays to be read."""
    visit = as_family(request, plan)
    found = seating.Table(visit).card(card)
    form = forms.DecisionForm(visit, request.POST or None, instance=CardDecision(card=found))
    if request.method == "POST" and form.is_valid():
        row = form.row()
        row.card = found
        return _written(row, visit, form, found)
    return _asked(request, visit, form, found, _("Wat besluiten jullie over deze kaart?"))


def change_answer(request, plan, answer):
    """Change one's own answer."""
    visit, row, found = _mine(request, plan, CardAnswer, answer)
    form = forms.AnswerForm(visit, request.POST or None, instance=row)
    here = _card(visit, found)
    if request.method == "POST" and form.is_valid():
        try:
            items.change(row, by=visit.person, **form.values())
        except items.Conflict as error:
            return conflict(request, form, error, here)
        return redirect(here)
    return _asked(request, visit, form, found, deck.QUESTION[row.question], removable=row)


def remove_answer(request, plan, answer):
    """Take one's own answer away."""
    visit, row, found = _mine(request, plan, CardAnswer, answer)
    return _remove(
        request, visit, row, found, _("Jouw antwoord weghalen?"), "kitchen_table:answer_undo"
    )


def remove_decision(request, plan, decision):
    """Take away a decision one wrote down; the one before it counts again."""
    visit, row, found = _mine(request, plan, CardDecision, decision)
    return _remove(
        request, visit, row, found, _("Dit besluit weghalen?"), "kitchen_table:decision_undo"
    )


def undo_answer(request, plan, answer):
    """Bring one's own answer back within a day."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    return _undo(request, visit, CardAnswer, answer, ("text", "audience"))


def undo_decision(request, plan, decision):
    """Bring back a decision one wrote down, within a day."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    return _undo(request, visit, CardDecision, decision, ("outcome", "reason", "tells", "tells_on"))


def _written(row, visit, form, found):
    readers = form.cleaned_data.get("readers", ()) if "audience" in form.fields else None
    try:
        actions.say(row, by=visit.person, readers=readers)
    except IntegrityError as error:
        raise Http404 from error
    return redirect(_card(visit, found))


def _asked(request, visit, form, found, question, removable=None):
    if stands_there(form):
        change = "kitchen_table:answer_change" if isinstance(form.made, CardAnswer) else ""
        return sent_before(request, form, _card(visit, found), change)
    return render(
        request,
        "kitchen_table/say.html",
        {
            "who": who_sees(visit, TOOL),
            "form": form,
            "card": found,
            "question": question,
            "removable": removable,
        },
        status=status_of(form),
    )


def _mine(request, plan, model, pk):
    """My own words, with a card I can see; else 404, or 403 where they are somebody else's."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    row = visit.get(model, pk)
    found = seating.Table(visit).card(row.card_id)
    if not visit.may_change(row):
        raise PermissionDenied
    return visit, row, found


def _remove(request, visit, row, found, title, undo_url):
    here = _card(visit, found)
    return taken_away(
        request,
        row,
        lambda version: items.remove(row, by=visit.person, version=version),
        title=title,
        back=here,
        undo=reverse(undo_url, args=[visit.plan.pk, row.pk]),
    )


def _undo(request, visit, model, pk, fields):
    row = removed_row(visit, model, pk)
    done = reverse("kitchen_table:index", args=[visit.plan.pk])
    if any(card.pk == row.card_id for card in seating.Table(visit).cards):
        done = reverse("kitchen_table:card", args=[visit.plan.pk, row.card_id])
    return put_back(
        request,
        row,
        lambda row: items.undo(row, by=visit.person, fields=fields),
        back=done,
    )


def _card(visit, card):
    return reverse("kitchen_table:card", args=[visit.plan.pk, card.pk])
