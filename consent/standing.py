"""How each consent of a plan stands: whose yes it needs, whose is there, when it opens and ends.

One `Book` reads what decides over a plan's consents (people, authority, rules) once; it never asks
what time it is unless a `now` is handed to it."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.timezone import localdate

from consent.models import Consent, ConsentChapter, DecisionRule, Giver, Yes
from consent.needed import (
    Capacity,
    Holder,
    NobodyDecides,
    Reason,
    Subject,
    somebody_is_above,
    who_must_agree,
)
from groeiplan.dates import birthday, end_of_day
from groeiplan.keys import TURNING_AGES
from groeiplan.models import Authority, LeftOut, Person

DAY = timedelta(days=1)
KEPT = "kept"


class State(StrEnum):
    """What a consent is at one moment. Only `OPEN` opens anything."""

    WITHDRAWN = "withdrawn"  # ingetrokken
    ENDED = "ended"  # verlopen: its last day, or sooner, see `Standing.ends_at`
    DISAGREE = "disagree"  # we zijn het niet eens: somebody said no
    NOBODY = "nobody"  # nobody is written down who decides about somebody
    WAITING = "waiting"  # wacht op …
    AHEAD = "ahead"  # everybody says yes, it begins later
    OPEN = "open"  # iedereen zegt ja


# Who did not answer yet still may, also where another said no: a question that closed then would
# betray that no (DOMAIN §6).
UNANSWERED = (State.WAITING, State.DISAGREE)


def all_with_votes(plan):
    """The consents of a plan with all that its `Book` asks of them, in six queries and in the same
    order each time."""
    return (
        Consent.objects.filter(plan=plan)
        .select_related("receiver")
        .prefetch_related(
            Prefetch("parts", ConsentChapter.objects.order_by("chapter__tool", "chapter__part")),
            Prefetch("about", Person.objects.order_by("created", "pk")),
            Prefetch("yeses", Yes.objects.order_by("at", "pk")),
            Prefetch("givers", Giver.objects.order_by("person__created", "person")),
        )
    )


class Book:
    """The people, authority and rules of one plan, as they are written down now."""

    def __init__(self, plan):
        unheard = LeftOut.objects.filter(person=OuterRef("pk"), answered_at=None)
        people = Person.objects.filter(plan=plan).annotate(is_left_out=Exists(unheard))
        self.people = {one.pk: one for one in people.order_by("created")}
        self.holders = defaultdict(list)
        for one in Authority.objects.filter(plan=plan).order_by("holder__created"):
            stays = self.people[one.holder_id].speaks_here
            self.holders[one.child_id].append(
                Holder(
                    one.holder_id,
                    one.child_id,
                    one.kind,
                    one.since,
                    one.until,
                    stays=stays,
                    by=one.written_by_id,
                )
            )
        self.left_out = defaultdict(list)
        here = [pk for pk, one in self.people.items() if one.is_left_out and one.speaks_here]
        unheard = LeftOut.objects.filter(person__in=here, answered_at=None).order_by("at")
        for one in unheard if here else ():
            holder = Holder(one.person_id, one.child_id, Capacity.LEFT_OUT)
            self.left_out[one.child_id].append(holder)
        self.rules = defaultdict(list)  # those that count
        self._said = defaultdict(dict)  # rule: {person: does it say "klopt"?}
        for one in DecisionRule.objects.filter(plan=plan).prefetch_related("answers"):
            self._said[one.pk] = {said.person_id: said.agrees for said in one.answers.all()}
            if self.counts(one):
                self.rules[one.person_id].append(one)

    def asked_of(self, rule):
        """The people (ids) who take part and are asked whether this rule is right; whoever wrote it
        down said so with that. Of "jongere beslist" those whose say it takes away: parents,
        guardians, and who was left out. Of "kan het niet afwegen" the person themselves and the
        other adults of the circle, as with a court's decision; nobody where the person does not
        speak here."""
        if rule.kind == DecisionRule.Kind.NOT_ABLE:
            here = [one for one in self.people.values() if one.speaks_here]
            adults = {one.pk for one in here if one.is_adult(rule.since)}
            speaks = self.people[rule.person_id].speaks_here
            asked = adults | {rule.person_id} if speaks else set()
        else:
            above = (*self.holders[rule.person_id], *self.left_out[rule.person_id])
            asked = {
                one.id
                for one in above
                if one.capacity != Capacity.REPRESENTATIVE
                and (one.until is None or one.until >= rule.since)
                and self.people[one.id].speaks_here
            }
        return asked - {rule.noted_by_id}

    def counts(self, rule):
        """Does this rule count: did everybody agree whose say it takes away? That somebody cannot
        weigh it counts by one other's "klopt", and never against their own no."""
        asked, said = self.asked_of(rule), self._said[rule.pk]
        agreed = {one for one in asked if said.get(one)}
        if rule.kind == DecisionRule.Kind.NOT_ABLE:
            return not asked or (bool(agreed) and said.get(rule.person_id) is not False)
        return agreed == asked

    def covered(self, about, since):
        """The people a consent is about: those named, or for the whole family the adults who
        belong to it then or came to it later, and all its children (DESIGN §3)."""
        if about:
            return [self.people[pk] for pk in about]
        day = localdate(since)
        return [
            one
            for one in self.people.values()
            if one.kind == Person.Kind.FAMILY and not one.emptied
            if not one.is_adult(day) or _belongs(one, since)
        ]

    def decide(self, about, since, receiver, asker=None) -> dict[UUID, tuple[Reason, ...]]:
        """{person id: reasons} of whose yes sharing about these people (ids, none for the whole
        family) from that moment needs, when `asker` wants it. Raises `NobodyDecides`."""
        day = localdate(since)
        people = self.covered(about, since)
        subjects = [self.subject(one, day) for one in people]
        holders = [
            one
            for person in people
            for one in (*self.holders[person.pk], *self.left_out[person.pk])
        ]
        return who_must_agree(subjects, holders, day, receiver, asker)

    def left_to_decide(self, person, day):
        """Is somebody written down who decides over this person when they cannot themselves?"""
        return somebody_is_above(self.subject(person, day), self.holders[person.pk], day)

    def turns(self, people, since):
        """(moment, person, why) after `since` at which somebody else decides about one of these
        people, in order of time; why is 12, 16, 18, "authority" or "rule"."""
        found = (turn for person in people for turn in self._turns_of(person))
        return sorted((one for one in found if one[0] > since), key=lambda one: one[0])

    def _turns_of(self, person):
        if person.born:
            for age in TURNING_AGES:
                yield _start_of(birthday(person.born, age)), person, age
        for periods, why in ((self.holders, "authority"), (self.rules, "rule")):
            for one in periods[person.pk]:
                if one.since:
                    yield _start_of(one.since), person, why
                if one.until:
                    yield end_of_day(one.until), person, why

    def subject(self, person, day):
        """This person as the pure rule knows them on that day."""
        kinds = {
            rule.kind
            for rule in self.rules[person.pk]
            if rule.since <= day and (rule.until is None or day <= rule.until)
        }
        return Subject(
            person.pk,
            person.born,
            able=DecisionRule.Kind.NOT_ABLE not in kinds,
            alone=DecisionRule.Kind.ALONE in kinds,
        )

    def standing(self, consent):
        """The `Standing` of one consent of this plan, from `all_with_votes`."""
        return Standing(self, consent)


class Standing:
    """Whose yes one consent needs and has, and so when it opens and ends.

    `needed`: {person id: reasons}: everybody whose yes it needed when it was asked or came to need
    since, and everybody whose yes it would need by what is written down now. So nothing that is
    written down later about who decides can open it; only a yes can.
    `refused`: {person id: `Giver`} of who said no, unless a court decided otherwise.
    `undecided`: the person about whom nobody is written down who decides, or None.
    `turn`: (moment, person, why) by which it ends, where that is before its last day; why is as
    in `Book.turns`, or `KEPT` for what was written down about this person then and not now."""

    def __init__(self, book, consent):
        self.consent = consent
        about = [one.pk for one in consent.about.all()]
        givers = consent.givers.all()
        self.people = book.covered(about, consent.since)
        self.needed = {one.person_id: reasons_of(one) for one in givers}
        self.undecided = None
        self._need_too(book, about)
        self.said = {yes.giver_id: yes for yes in consent.yeses.all()}
        self.refused = {
            one.person_id: one for one in givers if one.refused_at and not self._by_court(one)
        }
        self.missing = [pk for pk in self.needed if pk not in self.said]
        turns = book.turns(self.people, consent.since)
        self.turn = next((one for one in turns if one[0] < consent.until), None)
        self._keep_turn(book)

    def _keep_turn(self, book):
        """What was written down and since mended still ends it, and the page says so."""
        one = self.consent
        if one.ends_by and one.ends_for_id and one.ends_by < min(one.until, self._turns_at):
            self.turn = one.ends_by, book.people[one.ends_for_id], KEPT

    @property
    def _turns_at(self):
        return self.turn[0] if self.turn else self.consent.until

    def _need_too(self, book, about):
        one = self.consent
        try:
            now_needed = book.decide(about, one.since, one.receiver_id, one.asked_by_id)
        except NobodyDecides as nobody:
            self.undecided = book.people[nobody.subject.id]
            return
        for person, reasons in now_needed.items():
            kept = self.needed.get(person, ())
            self.needed[person] = (*kept, *(why for why in reasons if why not in kept))

    def _by_court(self, giver):
        """Does a court's yes stand in the place of this giver's? Then their own no does not close
        it: that is what the court decided about (DOMAIN §6)."""
        yes = self.said.get(giver.person_id)
        return yes is not None and yes.form == Yes.Form.COURT

    @property
    def is_complete(self):
        """Has everybody who must agree said yes, and nobody no?"""
        return bool(self.needed) and not (self.missing or self.refused or self.undecided)

    def is_known_to(self, person):
        """May this family member know of it? Of what opens or opened to somebody: always. Of what
        does not (yet): who asked it, who answered, and who was asked with the receiver's name.
        Somebody who was not asked must not find the question lying about (DOMAIN §6)."""
        if self.is_complete or self.consent.asked_by_id == person.pk or person.pk in self.said:
            return True
        asked = (one for one in self.consent.givers.all() if one.person_id == person.pk)
        return any(one.refused_at or (one.asked_at and not one.hides_receiver) for one in asked)

    @property
    def agreed_at(self) -> datetime | None:
        """Its beginning, or its last needed yes, also where somebody said no since; None while a
        yes is missing."""
        if self.missing or not self.needed:
            return None
        return max([self.consent.since, *(self.said[pk].at for pk in self.needed)])

    @property
    def opens_at(self) -> datetime | None:
        """When it opens or opened; None while incomplete."""
        return self.agreed_at if self.is_complete else None

    @property
    def ends_at(self) -> datetime:
        """When it ends by itself, exclusive: its last day, or sooner the first moment at which
        somebody else decides about one of its people (then it is asked again, DOMAIN §6), its
        receiver comes to belong to the family, or the card of its receiver or of somebody it
        names is emptied."""
        receiver, asked = self.consent.receiver, self.consent.asked_at
        joined = receiver.family_since
        ends = [
            self.turn and self.turn[0],
            self.consent.ends_by,
            joined if joined and joined >= asked else None,
            receiver.emptied,
            *(one.emptied for one in self.people),
        ]
        return min([self.consent.until, *(one for one in ends if one)])

    def state(self, now):
        """Its `State` at that moment."""
        if self.consent.withdrawn_at:
            return State.WITHDRAWN
        if self.ends_at <= now:
            return State.ENDED
        if self.refused:
            return State.DISAGREE
        if self.undecided:
            return State.NOBODY
        if not self.is_complete:
            return State.WAITING
        return State.OPEN if self.opens_at <= now else State.AHEAD


def reasons_kept(reasons):
    """Reasons as they are kept with a `Giver`."""
    return [[str(capacity), str(about)] for capacity, about in reasons]


def reasons_of(giver):
    """The reasons that were kept with this `Giver`."""
    return tuple(Reason(why, UUID(about)) for why, about in giver.reasons)


def _belongs(person, since):
    return person.family_since is not None and (
        person.family_until is None or person.family_until > since
    )


def _start_of(day):
    return end_of_day(max(day, date.min + DAY) - DAY)
