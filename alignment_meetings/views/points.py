"""Own points: write, change, release, take away, bring back."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alignment_meetings import actions
from alignment_meetings.forms.words import OwnPointForm
from alignment_meetings.models import Meeting, OwnPoint
from alignment_meetings.views.pages import TOOL, form_page, meeting_url, once, posted, who_reads
from groeiplan.access import CHANGE, enter
from groeiplan.actions import items
from groeiplan.actions.items import Conflict
from groeiplan.undo import removed_row
from groeiplan.views.conflicts import conflict
from groeiplan.views.writing import put_back, taken_away


def add_point(request, plan, meeting):
    """Something I want to bring up, perhaps only for myself for now."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    row = visit.get(Meeting, meeting)
    form = OwnPointForm(visit, posted(request))
    if form.is_bound and form.is_valid():
        point = form.row()
        point.meeting = row
        once(items.write, point, by=visit.person)
        return redirect(meeting_url(row, "eigen-punten"))
    return form_page(
        request,
        form,
        row,
        change="alignment_meetings:edit_point",
        title=_("Wat wil jij bespreken?"),
        who=who_reads(visit, row),
    )


def edit_point(request, plan, ownpoint):
    """Change my own words, or who may read them."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    point, row = _mine(visit, ownpoint)
    form = OwnPointForm(visit, posted(request), instance=point)
    if form.is_bound and form.is_valid():
        try:
            items.change(point, by=visit.person, **form.values())
        except Conflict as error:
            return conflict(request, form, error, meeting_url(row))
        return redirect(meeting_url(row, "eigen-punten"))
    return form_page(request, form, row, title=_("Jouw punt aanpassen"), who=who_reads(visit, row))


def release_point(request, plan, ownpoint):
    """Let everybody in the meeting read it; asked first, because it cannot be unread."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    point, row = _mine(visit, ownpoint)
    if request.method == "POST":
        actions.release(point, by=visit.person)
        return redirect(meeting_url(row, "eigen-punten"))
    context = {
        "title": _("Dit punt delen?"),
        "lead": point.text,
        "does": [_("Iedereen die bij de gesprekken mag, kan het dan lezen.")],
        "cannot_undo": _("Je kunt het later weer voor jezelf houden, maar wie het las, las het."),
        "action": _("Delen"),
        "back_url": meeting_url(row, "eigen-punten"),
        "back": _("Nog niet"),
    }
    return render(request, "_components/confirm.html", context)


def remove_point(request, plan, ownpoint):
    """Take my point away; for a day it can be brought back."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    point, row = _mine(visit, ownpoint)
    return taken_away(
        request,
        point,
        lambda version: items.remove(point, by=visit.person, version=version),
        title=_("Dit punt weghalen?"),
        does=[_("Je punt staat dan niet meer bij dit gesprek.")],
        back=meeting_url(row, "eigen-punten"),
        undo=reverse("alignment_meetings:restore_point", args=[plan, point.pk]),
    )


def restore_point(request, plan, ownpoint):
    """Bring back a point I took away less than a day ago."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    point = removed_row(visit, OwnPoint, ownpoint)
    row = visit.get(Meeting, point.meeting_id)
    return put_back(
        request,
        point,
        lambda point: items.undo(point, by=visit.person, fields=("text", "audience")),
        back=meeting_url(row, "eigen-punten"),
    )


def _mine(visit, pk):
    """A point of my own and its meeting; 404 when I may not read it, 403 when it is another's."""
    point = visit.get(OwnPoint, pk, CHANGE)
    return point, visit.get(Meeting, point.meeting_id)
