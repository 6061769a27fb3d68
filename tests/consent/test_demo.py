"""The demo's yeses come from their data files, and stand as the rules say (DOMAIN §6)."""

from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from consent import birthdays
from consent.models import Consent, Giver
from consent.needed import Capacity
from consent.standing import Book, State, all_with_votes
from consent.waiting import waiting
from groeiplan import journal, keys
from groeiplan.dates import end_of_day
from groeiplan.demo import families
from groeiplan.models import Entry, Mail, Plan, User, WhyQuestion
from tests.laid import laid

STATES = {
    "Ilse Vermaat": [State.WITHDRAWN, State.OPEN],
    "Wim Terpstra": [State.ENDED],
    "Riet Hoekstra": [State.OPEN],
    "Naomi Esajas": [State.WITHDRAWN],
    "dr. Bakker": [State.OPEN],
    "Rachid El Amrani": [State.DISAGREE],
    "Zoë van den Bergh-Middelkoop": [State.WAITING],
}


def de_jong():
    return families.load("de_jong")


def yilmaz():
    return families.load("yilmaz")


def account(name):
    return User.objects.get(email=f"{name}@demo.example")


def standings(plan):
    book = Book(plan)
    return [book.standing(one) for one in all_with_votes(plan).order_by("since")]


def reasons(standing, name):
    capacities = (
        capacity
        for pk, said in standing.needed.items()
        for capacity, _about in said
        if Book(standing.consent.plan).people[pk].name == name
    )
    return sorted(capacities)


def test_the_de_jongs_have_a_consent_in_every_state(db):
    plan = laid(de_jong)
    found = {}
    for one in standings(plan):
        found.setdefault(one.consent.receiver.name, []).append(one.state(timezone.now()))
    assert found == STATES
    newer = Consent.objects.get(replaces__isnull=False)
    assert newer.replaces.withdrawn_at == newer.since
    assert keys.differences(plan) == (set(), set())
    assert journal.verify(plan.pk) == []


def test_everybody_who_decides_said_yes_themselves_and_kees_is_asked(db):
    plan = laid(de_jong)
    by_receiver = {one.consent.receiver.name: one for one in standings(plan)}
    riet, zoe = by_receiver["Riet Hoekstra"], by_receiver["Zoë van den Bergh-Middelkoop"]
    assert reasons(riet, "Kees de Jong") == [Capacity.PARENT, Capacity.PARENT, Capacity.SELF]
    assert reasons(riet, "Noor") == [Capacity.YOUNG_PERSON]
    assert reasons(riet, "Sem") == []  # eight: his parents decide
    assert {one.form for one in riet.said.values()} == {"written"}
    kees = Giver.objects.get(consent=zoe.consent, person__name="Kees de Jong")
    assert [kees.person_id] == zoe.missing
    assert kees.asked_at < timezone.now() - timedelta(days=1)
    assert Mail.objects.filter(to="kees@demo.example").exists()


def test_a_story_is_told_in_the_order_in_which_it_went(db):
    plan = laid(de_jong)
    for entry in Entry.objects.filter(plan=plan, act__startswith="consent_"):
        assert entry.at <= timezone.now()
    for one in standings(plan):
        consent, said = one.consent, one.said.values()
        next_day = consent.asked_at + timedelta(days=1)
        assert all(consent.asked_at <= yes.at <= next_day for yes in said)
        assert all(consent.asked_at < no.refused_at for no in one.refused.values())
        assert consent.withdrawn_at is None or consent.asked_at < consent.withdrawn_at
        assert consent.purpose
        assert consent.direction
        assert consent.explained


def test_in_the_foster_family_the_guardian_decides_for_emir_and_mieke_notes_what_was_said(db):
    plan = laid(yilmaz)
    thomas, annefloor, *_asked = standings(plan)
    assert {one.state(timezone.now()) for one in (thomas, annefloor)} == {State.OPEN}
    assert reasons(annefloor, "Thomas Verhoeven") == [Capacity.GUARDIAN]
    assert reasons(thomas, "Thomas Verhoeven") == []  # nobody says yes to their own access
    assert "Derya Kaya" not in {yes.giver.name for yes in annefloor.said.values()}
    noted = {yes.giver.name: yes for yes in thomas.said.values() if yes.form == "spoken"}
    assert set(noted) == {"Ömer Yılmaz", "Elif"}
    assert {yes.noted_by.name for yes in noted.values()} == {"Mieke Brandsma"}
    assert {yes.language for yes in noted.values()} == {"Turks"}
    assert {yes.explained for yes in noted.values()} == {"interpreter"}
    assert thomas.consent.interpreter
    assert keys.differences(plan) == (set(), set())


def test_of_the_forty_each_is_open_to_the_worker_by_the_yes_of_all_who_decide(db):
    assert families.load_forty() == 40
    worker, mieke = (User.objects.get(email=f"{one}@demo.example") for one in ("werker", "mieke"))
    plans = Plan.objects.all()
    assert plans.filter(people__user=worker).count() == 40
    assert plans.filter(people__user=mieke).count() == 40
    states = Counter(one.state(timezone.now()) for plan in plans for one in standings(plan))
    assert states == {State.OPEN: 40}
    spoken = [yes for plan in plans for one in standings(plan) for yes in one.said.values()]
    spoken = [yes for yes in spoken if yes.form == "spoken"]
    assert len(spoken) > 10
    assert {yes.noted_by.user_id for yes in spoken} == {mieke.pk}


def test_a_name_is_left_out_and_a_spoken_answer_waits_for_who_writes_it_down(db):
    plan = laid(yilmaz)
    *_open, lieke, elif_ = standings(plan)
    assert {one.state(timezone.now()) for one in (lieke, elif_)} == {State.WAITING}
    thomas = Giver.objects.get(consent=lieke.consent, person__name="Thomas Verhoeven")
    assert thomas.hides_receiver and thomas.asked_at < thomas.wants_name_at < timezone.now()
    assert "Lieke" not in lieke.consent.purpose
    noters = elif_.consent.givers.values_list("person__name", "noter__name")
    assert set(noters) == {
        ("Hatice Yılmaz", None),
        ("Ömer Yılmaz", "Mieke Brandsma"),
        ("Elif", "Mieke Brandsma"),
    }
    said = {user: [one.sentence for one in waiting(account(user))] for user in ("voogd", "mieke")}
    assert "vraagt om jouw ja" in said["voogd"][0]
    assert sum("op te schrijven wat iemand zegt" in one for one in said["mieke"]) == 2
    asker = [one.sentence for one in waiting(account("pleegouder"))]
    assert any("iemand vraagt met wie jullie willen delen" in one for one in asker)
    assert journal.verify(plan.pk) == []


def test_elif_turns_sixteen_so_that_a_family_meets_the_notice(db):
    plan = laid(yilmaz)
    card = plan.people.get(name="Elif")
    turn = birthdays.turn_of(card, timezone.localdate())
    assert (turn.age, turn.left) == (16, 40)


def test_sanne_asked_ilse_why_she_looked_and_the_answer_stands(db):
    plan = laid(de_jong)
    question = WhyQuestion.objects.get(plan=plan)
    assert question.entry.at < question.asked_at < question.answered_at < timezone.now()
    assert "gesprek" in question.answer and question.person.name == "Ilse Vermaat"
    assert journal.verify(plan.pk) == []


@pytest.mark.parametrize("day", [date(2029, 5, 31), date(2033, 6, 3)])
def test_a_demo_made_soon_after_a_birthday_was_asked_again_on_it(db, day):
    """Emir becomes twelve on 30 May 2029, and sixteen four years later."""
    with time_machine.travel(end_of_day(day)):
        plan = laid(yilmaz)
        assert {one.state(timezone.now()) for one in standings(plan)[:2]} == {State.OPEN}
