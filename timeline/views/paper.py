"""The lines on paper: which sheets there are, and each of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from groeiplan import dates, pdf
from groeiplan.access import CHANGE, enter
from groeiplan.look_as import on_paper
from groeiplan.models import Entry
from groeiplan.models.items import Audience
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import who_sees
from timeline import seen
from timeline.empty_sheet import empty_sheet
from timeline.pdf import story
from timeline.poster import poster


@only_shows
def choice(request, plan):
    """Which sheets there are, and what is on each; what only this visitor reads comes on one when
    they ask for it."""
    visit = enter(request, plan, "timeline")
    drawn = [telling for one in seen.outlines(visit) for telling in one.drawn]
    context = {
        "who": who_sees(visit, "timeline"),
        "has_moments": bool(drawn),
        "only_mine": sum(one.audience == Audience.TELLER for one in drawn),
        "may_import": visit.is_family and visit.opens("timeline", right=CHANGE),
    }
    return render(request, "timeline/paper_choice.html", context)


@only_shows
def told(request, plan):
    """The lines as a story to read: A4, as long as it gets."""
    visit = _entered(request, plan)
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


def _entered(request, plan):
    """What is on "alleen ik" comes on paper only when `?alleen=ik` asks for it."""
    visit = enter(request, plan, "timeline", act=Entry.Act.PRINT)
    if request.GET.get("alleen") != "ik":
        visit.leaves_out = (Audience.TELLER,)
    return visit


def _poster(request, plan, size):
    visit = _entered(request, plan)
    made = poster(visit, size, timezone.localdate(), _footer(visit))
    return _sent(made, f"tijdlijn-{size}")


def _footer(visit):
    words = _("Voor %(name)s, geprint op %(day)s.") % {
        "name": visit.person.shown_name,
        "day": dates.say(timezone.localdate().isoformat()),
    }
    return on_paper(visit, words)


def _sent(content, name):
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
