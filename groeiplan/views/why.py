"""Waarom heb je gekeken? Asking it beside a look, and answering it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groeiplan.access import enter
from groeiplan.actions import why
from groeiplan.journal_forms import AnswerForm
from groeiplan.looks.days import at_times, folded
from groeiplan.looks.log import Log, Wanted, together
from groeiplan.looks.words import sentence
from groeiplan.models import Chapter, Entry
from groeiplan.parts import in_words

REFUSED = {
    "look": gettext_lazy(
        "Hierover kun je niet vragen waarom. Dat kan bij iemand van buiten die keek, printte of "
        "iets meenam."
    ),
    "family": gettext_lazy("Deze persoon hoort nu bij jullie gezin. Vraag het aan tafel."),
    "gone": gettext_lazy(
        "Deze persoon heeft hier geen account meer en kan niet antwoorden. Vraag het op een "
        "andere manier, als dat goed voelt."
    ),
}


def why_ask(request, plan, entry):
    """Ask why somebody looked: what will happen, one button. For the family alone."""
    visit = enter(request, plan)
    if not visit.is_family:
        raise Http404
    log = Log(visit)
    found = log.entries(Wanted()).filter(pk=entry).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _ask_page(request, log, found)
    try:
        question = why.ask(found, by=visit.person)
    except why.Refused as refused:
        return _ask_page(request, log, found, refused.why)
    name = {"name": question.person.shown_name}
    messages.success(
        request, _("Gevraagd. %(name)s krijgt een mail dat er iets klaarstaat.") % name
    )
    return redirect("journal", visit.plan.pk)


def why_answer(request, plan, question):
    """Answer why one looked, once. It needs no key, only the account that was asked: who was let
    in answers for that, also when the yes is over. To anybody else there is nothing here."""
    asked = why.asked_of(request.user, plan, question)
    if asked is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _answer_page(request, asked, form, 422 if form.is_bound else 200)
    try:
        why.answer(asked, by=request.user, words=form.cleaned_data["answer"])
    except why.Refused as refused:
        return _answer_page(request, refused.question, form, 409)
    messages.success(request, _("Je antwoord staat er. Dank je wel."))
    return redirect("why_answer", asked.plan_id, asked.pk)


def _ask_page(request, log, entry, refused=""):
    (day,) = folded(log, together(log.entries(Wanted()), entry))
    (doer,) = day.doers.values()
    (line,) = doer.lines.values()
    standing = getattr(entry, "why", None)
    if not (line.may_ask or standing or refused):
        refused = why.why_not(entry, doer.person, log.visit.now)
    context = {
        "day": day.day,
        "doer": doer,
        "line": line,
        "standing": standing,
        "refused": REFUSED.get(refused, ""),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "groeiplan/journal_ask.html", context, status=status)


def _answer_page(request, asked, form, status=200):
    entry = asked.entry
    looks = together(Entry.objects.all(), entry)
    parts = {pk for one in looks for pk in one.chapters}
    chapters = Chapter.objects.filter(plan=asked.plan_id, pk__in=parts)
    context = {
        "asked": asked,
        "form": form,
        "looked": sentence(entry.act, in_words(chapters), None),
        "times": at_times([one.at for one in looks]),
        "again": status == 409,
    }
    return render(request, "groeiplan/journal_answer.html", context, status=status)
