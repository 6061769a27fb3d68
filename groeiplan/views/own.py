""" "Van mij", and for a young person "Mijn hoekje": all one told in this plan, and who reads it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groeiplan import own as own_rows
from groeiplan.access import CHANGE, enter
from groeiplan.actions import audience as actions
from groeiplan.actions.items import Conflict
from groeiplan.heard_by import HeardBy
from groeiplan.models.items import Audience
from groeiplan.own_forms import AS_A_GUEST, HINTS, AudienceForm
from groeiplan.tools import installed_tools, part_name
from groeiplan.views.conflicts import conflict
from groeiplan.views.reading import only_shows

NEWEST = 3  # of each part, until one is chosen
LESS = {
    Audience.FAMILY: gettext_lazy("Alleen nog ons gezin"),
    Audience.TELLER: gettext_lazy("Dit wil ik niet meer delen"),
}


@only_shows
def own(request, plan):
    """All own rows, folded by part, newest first; `?deel=tool.part` shows one part, `?bij=` opens
    it among the others."""
    visit = enter(request, plan)
    everything = own_rows.all_rows(visit)
    parts = _parts(everything)
    chosen = request.GET.get("deel", "")
    if chosen not in dict(parts):
        chosen = ""
    groups = list(_groups(visit, everything, parts, chosen))
    for group in groups:
        group["open"] = len(groups) == 1 or group["key"] == request.GET.get("bij", "")
    context = {
        "groups": groups,
        "may_write": visit.opens("groeiplan", "stories", CHANGE),
        "parts": parts,
        "chosen": chosen,
        "young": visit.is_family and own_rows.is_young(visit.person, visit.now),
    }
    return render(request, "groeiplan/own.html", context)


def own_audience(request, plan, model, row):
    """Choose who may read one own row: with one tap from the list, or here."""
    visit = enter(request, plan)
    found = own_rows.one(visit, model, row)
    form = AudienceForm(visit, request.POST or None, instance=found)
    back = _back(found, request.POST.get("deel", ""))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_audience(found, by=visit.person, **form.values())
        except Conflict as error:
            return conflict(request, form, error, back)
        messages.success(request, _said(form.cleaned_data["audience"], visit))
        return redirect(f"{back}#r{found.pk}")
    words = own_rows.words(found, own_rows.above(visit, found))
    context = {"form": form, "words": words, "back_url": back}
    context["heard_by"] = HeardBy(visit).in_words(found)
    context["said_at"] = own_rows.said_at(found)
    status = 422 if form.is_bound else 200
    return render(request, "groeiplan/own_audience.html", context, status=status)


def own_undo(request, plan, model, row):
    """Bring back who could read it before the last change."""
    visit = enter(request, plan)
    found = own_rows.one(visit, model, row)
    back = _back(found, request.POST.get("deel", ""))
    if request.method == "POST":
        before = actions.former(found, by=visit.person, now=visit.now)
        if before is None or before.audience not in own_rows.audiences(visit, found):
            raise Http404
        try:
            actions.undo(found, by=visit.person, version=_version(request))
        except (Conflict, actions.Refused):
            messages.warning(request, _("Hier is net iets veranderd. Kijk nog een keer."))
        else:
            messages.success(request, _("Het is weer zoals het was."))
    return redirect(f"{back}#r{found.pk}")


def _groups(visit, everything, parts, chosen):
    """The parts with their rows; of each the newest few, where no part was chosen."""
    asked = [part for part in parts if chosen in ("", part[0])]
    of_part = {key: [one for one in everything if str(one.row.chapter) == key] for key, _n in asked}
    shown = {key: rows if chosen else rows[:NEWEST] for key, rows in of_part.items()}
    lines = _lines(visit, [one for rows in shown.values() for one in rows])
    for key, name in asked:
        yield {
            "key": key,
            "name": name,
            "lines": [line for line in lines if line["part"] == key],
            "count": len(of_part[key]),
            "more": len(of_part[key]) - len(shown[key]),
        }


def _lines(visit, shown):
    """What the page shows of each own row."""
    rows = [one.row for one in shown]
    heard_by = HeardBy(visit)
    former = actions.former_of(rows, by=visit.person, now=visit.now)
    words = HINTS if visit.is_family else AS_A_GUEST
    return [
        {
            "row": one.row,
            "model": one.row._meta.model_name,
            "part": str(one.row.chapter),
            "words": one.words,
            "heard_by": heard_by.in_words(one.row),
            "said_at": own_rows.said_at(one.row),
            "opens_with_the_part": visit.is_family and one.row.audience == Audience.KEYHOLDERS,
            "less": _less(visit, one),
            "more_to_choose": len(one.audiences) > 1,
            "former": _former(former.get(one.row.pk), one, words),
        }
        for one in shown
    ]


def _less(visit, one):
    """[(audience, what its button says)] of one tap."""
    now = own_rows.FROM_FEW_TO_MANY.index(one.row.audience)
    fewer = own_rows.FROM_FEW_TO_MANY[:now]
    if not visit.is_family:
        text = _("Dit wil ik niet meer delen buiten het gezin")
        return [(one, text) for one in one.audiences if one in fewer]
    found = [(each, LESS[each]) for each in one.audiences if each in fewer and each in LESS]
    return found[::-1]


def _former(before, one, words):
    """For whom it was a moment ago, where that can be brought back; else ""."""
    return words.get(before.audience, "") if before and before.audience in one.audiences else ""


def _parts(everything):
    """[("timeline.help", "Tijdlijn: de hulp")] of the parts in which there are own rows."""
    there = {str(one.row.chapter) for one in everything}
    return [
        (f"{tool.name}.{part}", _called(tool, part))
        for tool in installed_tools()
        for part in tool.parts
        if f"{tool.name}.{part}" in there
    ]


def _called(tool, part):
    name = part_name(tool.name, part)
    return f"{tool.title}: {name}" if tool.slug and len(tool.parts) > 1 else capfirst(name)


def _said(audience, visit):
    words = HINTS if visit.is_family else AS_A_GUEST
    return _("Opgeslagen. Dit mag nu lezen: %s. Het werkt meteen.") % words[audience]


def _back(row, part):
    """To the part that was chosen, else to all parts with this row's part open."""
    chosen = part.replace("_", "").replace(".", "").isalnum()
    return reverse("own", args=[row.plan_id]) + (
        f"?deel={part}" if chosen else f"?bij={row.chapter}"
    )


def _version(request):
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        raise Http404 from None
