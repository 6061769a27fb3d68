"""Taking everything along: what the file holds, and the file itself."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render

from groeiplan import taking_along
from groeiplan.access import enter
from groeiplan.models import Entry
from groeiplan.paper import choices
from groeiplan.views.files import Pieces
from groeiplan.views.reading import only_shows


@only_shows
def first(request, plan):
    """What the file holds, who can open it and what it is good for, before it is fetched."""
    return _page(request, enter(request, plan))


@only_shows
def words(request, plan):
    """Everything this visitor may see, as data to take along; pictures and papers by name."""
    visit = enter(request, plan, act=Entry.Act.EXPORT)
    return JsonResponse(
        taking_along.all_of(visit),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="ons-plan.json"'},
    )


@only_shows
def everything(request, plan):
    """The same with the pictures and papers themselves, as one ZIP. Too much for one: the page that
    says so (413), and nothing was taken."""
    visit = enter(request, plan, act=Entry.Act.EXPORT)
    if taking_along.too_large(visit):
        visit.act = Entry.Act.READ
        return _page(request, visit, status=413)
    papers = taking_along.papers(visit)

    def still(row):
        try:
            return row in taking_along.rows(enter(request, plan))
        except Http404:
            return False

    pieces = taking_along.bundle(taking_along.all_of(visit), papers, still)
    answer = HttpResponse() if request.method == "HEAD" else Pieces(pieces)
    answer.headers["Content-Type"] = "application/zip"
    answer.headers["Content-Disposition"] = 'attachment; filename="ons-plan.zip"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _page(request, visit, status=200):
    context = {
        "parts": choices(visit),
        "has_people": visit.opens("groeiplan", "people"),
        "papers": len(taking_along.papers(visit)),
        "too_large": taking_along.too_large(visit),
    }
    return render(request, "groeiplan/taking_along.html", context, status=status)
