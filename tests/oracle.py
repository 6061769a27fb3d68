"""What somebody may see, told a second time in plain Python from the consents and the family's
own dates: without keys, without the door's query. The tests hold the two against each other.

It walks the calendar day by day where the house computes turning points, and keeps a `Memory` of
its own where the house keeps givers and ends with a consent."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate

from consent.models import Consent, DecisionRule
from groeiplan.models import Authority, LeftOut, Person
from groeiplan.models.items import Audience

DAY = timedelta(days=1)


class Memory:
    """What was ever true of each consent while somebody looked: whose yes it needed, over whom
    somebody decided, and the earliest end it had. Nothing of it is ever forgotten."""

    def __init__(self):
        self.needed, self.decided, self.ends = defaultdict(set), defaultdict(set), {}

    def look(self, plan, now):
        """Remember how the consents of this plan stand now."""
        book = Book(plan)
        for consent in Consent.objects.filter(plan=plan, withdrawn_at=None):
            self._look_at(consent, book, now)

    def _look_at(self, consent, book, now):
        if consent.pk in self.ends and self.ends[consent.pk] <= now:
            return
        ends = [consent.until, *_ends(consent, book)]
        if consent.pk in self.ends:
            ends.append(self.ends[consent.pk])
        needed, seen = set(), consent.pk in self.ends
        for person, voices in _all_voices(consent, book):
            if seen and self._was_no_child_then(consent, book.people[person]):
                ends.append(now)
            if voices:
                self.decided[consent.pk].add(person)
                needed |= voices
            elif person in self.decided[consent.pk]:
                ends.append(now)
        self.ends[consent.pk] = min(ends)
        if min(ends) > now:
            self.needed[consent.pk] |= needed

    def _was_no_child_then(self, consent, one):
        """Was somebody there already of whom a yes for the whole family did not speak?"""
        of_all = not consent.about.exists()
        there = one.family_since is None and one.created < consent.asked_at
        return of_all and there and one.pk not in self.decided[consent.pk]


class Book:
    """The people of a plan and who decides over them, as it is written down now."""

    def __init__(self, plan):
        self.people = {one.pk: one for one in Person.objects.filter(plan=plan)}
        self.above = defaultdict(list)
        for one in Authority.objects.filter(plan=plan):
            self.above[one.child_id].append(one)
        self.left_out = defaultdict(set)
        for one in LeftOut.objects.filter(plan=plan, answered_at=None):
            self.left_out[one.child_id].add(one.person_id)
        self.rules = defaultdict(list)
        for one in DecisionRule.objects.filter(plan=plan):
            if self._others_agree(one):
                self.rules[one.person_id].append(one)

    def _others_agree(self, rule):
        """Did nobody alone say that less yes is needed? (decision 21)"""
        yes = {one.person_id for one in rule.answers.all() if one.agrees}
        no = {one.person_id for one in rule.answers.all() if not one.agrees}
        here = {pk for pk in self.people if self._is_in_with_an_account(pk)} - {rule.noted_by_id}
        if rule.kind == "not_able":
            grown = {pk for pk in here if _age(self.people[pk], rule.since) >= 18}
            others = grown | {rule.person_id}
            subject_is_here = self._is_in_with_an_account(rule.person_id)
            return not subject_is_here or (bool(yes & others) and rule.person_id not in no)
        have_a_say = self.left_out[rule.person_id] | {
            one.holder_id
            for one in self.above[rule.person_id]
            if one.kind != "representative" and (one.until is None or one.until >= rule.since)
        }
        return have_a_say & here <= yes

    def at(self, person, day):
        """How it is decided about this person on that day: the group of age, the authority and the
        rules that last. As long as this stays the same, nobody else decides."""
        lasting = (
            {
                one.pk
                for one in rows[person.pk]
                if (one.since is None or one.since <= day)
                and (one.until is None or day <= one.until)
            }
            for rows in (self.above, self.rules)
        )
        return sum(_age(person, day) >= turn for turn in (12, 16, 18)), *lasting

    def voices(self, person, day):
        """The people who must say yes about this one (DOMAIN §6); none: nobody can."""
        group, above, rules = self.at(person, day)
        holders = {"parent": set(), "guardian": set(), "representative": set()}
        replaced = False  # are the parents, by a guardian whom another wrote down?
        for one in self.above[person.pk]:
            if one.pk in above:
                holders[one.kind].add(one.holder_id)
                replaced |= one.kind == "guardian" and one.written_by_id != one.holder_id
        kinds = {one.kind for one in self.rules[person.pk] if one.pk in rules}
        over_child = holders["guardian"] | {
            one for one in holders["parent"] if not replaced or self._is_in_with_an_account(one)
        }
        if over_child:
            unheard = self.left_out[person.pk]
            over_child |= {one for one in unheard if self._is_in_with_an_account(one)}
        if "not_able" in kinds:
            return holders["representative"] if group == 3 else over_child
        if group == 0:
            return over_child
        if group == 1 and "alone" not in kinds:
            return over_child | {person.pk} if over_child else set()
        return {person.pk}

    def is_represented(self, person, day, by):
        """Does a legal representative whom this one wrote down, and no other, decide for somebody
        who cannot weigh it?"""
        group, above, rules = self.at(person, day)
        cannot = {one.pk for one in self.rules[person.pk] if one.kind == "not_able"}
        standing = [one for one in self.above[person.pk] if one.pk in above]
        writers = {one.written_by_id for one in standing if one.kind == "representative"}
        return group == 3 and bool(cannot & rules) and writers == {by}

    def _is_in_with_an_account(self, pk):
        one = self.people[pk]
        return one.user_id is not None and one.family_since and one.family_until is None


def may_see(person, row, now, memory=None):
    """May this person read this row at this moment? (DESIGN §3-§4)"""
    return eyes(person, now, memory)(row)


def eyes(person, now, memory=None):
    """What tells of any row whether this person may read it at this moment. Without a `memory` of
    what went before, by what is written down now."""
    family = person.is_family(now)
    let_in = (
        [] if family or _family_wants_to_be_alone(person, now) else _open_to(person, now, memory)
    )

    def may_see(row):
        if row.removed or person.plan_id != row.plan_id or not person.user_id:
            return False
        return (family or _is_let_in(row, let_in, person, now)) and _is_meant_for(
            person, row, family
        )

    return may_see


def is_open(consent, book, now, memory=None):
    """Has everybody who must agree said yes by now, nobody no, and does it still last?"""
    memory = memory or _fresh(consent.plan_id, now)
    if consent.withdrawn_at or not consent.since <= now < memory.ends[consent.pk]:
        return False
    yeses = list(consent.yeses.all())
    by_court = {yes.giver_id for yes in yeses if yes.form == "court"}
    said_no = {one.person_id for one in consent.givers.all() if one.refused_at}
    said_yes = {yes.giver_id for yes in yeses if yes.at <= now}
    needed = set(memory.needed[consent.pk])
    for _person, voices in _all_voices(consent, book):
        if not voices:
            return False
        needed |= voices
    return bool(needed) and needed <= said_yes and not said_no - by_court


def _fresh(plan, now):
    memory = Memory()
    memory.look(plan, now)
    return memory


def _open_to(person, now, memory):
    """[(chapters, the people it is about or everybody)] of what is open to this guest."""
    book, memory = Book(person.plan_id), memory or _fresh(person.plan_id, now)
    return [
        (
            set(consent.parts.values_list("chapter", flat=True)),
            {one.pk for one in consent.about.all()} or {"everybody"},
        )
        for consent in Consent.objects.filter(receiver=person)
        if is_open(consent, book, now, memory)
    ]


def _is_let_in(row, let_in, reader, now):
    covered = set().union(*(people for chapters, people in let_in if row.chapter_id in chapters))
    about = list(row.about.all())
    if "everybody" in covered:
        alone = {one.pk for one in about if _speaks_only_for_oneself(one, now)}
        return alone - {reader.pk} <= covered
    return bool(about) and {one.pk for one in about} <= covered


def _speaks_only_for_oneself(one, now):
    """One of the family who is in nobody's care and not in its circle."""
    in_circle = (
        one.family_since is not None
        and one.family_since <= now
        and (one.family_until is None or now < one.family_until)
    )
    grown = one.emptied is not None or _age(one, localdate(now)) >= 18
    return one.kind == "family" and grown and not in_circle


def _about(consent, book):
    """Those it names; else the circle's adults, also who joins later, and all its children."""
    named = [book.people[one.pk] for one in consent.about.all()]
    if named:
        return named
    day = localdate(consent.since)
    return [
        one
        for one in book.people.values()
        if one.kind == "family"
        and one.emptied is None
        and (
            _age(one, day) < 18
            or (
                one.family_since is not None
                and (one.family_until is None or one.family_until > consent.since)
            )
        )
    ]


def _all_voices(consent, book):
    """(person id, ids of whose yes it needs) of everybody it is about. The receiver is no voice;
    where they are the only one, whoever asked speaks for the family."""
    day = localdate(consent.since)
    for person in _about(consent, book):
        voices = book.voices(person, day)
        others = voices - {consent.receiver_id}
        if not others and book.is_represented(person, day, by=consent.asked_by_id):
            yield person.pk, set()
        else:
            yield person.pk, others or (voices and {consent.asked_by_id})


def _ends(consent, book):
    """The moments, at most one a reason, at which it stops by what is written down now."""
    receiver, people = book.people[consent.receiver_id], _about(consent, book)
    for one in (receiver, *people):
        if one.emptied:
            yield one.emptied
    if receiver.family_since and receiver.family_since >= consent.asked_at:
        yield receiver.family_since
    first, last = localdate(consent.since), localdate(consent.until)
    for person in people:
        then, day = book.at(person, first), first
        while day < last and book.at(person, day) == then:
            day += DAY
        if book.at(person, day) != then:
            yield datetime.combine(day, time.min, tzinfo=ZoneInfo("Europe/Amsterdam"))


def _age(person, day):
    if person.born is None:
        return 18
    had = (day.month, day.day) >= (person.born.month, person.born.day)
    return day.year - person.born.year - (not had)


def _family_wants_to_be_alone(person, now):
    plan = person.plan
    if plan.private_until is None or plan.private_until <= now:
        return False
    return plan.private_for == "family_only" or person.kind == "professional"


def _is_meant_for(person, row, family):
    teller, writer = row.told_by, row.written_by_id
    speaks_through_others = teller.user_id is None and teller.emptied is None
    if teller.pk == person.pk or (speaks_through_others and writer == person.pk):
        return True
    if row.audience == Audience.KEYHOLDERS:
        return True
    if row.audience == Audience.FAMILY:
        return family
    return row.audience == Audience.READERS and person in row.readers.all()
