"""An agreement made at a meeting, written down on the growth plan."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from alignment_meetings import actions, minutes
from alignment_meetings.models import Meeting
from alignment_meetings.views.pages import TOOL, form_page, meeting_url, once, posted
from groeiplan.access import CHANGE, enter
from groeiplan.content_forms import AgreementForm, known_people, offer
from groeiplan.models import Agreement, Stance
from groeiplan.who_sees import who_sees


def add_agreement(request, plan, meeting):
    """Who does what, by when; needs the right to change the plan's agreements."""
    visit = enter(request, plan, TOOL)
    row = visit.get(Meeting, meeting)
    if not visit.opens("groeiplan", "agreements", CHANGE):
        raise PermissionDenied
    form = AgreementForm(visit, posted(request))
    _offer_table(visit, row, form)
    if form.is_bound and form.is_valid():
        _save(visit, row, form)
        return redirect(_back(visit, row, request.GET.get("scherm", "")))
    return form_page(
        request,
        form,
        row,
        change="agreement_change",
        title=_("Een afspraak opschrijven"),
        lead=_("Deze afspraak komt ook in jullie plan te staan."),
        action=_("Afspraak opslaan"),
        anchor="afspraken",
        who=who_sees(visit, "groeiplan", "agreements"),
    )


def _offer_table(visit, row, form):
    """A guest may also name whoever it sees at this meeting."""
    known = known_people(visit, beside=(Agreement, Stance))
    seats = [one.person for one in minutes.report(visit, row).presences]
    people = [*known, *(one for one in seats if one not in known and not one.emptied)]
    for name in ("who", "checked_by"):
        offer(form.fields[name], people)


def _back(visit, row, item):
    """To the shared screen's item one came from, if it is one of this meeting; else the page."""
    agenda = {str(one.pk): one for one in minutes.report(visit, row).items}
    if item in agenda:
        return reverse("alignment_meetings:screen_item", args=[row.plan_id, item])
    return meeting_url(row, "afspraken")


def _save(visit, row, form):
    data = form.cleaned_data
    once(
        actions.agree,
        form.row(),
        by=visit.person,
        meeting=row,
        about=data["about"],
        readers=data.get("readers", ()),
    )
