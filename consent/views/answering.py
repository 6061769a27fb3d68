"""Answering: a giver's own yes, no or "wie is dit?", and writing down what somebody said aloud.
Who is asked needs no key of this plan, only their own account; to all others it is not there."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent import actions
from consent.asking_forms import NO, WHO, YES, AnswerForm, NoteForm
from consent.refusals import in_words
from consent.waiting import asked_of, noted_by, question_of

ANSWERED = gettext_lazy("Hier is al een antwoord op. Er is niets veranderd.")
NOT_NOW = gettext_lazy("Antwoorden kan hier nu niet. Er is niets veranderd.")


def answer(request, plan, giver):
    """Asked for their yes, somebody reads what for, and says yes, no, or "wie is dit?"."""
    question = question_of(asked_of(request.user, plan, giver))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _show_answer(request, question, form)
    if not form.is_valid():
        return _show_answer(request, question, form, 422)
    given = form.cleaned_data["answer"]
    if question.state == given:  # sent twice, it is said once
        return redirect("consent:answer", plan, giver)
    # A no is heard as long as anything can still open or is open.
    if question.state != "open" and (given, question.state) != (NO, "yes"):
        return _show_answer(request, question, form, 409)
    try:
        _say(question, given, form.cleaned_data["words"])
    except actions.Refused as refused:
        form.add_error(None, in_words(refused))
        return _show_answer(request, question_of(question.giver), form, 409)
    return redirect("consent:answer", plan, giver)


def _say(question, given, words):
    person, consent = question.giver.person, question.consent
    if given == YES:
        actions.agree(consent, by=person)
    elif given == NO:
        actions.refuse(consent, by=person, words=words)
    elif given == WHO:
        actions.ask_who(consent, by=person)


def _show_answer(request, question, form, status=200):
    if status == 409 and not form.errors:
        form.add_error(None, ANSWERED if question.state in (YES, NO) else NOT_NOW)
    page = {"question": question, "form": form}
    return render(request, "consent/asking/answer.html", page, status=status)


def take_back(request, plan, giver):
    """Stop one's own yes: what that does, one button."""
    question = question_of(asked_of(request.user, plan, giver))
    if not question.may_stop:
        return redirect("consent:answer", plan, giver)
    if request.method == "POST":
        actions.withdraw(question.consent, by=question.giver.person)
        messages.success(request, _("Gestopt. Dit staat niet meer open."))
        return redirect("consent:answer", plan, giver)
    page = {
        "title": _("Stoppen met jouw ja?"),
        "lead": _("Je hoeft niet te zeggen waarom. De hulp gaat gewoon door."),
        "does": [
            _("Wat met dit ja open was, gaat meteen dicht."),
            _("Het gezin ziet dat jij stopte."),
            _("Er kan later opnieuw om een ja gevraagd worden."),
        ],
        "cannot_undo": _("Wat iemand al las of printte, kunnen we niet terughalen."),
        "action": _("Stoppen met delen"),
        "danger": True,
        "back_url": reverse("consent:answer", args=[plan, giver]),
        "back": _("Toch niet"),
    }
    return render(request, "_components/confirm.html", page)


def note(request, plan, giver):
    """Whoever was asked to writes down what a giver without account said, and how it was told."""
    question = question_of(noted_by(request.user, plan, giver))
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _show_note(request, question, form)
    if "who" in request.POST and question.state == "open":
        actions.ask_who(question.consent, by=question.giver.person)
        return redirect("consent:note", plan, giver)
    if not form.is_valid():
        return _show_note(request, question, form, 422)
    if question.state == form.cleaned_data["answer"]:
        return redirect("consent:note", plan, giver)
    if question.state != "open":
        return _show_note(request, question, form, 409)
    try:
        _write_down(question, form)
    except actions.Refused as refused:
        form.add_error(None, in_words(refused))
        return _show_note(request, question_of(question.giver), form, 409)
    return redirect("consent:note", plan, giver)


def _write_down(question, form):
    giver = question.giver
    who = {"giver": giver.person, "by": giver.noter}
    if form.cleaned_data["answer"] == YES:
        actions.note_yes(question.consent, **who, **form.how())
    else:
        actions.note_no(question.consent, **who, words=form.cleaned_data["words"])


def _show_note(request, question, form, status=200):
    if status == 409 and not form.errors:
        form.add_error(None, ANSWERED if question.state in (YES, NO) else NOT_NOW)
    page = {"question": question, "person": question.giver.person, "form": form}
    return render(request, "consent/asking/note.html", page, status=status)
