"""Rows are locked in one order everywhere (`groeiplan.locks`), so that no two people who do
something at the same moment wait for each other for ever. Seen on both databases: what is asked to
be locked, and which cards and plans are written, in the order in which it happens."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from consent import actions as consents
from consent import rules
from groeiplan.actions import accounts, invitations, items, leaving, people
from groeiplan.actions.private_time import begin
from groeiplan.models import (
    Authority,
    Invitation,
    JournalHead,
    LeftOut,
    Person,
    Plan,
    Story,
    User,
)
from tests.cast import account, ask, chapter, court_noted, share

pytestmark = pytest.mark.django_db
CARD, PLAN, HEAD, ROW = "card", "plan", "head", "row"
# What hangs on a card alone is only locked together with it, so its own place does not matter.
KIND = {Person: CARD, Plan: PLAN, JournalHead: HEAD}
AT_CARD = (Invitation, Authority, LeftOut, rules.DecisionRule)
NOT_BEFORE = {CARD: {PLAN, ROW, HEAD}, PLAN: {ROW, HEAD}, ROW: {HEAD}, HEAD: set()}
WRITES = re.compile(r'^\s*UPDATE "groeiplan_person"', re.IGNORECASE)


class Order:
    """What was locked so far, and where that was against the order."""

    def __init__(self):
        self.begin()

    def begin(self):
        self.taken, self.wrong = [], []

    def take(self, kind):
        """What is held already is one's own: nobody waits for that."""
        if kind not in self.taken:
            self.wrong += [(kind, "after", one) for one in self.taken if one in NOT_BEFORE[kind]]
            self.taken.append(kind)

    def look(self, model):
        if model is User:
            self.taken = []  # the account itself: everything before it was committed
        elif model in AT_CARD:
            self.wrong += [] if CARD in self.taken else [(model.__name__, "without", CARD)]
        else:
            self.take(KIND.get(model, ROW))


@pytest.fixture
def order(monkeypatch):
    """Follows what is locked while it is watched."""
    seen = Order()
    locked = QuerySet.select_for_update

    def select_for_update(self, *args, **kwargs):
        if not kwargs.get("skip_locked"):  # nobody waits there
            seen.look(self.model)
        return locked(self, *args, **kwargs)

    def written(execute, sql, params, many, context):
        if WRITES.match(sql):
            seen.take(CARD)
        return execute(sql, params, many, context)

    monkeypatch.setattr(QuerySet, "select_for_update", select_for_update)
    with connection.execute_wrapper(written):
        yield seen


def give(cast, **more):
    return consents.give(
        by=cast.sanne,
        receiver=cast.bakker,
        look=[chapter(cast.plan, "groeiplan.stories")],
        until=timezone.now() + timedelta(days=9),
        **more,
    )


def accepted(cast):
    """A new helper who accepted an invitation of Sanne's."""
    card = people.add(by=cast.sanne, name="Nia", kind="professional")
    found = invitations.invite(by=cast.sanne, person=card, email="nia@example.test")
    user = account("nia")
    Invitation.objects.filter(pk=found.pk).update(accepted_by=user, accepted_at=timezone.now())
    return Invitation.objects.get(pk=found.pk)


def make(name, cast):
    """(what is done, after what it needs was made)"""
    today = localdate()
    old = share(cast.sanne, cast.bakker, look=["groeiplan.goals"])
    asked = ask(cast.sanne, cast.bakker, look=["groeiplan.stories"], about=[cast.sem])
    items.write(Story(kind="story", text="x", audience="teller"), by=cast.kees)
    card = people.add(by=cast.sanne, name="Nico", kind="network")
    authority = Authority.objects.filter(plan=cast.plan, child=cast.sem).first()
    rule = {"by": cast.sanne, "person": cast.noor, "kind": "alone", "why": "Ze kan het."}
    came = accepted(cast)
    of_sem = ask(cast.sanne, cast.wim, look=["groeiplan.goals"], about=[cast.sem])
    noted = court_noted(of_sem, cast.kees, by=cast.sanne)
    return {
        "give": lambda: give(cast),
        "give anew": lambda: give(cast, replaces=old),
        "give and invite": lambda: consents.give(
            by=cast.sanne,
            receiver=card,
            look=[chapter(cast.plan, "groeiplan.goals")],
            until=timezone.now() + timedelta(days=9),
            email="nico@example.test",
        ),
        "yes": lambda: consents.agree(asked, by=cast.kees),
        "no": lambda: consents.refuse(asked, by=cast.kees),
        "request": lambda: consents.request(asked, by=cast.sanne, giver=cast.kees),
        "court": lambda: court_noted(asked, cast.kees, by=cast.sanne),
        "court read": lambda: consents.read_court(noted, by=cast.kees, right=True),
        "withdraw": lambda: consents.withdraw(old, by=cast.sanne),
        "withdraw all": lambda: consents.withdraw_all(cast.bakker, by=cast.sanne),
        "leave": lambda: leaving.leave(cast.kees),
        "leave, empty and alone": lambda: leaving.leave(cast.kees, alone=True, empty=True),
        "a guest leaves": lambda: leaving.leave(cast.ilse, empty=True),
        "end the account": lambda: accounts.end(cast.kees.user),
        "empty": lambda: people.empty(cast.bakker, by=cast.sanne),
        "change": lambda: people.change(card, by=cast.sanne, version=1, name="Nick"),
        "authority": lambda: people.set_authority(
            by=cast.sanne, child=cast.sem, holder=card, kind="guardian"
        ),
        "authority ends": lambda: people.end_authority(authority, by=authority.holder, until=today),
        "a rule": lambda: rules.set_rule(**rule),
        "a rule ends": lambda: rules.end_rule(rules.set_rule(**rule), by=cast.sanne, until=today),
        "invite": lambda: invitations.invite(by=cast.sanne, person=card, email="n@example.test"),
        "confirm": lambda: invitations.confirm(came, by=cast.sanne),
        "refuse": lambda: invitations.refuse(came, by=cast.sanne),
        "private time": lambda: begin(
            cast.plan, by=cast.sanne, kind="without_help", until=timezone.now() + timedelta(hours=1)
        ),
    }[name]


@pytest.mark.parametrize(
    "name",
    [
        "give",
        "give anew",
        "give and invite",
        "yes",
        "no",
        "request",
        "court",
        "court read",
        "withdraw",
        "withdraw all",
        "leave",
        "leave, empty and alone",
        "a guest leaves",
        "end the account",
        "empty",
        "change",
        "authority",
        "authority ends",
        "a rule",
        "a rule ends",
        "invite",
        "confirm",
        "refuse",
        "private time",
    ],
)
def test_card_then_plan_then_the_rest(cast, order, name):
    deed = make(name, cast)
    order.begin()
    deed()
    assert order.wrong == []


def test_a_whole_plan_is_locked_cards_first(cast, order):
    order.begin()
    leaving.erase(cast.ayse)
    assert order.taken[:2] == [CARD, PLAN] and order.wrong == []


def test_the_watch_sees_a_card_that_is_locked_behind_its_plan(cast, order):
    """What `leave` once did: the plan, then the card that was emptied."""
    order.begin()
    Plan.objects.select_for_update().get(pk=cast.plan.pk)
    Person.objects.filter(pk=cast.kees.pk).update(household="x")
    assert order.wrong == [(CARD, "after", PLAN)]
