"""The list of meetings, planning one, its page, calling it off and closing it."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment_meetings import actions, minutes
from alignment_meetings.agenda import GROUND_RULES, OWN_TIME
from alignment_meetings.forms.meetings import HeldForm, MeetingForm, StatusForm
from alignment_meetings.models import Meeting
from alignment_meetings.views import own_time
from alignment_meetings.views.pages import (
    TOOL,
    arranged,
    arranges,
    form_page,
    meeting_url,
    once,
    posted,
    saved_first,
    says_for,
    who_reads,
)
from groeiplan.access import CHANGE, enter
from groeiplan.actions.items import Conflict
from groeiplan.gone import gone_from
from groeiplan.models.items import Audience
from groeiplan.views.conflicts import conflict
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import who_sees

OPENED = gettext_lazy(
    "Iedereen die bij de gesprekken mag, ziet dit gesprek nu. Het verslag tot nu toe, en wat de "
    "anderen van jullie daarvan vonden, blijft binnen jullie gezin."
)
NOTES_FROM = timedelta(hours=12)  # before that, a link for notes at every item is only noise


@only_shows
def index(request, plan):
    """Planned meetings first, then those that were."""
    visit = enter(request, plan, TOOL)
    found = minutes.meetings(visit)
    context = {
        "who": who_sees(visit, TOOL),
        "planned": [one for one in found if one.status == Meeting.Status.PLANNED],
        "past": [one for one in reversed(found) if one.status != Meeting.Status.PLANNED],
        "arranges": arranges(visit),
    }
    return render(request, "alignment_meetings/index.html", context)


def plan_meeting(request, plan):
    """Plan a meeting: when, where, the one question, who comes, who chairs."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    if not arranges(visit):
        raise PermissionDenied
    form = MeetingForm(visit, posted(request))
    if form.is_bound and form.is_valid():
        people = form.cleaned_data["people"]
        made = once(actions.plan_meeting, form.row(), by=visit.person, people=people)
        return redirect(meeting_url(made))
    words = {
        "title": _("Een gesprek plannen"),
        "lead": _("De agenda staat straks voor jullie klaar. Daar mag alles nog aan veranderen."),
        "action": _("Gesprek plannen"),
        "who": who_sees(visit, TOOL),
        "back_url": reverse("alignment_meetings:index", args=[plan]),
        "back": _("Naar de gesprekken"),
    }
    return form_page(request, form, change="alignment_meetings:edit", **words)


@only_shows
def meeting(request, plan, meeting):
    """One meeting: its agenda, own points, agreements, and whether the notes fit."""
    visit = enter(request, plan, TOOL)
    context = page(visit, visit.get(Meeting, meeting))
    context["adjusting"] = context["arranges"] and "aanpassen" in request.GET
    return render(request, "alignment_meetings/meeting.html", context)


def page(visit, meeting):
    """All that a meeting's page shows to this visitor."""
    report = minutes.report(visit, meeting)
    return {
        "who": who_reads(visit, meeting),
        "meeting": meeting,
        "report": report,
        "arranges": arranges(visit),
        "is_planned": meeting.status == Meeting.Status.PLANNED,
        "adds": visit.opens(TOOL, right=CHANGE),
        "reads_agreements": visit.opens("groeiplan", "agreements"),
        "adds_agreements": visit.opens("groeiplan", "agreements", CHANGE),
        "seats": [Seat(visit, report, one) for one in report.presences],
        "takes_notes": arranges(visit) and meeting.on <= visit.now + NOTES_FROM,
        "own_time": OWN_TIME if own_time.offered(visit, meeting) else None,
        "rules": GROUND_RULES,
        "gone": gone_from(visit),
        "following": next(iter(minutes.upcoming(visit)), None) if report.is_over else None,
    }


class Seat:
    """One person at a meeting, as its page shows them: what they said, what I may do there."""

    def __init__(self, visit, report, presence):
        self.presence, self.person = presence, presence.person
        self.answer = report.answers.get(presence.person_id)
        me = presence.person_id == visit.person.pk
        may_change = visit.opens(TOOL, right=CHANGE)
        speaks = me or says_for(visit, presence.person, self.answer)
        self.may_answer = may_change and speaks and presence.state != "absent"
        self.may_attend = may_change and (me or visit.is_family)


def edit(request, plan, meeting):
    """Change when, where, the question or who comes."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    row = arranged(visit, meeting)
    form = MeetingForm(visit, posted(request), instance=row)
    if form.is_bound and form.is_valid():
        try:
            saved = actions.change_meeting(row, by=visit.person, **form.changes())
        except Conflict as error:
            return conflict(request, form, error, meeting_url(row))
        if "audience" in form.changed_data and saved.audience == Audience.KEYHOLDERS:
            messages.info(request, OPENED)
        return redirect(meeting_url(row))
    return form_page(
        request, form, row, title=_("Dit gesprek aanpassen"), who=who_reads(visit, row)
    )


def call_off(request, plan, meeting):
    """The meeting will not be; its words stay. The same page lets it take place after all."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    row = arranged(visit, meeting)
    off = row.status != Meeting.Status.CANCELLED
    status = Meeting.Status.CANCELLED if off else Meeting.Status.PLANNED
    form = StatusForm(posted(request), initial={"version": row.version})
    if form.is_bound and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            actions.set_status(row, by=visit.person, version=version, status=status)
            return redirect(meeting_url(row))
        except Conflict as error:
            saved_first(form, error)
    context = {**(_calling_off() if off else _calling_on()), "form": form}
    context |= {"back_url": meeting_url(row), "back": _("Terug")}
    return render(request, "_components/confirm.html", context, status=_status(form))


def _calling_off():
    return {
        "title": _("Gaat dit gesprek niet door?"),
        "does": [
            _("Het gesprek staat dan bij wat geweest is, met “gaat niet door” erbij."),
            _("De agenda en wat jullie opschreven blijven staan."),
            _("Er gaat geen bericht uit. Zeg het zelf tegen wie zou komen."),
        ],
        "action": _("Het gaat niet door"),
        "danger": True,
    }


def _calling_on():
    return {
        "title": _("Gaat dit gesprek toch door?"),
        "does": [_("Het gesprek staat dan weer bij wat komt, met dezelfde agenda.")],
        "action": _("Het gaat door"),
    }


def held(request, plan, meeting):
    """The meeting was held: who was there, and always when to meet again."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    row = arranged(visit, meeting)
    following = next((one for one in minutes.upcoming(visit) if one.pk != row.pk), None)
    presences = minutes.report(visit, row).presences
    form = HeldForm(visit, row, presences, posted(request), ask_date=following is None)
    if form.is_bound and form.is_valid():
        try:
            return redirect(_close(visit, row, form.cleaned_data))
        except Conflict as error:
            if _says_the_same(error.row, form.cleaned_data):
                return redirect(meeting_url(row))
            saved_first(form, error)
    context = {"form": form, "meeting": row, "following": following}
    return render(request, "alignment_meetings/held.html", context, status=_status(form))


def _says_the_same(meeting, data):
    """Was this very answer saved already, by a second click or at another device?"""
    there = set(meeting.presences.filter(state="there").values_list("person", flat=True))
    same = there == {person.pk for person in data["there"]}
    return same and meeting.status == Meeting.Status.HELD


def _close(visit, row, data):
    """Close the meeting; returns where that leads: to the next one when its date is known."""
    following = once(
        actions.hold,
        row,
        by=visit.person,
        version=data["version"],
        there=data["there"],
        next_on=data.get("on"),
        next_id=data["new_id"],
    )
    if following is None:
        return meeting_url(row)
    return reverse("alignment_meetings:edit", args=[visit.plan.pk, following.pk])


def _status(form):
    """200, 422 for a form to mend, 409 when somebody else saved first."""
    if not form.errors:
        return 200
    return 409 if form.non_field_errors() else 422
