"""The agenda: its items in order, on or off, their minutes and notes, and the shared screen."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alignment_meetings import actions, minutes
from alignment_meetings.forms.agenda import AgendaItemForm
from alignment_meetings.models import AgendaItem, Meeting
from alignment_meetings.views.meetings import page
from alignment_meetings.views.pages import (
    TOOL,
    arranged,
    arranges,
    form_page,
    meeting_url,
    once,
    posted,
    who_reads,
)
from groeiplan.access import CHANGE, enter
from groeiplan.actions import items
from groeiplan.actions.items import Conflict
from groeiplan.models.items import Audience
from groeiplan.views.conflicts import conflict
from groeiplan.views.reading import only_shows

MOVES = {
    "up": lambda item, by: actions.move_item(item, by=by, step=-1),
    "down": lambda item, by: actions.move_item(item, by=by, step=1),
    "on": lambda item, by: actions.switch_item(item, by=by, on=True),
    "off": lambda item, by: actions.switch_item(item, by=by, on=False),
    "longer": lambda item, by: actions.lengthen_item(item, by=by, minutes=5),
    "shorter": lambda item, by: actions.lengthen_item(item, by=by, minutes=-5),
}


def add_item(request, plan, meeting):
    """An item of the family's own."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    row = arranged(visit, meeting)
    form = AgendaItemForm(visit, posted(request))
    if form.is_bound and form.is_valid():
        item = form.row()
        item.meeting = row
        once(actions.add_item, item, by=visit.person)
        return redirect(f"{meeting_url(row)}?aanpassen#agenda")
    return form_page(
        request,
        form,
        row,
        change="alignment_meetings:edit_item",
        title=_("Iets op de agenda zetten"),
        action=_("Op de agenda"),
        who=who_reads(visit, row),
    )


def edit_item(request, plan, agendaitem):
    """An item's minutes and notes. `?scherm` leads back to the shared screen."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    item, row = _item(visit, agendaitem)
    if not arranges(visit):
        raise PermissionDenied
    back = _screen_url(item) if "scherm" in request.GET else meeting_url(row, f"punt-{item.pk}")
    form = AgendaItemForm(visit, posted(request), instance=item)
    if form.is_bound and form.is_valid():
        try:
            items.change(item, by=visit.person, **form.values())
        except Conflict as error:
            return conflict(request, form, error, back)
        return redirect(back)
    words = {"title": item.shown_title, "lead": item.purpose, "who": who_reads(visit, row)}
    return form_page(request, form, row, back_url=back, **words)


def move_item(request, plan, agendaitem):
    """One button of an item: up, down, on, off, longer, shorter. htmx gets the agenda back."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    item, row = _item(visit, agendaitem)
    if not arranges(visit):
        raise PermissionDenied
    move = MOVES.get(request.POST.get("do")) if request.method == "POST" else None
    if move:
        move(item, visit.person)
    if request.htmx and move:
        context = {**page(visit, row), "adjusting": True}
        return render(request, "alignment_meetings/meeting.html#agenda", context)
    return redirect(f"{meeting_url(row)}?aanpassen#punt-{item.pk}")


@only_shows
def screen(request, plan, meeting):
    """The shared screen begins at the first item that takes time."""
    visit = enter(request, plan, TOOL)
    report = minutes.report(visit, visit.get(Meeting, meeting))
    return _screen(request, visit, report, None)


@only_shows
def screen_item(request, plan, agendaitem):
    """The shared screen: the item we are at, in letters that read across a table."""
    visit = enter(request, plan, TOOL)
    item, row = _item(visit, agendaitem)
    return _screen(request, visit, minutes.report(visit, row), item)


def _screen(request, visit, report, item):
    """Others look along, so only what everybody in the meeting may read stands on the screen. The
    template's titles everybody knows."""
    agenda = [one for one in report.agenda if one.minutes or one == item]
    agenda = [one for one in agenda if one.key or _is_for_all(one, report.meeting)]
    place = agenda.index(item) if item in agenda else 0
    item = agenda[place] if agenda else None
    context = {
        "meeting": report.meeting,
        "item": item,
        "opens_notes": item is not None and _is_for_all(item, report.meeting),
        "place": place + 1,
        "count": len(agenda),
        "previous": agenda[place - 1] if place else None,
        "following": agenda[place + 1] if place + 1 < len(agenda) else None,
        "agreements": [one for one in report.agreements if one.audience == Audience.KEYHOLDERS],
        "points": [one for one in report.points if one.audience == Audience.KEYHOLDERS],
        "arranges": arranges(visit),
        "adds_agreements": visit.opens("groeiplan", "agreements", CHANGE),
    }
    return render(request, "alignment_meetings/screen.html", context)


def _is_for_all(item, meeting):
    """May everybody whom the meeting is for read what this item says?"""
    return item.audience in (Audience.KEYHOLDERS, meeting.audience)


def _item(visit, pk):
    """An item and its meeting, both visible; Http404 otherwise."""
    item = visit.get(AgendaItem, pk)
    return item, visit.get(Meeting, item.meeting_id)


def _screen_url(item):
    return reverse("alignment_meetings:screen_item", args=[item.plan_id, item.pk])
