"""How one person decides, written down on its page: who may, what it says it does, and that it
ends (DOMAIN §6, T1, T13, T14, T27)."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from consent import rules as actions
from consent.actions import refuse
from consent.models import Consent, DecisionRule
from consent.standing import Book, State
from groeiplan.actions import people
from groeiplan.dates import end_of_day
from groeiplan.models import Entry
from tests.cast import ask, guest_of, ruled, share

EVIL = '<script>alert("x")</script>'
WHY = {"kind": "alone", "why": "Noor weegt dit goed zelf. Besproken met de huisarts."}


def url(person, plan=None):
    return reverse("consent:rules", args=[plan or person.plan_id, person.pk])


def end_url(rule, plan=None):
    return reverse("consent:rule_end", args=[plan or rule.plan_id, rule.pk])


def text(answer):
    return answer.content.decode()


def words(answer):
    page = text(answer).split("<main", 1)[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def sent(**more):
    return {**WHY, "since": timezone.localdate().isoformat(), **more}


def login(client, person):
    client.force_login(getattr(person, "user", person))
    return client


@pytest.fixture
def sanne(cast, client):
    return login(client, cast.sanne)


@pytest.fixture
def rule(cast):
    return ruled(cast.sanne, cast.noor, "alone")


@pytest.mark.parametrize(
    "who", ["ilse", "riet", "bakker", "wim", "ayse", "guardian", "stranger", "superuser"]
)
def test_T1_for_guests_and_strangers_the_pages_are_not_there(cast, client, rule, who):
    login(client, getattr(cast, who))
    nowhere = client.get(reverse("consent:rules", args=[uuid4(), uuid4()])).content
    for page in (url(cast.noor), end_url(rule)):
        for send in (client.get, client.post):
            answer = send(page, sent(until="2030-01-01"))
            assert (answer.status_code, answer.content) == (404, nowhere)
    rule.refresh_from_db()
    assert rule.until is None


def test_another_familys_people_and_rules_lead_nowhere(cast, client, rule):
    login(client, cast.ayse)
    other = cast.other_plan.pk
    for page in (url(cast.noor, other), end_url(rule, other)):
        assert client.get(page).status_code == client.post(page, sent()).status_code == 404


def test_it_is_about_the_family_alone(cast, sanne):
    for guest in (cast.riet, cast.ilse):
        assert sanne.get(url(guest)).status_code == 404
        assert sanne.post(url(guest), sent()).status_code == 404


def test_before_it_is_written_down_the_page_says_what_it_changes(cast, sanne):
    page = words(sanne.get(url(cast.noor)))
    assert re.search(r"Nu zegt ja Noor, (Sanne en Kees|Kees en Sanne)", page)
    assert "Bij “jongere beslist” Noor " in page
    assert re.search(r"niet zelf afwegen” (Sanne en Kees|Kees en Sanne) ", page)
    for limit in (
        "gaat dicht op de dag dat dit begint",
        "Het is geen besluit van een rechter en geen oordeel van een dokter.",
        "Jullie hele gezin leest dit, Noor ook. Jouw naam staat erbij.",
        "stopt vanzelf op de 16e verjaardag",
    ):
        assert limit in page


def test_written_down_it_stands_there_with_who_and_why(cast, client, sanne):
    for _twice in range(2):
        assert sanne.post(url(cast.noor), sent()).url == url(cast.noor)
    rule = DecisionRule.objects.get(person=cast.noor)
    assert (rule.kind, rule.why, rule.noted_by) == ("alone", WHY["why"], cast.sanne)
    assert Entry.objects.filter(plan=cast.plan, act="rule_changed").count() == 1
    for reader in (cast.sanne, cast.kees, cast.noor):
        page = words(login(client, reader).get(url(cast.noor)))
        assert "Dit geldt niet, of nog niet" in page and "Jongere beslist" in page
        assert "Het gaat pas gelden als ook Kees zegt dat het klopt" in page
        assert WHY["why"] in page and "Opgeschreven door Sanne" in page


def test_what_the_page_says_it_does_is_what_happens(cast, client, sanne):
    last_week = timezone.now() - timedelta(days=7)
    shared = share(
        cast.sanne, cast.bakker, look=["groeiplan.goals"], about=[cast.noor], since=last_week
    )
    before = Book(cast.plan).standing(Consent.objects.get(pk=shared.pk))
    assert before.state(timezone.now()) == State.OPEN
    assert sanne.post(url(cast.noor), sent()).status_code == 302
    assert Book(cast.plan).standing(shared).state(timezone.now()) == State.OPEN, "Kees says it too"
    answer = reverse("consent:rule_answer", args=[cast.plan.pk, DecisionRule.objects.get().pk])
    kees = login(client, cast.kees)
    first = kees.post(answer, {"agrees": "yes"})
    assert first.status_code == 422, "what stops is said before it does"
    kees.post(answer, {"agrees": "yes", "stops": "yes"})
    after = Book(cast.plan)
    assert after.standing(Consent.objects.get(pk=shared.pk)).state(timezone.now()) == State.ENDED
    needed = after.decide([cast.noor.pk], timezone.now(), cast.bakker.pk)
    assert set(needed) == {cast.noor.pk}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""},
        {"kind": "baas"},
        {"why": "   "},
        {"why": "x" * 1_001},
        {"since": ""},
        {"since": "31-02-2026"},
        {"since": "9999-12-31"},
        {"since": "2035-01-01"},  # by then Noor is of age
        {"since": "2020-01-01"},  # then she was six
    ],
)
def test_what_is_not_right_is_said_in_words_and_nothing_typed_is_lost(cast, sanne, wrong):
    answer = sanne.post(url(cast.noor), sent(why="Omdat zij het kan.") | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
    typed = {"why": "Omdat zij het kan.", **wrong}
    assert typed["why"].strip() in text(answer)
    assert not DecisionRule.objects.exists()


def test_two_at_once_do_not_both_hold(cast, client, sanne, rule):
    answer = sanne.post(url(cast.noor), sent(kind="not_able", why="Het gaat slecht."))
    assert answer.status_code == 409
    assert "Er geldt al iets voor deze persoon." in words(answer)
    assert DecisionRule.objects.get().kind == "alone"


def test_nobody_writes_it_down_about_oneself_and_no_child_at_all(cast, client):
    for who, whom in ((cast.sanne, cast.sanne), (cast.noor, cast.noor), (cast.noor, cast.sanne)):
        login(client, who)
        assert client.get(url(whom)).status_code == 200
        assert client.post(url(whom), sent(kind="not_able")).status_code == 403
    assert "Over jezelf schrijf je dit niet op." in words(client.get(url(cast.noor)))
    assert not DecisionRule.objects.exists()


def test_an_adult_without_authority_reads_and_does_not_write(cast, client, rule):
    authority = cast.plan.authorities.get(child=cast.noor, holder=cast.kees)
    people.end_authority(authority, by=cast.kees, until=timezone.localdate() - timedelta(days=1))
    login(client, cast.kees)
    page = client.get(url(cast.noor))
    assert "Zo is het nu." in words(page)
    assert end_url(rule) not in text(page)
    assert client.get(end_url(rule)).status_code == 403
    assert client.post(end_url(rule), {"until": "2030-01-01"}).status_code == 403
    rule.refresh_from_db()
    assert rule.until is None


def test_under_twelve_there_is_nothing_to_write(cast, sanne):
    page = sanne.get(url(cast.sem))
    assert "Sem is nog geen 12." in words(page)
    assert sanne.post(url(cast.sem), sent(kind="not_able")).status_code == 403


def test_where_nobody_would_be_left_it_is_refused(cast, sanne):
    page = words(sanne.get(url(cast.kees)))
    assert "niemand, dus dat kan pas als er staat wie beslist" in page
    answer = sanne.post(url(cast.kees), sent(kind="not_able"))
    assert answer.status_code == 422
    assert "Dan is er niemand meer die ja of nee kan zeggen." in words(answer)


def test_it_ends_on_the_day_that_was_chosen_and_stays_to_be_read(cast, sanne, rule):
    assert "Wat hier stond, blijft te lezen." in words(sanne.get(end_url(rule)))
    today = timezone.localdate()
    for _twice in range(2):
        ended = sanne.post(end_url(rule), {"until": today.isoformat(), "stops": "yes"})
        assert ended.url == url(cast.noor)
    rule.refresh_from_db()
    assert rule.until == today
    assert Entry.objects.filter(plan=cast.plan, act="rule_changed").count() == 3
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        page = words(login(sanne, cast.sanne).get(url(cast.noor)))
    assert "Wat eerder gold" in page and "Zo is het nu." in page


def test_what_an_early_end_stops_is_said_before_it_does(cast, sanne, rule):
    """Open, waiting, and already refused: the first two would end sooner, the last stays shut."""
    opened = share(cast.sanne, cast.bakker, ["groeiplan.goals"], about=[cast.noor])
    waits = ask(cast.sanne, cast.wim, ["groeiplan.goals"], about=[cast.noor, cast.sanne])
    assert Book(cast.plan).standing(waits).missing == [cast.noor.pk]
    tineke = guest_of(cast.plan, "buurvrouw Tineke", kind="network")
    refused = ask(cast.sanne, tineke, ["groeiplan.goals"], about=[cast.noor])
    refuse(refused, by=cast.noor, words="")
    today = {"until": timezone.localdate().isoformat()}
    first = sanne.post(end_url(rule), today)
    assert first.status_code == 422
    said = words(first)
    assert re.search(
        r"Delen met dr. Bakker stopt dan \S+, want dan verandert hoe er over Noor", said
    )
    assert re.search(r"De vraag om met Wim te delen stopt dan \S+, want dan verandert hoe", said)
    assert "Tineke" not in said
    assert f'value="{today["until"]}"' in text(first), "the day that was chosen stays"
    rule.refresh_from_db()
    assert rule.until is None
    assert ends_of(cast, opened, waits) == [opened.until, waits.until]
    assert sanne.post(end_url(rule), today | {"stops": "yes"}).url == url(cast.noor)
    midnight = end_of_day(timezone.localdate())
    assert ends_of(cast, opened, waits) == [midnight, midnight]


def test_what_is_refused_cannot_stop_any_more(cast, sanne):
    last_week = timezone.now() - timedelta(days=7)
    refused = ask(cast.sanne, cast.riet, ["groeiplan.goals"], about=[cast.noor], since=last_week)
    refuse(refused, by=cast.kees, words="")
    assert sanne.post(url(cast.noor), sent()).status_code == 302
    actions.answer_rule(DecisionRule.objects.get(), by=cast.kees, agrees=True)
    assert ends_of(cast, refused)[0] <= timezone.now(), "it did end, and that changed nothing"


def test_a_question_that_is_kept_from_somebody_is_not_announced_to_them(cast, client, rule):
    ask(cast.sanne, cast.wim, ["groeiplan.goals"], about=[cast.noor])
    login(client, cast.kees)
    said = words(client.post(end_url(rule), {"until": timezone.localdate().isoformat()}))
    assert "Delen met Ilse stopt dan" in said
    assert "Wim" not in said and "De vraag om" not in said


def test_an_end_that_stops_nothing_asks_nothing(cast, sanne, rule):
    share(cast.sanne, cast.bakker, ["groeiplan.goals"], about=[cast.sem])
    later = timezone.localdate() + timedelta(days=300)
    share(cast.sanne, cast.riet, ["groeiplan.goals"], about=[cast.noor])
    assert sanne.post(end_url(rule), {"until": later.isoformat()}).status_code == 302


def ends_of(cast, *consents):
    book = Book(cast.plan)
    return [book.standing(Consent.objects.get(pk=one.pk)).ends_at for one in consents]


@pytest.mark.parametrize("until", ["", "ooit", "2000-01-01"])
def test_an_end_that_cannot_be_is_refused_in_words(cast, sanne, rule, until):
    answer = sanne.post(end_url(rule), {"until": until})
    assert answer.status_code == 422 and 'role="alert"' in text(answer)
    rule.refresh_from_db()
    assert rule.until is None


def test_T13_reading_changes_nothing(cast, sanne, rule):
    for page in (url(cast.noor), end_url(rule), url(cast.sem)):
        sanne.get(page, sent(until="2030-01-01"))
    rule.refresh_from_db()
    assert rule.until is None and DecisionRule.objects.count() == 1


def test_T14_hostile_words_stay_words(cast, sanne):
    sanne.post(url(cast.noor), sent(why=EVIL))
    page = text(sanne.get(url(cast.noor)))
    assert EVIL not in page and "&lt;script&gt;" in page


def test_the_page_asks_as_much_with_one_as_with_forty(cast, sanne, django_assert_max_num_queries):
    def noted(n):
        first = date(2024, 1, 1) + timedelta(days=3 * n)
        DecisionRule.objects.create(
            plan=cast.plan,
            person=cast.noor,
            kind="not_able",
            why=f"nr {n}",
            noted_by=cast.kees,
            at=timezone.now(),
            since=first,
            until=first + timedelta(days=1),
        )

    noted(0)
    with django_assert_max_num_queries(20) as few:
        sanne.get(url(cast.noor))
    for n in range(1, 40):
        noted(n)
    with django_assert_max_num_queries(20) as many:
        page = words(sanne.get(url(cast.noor)))
    assert "nr 39" in page and len(many) == len(few)
