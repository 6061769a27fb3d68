"""One moment: adding it, reading it, giving it another date or line."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan import dates
from groeiplan.access import CHANGE, enter
from groeiplan.actions.items import Conflict
from groeiplan.heard_by import HeardBy
from groeiplan.models import Person
from groeiplan.models.items import Audience
from groeiplan.own import is_own
from groeiplan.parts import listed
from groeiplan.views.conflicts import sent_before
from groeiplan.views.reading import only_shows
from groeiplan.views.writing import it_stands_there, stands_there, status_of
from groeiplan.who_sees import who_sees
from timeline import actions, seen
from timeline.forms import MomentForm, PlaceForm
from timeline.models import Deed, Telling
from timeline.views import undoing


def add(request, plan):
    """A form for a new moment, and the moment made from it."""
    visit = enter(request, plan, "timeline", right=CHANGE)
    offered = seen.strands(visit, CHANGE)
    strand = offered[0] if len(offered) == 1 else request.GET.get("lijn", "")
    initial = {"strand": strand} if strand in offered else {}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MomentForm(visit, *sent, initial=initial)
    if request.method == "POST" and form.is_valid():
        telling = _added(visit, form)
        messages.success(request, _understood(telling.moment.when, _said(visit, telling)))
        here = reverse("timeline:moment", args=[plan, telling.moment_id])
        return redirect(f"{here}?erbij=1")
    if stands_there(form):
        back = reverse("timeline:moment", args=[plan, form.made.moment_id])
        return sent_before(request, form, back, "timeline:change")
    context = {"form": form, "who": who_sees(visit, "timeline")}
    return render(request, "timeline/add.html", context, status=status_of(form))


@only_shows
def show(request, plan, moment):
    """A moment with the tellings beside each other."""
    visit = enter(request, plan, "timeline")
    one = seen.one(visit, moment)
    return render(
        request,
        "timeline/moment.html",
        {
            "who": who_sees(visit, "timeline", one.strand, one.tellings),
            "one": one,
            "deeds": undoing.of(visit, moment=moment),
            "may_tell": visit.opens("timeline", one.strand, CHANGE),
            "not_yet_read": _not_yet_read(visit, one.tellings),
            "just_added": request.GET.get("erbij") == "1",
            "may_place": _may_place(visit, one),
            "may_join": visit.is_family and visit.opens("timeline", one.strand, CHANGE),
        },
    )


def place(request, plan, moment):
    """Another date, another line, or another place among moments of the same day."""
    visit = enter(request, plan, "timeline")
    one = seen.one(visit, moment)
    if not _may_place(visit, one):
        raise PermissionDenied
    day = _of_the_same_day(visit, one)
    form = _place_form(request, visit, one, day)
    if request.method == "POST" and form.is_valid():
        try:
            placed = _placed(visit, one, form, day)
        except Conflict as conflict:
            return _conflict(request, one, form, conflict.row)
        kind = Deed.Kind.PLACED if placed.pk == one.moment.pk else Deed.Kind.MOVED
        said = _understood(placed.when, _("Aangepast."))
        messages.success(request, undoing.undoable(visit, placed, kind, said))
        return redirect("timeline:moment", plan, placed.pk)
    context = {
        "form": form,
        "one": one,
        "who": who_sees(visit, "timeline", one.strand, one.tellings),
    }
    return render(request, "timeline/place.html", context, status=422 if form.errors else 200)


def _not_yet_read(visit, tellings):
    """For who of the family chose by name who reads their own words: (names of whom the line is not
    shared with, names of who belong to the family and have no account in it), of those who cannot
    read them now. Of an account that is kept from this visitor it says what it says of none. While
    the family keeps its door shut for a while it says nothing: that is no matter of sharing."""
    if not visit.is_family or visit.look or visit.plan.is_private(visit.now):
        return None
    mine = [one for one in tellings if one.audience == Audience.READERS and is_own(one, visit)]
    meant = {person: one for one in mine for person in one.readers.all() if not person.emptied}
    if not meant:
        return None
    heard_by = HeardBy(visit)
    shut = [one for one, row in meant.items() if one.pk not in heard_by.reading(row)]
    shut = [one for one in shut if one != visit.person]
    family = [one.shown_name for one in shut if one.kind == Person.Kind.FAMILY]
    others = [one.shown_name for one in shut if one.kind != Person.Kind.FAMILY]
    return listed(others), listed(family)


def _added(visit, form):
    data = form.cleaned_data
    try:
        telling = actions.add(
            form.row(),
            by=visit.person,
            part=data["strand"],
            when=data["when"],
            about=data["about"],
            readers=data.get("readers", ()),
            **form.pictures(),
        )
    except IntegrityError:  # the same form, sent twice at once; or somebody else's id
        telling = visit.rows(Telling).filter(pk=data["id"], written_by=visit.person).first()
        if telling is None:
            raise Http404 from None
    return telling


def _said(visit, telling):
    return it_stands_there(telling) if visit.is_family else _("Je voorstel ligt bij het gezin.")


def _understood(when, said):
    """These words, and what was understood of the date."""
    if not when:
        return _("%s Een datum kan later nog.") % said
    return _("%(said)s Dat is: %(when)s.") % {"said": said, "when": dates.say(when)}


def _may_place(visit, one):
    """The family tends the date of any moment it sees; a guest only what is still a proposal."""
    if not visit.opens("timeline", one.strand, CHANGE):
        return False
    mine = _mine(visit, one)
    taken = any(telling.proposal == Telling.Proposal.TAKEN for telling in mine)
    return visit.is_family or (bool(mine) and not taken)


def _mine(visit, one):
    return [telling for telling in one.tellings if visit.may_change(telling)]


def _of_the_same_day(visit, one):
    """The moments on this line that begin on the same day, this one among them, in order."""
    if not visit.is_family:
        return []
    day = one.moment.first_day
    there = [other for other in seen.everything(visit) if other.strand == one.strand]
    return [other for other in there if other.moment.first_day == day]


def _place_form(request, visit, one, day):
    beside = [other for other in day if other.moment.pk != one.moment.pk]
    before = [other for other in day if other.sort_key < one.sort_key]
    return PlaceForm(
        request.POST or None,
        visit=visit,
        may_move=bool(_mine(visit, one)),
        beside=beside,
        initial={
            "when": one.moment.kept,
            "strand": one.strand,
            "version": one.moment.version,
            "after": str(before[-1].moment.pk) if before else "",
        },
    )


def _placed(visit, one, form, day):
    data = form.cleaned_data
    beside = [other.moment for other in day if other.moment.pk != one.moment.pk]
    if beside:
        keys = [str(other.pk) for other in beside]
        beside.insert(keys.index(data["after"]) + 1 if data["after"] else 0, one.moment)
    return actions.place(
        one.moment,
        by=visit.person,
        version=data["version"],
        mine=_mine(visit, one),
        when=data["when"],
        part=data.get("strand", one.strand),
        apart=not visit.is_family,
        beside=beside,
    )


def _conflict(request, one, form, row):
    form.data = form.data.copy()
    form.data["version"] = row.version
    mine, theirs = form.data.get("when", ""), dates.say(row.when) if row.when else ""
    context = {"conflict": [(_("Wanneer?"), mine, theirs)], "form": form, "back_url": one.url}
    return render(request, "409.html", context, status=409)
