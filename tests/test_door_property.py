"""Random families, yeses, rows and clocks: the door, the list, guardian's question and a second
telling of the rules in plain Python (tests/oracle.py) must give one answer. (T8-T11)"""

from contextlib import contextmanager, suppress
from datetime import date, timedelta
from itertools import chain

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from consent import actions, rules
from consent.models import Consent, DecisionRule
from consent.standing import Book, State, all_with_votes
from groeiplan import access, keys
from groeiplan.actions import items, people
from groeiplan.models import Authority, Chapter, Goal, Key, Person, Plan, Story
from tests import oracle
from tests.cast import ask, court_noted, guest_of

FAMILY = ("sanne", "noor", "kees", "sem")
GUESTS = ("riet", "ilse", "bakker", "gerda", "joyce")
PEOPLE = (*FAMILY, *GUESTS)
CHAPTERS = ("groeiplan.stories", "groeiplan.goals")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAST = -1  # the row that was touched last
RULES = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking over a database takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

# --- A family -------------------------------------------------------------------------------------

# Days from today: around now, and around the birthdays and ends of what is shared below.
some_day = st.one_of(st.none(), st.integers(-30, 40))
born = st.one_of(
    st.none(),
    st.integers(8, 19).flatmap(lambda age: st.tuples(st.just(age), st.integers(-10, 40))),
)
authority = st.fixed_dictionaries(
    {
        "child": st.sampled_from(["noor", "sem", "sem", "kees"]),
        "holder": st.sampled_from(["sanne", "sanne", "kees", "gerda", "bakker"]),
        "kind": st.sampled_from(["parent", "parent", "guardian", "representative"]),
        "since": some_day,
        "until": some_day,
    }
)
rule = st.fixed_dictionaries(
    {
        "person": st.sampled_from(["noor", "noor", "sem", "kees"]),
        "kind": st.sampled_from(list(DecisionRule.Kind)),
        "since": st.integers(-30, 40),
    }
)
family = st.fixed_dictionaries(
    {
        "noor": born,
        "sem": born,
        "parents": st.sampled_from([("sanne", "kees"), ("sanne", "kees"), ("sanne",), ()]),
        "above": st.lists(authority, max_size=2),
        "rules": st.lists(rule, max_size=1),
        "without_account": st.sets(st.sampled_from(["kees", "noor"]), max_size=1),
    }
)
row = st.fixed_dictionaries(
    {
        "model": st.sampled_from([Story, Goal]),
        "by": st.sampled_from(["sanne", "kees"]),
        "told_by": st.sampled_from(["self", "self", "sem"]),
        "audience": st.sampled_from(["keyholders", "keyholders", "family", "readers", "teller"]),
        "about": st.sets(st.sampled_from(["noor", "sem", "kees"]), max_size=2),
        "readers": st.sets(st.sampled_from(PEOPLE), max_size=2),
    }
)

# --- What happens in it ---------------------------------------------------------------------------

asked = {
    "deed": st.just("share"),
    "by": st.sampled_from(["sanne", "sanne", "kees", "noor"]),
    "receiver": st.sampled_from(GUESTS),
    "look": st.sets(st.sampled_from(CHAPTERS), min_size=1),
    "change": st.sets(st.sampled_from(CHAPTERS)),
    "about": st.sampled_from([(), (), ("sem",), ("noor",), ("noor", "sem"), ("kees",)]),
    "begins": st.integers(-48, 24),
    "days": st.integers(1, 60),
    "silent": st.one_of(st.just(set()), st.sets(st.sampled_from(PEOPLE))),
}
share = st.fixed_dictionaries(asked)
# One parent has not said yes; on the next page their authority is said to have ended long ago.
waits = st.fixed_dictionaries(
    asked
    | {
        "by": st.just("sanne"),
        "about": st.sampled_from([("sem",), ("noor", "sem")]),
        "begins": st.integers(-48, 0),
        "silent": st.just({"kees"}),
    }
)
# Where the story begins: everybody says yes, for as long as the notes below reach.
everybody = {"by": st.just("sanne"), "silent": st.just(set()), "days": st.integers(30, 60)}
opening = st.fixed_dictionaries(asked | everybody | {"begins": st.integers(-48, 0)})
answer = st.fixed_dictionaries(
    {
        "deed": st.sampled_from(["yes", "no", "court", "read court", "withdraw"]),
        "which": st.integers(0, 3),
        "who": st.one_of(st.integers(0, 3), st.sampled_from(PEOPLE)),  # a giver, or anybody
    }
)
no = st.fixed_dictionaries({"deed": st.just("no"), "which": st.just(0), "who": st.integers(0, 3)})
set_authority = authority.map(lambda said: {"deed": "authority", **said})
set_rule = rule.map(lambda said: {"deed": "rule", **said})
says_klopt = st.tuples(st.integers(0, 3), st.sampled_from(PEOPLE), st.sampled_from([1, 1, 0])).map(
    lambda said: {"deed": "klopt", "which": said[0], "who": said[1], "agrees": bool(said[2])}
)
is_born = st.tuples(st.sampled_from(["noor", "sem"]), born).map(
    lambda said: {"deed": "born", "person": said[0], "born": said[1]}
)
empties = st.sampled_from(["gerda", "riet", "joyce"]).map(
    lambda one: {"deed": "empty", "person": one}
)
changes_kind = st.tuples(st.sampled_from(["sem", "noor", "joyce", "kees"]), st.booleans()).map(
    lambda one: {"deed": "kind", "person": one[0], "undated": one[1]}
)
circle = st.sampled_from(["joyce", "kees"]).map(lambda one: {"deed": "circle", "person": one})


def ends(deed, which, until=st.integers(-30, 40)):  # noqa: B008  a strategy is never changed
    return st.fixed_dictionaries({"deed": st.just(deed), "which": which, "until": until})


any_one, the_last = st.integers(0, 3), st.just(LAST)
later = st.sampled_from([0 * HOUR, HOUR, DAY, 7 * DAY])


def one(deed):
    return st.tuples(st.tuples(later, deed))


def then(first, second):
    """Something written down, and later written down otherwise."""
    return st.tuples(st.tuples(later, first), st.tuples(later, second))


happened = st.one_of(
    one(share),
    one(answer),
    one(no),
    one(empties),
    one(changes_kind),
    one(set_rule),
    one(says_klopt),
    then(set_rule, says_klopt),
    one(ends("end rule", any_one)),
    then(set_authority, ends("end authority", the_last)),
    then(ends("end authority", any_one), ends("until never", the_last)),
    then(waits, ends("end authority", any_one, st.integers(-30, -4))),
    then(is_born, is_born),
    then(circle, circle),
)
private = st.sampled_from([None, None, Plan.Private.WITHOUT_HELP, Plan.Private.FAMILY_ONLY])


@contextmanager
def _forgotten():
    """What happens inside is undone, so that the next example begins with the cast alone."""
    with transaction.atomic():
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)


class World:
    """One family through time: everybody by name, the deeds, and what each of them widened."""

    def __init__(self, cast, told):
        self.cast, self.plan, self.start = cast, cast.plan, timezone.now()
        self.today, self.memory, self.touched = timezone.localdate(), oracle.Memory(), {}
        Consent.objects.filter(plan=self.plan).delete()
        for person in ("noor", "sem"):
            self._one(person, born=self._born(told[person]))
        for person in told["without_account"]:
            self._one(person, user=None)
        Authority.objects.filter(plan=self.plan).delete()
        for child in ("noor", "sem"):
            for parent in told["parents"]:
                self._authority(child, parent, "parent", None, None)
        for one in told["above"]:
            self._authority(**one)
        for one in told["rules"]:
            self._rule(**one)
        keys.sync(self.plan)

    def person(self, name):
        return Person.objects.get(pk=getattr(self.cast, name).pk)

    def happens(self, what):
        """One deed, refused or not. What says less than before, and what is only written down
        about who decides, never widens what any guest may see, now or later."""
        what, now = dict(what), timezone.now()
        deed = what.pop("deed")
        self.memory.look(self.plan, now)
        before = _windows(self.plan)
        try:
            with transaction.atomic():
                self._do(deed, what)
            event(f"{deed}: done")
        except (actions.Refused, people.Refused, rules.Refused, PermissionDenied) as refused:
            event(f"{deed}: {getattr(refused, 'why', 'not theirs')}")
        self.memory.look(self.plan, timezone.now())
        assert keys.differences(self.plan) == (set(), set())
        if deed not in ("share", "yes", "read court"):
            assert _widened(before, _windows(self.plan), now) == [], deed

    def _do(self, deed, what):
        if deed == "share":
            self._share(**what)
        elif deed in ("yes", "no", "court", "read court", "withdraw"):
            self._answer(deed, **what)
        elif deed == "authority":
            self._set_authority(**what)
        elif deed == "rule":
            self._set_rule(**what)
        elif deed == "klopt":
            self._klopt(**what)
        elif deed in ("end authority", "end rule", "until never"):
            self._end(deed, **what)
        elif deed == "born":
            person = self.person(what["person"])
            born = self._born(what["born"])
            Person.objects.filter(pk=person.pk).update(born=born)
            keys.sync(self.plan)
        elif deed == "kind":
            card = self.person(what["person"])
            kind = {"born": None, "kind": "network"} if what["undated"] else {"kind": "network"}
            people.change(card, by=self.cast.sanne, version=card.version, **kind)
        elif deed == "empty":
            people.empty(self.person(what["person"]), by=self.cast.sanne)
        else:
            self._changes_circle(what["person"])

    def _share(self, by, receiver, look, change, about, begins, days, silent):
        since = timezone.now() + begins * HOUR
        consent = ask(
            self.person(by),
            self.person(receiver),
            look=look,
            change=change,
            about=[self.person(one) for one in about],
            since=since,
            until=since + days * DAY,
        )
        for name in PEOPLE:
            if name not in silent:
                self._yes(consent, self.person(name), at=since)

    def _yes(self, consent, person, at=None):
        with suppress(actions.Refused), transaction.atomic():
            if person.user_id:
                actions.agree(consent, by=person, at=at)
            else:
                consent.givers.filter(person=person).update(noter=self.cast.tineke)
                actions.note_yes(consent, giver=person, by=self.cast.tineke, at=at)

    def _answer(self, deed, which, who):
        made = list(Consent.objects.filter(plan=self.plan).order_by("asked_at", "pk"))
        if not made:
            return
        consent = made[which % len(made)]
        if isinstance(who, int):
            givers = [one.person for one in consent.givers.select_related("person")]
            givers.sort(key=lambda one: (one.name, one.created))  # emptied cards have no name
            person = givers[who % len(givers)]
        else:
            person = self.person(who)
        if deed == "yes":
            self._yes(consent, person)
        elif deed == "no":
            actions.refuse(consent, by=person)
        elif deed == "court":
            court_noted(consent, person, by=self.cast.sanne, decided_on=self.today)
        elif deed == "read court":
            decision = court_noted(consent, person, by=self.cast.sanne, decided_on=self.today)
            actions.read_court(decision, by=decision.reader, right=True)
        else:
            actions.withdraw(consent, by=person)

    def _set_authority(self, child, holder, kind, since, until):
        said = people.set_authority(
            by=self.cast.sanne,
            child=self.person(child),
            holder=self.person(holder),
            kind=kind,
            since=self._day(since),
            until=self._day(until),
        )
        self.touched[Authority] = said.pk

    def _set_rule(self, person, kind, since):
        rules.set_rule(
            by=self.cast.sanne,
            person=self.person(person),
            kind=kind,
            why="Zo is het nu.",
            since=self._day(since),
        )

    def _klopt(self, which, who, agrees):
        if one := self._chosen(DecisionRule, which):
            rules.answer_rule(one, by=self.person(who), agrees=agrees)

    def _ender(self, authority):
        """Who may say that this ends: its holder where they take part, else any adult."""
        return authority.holder if authority.holder.speaks_here else self.cast.sanne

    def _end(self, deed, which, until):
        found = DecisionRule if deed == "end rule" else Authority
        one = self._chosen(found, which)
        if one is None:
            return
        self.touched[found] = one.pk
        if deed == "end rule":
            rules.end_rule(one, by=self.cast.sanne, until=self._day(until))
        elif deed == "end authority":
            people.end_authority(one, by=self._ender(one), until=self._day(until))
        else:  # no page offers this; that it was written down otherwise may not open anything
            Authority.objects.filter(pk=one.pk).update(until=None)
            keys.sync(self.plan)

    def _chosen(self, model, which):
        rows = list(model.objects.filter(plan=self.plan).order_by("kind", "pk"))
        if which == LAST:
            rows = [one for one in rows if one.pk == self.touched.get(model)] or rows
        return rows[which % len(rows)] if rows else None

    def _changes_circle(self, name):
        person, now = self.person(name), timezone.now()
        if person.emptied:
            return
        if person.family_since is None:
            person.family_since = now
        elif person.family_until is None and person.family_since < now:
            person.family_until = now
        person.save()
        keys.sync(self.plan)

    def _authority(self, child, holder, kind, since, until):
        since, until = self._day(since), self._day(until)
        if child != holder and not (since and until and until < since):
            Authority.objects.create(
                plan=self.plan,
                child=getattr(self.cast, child),
                holder=getattr(self.cast, holder),
                kind=kind,
                since=since,
                until=until,
            )

    def _rule(self, person, kind, since):
        DecisionRule.objects.create(
            plan=self.plan,
            person=getattr(self.cast, person),
            kind=kind,
            why="Zo is het nu.",
            noted_by=self.cast.sanne,
            at=self.start,
            since=self._day(since),
        )

    def _one(self, name, **values):
        Person.objects.filter(pk=getattr(self.cast, name).pk).update(**values)

    def _day(self, days):
        return None if days is None else self.today + days * DAY

    def _born(self, told):
        """A birth date by which somebody turns this age so many days from today."""
        if told is None:
            return None
        age, days = told
        turns = self.today + days * DAY
        return date(turns.year - age, turns.month, min(turns.day, 28))

    def writes(self, rows):
        for one in rows:
            item = one["model"](audience=one["audience"])
            if one["told_by"] == "sem":
                item.told_by = self.cast.sem
            try:
                with transaction.atomic():
                    items.write(
                        item,
                        by=self.person(one["by"]),
                        about=[self.person(name) for name in sorted(one["about"])],
                        readers=[self.person(name) for name in sorted(one["readers"])],
                    )
            except PermissionDenied:
                continue


def _windows(plan):
    """[(account, chapter, right, about, since, until)] of the guests' keys."""
    guests = Key.objects.filter(plan=plan).exclude(holder=Key.Holder.FAMILY)
    return list(
        guests.values_list("user", "content_object", "permission", "about", "since", "until")
    )


def _widened(before, after, now):
    """What is opened after, at any moment from now on, that was not before."""
    moments = {now, *(end for one in (*before, *after) for end in one[4:] if end > now)}
    return [
        (one, moment)
        for one in after
        for moment in moments
        if one[4] <= moment < one[5] and not any(_covers(old, one, moment) for old in before)
    ]


def _covers(old, one, moment):
    return old[:3] == one[:3] and old[3] in (None, one[3]) and old[4] <= moment < old[5]


@pytest.fixture
def people_around(cast):
    """The cast, with a guardian, an aunt outside the circle and somebody to write things down."""
    cast.gerda = guest_of(cast.plan, "Gerda", kind="professional", role="voogd")
    cast.joyce = guest_of(cast.plan, "Joyce", kind="family", role="tante")
    cast.tineke = guest_of(cast.plan, "buurvrouw Tineke", kind="network", role="buurvrouw")
    return cast


@pytest.mark.django_db
@settings(RULES, max_examples=100)
@given(
    told=family,
    rows=st.lists(row, min_size=1, max_size=4),
    shared=opening,
    history=st.lists(happened, min_size=1, max_size=4),
    alone=private,
    ahead=st.integers(0, 40),
)
def test_T8_what_is_seen_is_what_the_rules_say_and_nothing_but_a_yes_widens_it(
    people_around, told, rows, shared, history, alone, ahead
):
    """After any history: can see == in the list == what the oracle tells; keys == wanted; the page
    says a consent is open when and only when it is. Only a yes ever opens."""
    with _forgotten():
        world = World(people_around, told)
        world.writes(rows)
        now = world.start
        for passed, what in ((0 * HOUR, shared), *chain(*history)):
            now += passed
            with time_machine.travel(now, tick=False):
                world.happens(what)
        if alone:
            Plan.objects.filter(pk=world.plan.pk).update(
                private_for=alone, private_until=now + 3 * DAY
            )
        for moment in (now, now + ahead * DAY + HOUR):
            _states_are_true(world, moment)
            for name in PEOPLE:
                _all_agree(world.person(name), moment, world.memory)
        with time_machine.travel(now, tick=False):
            for name in GUESTS:
                _guardian_agrees(world.plan, world.person(name).user)


def _states_are_true(world, now):
    """What a page calls open is open, by the oracle's word too, and nothing else is."""
    book, own = Book(world.plan), oracle.Book(world.plan.pk)
    for consent in all_with_votes(world.plan):
        told = oracle.is_open(consent, own, now, world.memory)
        assert (book.standing(consent).state(now) == State.OPEN) == told
        lives = Key.objects.filter(consent=consent.pk, since__lte=now, until__gt=now).exists()
        event(f"open: {told}")
        assert lives == (told and consent.receiver.user_id is not None)


def _all_agree(person, now, memory):
    try:
        visit = access.visit_of(person.user, person.plan_id, now=now) if person.user else None
    except Http404:
        visit = None
    may_see = oracle.eyes(person, now, memory)
    for model in (Story, Goal):
        listed = set(visit.rows(model).values_list("pk", flat=True)) if visit else set()
        every = model.objects.filter(plan=person.plan_id).select_related("told_by")
        told = {each.pk for each in every if may_see(each)}
        assert listed == told, person.name
        assert listed == ({row.pk for row in visit.all(model)} if visit else set())
        for each in every if visit else ():
            assert (each.pk in listed) == bool(visit.rows(model).filter(pk=each.pk))


@pytest.mark.django_db
@settings(RULES, max_examples=12)
@given(told=family, shared=st.lists(share, max_size=3), alone=private)
def test_guardian_answers_what_the_door_answers(people_around, told, shared, alone):
    with _forgotten():
        world = World(people_around, told)
        with time_machine.travel(world.start, tick=False):
            for one in shared:
                world.happens(one)
            if alone:
                Plan.objects.filter(pk=world.plan.pk).update(
                    private_for=alone, private_until=world.start + HOUR
                )
            cast = people_around
            accounts = [world.person(name).user for name in PEOPLE]
            others = (cast.stranger, cast.superuser, cast.ayse.user)
            for user in (*filter(None, accounts), *others):
                _guardian_agrees(world.plan, user)


def _guardian_agrees(plan, user):
    if user is None:
        return
    now = timezone.now()
    try:
        visit = access.visit_of(user, plan.pk, now=now)
    except Http404:
        visit = None
    for right in keys.RIGHTS:
        opened = set(visit.chapters(right=right)) if visit else set()
        for chapter in Chapter.objects.filter(plan=plan):
            assert user.has_perm(f"groeiplan.{right}", chapter) == (chapter.pk in opened)
