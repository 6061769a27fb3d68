"""The four lines: drawn and as a list."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from groeiplan import live
from groeiplan.access import CHANGE, enter
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import who_sees
from timeline import child, drawing, manners, naming, seen
from timeline.asked import FORMS, Asked
from timeline.models import Telling

PRINTED = 120  # moments that stand on the page as a list as well, for paper; more weighs too much


@only_shows
def index(request, plan):
    """The history as far as this visitor may read it: all of it or the stretch of time asked for,
    drawn or as a list. The script asks for only what changes when one looks nearer."""
    visit = enter(request, plan, "timeline")
    live_state = "" if visit.look else live.state(visit, "timeline")  # before what it tells of
    strands = seen.strands(visit)
    asked = Asked.of(reverse("timeline:index", args=[plan]), request.GET, strands)
    everything = seen.everything(visit, "about") if asked.by == "about" else seen.headlines(visit)
    moments = [one for one in everything if one.drawn]
    forms = _forms(request, asked)
    context = {"asked": asked, "moments": moments, "forms": forms, "live_state": live_state}
    context |= _shown(visit, moments, strands, asked, forms)
    if request.htmx and moments:
        return _varied(render(request, "timeline/_view.html", context))
    context |= {
        "who": who_sees(visit, "timeline"),
        "proposals": _proposals(visit, everything, Telling.Proposal.PROPOSED),
        "refused": _proposals(visit, everything, *seen.NOT_DRAWN),
        "patterns": manners.patterns_of(visit, moments),
        "may_open_child": child.may_open(visit),
    }
    return _varied(render(request, "timeline/index.html", context))


def _forms(request, asked):
    """In which forms to draw: the one that was asked for, or that the browser says suits it; both
    where it says nothing, and the page shows the one that fits."""
    said = asked.form or request.headers.get("X-Drawing", "")
    if said in FORMS.values():
        return [said]
    hint = request.headers.get("Sec-CH-UA-Mobile", "")
    agent = request.headers.get("User-Agent", "")
    if hint in ("?0", "?1"):
        return ["tall" if hint == "?1" else "wide"]
    if "Mozilla/" in agent:
        return ["tall" if "Mobi" in agent else "wide"]
    return ["wide", "tall"]


def _varied(response):
    patch_vary_headers(response, ["Sec-CH-UA-Mobile", "User-Agent", "X-Drawing"])
    return response


def _shown(visit, moments, strands, asked, forms):
    today = timezone.localdate()
    lines = drawing.lines_of(visit, moments, strands, asked)
    shown = drawing.in_time(lines, asked, today)
    context = {
        "may_add": visit.opens("timeline", right=CHANGE),
        "may_name": naming.may_name(visit),
        "strands": [drawing.line(visit, strand) for strand in strands],
        "lines": shown,
        "printed": not asked.as_list and sum(len(there) for _line, there in shown) <= PRINTED,
        "dated": sum(bool(one.told) for _line, there in shown for one in there),
        **drawing.ways(asked, lines, today),
        **_choices(visit, strands, asked),
    }
    if moments and not asked.as_list:
        undated = [one for one in moments if not one.told and asked.strand in ("", one.strand)]
        context["undated"] = [] if asked.months else undated
        context |= drawing.pictures(shown, asked, today, forms)
    return context


def _choices(visit, strands, asked):
    """The links to other ways of looking: (address, what it is, is it so now)."""
    only = [(asked.link(strand=one, by=""), one, asked.strand == one) for one in strands]
    by = [("about", _("over wie het gaat")), ("teller", _("wie het vertelt"))]
    return {
        "all_lines": asked.link(strand="", by=""),
        "one_line": [(url, drawing.line(visit, one), now) for url, one, now in only],
        "per_person": [
            (asked.link(by=one, strand=""), _("Per persoon: %s") % words, asked.by == one)
            for one, words in by
        ],
        "others_url": asked.link(others=not asked.others),
        "wide_form": asked.link(form="wide"),
        "tall_form": asked.link(form="tall"),
        "other_form": asked.link(as_list=not asked.as_list),
    }


def _proposals(visit, moments, *how):
    """[(moment, telling, the name of who proposed it)]."""
    return [
        (one, telling, visit.people[telling.told_by_id].shown_name)
        for one in moments
        for telling in one.tellings
        if telling.proposal in how
    ]
