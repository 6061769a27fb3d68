"""The page of a 12th, 16th or 18th birthday. Guests do not know this room exists."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from consent import birthday_words as words
from consent import birthdays
from consent.actions import may_share
from consent.models import Consent
from consent.needed import NobodyDecides
from consent.parts import Part, part_of, place
from consent.views.sharing import enter_as_family, who_reads
from groeiplan.at_the_door import knows_of
from groeiplan.models import Invitation
from groeiplan.parts import listed


@dataclass(frozen=True)
class Stopping:
    """One yes that this birthday ends or ended. `givers`: whose yes it needs from then on, "" where
    that is only the family's own; `may_ask`: may the visitor ask it again?"""

    consent: Consent
    parts: list[Part]
    givers: str
    may_ask: bool


def birthday(request, plan, person):
    """What changes, the human step, what is to be asked again, and an account of one's own."""
    visit = enter_as_family(request, plan)
    card = visit.people.get(person)
    notice, book = birthdays.notice_of(visit, card) if card else (None, None)
    if notice is None:
        raise Http404
    if request.method == "POST":
        return _talked(request, notice.turn)
    return render(request, "consent/birthdays/birthday.html", _page(visit, notice, book))


def _talked(request, turn):
    birthdays.talked(turn, by=request.visit.person)
    messages.success(request, _("Mooi. Dit staat nu bij jullie plan."))
    return redirect("consent:birthday", request.visit.plan.pk, turn.person.pk)


def _page(visit, notice, book):
    turn = notice.turn
    return {
        "who": who_reads(visit),
        "notice": notice,
        "turn": turn,
        "person": turn.person,
        "is_own": turn.person.pk == visit.person.pk,
        "heading": words.heading(turn),
        "when": words.sentence(turn, visit.person),
        "to_the_young": words.to_the_young(turn),
        "others": words.to_others(turn, book),
        "other_rule": words.other_rule(turn, book),
        "stopping": [_stopping(visit, one, turn, book) for one in notice.consents],
        "may_say": birthdays.may_say(visit.person, turn.person),
        "has_account": visit.knows_account(turn.person),
        "is_invited": _is_invited(visit, turn.person),
    }


def _stopping(visit, consent, turn, book):
    chapters = visit.chapters()
    opened = {chapters[part.chapter_id]: part.may_change for part in consent.parts.all()}
    about = list(consent.about.all())
    return Stopping(
        consent=consent,
        parts=[part_of(one, opened[one]) for one in sorted(opened, key=place)],
        givers=_givers(book, about, max(visit.now, turn.starts), consent.receiver_id),
        may_ask=may_share(visit.person, about),
    )


def _givers(book, about, since, receiver):
    try:
        needed = book.decide([one.pk for one in about], since, receiver)
    except NobodyDecides:
        return ""
    return listed([book.people[pk].shown_name for pk in needed])


def _is_invited(visit, person):
    pending = Invitation.objects.filter(person=person, confirmed_at=None, closed_at=None)
    return any(
        (one.accepted_at or one.is_open(visit.now)) and knows_of(one, visit) for one in pending
    )
