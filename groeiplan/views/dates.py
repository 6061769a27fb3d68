"""What is understood of a date, while somebody types it."""

from django import forms
from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _

from groeiplan.access import enter
from groeiplan.forms import ToldDateField


def said_back(request, plan):
    """What is read in the words of one field (`?veld=when`, and `when` in what is sent), or what to
    write instead. It is asked with POST though it writes nothing: what people type while they think
    stands in no address, and so in no log of a server.
    `gebeurt`: as for a date that may not lie far ahead; `komt`: as for one still to come. It reads
    as much of people's birth dates as the form itself does, and nothing else of the plan."""
    visit = enter(request, plan)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    happens, comes = "gebeurt" in request.GET, "komt" in request.GET
    field = ToldDateField(visit=visit, happens=happens, comes=comes, required=False)
    text = request.POST.get(request.GET.get("veld", ""), "")
    words, wrong = field.said_back(text), ""
    if not words:
        try:
            field.clean(text)
        except forms.ValidationError as error:
            wrong = _not_yet(error, comes)
    context = {"said_back": words, "wrong": wrong}
    return render(request, "_components/told_date.html#said_back", context)


def _not_yet(error, comes):
    """A word that is not finished is no mistake yet."""
    if getattr(error, "code", "") == "Unknown":
        if comes:
            return _("Hier lees ik nog geen dag in. Schrijf bijvoorbeeld: over twee weken.")
        return _("Hier lees ik nog geen datum in. Schrijf bijvoorbeeld: zomer 2015.")
    return error.messages[0]
