"""Going out of a plan in two steps, and taking one's own rows along."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groeiplan import journal
from groeiplan.access import enter
from groeiplan.actions import leaving as actions
from groeiplan.leaving_forms import LeaveForm, TakeAlongForm


def leave(request, plan):
    """First what happens and how one wants to go; then one "ja", and it is done."""
    visit = enter(request, plan)
    if not actions.may_leave(visit.person, localdate(visit.now)):
        if request.method == "POST":
            raise PermissionDenied
        return render(request, "groeiplan/leaving_young.html")
    others = actions.others_who_hold(visit.person)
    is_last = visit.is_family and not others
    stays_named = not visit.is_family or journal.keeps_a_name_of(visit.person)
    asked = {"is_last": is_last, "stays_named": stays_named}
    form = LeaveForm(visit, request.POST or None, **asked)
    if request.method == "POST" and form.is_valid():
        if "sure" in request.POST:
            return _gone(request, visit, form)
        return _ask_once_more(request, visit, form, **asked)
    context = {"form": form, "others": others, **asked}
    context["is_minor"] = not visit.person.is_adult(localdate(visit.now))
    status = 422 if form.is_bound else 200
    return render(request, "groeiplan/leaving.html", context, status=status)


def take_along(request, plan):
    """Copies of one's own rows in a new plan; this one stays as it is."""
    visit = enter(request, plan)
    if not visit.is_family:
        raise PermissionDenied
    form = TakeAlongForm(visit, request.POST or None)
    if request.method == "POST" and form.is_valid():
        new, count = _taken(visit, form.cleaned_data)
        messages.success(request, _came_along(count))
        return redirect("plan", new.pk)
    status = 422 if form.is_bound else 200
    return render(request, "groeiplan/take_along.html", {"form": form}, status=status)


@transaction.atomic
def _go(visit, form):
    """All of it or nothing: take along first, then go. Returns (new plan, count) or None."""
    new = form.new_plan()
    taken = _taken(visit, new) if new else None
    if form.erases:
        actions.erase(visit.person)
    else:
        actions.leave(visit.person, **form.how())
    return taken


def _gone(request, visit, form):
    name = visit.plan.family_name
    try:
        taken = _go(visit, form)
    except actions.Refused:  # somebody came to hold it meanwhile: look again at what is asked
        messages.warning(request, _("Er is net iets veranderd. Kijk nog een keer."))
        return redirect("leave", visit.plan.pk)
    if form.erases:
        messages.success(request, _("Het plan van %s is gewist.") % name)
    else:
        messages.success(request, _("Je bent uit het plan van %s.") % name)
    if taken is None:
        return redirect("plans")
    new, count = taken
    messages.success(request, _came_along(count))
    return redirect("plan", new.pk)


def _taken(visit, values):
    try:
        return actions.take_along(visit, **values)
    except IntegrityError as error:  # an id that is somebody else's plan
        raise Http404 from error


def _came_along(count):
    if count is None:
        return _("Je stukken staan hier al.")
    words = ngettext("%d stuk kwam mee.", "%d stukken kwamen mee.", count) % count
    return f"{words} {_('Dit plan is van jou: niemand anders ziet het, tot jij dat wilt.')}"


def _ask_once_more(request, visit, form, *, is_last, stays_named):
    context = {
        "title": _("Dit plan wissen en gaan?") if form.erases else _("Uit dit plan gaan?"),
        "does": list(_happens(visit, form, is_last, stays_named)),
        "cannot_undo": _for_good(visit, form),
        "form": LeaveForm(visit, request.POST, is_last=is_last, stays_named=stays_named, sure=True),
        "action": _("Ja, wis dit plan") if form.erases else _("Ja, ik ga eruit"),
        "back_url": reverse("leave", args=[visit.plan.pk]),
    }
    return render(request, "groeiplan/leaving_sure.html", context)


def _happens(visit, form, is_last, stays_named):
    if form.new_plan():
        yield _("Eerst komen jouw stukken in een nieuw plan. Dat is van jou.")
    if form.erases:
        yield _("Alles in dit plan wordt gewist: wat iedereen vertelde, en wie er keek.")
        yield _("Het stopt ook voor iedereen met wie jullie deelden.")
        return
    yield _("Je bent er meteen uit. Je ziet niets meer van dit plan.")
    how = form.how()
    if how["alone"]:
        yield _("Niemand leest nog wat jij vertelde.")
        yield _("Hangt er iets van een ander onder? Dat zien zij dan ook niet meer.")
    else:
        yield _("Wat jij vertelde, blijft staan voor wie het nu leest.")
    if visit.is_family and not is_last:
        yield _("Wat over jou alleen gedeeld wordt, stopt. Van de anderen verandert er niets.")
    if is_last:
        yield _("Alles wat gedeeld wordt, stopt. Niemand kan nog bij dit plan.")
    if how["empty"]:
        yield _("Je kaart wordt leeg. Er staat dan “oud-deelnemer”.")
        if stays_named:
            yield _(
                "Bij “Wie heeft gekeken?” blijft je naam staan, met je rol en je organisatie, bij "
                "wat je als gast las en schreef."
            )
    else:
        yield _("Je kaart blijft staan, met je naam bij wat jij vertelde.")
    yield _("Wie blijft, leest bij “Wie heeft gekeken?” dat je eruit ging.")


def _for_good(visit, form):
    if form.erases:
        return _("Dit kun je niet terugdraaien. Niemand kan het terughalen.")
    if visit.is_family:
        return _("Terugkomen kan alleen als iemand van het gezin je weer uitnodigt.")
    return _("Weer meelezen kan alleen als het gezin opnieuw met je deelt.")
