"""One telling: adding one's own, changing it, taking it away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan.access import CHANGE, enter
from groeiplan.actions import items
from groeiplan.views.conflicts import conflict, sent_before
from groeiplan.views.writing import Sure, bound, it_stands_there, stands_there, status_of
from groeiplan.who_sees import who_sees
from timeline import actions, seen
from timeline.forms import CHOOSE_AGAIN, TellingForm
from timeline.models import Deed, Telling
from timeline.views.undoing import undoable


def add(request, plan, moment):
    """ "Zo zag ik het": one's own telling beside the others."""
    visit = enter(request, plan, "timeline")
    one = seen.one(visit, moment)
    if not visit.opens("timeline", one.strand, CHANGE):
        raise PermissionDenied
    form = bound(request, TellingForm, visit, Telling(moment=one.moment, title=one.title))
    if request.method == "POST" and form.is_valid():
        try:
            row = _told(form, visit, one)
        except IntegrityError:  # the same form, sent twice at once; or somebody else's id
            row = visit.get(Telling, form.cleaned_data["id"], CHANGE)
        messages.success(request, it_stands_there(row, _("Jouw verhaal staat erbij.")))
        return redirect(one.url)
    if stands_there(form):
        return sent_before(request, form, one.url, "timeline:change")
    return _words_page(request, visit, one, form, _("Zo zag ik het"))


def change(request, plan, telling):
    """Mend one's own words."""
    visit = enter(request, plan, "timeline")
    row = visit.get(Telling, telling, CHANGE)
    one = seen.one(visit, row.moment_id)
    form = bound(request, TellingForm, visit, row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(row, by=visit.person, **form.values())
        except items.Conflict as error:
            if form.files:
                messages.warning(request, CHOOSE_AGAIN)
            return conflict(request, form, error, one.url)
        said = undoable(visit, one.moment, Deed.Kind.CHANGED, _("Opgeslagen."))
        messages.success(request, said)
        return redirect(one.url)
    return _words_page(request, visit, one, form, _("Jouw verhaal aanpassen"))


def remove(request, plan, telling):
    """Take one's own words away; they can come back for a day."""
    visit = enter(request, plan, "timeline")
    row = visit.get(Telling, telling, CHANGE)
    form = Sure(request.POST or None, initial={"version": row.version})
    back = reverse("timeline:moment", args=[plan, row.moment_id])
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove(row, by=visit.person, version=form.cleaned_data["version"])
        except items.Conflict:
            messages.warning(
                request, _("Hier is net iets veranderd. Kijk nog een keer of het weg mag.")
            )
            return _remove_page(request, row, back, 409)
        said = undoable(visit, row.moment, Deed.Kind.REMOVED, _("Weggehaald."))
        messages.success(request, said)
        return redirect("timeline:index", plan)
    return _remove_page(request, row, back, 422 if form.errors else 200)


def _remove_page(request, row, back, status):
    context = {
        "title": _("Dit verhaal weghalen?"),
        "lead": row.title,
        "does": [
            _("Niemand kan dit verhaal nog lezen. Een foto of tekening gaat mee."),
            _("Wat een ander over dit moment vertelde, blijft staan."),
            _("Je kunt het een dag lang terugzetten."),
        ],
        "action": _("Weghalen"),
        "danger": True,
        "back_url": back,
        "back": _("Laat maar staan"),
        "form": Sure(initial={"version": row.version}),
    }
    return render(request, "_components/confirm.html", context, status=status)


def _told(form, visit, one):
    data = form.cleaned_data
    return actions.tell(
        form.row(),
        by=visit.person,
        moment=one.moment,
        about=data["about"],
        readers=data.get("readers", ()),
        **form.pictures(),
    )


def _words_page(request, visit, one, form, title):
    mine = [telling for telling in one.tellings if telling.pk == form.instance.pk]
    context = {"form": form, "one": one, "title": title}
    context["who"] = who_sees(visit, "timeline", one.strand, mine)
    return render(request, "timeline/words.html", context, status=status_of(form))
