"""The lines on paper: which sheets there are, and each of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from groeiplan import pdf
from groeiplan.access import CHANGE, enter
from groeiplan.look_as import on_paper
from groeiplan.models import Entry
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import who_sees
from timeline import seen
from timeline.empty_sheet import empty_sheet
from timeline.pdf import story
from timeline.poster import poster


@only_shows
def choice(request, plan):
    """Which sheets there are, and what is on each."""
    visit = enter(request, plan, "timeline")
    context = {
        "who": who_sees(visit, "timeline"),
        "has_moments": any(one.drawn for one in seen.outlines(visit)),
        "may_import": visit.is_family and visit.opens("timeline", right=CHANGE),
    }
    return render(request, "timeline/paper_choice.html", context)


@only_shows
def told(request, plan):
    """The lines as a story to read: A4, as long as it gets."""
    visit = enter(request, plan, "timeline", act=Entry.Act.PRINT)
    title = visit.plan.name or visit.plan.family_name
    return _sent(pdf.render(story(visit), title=title, footer=_footer(visit)), "tijdlijn")


@only_shows
def poster_a3(request, plan):
    """The drawing on A3."""
    return _poster(request, plan, "a3")


@only_shows
def poster_a2(request, plan):
    """The drawing on A2."""
    return _poster(request, plan, "a2")


@only_shows
def empty(request, plan):
    """A sheet to fill in by hand."""
    visit = enter(request, plan, "timeline", act=Entry.Act.PRINT)
    return _sent(empty_sheet(visit), "leeg-vel-a3")


def _poster(request, plan, size):
    visit = enter(request, plan, "timeline", act=Entry.Act.PRINT)
    made = poster(visit, size, timezone.localdate(), _footer(visit))
    return _sent(made, f"tijdlijn-{size}")


def _footer(visit):
    words = _("Voor %(name)s, geprint op %(day)s.") % {
        "name": visit.person.shown_name,
        "day": timezone.localdate().strftime("%d-%m-%Y"),
    }
    return on_paper(visit, words)


def _sent(content, name):
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
