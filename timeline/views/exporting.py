"""The moments as files to take along."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from groeiplan.access import CHANGE, enter
from groeiplan.models import Entry
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import who_sees
from timeline import exports, hooks


@only_shows
def choice(request, plan):
    """Which files there are, what is in them and what they are good for."""
    visit = enter(request, plan, "timeline")
    context = {
        "who": who_sees(visit, "timeline"),
        "may_import": visit.is_family and visit.opens("timeline", right=CHANGE),
    }
    return render(request, "timeline/exports.html", context)


@only_shows
def as_csv(request, plan):
    """For a spreadsheet."""
    visit = enter(request, plan, "timeline", act=Entry.Act.EXPORT)
    return _sent(exports.as_csv(visit), "text/csv; charset=utf-8", "tijdlijn.csv")


@only_shows
def as_calendar(request, plan):
    """For a calendar."""
    visit = enter(request, plan, "timeline", act=Entry.Act.EXPORT)
    return _sent(exports.as_calendar(visit), "text/calendar; charset=utf-8", "tijdlijn.ics")


@only_shows
def as_json(request, plan):
    """For another program: everything, as in the file of the whole plan."""
    visit = enter(request, plan, "timeline", act=Entry.Act.EXPORT)
    return JsonResponse(
        hooks.export(visit),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="tijdlijn.json"'},
    )


def _sent(content, content_type, name):
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
