"""Two moments out of one, and one out of two. The family does that, with what it reads."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from groeiplan.access import CHANGE, enter
from groeiplan.actions.items import Conflict
from groeiplan.who_sees import who_sees
from timeline import actions, seen
from timeline.forms import JoinForm, SplitForm
from timeline.models import Deed
from timeline.views.undoing import done_before, undoable


def split(request, plan, moment):
    """Choose which of the tellings become a moment of their own."""
    visit = enter(request, plan, "timeline")
    one = _tended(visit, moment)
    form = SplitForm(
        request.POST or None,
        visit=visit,
        tellings=one.tellings,
        initial={"when": one.moment.when},
    )
    if request.method == "POST" and (done := _split_before(visit, form)):
        return redirect("timeline:moment", plan, done.moment_id)
    if len(one.tellings) < 2:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            return _split(request, visit, one, form.cleaned_data)
        except Conflict:
            form.add_error(None, _("Hier is net iets veranderd. Kijk nog een keer."))
            return _page(request, "timeline/split.html", visit, one, form, 409)
    return _page(request, "timeline/split.html", visit, one, form, 422 if form.errors else 200)


def join(request, plan, moment):
    """Let what is told of this moment hang beside what is told of another."""
    visit = enter(request, plan, "timeline")
    if request.method == "POST" and (done := done_before(visit, Deed.Kind.JOINED, moment)):
        return redirect("timeline:moment", plan, done.moment_id)
    one = _tended(visit, moment)
    form = JoinForm(request.POST or None, one=one, others=_others(visit, one))
    if request.method == "POST" and form.is_valid():
        try:
            return _join(request, visit, one, form.cleaned_data)
        except Conflict:
            form.add_error(None, _("Hier is net iets veranderd. Kijk nog een keer."))
            return _page(request, "timeline/join.html", visit, one, form, 409)
    return _page(request, "timeline/join.html", visit, one, form, 422 if form.errors else 200)


def _tended(visit, moment):
    one = seen.one(visit, moment)
    if not visit.is_family or not visit.opens("timeline", one.strand, CHANGE):
        raise PermissionDenied
    return one


def _split_before(visit, form):
    """The deed of this very form, sent before."""
    chosen = str(form.data.get("id", ""))
    found = Deed.objects.filter(plan=visit.plan, by=visit.person, kind=Deed.Kind.SPLIT, undone=None)
    return next((deed for deed in found if str(deed.moment_id) == chosen), None)


def _split(request, visit, one, data):
    try:
        made = actions.split(
            one.moment,
            by=visit.person,
            tellings=data["tellings"],
            when=data["when"],
            pk=data["id"],
        )
    except IntegrityError as error:
        raise Http404 from error
    said = _("Het zijn nu twee momenten. Er is geen woord veranderd.")
    messages.success(request, undoable(visit, made, Deed.Kind.SPLIT, said))
    return redirect("timeline:moment", visit.plan.pk, made.pk)


def _join(request, visit, one, data):
    other = data["other"]
    kept = one if data["date"] == JoinForm.OURS else other
    there = actions.join(
        one.moment,
        by=visit.person,
        other=other.moment,
        tellings=one.tellings,
        when=kept.moment.kept,
    )
    said = _("De verhalen hangen nu naast elkaar. Er is geen woord veranderd.")
    messages.success(request, undoable(visit, there, Deed.Kind.JOINED, said))
    return redirect(other.url)


def _others(visit, one):
    """The other moments of this line, the nearest in time first."""
    there = [
        other
        for other in seen.everything(visit)
        if other.strand == one.strand and other.moment.pk != one.moment.pk
    ]
    if one.told is None:
        return there
    day = one.told.first.toordinal()
    return sorted(there, key=lambda o: abs(o.told.first.toordinal() - day) if o.told else 10**7)


def _page(request, template, visit, one, form, status):
    context = {
        "form": form,
        "one": one,
        "who": who_sees(visit, "timeline", one.strand, one.tellings),
    }
    return render(request, template, context, status=status)
