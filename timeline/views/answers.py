"""The family's answer to what a guest proposes: yes, in our own words, or no."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from groeiplan.access import CHANGE, enter
from groeiplan.actions import items
from groeiplan.views.conflicts import sent_before
from groeiplan.views.writing import bound, stands_there, status_of
from groeiplan.who_sees import who_sees
from timeline import actions, seen
from timeline.forms import AnswerForm, OwnWordsForm
from timeline.models import Deed, Telling
from timeline.views.undoing import undoable


def answer(request, plan, telling):
    """The family takes over what a guest proposes, or does not, with a word back."""
    visit, row, one = _proposal(request, plan, telling)
    if row.proposal != Telling.Proposal.PROPOSED and request.method != "POST":
        return redirect(one.url)
    form = AnswerForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            _answered(row, visit, form.cleaned_data)
        except items.Conflict:
            return _look_again(request, one)
        return _said(request, visit, one)
    context = {
        "form": form,
        "row": row,
        "one": one,
        "who": who_sees(visit, "timeline", one.strand, one.tellings),
    }
    return render(request, "timeline/answer.html", context, status=422 if form.errors else 200)


def reword(request, plan, telling):
    """The family tells it in its own words; the guest's stay beside them as they are."""
    visit, row, one = _proposal(request, plan, telling)
    if row.proposal != Telling.Proposal.PROPOSED and request.method != "POST":
        return redirect(one.url)
    own = Telling(moment=one.moment, title=row.title, text=row.text)
    form = bound(request, OwnWordsForm, visit, own)
    form.fields["proposed_version"].initial = row.version
    if request.method == "POST" and form.is_valid():
        try:
            _reworded(row, visit, form)
        except items.Conflict:
            return _read_anew(request, visit, one, row, form)
        except IntegrityError:  # the same form, sent twice at once; or somebody else's id
            visit.get(Telling, form.cleaned_data["id"], CHANGE)
        return _said(request, visit, one)
    if stands_there(form):
        return sent_before(request, form, one.url)
    return _reword_page(request, visit, one, row, form, status_of(form))


def _proposal(request, plan, telling):
    visit = enter(request, plan, "timeline")
    row = visit.get(Telling, telling)
    if not visit.is_family or not visit.may_tend(row):
        raise PermissionDenied
    return visit, row, seen.one(visit, row.moment_id)


def _answered(row, visit, data):
    if row.proposal != Telling.Proposal.PROPOSED:
        raise items.Conflict(row)
    actions.answer(
        row,
        by=visit.person,
        version=data["version"],
        proposal=data["proposal"],
        words=data["answer"],
    )


def _reworded(row, visit, form):
    data = form.cleaned_data
    again = Telling.objects.filter(pk=data["id"], written_by=visit.person).exists()
    if row.proposal != Telling.Proposal.PROPOSED and not again:
        raise items.Conflict(row)
    actions.reword(
        form.row(),
        by=visit.person,
        proposed=row,
        version=data["proposed_version"],
        words=data["word_back"],
        about=data["about"],
        readers=data.get("readers", ()),
        **form.pictures(),
    )


def _said(request, visit, one):
    messages.success(
        request, undoable(visit, one.moment, Deed.Kind.ANSWERED, _("Jullie antwoord staat erbij."))
    )
    return redirect(one.url)


def _look_again(request, one):
    messages.warning(request, _("Dit voorstel is net veranderd. Lees het nog eens."))
    return redirect(one.url)


def _read_anew(request, visit, one, row, form):
    """The proposal changed while somebody wrote: both stand there, nothing typed is lost."""
    row = visit.get(Telling, row.pk)
    if row.proposal != Telling.Proposal.PROPOSED:
        form.add_error(None, _("Iemand van jullie gaf intussen al antwoord op dit voorstel."))
    else:
        form.add_error(None, _("Dit voorstel is net veranderd. Lees het nog eens."))
        form.data = form.data.copy()
        form.data["proposed_version"] = row.version
    return _reword_page(request, visit, one, row, form, 409)


def _reword_page(request, visit, one, row, form, status):
    context = {"form": form, "row": row, "one": one, "who": who_sees(visit, "timeline", one.strand)}
    return render(request, "timeline/reword.html", context, status=status)
