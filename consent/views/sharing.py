"""The pages on which a family shares. Guests do not know this room exists."""

from uuid import uuid4

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from consent import actions, birthday_words, sharing
from consent.forms import GiveForm, as_chosen
from consent.parts import grouped, part_of, place
from consent.refusals import WORDS, in_words
from consent.standing import Book, all_with_votes
from consent.voices import names_of, needed_voices, voices
from groeiplan.access import enter
from groeiplan.actions.invitations import Unusable
from groeiplan.dates import say_until
from groeiplan.views.reading import only_shows
from groeiplan.who_sees import who_sees

ONLY_ASKED = ("whole", "begin", "first_day", "period", "day")


@only_shows
def index(request, plan):
    """With whom the family shares, what needs your own answer, and what was shared before."""
    visit = enter_as_family(request, plan)
    page = {"who": who_reads(visit), "overview": sharing.overview(visit)}
    page["birthdays"] = birthday_words.notices(visit)
    return render(request, "consent/index.html", page)


@only_shows
def choose(request, plan):
    """With whom? Everybody's card, apart from the family circle's."""
    visit = enter_as_family(request, plan)
    cards = visit.plan.people.filter(emptied=None).select_related("organisation")
    people = [one for one in cards if not one.is_family(visit.now)]
    people.sort(key=lambda person: (person.kind, person.shown_name))
    page = {"who": who_reads(visit), "people": people, "seeing": sharing.seeing(visit)}
    return render(request, "consent/choose.html", page)


def give(request, plan, person):
    """What may this person see, and how long; then a summary in plain words; then "ja"."""
    visit = enter_as_family(request, plan)
    return _giving(request, card_of(visit, person))


def change(request, plan, consent):
    """The same page with what was agreed before on it. That one stops when the new one is given:
    a record is never edited (DOMAIN §6)."""
    visit = enter_as_family(request, plan)
    old = shared_of(visit, consent).consent
    return _giving(request, old.receiver, old)


def _giving(request, receiver, old=None):
    visit = request.visit
    if why := no_need(visit, receiver):
        status = 422 if request.method == "POST" else 200
        page = {"receiver": receiver, "why": WORDS[why]}
        return render(request, "consent/no_need.html", page, status=status)
    form = GiveForm(
        request.POST or None,
        visit=visit,
        receiver=receiver,
        invited=sharing.invited(visit, receiver),
        initial=as_chosen(old, visit.now) if old else None,
    )
    form.old = old
    if not form.is_valid():
        return _ask(request, form, receiver, 422 if form.errors else 200)
    if "yes" in request.POST:
        return _give(request, form, receiver)
    if "back" in request.POST:
        return _ask(request, form, receiver)
    return _sum_up(request, form, receiver)


def _ask(request, form, receiver, status=200, **more):
    page = {
        "who": who_reads(request.visit),
        "form": form,
        "receiver": receiver,
        "groups": grouped(form.chapters.values()),
        "looking": form["look"].value() or (),
        "changing": form["change"].value() or (),
        "invited": "email" not in form.fields and not receiver.user_id,
        "sees": [] if form.old else sharing.what_sees(request.visit, receiver),
        "nobody": None,
        **more,
    }
    return render(request, "consent/give.html", page, status=status)


def _give(request, form, receiver):
    visit, given = request.visit, dict(form.cleaned_data)
    for name in ONLY_ASKED:
        del given[name]
    try:
        made = actions.give(by=visit.person, receiver=receiver, replaces=_replaced(form), **given)
    except (actions.Refused, Unusable) as refused:
        return _refused(request, form, receiver, refused)
    except IntegrityError:  # the hidden id is somebody else's consent
        raise Http404 from None
    found = all_with_votes(visit.plan).get(pk=made.pk)
    waiting = [
        one
        for one in voices(Book(visit.plan).standing(found), visit.people)
        if one.answer == "open"
    ]
    messages.success(request, _said(form, receiver, waiting))
    if waiting:
        return redirect("consent:consent", visit.plan.pk, made.pk)
    return redirect("consent:index", visit.plan.pk)


def _replaced(form):
    """The consent this one takes the place of, where that one still runs."""
    old = form.old
    running = old and old.withdrawn_at is None and old.until > form.visit.now
    return old if running else None


def _refused(request, form, receiver, refused):
    form.add_error(None, in_words(refused))
    if refused.why != "again":
        nobody = _nobody(request.visit, refused.person) if refused.why == "nobody" else None
        return _ask(request, form, receiver, 422, nobody=nobody)
    form.data = form.data.copy()  # a fresh id: sent again, it is a new yes
    form.data["consent_id"] = str(uuid4())
    return _ask(request, form, receiver, 409)


def _nobody(visit, person):
    """About whom nobody decides, and where this visitor can write that down, "" where not."""
    today = localdate()
    may = visit.person.is_adult(today) and not person.is_adult(today)
    place = reverse("authority_add", args=[visit.plan.pk, person.pk]) if may else ""
    return {"name": person.shown_name, "url": place}


def _said(form, receiver, waiting):
    name = {"name": receiver.shown_name, "names": names_of(waiting)}
    if waiting:
        said = _("Dit staat klaar, nog dicht: wacht op %(names)s. Er ging niets naar hen.") % name
        if receiver.user_id:
            return said
        return (
            f"{said} {_('De uitnodiging aan %(name)s gaat pas weg als iedereen ja zegt.') % name}"
        )
    if form.cleaned_data["since"]:
        return _("Dit staat klaar voor %(name)s en gaat vanzelf open op de eerste dag.") % name
    if receiver.user_id:
        return _("%(name)s mag dit nu zien.") % name
    if "email" in form.fields:
        return _("We sturen %(name)s een uitnodiging.") % name
    return _("Dit staat klaar voor %(name)s.") % name


def _sum_up(request, form, receiver):
    """Everything in plain words, before the "ja": what opens, who must agree, what happens then."""
    given, visit = form.cleaned_data, request.visit
    begins = given["since"]
    try:
        needed = actions.whose_yes(
            by=visit.person, receiver=receiver, about=given["about"], since=begins
        )
    except actions.Refused as refused:
        return _refused(request, form, receiver, refused)
    all_voices = needed_voices(needed, visit.people, visit.person.pk)
    hidden = [one for one in form.chapters.values() if one not in given["look"]]
    opened = sorted(given["look"], key=place)
    page = {
        "form": form,
        "receiver": receiver,
        "opened": [part_of(one, one in given["change"]) for one in opened],
        "hidden": [part_of(one) for one in sorted(hidden, key=place)],
        "direction": form.fields["direction"].choices,
        "begins": localdate(begins) if begins else None,
        "until": say_until(given["until"], localdate()),
        "voices": all_voices,
        "own": next((one for one in all_voices if one.mine), None),
        "others": names_of([one for one in all_voices if not one.mine]),
        "turn": sharing.turn_words(_first_turn(visit, given), visit.now),
        "replaces": _replaced(form),
        "typed": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name in form.fields
        ],
    }
    return render(request, "consent/summary.html", page)


def enter_as_family(request, plan):
    """The door for the family alone: to a guest this room is not there."""
    visit = enter(request, plan)
    if not visit.is_family:
        raise Http404
    return visit


def who_reads(visit):
    """Who can see this room: the family, and nothing here to adjust."""
    return {**who_sees(visit, "consent"), "can_change": False}


def card_of(visit, pk):
    """This card of the plan, or Http404."""
    found = visit.plan.people.select_related("organisation").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def shared_of(visit, pk):
    """This consent as `Shared`, where the visitor may read it (`sharing.may_read`), or Http404."""
    found = sharing.read_by(visit, sharing.consents_of(visit.plan).filter(pk=pk))
    if not found:
        raise Http404
    return found[0]


def no_need(visit, receiver):
    """Why nothing can be shared with this card (a word of `refusals.WORDS`), or ""."""
    if receiver == visit.person:
        return "oneself"
    if receiver.emptied:
        return "elsewhere"
    return "family" if receiver.is_family(visit.now) else ""


def _first_turn(visit, given):
    """The first change of who decides within the time asked, as in `Book.turns`; or None."""
    book, begins = Book(visit.plan), given["since"] or visit.now
    people = book.covered([one.pk for one in given["about"]], begins)
    turns = book.turns(people, begins)
    return next((turn for turn in turns if turn[0] < given["until"]), None)
