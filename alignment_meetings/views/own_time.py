"""Own time on the agenda: one tap, and the family's door is shut to the help for as long as the
item takes (DOMAIN §4)."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from alignment_meetings.agenda import OWN_TIME
from alignment_meetings.models import AgendaItem, Meeting
from alignment_meetings.views.pages import TOOL, meeting_url
from groeiplan.access import enter
from groeiplan.actions import private_time
from groeiplan.frame import shut_until
from groeiplan.models import Plan

FROM = timedelta(hours=12)  # before the meeting: earlier one would only tap it by mistake


def begin(request, plan, agendaitem):
    """Without help from now until this item's minutes are over. To a guest it is not there; a
    child under twelve may look, and not decide."""
    visit = enter(request, plan, TOOL)
    if not visit.is_family:
        raise Http404
    item = visit.get(AgendaItem, agendaitem)
    meeting = visit.get(Meeting, item.meeting_id)
    if not private_time.may_decide(visit.person, visit.now):
        raise PermissionDenied
    if request.method == "POST" and _is_own_time(item, meeting):
        now = private_time.begin(
            visit.plan,
            by=visit.person,
            kind=Plan.Private.WITHOUT_HELP,
            until=visit.now + timedelta(minutes=item.minutes),
        )
        said = _("Jullie zijn even zonder de hulp, %(until)s. Daarna gaat de deur vanzelf open.")
        messages.success(request, said % {"until": shut_until(now, visit.now)})
    return redirect(meeting_url(meeting, f"punt-{item.pk}"))


def offered(visit, meeting):
    """Does this visitor find the button now? From half a day before the meeting, while the door is
    not shut already."""
    return (
        visit.is_family
        and not visit.look
        and meeting.status == Meeting.Status.PLANNED
        and meeting.on <= visit.now + FROM
        and private_time.may_decide(visit.person, visit.now)
        and not visit.plan.is_private(visit.now)
    )


def _is_own_time(item, meeting):
    planned = meeting.status == Meeting.Status.PLANNED
    return planned and item.key == OWN_TIME and item.on and item.minutes > 0
