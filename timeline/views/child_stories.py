"""The stories for a child: where they stand, making one, standing behind it, showing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan.access import enter
from groeiplan.actions import items
from groeiplan.parts import listed
from groeiplan.undo import removed_lately, removed_row
from groeiplan.views.conflicts import conflict, sent_before
from groeiplan.views.reading import only_shows
from groeiplan.views.writing import bound, put_back, stands_there, status_of, taken_away
from timeline import child
from timeline.actions import child as actions
from timeline.child_forms import AnswerForm, MarkForm, StoryForm
from timeline.models import Backing, ChildPage, ChildStory


def in_the_family(request, plan, **more):
    """The door of these pages: for the family; to a guest they do not exist."""
    visit = enter(request, plan, "timeline", "family", **more)
    if not visit.is_family:
        raise Http404
    return visit


def of_its_maker(request, plan, childstory):
    """(the visit, how this story stands) for who writes it; 403 for who may only read it."""
    visit = in_the_family(request, plan)
    standing = child.one(visit, childstory)
    check_maker(visit, standing)
    return visit, standing


def check_maker(visit, standing):
    """PermissionDenied for everybody but who writes this story."""
    if visit.look or standing.story.told_by_id != visit.person.pk:
        raise PermissionDenied


def desk(standing):
    """The address of the story's own page."""
    return reverse("timeline:child_story", args=[standing.story.plan_id, standing.story.pk])


def about(standing):
    """What each page on a part of a story shows of it: who reads it now, and the way back."""
    return {"standing": standing, "who": standing.who, "back": desk(standing)}


@only_shows
def index(request, plan):
    """The stories this visitor may read, and for an adult the way to a new one."""
    visit = in_the_family(request, plan)
    may_make, found = child.may_make(visit), child.standings(visit)
    context = {
        "standings": [(one, _words_of(visit, one), _not_asked(visit, one)) for one in found],
        "may_make": may_make,
        "removed": removed_lately(visit, ChildStory) if may_make else [],
    }
    return render(request, "timeline/child/index.html", context)


def begin(request, plan):
    """A new story: for whom, and what it is called."""
    visit = in_the_family(request, plan)
    if not child.may_make(visit):
        raise PermissionDenied
    form = bound(request, StoryForm, visit)
    if request.method == "POST" and form.is_valid():
        row = form.row()
        try:
            actions.begin(row, by=visit.person)
        except IntegrityError:  # the same form, sent twice at once; or somebody else's id
            check_maker(visit, child.one(visit, row.pk))
        return redirect("timeline:child_choose", plan, row.pk)
    if stands_there(form):
        back = reverse("timeline:child_story", args=[plan, form.made.pk])
        return sent_before(request, form, back)
    context = {"form": form, "children": child.children(visit)}
    return render(request, "timeline/child/begin.html", context, status=status_of(form))


@only_shows
def story(request, plan, childstory):
    """How a story stands: for its maker to write, for a parent to stand behind it. The child comes
    to the story itself."""
    visit = in_the_family(request, plan)
    standing = child.one(visit, childstory)
    if _reads_as_child(visit, standing):
        return redirect("timeline:child_read", plan, childstory)
    mine = standing.story.told_by_id == visit.person.pk and not visit.look
    removed = removed_lately(visit, ChildPage) if mine else []
    context = {
        "standing": standing,
        "state": _words_of(visit, standing),
        "who": standing.who,
        "mine": mine,
        "asked": visit.person in standing.needed and standing.is_asked and not visit.look,
        "backs": standing.backs(visit.person),
        "answers": _answers(standing),
        "outside": listed([one.shown_name for one in standing.outside]),
        "not_asked": _not_asked(visit, standing),
        "may_show": _may_show(visit, standing),
        "removed": [page for page in removed if page.story_id == standing.story.pk],
    }
    return render(request, "timeline/child/story.html", context)


def change(request, plan, childstory):
    """Another title, or another word at the end."""
    visit, standing = of_its_maker(request, plan, childstory)
    form = bound(request, StoryForm, visit, standing.story)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(standing.story, by=visit.person, **form.values())
        except items.Conflict as error:
            return conflict(request, form, error, desk(standing))
        messages.success(request, _("Opgeslagen."))
        return redirect(desk(standing))
    context = {"form": form, **about(standing)}
    return render(request, "timeline/child/change.html", context, status=status_of(form))


def ask(request, plan, childstory):
    """Its maker asks who must stand behind it; says first what they will then read."""
    visit, standing = of_its_maker(request, plan, childstory)
    form = _mark_form(request, MarkForm, standing)
    if not standing.is_whole or not standing.needed:
        return redirect(desk(standing))
    others = [one for one in standing.needed if one != visit.person]
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(standing.story, by=visit.person, mark=form.cleaned_data["mark"])
        except (items.Conflict, actions.Refused):
            return _changed(request, standing)
        said = _("Gevraagd.") if others else _("Het verhaal is klaar om te laten zien.")
        messages.success(request, said)
        return redirect(desk(standing))
    context = {
        "title": _("Klaar om te vragen?"),
        "lead": standing.story.title,
        "does": _asking_does(visit, standing, others),
        "action": _("Hier sta ik achter") if visit.person in standing.needed else _("Vraag het"),
        "back_url": desk(standing),
        "back": _("Ik schrijf nog even verder"),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


def answer(request, plan, childstory):
    """ "Hier sta ik achter", or "nog niet" with a word; also later, the other way."""
    visit = in_the_family(request, plan)
    standing = child.one(visit, childstory)
    if visit.look or not standing.is_asked or visit.person not in standing.needed:
        raise PermissionDenied
    form = _mark_form(request, AnswerForm, standing)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(standing.story, by=visit.person, **form.cleaned_data)
        except (items.Conflict, actions.Refused):
            return _changed(request, standing)
        messages.success(request, _answered(standing, form.cleaned_data["says"]))
        return redirect(desk(standing))
    context = {"form": form, "backs": standing.backs(visit.person), **about(standing)}
    status = 422 if form.errors else 200
    return render(request, "timeline/child/answer.html", context, status=status)


def show(request, plan, childstory):
    """The step by hand: from now on the child reads it, or it is read to them."""
    visit = in_the_family(request, plan)
    standing = child.one(visit, childstory)
    if standing.is_shown:
        return redirect(desk(standing))
    if not _may_show(visit, standing):
        raise PermissionDenied
    form = _mark_form(request, MarkForm, standing)
    name = {"name": standing.child.shown_name}
    if request.method == "POST" and form.is_valid():
        try:
            actions.show(standing.story, by=visit.person, mark=form.cleaned_data["mark"])
        except (items.Conflict, actions.Refused):
            return _changed(request, standing)
        messages.success(request, _("Het verhaal is er nu voor %(name)s.") % name)
        return redirect(desk(standing))
    context = {
        "title": _("Laat je het %(name)s zien?") % name,
        "lead": standing.story.title,
        "does": _showing_does(standing),
        "action": _("Laat het %(name)s zien") % name,
        "back_url": desk(standing),
        "back": _("Nu nog niet"),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


def remove(request, plan, childstory):
    """Take a story away; it can come back for a day."""
    visit, standing = of_its_maker(request, plan, childstory)
    name = {"name": standing.child.shown_name}
    return taken_away(
        request,
        standing.story,
        lambda version: actions.remove(standing.story, by=visit.person, version=version),
        title=_("Dit verhaal weghalen?"),
        does=[
            _("Niemand kan het nog lezen, ook %(name)s niet. De plaatjes gaan mee.") % name,
            _("De momenten op de tijdlijn blijven staan."),
        ],
        back=desk(standing),
        done=reverse("timeline:children", args=[plan]),
        undo=reverse("timeline:child_restore", args=[plan, childstory]),
    )


def restore(request, plan, childstory):
    """Bring a story back within a day; it is not shown until somebody shows it anew."""
    visit = in_the_family(request, plan)
    row = removed_row(visit, ChildStory, childstory)
    return put_back(
        request,
        row,
        lambda row: actions.restore(row, by=visit.person),
        back=reverse("timeline:children", args=[plan]),
    )


def _mark_form(request, kind, standing):
    if request.method == "POST":
        return kind(request.POST)
    return kind(initial={"mark": standing.story.mark})


def _changed(request, standing):
    messages.warning(
        request, _("Er is net iets veranderd aan dit verhaal. Lees het nog een keer en kies dan.")
    )
    return redirect(desk(standing))


def _reads_as_child(visit, standing):
    return visit.person.pk == standing.child.pk and standing.story.told_by_id != visit.person.pk


def _may_show(visit, standing):
    theirs = visit.person in standing.needed or visit.person.pk == standing.story.told_by_id
    return standing.is_backed and not standing.is_shown and theirs and not visit.look


def _answers(standing):
    """(person, what they said of this very text, or None, and whether it was of an older text)."""
    return [(one, standing.answer_of(one), one.pk in standing.answers) for one in standing.needed]


def _words_of(visit, standing):
    """One sentence on how it stands, for this reader."""
    waits = [_("jou") if one == visit.person else one.shown_name for one in standing.missing]
    name = {"name": standing.child.shown_name, "who": listed(waits)}
    if _reads_as_child(visit, standing):
        return _("Gemaakt door %s, voor jou.") % standing.maker.shown_name
    reads_alone = standing.child.speaks_here
    return {
        "writing": _("Hier wordt nog aan geschreven. Alleen jij leest dit."),
        "waiting": _("Wacht op %(who)s."),
        "not_yet": _("Nog niet. Wacht op %(who)s."),
        "backed": f"{standing.behind_it} {_('Nu kunnen jullie het laten zien.')}",
        "shown": _("%(name)s kan dit lezen.") if reads_alone else _("Klaar om samen te lezen."),
        "nobody": _("Niemand hier kan erachter gaan staan."),
        "of_age": _("%(name)s is 18 of ouder en beslist nu zelf."),
    }[standing.state] % name


def _not_asked(visit, standing):
    """Who was not asked, for the grown-ups who read it; nothing for the child itself, nor where
    the child is of age."""
    told = not _reads_as_child(visit, standing) and not standing.is_of_age
    return standing.not_asked if told else ""


def _asking_does(visit, standing, others):
    name = standing.child.shown_name
    does = []
    if visit.person in standing.needed:
        does.append(_("Jij zegt: hier sta ik achter."))
    if others:
        names = listed([one.shown_name for one in others])
        words = {"names": names}
        does.append(
            _("Het verhaal komt ook bij %(names)s: ouder met gezag, hier in het gezin.") % words
        )
        does.append(_("Die leest alles, en zegt: hier sta ik achter, of: nog niet."))
    if standing.outside:
        does.append(standing.not_asked)
    does.append(_("%(name)s ziet nog niets. Dat is een stap apart.") % {"name": name})
    return does


def _showing_does(standing):
    name = {"name": standing.child.shown_name}
    first = (
        _("%(name)s vindt het verhaal op de tijdlijn, met het eigen account.")
        if standing.child.speaks_here
        else _("Jullie openen het samen, groot op het scherm, of printen het.")
    )
    outside = [f"{standing.behind_it} {standing.not_asked}"] if standing.outside else []
    return [
        *outside,
        first % name,
        _("Lees het de eerste keer samen. Neem de tijd voor vragen."),
        _(
            "Verandert er later iets? Dan gaat het dicht, tot iedereen die gevraagd is er weer"
            " achter staat."
        ),
    ]


def _answered(standing, says):
    name = {"name": standing.child.shown_name}
    if says == Backing.Says.YES:
        return _("Opgeschreven: jij staat hierachter.")
    if standing.is_shown:
        return _("Opgeschreven: nog niet. %(name)s leest dit nu niet meer.") % name
    return _("Opgeschreven: nog niet. %(name)s ziet niets.") % name
