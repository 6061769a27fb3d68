"""Who comes, and what each person who was there says of the notes."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alignment_meetings import actions
from alignment_meetings.forms.words import AnswerForm
from alignment_meetings.models import Answer, Meeting, Presence
from alignment_meetings.views.meetings import page
from alignment_meetings.views.pages import (
    TOOL,
    form_page,
    meeting_url,
    posted,
    says_for,
    who_reads,
)
from groeiplan.access import CHANGE, enter
from groeiplan.actions import items
from groeiplan.actions.items import Conflict
from groeiplan.views.conflicts import conflict


def attend(request, plan, presence):
    """Write down that somebody comes or not: the family for all, a guest for itself."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    presence = _presence(visit, presence)
    if not visit.is_family and presence.person_id != visit.person.pk:
        raise PermissionDenied
    state = request.POST.get("state")
    if request.method == "POST" and state in _states(presence.meeting):
        actions.attend(presence, by=visit.person, state=state)
        if request.htmx:
            context = page(visit, visit.get(Meeting, presence.meeting_id))
            return render(request, "alignment_meetings/meeting.html#mensen", context)
    return redirect(meeting_url(presence.meeting, "mensen"))


def answer(request, plan, presence):
    """Somebody who was there says whether the notes fit. Nobody says it for somebody who can
    say it here: the family only for people without an account."""
    visit = enter(request, plan, TOOL, right=CHANGE)
    presence = _presence(visit, presence)
    row, person = presence.meeting, presence.person
    given = visit.rows(Answer).filter(meeting=row, told_by=person).first()
    _may_answer(visit, presence, given)
    form = AnswerForm(visit, posted(request), instance=given)
    if _sent_as_new(request, given):
        return _given_before(request, form, given, meeting_url(row))
    if form.is_bound and form.is_valid():
        try:
            _save(visit, row, person, given, form)
        except Conflict as error:
            return conflict(request, form, error, meeting_url(row))
        except IntegrityError as error:
            # Somebody else just wrote down what this person says: show both.
            there = visit.rows(Answer).filter(meeting=row, told_by=person).first()
            if there is None:
                raise Http404 from error
            return conflict(request, form, Conflict(there), meeting_url(row))
        return redirect(meeting_url(row, "klopt"))
    me = person == visit.person
    title = _("Klopt wat er staat?") if me else _("Klopt het volgens %s?") % person.shown_name
    lead = _("Lees eerst het verslag. Oneens zijn mag, dat staat er dan bij.")
    return form_page(
        request, form, row, title=title, lead=lead, anchor="klopt", who=who_reads(visit, row)
    )


def _sent_as_new(request, given):
    """Was this form opened before there was an answer, and is there one now?"""
    return request.method == "POST" and given is not None and "version" not in request.POST


def _given_before(request, form, given, back):
    """The same once more: it stands. Other words: both, side by side."""
    there = {"says": given.says, "because": given.because}
    if all(request.POST.get(name, "") == value for name, value in there.items()):
        return redirect(f"{back}#klopt")
    return conflict(request, form, Conflict(given), back)


def _save(visit, row, person, given, form):
    if given is not None:
        items.change(given, by=visit.person, **form.values())
        return
    data = form.cleaned_data
    actions.answer(
        row,
        by=visit.person,
        person=person,
        says=data["says"],
        because=data["because"],
        answer_id=data["id"],
    )


def _may_answer(visit, presence, given):
    me = presence.person_id == visit.person.pk
    if not me and not says_for(visit, presence.person, given):
        raise PermissionDenied
    over = presence.meeting.status == Meeting.Status.HELD
    if not over or presence.state == Presence.State.ABSENT:
        raise PermissionDenied


def _presence(visit, pk):
    """Somebody's place at a meeting this visitor may see; Http404 otherwise."""
    found = Presence.objects.filter(pk=pk, meeting__in=visit.rows(Meeting))
    presence = found.select_related("person", "meeting").first()
    if presence is None:
        raise Http404
    return presence


def _states(meeting):
    over = meeting.status == Meeting.Status.HELD
    came = Presence.State.THERE if over else Presence.State.COMING
    return (came, Presence.State.ABSENT)
