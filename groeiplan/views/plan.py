"""The plan page: the heart of it, and a card from every room."""

from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan import dates, look_as, pdf, plan_cards
from groeiplan.access import CHANGE, enter
from groeiplan.models import Entry
from groeiplan.models.items import Audience
from groeiplan.own import is_young
from groeiplan.paper import choices, whole_plan
from groeiplan.tools import installed_rooms, installed_tools
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import who_sees

NEWS_FOR = timedelta(days=60)
NEWS_SHOWN = 5
NEWS_ON_ITS_PAGE = 60


@only_shows
def plan(request, plan):
    """What goes well, what we want, who does what, what is new; then each room's card."""
    visit = enter(request, plan)
    return render(request, "groeiplan/plan.html", context(visit))


def context(visit):
    """All the plan page shows, for this visitor."""
    cards = [
        {"template": f"{tool.name}/_card.html", "room": tool, **card}
        for tool in installed_tools()
        if tool.slug and (card := tool.card(visit)) is not None
    ]
    return {
        "who": who_sees(visit),
        "asked": asked(visit),
        "bands": [card for card in cards if card.get("band")],
        "cards": [card for card in cards if not card.get("band")],
        "add_urls": add_urls(visit),
        "has_corner": visit.is_family and is_young(visit.person, visit.now),
        "opens_people": visit.opens("groeiplan", "people"),
        "opens_other_plans": visit.opens("groeiplan", "other_plans"),
        **heart(visit),
    }


def asked(visit):
    """What waits here for this family member's own answer; who looks as another is not asked."""
    if visit.look or not visit.is_family:
        return []
    return [one for room in installed_rooms() for one in room.asks(visit)]


def add_urls(visit):
    """{part: address} for adding a row to the heart's parts, "" where this visitor may not;
    goals are the family's own."""
    forms = {"stories": "story_add", "agreements": "agreement_add", "goals": "goal_add"}
    may = {
        part: visit.opens("groeiplan", part, CHANGE) and (visit.is_family or part != "goals")
        for part in forms
    }
    return {
        part: reverse(form, args=[visit.plan.pk]) if may[part] else ""
        for part, form in forms.items()
    }


def heart(visit):
    """The ground floor's own part of the page; a part that does not open is None."""
    return {
        "going_well": plan_cards.going_well(visit),
        "goals": plan_cards.goals(visit),
        "agreements": plan_cards.agreements(visit),
    }


@only_shows
def news(request, plan):
    """What changed lately, newest first. The plan page asks for the first few by itself, so that
    it stands there at once."""
    visit = enter(request, plan)
    if request.htmx:
        latest = {"news": changes(visit, NEWS_SHOWN)}
        return render(request, "groeiplan/news.html#news", latest)
    latest = groupby(changes(visit, NEWS_ON_ITS_PAGE), key=lambda change: dates.day_of(change.at))
    context = {"days": [list(day) for _day, day in latest], "who": who_sees(visit)}
    return render(request, "groeiplan/news.html", context)


def changes(visit, most):
    """The latest changes from all rooms that this visitor may know of."""
    since = visit.now - NEWS_FOR
    found = [change for tool in installed_tools() for change in tool.changes(visit, since)]
    return in_a_row(sorted(found, key=attrgetter("at"), reverse=True))[:most]


def in_a_row(changes):
    """Changes, the newest first, with those that say the same in a row on one day and one page as
    one: the newest of them, and how many `times`."""
    rows = [list(same) for _same, same in groupby(changes, key=_says)]
    return [replace(row[0], times=len(row)) for row in rows]


def _says(change):
    return dates.day_of(change.at), change.sentence, change.url.partition("#")[0]


@only_shows
def paper(request, plan):
    """The plan on paper, as far as this visitor may see it: `?deel=…` asks for some parts, without
    it all come; what only this visitor reads comes when `?alleen=ik` asks for it."""
    visit = enter(request, plan, act=Entry.Act.PRINT)
    if request.GET.get("alleen") != "ik":
        visit.leaves_out = (Audience.TELLER,)
    story = whole_plan(visit, request.GET.getlist("deel"))
    footer = _("Dit papier is van %(family)s. Geef het alleen door als zij dat goed vinden.")
    footer = look_as.on_paper(visit, footer % {"family": visit.plan.family_name})
    content = pdf.render(story, title=visit.plan.name, footer=footer)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="ons-plan.pdf"'},
    )


@only_shows
def paper_choice(request, plan):
    """Which parts come on paper; all are ticked."""
    visit = enter(request, plan)
    context = {"parts": choices(visit)}
    return render(request, "groeiplan/paper_choice.html", context)
