"""What is kept with the consents of a plan when something changes in who decides."""

from django.utils.timezone import now as clock

from consent.models import Consent, Giver
from consent.standing import Book, State, all_with_votes, reasons_kept, reasons_of
from groeiplan.actions import invitations

CLOSED = {State.WAITING, State.DISAGREE, State.NOBODY}
AGREED = {State.OPEN, State.AHEAD}


def settle(plan):
    """Before the keys are told anew: keep with each consent everybody whose yes it needs by now,
    and its end where that came nearer. Neither is taken back when it is written down otherwise
    later, so that no birth date, authority or rule ever opens a consent: only a yes does.

    A child that came later and about whom nobody decides yet keeps it closed; it is open again
    once that is written down and those said yes. Who was there already and was no child of the
    family by what was written down then, ends it: those who said yes said nothing about them.

    Where everybody has said yes by now, an invitation of its receiver that was kept ready goes
    out: not before (DOMAIN §6, safety in asking)."""
    book, now, agreed = Book(plan), clock(), set()
    for consent in all_with_votes(plan).filter(withdrawn_at=None):
        standing = book.standing(consent)
        ends = standing.ends_at
        if turned := _turned(standing):
            ends = min(ends, now)
        if ends < (consent.ends_by or consent.until):
            Consent.objects.filter(pk=consent.pk).update(
                ends_by=ends, ends_for=_about_whom(standing, ends, turned)
            )
        if ends > now:
            _keep_givers(standing)
            agreed |= {standing.consent.receiver_id} if standing.is_complete else set()
    if agreed:
        invitations.send_ready(agreed)


def holds_back(person, by):
    """Is there something this person is to see that still waits for a yes, or to which somebody
    said no, and nothing to which everybody agreed? What `by`, who invites, may not know of does
    not count: an invitation that waits would tell of it."""
    book, now = Book(person.plan_id), clock()
    consents = all_with_votes(person.plan_id).filter(receiver=person)
    known = [one for one in map(book.standing, consents) if one.is_known_to(by)]
    states = {one.state(now) for one in known}
    return bool(states & CLOSED) and not states & AGREED


def hides(person, by):
    """Is everything that was asked for this receiver kept from this family member?"""
    book = Book(person.plan_id)
    standings = [
        book.standing(one) for one in all_with_votes(person.plan_id).filter(receiver=person)
    ]
    return bool(standings) and not any(one.is_known_to(by) for one in standings)


def _about_whom(standing, ends, turned):
    """About whom it is written down that it ends then, or None."""
    if standing.turn and standing.turn[0] == ends:
        return standing.turn[1]
    return turned


def _turned(standing):
    """The person about whom something else is written down by now, for which there is no yes to
    wait for: nobody decides about them where somebody did, or a consent for the whole family came
    to speak of somebody who was there and of whom it did not (a card that counted as an adult and
    now as a child). None where there is nobody."""
    givers = standing.consent.givers.all()
    decided = {why.about for giver in givers for why in reasons_of(giver)}
    if standing.undecided and standing.undecided.pk in decided:
        return standing.undecided
    if standing.consent.about.all():
        return None
    unspoken = (one for one in standing.people if one.pk not in decided and not one.family_since)
    return next((one for one in unspoken if one.created < standing.consent.asked_at), None)


def _keep_givers(standing):
    kept = {giver.person_id: giver for giver in standing.consent.givers.all()}
    for person, reasons in standing.needed.items():
        giver, reasons = kept.get(person), reasons_kept(reasons)
        if giver is None:
            Giver.objects.create(
                plan_id=standing.consent.plan_id,
                consent=standing.consent,
                person_id=person,
                reasons=reasons,
            )
        elif giver.reasons != reasons:
            giver.reasons = reasons
            giver.save(update_fields=["reasons"])
