"""Stories: what people tell, in their own words."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan.access import CHANGE, enter
from groeiplan.actions import content, items
from groeiplan.content_forms import StoryForm
from groeiplan.models import Story
from groeiplan.models.items import Audience
from groeiplan.undo import removed_lately
from groeiplan.views.reading import only_shows
from groeiplan.views.writing import bound, brought_back, filled_in, it_stands_there, taken_away
from groeiplan.who_sees import who_sees


@only_shows
def stories(request, plan):
    """All stories, grouped by what kind they are."""
    visit = enter(request, plan, "groeiplan", "stories")
    rows = visit.rows(Story).select_related("written_by").prefetch_related("about")
    rows = list(rows.order_by("-created", "pk"))
    groups = [(kind, [row for row in rows if row.kind == kind]) for kind in Story.Kind]
    context = {
        "who": who_sees(visit, "groeiplan", "stories"),
        "groups": [(kind, found) for kind, found in groups if found],
        "may_add": visit.opens("groeiplan", "stories", CHANGE),
        "removed": removed_lately(visit, Story),
    }
    return render(request, "groeiplan/stories.html", context)


def story_add(request, plan):
    """Tell something new. `?voor=mij`: for oneself, from one's own corner and back to it."""
    visit = enter(request, plan, "groeiplan", "stories", CHANGE)
    for_me = request.GET.get("voor") == "mij" and visit.is_family
    kind = request.GET.get("soort", Story.Kind.STORY if for_me else "")
    new = Story(kind=kind) if kind in Story.Kind.values else Story()
    new.audience = Audience.TELLER if for_me else new.audience
    form = bound(request, StoryForm, visit, new)
    return filled_in(
        request,
        form,
        lambda: content.add(
            form.row(),
            by=visit.person,
            about=form.cleaned_data["about"],
            readers=form.cleaned_data.get("readers", ()),
        ),
        template="groeiplan/story_form.html",
        back=_corner(plan) if for_me else _list(plan),
        change="story_change",
        said=it_stands_there,
        title=_("Schrijf iets voor jezelf") if for_me else _("Vertel iets"),
        for_me=for_me,
        who=who_sees(visit, "groeiplan", "stories"),
    )


def story_change(request, plan, story):
    """Mend one's own words."""
    visit = enter(request, plan, "groeiplan", "stories", CHANGE)
    row = visit.get(Story, story, CHANGE)
    form = bound(request, StoryForm, visit, row)
    return filled_in(
        request,
        form,
        lambda: items.change(row, by=visit.person, **form.values()),
        template="groeiplan/story_form.html",
        back=_list(plan),
        said=_("Opgeslagen."),
        title=_("Je verhaal aanpassen"),
        for_me=False,
        who=who_sees(visit, "groeiplan", "stories", [row]),
    )


def story_remove(request, plan, story):
    """Take it away, after asking."""
    visit = enter(request, plan, "groeiplan", "stories", CHANGE)
    row = visit.get(Story, story, CHANGE)
    return taken_away(
        request,
        row,
        lambda version: items.remove(row, by=visit.person, version=version),
        back=_list(plan),
        title=_("Dit verhaal weghalen?"),
        does=[_("Niemand leest het nog in dit plan.")],
    )


def story_undo(request, plan, story):
    """Put it back within a day."""
    visit = enter(request, plan, "groeiplan", "stories", CHANGE)
    return brought_back(
        request,
        visit,
        Story,
        story,
        lambda row: items.undo(row, by=visit.person, fields=()),
        back=_list(plan),
    )


def _corner(plan):
    return f"{reverse('own', args=[plan])}?bij=groeiplan.stories"


def _list(plan):
    return reverse("stories", args=[plan])
