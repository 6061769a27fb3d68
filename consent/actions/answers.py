"""Saying yes or no, for oneself; and writing down what was said aloud."""

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from consent.actions.record import Refused, asked_giver, held, open_giver, say_no, say_yes
from consent.models import Yes
from consent.standing import Book
from groeiplan.models import Authority


@transaction.atomic
def agree(consent, *, by, at=None):
    """`by`, whose yes is needed, says yes for themselves. Twice is once; nobody says it for
    another. Raises `Refused` ("giver": their yes is not asked; "over"; "refused")."""
    found = held(consent, by)
    open_giver(found, by, at)
    return say_yes(found, by, at=at)


@transaction.atomic
def note_yes(consent, *, giver, by, explained="", language="", interpreter="", at=None):
    """`by` writes down that `giver` said yes aloud, and how it was explained: an adult of the
    family, or who was asked to, of those who `may_note` (DOMAIN §6).
    Raises `Refused` ("giver", "noter", "over", "refused")."""
    found = held(consent, by)
    asked = open_giver(found, giver, at)
    _must_note(found, asked, by)
    how = {"explained": explained, "language": language, "interpreter": interpreter}
    return say_yes(found, giver, at=at, form=Yes.Form.SPOKEN, noted_by=by, **how)


@transaction.atomic
def refuse(consent, *, by, words="", at=None):
    """`by`, whose yes is needed, says no: it stays closed for everybody ("we zijn het niet eens"),
    also where they said yes before. To change one's mind a new consent is asked. Twice is once.
    Raises `Refused` ("giver": their yes is not asked, or a court's stands for it; "over")."""
    found = held(consent, by)
    asked = _heard(found, by, at)
    asked.noter = None  # said by themselves, whoever was asked to write it down
    return say_no(asked, by, words, at)


@transaction.atomic
def note_no(consent, *, giver, by, words="", at=None):
    """`by` writes down that `giver` said no aloud, and why if they said so: it stays closed, as
    with `refuse`. Who may note a yes may note this; `Giver.noter` tells who did.
    Raises `Refused`."""
    found = held(consent, by)
    asked = _heard(found, giver, at)
    _must_note(found, asked, by)
    asked.noter = by
    return say_no(asked, by, words, at)


def _heard(consent, giver, at):
    asked = asked_giver(consent, giver, at)
    if consent.yeses.filter(giver=giver, form=Yes.Form.COURT).exists():
        raise Refused("giver", giver)
    return asked


def _must_note(consent, asked, by):
    """An adult of the family, or who was asked to; else any guest could open a door by writing."""
    if not may_note(consent, by, asked.person) or not (
        by.is_family(clock()) or asked.noter_id == by.pk
    ):
        raise Refused("noter", by)


def may_note(consent, person, giver):
    """Could this person write down what this giver says aloud? Is it one of `noters`?"""
    standing = Book(consent.plan_id).standing(consent)
    return person.plan_id == consent.plan_id and bool(noters(standing, [person], giver))


def noters(standing, people, giver):
    """Those of these people who may write down what this giver says: an adult with an account, who
    neither asked for it nor receives it nor has to agree, and who did not write down the authority
    by which this giver decides. Else one person could make a giver and speak for them."""
    consent, day = standing.consent, localdate()
    involved = {consent.receiver_id, consent.asked_by_id, *standing.needed}
    about = [one.pk for one in standing.people]
    given = Authority.objects.filter(plan=consent.plan_id, holder=giver.pk, child__in=about)
    involved |= set(given.values_list("written_by", flat=True))
    able = (one for one in people if one.user_id and one.is_adult(day))
    return [one for one in able if one.pk not in involved]
