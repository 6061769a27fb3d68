"""Kijk als …: whose eyes, what it does, beginning and stopping."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groeiplan import look_as
from groeiplan.access import VIEW, enter, live_keys
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import who_sees

AS_ONESELF = gettext_lazy("Je kijkt weer als jezelf.")
REFUSED = {
    "oneself": gettext_lazy("Dit ben jij zelf. Kies iemand anders."),
    "empty": gettext_lazy("Deze kaart is leeg. Kies iemand anders."),
    "family": gettext_lazy("Deze persoon hoort bij het gezin en leest al mee."),
    "nothing": gettext_lazy("Kies eerst ten minste één deel. Dan kun je zien hoe dat eruitziet."),
}


@only_shows
def choose(request, plan):
    """As whom? Everybody's card but one's own."""
    visit = _family(request, plan)
    live = live_keys(visit.now, visit.plan).filter(permission__codename=VIEW)
    inside = set(live.values_list("user", flat=True))
    people = [
        {
            "person": one,
            "is_family": one.is_family(visit.now),
            "is_inside": one.user_id in inside,
            "url": _as(visit, one),
        }
        for one in sorted(visit.people.values(), key=lambda one: (one.kind, one.created))
        if one != visit.person and not one.emptied
    ]
    # No chapter is about this page, so only the family stands in "Dit zien".
    context = {"people": people, "who": {**who_sees(visit, "look_as"), "can_change": False}}
    return render(request, "groeiplan/look_as.html", context)


def begin(request, plan, person):
    """Say what it does, then look as this person. A form for sharing may be sent along, not yet
    given (`draft`): then one sees what this person would see."""
    visit = _family(request, plan)
    other = visit.people.get(person)
    if other is None or other.emptied:
        raise Http404
    if request.method != "POST":
        return _ask(request, visit, other)
    try:
        look_as.begin(request, visit, other, _draft(request, visit))
    except look_as.Refused as refused:
        return _ask(request, visit, other, REFUSED[refused.why])
    return redirect("plan", plan)


def stop(request, plan):
    """Be oneself again, and back to the page where a draft waits."""
    _family(request, plan)
    back = reverse("plan", args=[plan])
    if request.method != "POST":
        return render(request, "_components/confirm.html", _stopping(back))
    waits = look_as.stop(request, plan)
    said = _("Je kijkt weer als jezelf. Er is nog niets gedeeld.") if waits else AS_ONESELF
    messages.success(request, said)
    return redirect(waits or back)


def _family(request, plan):
    """Only family looks as another; it goes in as itself, also while it looks."""
    visit = enter(request, plan, as_self=True)
    if not visit.is_family:
        raise Http404
    return visit


def _as(visit, person):
    return reverse("look_as", args=[visit.plan.pk, person.pk])


def _ask(request, visit, other, why=""):
    name = {"name": other.shown_name}
    stops = localtime(visit.now + look_as.LASTS)
    context = {
        "title": _("Kijken als %(name)s?") % name,
        "lead": why or _("Zo zie je of het klopt wat jullie delen."),
        "does": [
            _("Je loopt door het plan en ziet wat jij én %(name)s mogen zien.") % name,
            _("Wat een ander alleen voor zichzelf hield, blijft ook nu dicht."),
            _("Je kunt nu niets veranderen."),
            _("Er staat niet bij “Wie heeft gekeken?” dat %(name)s keek.") % name,
            _("Om %(time)s uur stopt het vanzelf. Eerder stoppen kan altijd.")
            % {"time": f"{stops:%H.%M}"},
        ],
        "action": _("Kijk als %(name)s") % name,
        "back_url": reverse("look_as_choose", args=[visit.plan.pk]),
        "back": _("Toch niet"),
    }
    if other == visit.person:
        context["lead"] = REFUSED["oneself"]
    return render(request, "_components/confirm.html", context, status=422 if why else 200)


def _stopping(back):
    return {
        "title": _("Stoppen met kijken als een ander?"),
        "lead": _("Je ziet het plan daarna weer als jezelf."),
        "action": _("Stop met kijken als"),
        "back_url": back,
        "back": _("Kijk nog even verder"),
    }


def _draft(request, visit):
    """The yes that was filled in and not given, from the same fields as the form for sharing. None
    where none was sent along. What is not this plan's is left out."""
    sent = request.POST
    if "draft" not in sent:
        return None
    named = {*sent.getlist("look"), *sent.getlist("change")}
    about = sent.getlist("about") if sent.get("whole") == "no" else []
    people = [one for pk, one in visit.people.items() if str(pk) in about]
    if about and not people:
        raise look_as.Refused("nothing")
    return look_as.Draft(
        chapters=tuple(one for one in visit.chapters().values() if str(one) in named),
        about=tuple(people),
        replaces=_uuid(sent.get("replaces", "")),
        back=_own_address(request, visit),
    )


def _own_address(request, visit):
    """The address of the page where the draft waits, if that stands in this plan; else ""."""
    back = request.POST.get("draft_of", "")
    inside = reverse("plan", args=[visit.plan.pk])
    return back if back.startswith(inside) and "//" not in back and "\\" not in back else ""


def _uuid(text):
    try:
        return UUID(text)
    except ValueError:
        return None
