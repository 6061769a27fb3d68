"""Yes, no, withdrawing and asking at the same moment, by several people, on the real database: it
ends as if they came one after the other. (T9, T27)"""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from groeiplan.actions import people
from tests.cast import ask, share

pytestmark = pytest.mark.django_db(transaction=True)
GOALS = ["groeiplan.goals"]

# Threads of another process do the deeds: a test's own SQLite lives in memory and locks otherwise.
RACE = """
import django; django.setup()
import json, sys, threading
from datetime import datetime
from django.db import connection
from django.utils import timezone
from consent import actions, rules
from consent.models import Consent, Giver, Yes
from consent.standing import Book, all_with_votes
from groeiplan import journal, keys
from groeiplan.actions import invitations, leaving, people
from groeiplan.models import Chapter, Entry, Invitation, Key, Person, Plan

plan, rounds = Plan.objects.get(pk=sys.argv[1]), json.loads(sys.argv[2])

def someone(pk):
    return pk and Person.objects.get(pk=pk)

def do(deed, by=None, consent=None, giver=None, person=None, **more):
    by, giver, person = someone(by), someone(giver), someone(person)
    consent = consent and Consent.objects.get(pk=consent)
    if deed in ("agree", "refuse", "withdraw"):
        getattr(actions, deed)(consent, by=by)
    elif deed == "note_yes":
        actions.note_yes(consent, by=by, giver=giver)
    elif deed == "request":
        actions.request(consent, by=by, giver=giver)
    elif deed == "withdraw_all":
        actions.withdraw_all(person, by=by)
    elif deed == "give":
        look = Chapter.objects.filter(plan=plan, tool="groeiplan", part="goals")
        about = [someone(pk) for pk in more.pop("about")]
        until = datetime.fromisoformat(more.pop("until"))
        old = more.pop("replaces", None)
        old = old and Consent.objects.get(pk=old)
        more |= {"look": look, "about": about, "until": until, "replaces": old}
        actions.give(by=by, receiver=person, **more)
    elif deed == "authority":
        people.set_authority(by=by, child=person, holder=giver, kind="parent")
    elif deed == "rule":
        rules.set_rule(by=by, person=person, kind="alone", why="Zo kiest ze zelf.")
    elif deed == "card":
        people.change(person, by=by, version=person.version, role="mentor van toen")
    elif deed == "leave":
        leaving.leave(person, empty=True)
    elif deed == "invite":
        invitations.invite(by=by, person=person, email=more.get("email", "m@school.test"))
    else:
        raise NotImplementedError(deed)

def run(deed, start, said):
    try:
        connection.ensure_connection()
        start.wait()
        do(**deed)
        said.append("done")
    except (actions.Refused, rules.Refused) as refused:
        said.append(refused.why)
    except Exception as error:
        said.append(f"{deed['deed']}: {error!r}")
    finally:
        connection.close()

told = []
for deeds in rounds:
    start, said = threading.Barrier(len(deeds)), []
    threads = [threading.Thread(target=run, args=(deed, start, said)) for deed in deeds]
    [one.start() for one in threads]
    [one.join() for one in threads]
    book, now = Book(plan), timezone.now()
    states = {str(c.pk): book.standing(c) for c in all_with_votes(plan)}
    keyed = {str(pk) for pk in Key.objects.filter(plan=plan).values_list("consent", flat=True)}
    entries = Entry.objects.filter(plan=plan).order_by("seq")
    told.append({
        "said": sorted(said),
        "wrong": [len(rows) for rows in keys.differences(plan)],
        "states": {pk: str(one.state(now)) for pk, one in states.items()},
        "missing": {pk: sorted(str(who) for who in one.missing) for pk, one in states.items()},
        "yeses": {pk: len(one.said) for pk, one in states.items()},
        "keyed": sorted(keyed - {"None"}),
        "acts": list(entries.values_list("act", "consents")),
        "standing": list(
            Invitation.objects.filter(plan=plan, confirmed_at=None, closed_at=None)
            .values_list("person__name", flat=True)
        ),
        "journal": journal.verify(plan.pk),
    })
print(json.dumps(told))
"""


@pytest.fixture
def race(cast, tmp_path):
    """`race([deeds of one moment], …)`: what each round ended in."""

    def run(*rounds):
        copy = tmp_path / "copy.sqlite3"
        if connection.vendor == "sqlite":
            with contextlib.closing(sqlite3.connect(copy)) as outside:
                connection.connection.backup(outside)
        done = subprocess.run(
            [sys.executable, "-c", RACE, str(cast.plan.pk), json.dumps(rounds, default=_plain)],
            env={
                **os.environ,
                "DATABASE_URL": _address(copy),
                "VAR_DIR": str(tmp_path),
                "DJANGO_SETTINGS_MODULE": "groeiplan.settings",
            },
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        for one in told:
            _ends_well(one)
        return told

    return run


def _ends_well(one):
    """No deadlock, no error; keys equal what is wanted; only what is open has any; one journal."""
    assert all(said.replace("_", "").isalpha() for said in one["said"]), one["said"]
    assert one["wrong"] == [0, 0]
    assert one["journal"] == []
    for consent in one["keyed"]:
        assert one["states"][consent] in ("open", "ended"), one["states"]


def _plain(value):
    return str(getattr(value, "pk", value))


def _address(copy):
    if connection.vendor == "sqlite":
        return f"sqlite:///{copy}"
    known = connection.settings_dict
    who = f"{known['USER']}:{known['PASSWORD']}" if known["PASSWORD"] else known["USER"]
    return f"postgres://{who}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"


@pytest.fixture
def marloes(cast):
    card = people.add(by=cast.sanne, name="Marloes", kind="professional", role="mentor")
    card.user = cast.stranger
    card.save()
    return card


def test_the_last_yeses_and_a_no_or_a_withdrawal_at_once(cast, marloes, race):
    """Whichever came first: with a no or a withdrawal among them it ends closed."""
    consents = [ask(cast.sanne, marloes, look=GOALS) for _round in range(4)]
    yeses = [
        [{"deed": "agree", "consent": one, "by": who} for who in (cast.kees, cast.kees, cast.noor)]
        for one in consents
    ]
    told = race(
        yeses[0],
        [*yeses[1], {"deed": "refuse", "consent": consents[1], "by": cast.kees}],
        [*yeses[2], *[{"deed": "withdraw", "consent": consents[2], "by": cast.kees}] * 2],
        [
            *yeses[3],
            {"deed": "withdraw", "consent": consents[3], "by": cast.sanne},
            {"deed": "refuse", "consent": consents[3], "by": cast.noor},
        ],
    )
    ends = [one["states"][str(consent.pk)] for one, consent in zip(told, consents, strict=True)]
    assert ends == ["open", "disagree", "withdrawn", "withdrawn"]
    assert told[0]["said"] == ["done"] * 3
    assert told[0]["yeses"][str(consents[0].pk)] == 3
    for one, consent in zip(told[1:], consents[1:], strict=True):
        assert str(consent.pk) not in one["keyed"]
    for act, consent in (("consent_withdrawn", consents[2]), ("consent_refused", consents[1])):
        assert told[-1]["acts"].count([act, [str(consent.pk)]]) == 1
    given = ["consent_given", [str(consents[0].pk)]]
    assert told[-1]["acts"].count(given) == 3, "Sanne, Kees once, Noor"


def test_a_form_sent_twice_at_once_and_others_that_share_meanwhile(cast, marloes, race):
    """Two clicks are one consent; people who share with several at once do not wait in a circle."""
    until = (timezone.now() + timedelta(days=30)).isoformat()
    card = people.add(by=cast.sanne, name="Juf Ans", kind="professional")
    give = {"deed": "give", "until": until, "about": [str(cast.sem.pk)]}
    one, old = str(uuid4()), share(cast.sanne, cast.bakker, look=GOALS, about=[cast.sem])
    twice = {**give, "by": cast.sanne, "person": marloes, "consent_id": one}
    others = [
        {**give, "by": cast.kees, "person": cast.riet},
        {**give, "by": cast.kees, "person": card, "email": "ans@school.test"},
        {**give, "by": cast.sanne, "person": cast.bakker, "replaces": str(old.pk)},
    ]
    (told,) = race([twice, twice, twice, *others])
    assert told["said"] == ["done"] * 6
    assert told["acts"].count(["consent_asked", [one]]) == 1
    assert told["acts"].count(["consent_given", [one]]) == 1
    assert told["states"][one] == "waiting"
    assert told["states"][str(old.pk)] == "withdrawn"
    new = [pk for pk in told["states"] if told["yeses"][pk] == 1 and told["missing"][pk]]
    assert len(new) == 4


def test_somebody_goes_and_empties_the_card_while_others_share_with_them(cast, race):
    """Both lock that card first (`groeiplan.locks`): whoever came second finds it emptied, or takes
    along what was just shared. Nothing stays open to who is gone."""
    until = (timezone.now() + timedelta(days=30)).isoformat()
    give = {"deed": "give", "until": until, "about": [str(cast.sem.pk)], "by": cast.sanne}
    rounds = [
        [
            {**give, "person": guest},
            {"deed": "leave", "person": guest},
            {**give, "person": guest, "by": cast.kees},
            {"deed": "withdraw_all", "by": cast.sanne, "person": guest},
        ]
        for guest in (cast.bakker, cast.riet, cast.ilse)
    ]
    for one in race(*rounds):
        assert set(one["said"]) <= {"done", "elsewhere"}, one["said"]


def test_everything_at_once_waits_for_each_other_and_never_in_a_circle(cast, marloes, race):
    """Cards, authority, rules, invitations, questions and answers of one plan, crosswise."""
    until = (timezone.now() + timedelta(days=30)).isoformat()
    first, second = (ask(cast.sanne, marloes, look=GOALS, about=[cast.sem]) for _two in range(2))
    card = people.add(by=cast.sanne, name="Juf Ans", kind="professional")
    told = race(
        [
            {"deed": "agree", "consent": first, "by": cast.kees},
            {"deed": "authority", "by": cast.sanne, "person": cast.sem, "giver": cast.riet},
            {"deed": "card", "by": cast.sanne, "person": marloes},
            {"deed": "request", "consent": second, "by": cast.sanne, "giver": cast.kees},
            {"deed": "invite", "by": cast.sanne, "person": card},
            {"deed": "withdraw", "consent": second, "by": cast.kees},
        ],
        [
            {"deed": "agree", "consent": first, "by": cast.riet},
            {"deed": "withdraw_all", "by": cast.kees, "person": marloes},
            {"deed": "withdraw_all", "by": cast.sanne, "person": marloes},
            {"deed": "rule", "by": cast.sanne, "person": cast.noor},
            {"deed": "rule", "by": cast.kees, "person": cast.noor},
            {
                "deed": "give",
                "by": cast.sanne,
                "person": marloes,
                "until": until,
                "about": [str(cast.sem.pk)],
            },
        ],
    )
    pk = str(first.pk)
    assert set(told[0]["said"]) <= {"done", "over"}
    assert told[0]["states"][pk] == "waiting", "who came to decide has not said yes"
    assert told[0]["missing"][pk] == [str(cast.riet.pk)]
    assert told[1]["states"][pk] == "withdrawn"
    rules = [act for act, _consents in told[1]["acts"] if act == "rule_changed"]
    assert len(rules) == 1


def test_two_parents_invite_the_same_card_at_once_and_one_invitation_stands(cast, race):
    card = people.add(by=cast.sanne, name="Juf Ans", kind="professional")
    invite = {"deed": "invite", "person": card}
    (told,) = race(
        [
            {**invite, "by": cast.sanne, "email": "ans@school.test"},
            {**invite, "by": cast.kees, "email": "anders@school.test"},
            {**invite, "by": cast.sanne, "email": "nog@school.test"},
        ]
    )
    assert told["said"] == ["done"] * 3
    assert told["standing"] == ["Juf Ans"]
