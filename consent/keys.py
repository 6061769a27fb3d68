"""Which keys the consents of a plan say there are."""

from consent.standing import Book, all_with_votes
from groeiplan.keys import CHANGE, VIEW, Wanted
from groeiplan.models import Person


def keys(plan):
    """`Wanted` rows of every consent to which everybody needed said yes and that was not withdrawn,
    whether or not its time has come. Those of a card without account have `user` None."""
    book = Book(plan)
    for consent in all_with_votes(plan).filter(withdrawn_at=None):
        standing = book.standing(consent)
        if standing.is_complete:
            yield from _keys_of(standing)


def _keys_of(standing):
    consent, since, until = standing.consent, standing.opens_at, standing.ends_at
    if since >= until:
        return
    # A relative outside the family circle is a guest like any other: never a family key.
    guest = Person.Kind.PROFESSIONAL
    if consent.receiver.kind != guest:
        guest = Person.Kind.NETWORK
    about = [person.pk for person in consent.about.all()] or [None]
    for part in consent.parts.all():
        for right in (VIEW, CHANGE) if part.may_change else (VIEW,):
            for person in about:
                yield Wanted(
                    user=consent.receiver.user_id,
                    chapter=part.chapter_id,
                    right=right,
                    holder=str(guest),
                    since=since,
                    until=until,
                    about=person,
                    consent=consent.pk,
                    person=None if consent.receiver.user_id else consent.receiver_id,
                )
