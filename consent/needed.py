"""Who must say yes before something about somebody is shared: one pure function (DOMAIN §6).

It knows ages, authority, ability and "jongere beslist", and nothing of accounts, rows or clocks."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from groeiplan.dates import age_on

HAS_A_SAY, DECIDES, OF_AGE = 12, 16, 18  # the ages at which who must agree changes


class Capacity(TextChoices):
    """In which capacity somebody says yes."""

    SELF = "self", _("voor jezelf")
    YOUNG_PERSON = "young_person", _("als jongere, over jezelf")
    PARENT = "parent", _("als ouder met gezag")
    GUARDIAN = "guardian", _("als voogd")
    REPRESENTATIVE = "representative", _("als wettelijk vertegenwoordiger")
    LEFT_OUT = "left_out", _("tot duidelijk is wie gezag heeft")  # did not say "ik heb geen gezag"
    FAMILY = "family", _("namens het gezin")  # only where the receiver alone decides


class Reason(NamedTuple):
    """Why somebody's yes is needed: in which capacity, about whom (a person's id)."""

    capacity: str
    about: Hashable


@dataclass(frozen=True)
class Subject:
    """Somebody about whom is shared. An unknown birth date counts as adult (DESIGN §3).
    `able`: can weigh it; `alone`: the plan notes "jongere beslist" for this 12- to 15-year-old."""

    id: Hashable
    born: date | None = None
    able: bool = True
    alone: bool = False

    def age(self, day: date) -> int:
        """In whole years on that day, from the first second of a birthday."""
        return OF_AGE if self.born is None else age_on(self.born, day)


@dataclass(frozen=True)
class Holder:
    """Somebody's authority over another, and its first and last day (None: not known, none).
    `stays`: a parent who can end it themselves, so nobody's guardianship takes it away. `by`: who
    wrote it down, where that is known; a guardian who did so themselves takes nobody's say away."""

    id: Hashable
    over: Hashable
    capacity: str
    since: date | None = None
    until: date | None = None
    stays: bool = False
    by: Hashable = None

    @property
    def own(self) -> bool:
        """Did its holder write it down themselves?"""
        return self.by == self.id

    def holds(self, day: date) -> bool:
        """Does it last on this day?"""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


class NobodyDecides(ValueError):
    """Nobody is written down who can say yes about `subject`, so nothing can be shared."""

    def __init__(self, subject: Subject):
        super().__init__(subject)
        self.subject = subject


def who_must_agree(
    subjects: Iterable[Subject],
    holders: Iterable[Holder],
    day: date,
    receiver: Hashable = None,
    asker: Hashable = None,
) -> dict[Hashable, tuple[Reason, ...]]:
    """{person id: the reasons why their yes is needed} for sharing about these people on this day.

    Under 12 each parent with authority, or the guardian instead of the parents, beside those of
    them whose say `stays`, and whoever was left out (`LEFT_OUT`); from 12 the young person and
    those; from 16 the young person; from 18 the adult. "Jongere beslist" leaves out the parents
    from 12 to 15. Who cannot weigh it leaves it to the legal representative; that never takes away
    a parent's say (DOMAIN §6). Nobody decides about their own access: the receiver is left out, and
    about whom only the receiver decides `asker` says yes in the name of the family; but not in the
    place of a legal representative they wrote down themselves, or one pen would do for an adult who
    says nothing here. Raises `NobodyDecides` where nobody (else) is written down.
    """
    holders = [one for one in holders if one.holds(day)]
    needed: dict[Hashable, dict[Reason, None]] = {}  # a dict keeps their order, each once
    for subject in subjects:
        voices = _voices(subject, holders, day)
        if not voices:
            raise NobodyDecides(subject)
        others = [voice for voice in voices if voice[0] != receiver]
        if not others and asker is not None:
            if _chose(asker, subject, holders):
                raise NobodyDecides(subject)
            others = [(asker, Capacity.FAMILY)]
        for person, capacity in others:
            needed.setdefault(person, {})[Reason(str(capacity), subject.id)] = None
    return {person: tuple(reasons) for person, reasons in needed.items()}


def somebody_is_above(subject: Subject, holders: Iterable[Holder], day: date) -> bool:
    """Does anybody decide by law over this person on that day? Needed before it can be said that
    they cannot weigh it themselves."""
    return bool(_above(subject, [one for one in holders if one.holds(day)], subject.age(day)))


def _chose(asker, subject, holders):
    """Did the asker write down who represents this person, each of them?"""
    above = [one for one in holders if one.over == subject.id]
    chosen = [one for one in above if one.capacity == Capacity.REPRESENTATIVE]
    speak = bool(chosen) and not subject.able
    return speak and all(one.by == asker for one in chosen)


def _voices(subject, holders, day):
    """(person id, capacity) of everybody who must agree about this one person."""
    age = subject.age(day)
    own = Capacity.SELF if age >= OF_AGE else Capacity.YOUNG_PERSON
    above = _above(subject, holders, age)
    if age >= DECIDES:
        return [(subject.id, own)] if subject.able else above
    if age < HAS_A_SAY:
        return above
    if subject.alone and subject.able:
        return [(subject.id, own)]
    # With nobody above, a twelve-year-old's own yes is not enough.
    return [(subject.id, own), *above] if subject.able and above else above


def _above(subject, holders, age):
    """Who decides over this person by law: the guardian instead of the parents, each of them, and
    beside the parents whose say stays, and who was left out but did not say so; over an adult only
    the legal representative."""
    found = {}
    for one in holders:
        if one.over == subject.id:
            found.setdefault(one.capacity, []).append(one)
    if age >= OF_AGE:
        above = found.get(Capacity.REPRESENTATIVE, [])
    else:
        guardians, parents = (found.get(one, []) for one in (Capacity.GUARDIAN, Capacity.PARENT))
        replaced = any(not one.own for one in guardians)
        above = [*guardians, *(one for one in parents if one.stays or not replaced)]
        if above:  # who was left out decides beside others, never alone
            above += found.get(Capacity.LEFT_OUT, [])
    return [(one.id, one.capacity) for one in above]
