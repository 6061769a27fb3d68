"""One adult alone does not rewrite who must agree, and does not speak for the others (decision
0009)."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from consent import actions, rules
from consent.models import Consent
from consent.standing import Book, State, all_with_votes
from groeiplan.actions import births, items, left_out, people
from groeiplan.models import Authority, Person, Story
from groeiplan.tools import installed_rooms
from tests.cast import account, ask, court_noted, everybody_agrees, guest_of, share, visit

GOALS = ["groeiplan.goals"]
OLDER = date(2009, 1, 1)


def login(client, person):
    client.force_login(person.user)
    return client


def text(answer):
    return " ".join(unescape(answer.content.decode()).split())


def whose(cast, child, by=None):
    needed = actions.whose_yes(by=by or cast.kees, receiver=cast.bakker, about=[child])
    return {cast.plan.people.get(pk=pk).name for pk in needed}


@pytest.fixture
def johan(cast):
    """Somebody without account, whom Kees writes down as guardian over Sem."""
    card = people.add(by=cast.kees, name="Johan", kind="network")
    people.set_authority(by=cast.kees, child=cast.sem, holder=card, kind="guardian")
    return card


def end(cast, child, holder, by):
    held = Authority.objects.get(child=child, holder=holder, plan=cast.plan)
    return people.end_authority(held, by=by, until=date(2026, 1, 1))


def test_a_guardian_that_was_written_down_leaves_the_parents_who_take_part_their_say(cast, johan):
    assert whose(cast, cast.sem) == {"Johan", "Sanne", "Kees"}
    end(cast, cast.sem, cast.sanne, by=cast.sanne)
    assert whose(cast, cast.sem) == {"Johan", "Kees"}


def test_a_parent_without_account_makes_way_for_the_guardian(cast, johan):
    cast.kees.user = None
    cast.kees.save()
    assert whose(cast, cast.sem, by=cast.sanne) == {"Johan", "Sanne"}


def test_only_who_takes_part_ends_their_own_authority(cast, client):
    with pytest.raises(people.Refused, match="theirs"):
        end(cast, cast.noor, cast.sanne, by=cast.kees)
    assert "Sanne" in whose(cast, cast.noor)
    held = Authority.objects.get(child=cast.noor, holder=cast.sanne)
    address = reverse("authority_end", args=[cast.plan.pk, held.pk])
    kees = login(client, cast.kees)
    for answer in (kees.get(address), kees.post(address, {"until": "2026-01-01", "stops": "yes"})):
        assert answer.status_code == 403
        assert "alleen Sanne kan dit opschrijven" in text(answer)
        assert "wat de rechter besloot" in text(answer)
    held.refresh_from_db()
    assert held.until is None


def test_the_authority_of_who_does_not_take_part_is_ended_by_who_wrote_it_down(cast, johan):
    with pytest.raises(people.Refused, match="theirs"):
        end(cast, cast.sem, johan, by=cast.sanne)
    end(cast, cast.sem, johan, by=cast.kees)
    assert whose(cast, cast.sem) == {"Sanne", "Kees"}


def test_who_writes_themselves_down_as_guardian_takes_no_say_away(cast):
    cast.kees.user = None
    cast.kees.save()
    people.set_authority(by=cast.sanne, child=cast.sem, holder=cast.sanne, kind="guardian")
    assert whose(cast, cast.sem, by=cast.sanne) == {"Sanne", "Kees"}


def test_or_by_any_adult_once_who_wrote_it_down_is_gone(cast, johan):
    cast.kees.family_until = timezone.now()
    cast.kees.save()
    end(cast, cast.sem, johan, by=cast.sanne)
    assert "Johan" not in whose(cast, cast.sem, by=cast.sanne)


def test_nobody_writes_themselves_down_as_representative_nor_one_for_a_child(cast):
    for child, holder, why in (
        (cast.noor, cast.sanne, "grown"),
        (cast.noor, cast.riet, "grown"),
        (cast.kees, cast.sanne, "self"),
    ):
        with pytest.raises(people.Refused, match=why):
            people.set_authority(by=cast.sanne, child=child, holder=holder, kind="representative")
    assert not Authority.objects.filter(plan=cast.plan, kind="representative").exists()


# --- How somebody decides, written down by one of them ------------------------------------------


def opens(consent):
    return Book(consent.plan).standing(consent).is_complete


def test_jongere_beslist_takes_no_say_away_that_its_holder_did_not_give_up(cast):
    rule = rules.set_rule(by=cast.sanne, person=cast.noor, kind="alone", why="Zo is het.")
    assert whose(cast, cast.noor) == {"Noor", "Sanne", "Kees"}
    consent = ask(cast.noor, cast.bakker, look=GOALS, about=[cast.noor])
    with pytest.raises(PermissionDenied):
        rules.answer_rule(rule, by=cast.sanne, agrees=True)
    rules.answer_rule(rule, by=cast.kees, agrees=False)
    assert whose(cast, cast.noor) == {"Noor", "Sanne", "Kees"}
    rules.answer_rule(rule, by=cast.kees, agrees=True)
    assert whose(cast, cast.noor) == {"Noor"}
    assert not opens(consent), "who was asked stays asked"
    later = ask(cast.noor, cast.bakker, look=GOALS, about=[cast.noor])
    assert opens(later)
    rules.answer_rule(rule, by=cast.kees, agrees=False)
    assert not opens(later), "who takes their word back has a say again"


def test_who_comes_to_have_a_say_is_asked_about_a_rule_that_stands(cast):
    cast.kees.user, kept = None, cast.kees.user
    cast.kees.save()
    rules.set_rule(by=cast.sanne, person=cast.noor, kind="alone", why="Zo is het.")
    assert whose(cast, cast.noor, by=cast.sanne) == {"Noor"}
    cast.kees.user = kept
    cast.kees.save()
    assert whose(cast, cast.noor) == {"Noor", "Sanne", "Kees"}


@pytest.mark.parametrize("says", [None, True, False])
def test_nobody_alone_says_of_who_takes_part_that_they_cannot_weigh_it(cast, says):
    end(cast, cast.noor, cast.kees, by=cast.kees)
    rule = rules.set_rule(by=cast.sanne, person=cast.noor, kind="not_able", why="Zo is het.")
    assert whose(cast, cast.noor) == {"Noor", "Sanne"}
    if says is not None:
        rules.answer_rule(rule, by=cast.noor, agrees=says)
    rules.answer_rule(rule, by=cast.kees, agrees=True)  # another adult of the circle
    assert whose(cast, cast.noor) == ({"Noor", "Sanne"} if says is False else {"Sanne"})


def test_who_is_asked_reads_it_and_answers_on_the_page(cast, client):
    def waits(person):
        found = [one for room in installed_rooms() for one in room.waiting(person.user)]
        return [one.sentence for one in found if "hoe iemand beslist" in one.sentence]

    rule = rules.set_rule(by=cast.sanne, person=cast.noor, kind="alone", why="Zo is het.")
    assert waits(cast.kees) and not waits(cast.noor) and not waits(cast.sanne)
    page = text(
        login(client, cast.kees).get(reverse("consent:rules", args=[cast.plan.pk, cast.noor.pk]))
    )
    assert "Klopt dit volgens jou?" in page and "Het gaat pas gelden als ook Kees" in page
    answer = reverse("consent:rule_answer", args=[cast.plan.pk, rule.pk])
    assert login(client, cast.sanne).post(answer, {"agrees": "yes"}).status_code == 403
    assert login(client, cast.ilse).post(answer, {"agrees": "yes"}).status_code == 404
    assert client.get(answer).status_code == 404
    kees = login(client, cast.kees)
    assert kees.get(answer).status_code == 302 and not rule.answers.exists()
    kees.post(answer, {"agrees": "yes", "stops": "yes"})
    assert whose(cast, cast.noor) == {"Noor"} and not waits(cast.kees)
    assert "Jij zei: dit klopt" in text(
        kees.get(reverse("consent:rules", args=[cast.plan.pk, cast.noor.pk]))
    )


# --- A birth date by which fewer must agree -----------------------------------------------------


def change_born(card, by, born):
    card.refresh_from_db()
    saved = people.change(card, by=by, version=card.version, born=born)
    card.refresh_from_db()
    return saved


def waits(person):
    found = [one for room in installed_rooms() for one in room.waiting(person.user)]
    return [one.sentence for one in found if "geboortedatum" in one.sentence]


def test_a_child_is_not_made_older_by_one_parent(cast):
    change_born(cast.sem, cast.kees, OLDER)
    assert (cast.sem.born, cast.sem.born_proposed) == (date(2018, 1, 22), OLDER)
    assert whose(cast, cast.sem) == {"Sanne", "Kees"}
    assert waits(cast.sanne) == ["Familie De Jong vraagt of een geboortedatum klopt."]
    assert not waits(cast.kees) and not waits(cast.ilse)
    for nobody in (cast.kees, cast.noor):
        with pytest.raises(PermissionDenied):
            births.answer(cast.sem, by=nobody, born=OLDER, right=True)
    with pytest.raises(PermissionDenied):
        births.answer(cast.sem, by=cast.ayse, born=OLDER, right=True)
    for _twice in range(2):
        births.answer(cast.sem, by=cast.sanne, born=OLDER, right=True)
    cast.sem.refresh_from_db()
    assert (cast.sem.born, cast.sem.born_proposed, cast.sem.born_proposed_by) == (OLDER, None, None)
    assert not waits(cast.sanne)


def test_what_was_changed_meanwhile_is_not_confirmed(cast):
    change_born(cast.sem, cast.kees, OLDER)
    change_born(cast.sem, cast.kees, date(2008, 12, 1))
    births.answer(cast.sem, by=cast.sanne, born=OLDER, right=True)
    cast.sem.refresh_from_db()
    assert (cast.sem.born, cast.sem.born_proposed) == (date(2018, 1, 22), date(2008, 12, 1))


def test_klopt_is_said_on_the_card(cast, client):
    change_born(cast.sem, cast.kees, OLDER)
    address = reverse("person_born", args=[cast.plan.pk, cast.sem.pk])
    card = reverse("person_change", args=[cast.plan.pk, cast.sem.pk])
    sanne = login(client, cast.sanne)
    assert "Kees schreef als geboortedatum op: 1 januari 2009." in text(sanne.get(card))
    assert "Klopt niet" in text(sanne.get(address))
    sanne.post(address, {"right": "no"})
    cast.sem.refresh_from_db()
    assert (cast.sem.born, cast.sem.born_proposed) == (date(2018, 1, 22), None)
    change_born(cast.sem, cast.kees, OLDER)
    sanne.post(address, {"right": "yes"})
    cast.sem.refresh_from_db()
    assert cast.sem.born == OLDER


def test_who_wrote_it_down_only_takes_it_back(cast, client):
    change_born(cast.sem, cast.kees, OLDER)
    address = reverse("person_born", args=[cast.plan.pk, cast.sem.pk])
    kees = login(client, cast.kees)
    assert kees.post(address, {"right": "yes"}).status_code == 403
    kees.post(address, {"right": "no"})
    cast.sem.refresh_from_db()
    assert (cast.sem.born, cast.sem.born_proposed) == (date(2018, 1, 22), None)


def test_younger_and_a_first_date_count_at_once(cast):
    change_born(cast.sem, cast.kees, date(2019, 1, 1))
    assert cast.sem.born == date(2019, 1, 1)
    bo = people.add(by=cast.kees, name="Bo", kind="family")
    change_born(bo, cast.kees, date(2012, 1, 1))
    assert (bo.born, bo.born_proposed) == (date(2012, 1, 1), None)


def test_a_date_is_not_taken_away_to_make_a_child_count_as_grown_up(cast):
    with pytest.raises(people.Refused, match="age"):
        change_born(cast.sem, cast.kees, None)


def test_a_young_person_who_takes_part_may_say_klopt_herself(cast):
    older = timezone.localdate() - timedelta(days=17 * 366)
    change_born(cast.noor, cast.kees, older)
    assert cast.noor.born_proposed == older
    births.answer(cast.noor, by=cast.noor, born=older, right=True)
    cast.noor.refresh_from_db()
    assert cast.noor.born == older


def test_where_nobody_else_has_a_say_it_counts_at_once(cast):
    Authority.objects.filter(child=cast.sem, holder=cast.sanne).delete()
    change_born(cast.sem, cast.kees, OLDER)
    assert cast.sem.born == OLDER


# --- Who writes down what another says ----------------------------------------------------------


@pytest.fixture
def about_bo(cast):
    """About a child over whom only opa Jan, without account, has authority; Kees asks."""
    bo = people.add(by=cast.sanne, name="Bo", born=date(2019, 1, 1), kind="family")
    opa = people.add(by=cast.sanne, name="opa Jan", kind="network")
    people.set_authority(by=cast.sanne, child=bo, holder=opa, kind="parent")
    return ask(cast.kees, cast.bakker, look=GOALS, about=[bo]), opa


def test_neither_who_asked_nor_who_wrote_the_authority_down_notes_the_yes(cast, about_bo):
    consent, opa = about_bo
    aunt = guest_of(cast.plan, "tante Bo", kind="network")
    for pen in (cast.kees, cast.sanne):
        assert not actions.may_note(consent, pen, opa)
        with pytest.raises(actions.Refused, match="noter"):
            actions.note_yes(consent, giver=opa, by=pen)
        with pytest.raises(actions.Refused, match="noter"):
            actions.request(consent, by=cast.kees, giver=opa, noter=pen)
    actions.request(consent, by=cast.kees, giver=opa, noter=aunt)
    actions.note_yes(consent, giver=opa, by=aunt)
    assert Book(cast.plan).standing(consent).is_complete


def test_the_page_says_who_may_write_it_down(cast, client, about_bo):
    consent, opa = about_bo
    for name in ("riet", "ilse", "wim"):
        card = getattr(cast, name)
        card.user = None
        card.save()
    address = reverse("consent:ask", args=[cast.plan.pk, consent.givers.get(person=opa).pk])
    page = text(login(client, cast.kees).get(address))
    assert "Vraag dan iemand van jullie mensen of hulp, met een account." in page


# --- What stops by it is said first -------------------------------------------------------------


@pytest.fixture
def until_a_birthday(cast):
    """Sem turns 12 within the consent about him when this date is written down."""
    share(cast.sanne, cast.bakker, look=GOALS, about=[cast.sem])
    soon = timezone.localdate() + timedelta(days=30)
    return date(soon.year - 12, soon.month, min(soon.day, 28))


def card_form(cast, born):
    cast.sem.refresh_from_db()
    sent = {"name": "Sem", "role": "", "household": "", "born": born, "version": cast.sem.version}
    return reverse("person_change", args=[cast.plan.pk, cast.sem.pk]), sent


def test_before_a_birth_date_ends_a_consent_it_says_which_and_why(cast, client, until_a_birthday):
    address, sent = card_form(cast, until_a_birthday)
    sanne = login(client, cast.sanne)
    page = sanne.post(address, sent)
    cast.sem.refresh_from_db()
    assert page.status_code == 422 and cast.sem.born == date(2018, 1, 22)
    assert "Delen met dr. Bakker stopt dan" in text(page)
    assert "want Sem wordt dan 12." in text(page)
    assert not Consent.objects.filter(ends_by__isnull=False, ends_for=cast.sem).exists()
    assert sanne.post(address, {**sent, "stops": "yes"}).status_code == 302
    cast.sem.refresh_from_db()
    assert cast.sem.born == until_a_birthday


def test_mended_it_still_ends_and_every_page_says_so(cast, client, until_a_birthday):
    people.change(cast.sem, by=cast.sanne, version=cast.sem.version, born=until_a_birthday)
    change_born(cast.sem, cast.sanne, date(2018, 1, 22))
    consent = Consent.objects.get(receiver=cast.bakker, about=cast.sem)
    assert consent.ends_by < consent.until and consent.ends_for == cast.sem
    said = "Ook nu dat is verbeterd, gaat het niet vanzelf weer open."
    sanne = login(client, cast.sanne)
    assert said in text(sanne.get(reverse("consent:index", args=[cast.plan.pk])))
    page = text(sanne.get(reverse("consent:consent", args=[cast.plan.pk, consent.pk])))
    assert said in page and "Afgesproken was" in page
    api = sanne.get(reverse("api_consent", args=[cast.plan.pk, consent.pk])).json()
    assert api["ends_at"].startswith(consent.ends_by.isoformat()[:10]) or api["ends_at"]


def test_before_authority_closes_a_consent_it_says_until_whose_yes(cast, client):
    share(cast.sanne, cast.bakker, look=GOALS, about=[cast.sem])
    address = reverse("authority_add", args=[cast.plan.pk, cast.sem.pk])
    sent = {"holder": cast.riet.pk, "kind": "parent", "since": "", "until": ""}
    page = login(client, cast.sanne).post(address, sent)
    assert page.status_code == 422
    assert "gaat dan meteen dicht, tot oma Riet ja zegt." in text(page)
    assert not Authority.objects.filter(holder=cast.riet).exists()


def test_everybody_agrees_still_works_with_a_neighbour(cast, johan):
    consent = ask(cast.sanne, cast.bakker, look=GOALS, about=[cast.sem])
    everybody_agrees(consent)
    assert Book(cast.plan).standing(consent).is_complete


# --- Who is left out ----------------------------------------------------------------------------


@pytest.fixture
def baby(cast):
    """A new child, over whom Sanne writes down only herself."""
    card = people.add(by=cast.sanne, name="Bo", born=date(2022, 1, 1), kind="family")
    people.set_authority(by=cast.sanne, child=card, holder=cast.sanne, kind="parent")
    return card


def test_whoever_writes_first_does_not_write_the_other_out(cast, baby):
    assert whose(cast, baby, by=cast.sanne) == {"Sanne", "Kees"}
    consent = ask(cast.sanne, cast.bakker, look=GOALS, about=[baby])
    assert not Book(cast.plan).standing(consent).is_complete
    for trick in ("until", "since"):
        people.set_authority(
            by=cast.sanne,
            child=baby,
            holder=cast.kees,
            kind="parent",
            **{trick: date(2020, 1, 1) if trick == "until" else date(2199, 1, 1)},
        )
        assert "Kees" in whose(cast, baby, by=cast.sanne)
    with pytest.raises(PermissionDenied):
        left_out.none_of_mine(baby, by=cast.sanne)
    left_out.none_of_mine(baby, by=cast.kees)
    assert whose(cast, baby, by=cast.sanne) == {"Sanne"}
    assert not Book(cast.plan).standing(consent).is_complete, "who was asked stays asked"


def test_who_was_left_out_writes_no_rule(cast, baby):
    assert not rules.may_rule(cast.kees, baby, "not_able")


def test_a_court_in_the_place_of_who_was_left_out_counts_when_they_read_it(cast, baby):
    consent = ask(cast.sanne, cast.bakker, look=GOALS, about=[baby])
    decision = court_noted(consent, cast.kees, by=cast.sanne)
    assert decision.reader == cast.kees
    assert not Book(cast.plan).standing(consent).is_complete
    with pytest.raises(actions.Refused, match="reader"):
        actions.read_court(decision, by=cast.sanne, right=True)
    actions.read_court(decision, by=cast.kees, right=True)
    assert Book(cast.plan).standing(consent).is_complete


def test_who_was_left_out_is_asked_and_answers(cast, client, baby):
    def sentences(person):
        found = [one for room in installed_rooms() for one in room.waiting(person.user)]
        return [one.sentence for one in found if "gezag" in one.sentence]

    assert sentences(cast.kees) == ["Familie De Jong vraagt of jij gezag hebt over een kind."]
    assert not sentences(cast.sanne) and not sentences(cast.ilse)
    address = reverse("person_authority", args=[cast.plan.pk, baby.pk])
    kees = login(client, cast.kees)
    page = text(kees.get(address))
    assert "Heb jij gezag over Bo?" in page and "Sanne" in page
    kees.post(address, {"has": "yes"})
    assert Authority.objects.filter(child=baby, holder=cast.kees, until=None).exists()
    assert not sentences(cast.kees)
    assert login(client, cast.sanne).get(address).status_code == 302
    end(cast, baby, cast.kees, by=cast.kees)
    people.set_authority(by=cast.sanne, child=baby, holder=cast.riet, kind="guardian")
    assert not sentences(cast.kees), "who ended it themselves is not asked again"


def test_saying_no_on_the_page(cast, client, baby):
    address = reverse("person_authority", args=[cast.plan.pk, baby.pk])
    login(client, cast.kees).post(address, {"has": "no"})
    assert whose(cast, baby, by=cast.sanne) == {"Sanne"}


def test_it_says_who_is_left_out_after_saving(cast, client):
    card = people.add(by=cast.sanne, name="Bo", born=date(2022, 1, 1), kind="family")
    address = reverse("authority_add", args=[cast.plan.pk, card.pk])
    sent = {"holder": cast.sanne.pk, "kind": "parent", "since": "", "until": "", "stops": "yes"}
    page = text(login(client, cast.sanne).post(address, sent, follow=True))
    assert "Ook nodig is het ja van Kees, tot die zegt: ik heb geen gezag over Bo." in page


# --- An adult outside the circle, and a pen that makes a child of them ---------------------------


@pytest.fixture
def els(cast):
    """An aunt: family, and not in its circle. Nobody says yes for her."""
    return people.add(by=cast.sanne, name="tante Els", kind="family", role="tante")


def writes_born(by, person, born):
    card = Person.objects.get(pk=person.pk)
    values = {"name": card.name, "kind": card.kind, "role": card.role, "born": born}
    return people.change(card, by=by, version=card.version, **values)


CHILD = date(2017, 5, 5)


def test_T10_a_birth_date_that_makes_a_child_of_her_ends_what_was_agreed_without_her(cast, els):
    """Else the yes of before would speak of her from then on."""
    told = items.write(Story(kind="going_well", text="Els drinkt"), by=cast.sanne, about=[els])
    consent = share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    assert told not in visit(cast.riet).all(Story)
    writes_born(cast.sanne, els, CHILD)
    people.set_authority(by=cast.sanne, child=els, holder=cast.sanne, kind="parent")
    standing = Book(cast.plan).standing(all_with_votes(cast.plan).get(pk=consent.pk))
    assert standing.state(timezone.now()) == State.ENDED
    assert told not in visit(cast.riet).all(Story)
    writes_born(cast.sanne, els, None)  # written down otherwise again: it stays ended
    standing = Book(cast.plan).standing(all_with_votes(cast.plan).get(pk=consent.pk))
    assert standing.state(timezone.now()) == State.ENDED


def test_a_child_that_comes_later_closes_it_as_before_and_ends_nothing(cast):
    consent = share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    baby = people.add(by=cast.sanne, name="Bo", kind="family", born=timezone.localdate())
    people.set_authority(by=cast.sanne, child=baby, holder=cast.sanne, kind="parent")
    people.set_authority(by=cast.sanne, child=baby, holder=cast.kees, kind="parent")
    standing = Book(cast.plan).standing(all_with_votes(cast.plan).get(pk=consent.pk))
    assert standing.state(timezone.now()) == State.OPEN


def test_what_would_end_by_it_is_said_before_it_is_saved(cast, client, els):
    share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    page = reverse("person_change", args=[cast.plan.pk, els.pk])
    form = {"version": els.version, "name": els.name, "kind": "family", "born": CHILD.isoformat()}
    answer = login(client, cast.sanne).post(page, form)
    assert answer.status_code != 302 and "Riet" in text(answer)
    assert Person.objects.get(pk=els.pk).born is None


def test_nobody_makes_a_child_of_whoever_has_an_account_as_a_guest(cast, client, els):
    els.user = account("els")
    els.save()
    share(cast.sanne, els, look=["groeiplan.agreements"])
    with pytest.raises(people.Refused) as refused:
        writes_born(cast.sanne, els, CHILD)
    assert refused.value.why == "age"
    page = reverse("person_change", args=[cast.plan.pk, els.pk])
    card = Person.objects.get(pk=els.pk)
    form = {"version": card.version, "name": els.name, "kind": "family", "born": CHILD.isoformat()}
    answer = login(client, cast.sanne).post(page, form)
    assert answer.status_code == 422
    assert "Dat kan een ander niet veranderen" in text(answer)


def test_who_writes_down_a_representative_does_not_say_yes_in_their_place(cast, els):
    """Riet represents Els, who cannot weigh it, and is to read about her. By Sanne's pen alone that
    stays shut; where Kees wrote Riet down, there are two."""
    authority = people.set_authority(
        by=cast.sanne, child=els, holder=cast.riet, kind="representative"
    )
    rules.set_rule(by=cast.sanne, person=els, kind="not_able", why="Zo is het nu.")
    with pytest.raises(actions.Refused) as refused:
        actions.whose_yes(by=cast.sanne, receiver=cast.riet, about=[els])
    assert refused.value.why == "nobody"
    assert whose(cast, els, by=cast.sanne) == {cast.riet.name}
    Authority.objects.filter(pk=authority.pk).update(written_by=cast.kees)
    needed = actions.whose_yes(by=cast.sanne, receiver=cast.riet, about=[els])
    assert set(needed) == {cast.sanne.pk}
