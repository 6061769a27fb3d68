"""Agreements, and how everybody stands towards them."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan import agreements as reading
from groeiplan.access import CHANGE, enter
from groeiplan.actions import content, items
from groeiplan.content_forms import AgreementForm, AgreementStatusForm, StanceForm
from groeiplan.models import Agreement, Stance
from groeiplan.undo import removed_lately
from groeiplan.views.conflicts import sent_before
from groeiplan.views.reading import only_shows
from groeiplan.views.writing import (
    bound,
    brought_back,
    filled_in,
    it_stands_there,
    stands_there,
    status_of,
    taken_away,
)
from groeiplan.who_sees import who_sees


@only_shows
def agreements(request, plan):
    """Who does what: what runs first, below it what is done."""
    visit = enter(request, plan, "groeiplan", "agreements")
    shown = reading.with_stances(visit)
    context = {
        "who": who_sees(visit, "groeiplan", "agreements"),
        "running": [row for row in shown if row.status == Agreement.Status.OPEN],
        "ended": [row for row in shown if row.status != Agreement.Status.OPEN],
        "may_add": visit.opens("groeiplan", "agreements", CHANGE),
        "removed": removed_lately(visit, Agreement),
        "removed_stances": removed_lately(visit, Stance),
    }
    return render(request, "groeiplan/agreements.html", context)


def agreement_add(request, plan):
    """Write down what somebody is really going to do."""
    visit = _enter(request, plan)
    form = bound(request, AgreementForm, visit)
    return filled_in(
        request,
        form,
        lambda: content.add(
            form.row(),
            by=visit.person,
            about=form.cleaned_data["about"],
            readers=form.cleaned_data.get("readers", ()),
        ),
        template="groeiplan/agreement_form.html",
        back=_list(plan),
        change="agreement_change",
        said=it_stands_there,
        title=_("Wat spreken jullie af?"),
        who=who_sees(visit, "groeiplan", "agreements"),
    )


def agreement_change(request, plan, agreement):
    """Say it in better words, or who and when."""
    visit = _enter(request, plan)
    row = visit.get(Agreement, agreement, CHANGE)
    form = bound(request, AgreementForm, visit, row)
    return filled_in(
        request,
        form,
        lambda: items.change(row, by=visit.person, **form.values()),
        template="groeiplan/agreement_form.html",
        back=_list(plan),
        said=_("Opgeslagen."),
        title=_("Deze afspraak aanpassen"),
        who=who_sees(visit, "groeiplan", "agreements", [row]),
    )


def agreement_status(request, plan, agreement):
    """Say how it goes."""
    visit = _enter(request, plan)
    row = visit.get(Agreement, agreement)
    if not visit.may_tend(row):
        raise PermissionDenied
    form = bound(request, AgreementStatusForm, visit, row)
    return filled_in(
        request,
        form,
        lambda: items.change(row, by=visit.person, **form.values()),
        template="groeiplan/agreement_status.html",
        back=_list(plan),
        said=_("Opgeslagen."),
        agreement=row,
        who=who_sees(visit, "groeiplan", "agreements", [row]),
    )


def agreement_remove(request, plan, agreement):
    """Take it away, after asking."""
    visit = _enter(request, plan)
    row = visit.get(Agreement, agreement, CHANGE)
    return taken_away(
        request,
        row,
        lambda version: items.remove(row, by=visit.person, version=version),
        back=_list(plan),
        title=_("Deze afspraak weghalen?"),
        does=[
            _("Niemand leest deze afspraak nog in het plan. Wat mensen ervan vinden, gaat mee."),
            _("Gestopt, of liep het anders? Dan kun je dat ook zeggen en laten staan."),
        ],
    )


def agreement_undo(request, plan, agreement):
    """Put it back within a day."""
    return _put_back(request, plan, Agreement, agreement)


def stance(request, plan, agreement):
    """Say how I stand towards it. Who said so before, comes to one's own words."""
    visit = _enter(request, plan)
    row = visit.get(Agreement, agreement)
    mine = visit.rows(Stance).filter(agreement=row, told_by=visit.person).first()
    if mine is not None and request.method != "POST":
        return redirect("stance_change", plan, mine.pk)
    form = bound(request, StanceForm, visit, Stance(audience=_start(visit, row)))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(f"{_list(plan)}#r{_taken(visit, form, row).agreement_id}")
        except IntegrityError:
            form.add_error(
                None,
                _("Hier staat al wat deze persoon vindt. Pas dat aan op de lijst met afspraken."),
            )
    if stands_there(form):
        return sent_before(request, form, _list(plan), "stance_change")
    return _stance_page(request, visit, form, row)


@transaction.atomic
def _taken(visit, form, agreement):
    """The saved stance; `IntegrityError` when one of this person stands there that this visitor
    can read, or that it wrote. One it cannot read must not show itself."""
    data = form.cleaned_data
    teller = data.get("told_by", visit.person)
    there = visit.rows(Stance).filter(agreement=agreement, told_by=teller)
    if there.exclude(pk=data["id"]).exists():
        raise IntegrityError("this person's stance is already there")
    return content.add_stance(
        form.row(), by=visit.person, agreement=agreement, readers=data.get("readers", ())
    )


def stance_change(request, plan, stance):
    """Change one's mind, or the words."""
    visit = _enter(request, plan)
    row = visit.get(Stance, stance, CHANGE)
    towards = visit.get(Agreement, row.agreement_id)
    form = bound(request, StanceForm, visit, row)
    return filled_in(
        request,
        form,
        lambda: items.change(row, by=visit.person, **form.values()),
        template="groeiplan/agreement_stance.html",
        back=_list(plan),
        said=_("Opgeslagen."),
        agreement=towards,
        stance=row,
        who=who_sees(visit, "groeiplan", "agreements", [row]),
    )


def stance_remove(request, plan, stance):
    """Take it back, after asking."""
    visit = _enter(request, plan)
    row = visit.get(Stance, stance, CHANGE)
    return taken_away(
        request,
        row,
        lambda version: items.remove(row, by=visit.person, version=version),
        back=_list(plan),
        title=_("Wat je vindt weghalen?"),
        does=[_("Bij de afspraak staat dan niet meer hoe jij erin staat.")],
    )


def stance_undo(request, plan, stance):
    """Put it back within a day."""
    return _put_back(request, plan, Stance, stance)


def _stance_page(request, visit, form, row):
    context = {
        "form": form,
        "agreement": row,
        "back_url": _list(visit.plan.pk),
        "who": who_sees(visit, "groeiplan", "agreements", [row]),
    }
    return render(request, "groeiplan/agreement_stance.html", context, status=status_of(form))


def _start(visit, agreement):
    """Words about an agreement start with the same listeners, where these can be chosen."""
    offered = (
        {"keyholders", "family"} if not visit.is_family else {"keyholders", "family", "teller"}
    )
    return agreement.audience if agreement.audience in offered else "family"


def _enter(request, plan):
    return enter(request, plan, "groeiplan", "agreements", CHANGE)


def _put_back(request, plan, model, pk):
    visit = _enter(request, plan)
    return brought_back(
        request,
        visit,
        model,
        pk,
        lambda row: items.undo(row, by=visit.person, fields=()),
        back=_list(plan),
    )


def _list(plan):
    return reverse("agreements", args=[plan])
