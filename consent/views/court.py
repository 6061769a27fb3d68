"""A court's decision in the place of a parent's yes: writing it down, and laying it beside the
paper. Who is asked to read it needs no key of this plan, only their own account."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from consent import actions
from consent.asking_forms import CourtForm
from consent.models import CourtDecision
from consent.refusals import in_words
from consent.views.asking import ask_url, giver_of, is_adult, is_parent, may_court, read_by
from consent.views.sharing import enter_as_family
from consent.waiting import question_of


def court(request, plan, giver):
    """An adult of the family writes down that a court decided instead of this parent. What waits
    for its reader is shown, and can be taken back."""
    visit = enter_as_family(request, plan)
    found = giver_of(visit, giver)
    question = read_by(visit, question_of(found))
    if found.person_id == visit.person.pk or not is_parent(question):
        raise Http404
    if not is_adult(visit):
        raise PermissionDenied
    if not may_court(question):
        return redirect("consent:ask", visit.plan.pk, found.pk)
    if waits := found.decisions.filter(right=None).select_related("reader", "written_by").first():
        return _waits(request, waits)
    readers = actions.court_readers(
        question.standing, visit.with_account, found.person, visit.person
    )
    if not readers:
        return _nobody_reads(request, question)
    form = CourtForm(request.POST if request.method == "POST" else None, readers=readers)
    if request.method != "POST" or not form.is_valid():
        return _show(request, question, form, 422 if form.errors else 200)
    try:
        actions.note_court(
            question.consent, giver=found.person, by=visit.person, **form.cleaned_data
        )
    except actions.Refused as refused:
        form.add_error(None, in_words(refused))
        return _show(request, question, form, 409)
    name = {"name": form.cleaned_data["reader"].shown_name}
    messages.success(request, _("Opgeschreven. Het telt pas als %(name)s zegt: klopt.") % name)
    return redirect("consent:court", visit.plan.pk, found.pk)


def _show(request, question, form, status):
    name = {"name": question.giver.person.shown_name}
    page = {
        "title": _("Besloot de rechter, in plaats van %(name)s?") % name,
        "lead": _("Schrijf dit alleen op als jullie het besluit hebben."),
        "does": [
            _("Iemand anders legt het besluit naast het papier. Jij kiest wie."),
            _("Zegt die: klopt? Dan telt dit als het ja van %(name)s.") % name,
            _("Jullie namen, de rechtbank en de dag staan erbij. Jullie hele gezin leest dat."),
            _("%(name)s krijgt hier geen bericht van, behalve als jij %(name)s kiest.") % name,
        ],
        "cannot_undo": _(
            "Klopt het later niet? Stop dan met delen. Dat kan altijd, en werkt meteen."
        ),
        "form": form,
        "action": _("Schrijf het besluit op"),
        "back_url": ask_url(question.giver),
        "back": _("Toch niet"),
    }
    return render(request, "_components/confirm.html", page, status=status)


def _nobody_reads(request, question):
    page = {"back_url": ask_url(question.giver)}
    status = 422 if request.method == "POST" else 200
    return render(request, "consent/asking/court_nobody.html", page, status=status)


def _waits(request, decision):
    """It waits for its reader; whoever wrote it down may take it back."""
    mine = decision.written_by_id == request.visit.person.pk
    if "take_back" in request.POST:  # the form that wrote it down, sent twice, takes nothing back
        if not mine:
            raise PermissionDenied
        actions.read_court(decision, by=decision.written_by, right=False)
        messages.success(request, _("Het besluit telt niet. Er is niets opengegaan."))
        return redirect(ask_url(decision.giver))
    page = {"decision": decision, "mine": mine, "back_url": ask_url(decision.giver)}
    return render(request, "consent/asking/court_waits.html", page)


def decision(request, plan, giver):
    """Whoever was asked to reads what was written down, lays it beside the paper, and says whether
    it is so. To everybody else it is not there."""
    asked = CourtDecision.objects.filter(plan=plan, giver=giver, reader__user=request.user)
    asked = asked.select_related("giver__person", "giver__plan", "reader", "written_by")
    found = asked.order_by("-written_at").first()
    if found is None:
        raise Http404
    question, error, status = question_of(found.giver), "", 200
    if request.method == "POST" and request.POST.get("right") in ("yes", "no"):
        try:
            actions.read_court(found, by=found.reader, right=request.POST["right"] == "yes")
        except actions.Refused as refused:
            error, status = in_words(refused), 409
        else:
            return redirect("consent:decision", plan, giver)
    page = {
        "decision": found,
        "person": found.giver.person,
        "question": question,
        "over": found.right is None and question.state not in ("open", "no"),
        "error": error,
    }
    return render(request, "consent/asking/decision.html", page, status=status)
