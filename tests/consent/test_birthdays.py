"""A 12th, 16th or 18th birthday: it works from the date itself; jobs only mail (DOMAIN §6, T11)."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from consent import actions, birthday_words, birthdays
from consent.models import BirthdayStep, DecisionRule, RuleAnswer
from consent.standing import Book, State
from groeiplan import keys
from groeiplan.access import live_keys
from groeiplan.actions import people, plans
from groeiplan.dates import birthday, end_of_day
from groeiplan.models import Entry, Mail, Person
from tests.cast import account, ask, everybody_agrees, guest_of, share, visit

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def card(born, **more):
    """A family card that is no row: enough for what is pure."""
    told = {"name": "Sem", "kind": "family", "emptied": None, "created": LONG_AGO, **more}
    return SimpleNamespace(pk=told.pop("pk", uuid4()), born=born, **told)


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


# --- which birthdays there are ----------


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2029, 11, 22), None),  # sixty-one days before
        (date(2029, 11, 23), 60),
        (date(2030, 1, 21), 1),
        (date(2030, 1, 22), 0),
        (date(2030, 1, 23), -1),
        (date(2031, 6, 1), -495),  # nobody opened the app for long
    ],
)
def test_it_is_noticed_sixty_days_before_to_the_day_and_stays(today, left):
    sem = card(date(2018, 1, 22))
    found = birthdays.coming_turns([sem], today)
    assert [(one.person, one.age, one.day, one.left) for one in found] == (
        [] if left is None else [(sem, 12, date(2030, 1, 22), left)]
    )


def test_only_the_human_step_ends_it_and_not_before_the_day():
    sem = card(date(2018, 1, 22))
    done = {(sem.pk, 12)}
    assert birthdays.coming_turns([sem], date(2030, 1, 21), done)
    assert not birthdays.coming_turns([sem], date(2030, 1, 22), done)
    assert birthdays.coming_turns([sem], date(2030, 1, 22), {(sem.pk, 16), (uuid4(), 12)})


@pytest.mark.parametrize(("age", "year"), [(12, 2030), (16, 2034), (18, 2036)])
def test_the_newest_birthday_takes_the_place_of_the_one_before(age, year):
    sem = card(date(2018, 1, 22))
    before = birthdays.turn_of(sem, date(year, 1, 22) - timedelta(days=61))
    assert (before and before.age) != age
    assert birthdays.turn_of(sem, date(year, 1, 22) - timedelta(days=60)).age == age


@pytest.mark.parametrize(
    ("age", "day"),
    [(12, date(2028, 2, 29)), (16, date(2032, 2, 29)), (18, date(2034, 3, 1))],
)
def test_born_on_29_february(age, day):
    turn = birthdays.turn_of(card(date(2016, 2, 29)), day)
    assert (turn.age, turn.day, turn.left) == (age, day, 0)
    assert birthdays.turn_of(card(date(2016, 2, 29)), day - timedelta(days=1)).left == 1


def test_it_begins_at_midnight_in_amsterdam():
    winter = birthdays.turn_of(card(date(2018, 1, 22)), date(2030, 1, 22))
    summer = birthdays.turn_of(card(date(2018, 7, 22)), date(2030, 7, 22))
    assert winter.starts == datetime(2030, 1, 21, 23, tzinfo=UTC)
    assert summer.starts == datetime(2030, 7, 21, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "nobody",
    [
        card(None),
        card(date(2018, 1, 22), kind="network"),
        card(date(2018, 1, 22), kind="professional"),
        card(date(2018, 1, 22), emptied=LONG_AGO),
        card(date(1985, 10, 2), created=noon(date(2029, 1, 1))),  # of age long before the card
    ],
)
def test_who_has_no_such_birthday(nobody):
    assert birthdays.coming_turns([nobody], date(2030, 1, 22)) == []


def test_a_birthday_shortly_before_the_card_was_made_still_means_something():
    sem = card(date(2018, 1, 22), created=noon(date(2030, 3, 1)))
    assert birthdays.turn_of(sem, date(2030, 3, 23)).left == -60
    assert birthdays.turn_of(sem, date(2030, 3, 24)) is None


def test_two_children_with_one_birthday_and_the_soonest_first():
    bram, zoe = (card(date(2021, 6, 2), name=name) for name in ("Bram", "Zoë"))
    sem = card(date(2021, 5, 30))
    found = birthdays.coming_turns([zoe, bram, sem], date(2033, 5, 1))
    assert [one.person for one in found] == [sem, bram, zoe]


# --- what it is called ----------


@pytest.mark.parametrize(
    ("today", "to_another", "to_oneself"),
    [
        (date(2029, 12, 19), "Sem wordt 12 op 22 januari 2030.", "Je wordt 12 op 22 januari 2030."),
        (date(2030, 1, 21), "Sem wordt morgen 12.", "Je wordt morgen 12."),
        (date(2030, 1, 22), "Sem is vandaag 12 geworden.", "Je bent vandaag 12 geworden."),
        (date(2030, 1, 23), "Sem is 12 geworden: gisteren.", "Je bent 12 geworden: gisteren."),
        (date(2030, 3, 1), "Sem is 12 geworden: 22 januari.", "Je bent 12 geworden: 22 januari."),
    ],
)
def test_when_it_is_in_words(today, to_another, to_oneself):
    sem = card(date(2018, 1, 22), shown_name="Sem")
    turn = birthdays.turn_of(sem, today)
    assert birthday_words.sentence(turn, card(None)) == to_another
    assert birthday_words.sentence(turn, sem) == to_oneself


# --- Sem turns twelve: who must agree, and what closes ----------

BEFORE, DAY = date(2030, 1, 1), date(2030, 1, 22)
LATER = noon(date(2030, 6, 1))


def at(day):
    return time_machine.travel(noon(day) if type(day) is date else day, tick=False)


@pytest.fixture
def sem(cast):
    """What is about Sem is shared with Ilse, three weeks before he turns twelve. Noor's sixteenth
    birthday, the year before, was talked about."""
    turn = birthdays.turn_of(cast.noor, birthday(cast.noor.born, 16))
    with at(turn.day):
        birthdays.tell(timezone.now())
        birthdays.talked(turn, by=cast.sanne)
    with at(BEFORE):
        cast.sem_consent = share(
            cast.sanne, cast.ilse, look=["groeiplan.goals"], about=[cast.sem], until=LATER
        )
    return cast.sem


def notice_at(cast, moment, by=None):
    """(Notice, Book) of Sem's birthday, as the family meets it at that moment."""
    return birthdays.notice_of(visit(by or cast.sanne, now=moment), cast.sem)


def opens(consent, moment):
    return live_keys(moment).filter(consent=consent.pk).exists()


def test_T11_its_keys_end_on_the_second_the_day_begins(cast, sem):
    for seconds, open_then in ((-1, True), (0, False), (1, False)):
        moment = datetime(2030, 1, 21, 23, tzinfo=UTC) + timedelta(seconds=seconds)
        assert opens(cast.sem_consent, moment) == open_then
        notice, _book = notice_at(cast, moment)
        assert notice.turn.is_here != open_then
        assert notice.turn.left == (1 if open_then else 0)
        assert notice.consents == [cast.sem_consent]


def test_what_ends_is_named_before_it_and_after_it(cast, sem):
    with at(BEFORE):
        whole = share(cast.sanne, cast.riet, look=["timeline.help"], until=LATER)
        short = share(cast.sanne, cast.riet, look=["groeiplan.goals"], until=noon(date(2030, 1, 9)))
        kees = share(cast.kees, cast.riet, look=["timeline.help"], about=[cast.kees], until=LATER)
        gone = share(cast.sanne, cast.bakker, look=["timeline.help"], until=LATER)
        actions.withdraw(gone, by=cast.sanne)
        no = ask(cast.sanne, cast.bakker, look=["groeiplan.goals"], until=LATER)
        actions.refuse(no, by=cast.kees)
    for moment in (noon(BEFORE), noon(DAY), noon(DAY + timedelta(days=90))):
        notice, _book = notice_at(cast, moment)
        assert set(notice.consents) == {cast.sem_consent, whole}, moment
    assert {short, kees} & set(notice.consents) == set()


def test_both_of_two_with_one_birthday_are_named(cast, sem):
    with at(BEFORE):
        twin = people.add(by=cast.sanne, name="Tess", kind="family", born=cast.sem.born)
        people.set_authority(by=cast.sanne, child=twin, holder=cast.sanne, kind="parent")
        whole = share(cast.sanne, cast.riet, look=["timeline.help"], until=LATER)
    met = visit(cast.sanne, now=noon(DAY))
    tess, _book = birthdays.notice_of(met, twin)
    boy, _book = birthdays.notice_of(met, cast.sem)
    assert tess.consents == [whole]
    assert set(boy.consents) == {whole, cast.sem_consent}
    assert [one.turn.person for one in birthdays.notices(met)] == [cast.sem, twin]


def again(cast, **more):
    return ask(
        cast.sanne,
        cast.ilse,
        look=["groeiplan.goals"],
        about=[cast.sem],
        until=LATER,
        **more,
    )


def test_asked_again_it_opens_after_the_new_needed_yes_and_not_before(cast, sem):
    with at(DAY):
        new = again(cast, replaces=cast.sem_consent)
        actions.agree(new, by=cast.kees)
        now = timezone.now()
        assert not opens(new, now)
        standing = Book(cast.plan).standing(new)
        assert (standing.state(now), standing.missing) == (State.WAITING, [cast.sem.pk])
        sem_says_yes(cast, new)
        assert opens(new, timezone.now())
    notice, _book = notice_at(cast, noon(DAY + timedelta(days=1)))
    assert notice.consents == []


def sem_says_yes(cast, consent):
    """Aloud, to a neighbour who was asked to write it down."""
    tineke = guest_of(cast.plan, "buurvrouw Tineke", kind="network", role="buurvrouw")
    actions.request(consent, by=cast.sanne, giver=cast.sem, noter=tineke)
    actions.note_yes(consent, giver=cast.sem, by=tineke)


def test_asked_again_along_another_way_counts_too_when_it_covers_all(cast, sem):
    with at(DAY):
        ask(cast.sanne, cast.ilse, look=["timeline.help"], about=[cast.sem], until=LATER)
        ask(cast.sanne, cast.riet, look=["groeiplan.goals"], until=LATER)
        ask(cast.sanne, cast.ilse, look=["groeiplan.goals"], about=[cast.noor], until=LATER)
    assert notice_at(cast, noon(DAY))[0].consents == [cast.sem_consent]
    with at(DAY):
        again(cast)
    assert notice_at(cast, noon(DAY))[0].consents == []


def test_what_was_prepared_to_begin_on_the_day_counts_and_needs_the_new_yes(cast, sem):
    begins = end_of_day(DAY - timedelta(days=1))
    with at(BEFORE):
        ahead = again(cast, since=begins)
        assert set(Book(cast.plan).standing(ahead).missing) == {cast.kees.pk, cast.sem.pk}
        actions.agree(ahead, by=cast.kees)
        sem_says_yes(cast, ahead)
    assert not opens(ahead, begins - timedelta(seconds=1))
    assert opens(ahead, begins)
    assert notice_at(cast, noon(BEFORE))[0].consents == [cast.sem_consent]
    assert notice_at(cast, noon(DAY))[0].consents == []


def test_asking_again_before_the_day_would_end_there_too(cast, sem):
    with at(BEFORE):
        early = again(cast, replaces=cast.sem_consent)
        everybody_agrees(early)
    assert not opens(early, noon(DAY))
    assert notice_at(cast, noon(DAY))[0].consents == [early]


def test_a_receiver_who_became_family_or_went_is_not_asked_for_again(cast, sem):
    actions.withdraw_all(cast.ilse, by=cast.sanne)
    with at(BEFORE):
        riet = share(cast.sanne, cast.riet, look=["timeline.help"], until=LATER)
        assert notice_at(cast, timezone.now())[0].consents == [riet]
        people.empty(cast.riet, by=cast.sanne)
    assert notice_at(cast, noon(BEFORE))[0].consents == []


# --- for whom what changes ----------


def others_at(cast, age):
    day = birthday(cast.sem.born, age)
    notice, book = notice_at(cast, noon(day))
    return birthday_words.to_others(notice.turn, book)


def test_parents_are_named_with_what_becomes_of_their_say(cast):
    for age, words in (
        (12, "Het ja van Kees en Sanne blijft nodig. Het ja van Sem komt erbij."),
        (16, "Het ja van Kees en Sanne is niet meer nodig voor wat over Sem gaat."),
        (18, "Het gezag van Kees en Sanne stopt vanzelf."),
    ):
        told = others_at(cast, age)
        assert told.lines[0].replace("Sanne en Kees", "Kees en Sanne").startswith(words)
        assert told.names in ("Sanne en Kees", "Kees en Sanne")


def test_a_guardian_comes_instead_of_the_parents(cast):
    people.set_authority(
        by=cast.ayse, child=cast.emir, holder=cast.ayse, kind="parent", since=date(2017, 6, 1)
    )
    met = visit(cast.ayse, now=noon(date(2029, 6, 1)))
    notice, book = birthdays.notice_of(met, cast.emir)
    assert birthday_words.to_others(notice.turn, book).names == "Gerda"


def test_who_lost_authority_before_the_day_is_not_named(cast):
    held = cast.plan.authorities.get(child=cast.sem, holder=cast.kees)
    people.end_authority(held, by=cast.kees, until=DAY - timedelta(days=2))
    assert others_at(cast, 12).names == "Sanne"


def test_with_nobody_written_down_it_says_so(cast):
    cast.plan.authorities.filter(child=cast.sem).delete()
    told = others_at(cast, 12)
    assert told.names == ""
    assert "Wie dat is, staat hier nog niet" in told.lines[0]


@pytest.mark.parametrize(("kind", "words"), [("alone", "zelf beslist"), ("not_able", "afwegen")])
def test_a_rule_of_their_own_is_told_where_it_holds(cast, kind, words):
    notice, book = notice_at(cast, noon(DAY))
    assert birthday_words.other_rule(notice.turn, book) == ""
    rule = DecisionRule.objects.create(
        plan=cast.plan,
        person=cast.sem,
        kind=kind,
        why="samen besproken",
        noted_by=cast.sanne,
        at=noon(DAY),
        since=DAY,
    )
    if kind == "alone":  # Kees gives up his say; Sem has no account
        said = {"plan": cast.plan, "person": cast.kees, "agrees": True, "at": noon(DAY)}
        RuleAnswer.objects.create(rule=rule, **said)
    notice, book = notice_at(cast, noon(DAY))
    assert words in birthday_words.other_rule(notice.turn, book)
    sixteen, book = notice_at(cast, noon(birthday(cast.sem.born, 16)))
    assert bool(birthday_words.other_rule(sixteen.turn, book)) == (kind == "not_able")


# --- the page ----------


def page_of(cast, person):
    return reverse("consent:birthday", args=[person.plan_id, person.pk])


def again_url(consent):
    return reverse("consent:change", args=[consent.plan_id, consent.pk])


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_not_there_for_guests_and_strangers(cast, sem, client):
    outside = (cast.ilse, cast.riet, cast.bakker, cast.wim, cast.ayse, cast.guardian)
    url = page_of(cast, cast.sem)
    with at(DAY):
        for user in (*(one.user for one in outside), cast.stranger, cast.superuser):
            client.force_login(user)
            nowhere = client.get(reverse("consent:birthday", args=[uuid4(), uuid4()]))
            for answer in (client.get(url), client.post(url)):
                assert (answer.status_code, answer.content) == (404, nowhere.content), user
    assert not BirthdayStep.objects.filter(person=cast.sem).exists()


def test_no_birthday_in_sight_no_birth_date_and_another_plans_child_are_404(cast, client):
    client.force_login(cast.sanne.user)
    for person in (cast.sem, cast.kees, cast.ilse):
        assert client.get(page_of(cast, person)).status_code == 404
    with at(birthday(cast.emir.born, 12)):
        client.force_login(cast.sanne.user)
        url = reverse("consent:birthday", args=[cast.plan.pk, cast.emir.pk])
        assert client.get(url).status_code == client.post(url).status_code == 404


def test_before_the_day_it_tells_what_stops_and_asks_nothing_yet(cast, sem, client):
    with at(BEFORE):
        client.force_login(cast.sanne.user)
        page = text(client.get(page_of(cast, cast.sem)))
    for words in (
        "Een eigen hoekje en een eigen stem",
        "Sem wordt 12 op 22 januari.",
        "Lees dit samen met Sem.",
        "Jouw ja is ook nodig.",
        "Dit stopt die dag vanzelf",
        "Ilse",
        "Daarna is het ja nodig van",
        "We hebben er samen over gepraat",
        "Een eigen account",
        reverse("invite", args=[cast.plan.pk, cast.sem.pk]),
    ):
        assert words in page, words
    assert again_url(cast.sem_consent) not in page


def test_from_the_day_on_each_is_asked_again_with_one_link(cast, sem, client):
    with at(DAY):
        client.force_login(cast.sanne.user)
        page = text(client.get(page_of(cast, cast.sem)))
        assert again_url(cast.sem_consent) in page
        assert reverse("consent:withdraw", args=[cast.plan.pk, cast.sem_consent.pk]) in page
        actions.withdraw(cast.sem_consent, by=cast.sanne)
        page = text(client.get(page_of(cast, cast.sem)))
    assert again_url(cast.sem_consent) not in page
    assert "Er is niets dat jullie nog opnieuw moeten vragen." in page


def test_the_young_person_reads_it_as_theirs(cast, client):
    day = birthday(cast.noor.born, 16)
    with at(day):
        since = noon(day - timedelta(days=9))
        whole = share(cast.sanne, cast.riet, look=["timeline.help"], since=since)
        client.force_login(cast.noor.user)
        page = text(client.get(page_of(cast, cast.noor)))
    assert "Je bent vandaag 16 geworden." in page
    assert "Voor jou" in page
    assert "Een eigen account" not in page, "Noor has one"
    # What is about the whole family she asks together with an adult.
    assert again_url(whole) not in page
    assert "Vraag het samen met een volwassene." in page


def test_who_was_invited_already_is_not_invited_again(cast, sem, client):
    from groeiplan.actions import invitations

    with at(DAY):
        invitations.invite(by=cast.sanne, person=cast.sem, email="sem@example.test")
        client.force_login(cast.sanne.user)
        page = text(client.get(page_of(cast, cast.sem)))
    assert "Er is al een uitnodiging voor Sem onderweg." in page
    assert reverse("invite", args=[cast.plan.pk, cast.sem.pk]) not in page


def test_names_are_words_and_never_markup(cast, sem, client):
    Person.objects.filter(pk=cast.sem.pk).update(name="<b>Sem</b>")
    with at(DAY):
        client.force_login(cast.sanne.user)
        page = text(client.get(page_of(cast, cast.sem)))
    assert "<b>Sem" not in page
    assert "&lt;b&gt;Sem" in page


def test_its_costs_stay_low_with_many_consents(cast, sem, client, django_assert_max_num_queries):
    with at(BEFORE):
        for part in ("timeline.help", "timeline.people", "groeiplan.stories"):
            for receiver in (cast.ilse, cast.riet, cast.bakker):
                share(cast.sanne, receiver, look=[part], until=LATER)
    with at(DAY):
        client.force_login(cast.sanne.user)
        with django_assert_max_num_queries(20):
            page = text(client.get(page_of(cast, cast.sem)))
    assert page.count("Opnieuw vragen<span") == 10


def test_nobody_finds_a_question_there_that_was_not_asked_of_them(cast, sem, client):
    with at(BEFORE):
        ask(cast.sanne, cast.bakker, look=["groeiplan.goals"], about=[cast.sem], until=LATER)
        for by, named in ((cast.sanne, True), (cast.kees, False), (cast.noor, False)):
            client.force_login(by.user)
            page = text(client.get(page_of(cast, cast.sem)))
            assert ("Bakker" in page) == named, by
            stops = birthday_words.notices(visit(by))[0]["stops"]
            assert f"{1 + named} keer" in stops, by
    with at(DAY):
        client.force_login(cast.kees.user)
        assert "Bakker" not in text(client.get(page_of(cast, cast.sem)))


# --- the human step ----------


@pytest.mark.parametrize("who", ["sanne", "kees"])
def test_an_adult_says_they_talked_and_the_journal_tells_who(cast, sem, client, who):
    by = getattr(cast, who)
    with at(BEFORE):
        client.force_login(by.user)
        answer = client.post(page_of(cast, cast.sem))
        assert answer.status_code == 302
        page = text(client.get(page_of(cast, cast.sem)))
    assert f"{by.name} zei: we hebben er samen over gepraat" in page
    step = BirthdayStep.objects.get(person=cast.sem)
    assert (step.age, step.talked_by) == (12, by)
    entry = cast.plan.journal.order_by("-seq").first()
    assert entry.act == Entry.Act.BIRTHDAY_TALKED
    assert opens(cast.sem_consent, noon(BEFORE)) and not opens(cast.sem_consent, noon(DAY))


def test_twice_is_once_and_the_first_stands(cast, sem):
    with at(DAY):
        turn = birthdays.turn_of(cast.sem, DAY)
        first = birthdays.talked(turn, by=cast.sanne)
        count = cast.plan.journal.count()
        second = birthdays.talked(turn, by=cast.kees)
    assert (second.pk, second.talked_by) == (first.pk, cast.sanne)
    assert cast.plan.journal.count() == count


def test_the_young_person_may_say_it_and_a_brother_or_sister_may_not(cast, client):
    cast.sem.user = account("sem")
    cast.sem.save()
    keys.sync(cast.plan)
    with at(DAY):
        client.force_login(cast.noor.user)
        assert "We hebben er samen over gepraat" not in text(client.get(page_of(cast, cast.sem)))
        assert client.post(page_of(cast, cast.sem)).status_code == 403
        assert not BirthdayStep.objects.exists()
        client.force_login(cast.sem.user)
        assert client.post(page_of(cast, cast.sem)).status_code == 302
    assert BirthdayStep.objects.get().talked_by == cast.sem


def test_nobody_else_says_it(cast):
    turn = birthdays.turn_of(cast.sem, DAY)
    for somebody in (cast.ilse, cast.riet, cast.ayse):
        with at(DAY), pytest.raises(PermissionDenied):
            birthdays.talked(turn, by=somebody)
    assert not BirthdayStep.objects.exists()


# --- on the page with everybody ----------


def noticed(cast, day, by=None):
    with at(day):
        return birthday_words.notices(visit(by or cast.sanne))


def test_it_stands_there_until_it_is_talked_about_and_asked_again(cast, sem):
    assert noticed(cast, DAY - timedelta(days=61)) == []
    [before] = noticed(cast, DAY - timedelta(days=10))
    assert before["when"] == "Sem wordt 12 op 22 januari."
    assert "Die dag stopt 1 keer delen vanzelf." in before["stops"]
    with at(DAY):
        birthdays.talked(birthdays.turn_of(cast.sem, DAY), by=cast.sanne)
    [after] = noticed(cast, DAY)
    assert "Door deze verjaardag stopte 1 keer delen." in after["stops"]
    assert noticed(cast, DAY + timedelta(days=61)) == [], "nobody is pressed to share"
    with at(DAY):
        actions.withdraw(cast.sem_consent, by=cast.sanne)
    assert noticed(cast, DAY) == []


def test_nobody_noticed_for_a_year_and_it_still_works(cast, sem):
    late = DAY + timedelta(days=345)
    [found] = noticed(cast, late)
    assert found["when"] == "Sem is 12 geworden: 22 januari 2030."
    with at(late):
        birthdays.talked(birthdays.turn_of(cast.sem, late), by=cast.sanne)
    assert noticed(cast, late) == []


def test_without_such_a_birthday_it_asks_the_database_nothing(cast, django_assert_num_queries):
    met = visit(cast.sanne)
    with django_assert_num_queries(0):
        assert birthday_words.notices(met) == []


def test_the_list_of_plans_says_it_without_a_name(cast, sem, client):
    with at(BEFORE):
        client.force_login(cast.sanne.user)
        page = text(client.get(reverse("plans")))
        assert "Familie De Jong: met een verjaardag verandert er iets." in page
        assert page_of(cast, cast.sem) in page and "Sem" not in page
        assert not list(birthdays.waiting(birthdays.families_of(cast.noor.user))), (
            "she can do nothing about it"
        )
        assert not list(birthdays.waiting(birthdays.families_of(cast.ilse.user))), (
            "a guest does not know of it"
        )
        birthdays.talked(birthdays.turn_of(cast.sem, BEFORE), by=cast.kees)
        assert "verjaardag" not in text(client.get(reverse("plans")))


def test_who_has_one_plan_lands_in_it_with_the_notice(cast, sem, client):
    with at(BEFORE):
        client.force_login(cast.sanne.user)
        answer = client.get(reverse("home"))
        assert answer.url == reverse("plan", args=[cast.plan.pk])
        page = text(client.get(answer.url))
        assert "Familie De Jong: met een verjaardag verandert er iets." in page
        assert f'<a href="{page_of(cast, cast.sem)}">Lees verder</a>' in page
        assert "met een verjaardag" not in text(client.get(answer.url)), "said once"
        plans.start(by=cast.sanne.user, family_name="Wij", teller="Sanne")
        assert client.get(reverse("home")).url == reverse("plans")


# --- the mails ----------


def told_on(day):
    """Who got a mail that day, by the nightly round; run twice, as a restarted worker does."""
    with at(day):
        Mail.objects.all().delete()
        call_command("work", once=True)
        call_command("work", once=True)
        sent = Mail.objects.exclude(to="pleegmoeder@example.test")  # Emir has birthdays too
        return sorted(sent.values_list("to", flat=True))


def test_a_mail_once_sixty_days_before_and_once_on_the_day(cast, sem):
    family = ["kees@example.test", "sanne@example.test"]
    assert told_on(DAY - timedelta(days=61)) == []
    assert told_on(DAY - timedelta(days=60)) == family
    assert told_on(DAY - timedelta(days=59)) == told_on(DAY - timedelta(days=1)) == []
    assert told_on(DAY) == family
    assert told_on(DAY + timedelta(days=1)) == told_on(DAY + timedelta(days=300)) == []


def test_noticed_late_it_is_one_mail(cast, sem):
    assert len(told_on(DAY + timedelta(days=200))) == 2
    assert told_on(DAY + timedelta(days=201)) == []


def test_who_has_the_birthday_gets_one_too_and_at_eighteen_not_two(cast):
    everybody = ["kees@example.test", "noor@example.test", "sanne@example.test"]
    assert told_on(birthday(cast.noor.born, 16)) == everybody
    of_age = birthday(cast.noor.born, 18)
    told_on(of_age - timedelta(days=1))
    assert told_on(of_age) == everybody


def test_two_children_with_one_birthday_are_two_birthdays(cast, sem):
    people.add(by=cast.sanne, name="Tess", kind="family", born=cast.sem.born)
    assert len(told_on(DAY)) == 4
    assert BirthdayStep.objects.filter(plan=cast.plan, age=12).count() == 2


def test_the_mail_says_nothing(cast, sem, settings):
    told_on(DAY)
    with at(DAY):
        Mail.objects.all().delete()
        BirthdayStep.objects.filter(person=cast.sem).delete()
        birthdays.tell(timezone.now())
    assert len(Mail.objects.all()) >= 2
    for mail in Mail.objects.all():
        said = (mail.subject + mail.body).replace(settings.SITE_URL, "").lower()
        assert "er staat iets voor je klaar" in said
        for word in ("sem", "jong", "verjaardag", "12", "toestemming", "delen", "plans/"):
            assert word not in said, word


def test_around_midnight_the_day_is_the_one_in_amsterdam(cast, sem):
    """T11: 23:30Z on the eve is half past midnight on the day itself."""
    eve = datetime(2030, 1, 21, 22, 30, tzinfo=UTC)
    steps = BirthdayStep.objects.filter(person=cast.sem, arrived_at__isnull=False)
    assert len(told_on(eve)) == 2 and not steps.exists()
    assert len(told_on(eve + timedelta(hours=1))) == 2 and steps.exists()


def test_the_mail_does_not_open_or_close_anything(cast, sem):
    """Without any job the keys ended; with it they are the same."""
    before = set(live_keys(noon(DAY)).values_list("pk", flat=True))
    told_on(DAY)
    assert set(live_keys(noon(DAY)).values_list("pk", flat=True)) == before
    assert keys.differences(cast.plan) == (set(), set())
    own = live_keys(noon(BEFORE)).filter(consent=cast.sem_consent.pk)
    assert set(own.values_list("until", flat=True)) == {end_of_day(DAY - timedelta(days=1))}
