"""Undoing within a day what one did oneself on the timeline."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from groeiplan import dates, versions
from groeiplan.access import CHANGE, enter
from groeiplan.actions.items import Conflict
from groeiplan.undo import removed_lately
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import only_you, who_sees
from timeline import actions, seen
from timeline.actions import deeds
from timeline.models import Deed, Moment, Telling


@only_shows
def lately(request, plan):
    """What I did here within a day, the last first; each can be undone."""
    visit = enter(request, plan, "timeline")
    context = {"deeds": _called(visit, of(visit)), "who": only_you(visit)}
    return render(request, "timeline/lately.html", context)


def undo(request, plan, deed):
    """Ask, then give back what was there. Somebody changed it since: both, and nothing is done."""
    visit = enter(request, plan, "timeline", right=CHANGE)
    found = Deed.objects.filter(pk=deed, plan=visit.plan, by=visit.person).first()
    if found is None or visit.look:
        raise Http404
    if found.undone:
        return _back(request, visit, found)
    tended = _tended(visit, found)
    if request.method == "POST":
        try:
            actions.undo(found, tended=tended)
        except LookupError as error:
            raise Http404 from error
        except Conflict as conflict:
            return _conflict(request, visit, found, conflict.row)
        messages.success(request, _("Ongedaan gemaakt. Het is weer zoals het was."))
        return _back(request, visit, found)
    [found] = _called(visit, [found])
    said = {"deed": found.get_kind_display(), "title": found.called}
    context = {
        "title": _("Ongedaan maken?"),
        "lead": _("%(deed)s “%(title)s”") % said if said["title"] else said["deed"],
        "does": [_("Het wordt weer zoals het daarvoor was.")],
        "action": _("Ongedaan maken"),
        "back_url": reverse("timeline:lately", args=[plan]),
        "back": _("Laat maar"),
    }
    return render(request, "_components/confirm.html", context)


def of(visit, **only):
    """What this visitor can still undo; nothing for who only looks. Who looks as somebody else
    does not read what that person did."""
    if visit.look or not visit.opens("timeline", right=CHANGE):
        return []
    return list(deeds.lately(visit.person, visit.now, **only))


def _called(visit, deeds):
    """These deeds, each with `called`: the title of its moment, or of the words it took away, as
    far as this visitor may read them now; else ""."""
    places = {deed.pk: _places(deed) for deed in deeds}
    titles = seen.titles(visit, {pk for there in places.values() for pk in there}) if deeds else {}
    took = any(deed.kind == Deed.Kind.REMOVED for deed in deeds)
    removed = {str(row.pk): row.called for row in removed_lately(visit, Telling)} if took else {}
    for deed in deeds:
        words = (removed.get(pk, "") for pk, _number in deed.marks.get("texts", ()))
        there = (titles[pk] for pk in places[deed.pk] if pk in titles)
        deed.called = next(filter(None, words), "") or next(there, "")
    return deeds


def undoable(visit, moment, kind, said):
    """These words, with the way to undo what was just done beside them."""
    deed = deeds.lately(visit.person, visit.now, moment=moment, kind=kind).first()
    if deed is None:
        return said
    url = reverse("timeline:undo", args=[visit.plan.pk, deed.pk])
    link = '{} <a class="button small" href="{}" data-dialog>{}</a>'
    return format_html(link, said, url, _("Ongedaan maken"))


def done_before(visit, kind, came_from):
    """The deed by which what this visitor read of a moment went elsewhere, if it did and they read
    nothing of it there any more: the same form was sent twice."""
    if visit.rows(Telling).filter(moment=came_from).exists():
        return None
    for deed in deeds.lately(visit.person, visit.now, kind=kind):
        if any(old == str(came_from) for _telling, old in deed.marks.get("hung", ())):
            return deed
    return None


def _tended(visit, deed):
    """The ids of the tellings that may hang back; Http404 where a part of the deed is not this
    visitor's to touch any more."""
    marks = deed.marks
    texts = {UUID(pk) for name in ("texts", "made") for pk, _number in marks.get(name, ())}
    rows = Telling.objects.filter(pk__in=texts, plan=visit.plan).select_related("told_by")
    answered = deed.kind == Deed.Kind.ANSWERED
    if answered:
        rows = rows.filter(pk__in=visit.rows(Telling).values("pk"))
    may = visit.may_tend if answered else visit.may_change
    if {row.pk for row in rows if may(row)} != texts:
        raise Http404
    if "days" in marks and not visit.rows(Telling).filter(moment=deed.moment_id).exists():
        raise Http404
    hung = [UUID(pk) for pk, _old in marks.get("hung", ())]
    mine = visit.rows(Telling, CHANGE).filter(pk__in=hung) if hung else ()
    return {row.pk for row in mine if visit.may_tend(row)}


def _places(deed):
    """The ids of the moments it is about: where it shows, and where what it hung elsewhere was."""
    return [deed.moment_id, *(UUID(old) for _telling, old in deed.marks.get("hung", ()))]


def _back(request, visit, deed):
    """To the moment where it shows now, or to the lines when this visitor reads nothing there."""
    places = _places(deed)
    there = set(visit.rows(Telling).filter(moment__in=places).values_list("moment", flat=True))
    for moment in reversed(places):
        if moment in there:
            return redirect("timeline:moment", visit.plan.pk, moment)
    return redirect("timeline:index", visit.plan.pk)


def _conflict(request, visit, deed, row):
    """Both: what undoing would bring back, and what stands there now, as far as one reads it."""
    hears = isinstance(row, Moment) or visit.rows(Telling).filter(pk=row.pk).exists()
    context = {
        "deed": deed,
        "differences": _differences(deed, row) if hears else [],
        "back_url": _back(request, visit, deed).url,
        "who": who_sees(visit, "timeline"),
    }
    return render(request, "timeline/undo_conflict.html", context, status=409)


def _differences(deed, row):
    old = versions.of(row).filter(number__in=_numbers(deed, row)).first()
    if isinstance(row, Moment):
        before = old.values["when"] if old else ""
        return [(_("Wanneer?"), _when(before), _when(row.when))] if old else []
    names = ("title", "text", "helped", "seen_there", "answer")
    if old is None:
        return [(_("Wat er verteld wordt"), "", row.text or row.title)]
    return [
        (row._meta.get_field(name).verbose_name, old.values.get(name, ""), getattr(row, name))
        for name in names
        if old.values.get(name, "") != getattr(row, name)
    ]


def _numbers(deed, row):
    marks = [*deed.marks.get("texts", ()), *deed.marks.get("days", ())]
    return [number for pk, number in marks if pk == str(row.pk)]


def _when(edtf):
    return dates.say(edtf) if edtf else _("wanneer, dat weten we niet")
