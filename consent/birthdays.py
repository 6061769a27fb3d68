"""A 12th, 16th or 18th birthday: notice before it, a human step, what is asked again (DOMAIN §6).

All of it follows from the birth date and the day it is. Nothing waits for a job: jobs only mail."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.timezone import now as clock
from django.utils.translation import gettext as _

from consent import emails
from consent.models import BirthdayStep, Consent
from consent.sharing import may_read
from consent.standing import Book, State, all_with_votes
from groeiplan import journal
from groeiplan.actions import invitations
from groeiplan.dates import birthday, end_of_day
from groeiplan.keys import TURNING_AGES
from groeiplan.models import Entry, Person
from groeiplan.tools import Waiting

NOTICE = 60  # days before, and as long after what ended by it is shown as still to be asked again
DAY = timedelta(days=1)
RUNNING = {State.OPEN, State.AHEAD, State.WAITING}


@dataclass(frozen=True)
class Turn:
    """Somebody's 12th, 16th or 18th birthday, seen from one day."""

    person: Person
    age: int
    day: date
    left: int  # days until it is there; 0 on the day itself, then below

    @property
    def is_here(self):
        """Has the day begun?"""
        return self.left <= 0

    @property
    def is_recent(self):
        """Is it at most sixty days ago?"""
        return -NOTICE <= self.left <= 0

    @property
    def starts(self):
        """The moment on which it begins, in Amsterdam: then keys end."""
        return end_of_day(self.day - DAY)


@dataclass(frozen=True)
class Notice:
    """One birthday as the family meets it. `consents`: those that end on that day, or once it is
    there those it ended and nobody asked again. `step`: what was noted about it, if anything."""

    turn: Turn
    consents: list[Consent]
    step: BirthdayStep | None = None

    @property
    def is_talked(self):
        """Did somebody say that they talked about it?"""
        return _talked(self.step)


# --- Which birthdays, and what they end -----------------------------------------------------------


def turn_of(person, today):
    """The newest `Turn` of this card that is at most sixty days ahead; None without one. A day that
    passed long before the card was made means nothing any more. The one before it makes way."""
    if person.born is None or person.emptied or person.kind != Person.Kind.FAMILY:
        return None
    for age in reversed(TURNING_AGES):
        day = birthday(person.born, age)
        left = (day - today).days
        if left <= NOTICE:
            turn = Turn(person, age, day, left)
            was_there = localdate(person.created) < day or turn.is_recent
            return turn if was_there else None
    return None


def coming_turns(people, today, done=()):
    """Each `Turn` within sixty days, and those that passed without the human step, in order of
    time. `done`: {(person id, age)} of the steps that were taken."""
    turns = (turn_of(person, today) for person in people)
    found = [one for one in turns if one and not (one.is_here and _id(one) in done)]
    return sorted(found, key=lambda one: (one.day, one.person.name))


def touched_by(turn, standings, now):
    """The consents that end by this birthday while it is still to come; once it is there those it
    ended that were not asked again. `standings`: of the consents to look among."""
    stops = [one for one in standings if _stops_on(one, turn, now)]
    if now < turn.starts:
        return [one.consent for one in stops if one.state(now) in RUNNING]
    ended = (one for one in stops if one.state(now) is State.ENDED and not one.refused)
    return [one.consent for one in ended if not _asked_again(one, standings)]


def _stops_on(standing, turn, now):
    receiver = standing.consent.receiver
    return (
        standing.turn is not None
        and standing.ends_at == turn.starts
        and turn.person.pk in {one.pk for one in standing.people}
        and not (receiver.emptied or receiver.is_family(now))
    )


def _asked_again(ended, standings):
    """Did a later consent with the same receiver take its place, or all that it was about?"""
    mine, parts = ended.consent, set()
    for later in (one.consent for one in standings):
        if later.replaces_id == mine.pk:
            return True
        same = later.receiver_id == mine.receiver_id and later.since >= ended.ends_at
        if same and _is_about_as_much(later, mine):
            parts |= _chapters(later)
    return _chapters(mine) <= parts


def _is_about_as_much(later, earlier):
    about = [{one.pk for one in consent.about.all()} for consent in (later, earlier)]
    return not about[0] or (bool(about[1]) and about[1] <= about[0])


def _chapters(consent):
    return {part.chapter_id for part in consent.parts.all()}


def _id(turn):
    return turn.person.pk, turn.age


# --- As the family meets them ---------------------------------------------------------------------


def notices(visit, standings=None):
    """The birthdays the sharing page tells of: `Notice` rows, soonest first. After the day one
    stays until somebody said they talked and, for sixty days, until all was asked again. Without
    such a birthday this asks the database nothing. `standings`: those the visitor may read, where
    they are in hand."""
    turns = coming_turns(visit.people.values(), localdate(visit.now))
    if not turns:
        return []
    steps = _steps(visit.plan, turns)
    turns = [one for one in turns if one.left >= -NOTICE or not _talked(steps.get(_id(one)))]
    if turns and standings is None:
        standings = _read_by(visit)[1]
    found = [
        Notice(one, touched_by(one, standings, visit.now), steps.get(_id(one))) for one in turns
    ]
    return [one for one in found if not (one.turn.is_here and one.is_talked and not one.consents)]


def notice_of(visit, person):
    """(Notice, Book) of this card's birthday, also when all about it is done; (None, None) without
    one."""
    turn = turn_of(person, localdate(visit.now))
    if turn is None:
        return None, None
    book, standings = _read_by(visit)
    step = _steps(visit.plan, [turn]).get(_id(turn))
    return Notice(turn, touched_by(turn, standings, visit.now), step), book


def _read_by(visit):
    """(Book, the `Standing` of every consent that this family member may read): nobody finds a
    question here that was not asked of them."""
    book = Book(visit.plan)
    standings = (book.standing(one) for one in all_with_votes(visit.plan))
    return book, [one for one in standings if may_read(one, visit)]


def _steps(plan, turns):
    people = [one.person.pk for one in turns]
    found = BirthdayStep.objects.filter(plan=plan, person__in=people).select_related("talked_by")
    return {(one.person_id, one.age): one for one in found}


def _talked(step):
    return step is not None and step.talked_at is not None


# --- The human step, and the mails ----------------------------------------------------------------


def may_say(by, person):
    """May this person say that the family talked about somebody's birthday? An adult of the
    family, and whoever's birthday it is."""
    now = clock()
    its_own = by.pk == person.pk or by.is_adult(localdate(now))
    return by.plan_id == person.plan_id and by.is_family(now) and its_own


@transaction.atomic
def talked(turn, *, by):
    """`by` says that they talked about this birthday with the one whose it is. Twice is once, and
    the first stands. It opens nothing. Raises PermissionDenied."""
    if not may_say(by, turn.person):
        raise PermissionDenied
    step = _locked(turn)
    if step.talked_at is None:
        step.talked_at, step.talked_by = clock(), by
        step.save()
        journal.write(by.plan_id, Entry.Act.BIRTHDAY_TALKED, who=by, whom=turn.person)
    return step


def tell(now):
    """The mails about birthdays, without content: once sixty days before, or when first noticed
    after that, and once on the day. To the family's adults and to whom it is about, as far as
    they have an account. Run again it mails nothing twice. Returns of how many it told."""
    steps = {(one.person_id, one.age): one for one in BirthdayStep.objects.iterator()}
    turns = coming_turns(_with_birthdays().iterator(), localdate(now))
    return sum(_tell(one, now) for one in turns if _is_to_tell(one, steps.get(_id(one))))


def _is_to_tell(turn, step):
    if step is None or step.noticed_at is None:
        return True
    return turn.is_here and step.arrived_at is None


@transaction.atomic
def _tell(turn, now):
    step = _locked(turn)
    if not _is_to_tell(turn, step):  # another worker was first
        return False
    step.noticed_at = step.noticed_at or now
    if turn.is_here:
        step.arrived_at = now
    step.save()
    for person in _who_are_told(turn.person, now):
        emails.something_is_asked(person)
    return True


def families_of(user):
    """{plan id: this account's card} of the plans in whose family it is. One query."""
    now = clock()
    cards = Person.objects.filter(user=user, family_since__isnull=False).select_related("plan")
    return {card.plan_id: card for card in cards if card.is_family(now)}


def waiting(mine):
    """What birthdays ask of an account in the plans of its own family (`families_of`): `Waiting`
    rows, soonest first, until somebody said they talked. At most two queries. No name: the list of
    plans shows nothing that a family wrote."""
    now = clock()
    talked = BirthdayStep.objects.filter(plan__in=list(mine), talked_at__isnull=False)
    done = set(talked.values_list("person", "age"))
    for turn in coming_turns(_with_birthdays().filter(plan__in=list(mine)), localdate(now)):
        card = mine[turn.person.plan_id]
        if _id(turn) not in done and may_say(card, turn.person):
            family = {"family": capfirst(card.plan.family_name)}
            yield Waiting(
                _("%(family)s: met een verjaardag verandert er iets.") % family,
                reverse("consent:birthday", args=[card.plan_id, turn.person.pk]),
                inside=card.plan_id,
            )


def _with_birthdays():
    return Person.objects.filter(kind=Person.Kind.FAMILY, emptied=None, born__isnull=False)


def _who_are_told(person, now):
    adults = invitations.adults_of(person.plan_id)
    return adults if person in adults or not person.is_family(now) else [*adults, person]


def _locked(turn):
    """What is noted about this birthday, locked; made where it is not there yet."""
    which = {"person": turn.person, "age": turn.age}
    BirthdayStep.objects.get_or_create(**which, defaults={"plan_id": turn.person.plan_id})
    return BirthdayStep.objects.select_for_update().get(**which)
