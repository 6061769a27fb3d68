"""Wie heeft gekeken? For the family the whole log in plain words, for a guest what the family
reads about it (DOMAIN §6)."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from groeiplan import journal as book
from groeiplan import nen7513
from groeiplan.access import enter
from groeiplan.journal_forms import NO_PAGE, FilterForm
from groeiplan.looks.days import folded
from groeiplan.looks.log import Log
from groeiplan.looks.pages import BEGIN, NoSuchPage, Page, page
from groeiplan.models import Entry
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import Seer


@only_shows
def journal(request, plan):
    """Who looked at what and when, by whose yes; newest first. For the family alone: a guest
    knows of no such page, and reads nothing of others."""
    visit = enter(request, plan)
    if not visit.is_family:
        raise Http404
    who = {"entries": [Seer(_("jullie gezin"), "♥")], "can_change": False}
    return _shown(request, "groeiplan/journal.html", who=who)


@only_shows
def journal_mine(request, plan):
    """What the family reads about me: my own entries in the same words, and what it asked. The
    family has the whole log."""
    visit = enter(request, plan)
    if visit.is_family:
        return redirect("journal", visit.plan.pk)
    seers = [Seer(_("het gezin"), "♥"), Seer(_("jij"), "•", hue="professional")]
    return _shown(request, "groeiplan/journal_mine.html", who={"entries": seers})


@only_shows
def journal_export(request, plan, kind):
    """The log to take along with the names of NEN 7513, as CSV or JSON; the same filters as on
    the page. That a guest takes its own along is noted first, as everything it takes along."""
    visit = enter(request, plan)
    log = Log(visit)
    form = FilterForm(log, request.GET)
    if not form.is_valid():
        return _page(request, "groeiplan/journal_refused.html", form, status=422)
    if not (visit.is_family or visit.look) and request.method == "GET":
        book.write(visit.plan.pk, Entry.Act.EXPORT, who=visit.person)
    write, content_type = nen7513.KINDS[kind]
    return HttpResponse(
        write(log, log.entries(form.wanted)),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="wie-heeft-gekeken.{kind}"'},
    )


def _shown(request, template, **context):
    log = Log(request.visit)
    form = FilterForm(log, request.GET)
    found = _found(log, form) if form.is_valid() else None
    if found is None:
        return _page(request, template, form, status=422, **context)
    context |= {"days": folded(log, found.entries), "page": found, "quick": form.quick()}
    return _page(request, template, form, **context, turn=_turning(form, found))


def _found(log, form):
    """The page that was asked for; None, and a word about it in the form, when there is none."""
    asked = form.cleaned_data
    try:
        return page(
            log.entries(form.wanted),
            log.visit.plan,
            before=asked.get("voor"),
            after=asked.get("na"),
        )
    except NoSuchPage:
        form.add_error(None, NO_PAGE)
        return None


def _turning(form, found):
    """{where: address} of the pages one can turn to from this one, with the same filters."""
    places = {}
    if found.newer is not None:
        places["newest"] = form.address()
        places["newer"] = form.address(na=found.newer)
    if found.older is not None:
        places["older"] = form.address(voor=found.older)
        places["oldest"] = form.address(na=BEGIN)
    return places


def _page(request, template, form, status=200, **context):
    context = {"days": [], "page": Page(), "quick": [], "turn": {}, **context, "form": form}
    return render(request, template, context, status=status)
