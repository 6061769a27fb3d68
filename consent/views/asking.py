"""Asking somebody for their yes. Nothing goes out by itself: who asks first reads what the other
will read, and may leave it (DOMAIN §6, safety in asking)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from consent import actions
from consent.asking_forms import AskForm
from consent.models import Giver
from consent.refusals import in_words
from consent.sharing import may_read
from consent.views.sharing import enter_as_family, nobody_of
from consent.waiting import question_of


def ask(request, plan, giver):
    """What the other will read, word for word; then let it go out, or leave it."""
    visit = enter_as_family(request, plan)
    found = giver_of(visit, giver)
    question = read_by(visit, question_of(found, hides=_hides(request, visit, found)))
    if found.person_id == visit.person.pk:
        return redirect("consent:answer", visit.plan.pk, found.pk)
    form = _ask_form(request, visit, question)
    if request.method != "POST" or not form.is_valid():
        return _show_ask(request, question, form, 422 if form.errors else 200)
    if not may_ask(visit, question):
        return _show_ask(request, question, form, 409)
    try:
        actions.request(
            question.consent,
            by=visit.person,
            giver=found.person,
            hides_receiver=question.hides,
            noter=form.cleaned_data.get("noter"),
        )
    except actions.Refused as refused:
        form.add_error(None, in_words(refused))
        return _show_ask(request, question, form, 409)
    messages.success(request, _asked(found.person, form.cleaned_data.get("noter")))
    return redirect("consent:ask", visit.plan.pk, found.pk)


def _hides(request, visit, giver):
    """Is the receiver's name left out? As asked for on this page; else as it was asked before.
    The family reads with whom it shares, so there it would be an empty promise; and what was
    shown once cannot be hidden."""
    if giver.person.is_family(visit.now) or (giver.asked_at and not giver.hides_receiver):
        return False
    if request.method == "POST":
        return request.POST.get("hides") == "yes"
    wanted = request.GET.get("naam")
    return wanted == "weg" if wanted else giver.hides_receiver


def _ask_form(request, visit, question):
    return AskForm(
        request.POST if request.method == "POST" else None,
        answers_here=visit.knows_account(question.giver.person),
        noters=actions.noters(question.standing, visit.with_account, question.giver.person),
    )


def may_ask(visit, question):
    """Can it (still) go out? Asked in person once is enough; who writes it down may be another."""
    return question.waits and not asked_in_person(visit, question.giver)


def asked_in_person(visit, giver):
    """Was this giver asked by their own account, as far as this visitor may know?"""
    return giver.asked_at and visit.knows_account(giver.person) and not giver.noter_id


def _show_ask(request, question, form, status):
    visit, giver = request.visit, question.giver
    page = {
        "question": question,
        "person": giver.person,
        "answers_here": visit.knows_account(giver.person),
        "form": form,
        "may_ask": may_ask(visit, question),
        "may_hide": not giver.person.is_family(visit.now)
        and (giver.asked_at is None or giver.hides_receiver),
        "named": question.hides and _is_named(question.consent),
        "nobody": question.state == "nobody" and nobody_of(visit, question.standing.undecided),
        "may_court": may_court(question) and is_parent(question) and is_adult(visit),
    }
    return render(request, "consent/asking/ask.html", page, status=status)


def _is_named(consent):
    """Does the name that is left out stand in the words that go along?"""
    words = f"{consent.purpose} {consent.receiver_role}".lower()
    return any(name in words for name in consent.receiver.name.lower().split() if len(name) > 2)


def _asked(person, noter):
    if noter:
        names = {"noter": noter.shown_name, "name": person.shown_name}
        return capfirst(_("%(noter)s krijgt bericht, en schrijft op wat %(name)s zegt.") % names)
    return _("De vraag aan %(name)s is op weg.") % {"name": person.shown_name}


def reveal(request, plan, giver):
    """The giver asked "wie is dit?": let them read the name, or leave it out."""
    visit = enter_as_family(request, plan)
    found = giver_of(visit, giver)
    question = read_by(visit, question_of(found))
    asked = found.wants_name_at and found.hides_receiver and question.state == "open"
    if found.person_id == visit.person.pk or not asked:
        return redirect("consent:ask", visit.plan.pk, found.pk)
    if request.method == "POST":
        return _revealed(request, question)
    page = {"question": question, "person": found.person}
    return render(request, "consent/asking/reveal.html", page)


def _revealed(request, question):
    person, name = question.giver.person, {"name": question.giver.person.shown_name}
    shows = "show" in request.POST
    action = actions.show_receiver if shows else actions.keep_hidden
    try:
        action(question.consent, by=request.visit.person, giver=person)
    except actions.Refused as refused:
        messages.error(request, in_words(refused))
    else:
        said = _("%(name)s kan de naam nu lezen.") if shows else _("De naam blijft weg.")
        messages.success(request, capfirst(said % name))
    return redirect(ask_url(question.giver))


def giver_of(visit, pk):
    found = Giver.objects.filter(plan=visit.plan, pk=pk).select_related("person", "noter", "plan")
    if not (one := found.first()):
        raise Http404
    return one


def read_by(visit, question):
    """The question, where this family member may know of it (`sharing.may_read`), or Http404."""
    if not may_read(question.standing, visit):
        raise Http404
    return question


def may_court(question):
    """Can a court's decision still take the place of this answer: an open one, or a no to what
    they never said yes to?"""
    return question.state == "open" or (question.state == "no" and not question.yes)


def is_parent(question):
    """Is this yes one that a court can replace (`actions.may_be_replaced`)?"""
    reasons = question.standing.needed[question.giver.person_id]
    return actions.may_be_replaced(question.giver.person, reasons)


def is_adult(visit):
    return visit.person.is_adult(localdate(visit.now))


def ask_url(giver):
    return reverse("consent:ask", args=[giver.plan_id, giver.pk])
