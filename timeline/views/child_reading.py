"""Reading a child's story: large, quiet, one page at a time; and on paper."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from groeiplan.look_as import on_paper
from groeiplan.models import Entry
from groeiplan.parts import listed
from groeiplan.views.reading import only_shows
from timeline import child
from timeline.child_paper import story_on_paper
from timeline.views.child_stories import desk, in_the_family


@only_shows
def read(request, plan, childstory):
    """The story as the child reads it: its cover, a page at a time, and how it ends."""
    visit = in_the_family(request, plan)
    standing = child.one(visit, childstory)
    last = len(standing.pages) + 1
    number = _number(request.GET.get("blad", ""), last)
    here = reverse("timeline:child_read", args=[plan, childstory])
    is_child = visit.person.pk == standing.child.pk
    context = {
        "standing": standing,
        "number": number,
        "page": standing.pages[number - 1] if 0 < number < last else None,
        "is_end": number == last,
        "of": len(standing.pages),
        "before": f"{here}?blad={number - 1}" if number else "",
        "after": f"{here}?blad={number + 1}" if number < last else "",
        "backers": listed(child.called([one for one in standing.needed if standing.backs(one)])),
        "again": here,
        "out": reverse("timeline:children", args=[plan]) if is_child else desk(standing),
        "nav": [],
    }
    return render(request, "timeline/child/read.html", context)


@only_shows
def paper(request, plan, childstory):
    """The story on paper, a page a sheet; not before everybody stands behind it."""
    visit = in_the_family(request, plan, act=Entry.Act.PRINT)
    standing = child.one(visit, childstory)
    if not standing.is_shown:
        raise PermissionDenied(_("Dit komt op papier als iedereen erachter staat."))
    words = _("Dit papier is van %(name)s. Geprint op %(day)s.") % {
        "name": standing.child.shown_name,
        "day": timezone.localdate().strftime("%d-%m-%Y"),
    }
    return HttpResponse(
        story_on_paper(standing, on_paper(visit, words)),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="verhaal.pdf"'},
    )


def _number(asked, last):
    """The page that was asked for, the cover for what is no page."""
    return min(int(asked), last) if asked.isdecimal() and len(asked) < 4 else 0
