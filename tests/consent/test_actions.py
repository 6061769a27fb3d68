"""The family's yes: what may be asked, whose yes it takes, what it opens, who takes it back.
See DOMAIN §6, TRAPS T8-T12."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.utils import timezone

from consent import actions, hooks, rules
from consent.models import Consent, Giver, Yes
from consent.standing import Book, State
from groeiplan import keys
from groeiplan.actions import left_out, people
from groeiplan.models import Authority, Entry, Invitation, Key, KnownName, Mail, Person
from tests.cast import ask, chapter, court_decides, court_noted, guest_of, ruled, share, visit

GOALS = ["groeiplan.goals"]


def lines(plan, *consents):
    """[(who, act, whom)] of the journal about these consents, in order."""
    names = {one.pk: one.name for one in KnownName.objects.filter(plan=plan)}
    ids = [str(one.pk) for one in consents]
    return [
        (names[entry.who], entry.act, names[entry.whom])
        for entry in Entry.objects.filter(plan=plan).order_by("seq")
        if entry.consents == ids
    ]


def assert_keys_are_right(plan):
    assert keys.differences(plan) == (set(), set())


def opened(person):
    return {str(one) for one in visit(person).chapters().values()}


def is_let_in(person):
    try:
        return bool(visit(person))
    except Http404:
        return False


def state(consent):
    return Book(consent.plan_id).standing(Consent.objects.get(pk=consent.pk)).state(timezone.now())


def mails_to(person):
    return Mail.objects.filter(to=person.user.email).count()


@pytest.fixture
def marloes(cast):
    """A mentor with an account, with whom nothing is shared yet."""
    card = people.add(by=cast.sanne, name="Marloes", kind="professional", role="mentor")
    card.user = cast.stranger
    card.save()
    return card


@pytest.fixture
def about_sem(cast, marloes):
    """Sanne asks to share about Sem with Marloes; Kees has not been asked."""
    return ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])


@pytest.fixture
def gerda(cast):
    """A guardian over Sem, with an account: a guest, whose yes is needed."""
    card = guest_of(cast.plan, "Gerda", kind="professional", role="voogd")
    people.set_authority(by=cast.sanne, child=cast.sem, holder=card, kind="guardian")
    return card


def parents_ended_it(*children):
    """Each parent says that their own authority over these children is over."""
    for held in Authority.objects.filter(child__in=children, kind="parent"):
        people.end_authority(held, by=held.holder, until=date(2026, 1, 1))


@pytest.fixture
def opa(cast):
    """A grandfather without an account."""
    return people.add(by=cast.sanne, name="opa Jan", kind="network")


# --- Sharing --------------------------------------------------------------------------------------


def test_when_all_said_yes_it_opens_at_once_exactly_these_parts_and_stands_in_the_journal(
    cast, marloes
):
    consent = ask(
        cast.sanne, marloes, look=GOALS, change=["timeline.help"], about=[cast.noor, cast.sem]
    )
    for giver in (cast.noor, cast.kees):
        assert not is_let_in(marloes)
        actions.agree(consent, by=giver)
    assert opened(marloes) == {"groeiplan.goals", "timeline.help"}
    assert visit(marloes).opens("timeline", "help", keys.CHANGE)
    assert not visit(marloes).opens("groeiplan", "goals", keys.CHANGE)
    assert_keys_are_right(cast.plan)
    assert lines(cast.plan, consent) == [
        ("Sanne", "consent_asked", "Marloes"),
        ("Sanne", "consent_given", "Marloes"),
        ("Noor", "consent_given", "Marloes"),
        ("Kees", "consent_given", "Marloes"),
    ]
    entry = Entry.objects.filter(plan=cast.plan).latest("seq")
    assert set(entry.chapters) == {
        str(chapter(cast.plan, one).pk) for one in ("groeiplan.goals", "timeline.help")
    }


def test_what_only_concerns_an_adult_needs_only_that_adults_yes(cast, marloes):
    ask(cast.kees, marloes, look=GOALS, about=[cast.kees])
    assert opened(marloes) == {"groeiplan.goals"}


def test_asking_without_a_say_waits_for_those_who_have(cast, marloes):
    """A foster mother outside capacity can ask, and say yes for nobody."""
    foster = guest_of(cast.plan, "Fenna", kind="family", role="pleegmoeder")
    foster.family_since = timezone.now()
    foster.save()
    keys.sync(cast.plan)
    consent = ask(foster, marloes, look=GOALS, about=[cast.sem])
    assert not consent.yeses.exists()
    with pytest.raises(actions.Refused, match="giver") as refused:
        actions.agree(consent, by=foster)
    assert refused.value.person == foster
    for parent in (cast.sanne, cast.kees):
        actions.agree(consent, by=parent)
    assert is_let_in(marloes)
    assert_keys_are_right(cast.plan)


def test_the_card_as_it_was_then_stays_on_the_record(cast, marloes):
    consent = ask(cast.kees, marloes, look=GOALS, about=[cast.kees], purpose="Meedenken")
    people.change(
        marloes, by=cast.sanne, version=marloes.version, role="vriendin", organisation="Sporthuis"
    )
    consent.refresh_from_db()
    assert (consent.receiver_role, consent.receiver_organisation) == ("mentor", "")
    assert (consent.purpose, consent.asked_by) == ("Meedenken", cast.kees)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"look": []}, "nothing"),
        ({"until": timezone.now() - timedelta(days=1)}, "past"),
        ({"since": timezone.now() + timedelta(days=40)}, "past"),
        ({"until": timezone.now() + timedelta(days=900)}, "long"),
        ({"receiver": "sanne"}, "oneself"),
        ({"receiver": "kees"}, "family"),
        ({"receiver": "guardian"}, "elsewhere"),
        ({"about": "emir"}, "elsewhere"),
        ({"by": "noor"}, "young"),
    ],
)
def test_what_cannot_be_given(cast, change, why):
    before = Consent.objects.count(), Key.objects.count(), Entry.objects.count()
    given = {
        "by": cast.sanne,
        "receiver": cast.riet,
        "look": [chapter(cast.plan, "groeiplan.goals")],
        "until": timezone.now() + timedelta(days=30),
    }
    for name, value in change.items():
        given[name] = getattr(cast, value) if isinstance(value, str) else value
    if "about" in change:
        given["about"] = [given["about"]]
    with pytest.raises(actions.Refused, match=why):
        actions.give(**given)
    assert (Consent.objects.count(), Key.objects.count(), Entry.objects.count()) == before


def test_another_familys_chapter_is_refused(cast):
    with pytest.raises(actions.Refused, match="elsewhere"):
        actions.give(
            by=cast.sanne,
            receiver=cast.riet,
            look=[chapter(cast.other_plan, "groeiplan.goals")],
            until=timezone.now() + timedelta(days=30),
        )


def test_an_emptied_card_is_neither_shared_with_nor_about(cast, opa):
    people.empty(opa, by=cast.sanne)
    opa.refresh_from_db()
    for more in ({"receiver": opa}, {"receiver": cast.riet, "about": [opa]}):
        with pytest.raises(actions.Refused, match="elsewhere"):
            ask(cast.sanne, look=GOALS, **more)


def test_about_a_child_over_whom_nobody_decides_nothing_is_shared(cast):
    bo = people.add(by=cast.sanne, name="Bo", kind="family", born=date(2024, 5, 1))
    for about in ([], [bo], [cast.sanne, bo]):
        with pytest.raises(actions.Refused, match="nobody") as refused:
            ask(cast.sanne, cast.riet, look=GOALS, about=about)
        assert refused.value.person == bo


def test_in_the_name_of_the_family_speaks_an_adult_who_can_weigh_it(cast, gerda):
    """Over Sem only the guardian decides, and with her it is shared."""
    ruled(cast.sanne, cast.noor, "not_able")
    people.set_authority(by=cast.sanne, child=cast.noor, holder=gerda, kind="guardian")
    parents_ended_it(cast.noor, cast.sem)
    with pytest.raises(actions.Refused, match="nobody"):
        ask(cast.noor, gerda, look=GOALS, about=[cast.noor])
    people.set_authority(by=cast.sanne, child=cast.kees, holder=cast.riet, kind="representative")
    ruled(cast.sanne, cast.kees, "not_able")
    with pytest.raises(actions.Refused, match="nobody"):
        ask(cast.kees, gerda, look=GOALS, about=[cast.sem])
    ask(cast.sanne, gerda, look=GOALS, about=[cast.sem])
    assert opened(gerda) == {"groeiplan.goals"}


def test_a_guest_gives_nothing_and_who_left_the_family_neither(cast):
    Person.objects.filter(pk=cast.kees.pk).update(family_until=timezone.now())
    cast.kees.refresh_from_db()
    for outsider in (cast.ilse, cast.kees):
        with pytest.raises(PermissionDenied):
            ask(outsider, cast.riet, look=GOALS)


@pytest.mark.parametrize(
    ("age", "may_ask", "opens"), [(11, 0, 0), (12, 1, 0), (15, 1, 0), (16, 1, 1), (17, 1, 1)]
)
def test_a_young_person_asks_about_themselves_only_and_decides_alone_from_sixteen(
    cast, marloes, age, may_ask, opens
):
    cast.noor.born = date(timezone.localdate().year - age, 1, 1)
    cast.noor.save()
    assert actions.may_share(cast.noor, [cast.noor]) == bool(may_ask)
    assert not actions.may_share(cast.noor, [])
    assert not actions.may_share(cast.noor, [cast.noor, cast.sem])
    if may_ask:
        ask(cast.noor, marloes, look=GOALS, about=[cast.noor])
    assert is_let_in(marloes) == bool(opens)


def test_sent_twice_with_one_id_it_is_one_consent_and_one_invitation(cast):
    card = people.add(by=cast.sanne, name="Marloes", kind="professional")
    one = uuid4()
    for _twice in range(2):
        ask(cast.sanne, card, look=GOALS, consent_id=one, email="m@school.test")
    assert Consent.objects.filter(receiver=card).count() == 1
    assert Invitation.objects.filter(person=card).count() == 1
    with pytest.raises(IntegrityError):
        ask(cast.sanne, cast.riet, look=GOALS, consent_id=one)
    with pytest.raises(IntegrityError):
        ask(cast.ayse, cast.guardian, look=GOALS, consent_id=one)


def test_sent_again_with_other_choices_or_after_stopping_it_is_refused(cast):
    one = uuid4()
    first = ask(cast.sanne, cast.bakker, look=GOALS, consent_id=one)
    for more in (
        {"look": ["groeiplan.stories"]},
        {"look": GOALS, "change": GOALS},
        {"look": GOALS, "about": [cast.noor]},
        {"look": GOALS, "purpose": "anders"},
        {"look": GOALS, "until": timezone.now() + timedelta(days=3)},
    ):
        with pytest.raises(actions.Refused, match="again"):
            ask(cast.sanne, cast.bakker, consent_id=one, **more)
    actions.withdraw(first, by=cast.sanne)
    with pytest.raises(actions.Refused, match="again"):
        ask(cast.sanne, cast.bakker, look=GOALS, consent_id=one)


def test_sent_again_after_a_no_it_is_refused(cast, marloes):
    one = uuid4()
    first = ask(cast.sanne, marloes, look=GOALS, about=[cast.sem], consent_id=one)
    actions.refuse(first, by=cast.kees)
    with pytest.raises(actions.Refused, match="again"):
        ask(cast.sanne, marloes, look=GOALS, about=[cast.sem], consent_id=one)


def test_before_there_is_an_account_a_yes_opens_nothing(cast):
    card = people.add(by=cast.sanne, name="Marloes", kind="professional")
    consent = share(cast.sanne, card, look=GOALS)
    assert not Key.objects.filter(consent=consent.pk).exists()
    assert_keys_are_right(cast.plan)


def test_giving_anew_withdraws_the_old_one_even_while_the_new_one_waits(cast, marloes):
    old = share(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    new = ask(cast.sanne, marloes, look=["groeiplan.stories"], about=[cast.sem], replaces=old)
    assert (state(old), state(new)) == (State.WITHDRAWN, State.WAITING)
    assert not is_let_in(marloes)
    assert Consent.objects.get(pk=new.pk).replaces == old
    actions.agree(new, by=cast.kees)
    assert opened(marloes) == {"groeiplan.stories"}


def test_giving_anew_takes_nothing_from_another_person_or_family(cast, marloes):
    elsewhere = Consent.objects.get(plan=cast.other_plan)
    for other in (cast.ilse_consent, elsewhere):
        with pytest.raises(actions.Refused, match="elsewhere"):
            ask(cast.sanne, marloes, look=GOALS, replaces=other)
    assert is_let_in(cast.ilse) and is_let_in(cast.guardian)


def test_a_story_from_the_past_never_says_yes_in_the_future(cast, marloes):
    now = timezone.now()
    coming = ask(cast.sanne, marloes, look=GOALS, since=now + timedelta(days=3))
    past = ask(cast.sanne, marloes, look=GOALS, since=now - timedelta(days=3))
    assert Yes.objects.get(consent=coming).at <= timezone.now()
    assert Yes.objects.get(consent=past).at == past.since == past.asked_at


# --- Saying yes and no ----------------------------------------------------------------------------


def test_twice_yes_is_once_and_nobody_says_it_for_another(cast, marloes, about_sem):
    for _twice in range(2):
        actions.agree(about_sem, by=cast.kees)
    assert {yes.giver for yes in about_sem.yeses.all()} == {cast.sanne, cast.kees}
    assert len(lines(cast.plan, about_sem)) == 3
    for nobody in (cast.noor, cast.riet, marloes):
        with pytest.raises(actions.Refused, match="giver"):
            actions.agree(about_sem, by=nobody)
    assert_keys_are_right(cast.plan)


def test_nobody_says_yes_to_their_own_access(cast):
    people.set_authority(by=cast.sanne, child=cast.sem, holder=cast.ilse, kind="parent")
    consent = ask(cast.sanne, cast.ilse, look=GOALS, about=[cast.sem])
    for answer in (actions.agree, actions.refuse):
        with pytest.raises(actions.Refused, match="giver"):
            answer(consent, by=cast.ilse)


def test_a_guest_who_decides_by_law_says_yes_and_takes_it_back_without_a_key(cast, marloes, gerda):
    parents_ended_it(cast.sem)
    consent = ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    assert not is_let_in(gerda)
    actions.agree(consent, by=gerda)
    assert is_let_in(marloes)
    actions.withdraw(consent, by=gerda)
    assert not is_let_in(marloes)
    assert not is_let_in(gerda)
    assert Consent.objects.get(pk=consent.pk).withdrawn_by == gerda
    assert lines(cast.plan, consent)[-1] == ("Gerda", "consent_withdrawn", "Marloes")


def test_one_no_closes_it_for_everybody_and_is_not_taken_back(cast, marloes, about_sem):
    actions.agree(about_sem, by=cast.kees)
    assert is_let_in(marloes)
    for words in ("Ik ken haar niet.", "Later anders gezegd."):
        actions.refuse(about_sem, by=cast.kees, words=words)
    assert (state(about_sem), is_let_in(marloes)) == (State.DISAGREE, False)
    asked = about_sem.givers.get(person=cast.kees)
    assert asked.refused_words == "Ik ken haar niet."
    with pytest.raises(actions.Refused, match="refused") as refused:
        actions.agree(about_sem, by=cast.kees)
    assert refused.value.person == cast.kees
    assert lines(cast.plan, about_sem)[-1] == ("Kees", "consent_refused", "Marloes")
    share(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    assert is_let_in(marloes), "asked anew, it may be yes"
    assert_keys_are_right(cast.plan)


@pytest.mark.parametrize("how", ["withdrawn", "last day"])
def test_what_is_over_is_not_answered_any_more(cast, about_sem, opa, how):
    moment = timezone.now()
    if how == "withdrawn":
        actions.withdraw(about_sem, by=cast.sanne)
    else:
        moment = about_sem.until
    giver = {"giver": cast.kees, "by": cast.riet}
    with time_machine.travel(moment, tick=False):
        for too_late in (
            lambda: actions.agree(about_sem, by=cast.kees),
            lambda: actions.refuse(about_sem, by=cast.kees),
            lambda: actions.note_yes(about_sem, **giver),
            lambda: actions.note_no(about_sem, **giver),
            lambda: court_noted(about_sem, cast.kees, by=cast.sanne, decided_on=date(2026, 1, 1)),
            lambda: actions.request(about_sem, by=cast.sanne, giver=cast.kees),
            lambda: actions.ask_who(about_sem, by=cast.kees),
            lambda: actions.show_receiver(about_sem, by=cast.sanne, giver=cast.kees),
            lambda: actions.keep_hidden(about_sem, by=cast.sanne, giver=cast.kees),
        ):
            with pytest.raises(actions.Refused, match="over"):
                too_late()


def test_another_familys_consent_is_answered_by_nobody_here(cast, about_sem):
    answers = {"giver": cast.kees, "by": cast.ayse}
    for elsewhere in (
        lambda: actions.agree(about_sem, by=cast.ayse),
        lambda: actions.refuse(about_sem, by=cast.ayse),
        lambda: actions.request(about_sem, **answers),
        lambda: actions.note_yes(about_sem, **answers),
        lambda: actions.note_no(about_sem, **answers),
        lambda: court_noted(about_sem, **answers, decided_on=date(2026, 1, 1)),
    ):
        with pytest.raises(actions.Refused, match="elsewhere"):
            elsewhere()


# --- Said aloud, or decided by a court ------------------------------------------------------------


@pytest.fixture
def waits_for_opa(cast, marloes, opa):
    """About opa Jan, who has no account."""
    return ask(cast.sanne, marloes, look=GOALS, about=[opa])


def test_a_spoken_yes_is_written_down_by_an_adult_who_is_no_part_of_it(
    cast, marloes, opa, waits_for_opa
):
    how = {"explained": "interpreter", "language": "Turks", "interpreter": "Elif"}
    for _twice in range(2):
        actions.note_yes(waits_for_opa, giver=opa, by=cast.kees, **how)
    yes = waits_for_opa.yeses.get()
    assert (yes.giver, yes.noted_by, yes.form) == (opa, cast.kees, "spoken")
    assert {name: getattr(yes, name) for name in how} == how
    assert is_let_in(marloes)
    assert lines(cast.plan, waits_for_opa)[1:] == [("Kees", "yes_noted", "opa Jan")]


@pytest.mark.parametrize("note", [actions.note_yes, actions.note_no])
def test_who_may_not_write_down_what_another_said(cast, marloes, opa, waits_for_opa, note):
    # The receiver, a child, a guest nobody asked, somebody without an account.
    tineke = people.add(by=cast.sanne, name="Tineke", kind="network")
    for noter in (marloes, cast.noor, cast.riet, tineke):
        with pytest.raises(actions.Refused, match="noter") as refused:
            note(waits_for_opa, giver=opa, by=noter)
        assert refused.value.person == noter
    other = ask(cast.kees, marloes, look=GOALS, about=[opa, cast.sanne])
    with pytest.raises(actions.Refused, match="noter"):
        note(other, giver=opa, by=cast.sanne)  # another giver
    assert not is_let_in(marloes)


@pytest.mark.parametrize("note", [actions.note_yes, actions.note_no])
def test_a_guest_writes_it_down_where_the_family_asked_for_that(
    cast, marloes, opa, waits_for_opa, note
):
    actions.request(waits_for_opa, by=cast.sanne, giver=opa, noter=cast.riet)
    note(waits_for_opa, giver=opa, by=cast.riet)
    assert is_let_in(marloes) == (note is actions.note_yes)


def test_a_spoken_no_closes_it_and_says_who_wrote_it_down(cast, marloes, opa, waits_for_opa):
    actions.note_no(waits_for_opa, giver=opa, by=cast.kees, words="Liever niet.")
    asked = waits_for_opa.givers.get(person=opa)
    assert (asked.refused_words, asked.noter, state(waits_for_opa)) == (
        "Liever niet.",
        cast.kees,
        State.DISAGREE,
    )
    assert lines(cast.plan, waits_for_opa)[-1] == ("Kees", "no_noted", "opa Jan")


def test_a_yes_is_noted_of_nobody_whose_yes_is_not_needed(cast, waits_for_opa):
    for note in (actions.note_yes, actions.note_no):
        with pytest.raises(actions.Refused, match="giver"):
            note(waits_for_opa, giver=cast.noor, by=cast.kees)


def test_a_court_decides_in_a_parents_place(cast, marloes, about_sem):
    actions.refuse(about_sem, by=cast.kees)
    decision = court_noted(about_sem, cast.kees, by=cast.sanne, decided_on=date(2026, 11, 2))
    assert state(about_sem) == State.DISAGREE and not is_let_in(marloes), "nobody read it yet"
    for _twice in range(2):
        actions.read_court(decision, by=cast.kees, right=True)
    yes = about_sem.yeses.get(giver=cast.kees)
    assert (yes.form, yes.noted_by, yes.decided_on) == ("court", cast.sanne, date(2026, 11, 2))
    assert (state(about_sem), is_let_in(marloes)) == (State.OPEN, True)
    with pytest.raises(actions.Refused, match="giver"):
        actions.refuse(about_sem, by=cast.kees)
    assert lines(cast.plan, about_sem)[-2:] == [
        ("Sanne", "court_noted", "Kees"),
        ("Kees", "court_read", "Kees"),
    ]
    assert_keys_are_right(cast.plan)


def test_what_a_court_decided_a_parent_outside_the_family_does_not_take_back(cast, marloes):
    father = guest_of(cast.plan, "Bas", kind="network", role="vader")
    people.set_authority(by=cast.sanne, child=cast.sem, holder=father, kind="parent")
    consent = ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    actions.agree(consent, by=cast.kees)
    court_decides(consent, father, by=cast.sanne)
    with pytest.raises(PermissionDenied):
        actions.withdraw(consent, by=father)
    assert is_let_in(marloes)
    actions.withdraw(consent, by=cast.kees)
    assert not is_let_in(marloes)


def test_a_courts_yes_is_noted_by_an_adult_of_the_family_for_a_parent_only(
    cast, marloes, about_sem, gerda
):
    for noter in (cast.riet, cast.noor, cast.kees, marloes):
        with pytest.raises(actions.Refused, match="noter"):
            court_noted(about_sem, cast.kees, by=noter, reader=cast.riet)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(actions.Refused, match="day"):
        court_noted(about_sem, cast.kees, by=cast.sanne, decided_on=tomorrow)
    with pytest.raises(actions.Refused, match="giver"):  # a guardian's
        court_noted(about_sem, gerda, by=cast.sanne)
    about_both = ask(cast.sanne, marloes, look=GOALS, about=[cast.noor, cast.kees])
    for own in (cast.noor, cast.kees):  # what somebody says about themselves
        with pytest.raises(actions.Refused, match="giver"):
            court_noted(about_both, own, by=cast.sanne)
    actions.agree(about_sem, by=cast.kees)
    actions.refuse(about_sem, by=cast.kees)
    with pytest.raises(actions.Refused, match="refused"):
        court_noted(about_sem, cast.kees, by=cast.sanne)
    assert not is_let_in(marloes)


def test_nobody_puts_themselves_out_of_a_courts_reach(cast, marloes):
    people.set_authority(by=cast.kees, child=cast.sem, holder=cast.kees, kind="guardian")
    consent = ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    assert court_noted(consent, cast.kees, by=cast.sanne)
    bo = people.add(by=cast.sanne, name="Bo", born=date(2018, 1, 1), kind="family")
    people.set_authority(by=cast.sanne, child=bo, holder=cast.sanne, kind="parent")
    left = ask(cast.sanne, marloes, look=GOALS, about=[bo])
    assert court_noted(left, cast.kees, by=cast.sanne), "who was left out keeps nothing shut"


def test_a_neighbour_reads_no_decision_any_more_once_the_parent_takes_part(cast, marloes):
    father = guest_of(cast.plan, "Bas", kind="network", role="vader")
    people.set_authority(by=cast.sanne, child=cast.sem, holder=father, kind="parent")
    consent = ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    tineke = guest_of(cast.plan, "buurvrouw Tineke", kind="network", role="buurvrouw")
    decision = court_noted(consent, father, by=cast.sanne, reader=tineke)
    Person.objects.filter(pk=father.pk).update(kind="family", family_since=timezone.now())
    with pytest.raises(actions.Refused, match="reader"):
        actions.read_court(decision, by=tineke, right=True)
    actions.read_court(decision, by=cast.sanne, right=False)  # takes it back, and asks him
    anew = court_noted(consent, father, by=cast.sanne, reader=father)
    actions.read_court(anew, by=father, right=True)


def test_one_parent_alone_puts_no_court_in_the_others_place(cast, marloes, about_sem):
    """Not with a helper or neighbour she let in herself, not twice, not by her own word."""
    for reader in (cast.riet, cast.ilse, cast.noor, marloes, cast.sanne):
        with pytest.raises(actions.Refused, match="reader"):
            court_noted(about_sem, cast.kees, by=cast.sanne, reader=reader)
    for name in ("court", "case_number"):
        said = {"court": "rechtbank", "case_number": "1", name: " "}
        with pytest.raises(actions.Refused, match="court"):
            actions.note_court(
                about_sem,
                giver=cast.kees,
                by=cast.sanne,
                reader=cast.kees,
                decided_on=timezone.localdate(),
                **said,
            )
    decision = court_noted(about_sem, cast.kees, by=cast.sanne)
    assert court_noted(about_sem, cast.kees, by=cast.sanne) == decision
    for other in (cast.sanne, cast.riet, cast.noor):
        with pytest.raises(actions.Refused, match="reader"):
            actions.read_court(decision, by=other, right=True)
    assert not is_let_in(marloes)
    actions.read_court(decision, by=cast.kees, right=False)
    actions.read_court(decision, by=cast.kees, right=True)  # what was said stays said
    assert not is_let_in(marloes) and not about_sem.yeses.filter(giver=cast.kees).exists()
    assert lines(cast.plan, about_sem)[-1] == ("Kees", "court_denied", "Kees")
    again = court_noted(about_sem, cast.kees, by=cast.sanne)
    actions.read_court(again, by=cast.sanne, right=False)  # taken back
    assert not about_sem.yeses.filter(giver=cast.kees).exists()


def test_a_second_adult_of_the_circle_reads_it_and_a_neighbour_only_for_who_is_not_here(
    cast, marloes, about_sem
):
    joyce = guest_of(cast.plan, "Joyce", kind="family")
    joyce.family_since = timezone.now()
    joyce.save()
    assert court_noted(about_sem, cast.kees, by=cast.sanne, reader=joyce).reader == joyce
    father = people.add(by=cast.sanne, name="Bas", kind="network")
    people.set_authority(by=cast.kees, child=cast.sem, holder=father, kind="parent")
    left_out.none_of_mine(cast.sem, by=joyce)  # she has no authority, and says so
    consent = ask(cast.sanne, marloes, look=GOALS, about=[cast.sem])
    actions.agree(consent, by=cast.kees)
    card = people.add(by=cast.sanne, name="Tineke", kind="network")
    with pytest.raises(actions.Refused, match="reader"):  # she is no part of it, but has no account
        court_noted(consent, father, by=cast.sanne, reader=card)
    court_decides(consent, father, by=cast.sanne, reader=cast.riet)
    assert is_let_in(marloes)


# --- Asking the others ----------------------------------------------------------------------------


def test_nothing_goes_to_another_giver_by_itself(cast, marloes):
    before = Mail.objects.count()
    consent = ask(cast.sanne, marloes, look=GOALS)
    assert Mail.objects.count() == before
    assert not Giver.objects.filter(consent=consent, asked_at__isnull=False).exists()


def test_a_question_goes_out_once_and_stands_in_the_journal(cast, about_sem):
    before = mails_to(cast.kees)
    for _twice in range(2):
        asked = actions.request(about_sem, by=cast.sanne, giver=cast.kees, hides_receiver=True)
    assert (asked.hides_receiver, mails_to(cast.kees)) == (True, before + 1)
    assert lines(cast.plan, about_sem)[2:] == [("Sanne", "consent_requested", "Kees")]
    actions.agree(about_sem, by=cast.kees)
    actions.request(about_sem, by=cast.sanne, giver=cast.kees)
    assert mails_to(cast.kees) == before + 1, "who said yes is not asked again"


def test_a_mail_says_nothing_of_whom_or_what(cast, about_sem):
    actions.request(about_sem, by=cast.sanne, giver=cast.kees)
    mail = Mail.objects.filter(to=cast.kees.user.email).latest("created")
    for secret in ("Sem", "Marloes", "Sanne", "doelen"):
        assert secret not in mail.subject + mail.body


def test_a_name_left_out_is_shown_when_they_ask_and_the_family_says_so(cast, about_sem):
    actions.request(about_sem, by=cast.sanne, giver=cast.kees, hides_receiver=True)
    before = mails_to(cast.sanne), mails_to(cast.kees)
    for _twice in range(2):
        actions.ask_who(about_sem, by=cast.kees)
    assert mails_to(cast.sanne) == before[0] + 1
    assert actions.keep_hidden(about_sem, by=cast.sanne, giver=cast.kees).wants_name_at is None
    for _twice in range(2):
        shown = actions.show_receiver(about_sem, by=cast.sanne, giver=cast.kees)
    assert not shown.hides_receiver
    assert mails_to(cast.kees) == before[1] + 1


def test_who_may_not_let_a_question_go_out(cast, marloes, about_sem, opa):
    for verb in (actions.request, actions.show_receiver, actions.keep_hidden):
        with pytest.raises(PermissionDenied):
            verb(about_sem, by=cast.riet, giver=cast.kees)
        with pytest.raises(actions.Refused, match="young"):
            verb(about_sem, by=cast.noor, giver=cast.kees)
        with pytest.raises(actions.Refused, match="giver"):
            verb(about_sem, by=cast.sanne, giver=cast.riet)
    own = ask(cast.noor, marloes, look=GOALS, about=[cast.noor])
    assert actions.request(own, by=cast.noor, giver=cast.kees).asked_at


def test_who_has_no_account_is_asked_through_somebody_who_may_note(
    cast, marloes, opa, waits_for_opa
):
    for noter in (None, marloes, cast.noor, cast.ayse):
        with pytest.raises(actions.Refused, match="noter"):
            actions.request(waits_for_opa, by=cast.sanne, giver=opa, noter=noter)
    before = mails_to(cast.riet)
    asked = actions.request(waits_for_opa, by=cast.sanne, giver=opa, noter=cast.riet)
    assert (asked.noter, mails_to(cast.riet)) == (cast.riet, before + 1)


def test_who_said_no_is_not_asked_again_for_the_same(cast, about_sem):
    actions.refuse(about_sem, by=cast.kees)
    with pytest.raises(actions.Refused, match="refused"):
        actions.request(about_sem, by=cast.sanne, giver=cast.kees)


# --- Taking it back -------------------------------------------------------------------------------


def test_withdrawn_it_is_shut_at_once_and_twice_is_once(cast):
    for _twice in range(2):
        actions.withdraw(cast.ilse_consent, by=cast.kees)
    with pytest.raises(Http404):
        visit(cast.ilse)
    assert not Key.objects.filter(user=cast.ilse.user).exists()
    assert_keys_are_right(cast.plan)
    entries = Entry.objects.filter(plan=cast.plan, act="consent_withdrawn")
    assert [entry.consents for entry in entries] == [[str(cast.ilse_consent.pk)]]
    assert Consent.objects.get(pk=cast.ilse_consent.pk).withdrawn_by == cast.kees


def test_of_two_yeses_the_other_stays_open_until_both_are_withdrawn(cast):
    share(cast.kees, cast.ilse, look=["groeiplan.goals", "groeiplan.stories"])
    actions.withdraw(cast.ilse_consent, by=cast.sanne)
    assert opened(cast.ilse) == {"groeiplan.goals", "groeiplan.stories"}
    waiting = ask(cast.sanne, cast.ilse, look=GOALS)
    actions.withdraw_all(cast.ilse, by=cast.sanne)
    assert state(waiting) == State.WITHDRAWN
    with pytest.raises(Http404):
        visit(cast.ilse)
    assert_keys_are_right(cast.plan)


def test_only_family_and_whose_yes_it_needed_withdraw(cast, gerda):
    for outsider in (cast.ilse, cast.ayse, cast.wim, gerda):
        consent = cast.ilse_consent
        if outsider == gerda:  # her say is about Sem, this one is about Kees alone
            consent = ask(cast.kees, cast.ilse, look=GOALS, about=[cast.kees])
        with pytest.raises(PermissionDenied):
            actions.withdraw(consent, by=outsider)
    with pytest.raises(PermissionDenied):
        actions.withdraw_all(cast.ilse, by=cast.riet)
    assert visit(cast.ilse)


def test_a_child_of_the_family_may_take_it_back_too(cast, marloes):
    consent = share(cast.sanne, marloes, look=GOALS)
    actions.withdraw(consent, by=cast.noor)
    assert not is_let_in(marloes)


def test_it_ends_to_the_second(cast):
    end = cast.ilse_consent.until
    second = timedelta(seconds=1)
    with time_machine.travel(end - second, tick=False):
        assert visit(cast.ilse)
    for moment in (end, end + second):
        with time_machine.travel(moment, tick=False), pytest.raises(Http404):
            visit(cast.ilse)
    assert_keys_are_right(cast.plan)


def test_who_was_family_does_not_fall_back_on_an_older_yes(cast):
    aunt = people.add(by=cast.sanne, name="Joyce", kind="family")
    aunt.user = cast.stranger
    aunt.save()
    share(cast.sanne, aunt, look=GOALS)
    assert opened(aunt) == {"groeiplan.goals"}
    aunt.family_since = timezone.now()
    aunt.family_until = timezone.now() + timedelta(seconds=5)
    aunt.save()
    keys.sync(cast.plan)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        with pytest.raises(Http404):
            visit(aunt)
        share(cast.sanne, aunt, look=["groeiplan.stories"])
        assert opened(aunt) == {"groeiplan.stories"}
        assert not visit(aunt).is_family
    assert_keys_are_right(cast.plan)


# --- How somebody decides -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"person": "sanne"}, "oneself"),
        ({"person": "emir"}, "elsewhere"),
        ({"why": "  "}, "empty"),
        ({"person": "sem"}, "age"),
        ({"person": "sem", "kind": "not_able"}, "age"),
        ({"since": date(2024, 3, 14)}, "age"),  # she was eleven
        ({"since": date(2029, 3, 14)}, "age"),  # she will be sixteen
        ({"person": "kees", "kind": "not_able"}, "nobody"),
    ],
)
def test_how_somebody_decides_is_not_said_of_just_anybody(cast, change, why):
    said = {"person": "noor", "kind": "alone", "why": "Zo kiest ze zelf.", **change}
    said["person"] = getattr(cast, said["person"])
    before = Entry.objects.count()
    with pytest.raises(rules.Refused, match=why):
        rules.set_rule(by=cast.sanne, **said)
    assert Entry.objects.count() == before


def test_only_an_adult_of_the_family_with_authority_says_how_a_child_decides(cast, gerda):
    people.set_authority(by=cast.sanne, child=cast.noor, holder=gerda, kind="guardian")
    aunt = people.add(by=cast.sanne, name="Joyce", kind="family")
    aunt.user, aunt.family_since = cast.stranger, timezone.now()
    aunt.save()
    keys.sync(cast.plan)
    said = {"person": cast.noor, "kind": "alone", "why": "Zo kiest ze zelf."}
    for nobody in (gerda, cast.riet, aunt):
        with pytest.raises(PermissionDenied):
            rules.set_rule(by=nobody, **said)
    with pytest.raises(rules.Refused, match="oneself"):
        rules.set_rule(by=cast.noor, **said)
    rule = rules.set_rule(by=cast.sanne, **said)
    assert rules.set_rule(by=cast.sanne, **said) == rule, "sent twice"
    with pytest.raises(rules.Refused, match="again"):
        rules.set_rule(by=cast.kees, **said | {"kind": "not_able"})
    assert rules.in_force(cast.noor) == rule
    with pytest.raises(PermissionDenied):
        rules.end_rule(rule, by=aunt, until=timezone.localdate())
    with pytest.raises(rules.Refused, match="oneself"):
        rules.end_rule(rule, by=cast.noor, until=timezone.localdate())


def test_a_rule_ends_on_a_day_and_stands_in_the_journal(cast):
    today = timezone.localdate()
    said = {"person": cast.noor, "kind": "alone", "why": "Zo kiest ze zelf."}
    rule = rules.set_rule(by=cast.sanne, **said)
    with pytest.raises(rules.Refused, match="period"):
        rules.end_rule(rule, by=cast.kees, until=today - timedelta(days=1))
    for _twice in range(2):
        ended = rules.end_rule(rule, by=cast.kees, until=today)
    assert ended.until == today
    names = {one.pk: one.name for one in KnownName.objects.filter(plan=cast.plan)}
    changed = Entry.objects.filter(plan=cast.plan, act="rule_changed").order_by("seq")
    assert [(names[one.who], names[one.whom]) for one in changed] == [
        ("Sanne", "Noor"),
        ("Kees", "Noor"),
    ]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert rules.in_force(cast.noor) is None
        with pytest.raises(rules.Refused, match="over"):
            rules.end_rule(rule, by=cast.kees, until=today + timedelta(days=9))
        assert rules.set_rule(by=cast.sanne, **said) != rule


def test_an_adult_of_the_family_says_that_another_cannot_weigh_it(cast, marloes):
    people.set_authority(by=cast.sanne, child=cast.kees, holder=cast.riet, kind="representative")
    rule = ruled(cast.sanne, cast.kees, "not_able")
    consent = ask(cast.sanne, marloes, look=GOALS, about=[cast.kees])
    with pytest.raises(actions.Refused, match="giver"):
        actions.agree(consent, by=cast.kees)
    actions.agree(consent, by=cast.riet)
    assert is_let_in(marloes)
    rules.end_rule(rule, by=cast.sanne, until=rule.since)
    assert_keys_are_right(cast.plan)


# --- In the journal -------------------------------------------------------------------------------


def test_whose_yes_it_was_is_said_by_name(cast):
    alone = ask(cast.kees, cast.bakker, look=GOALS, about=[cast.kees])
    together = ask(cast.sanne, cast.bakker, look=GOALS, about=[cast.noor])
    actions.agree(together, by=cast.noor)
    elsewhere = Consent.objects.get(plan=cast.other_plan)
    ids = [alone.pk, together.pk, elsewhere.pk, uuid4()]
    assert hooks.consent_words(cast.plan, ids) == {
        alone.pk: "Kees zei ja",
        together.pk: "Sanne en Noor zeiden ja",
    }
