"""Waarom heb je gekeken? Asked by the family, answered once, kept for good."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from consent.actions import withdraw_all
from groeiplan import journal
from groeiplan.actions import people, why
from groeiplan.models import Entry, KnownName, Mail, WhyQuestion
from tests.cast import chapter, visit

BECAUSE = "Ik keek na wat we maandag afspraken."


def look(cast, who=None, act=Entry.Act.READ, part="groeiplan.goals", at=None):
    parts = [chapter(cast.plan, part).pk] if part else []
    return journal.write(cast.plan.pk, act, who=who or cast.ilse, chapters=parts, at=at)


def asked(cast, **more):
    return why.ask(look(cast, **more), by=cast.sanne)


def url(question):
    return reverse("why_answer", args=[question.plan_id, question.pk])


def ask_url(entry):
    return reverse("why_ask", args=[entry.plan_id, entry.pk])


def log(client, cast):
    return client.get(reverse("journal", args=[cast.plan.pk])).content.decode()


# --- Asking -------------------------------------------------------------------------------------


def test_asking_sends_a_mail_that_says_nothing_and_stands_in_the_journal(cast):
    Mail.objects.all().delete()
    entry = look(cast)
    question = why.ask(entry, by=cast.sanne)
    assert (question.person, question.asked_by) == (cast.ilse, cast.sanne)
    (mail,) = Mail.objects.all()
    assert mail.to == cast.ilse.user.email
    for word in ("Sanne", "Jong", "gekeken", "doelen", "waarom"):
        assert word not in mail.subject + mail.body
    last = cast.plan.journal.order_by("-seq").first()
    assert (last.act, last.chapters) == (Entry.Act.WHY_ASKED, entry.chapters)
    assert journal.verify(cast.plan.pk) == []


def test_once_per_entry_whoever_asks(cast):
    Mail.objects.all().delete()
    entry = look(cast)
    first = why.ask(entry, by=cast.sanne)
    assert why.ask(entry, by=cast.kees) == first
    assert Mail.objects.count() == 1
    assert cast.plan.journal.filter(act=Entry.Act.WHY_ASKED).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        WhyQuestion.objects.create(
            plan=cast.plan,
            entry=entry,
            person=cast.ilse,
            asked_by=cast.kees,
            asked_at=timezone.now(),
        )


@pytest.mark.parametrize("act", [Entry.Act.READ, Entry.Act.PRINT, Entry.Act.EXPORT])
def test_every_way_of_looking_can_be_asked_about(cast, act):
    assert asked(cast, act=act)


@pytest.mark.parametrize("act", [Entry.Act.CHANGE, Entry.Act.ACCEPTED, Entry.Act.WHY_ANSWERED])
def test_only_looking_can_be_asked_about(cast, act):
    with pytest.raises(why.Refused, match="look"):
        why.ask(look(cast, act=act), by=cast.sanne)


def test_taking_ones_own_log_along_can_be_asked_about_too(cast, client):
    entry = look(cast, act=Entry.Act.EXPORT, part=None)
    client.force_login(cast.sanne.user)
    assert ask_url(entry) in log(client, cast)
    question = why.ask(entry, by=cast.sanne)
    client.force_login(cast.ilse.user)
    assert "nam de regels mee" in client.get(url(question)).content.decode()


def test_a_question_is_about_all_they_looked_at_that_day(cast, client):
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    noon -= timedelta(days=1)
    look(cast, at=noon - timedelta(days=1), part="timeline.help")
    first = look(cast, at=noon)
    look(cast, at=noon + timedelta(hours=1), part="groeiplan.agreements")
    last = look(cast, at=noon + timedelta(hours=2), part="kitchen_table.kitchen_table")
    client.force_login(cast.sanne.user)
    page = client.get(ask_url(last)).content.decode()
    for part in ("doelen", "afspraken", "tafel"):
        assert part in page
    assert "3 keer: 12.00, 13.00 en 14.00 uur" in page and "de hulp" not in page
    question = why.ask(last, by=cast.sanne)
    client.force_login(cast.ilse.user)
    asked_page = client.get(url(question)).content.decode()
    assert "doelen" in asked_page and "3 keer: 12.00, 13.00 en 14.00 uur" in asked_page
    after = look(cast, at=noon + timedelta(hours=3))
    client.force_login(cast.sanne.user)
    assert "(15.00 uur)" in client.get(ask_url(after)).content.decode()
    assert "(12.00 uur)" in client.get(ask_url(first)).content.decode()


def test_nobody_asks_about_family(cast):
    with pytest.raises(why.Refused, match="family"):
        why.ask(look(cast, who=cast.kees), by=cast.sanne)


@pytest.mark.parametrize("who", ["ilse", "riet", "ayse"])
def test_only_the_family_asks(cast, who):
    entry = look(cast)
    with pytest.raises(PermissionDenied):
        why.ask(entry, by=getattr(cast, who))
    assert not WhyQuestion.objects.exists()


def test_who_has_no_account_any_more_cannot_be_asked(cast):
    entry = look(cast)
    people.empty(cast.ilse, by=cast.sanne)
    with pytest.raises(why.Refused, match="gone"):
        why.ask(entry, by=cast.sanne)
    KnownName.objects.filter(plan=cast.plan).update(person=None)
    with pytest.raises(why.Refused, match="gone"):
        why.ask(entry, by=cast.sanne)


def test_asking_on_the_page(cast, client):
    entry = look(cast)
    client.force_login(cast.sanne.user)
    assert ask_url(entry) in log(client, cast)
    page = client.get(ask_url(entry)).content.decode()
    assert "keek naar de doelen" in page and "niet wie van jullie" in page
    assert not WhyQuestion.objects.exists(), "asking what it does asks nothing"
    answer = client.post(ask_url(entry))
    assert answer.status_code == 302
    text = log(client, cast)
    assert "Jullie vroegen vandaag: waarom heb je gekeken?" in text
    assert "Nog geen antwoord" in text
    assert ask_url(entry) not in text
    assert "Dit vroegen jullie" in client.get(ask_url(entry)).content.decode()
    assert client.post(ask_url(entry)).status_code == 302, "pressed twice"
    assert WhyQuestion.objects.count() == 1


def test_what_cannot_be_asked_is_refused_in_words(cast, client):
    entry = look(cast, act=Entry.Act.CHANGE)
    client.force_login(cast.sanne.user)
    assert ask_url(entry) not in log(client, cast)
    for answer, status in ((client.get(ask_url(entry)), 200), (client.post(ask_url(entry)), 422)):
        assert answer.status_code == status
        assert "Hierover kun je niet vragen waarom" in answer.content.decode()
        assert b"Vraag het</button>" not in answer.content


@pytest.mark.parametrize("who", ["ilse", "riet", "stranger", "superuser", "ayse"])
def test_for_others_there_is_nothing_to_ask(cast, client, who):
    entry, somebody = look(cast), getattr(cast, who)
    client.force_login(getattr(somebody, "user", somebody))
    for ask in (client.get, client.post):
        assert ask(ask_url(entry)).status_code == 404
    assert not WhyQuestion.objects.exists()


def test_an_entry_of_another_plan_is_not_there(cast, client):
    theirs = journal.write(cast.other_plan.pk, Entry.Act.READ, who=cast.guardian)
    client.force_login(cast.sanne.user)
    crossed = reverse("why_ask", args=[cast.plan.pk, theirs.pk])
    assert client.get(crossed).status_code == client.post(crossed).status_code == 404


# --- Answering ----------------------------------------------------------------------------------


def test_an_answer_stands_beside_the_look_for_good(cast, client):
    question = asked(cast)
    client.force_login(cast.ilse.user)
    page = client.get(url(question)).content.decode()
    assert "Familie De Jong" in page and "keek naar de doelen" in page
    assert "Sanne" not in page, "the family asks, not one of them"
    Mail.objects.all().delete()
    assert client.post(url(question), {"answer": BECAUSE}).status_code == 302
    assert Mail.objects.get().to == cast.sanne.user.email
    assert BECAUSE in client.get(url(question)).content.decode()
    client.force_login(cast.kees.user)
    text = log(client, cast)
    assert BECAUSE in text and "Nog geen antwoord" not in text
    assert cast.plan.journal.filter(act=Entry.Act.WHY_ANSWERED).count() == 1
    assert journal.verify(cast.plan.pk) == []


def test_somebody_whose_yes_is_over_still_answers(cast, client):
    question = asked(cast)
    withdraw_all(cast.ilse, by=cast.sanne)
    client.force_login(cast.ilse.user)
    assert client.get(reverse("plan", args=[cast.plan.pk])).status_code == 404
    assert client.get(url(question)).status_code == 200
    assert client.post(url(question), {"answer": BECAUSE}).status_code == 302
    question.refresh_from_db()
    assert question.answer == BECAUSE


def test_wim_can_be_asked_after_his_yes_ended(cast, client):
    question = asked(cast, who=cast.wim, at=timezone.now() - timedelta(days=3))
    client.force_login(cast.wim.user)
    assert client.get(url(question)).status_code == 200


@pytest.mark.parametrize("who", ["sanne", "kees", "riet", "wim", "stranger", "superuser", "ayse"])
def test_nobody_else_reads_or_answers_it(cast, client, who):
    question, somebody = asked(cast), getattr(cast, who)
    user = getattr(somebody, "user", somebody)
    client.force_login(user)
    nowhere = reverse("why_answer", args=[cast.plan.pk, uuid4()])
    for ask in (client.get, client.post):
        answer = ask(url(question), {"answer": BECAUSE})
        assert answer.status_code == 404
        assert answer.content == ask(nowhere).content
    with pytest.raises(PermissionDenied):
        why.answer(question, by=user, words=BECAUSE)
    question.refresh_from_db()
    assert question.answered_at is None


def test_a_question_is_not_found_under_another_plan(cast, client):
    question = asked(cast)
    client.force_login(cast.ilse.user)
    crossed = reverse("why_answer", args=[cast.other_plan.pk, question.pk])
    assert client.get(crossed).status_code == 404


def test_once_the_same_words_twice_is_once_and_others_are_refused_with_what_was_typed(cast, client):
    question = asked(cast)
    client.force_login(cast.ilse.user)
    for _turn in range(2):
        assert client.post(url(question), {"answer": BECAUSE}).status_code == 302
    answer = client.post(url(question), {"answer": "Iets heel anders."})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert BECAUSE in text and "Iets heel anders." in text
    question.refresh_from_db()
    assert question.answer == BECAUSE
    assert cast.plan.journal.filter(act=Entry.Act.WHY_ANSWERED).count() == 1


@pytest.mark.parametrize("words", ["", "   \n ", "x" * 2_001])
def test_no_answer_or_too_long_a_one_is_given_back(cast, client, words):
    question = asked(cast)
    client.force_login(cast.ilse.user)
    answer = client.post(url(question), {"answer": words})
    assert answer.status_code == 422
    assert words.strip() in answer.content.decode()
    question.refresh_from_db()
    assert question.answered_at is None


def test_words_are_words(cast, client):
    question = asked(cast)
    why.answer(question, by=cast.ilse.user, words="<script>alert(1)</script>\nen verder")
    client.force_login(cast.sanne.user)
    text = log(client, cast)
    assert "<script>alert" not in text and "&lt;script&gt;alert(1)&lt;/script&gt;<br>" in text


def test_a_guest_finds_the_question_with_what_the_family_reads_about_it(cast, client):
    question = asked(cast)
    other = asked(cast, who=cast.bakker, part="groeiplan.agreements")
    client.force_login(cast.ilse.user)
    mine = reverse("journal_mine", args=[cast.plan.pk])
    text = client.get(mine).content.decode()
    assert url(question) in text and url(other) not in text
    why.answer(question, by=cast.ilse.user, words=BECAUSE)
    text = client.get(mine).content.decode()
    assert BECAUSE in text and url(question) not in text


# --- What waits ---------------------------------------------------------------------------------


def test_what_waits_is_told_with_no_more_than_the_family_and_the_day(
    cast, client, django_assert_num_queries
):
    assert why.waiting_for(cast.ilse.user) == []
    first, second = asked(cast), asked(cast, act=Entry.Act.PRINT)
    asked(cast, who=cast.bakker)
    with django_assert_num_queries(1):
        rows = why.waiting_for(cast.ilse.user)
    assert [row.url for row in rows] == [url(first), url(second)]
    assert rows[0].sentence == "Familie De Jong vraagt: waarom keek je vandaag?"
    why.answer(first, by=cast.ilse.user, words=BECAUSE)
    assert [row.url for row in why.waiting_for(cast.ilse.user)] == [url(second)]
    withdraw_all(cast.ilse, by=cast.sanne)
    assert len(why.waiting_for(cast.ilse.user)) == 1, "also when the yes is over"
    client.force_login(cast.ilse.user)
    page = client.get(reverse("plans")).content.decode()
    assert "waarom keek je vandaag?" in page and url(second) in page


def test_who_asked_finds_that_there_is_an_answer_for_a_week(cast, client):
    why.answer(asked(cast), by=cast.ilse.user, words=BECAUSE)
    [row] = why.answered(visit(cast.sanne))
    assert row.sentence == "Ilse gaf antwoord op: waarom keek je vandaag?"
    client.force_login(cast.sanne.user)
    assert row.sentence in client.get(reverse("plan", args=[cast.plan.pk])).content.decode()
    assert BECAUSE in client.get(row.url).content.decode()
    assert why.answered(visit(cast.kees)) == []
    client.force_login(cast.kees.user)
    assert row.sentence not in client.get(reverse("plan", args=[cast.plan.pk])).content.decode()
    later = timezone.now() + timedelta(days=7, seconds=1)
    assert why.answered(visit(cast.sanne, now=later)) == []


def test_nothing_waits_for_a_stranger(cast):
    asked(cast)
    assert why.waiting_for(cast.stranger) == []


# --- Kept ---------------------------------------------------------------------------------------


def test_question_answer_and_name_stay_when_the_card_is_emptied(cast, client):
    question = asked(cast)
    why.answer(question, by=cast.ilse.user, words=BECAUSE)
    open_one = asked(cast, act=Entry.Act.PRINT)
    user = cast.ilse.user
    people.empty(cast.ilse, by=cast.sanne)
    client.force_login(cast.sanne.user)
    text = log(client, cast)
    assert BECAUSE in text and "Ilse" in text
    assert "Dat kan ook niet meer" in text
    assert why.waiting_for(user) == []
    client.force_login(user)
    assert client.get(url(open_one)).status_code == 404
    assert journal.verify(cast.plan.pk) == []


@pytest.mark.parametrize(
    "lie",
    [
        {"answer": "Zomaar."},
        {"answer": "", "answered_at": None},
        {"asked_at": timezone.now() - timedelta(days=30)},
        {"seal": "0" * 64},
    ],
    ids=["words", "none", "moment", "seal"],
)
def test_another_answer_put_in_its_place_shows(cast, lie):
    question = asked(cast)
    why.answer(question, by=cast.ilse.user, words=BECAUSE)
    WhyQuestion.objects.filter(pk=question.pk).update(**lie)
    problems = journal.verify(cast.plan.pk)
    number = question.entry.seq
    said = f"altered: the question about entry {number} or its answer is not as it was"
    assert problems[0] == said


def test_somebody_elses_name_on_a_question_shows(cast):
    question = asked(cast)
    WhyQuestion.objects.filter(pk=question.pk).update(person=cast.bakker)
    assert "altered: the question" in journal.verify(cast.plan.pk)[0]


def test_a_question_moved_to_another_look_shows(cast):
    question, other = asked(cast), look(cast, act=Entry.Act.PRINT)
    WhyQuestion.objects.filter(pk=question.pk).update(entry=other)
    assert "altered: the question" in journal.verify(cast.plan.pk)[0]


def test_a_question_taken_away_shows(cast):
    question = asked(cast)
    why.answer(question, by=cast.ilse.user, words=BECAUSE)
    question.delete()
    assert journal.verify(cast.plan.pk) == [
        "removed: 1 questions were asked, 0 are left",
        "removed: 1 answers were given, 0 are left",
    ]


def test_a_question_sealed_with_a_key_that_is_gone_is_named(cast, settings):
    question = asked(cast)
    old = settings.JOURNAL_KEY
    settings.JOURNAL_KEY, settings.JOURNAL_KEY_ID = "another", "2"
    said = f"unknown key: the question about entry {question.entry.seq} has key “1”"
    assert said in journal.verify(cast.plan.pk)
    settings.JOURNAL_OLD_KEYS = {"1": old}
    why.answer(question, by=cast.ilse.user, words=BECAUSE)
    assert journal.verify(cast.plan.pk) == []


def test_an_answer_that_cannot_be_noted_is_not_kept(cast, monkeypatch):
    question = asked(cast)

    def broken(*_args, **_more):
        raise OSError("the disk is full")

    monkeypatch.setattr(journal, "write", broken)
    with pytest.raises(OSError, match="full"):
        why.answer(question, by=cast.ilse.user, words=BECAUSE)
    question.refresh_from_db()
    assert (question.answer, question.answered_at) == ("", None)


def test_who_may_be_asked_is_what_asking_says(cast):
    """The link beside a look stands there exactly when asking would work."""
    now = timezone.now()
    for who in (cast.ilse, cast.kees, cast.noor):
        for act in Entry.Act:
            entry = look(cast, who=who, act=act)
            if entry is None:
                continue
            try:
                may = bool(why.ask(entry, by=cast.sanne))
            except why.Refused:
                may = False
            entry = Entry.objects.get(pk=entry.pk)
            before = SimpleNamespace(act=entry.act, chapters=entry.chapters)
            assert why.may_be_asked(before, who, now) == may, (who, act)
