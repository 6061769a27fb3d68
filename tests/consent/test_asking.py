"""Asking somebody for their yes, and answering it: who may, what they read, and what never shows
(DOMAIN §6, T1, T7, T12-T14, T27)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent import actions, waiting
from consent.models import Consent, Giver, Yes
from consent.standing import Book, State
from groeiplan import keys
from groeiplan.actions import people
from groeiplan.dates import birthday, end_of_day, say_until
from groeiplan.models import Entry, Key, Mail, Person
from tests.cast import account, ask, guest_of, visit

EVIL = '<script>alert("x")</script>'
PAGES = ("ask", "answer", "take_back", "note", "court", "decision", "reveal")


def url(giver, name, plan=None):
    return reverse(f"consent:{name}", args=[plan or giver.plan_id, giver.pk])


def text(answer):
    return answer.content.decode()


def words(answer):
    """What somebody reads on the page itself, in one line."""
    page = text(answer).split("<main", 1)[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def fragment(answer):
    """The question itself, as it stands on the page."""
    return re.search(r'<section class="card question">.*?</section>', text(answer), re.S)[0]


def state(consent):
    return Book(consent.plan).standing(Consent.objects.get(pk=consent.pk)).state(timezone.now())


@pytest.fixture
def father(cast):
    """Bram: has authority over Noor, does not belong to the family circle, has an account."""
    card = people.add(by=cast.sanne, name="Bram", kind="family", household="eigen huis")
    card.user = account("bram")
    card.save()
    people.set_authority(by=cast.sanne, child=cast.noor, holder=card, kind="parent")
    return card


@pytest.fixture
def marloes(cast):
    return people.add(
        by=cast.sanne, name="Marloes Vermeer", kind="professional", role="mentor van school"
    )


@pytest.fixture
def consent(cast, father, marloes):
    """Sanne wants to share about Noor and Sem with Marloes; nobody else was asked."""
    return ask(
        cast.sanne,
        marloes,
        look=["groeiplan.goals"],
        change=["timeline.help"],
        about=[cast.noor, cast.sem],
        purpose="Meedenken over school",
        direction="together",
        explained="talk",
        language="Turks",
    )


def giver_of(consent, person):
    return Giver.objects.get(consent=consent, person=person)


@pytest.fixture
def bram(consent, father):
    """Bram's row, before it went out."""
    return giver_of(consent, father)


@pytest.fixture
def asked(cast, consent, bram, father):
    """Bram's row, after it went out."""
    return actions.request(consent, by=cast.sanne, giver=father)


def login(client, person):
    client.force_login(getattr(person, "user", person))
    return client


# --- Who finds which page ----------


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize(
    "who", ["ilse", "riet", "bakker", "wim", "ayse", "guardian", "stranger", "superuser", "marloes"]
)
def test_T1_for_everybody_else_no_page_is_there(
    cast, client, consent, father, who, hidden, request
):
    asked = actions.request(consent, by=cast.sanne, giver=father, hides_receiver=hidden)
    if who == "marloes":  # the receiver has no say in their own access
        somebody = consent.receiver
        somebody.user = account("marloes")
        somebody.save()
    else:
        somebody = getattr(cast, who)
    login(client, somebody)
    nowhere = client.get(reverse("consent:answer", args=[uuid4(), uuid4()])).content
    for name in PAGES:
        page = url(asked, name)
        for method in (client.get, client.post):
            answer = method(page, {"answer": "yes", "decided_on": "2026-01-01", "show": "1"})
            assert (answer.status_code, answer.content) == (404, nowhere), (name, method)
        assert client.get(page, headers={"HX-Request": "true"}).status_code == 404
    assert state(consent) == State.WAITING


def test_an_address_with_another_plan_or_another_row_leads_nowhere(cast, client, asked, father):
    login(client, father)
    for page in (
        url(asked, "answer", cast.other_plan.pk),
        url(asked, "answer", uuid4()),
        reverse("consent:answer", args=[asked.plan_id, uuid4()]),
    ):
        assert client.get(page).status_code == client.post(page).status_code == 404


def test_before_it_went_out_there_is_nothing_to_find(cast, client, bram, father):
    login(client, father)
    for name in PAGES:
        assert client.get(url(bram, name)).status_code == 404
    assert "Dit wacht op jou" not in text(client.get(reverse("plans")))


def test_one_giver_does_not_find_the_page_of_another(cast, client, consent, asked):
    noor = actions.request(consent, by=cast.sanne, giver=cast.noor)
    login(client, cast.noor)
    assert client.get(url(noor, "answer")).status_code == 200
    assert client.get(url(asked, "answer")).status_code == 404
    assert client.post(url(asked, "answer"), {"answer": "yes"}).status_code == 404
    assert not Yes.objects.filter(consent=consent, giver=asked.person).exists()


def test_somebody_of_the_family_who_was_not_asked_finds_no_question(cast, client, consent, bram):
    """Asking can endanger: it does not lie about for who reads the plan (DOMAIN §6)."""
    for person in (cast.kees, cast.noor):
        login(client, person)
        for row in (giver_of(consent, person), bram):
            for name in PAGES:
                assert client.get(url(row, name)).status_code == 404, name
                assert client.post(url(row, name), {"answer": "yes"}).status_code == 404, name
    assert bram.asked_at is None


def test_who_was_asked_and_opens_ones_own_question_comes_to_the_answer(cast, client, consent):
    kees = actions.request(consent, by=cast.sanne, giver=cast.kees)
    login(client, cast.kees)
    assert client.get(url(kees, "ask")).url == url(kees, "answer")
    client.post(url(kees, "answer"), {"answer": "yes"})
    assert Yes.objects.get(consent=consent, giver=cast.kees).form == "written"


def test_a_card_that_was_emptied_answers_nothing_any_more(cast, client, asked, father):
    user = father.user
    people.empty(father, by=cast.sanne)
    client.force_login(user)
    assert client.get(url(asked, "answer")).status_code == 404


# --- Asking ----------


def test_who_asks_reads_exactly_what_the_other_will_read(cast, client, bram, father):
    preview = fragment(login(client, cast.sanne).get(url(bram, "ask")))
    client.post(url(bram, "ask"))
    assert fragment(login(client, father).get(url(bram, "answer"))) == preview


def test_without_the_name_too_it_is_the_very_same(cast, client, bram, father):
    login(client, cast.sanne)
    page = client.get(url(bram, "ask") + "?naam=weg")
    assert '<input type="hidden" name="hides" value="yes">' in text(page)
    assert "Vermeer" not in fragment(page)
    client.post(url(bram, "ask"), {"hides": "yes"})
    bram.refresh_from_db()
    assert bram.hides_receiver and bram.asked_at
    assert fragment(login(client, father).get(url(bram, "answer"))) == fragment(page)


def test_nothing_goes_out_before_the_button(cast, client, bram):
    login(client, cast.sanne)
    for query in ("", "?naam=weg", "?naam=erbij"):
        page = client.get(url(bram, "ask") + query)
        assert page.status_code == 200
        assert "Er is nog niets verstuurd." in words(page)
    bram.refresh_from_db()
    assert bram.asked_at is None
    assert not Mail.objects.filter(to=bram.person.user.email).exists()


def test_one_mail_without_content_however_often_it_is_sent(cast, client, bram, father):
    login(client, cast.sanne)
    for _twice in range(2):
        answer = client.post(url(bram, "ask"))
        assert answer.status_code in (302, 409)
    mail = Mail.objects.get(to=father.user.email)
    for word in ("Noor", "Sem", "Sanne", "Marloes", "Jong", "school"):
        assert word not in mail.subject + mail.body
    acts = Entry.objects.filter(plan=cast.plan, act="consent_requested")
    assert acts.count() == 1


def test_the_asker_is_told_that_no_address_goes_along(cast, client, bram):
    page = words(login(client, cast.sanne).get(url(bram, "ask")))
    assert "adres, telefoonnummer of e-mailadres uit jullie plan staat nooit in deze vraag" in page
    assert "Twijfel je of vragen veilig is?" in page


def test_a_name_in_ones_own_words_is_pointed_out(cast, client, father, marloes):
    consent = ask(
        cast.sanne, marloes, look=["groeiplan.goals"], about=[cast.noor], purpose="Met Vermeer"
    )
    page = login(client, cast.sanne).get(url(giver_of(consent, father), "ask") + "?naam=weg")
    assert "staat de naam nog" in words(page)


def test_to_the_family_no_name_is_hidden_for_they_read_it_all(cast, client, consent):
    kees = giver_of(consent, cast.kees)
    login(client, cast.sanne)
    page = client.get(url(kees, "ask") + "?naam=weg")
    assert "Liever nog geen naam?" not in words(page)
    assert "Marloes Vermeer" in fragment(page)
    client.post(url(kees, "ask"), {"hides": "yes"})
    kees.refresh_from_db()
    assert kees.asked_at and not kees.hides_receiver


def test_a_name_that_was_shown_cannot_be_hidden_afterwards(cast, client, asked):
    login(client, cast.sanne).post(url(asked, "ask"), {"hides": "yes"})
    asked.refresh_from_db()
    assert not asked.hides_receiver


def test_when_it_is_answered_or_over_the_page_says_so_and_sends_nothing(
    cast, client, consent, bram
):
    login(client, cast.sanne)
    actions.request(consent, by=cast.sanne, giver=bram.person)
    actions.refuse(consent, by=bram.person)
    page = client.get(url(bram, "ask"))
    assert "Bram zei nee." in words(page)
    kees = giver_of(consent, cast.kees)
    assert "iemand zei nee" in words(client.get(url(kees, "ask")))
    assert client.post(url(kees, "ask")).status_code == 409
    kees.refresh_from_db()
    assert kees.asked_at is None


# --- What the giver reads ----------


def test_an_outsider_reads_what_is_asked_and_no_more(cast, client, consent, asked, father):
    page = login(client, father).get(url(asked, "answer"))
    read = words(page)
    for said in (
        "Sanne wil iets delen",
        "familie De Jong",
        "Marloes Vermeer",
        "mentor van school",
        "Noor",
        "Doelen",
        "Tijdlijn: de hulp · lezen en meeschrijven",
        "Meedenken over school",
        "we overleggen samen",
        say_until(consent.until),
        "in een gesprek, Turks",
        "Jij bent ouder met gezag van Noor.",
        "Nee zeggen is net zo makkelijk als ja.",
        "De hulp hangt er nooit van af.",
        "Dan kun je op elk moment stoppen.",
        "Met jouw ja lees je zelf niets uit het plan.",
    ):
        assert said in read, said
    # Sem is not his, Kees is nobody's business, and there is no way into the plan from here.
    for hidden in ("Sem", "Kees", "Riet", "@", cast.plan.name):
        assert hidden not in text(page).split("<body")[1].split("<main")[1], hidden
    assert "Het gaat ook over anderen." in read
    assert reverse("plan", args=[cast.plan.pk]) + '"' not in text(page)
    assert "visit" not in page.context or page.context["visit"] is None


def test_T12_no_address_and_no_other_answer_reaches_the_giver(cast, client, consent, asked, father):
    actions.request(consent, by=cast.sanne, giver=cast.noor)
    actions.agree(consent, by=cast.noor)
    actions.refuse(consent, by=cast.kees, words="nooit, en zeker niet met hem")
    page = login(client, father).get(url(asked, "answer"))
    # A question that closed here would tell that somebody said no.
    assert "Lees het rustig. Er is nog niets open." in words(page)
    everything = text(page) + str(page.headers)
    for word in ("zeker niet met hem", "Kees", "zei nee", "zei ja", "@example.test"):
        assert word not in everything.split("<main")[1].split("</main>")[0], word


def test_somebody_elses_no_closes_no_question(cast, client, consent, asked, father):
    """Who was asked and did not answer meets the same before and after another said no."""
    noor = actions.request(consent, by=cast.sanne, giver=cast.noor)
    login(client, father)
    answer, plans = fragment(client.get(url(asked, "answer"))), words(client.get(reverse("plans")))
    actions.refuse(consent, by=cast.kees)
    assert fragment(client.get(url(asked, "answer"))) == answer
    assert words(client.get(reverse("plans"))) == plans
    assert client.post(url(asked, "answer"), {"answer": "yes"}).status_code == 302
    assert Yes.objects.get(consent=consent, giver=father).form == "written"
    assert state(consent) == State.DISAGREE
    # Of the family, Noor finds hers where she looks for it, too.
    login(client, cast.noor)
    assert url(noor, "answer") in text(client.get(reverse("plans")))
    assert url(noor, "answer") in text(client.get(reverse("consent:index", args=[cast.plan.pk])))
    assert client.post(url(noor, "answer"), {"answer": "yes"}).status_code == 302
    api = f"/api/v1/plans/{cast.plan.pk}/consents/{consent.pk}/yes"
    assert client.post(api, content_type="application/json").status_code == 200
    assert state(consent) == State.DISAGREE


def test_what_a_neighbour_was_asked_to_note_stays_after_somebody_elses_no(cast, client, consent):
    giver = giver_of(consent, cast.kees)
    Giver.objects.filter(pk=giver.pk).update(noter=cast.riet, asked_at=timezone.now())
    actions.refuse(consent, by=cast.noor)
    login(client, cast.riet)
    assert url(giver, "note") in text(client.get(reverse("plans")))
    assert "Deze vraag is voorbij" not in words(client.get(url(giver, "note")))


def test_the_name_that_was_left_out_is_nowhere(cast, client, consent, father, marloes):
    asked = actions.request(consent, by=cast.sanne, giver=father, hides_receiver=True)
    page = login(client, father).get(url(asked, "answer"))
    assert "Marloes" not in text(page) and "Vermeer" not in text(page)
    assert "mentor van school De naam staat hier nog niet." in words(page)
    assert "Wie is dit?" in words(page)
    home = client.get(reverse("plans"))
    assert "Marloes" not in text(home) and "Noor" not in text(home)
    stop = client.get(url(asked, "take_back"), follow=True)
    assert "Marloes" not in text(stop)


def test_without_a_role_only_the_kind_stands_there(cast, client, father):
    card = people.add(by=cast.sanne, name="Jantien", kind="network")
    consent = ask(cast.sanne, card, look=["groeiplan.goals"], about=[cast.noor])
    asked = actions.request(consent, by=cast.sanne, giver=father, hides_receiver=True)
    page = words(login(client, father).get(url(asked, "answer")))
    assert "iemand die het gezin goed kent" in page and "Jantien" not in page


def test_a_birthday_of_somebody_elses_child_is_not_told(cast, consent, asked):
    question = waiting.question_of(asked)
    assert question.end == consent.until
    assert question.others


def test_the_page_asks_a_fixed_number_of_queries(cast, client, consent, asked, father):
    login(client, father)

    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url(asked, "answer"))
    for n in range(40):
        people.add(by=cast.sanne, name=f"Kaart {n}", kind="network")
        ask(cast.sanne, cast.bakker, look=["groeiplan.goals"], about=[cast.noor])
    with CaptureQueriesContext(connection) as many:
        client.get(url(asked, "answer"))
    assert len(many) == len(few) <= 20


# --- Answering ----------


def test_a_yes_of_ones_own_twice_is_once(cast, client, consent, asked, father):
    login(client, father)
    for _twice in range(2):
        answer = client.post(url(asked, "answer"), {"answer": "yes"})
        assert answer.url == url(asked, "answer")
    yes = Yes.objects.get(consent=consent, giver=father)
    assert (yes.form, yes.noted_by) == ("written", None)
    page = client.get(url(asked, "answer"))
    assert "Je zei ja" in words(page)
    assert url(asked, "take_back") in text(page)
    given = Entry.objects.filter(plan=cast.plan, act="consent_given").order_by("-seq").first()
    assert given.consents == [str(consent.pk)]


def test_with_everybodys_yes_it_opens_exactly_that(cast, client, consent, asked, father):
    marloes = consent.receiver
    marloes.user = account("marloes")
    marloes.save()
    actions.agree(consent, by=cast.noor)
    actions.agree(consent, by=cast.kees)
    assert not Key.objects.filter(user=marloes.user).exists()
    login(client, father).post(url(asked, "answer"), {"answer": "yes"})
    opened = {str(one) for one in visit(marloes).chapters().values()}
    assert opened == {"groeiplan.goals", "timeline.help"}
    assert keys.differences(cast.plan) == (set(), set())
    assert not Key.objects.filter(user=father.user).exists()


def test_a_no_is_as_easy_and_keeps_the_words(cast, client, consent, asked, father):
    login(client, father)
    client.post(url(asked, "answer"), {"answer": "no", "words": f"Liever niet {EVIL}"})
    client.post(url(asked, "answer"), {"answer": "no", "words": "anders"})
    asked.refresh_from_db()
    assert asked.refused_words == f"Liever niet {EVIL}"
    assert state(consent) == State.DISAGREE
    page = client.get(url(asked, "answer"))
    assert EVIL not in text(page) and "&lt;script&gt;" in text(page)
    assert "Je zei nee" in words(page)
    assert Entry.objects.filter(plan=cast.plan, act="consent_refused").count() == 1


def test_yes_and_no_look_alike_and_stand_side_by_side(client, asked, father):
    page = text(login(client, father).get(url(asked, "answer")))
    yes, no = re.findall(r'<button class="([^"]*)" name="answer" value="(?:yes|no)"', page)
    assert yes == no == "button"


def test_after_a_no_a_yes_changes_nothing(cast, client, consent, asked, father):
    login(client, father).post(url(asked, "answer"), {"answer": "no"})
    answer = client.post(url(asked, "answer"), {"answer": "yes"})
    assert answer.status_code == 409
    assert "Er is niets veranderd." in words(answer)
    assert not Yes.objects.filter(consent=consent, giver=father).exists()


def test_in_two_windows_the_no_is_heard_after_the_yes(cast, client, consent, asked, father):
    login(client, father).post(url(asked, "answer"), {"answer": "yes"})
    client.post(url(asked, "answer"), {"answer": "no"})
    assert state(consent) == State.DISAGREE


@pytest.mark.parametrize("sent", [{}, {"answer": "maybe"}, {"answer": "no", "words": "x" * 1001}])
def test_what_is_no_answer_is_asked_again_and_nothing_is_lost(client, consent, asked, father, sent):
    answer = login(client, father).post(url(asked, "answer"), sent)
    assert answer.status_code == 422
    assert sent.get("words", "") in text(answer)
    asked.refresh_from_db()
    assert asked.refused_at is None and state(consent) == State.WAITING


def test_withdrawn_before_the_answer_it_says_so_and_shows_nothing(
    cast, client, consent, asked, father
):
    actions.withdraw(consent, by=cast.sanne)
    login(client, father)
    page = client.get(url(asked, "answer"))
    assert "Dit is gestopt" in words(page)
    assert "Marloes" not in text(page) and "Noor" not in words(page)
    answer = client.post(url(asked, "answer"), {"answer": "yes"})
    assert answer.status_code == 409
    assert not Yes.objects.filter(consent=consent, giver=father).exists()


def test_withdrawn_at_the_same_moment_it_is_said_in_words(
    cast, client, consent, asked, father, monkeypatch
):
    """The question was read, then Sanne stopped, then the yes arrives."""
    login(client, father)
    real = actions.agree

    def too_late(found, **more):
        actions.withdraw(found, by=cast.sanne)
        return real(found, **more)

    monkeypatch.setattr(actions, "agree", too_late)
    answer = client.post(url(asked, "answer"), {"answer": "yes"})
    assert answer.status_code == 409
    assert "Dit is gestopt" in words(answer)
    assert not Yes.objects.filter(consent=consent, giver=father).exists()


def test_reading_changes_nothing(cast, client, asked, father):
    before = Giver.objects.values().get(pk=asked.pk), Entry.objects.count(), Mail.objects.count()
    for person in (father, cast.sanne):
        login(client, person)
        for name in PAGES:
            client.get(url(asked, name))
            client.get(url(asked, name), {"answer": "yes", "show": "1", "hides": "yes"})
    now = Giver.objects.values().get(pk=asked.pk), Entry.objects.count(), Mail.objects.count()
    assert now == before


# --- Stopping ----------


def test_who_said_yes_stops_it_with_one_confirmation(cast, client, consent, asked, father):
    login(client, father).post(url(asked, "answer"), {"answer": "yes"})
    assert client.post(url(asked, "take_back")).status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_by == father
    assert client.post(url(asked, "take_back")).url == url(asked, "answer")
    page = words(client.get(url(asked, "answer")))
    assert "Dit is gestopt" in page and "Waar je toen ja op zei" in page
    assert Entry.objects.filter(plan=cast.plan, act="consent_withdrawn").count() == 1


def test_without_a_yes_there_is_nothing_to_stop(client, consent, asked, father):
    login(client, father)
    assert client.post(url(asked, "take_back")).url == url(asked, "answer")
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


# --- "Wie is dit?" ----------


@pytest.fixture
def nameless(cast, consent, father):
    return actions.request(consent, by=cast.sanne, giver=father, hides_receiver=True)


def test_the_name_is_asked_and_shown(cast, client, nameless, father):
    login(client, father)
    for _twice in range(2):
        client.post(url(nameless, "answer"), {"answer": "who"})
    assert Mail.objects.filter(to=cast.sanne.user.email).count() == 1
    assert "Je vroeg wie dit is." in words(client.get(url(nameless, "answer")))
    login(client, cast.sanne)
    assert url(nameless, "reveal") in text(client.get(reverse("plans")))
    assert "Marloes Vermeer" in words(client.get(url(nameless, "reveal")))
    client.post(url(nameless, "reveal"), {"show": "1"})
    client.post(url(nameless, "reveal"), {"show": "1"})
    login(client, father)
    assert "Marloes Vermeer" in words(client.get(url(nameless, "answer")))
    assert Mail.objects.filter(to=father.user.email).count() == 2


def test_or_it_stays_out_and_the_giver_may_answer_all_the_same(cast, client, nameless, father):
    login(client, father).post(url(nameless, "answer"), {"answer": "who"})
    login(client, cast.sanne).post(url(nameless, "reveal"), {"keep": "1"})
    assert "Dit wacht op jou" not in text(client.get(reverse("plans")))
    page = login(client, father).get(url(nameless, "answer"))
    assert "Marloes" not in text(page)
    assert client.post(url(nameless, "answer"), {"answer": "no"}).status_code == 302


def test_nobody_shows_a_name_that_was_not_asked_for(cast, client, nameless):
    login(client, cast.sanne).post(url(nameless, "reveal"), {"show": "1"})
    nameless.refresh_from_db()
    assert nameless.hides_receiver


# --- Writing down what was said ----------


@pytest.fixture
def tineke(cast):
    return guest_of(cast.plan, "buurvrouw Tineke", kind="network", role="buurvrouw")


@pytest.fixture
def aloud(cast, consent, father, tineke):
    """Bram without account: Tineke is asked to write down what he says."""
    father.user = None
    father.save()
    return actions.request(consent, by=cast.sanne, giver=father, noter=tineke)


SPOKEN = {"answer": "yes", "explained": "interpreter", "language": "Pools", "interpreter": "Ewa"}


def test_without_account_only_who_may_note_is_offered(cast, client, consent, bram, father, tineke):
    Person.objects.filter(pk=father.pk).update(user=None)
    page = login(client, cast.sanne).get(url(bram, "ask"))
    offered = set(re.findall(r'name="noter" value="([^"]+)"', text(page)))
    able = {str(one.pk) for one in cast.plan.people.all() if actions.may_note(consent, one, father)}
    assert offered == able
    assert str(tineke.pk) in offered and str(cast.kees.pk) not in offered
    assert reverse("invite", args=[cast.plan.pk, father.pk]) in text(page)
    for sent in ({}, {"noter": str(cast.kees.pk)}, {"noter": "x"}):
        assert client.post(url(bram, "ask"), sent).status_code == 422
    client.post(url(bram, "ask"), {"noter": str(tineke.pk)})
    bram.refresh_from_db()
    assert bram.noter == tineke
    assert Mail.objects.filter(to=tineke.user.email).count() == 1


def test_a_spoken_yes_is_noted_with_how_it_was_explained(cast, client, consent, aloud, tineke):
    login(client, tineke)
    assert url(aloud, "note") in text(client.get(reverse("plans")))
    page = client.get(url(aloud, "note"))
    assert "Wat zegt Bram?" in words(page) and "Sem" not in words(page)
    for _twice in range(2):
        assert client.post(url(aloud, "note"), SPOKEN).status_code == 302
    yes = Yes.objects.get(consent=consent, giver=aloud.person)
    assert (yes.form, yes.noted_by, yes.explained) == ("spoken", tineke, "interpreter")
    assert (yes.language, yes.interpreter) == ("Pools", "Ewa")
    assert client.post(url(aloud, "note"), {"answer": "no"}).status_code == 409
    assert state(consent) == State.WAITING  # Noor and Kees are still to say it


def test_a_spoken_no_is_a_no(cast, client, consent, aloud, tineke):
    login(client, tineke).post(url(aloud, "note"), {"answer": "no", "words": "niet op school"})
    aloud.refresh_from_db()
    assert aloud.refused_words == "niet op school" and aloud.noter == tineke
    assert not Yes.objects.filter(consent=consent, giver=aloud.person).exists()
    assert state(consent) == State.DISAGREE
    entry = Entry.objects.get(plan=cast.plan, act="no_noted")
    assert entry.whom is not None
    assert "Bram zei nee" in words(client.get(url(aloud, "note")))


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"answer": "yes"},
        {"answer": "yes", "explained": "interpreter", "language": "Pools"},
        {"answer": "yes", "explained": "talk", "language": "x" * 61},
    ],
)
def test_what_is_missing_is_asked_and_nothing_typed_is_lost(client, consent, aloud, tineke, sent):
    answer = login(client, tineke).post(url(aloud, "note"), {**sent, "words": f"hij zei {EVIL}"})
    assert answer.status_code == 422
    assert "hij zei &lt;script&gt;" in text(answer)
    assert sent.get("language", "") in text(answer)
    assert not Yes.objects.filter(consent=consent, giver=aloud.person).exists()


@pytest.mark.parametrize("who", ["ilse", "riet", "kees", "noor", "sanne", "stranger", "superuser"])
def test_nobody_but_who_was_asked_writes_it_down(cast, client, consent, aloud, who):
    login(client, getattr(cast, who))
    for method in (client.get, client.post):
        assert method(url(aloud, "note"), SPOKEN).status_code == 404
    assert not Yes.objects.filter(consent=consent, giver=aloud.person).exists()


def test_who_becomes_a_giver_after_being_asked_notes_nothing(cast, client, consent, aloud, tineke):
    people.set_authority(by=cast.sanne, child=cast.sem, holder=tineke, kind="parent")
    answer = login(client, tineke).post(url(aloud, "note"), SPOKEN)
    assert answer.status_code == 409
    assert "kan dit niet opschrijven" in words(answer)


def test_one_can_ask_for_the_name_on_behalf_of_who_speaks(cast, client, consent, father, tineke):
    Person.objects.filter(pk=father.pk).update(user=None)
    father.refresh_from_db()
    asked = actions.request(consent, by=cast.sanne, giver=father, noter=tineke, hides_receiver=True)
    page = login(client, tineke).get(url(asked, "note"))
    assert "Marloes" not in text(page)
    client.post(url(asked, "note"), {"who": "1"})
    asked.refresh_from_db()
    assert asked.wants_name_at


# --- The court ----------


def test_a_courts_decision_stands_instead_of_a_parents_yes(cast, client, consent, bram, father):
    login(client, cast.sanne)
    day = timezone.localdate() - timedelta(days=3)
    for _twice in range(2):
        client.post(url(bram, "court"), written(cast.riet, decided_on=day.isoformat()))
    assert not Yes.objects.filter(consent=consent, giver=father).exists()
    assert "Dit telt pas als oma Riet zegt: klopt." in text(client.get(url(bram, "court")))
    assert not Mail.objects.filter(to=father.user.email).exists()
    for nobody in (cast.kees, cast.ilse, father):
        assert login(client, nobody).get(url(bram, "decision")).status_code == 404
    page = text(login(client, cast.riet).get(url(bram, "decision")))
    assert "rechtbank Utrecht" in page and "C/16/1" in page and "Klopt dit besluit?" in page
    for _twice in range(2):
        client.post(url(bram, "decision"), {"right": "yes"})
    assert "Het besluit klopt" in text(client.get(url(bram, "decision")))
    yes = Yes.objects.get(consent=consent, giver=father)
    assert (yes.form, yes.decided_on, yes.noted_by) == ("court", day, cast.sanne)
    assert yes.read_by == cast.riet


def test_who_wrote_it_down_takes_it_back_and_the_reader_may_say_no(cast, client, consent, bram):
    login(client, cast.sanne).post(url(bram, "court"), written(cast.riet))
    back = {"take_back": "1"}
    assert login(client, cast.kees).post(url(bram, "court"), back).status_code in (403, 404)
    login(client, cast.sanne).post(url(bram, "court"), back)
    assert "Het besluit telt niet" in text(login(client, cast.riet).get(url(bram, "decision")))
    login(client, cast.sanne).post(url(bram, "court"), written(cast.riet))
    assert any("rechter na te lezen" in one.sentence for one in waiting.waiting(cast.riet.user))
    login(client, cast.riet).post(url(bram, "decision"), {"right": "no"})
    assert "Het besluit telt niet" in text(client.get(url(bram, "decision")))
    assert not any("rechter" in one.sentence for one in waiting.waiting(cast.riet.user))
    assert not Yes.objects.filter(consent=consent, form="court").exists()


def written(reader, **more):
    said = {"decided_on": "2026-01-01", "court": "rechtbank Utrecht", "case_number": "C/16/1"}
    return {**said, "reader": str(reader.pk), **more}


@pytest.mark.parametrize("day", ["", "morgen", "31-02-2026", "2199-01-01", "0001-01-01"])
def test_a_day_that_cannot_be_is_refused_in_words(cast, client, consent, bram, father, day):
    answer = login(client, cast.sanne).post(url(bram, "court"), written(cast.riet, decided_on=day))
    assert answer.status_code == 422
    assert not Yes.objects.filter(consent=consent, giver=father).exists()


def test_only_a_parents_yes_is_replaced_and_only_by_an_adult(cast, client, consent, bram):
    sent = written(cast.riet)
    for person in (cast.noor, cast.kees):
        actions.request(consent, by=cast.sanne, giver=person)
    assert login(client, cast.noor).post(url(bram, "court"), sent).status_code == 403
    noor = giver_of(consent, cast.noor)
    assert login(client, cast.sanne).post(url(noor, "court"), sent).status_code == 404
    kees = giver_of(consent, cast.kees)
    assert login(client, cast.kees).post(url(kees, "court"), sent).status_code == 404
    assert not Yes.objects.filter(consent=consent).exclude(giver=cast.sanne).exists()


def test_after_a_parents_no_a_court_may_still_decide(cast, client, consent, asked, father):
    actions.refuse(consent, by=father)
    login(client, cast.sanne)
    assert url(asked, "court") in text(client.get(url(asked, "ask")))
    client.post(url(asked, "court"), written(cast.riet))
    login(client, cast.riet).post(url(asked, "decision"), {"right": "yes"})
    assert Yes.objects.get(consent=consent, giver=father).form == "court"
    page = login(client, father).get(url(asked, "answer"))
    assert "De rechter besloot" in words(page) and url(asked, "take_back") not in text(page)
    client.post(url(asked, "take_back"))
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


# --- The list of plans ----------


def test_what_waits_stands_on_the_list_without_a_word_of_the_plan(cast, client, asked, father):
    login(client, father)
    assert client.get(reverse("home")).url == reverse("plans")
    page = client.get(reverse("plans"))
    assert "Familie De Jong vraagt om jouw ja (gevraagd: vandaag, " in words(page)
    assert url(asked, "answer") in text(page)
    for word in ("Marloes", "Noor", "Sem", "Sanne", "school"):
        assert word not in text(page)
    client.post(url(asked, "answer"), {"answer": "yes"})
    page = words(client.get(reverse("plans")))
    assert "Dit wacht op jou" not in page and "Hier zei je ja" in page
    client.post(url(asked, "take_back"))
    assert "Hier zei je ja" not in words(client.get(reverse("plans")))


def test_who_has_one_plan_meets_first_what_is_asked(cast, client, consent):
    login(client, cast.kees)
    assert client.get(reverse("home")).url == reverse("plan", args=[cast.plan.pk])
    asked = actions.request(consent, by=cast.sanne, giver=cast.kees)
    assert client.get(reverse("home")).url == reverse("plans")
    client.post(url(asked, "answer"), {"answer": "yes"})
    assert client.get(reverse("home")).url == reverse("plan", args=[cast.plan.pk])


@pytest.mark.parametrize("end", ["withdraw", "refuse", "expire"])
def test_what_is_over_waits_no_longer(cast, client, consent, asked, father, end):
    if end == "withdraw":
        actions.withdraw(consent, by=cast.sanne)
    elif end == "refuse":
        actions.refuse(consent, by=father)
    else:
        long_ago = timezone.now() - timedelta(days=9)
        Consent.objects.filter(pk=consent.pk).update(since=long_ago, until=timezone.now())
    assert "Dit wacht op jou" not in text(login(client, father).get(reverse("plans")))


def test_the_list_asks_as_much_for_one_as_for_forty(
    cast, client, father, marloes, django_assert_max_num_queries
):
    def one_more():
        consent = ask(cast.sanne, marloes, look=["groeiplan.goals"], about=[cast.noor])
        actions.request(consent, by=cast.sanne, giver=father)

    one_more()
    login(client, father)
    with django_assert_max_num_queries(12) as few:
        client.get(reverse("plans"))
    for _n in range(39):
        one_more()
    with django_assert_max_num_queries(12) as many:
        page = client.get(reverse("plans"))
    assert text(page).count("<li><span>Familie De Jong vraagt om jouw ja") == 40
    assert len(few) == len(many)


def test_the_guardian_of_a_foster_child_answers_as_guardian(cast, client):
    card = people.add(by=cast.ayse, name="Juf Els", kind="professional")
    consent = ask(cast.ayse, card, look=["groeiplan.goals"], about=[cast.emir])
    asked = actions.request(consent, by=cast.ayse, giver=cast.guardian)
    page = login(client, cast.guardian).get(url(asked, "answer"))
    assert "Jij bent voogd van Emir." in words(page)
    client.post(url(asked, "answer"), {"answer": "yes"})
    assert state(consent) == State.OPEN


def test_everybody_who_may_note_is_told_the_same_by_both(cast, consent, tineke):
    standing = Book(cast.plan).standing(consent)
    every = list(cast.plan.people.all())
    for giver in every:
        assert {one.pk for one in actions.noters(standing, every, giver)} == {
            one.pk for one in every if actions.may_note(consent, one, giver)
        }


def test_hostile_words_stay_words(cast, client, father):
    card = people.add(by=cast.sanne, name=f"M {EVIL}", kind="professional", role=f"r {EVIL}")
    consent = ask(
        cast.sanne, card, look=["groeiplan.goals"], about=[cast.noor], purpose=EVIL, language=EVIL
    )
    asked = actions.request(consent, by=cast.sanne, giver=father)
    for person, name in ((father, "answer"), (cast.sanne, "ask")):
        page = text(login(client, person).get(url(asked, name)))
        assert EVIL not in page and "&lt;script&gt;" in page


def test_on_a_birthday_the_question_is_over(cast, client, consent, asked, father):
    sixteen = birthday(cast.noor.born, 16)
    Consent.objects.filter(pk=consent.pk).update(until=end_of_day(sixteen) + timedelta(days=9))
    assert waiting.question_of(asked).end == end_of_day(sixteen - timedelta(days=1))
    with time_machine.travel(end_of_day(sixteen), tick=False):
        login(client, father)
        assert "Deze vraag is voorbij" in words(client.get(url(asked, "answer")))
        assert client.post(url(asked, "answer"), {"answer": "yes"}).status_code == 409
    assert not Yes.objects.filter(consent=consent, giver=father).exists()


def test_where_nobody_decides_the_question_says_so_and_not_that_it_is_over(cast, client):
    """A baby came, and nobody is written down yet who decides about her."""
    whole = ask(cast.sanne, cast.bakker, look=["groeiplan.goals"])
    kees = actions.request(whole, by=cast.sanne, giver=cast.kees)
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        born = timezone.localdate() - timedelta(days=90)
        people.add(by=cast.sanne, name="Pim", kind="family", born=born)
        assert state(whole) == State.NOBODY
        asks = giver_of(whole, cast.noor)
        pages = {
            (cast.kees, url(kees, "answer")): "Bij Pim staat nog niet wie het gezag heeft.",
            (cast.sanne, url(asks, "ask")): "Wie beslist over Pim?",
            (cast.sanne, reverse("consent:consent", args=[cast.plan.pk, whole.pk])): "Opschrijven",
        }
        for (person, page), said in pages.items():
            answer = words(login(client, person).get(page))
            assert said in answer and "voorbij" not in answer
        login(client, cast.kees)
        assert "Er is nu niemand die hierover ja kan zeggen" in words(
            client.get(url(kees, "answer"))
        )
        late = client.post(url(kees, "answer"), {"answer": "yes"})
        assert late.status_code == 409 and "al een antwoord" not in words(late)
        api = f"/api/v1/plans/{cast.plan.pk}/consents/{whole.pk}/yes"
        told = client.post(api, content_type="application/json")
        assert told.status_code == 409 and "Bij Pim staat nog niet" in told.json()["detail"]


def test_somebody_outside_reads_that_it_waits_and_of_whom_nothing(cast, client):
    giver = giver_of(ask(cast.sanne, cast.bakker, look=["groeiplan.goals"]), cast.noor)
    Giver.objects.filter(pk=giver.pk).update(noter=cast.riet, asked_at=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        born = timezone.localdate() - timedelta(days=90)
        people.add(by=cast.sanne, name="Pim", kind="family", born=born)
        page = words(login(client, cast.riet).get(url(giver, "note")))
    assert "Er is nu niemand die hierover ja kan zeggen" in page
    assert "Pim" not in page and "voorbij" not in page
