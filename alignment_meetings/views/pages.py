"""What the pages of this room have in common: a form's page, its answer, who reads along."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from alignment_meetings.models import Meeting
from groeiplan.access import CHANGE
from groeiplan.models.items import Audience
from groeiplan.views.conflicts import sent_before
from groeiplan.views.writing import stands_there, status_of
from groeiplan.who_sees import who_sees

TOOL = "alignment_meetings"


def meeting_url(meeting, anchor=""):
    """The page of this meeting, at one of its parts."""
    address = reverse("alignment_meetings:meeting", args=[meeting.plan_id, meeting.pk])
    return f"{address}#{anchor}" if anchor else address


def arranged(visit, pk):
    """The meeting with this id, for whoever may arrange it: the family. A guest that may look
    gets PermissionDenied, who may not know gets Http404."""
    meeting = visit.get(Meeting, pk)
    if not arranges(visit):
        raise PermissionDenied
    return meeting


def arranges(visit):
    """Planning, agenda and notes belong to the family, whoever proposed the meeting."""
    return visit.is_family and visit.opens(TOOL, right=CHANGE)


def says_for(visit, person, answer=None):
    """May this visitor write down what this person says of the notes? The family for who has no
    account, as far as it may know; what was said here once, whoever may change it."""
    if answer is not None:
        return visit.may_change(answer)
    return visit.is_family and not person.emptied and not visit.knows_account(person)


def who_reads(visit, meeting):
    """The line "Dit zien" of one meeting: one for the family only is not read by guests."""
    who = who_sees(visit, TOOL)
    if meeting.audience == Audience.KEYHOLDERS:
        return who
    return {**who, "entries": who["entries"][:1]}


def posted(request):
    """The data of a sent form; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def once(write, *args, **kwargs):
    """Write a new row: a second click at the same moment gets what the first one made. An id
    that belongs to somebody else's row is answered as one that does not exist."""
    try:
        return write(*args, **kwargs)
    except IntegrityError:
        try:
            return write(*args, **kwargs)
        except IntegrityError as error:
            raise Http404 from error


def form_page(request, form, meeting=None, change="", **words):
    """A page with one question or a few: `title`, and perhaps `lead`, `action`, `anchor`, `who`.
    `change` names the page on which the row of a new form is changed later."""
    if meeting is not None:
        words.setdefault("back_url", meeting_url(meeting, words.get("anchor", "")))
        words.setdefault("back", _("Naar het gesprek"))
    if stands_there(form):
        return sent_before(request, form, words["back_url"], change)
    context = {"form": form, **words}
    return render(request, "alignment_meetings/form.html", context, status=status_of(form))


def saved_first(form, error):
    """Somebody else saved first: keep what was typed and let them send it again, knowing."""
    form.data = form.data.copy()
    form.data[form.add_prefix("version")] = str(error.row.version)
    words = _("Iemand paste dit gesprek net aan. Kijk het na en sla het dan nog een keer op.")
    form.add_error(None, words)
    return form
