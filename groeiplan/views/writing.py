"""Filling in a form about a row, taking a row away, bringing it back: the same on every page."""

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from groeiplan.actions import items
from groeiplan.models.items import Audience
from groeiplan.undo import called, removed_row
from groeiplan.views.conflicts import conflict, sent_before


def came_from(request):
    """Where in this plan the visitor came from to do this (`?terug=`), or ""."""
    back = request.GET.get("terug", "")
    return back if back.startswith(reverse("plan", args=[request.visit.plan.pk])) else ""


def bound(request, form_class, visit, instance=None):
    """The form with what was sent, or empty when it was only asked for."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    more = {} if instance is None else {"instance": instance}
    return form_class(visit, *sent, **more)


def filled_in(request, form, save, *, template, back, said, change="", **context):
    """Show the form; when it was sent and is right, `save()` it and go back to the list, to the
    row it returns; `said`, the message, may be a function of that row. Wrong: 422 and all that was
    typed. Somebody else was first, or the same form was saved before with other words: 409.
    `change`: the name of the page on which a new row is changed later."""
    if request.method == "POST" and form.is_valid():
        try:
            row = save()
        except items.Conflict as error:
            return conflict(request, form, error, back)
        except IntegrityError as error:
            raise Http404 from error
        messages.success(request, said(row) if callable(said) else said)
        return redirect(f"{back}#r{row.pk}")
    if stands_there(form):
        return sent_before(request, form, back, change)
    context = {"form": form, "back_url": back, **context}
    return render(request, template, context, status=status_of(form))


def it_stands_there(row, said=""):
    """What is said of a new row, with who reads it where that is only one."""
    said = said or _("Het staat erbij.")
    if row.audience == Audience.TELLER:
        return _("%s Alleen jij leest het.") % said
    return said


def stands_there(form):
    """Was this very form saved before, with other words that still stand to be read?"""
    return form.is_bound and getattr(form, "made", None) is not None


def status_of(form):
    """200 for a form that is only shown, 422 for one that is not right yet, 409 for one whose id
    already stands there with other words."""
    if not form.is_bound:
        return 200
    return 409 if form.was_sent_before else 422


class Sure(forms.Form):
    """ "Yes, take this away", of the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def taken_away(request, row, remove, *, back, title, does=(), done="", undo=""):
    """Ask first, then `remove(version)`. Changed in between: look again, 409. `done`: where to go
    once it is gone, if not `back`; `undo`: the page that brings it back, for the message."""
    form = Sure(
        request.POST if request.method == "POST" else None, initial={"version": row.version}
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            remove(form.cleaned_data["version"])
        except items.Conflict:
            messages.warning(
                request, _("Hier is net iets veranderd. Kijk nog een keer of het weg mag.")
            )
            form, status = Sure(initial={"version": row.version}), 409
        else:
            said = _("Weggehaald. Je kunt het een dag lang terugzetten.")
            if undo:
                said = format_html('{} <a href="{}">{}</a>', said, undo, _("Terugzetten"))
            messages.success(request, said)
            return redirect(done or back)
    elif request.method == "POST":
        form, status = Sure(initial={"version": row.version}), 422
    context = {
        "title": title,
        "lead": called(row),
        "does": [*does, _("Je kunt het een dag lang terugzetten.")],
        "action": _("Weghalen"),
        "danger": True,
        "back_url": back,
        "back": _("Toch niet"),
        "form": form,
    }
    return render(request, "_components/confirm.html", context, status=status)


def brought_back(request, visit, model, pk, undo, *, back):
    """Put back what was taken away within a day, then the list. Asked twice, it is done once."""
    if request.method == "POST":
        try:
            undo(removed_row(visit, model, pk))
        except Http404:
            if not visit.rows(model).filter(pk=pk).exists():
                raise
        except IntegrityError:
            messages.warning(request, _("Hier staat al iets nieuws. Haal dat eerst weg."))
        else:
            messages.success(request, _("Het staat er weer."))
    return redirect(back)


def put_back(request, row, undo, *, back, done=""):
    """The page behind the link in that message: ask first, then `undo(row)`. `row` was taken away
    by this visitor within a day (`groeiplan.undo.removed_row`)."""
    if request.method == "POST":
        try:
            undo(row)
        except LookupError as error:
            raise Http404 from error
        messages.success(request, _("Het staat er weer."))
        return redirect(done or back)
    context = {
        "title": _("Toch terugzetten?"),
        "lead": called(row),
        "action": _("Terugzetten"),
        "back_url": back,
        "back": _("Toch niet"),
    }
    return render(request, "_components/confirm.html", context)
