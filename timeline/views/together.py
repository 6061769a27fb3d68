"""Samen-modus: one line at a time in big letters, with whoever sits at the table. Roughly is right
(DOMAIN §2)."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from groeiplan import dates, live
from groeiplan.access import CHANGE, enter
from groeiplan.models.items import Audience
from groeiplan.parts import listed
from groeiplan.views.reading import only_shows
from groeiplan.views.writing import status_of
from groeiplan.who_sees import who_sees
from timeline import actions, drawing, seen
from timeline.forms import TogetherForm
from timeline.models import Telling

BEGUN = "timeline_together"  # in the session: {plan id: when they pressed "begin"}
ENOUGH = timedelta(minutes=20)
AN_EVENING = timedelta(hours=4)  # after that it is another time, with a clock of its own
# Others read along on this screen: what somebody keeps to a few, or to themselves, is not on it.
NOT_HERE = (Audience.TELLER, Audience.READERS)


def start(request, plan):
    """Which line to begin with; "begin" sets the clock going."""
    visit = enter(request, plan, "timeline")
    strands = seen.strands(visit)
    if request.method == "POST":
        if request.POST.get("lijn") not in strands:
            return redirect("timeline:together", plan)
        _begin(request, visit)
        return redirect("timeline:together_line", plan, request.POST["lijn"])
    elsewhere = _on_their_own_screen(visit)
    context = {
        "lines": [drawing.line(visit, one) for one in strands],
        "may_add": _may_add(visit),
        "elsewhere": elsewhere,
        "names": listed(elsewhere),
        "clock": _clock(request, visit),
        "who": who_sees(visit, "timeline"),
    }
    return render(request, "timeline/together.html", context)


def line(request, plan, strand):
    """One line with its moments, and two questions to put one more on it. What a live line asks for
    anew is the moments alone."""
    visit = enter(request, plan, "timeline", strand)
    may_add = _may_add(visit, strand)
    if request.method == "POST":
        if not may_add:
            raise PermissionDenied
        return _sent(request, visit, strand)
    if request.htmx and request.htmx.target == "lijn":
        fragment = "timeline/_together.html"
        return live.answered(
            request, visit, "timeline", strand, fragment, lambda: _alone(visit, strand)
        )
    shown = live.state(visit, "timeline", strand)
    form = None
    if may_add:
        form = _next_one(visit, strand, request.GET.get("vertelt"))
    return _page(request, visit, strand, shown, form)


@only_shows
def done(request, plan):
    """A warm word at the end, and what was added today; what was only proposed stands apart."""
    visit = enter(request, plan, "timeline")
    visit.leaves_out = NOT_HERE
    today = localdate(visit.now)
    added, proposed = [], []
    for one in seen.everything(visit):
        new = [telling for telling in one.drawn if localdate(telling.created) == today]
        asked = [telling for telling in new if telling.proposal == Telling.Proposal.PROPOSED]
        told = [telling for telling in new if telling not in asked]
        added += [(one, telling.title) for telling in told[:1]]
        proposed += [(one, telling) for telling in asked]
    context = {
        "added": added,
        "proposed": proposed,
        "may_add": _may_add(visit),
        "who": who_sees(visit, "timeline"),
    }
    return render(request, "timeline/together_done.html", context)


def _may_add(visit, strand=None):
    return not visit.look and visit.opens("timeline", strand, CHANGE)


def _on_their_own_screen(visit):
    """[name] of the others in the family who tell with an account of their own; none for a
    guest."""
    if not visit.is_family:
        return []
    people = [one for one in visit.people.values() if one != visit.person and one.user_id]
    return [one.shown_name for one in people if one.is_family(visit.now)]


def _begin(request, visit):
    others = request.session.get(BEGUN, {})
    request.session[BEGUN] = {**others, str(visit.plan.pk): visit.now.isoformat()}


def _clock(request, visit):
    """When this screen began, and for how long it has been going; None while nobody did."""
    begun = request.session.get(BEGUN, {}).get(str(visit.plan.pk))
    gone = visit.now - datetime.fromisoformat(begun) if begun else AN_EVENING
    if gone >= AN_EVENING:
        return None
    return {
        "began": localtime(datetime.fromisoformat(begun)),
        "gone": int(gone.total_seconds()),
        "most": int(ENOUGH.total_seconds()),
        "is_over": gone >= ENOUGH,
    }


def _next_one(visit, strand, teller):
    """The questions, empty. Who told last (`teller`, an id) goes on, until another is chosen."""
    initial = {"told_by": teller} if teller else {}
    return TogetherForm(visit, strand, initial=initial, again=bool(teller))


def _sent(request, visit, strand):
    form = TogetherForm(visit, strand, request.POST)
    if not form.is_valid():
        return _page(request, visit, strand, "", form)
    telling = _added(visit, form)
    said = _said(visit, telling)
    teller = str(telling.told_by_id)
    if not request.htmx:
        messages.success(request, said)
        here = reverse("timeline:together_line", args=[visit.plan.pk, strand])
        return redirect(f"{here}?vertelt={teller}#m{telling.moment_id}")
    context = {
        **_moments(visit, strand),
        "form": _next_one(visit, strand, teller),
        "said": said,
        "added": telling,
    }
    return render(request, "timeline/together_line.html#erbij", context)


def _added(visit, form):
    data = form.cleaned_data
    try:
        return actions.add(
            form.row(), by=visit.person, part=data["strand"], when=data["when"], about=data["about"]
        )
    except IntegrityError:  # the same form, sent twice at once; or somebody else's id
        telling = visit.rows(Telling).filter(pk=data["id"], written_by=visit.person).first()
        if telling is None:
            raise Http404 from None
        return telling


def _said(visit, telling):
    when = telling.moment.when
    words = {
        "title": telling.title,
        "when": dates.say(when) if when else _("wanneer, dat weten we niet"),
    }
    if telling.audience == Audience.TELLER:
        return _("“%(title)s” staat erbij (%(when)s), voor jou alleen.") % words
    if telling.audience == Audience.FAMILY:
        return _("“%(title)s” staat erbij (%(when)s), voor jullie gezin.") % words
    if not visit.is_family:
        return _("“%(title)s” ligt als voorstel bij het gezin (%(when)s).") % words
    return _("“%(title)s” staat erbij (%(when)s).") % words


def _moments(visit, strand, shown=""):
    visit.leaves_out = NOT_HERE
    return {
        "visit": visit,
        "line": drawing.line(visit, strand),
        "moments": seen.on_line(visit, strand),
        "live_state": "" if visit.look else shown,
    }


def _alone(visit, strand):
    return {**_moments(visit, strand), "oob": False}


def _page(request, visit, strand, shown, form):
    strands = seen.strands(visit)
    place = strands.index(strand)
    context = {
        **_moments(visit, strand, shown),
        "form": form,
        "said": "",
        "added": None,
        "previous": drawing.line(visit, strands[place - 1]) if place else None,
        "following": drawing.line(visit, strands[place + 1]) if strands[place + 1 :] else None,
        "clock": _clock(request, visit),
        "who": who_sees(visit, "timeline", strand),
    }
    template = "timeline/together_line.html"
    if request.htmx and form is not None and form.is_bound:
        return render(request, f"{template}#erbij", context, status=status_of(form))
    return render(request, template, context, status=status_of(form) if form else 200)
