"""What was agreed then: reading one consent back, on paper too, and stopping it."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from consent import actions, pdf, sharing
from consent.standing import State
from consent.views.sharing import card_of, enter_as_family, nobody_of, shared_of, who_reads
from groeiplan.views.reading import only_shows


@only_shows
def consent(request, plan, consent):
    """What was agreed then: one record of consent with all its fields, as it stands."""
    visit = enter_as_family(request, plan)
    shared = shared_of(visit, consent)
    page = {
        "who": who_reads(visit),
        "shared": shared,
        "consent": shared.consent,
        "asker": visit.people[shared.consent.asked_by_id],
        "stopped_by": visit.people.get(shared.consent.withdrawn_by_id),
        "about": [visit.people[one.pk] for one in shared.consent.about.all()],
        "nobody": shared.state == State.NOBODY and nobody_of(visit, shared.standing.undecided),
        **_history(visit, shared.consent),
    }
    return render(request, "consent/consent.html", page)


def withdraw(request, plan, consent):
    """Stop one yes: what it does, what it cannot undo, one button."""
    visit = enter_as_family(request, plan)
    shared = shared_of(visit, consent)
    found = shared.consent
    if found.withdrawn_at or found.until <= visit.now:
        return redirect("consent:consent", visit.plan.pk, found.pk)
    # Where everybody agreed before, it may have been open: then stopping says so.
    if request.method == "POST":
        actions.withdraw(found, by=visit.person)
        done = _dropped if shared.is_question else _stopped
        return done(request, found.receiver)
    if shared.is_question:
        return _confirm_drop(request, shared)
    return _confirm_stop(request, found.receiver)


def stop(request, plan, person):
    """Stop everything that is shared with this person."""
    visit = enter_as_family(request, plan)
    receiver = card_of(visit, person)
    if request.method == "POST":
        actions.withdraw_all(receiver, by=visit.person)
        return _stopped(request, receiver)
    return _confirm_stop(request, receiver)


@only_shows
def paper(request, plan, consent):
    """One consent as a single sheet, filled in, with room for those who still have to sign."""
    visit = enter_as_family(request, plan)
    return _sheet(pdf.statement(shared_of(visit, consent), visit), "toestemming.pdf")


@only_shows
def blank(request, plan):
    """The same sheet with nothing filled in, to write on by hand."""
    visit = enter_as_family(request, plan)
    return _sheet(pdf.blank(visit), "toestemming-leeg.pdf")


def _history(visit, consent):
    """The consents this one replaced and was replaced by, where the visitor may read them."""
    around = Q(pk=consent.replaces_id) | Q(replaces=consent.pk)
    shared = sharing.read_by(visit, sharing.consents_of(visit.plan).filter(around))
    found = [one.consent for one in shared]
    return {
        "before": next((one for one in found if one.pk == consent.replaces_id), None),
        "after": next((one for one in found if one.pk != consent.replaces_id), None),
    }


def _sheet(content, name):
    # The name of the file tells nobody with whom: it lies in the downloads of a shared computer.
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _stopped(request, receiver):
    said = _("Gestopt. Bij de volgende klik ziet %(name)s dit niet meer.")
    messages.success(request, said % {"name": receiver.shown_name})
    return redirect("consent:index", request.visit.plan.pk)


def _dropped(request, receiver):
    said = _("Dit gaat niet door. Met %(name)s wordt dit niet gedeeld.")
    messages.success(request, said % {"name": receiver.shown_name})
    return redirect("consent:index", request.visit.plan.pk)


def _confirm_drop(request, shared):
    name = {"name": shared.consent.receiver.shown_name}
    title = _("Stoppen met vragen om te delen met %(name)s?")
    told = [_("Wie gevraagd is, hoeft niets meer te zeggen.")]
    if shared.asked_nobody:
        title = _("Toch niet delen met %(name)s?")
        told = []  # nobody was
    page = {
        "title": title % name,
        "lead": _("Je hoeft niet te zeggen waarom. De hulp gaat gewoon door."),
        "does": [
            _("Met %(name)s wordt dit niet gedeeld: het is nu dicht, en het blijft dicht.") % name,
            *told,
            _("Delen kan later opnieuw."),
        ],
        "action": shared.stop_words,
        "danger": True,
        "back_url": reverse("consent:index", args=[request.visit.plan.pk]),
        "back": _("Toch niet"),
    }
    return render(request, "_components/confirm.html", page)


def _confirm_stop(request, receiver):
    name = {"name": receiver.shown_name}
    page = {
        "title": _("Stoppen met delen met %(name)s?") % name,
        "lead": _("Je hoeft niet te zeggen waarom. De hulp gaat gewoon door."),
        "does": [
            capfirst(_("%(name)s kan meteen niet meer bij wat jullie hiermee deelden.") % name),
            _("Wat %(name)s zelf schreef, blijft in jullie plan staan.") % name,
            _("Delen kan later opnieuw."),
        ],
        "cannot_undo": _("Wat %(name)s al las of printte, kunnen we niet terughalen.") % name,
        "action": _("Stoppen met delen"),
        "danger": True,
        "back_url": reverse("consent:index", args=[request.visit.plan.pk]),
        "back": _("Toch niet"),
    }
    return render(request, "_components/confirm.html", page)
