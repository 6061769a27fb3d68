"""The pages on which a family shares. Guests do not know this room exists."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from consent import birthday_words, sharing
from groeiplan.access import enter
from groeiplan.models import Authority, Person
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
    people.sort(key=lambda person: (person.kind, person.known_by.lower()))
    page = {
        "who": who_reads(visit),
        "people": people,
        "seeing": sharing.seeing(visit),
        "undecided": undecided(visit, request.path),
    }
    return render(request, "consent/choose.html", page)


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


def nobody_of(visit, person, back=""):
    """About whom nobody decides, and where this visitor can write that down, "" where not; from
    there they come back to this address."""
    today = localdate(visit.now)
    may = visit.person.is_adult(today) and not person.is_adult(today)
    place = reverse("authority_add", args=[visit.plan.pk, person.pk]) if may else ""
    if place and back:
        place += "?" + urlencode({"terug": back})
    return {"name": person.shown_name, "url": place}


def undecided(visit, back):
    """`nobody_of` for each child of the family: told before anybody fills in a form."""
    today = localdate(visit.now)
    family = [one for one in visit.people.values() if one.kind == Person.Kind.FAMILY]
    children = [one for one in family if not one.emptied and not one.is_adult(today)]
    decided = Authority.objects.filter(child__in=children).values_list("child", flat=True)
    decided = set(decided) if children else ()
    return [nobody_of(visit, one, back) for one in children if one.pk not in decided]


def no_need(visit, receiver):
    """Why nothing can be shared with this card (a word of `refusals.WORDS`), or ""."""
    if receiver == visit.person:
        return "oneself"
    if receiver.emptied:
        return "elsewhere"
    return "family" if receiver.is_family(visit.now) else ""
