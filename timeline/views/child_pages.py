"""The pages of a child's story: choosing moments, writing them anew, their order and pictures."""

from operator import attrgetter

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from groeiplan.actions import items
from groeiplan.models.items import Audience
from groeiplan.undo import removed_row
from groeiplan.views.conflicts import conflict, sent_before
from groeiplan.views.files import sent
from groeiplan.views.reading import only_shows
from groeiplan.views.writing import bound, put_back, stands_there, status_of, taken_away
from timeline import child, seen
from timeline.actions import child as actions
from timeline.child_forms import ChosenForm, MoveForm, PageForm
from timeline.forms import CHOOSE_AGAIN
from timeline.models import ChildPage, Telling
from timeline.views.child_stories import about, check_maker, desk, in_the_family, of_its_maker

LIGHT = (Telling.Weight.LIGHT, Telling.Weight.VERY_LIGHT)
FOR_A_FEW = (Audience.TELLER, Audience.READERS)


def choose(request, plan, childstory):
    """Which moments come into the story; each becomes a page to write."""
    visit, standing = of_its_maker(request, plan, childstory)
    there = {page.moment_id for page in standing.pages}
    moments = [one for one in seen.everything(visit) if one.drawn and not one.is_proposal]
    offered = [one for one in moments if one.moment.pk not in there]
    form = ChosenForm(request.POST if request.method == "POST" else None, offered=moments)
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in moments if str(one.moment.pk) in form.chosen]
        return _chosen(request, visit, standing, chosen)
    context = {
        "form": form,
        "groups": _groups(visit, offered),
        **about(standing),
    }
    status = 422 if form.errors else 200
    return render(request, "timeline/child/choose.html", context, status=status)


def add(request, plan, childstory):
    """A page about what does not stand on the timeline: a good memory, often."""
    visit, standing = of_its_maker(request, plan, childstory)
    started = ChildPage(story=standing.story, good=not standing.good_pages)
    form = bound(request, PageForm, visit, started)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_page(
                _new(form), by=visit.person, story=standing.story, picture=form.picture()
            )
        except IntegrityError as error:  # somebody else's id
            raise Http404 from error
        except actions.Refused:
            messages.warning(request, _full())
            return redirect(desk(standing))
        messages.success(request, _("Het blad staat erbij."))
        return redirect(f"{desk(standing)}#r{form.cleaned_data['id']}")
    if stands_there(form):
        return sent_before(request, form, desk(standing), "timeline:child_page")
    context = {"form": form, "title": _("Een blad erbij"), "tellings": [], **about(standing)}
    return render(request, "timeline/child/page.html", context, status=status_of(form))


def change(request, plan, childpage):
    """Write a page: the moment it came from stands beside it, as far as one reads that."""
    visit, standing, page = _page_of_its_maker(request, plan, childpage)
    form = bound(request, PageForm, visit, page)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_page(page, by=visit.person, **form.values())
        except items.Conflict as error:
            if form.files:
                messages.warning(request, CHOOSE_AGAIN)
            return conflict(request, form, error, desk(standing))
        messages.success(request, _("Opgeslagen."))
        return redirect(f"{desk(standing)}#r{page.pk}")
    context = {
        "form": form,
        "title": _("Dit blad schrijven"),
        "tellings": _tellings(visit, page),
        **about(standing),
    }
    return render(request, "timeline/child/page.html", context, status=status_of(form))


def move(request, plan, childpage):
    """One place up or down."""
    visit, standing, page = _page_of_its_maker(request, plan, childpage)
    form = MoveForm(request.POST)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.move_page(
                page, by=visit.person, version=data["version"], up=data["way"] == "op"
            )
        except items.Conflict:
            messages.warning(request, _("Hier is net iets veranderd. Kijk nog een keer."))
    return redirect(f"{desk(standing)}#r{page.pk}")


def remove(request, plan, childpage):
    """Take a page away; it can come back for a day."""
    visit, standing, page = _page_of_its_maker(request, plan, childpage)
    does = [_("Het blad gaat uit het verhaal. Het moment op de tijdlijn blijft staan.")]
    if standing.is_shown:
        does.append(_closes(standing))
    return taken_away(
        request,
        page,
        lambda version: actions.remove_page(page, by=visit.person, version=version),
        title=_("Dit blad weghalen?"),
        does=does,
        back=desk(standing),
        undo=reverse("timeline:child_page_restore", args=[plan, page.pk]),
    )


def restore(request, plan, childpage):
    """Bring a page back within a day."""
    visit = in_the_family(request, plan)
    row = removed_row(visit, ChildPage, childpage)
    standing = child.one(visit, row.story_id)
    check_maker(visit, standing)
    return put_back(
        request, row, lambda row: actions.restore_page(row, by=visit.person), back=desk(standing)
    )


@only_shows
def picture(request, plan, childpage):
    """The picture of a page, for whoever reads that page now. A key or a list of readers would
    know no day on which somebody else comes to decide; the story does."""
    visit = in_the_family(request, plan)
    _standing, page = child.of_page(visit, childpage)
    if page.picture is None or page.picture.removed:
        raise Http404
    return sent(request, page.picture)


def _page_of_its_maker(request, plan, pk):
    visit = in_the_family(request, plan)
    standing, page = child.of_page(visit, pk)
    check_maker(visit, standing)
    return visit, standing, page


def _closes(standing):
    name = {"name": standing.child.shown_name}
    return (
        _("%(name)s leest dit dan even niet, tot iedereen die gevraagd is er weer achter staat.")
        % name
    )


def _full():
    words = {"most": actions.MOST_PAGES}
    return _("Een verhaal heeft hoogstens %(most)d bladen. Maak er nog een verhaal bij.") % words


def _new(form):
    row = form.row()
    row.picture = None
    return row


def _chosen(request, visit, standing, chosen):
    rows = [_page_of(visit, standing, one) for one in chosen]
    try:
        made = actions.add_moments(standing.story, by=visit.person, chosen=rows)
    except actions.Refused:
        messages.warning(request, _full())
        return redirect(desk(standing))
    if made:
        messages.success(request, _("Ze staan erbij. Schrijf ze nu in woorden voor het kind."))
    return redirect(desk(standing))


def _page_of(visit, standing, one):
    """(a page to write about this moment, one's own telling of it if there is one). It begins with
    one's own words, of another's with no more than the title; and never with what was told for
    oneself or for a few: others would come to read it here."""
    told = [row for row in one.drawn if row.audience not in FOR_A_FEW]
    own = next((row for row in told if row.told_by_id == visit.person.pk), None)
    titles = [row.title for row in told if row.proposal != Telling.Proposal.PROPOSED]
    when = child.when_words(standing.child, one.moment.when)
    page = ChildPage(
        title=own.title if own else (titles or [capfirst(when) or _("Nog zonder titel")])[0],
        text=Truncator(own.text).chars(600) if own else "",
        when_words=when,
        seen_there=own.seen_there if own else "",
        good=bool(own) and own.weight in LIGHT,
        moment=one.moment,
    )
    return page, own


def _groups(visit, offered):
    """[(what it is called, its moments)]: first where something good is told, then by line."""
    good = [one for one in offered if any(row.weight in LIGHT for row in one.drawn)]
    groups = [(_("Hier zat iets fijns in"), good)]
    for strand in seen.strands(visit):
        there = [one for one in offered if one.strand == strand and one not in good]
        groups.append((seen.strand_name(visit, strand), there))
    return [(name, there) for name, there in groups if there]


def _tellings(visit, page):
    """How the moment of a page is told on the timeline, oldest first; none where this visitor does
    not read it any more."""
    if page.moment_id is None:
        return []
    rows = visit.rows(Telling).filter(moment=page.moment_id)
    return sorted(rows, key=attrgetter("created"))
