"""The family lays its table, goes round it, decides, and looks back."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from groeiplan.actions import items
from groeiplan.models import ContactDetail, Person
from kitchen_table import actions, challenge, deck, hooks, seating
from kitchen_table.models import CardAnswer, CardCheck, CardDecision, RoleCard, Snapshot
from tests.cast import share, visit

TABLE = "kitchen_table.kitchen_table"


def url(cast, name, *args):
    return reverse(f"kitchen_table:{name}", args=[cast.plan.pk, *args])


def card_form(**values):
    return {
        "id": str(uuid4()),
        "role": "neighbour",
        "name": "Fatma",
        "place": "table",
        "audience": "keyholders",
        **values,
    }


def test_the_deck_is_whole():
    assert len(deck.GROUPS) == 8
    assert 40 <= len(deck.ROLES) <= 50
    assert {key for key, role in deck.ROLES.items() if role.stays} >= {
        "parent", "child", "gp", "teacher", "youth_health",
    }  # fmt: skip
    assert not deck.ROLES["family_coach"].stays
    assert [len(deck.QUESTIONS[kind]) for kind in (deck.PROFESSIONAL, deck.NETWORK)] == [5, 4]
    assert deck.named("huisarts / praktijkondersteuner") == "gp"
    assert deck.named("iets anders") is None


def test_sanne_lays_a_card_and_sees_it_on_the_table(cast, enter):
    client = enter(cast.sanne)
    assert "Kies de eerste kaart" in client.get(url(cast, "index")).content.decode()
    picking = client.get(url(cast, "pick")).content.decode()
    assert "oma Riet" in picking
    assert "onafhankelijke cliëntondersteuner" in picking
    answer = client.post(url(cast, "lay"), card_form(told_by=str(cast.sanne.pk)))
    assert answer.status_code == 302
    page = client.get(url(cast, "index")).content.decode()
    assert "Fatma" in page
    assert 'class="seats oval wide"' in page
    assert 'class="seats long"' in page
    assert "Fatma" in client.get(url(cast, "index") + "?als=lijst").content.decode()


@pytest.mark.parametrize(
    ("kind", "name", "role", "born", "suggested"),
    [
        ("family", "Fatma", "", None, "parent"),
        ("family", "Mehmet", "vader van Yara en Sem", None, "parent"),
        ("family", "Yara", "dochter", date(2013, 5, 1), "child"),
        ("family", "Sem", "", date(2018, 5, 1), "child"),
        ("family", "Lot", "dochter", date(2001, 5, 1), "child"),
        ("family", "Jan", "bonusvader", None, "step_parent"),
        ("family", "Ria", "pleegmoeder", None, "foster_parent"),
        ("family", "Bo", "woont hier ook", None, ""),
        ("network", "Oma Ayşe", "moeder van Fatma", None, "grandparent"),
        ("network", "Kees", "opa / oma", None, "grandparent"),
        ("network", "Linda", "buurvrouw", None, "neighbour"),
        ("network", "Mo", "moeder van vriendje", None, "parent_of_friend"),
        ("network", "Joop", "vriend en buurman", None, ""),
        ("network", "Joop", "", None, ""),
        ("professional", "Linda", "Gezinscoach", None, "family_coach"),
        ("professional", "De heer Pas", "huisarts van Sem", None, "gp"),
        ("professional", "Juf Marieke", "", None, "teacher"),
        ("professional", "Ans", "mentor van Noor", None, "teacher"),
        ("professional", "Piet", "gezinsvoogd", None, "youth_protection"),
        ("professional", "Piet", "", None, ""),
    ],
)
def test_the_role_is_suggested_where_it_is_plain(kind, name, role, born, suggested):
    person = Person(kind=kind, name=name, role=role, born=born)
    assert deck.suggested(person, date(2026, 11, 19)) == suggested


def test_the_mothers_own_card_is_laid_as_it_is_offered(cast, enter):
    client = enter(cast.sanne)
    page = client.get(url(cast, "lay") + f"?wie={cast.sanne.pk}").content.decode()
    assert '<option value="parent" selected>' in page
    more = {"person": str(cast.sanne.pk), "name": "", "role": "parent", "own_role": ""}
    client.post(url(cast, "lay"), card_form(told_by=str(cast.sanne.pk), **more))
    card = RoleCard.objects.get()
    assert (card.role, card.kind, card.stays) == ("parent", "family", True)


def test_a_card_without_a_role_says_where_to_choose_one(cast, enter):
    client = enter(cast.sanne)
    more = {"role": "", "own_role": ""}
    answer = client.post(url(cast, "lay"), card_form(told_by=str(cast.sanne.pk), **more))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Kies hierboven een rol. Past er geen?" in page
    asked = page[page.index("Hoe noemen jullie het zelf?") :]
    assert "(hoeft niet)" not in asked[: asked.index("Kies hierboven")]


def test_a_participant_brings_name_kind_and_role_along(cast, enter):
    client = enter(cast.sanne)
    page = client.get(url(cast, "lay") + f"?wie={cast.ilse.pk}").content.decode()
    assert '<option value="family_coach" selected>' in page
    client.post(
        url(cast, "lay"),
        card_form(
            told_by=str(cast.sanne.pk), name="", person=str(cast.ilse.pk), role="family_coach"
        ),
    )
    card = RoleCard.objects.get()
    assert (card.title, card.kind, card.stays) == ("Ilse", "professional", False)


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"role": "", "own_role": ""}, {"place": "nergens"}, {"role": "koning"},
     {"name": "x" * 10_000}, {"since": "eergisteren ooit"}, {"audience": "readers"}],
)  # fmt: skip
def test_a_wrong_card_is_asked_again_with_what_was_typed(cast, enter, wrong):
    sent = card_form(told_by=str(cast.sanne.pk), **({"own_role": "onze rots"} | wrong))
    answer = enter(cast.sanne).post(url(cast, "lay"), sent)
    assert answer.status_code == 422
    if sent["own_role"]:
        assert "onze rots" in answer.content.decode()
    assert not RoleCard.objects.exists()


def test_a_double_click_lays_one_card_and_anothers_id_none(cast, enter):
    sent = card_form(told_by=str(cast.sanne.pk))
    client = enter(cast.sanne)
    assert [client.post(url(cast, "lay"), sent).status_code for _ in (1, 2)] == [302, 302]
    assert RoleCard.objects.count() == 1
    client = enter(cast.kees)
    sent["told_by"] = str(cast.kees.pk)
    assert client.post(url(cast, "lay"), sent).status_code == 404
    assert RoleCard.objects.count() == 1


def test_nobody_speaks_for_somebody_with_an_account(cast, enter):
    client = enter(cast.sanne)
    assert client.post(url(cast, "lay"), card_form(told_by=str(cast.noor.pk))).status_code == 422
    assert client.post(url(cast, "lay"), card_form(told_by=str(cast.sem.pk))).status_code == 302
    assert RoleCard.objects.get().told_by == cast.sem


def test_a_card_moves_by_a_button_with_and_without_htmx(cast, enter, lay):
    card = lay("neighbour", name="Fatma")
    client = enter(cast.kees)  # another's card, but seats belong to the family
    assert client.get(url(cast, "move", card.pk)).status_code == 302
    assert client.post(url(cast, "move", card.pk), {"place": "near"}).status_code == 302
    card.refresh_from_db()
    assert card.place == "near"
    fragment = client.post(
        url(cast, "move", card.pk), {"place": "far", "als": "lijst"}, headers={"HX-Request": "true"}
    )
    assert fragment.status_code == 200
    assert fragment.content.decode().strip().startswith("<section")
    assert "Fatma: verder weg" in fragment.content.decode()
    assert client.post(url(cast, "move", card.pk), {"place": "maan"}).status_code == 404


def test_seats_are_changed_one_by_one(cast, enter, lay):
    first, second = lay("neighbour", name="Fatma"), lay("friend", name="Els")
    client = enter(cast.sanne)
    client.post(url(cast, "move", second.pk), {"step": "-1"})
    assert [c.pk for c in seating.Table(visit(cast.sanne)).cards] == [second.pk, first.pk]
    client.post(url(cast, "move", second.pk), {"step": "-1"})  # at the end nothing changes
    assert [c.pk for c in seating.Table(visit(cast.sanne)).cards] == [second.pk, first.pk]


def test_own_words_are_changed_facts_by_all_the_family(cast, enter, lay):
    card = lay("neighbour", name="Fatma")
    facts = {"version": card.version, "since": "maart 2023", "last_contact": "2026-11-01"}
    client = enter(cast.kees)
    assert 'name="name"' not in client.get(url(cast, "change", card.pk)).content.decode()
    assert client.post(url(cast, "change", card.pk), facts | {"name": "Iemand"}).status_code == 302
    card.refresh_from_db()
    assert (card.name, card.since, card.last_contact) == ("Fatma", "2023-03", date(2026, 11, 1))
    assert client.post(url(cast, "remove", card.pk)).status_code == 403


def test_who_saved_first_is_not_overwritten(cast, enter, lay):
    card = lay("neighbour", name="Fatma")
    actions.change(card, by=cast.sanne, version=1, name="Fatma A.")
    answer = enter(cast.sanne).post(
        url(cast, "change", card.pk), card_form(version=1, name="Fatma van hiernaast")
    )
    assert answer.status_code == 409
    assert "Fatma van hiernaast" in answer.content.decode()
    assert "Fatma A." in answer.content.decode()
    card.refresh_from_db()
    assert card.name == "Fatma A."


def test_a_card_taken_away_can_come_back(cast, enter, lay):
    card = lay("neighbour", name="Fatma")
    client = enter(cast.sanne)
    assert "Weghalen" in client.get(url(cast, "remove", card.pk)).content.decode()
    page = client.post(url(cast, "remove", card.pk), {"version": 1}, follow=True).content.decode()
    assert url(cast, "undo", card.pk) in page
    assert client.get(url(cast, "card", card.pk)).status_code == 404
    assert client.get(url(cast, "undo", card.pk)).status_code == 200
    client.post(url(cast, "undo", card.pk))
    assert client.get(url(cast, "card", card.pk)).status_code == 200
    assert client.get(url(cast, "undo", card.pk)).status_code == 404


def test_the_round_asks_answers_and_whether_it_is_right(cast, enter, lay):
    card = lay("grandparent", person=cast.riet)
    client = enter(cast.sanne)
    assert client.get(url(cast, "answer", card.pk, "task")).status_code == 404  # not her question
    sent = {"id": str(uuid4()), "text": "Soep & <b>bellen</b>", "audience": "keyholders"}
    assert (
        client.post(url(cast, "answer", card.pk, "offer"), sent | {"text": ""}).status_code == 422
    )
    sent["told_by"] = str(cast.sanne.pk)
    assert client.post(url(cast, "answer", card.pk, "offer"), sent).status_code == 302
    sent = {
        "id": str(uuid4()),
        "says": "no",
        "because": "ook op zondag",
        "told_by": str(cast.sanne.pk),
    }
    assert client.post(url(cast, "check", card.pk), sent).status_code == 302
    page = client.get(url(cast, "card", card.pk)).content.decode()
    assert "Soep &amp; &lt;b&gt;bellen&lt;/b&gt;" in page
    assert "ook op zondag" in page
    assert "Nog 3 vragen open" in client.get(url(cast, "around")).content.decode()
    answer = CardAnswer.objects.get()
    sent = {"text": "Soep", "audience": "family", "version": 1}
    assert client.post(url(cast, "answer_change", answer.pk), sent).status_code == 302
    assert client.post(url(cast, "answer_change", answer.pk), sent).status_code == 409
    assert enter(cast.kees).post(url(cast, "answer_change", answer.pk), sent).status_code == 403
    client = enter(cast.sanne)
    client.post(url(cast, "answer_remove", answer.pk), {"version": 2})
    assert not visit(cast.sanne).rows(CardAnswer).exists()
    client.post(url(cast, "answer_undo", answer.pk))
    assert visit(cast.sanne).rows(CardAnswer).get().text == "Soep"


def test_the_newest_check_of_each_person_counts(cast, lay):
    card = lay("grandparent", person=cast.riet)
    for says in ("no", "yes"):
        actions.say(CardCheck(card=card, says=says), by=cast.sanne)
    actions.say(CardCheck(card=card, says="no"), by=cast.noor)
    voices = seating.Table(visit(cast.kees)).said[card.pk].voices
    assert {(one.told_by, one.says) for one in voices} == {(cast.sanne, "yes"), (cast.noor, "no")}


def test_a_decision_says_why_and_who_tells_them_and_older_ones_stay(cast, enter, lay):
    card = lay("attendance", name="meneer Postma")
    client = enter(cast.sanne)
    sent = {
        "outcome": "steps_back", "reason": "Noor gaat weer elke dag.", "tells": str(cast.kees.pk),
        "tells_on": "2026-12-04", "told_by": str(cast.sanne.pk),
    }  # fmt: skip
    assert client.post(url(cast, "decide", card.pk), sent | {"id": str(uuid4())}).status_code == 302
    sent |= {"outcome": "informed", "reason": "Voor als het misgaat.", "id": str(uuid4())}
    client.post(url(cast, "decide", card.pk), sent)
    page = client.get(url(cast, "card", card.pk)).content.decode()
    assert "Kees vertelt het" in page
    assert "Noor gaat weer elke dag." in page
    assert "Eerder besloten" in page
    newest = seating.Table(visit(cast.noor)).said[card.pk].decision
    assert newest.outcome == "informed"
    assert enter(cast.kees).post(url(cast, "decision_remove", newest.pk)).status_code == 403
    enter(cast.sanne).post(url(cast, "decision_remove", newest.pk), {"version": 1})
    assert seating.Table(visit(cast.noor)).said[card.pk].decision.outcome == "steps_back"
    client.post(url(cast, "decision_undo", newest.pk))
    assert seating.Table(visit(cast.noor)).said[card.pk].decision.outcome == "informed"


def test_the_challenge_counts_and_asks_and_never_judges(cast, enter, lay):
    lay("parent", person=cast.sanne)
    lay("teacher", person=cast.wim)
    lay("school_social_work", name="mevrouw Dekker")
    lay("chosen_mentor", "missing", name="Iemand voor Sem", by=cast.noor)
    client = enter(cast.sanne)
    pages = [
        client.get(url(cast, "challenge") + f"?vraag={n}").content.decode() for n in range(1, 6)
    ]
    for number, (page, question) in enumerate(zip(pages, challenge.QUESTIONS, strict=True), 1):
        assert f"Vraag {number} van 5" in page
        assert str(question) in page
        assert "te veel" not in page
    assert "School en opvang: Wim en mevrouw Dekker." in pages[1]
    assert "“Iemand voor Sem”, zegt Noor." in pages[2]
    assert "één van het gezin, geen eigen mensen, twee helpers" in pages[4]
    assert client.get(url(cast, "challenge") + "?vraag=99").status_code == 200


def test_looking_back_says_in_words_what_changed(cast, enter, lay):
    lay("parent", person=cast.sanne)
    going = lay("attendance", name="meneer Postma")
    client = enter(cast.sanne)
    sent = {"id": str(uuid4()), "note": "Zo vol was het."}
    assert [client.post(url(cast, "keep"), sent).status_code for _ in (1, 2)] == [302, 302]
    snapshot = Snapshot.objects.get()
    actions.move(going, by=cast.sanne, place="far")
    lay("grandparent", person=cast.riet)
    lay("neighbour", name="Fatma")
    page = client.get(url(cast, "compared", snapshot.pk)).content.decode()
    assert "twee mensen aan tafel, van wie één van jullie zelf. Nu drie, van wie drie." in page
    assert "Zo vol was het." in page
    compared = seating.compare(
        seating.Table(visit(cast.sanne)), snapshot, seating.names_of(visit(cast.sanne))
    )
    assert (compared.came, compared.went) == (["oma Riet", "Fatma"], ["meneer Postma"])
    client.post(url(cast, "snapshot_remove", snapshot.pk), {"version": 1})
    assert client.get(url(cast, "compared", snapshot.pk)).status_code == 404
    client.post(url(cast, "snapshot_undo", snapshot.pk))
    assert client.get(url(cast, "compared", snapshot.pk)).status_code == 200


def test_a_card_for_some_is_not_kept_and_leaves_what_was_kept(cast, lay):
    lay("friend", name="Alleen van Sanne", audience="teller")
    open_then = lay("friend", name="Eerst open")
    hidden = lay("debt_help", name="Niet op het scherm", hidden_on_screen=True)
    kept = actions.keep(by=cast.sanne, cards=seating.Table(visit(cast.sanne)).cards)
    assert [one["name"] for one in kept.cards] == ["Eerst open"]
    assert hidden.pk
    actions.change(open_then, by=cast.sanne, version=open_then.version, audience="teller")
    kept.refresh_from_db()
    assert kept.cards == []


def test_who_is_taken_off_the_screen_is_off_the_earlier_tables_too(cast, lay):
    card = lay("debt_help", name="Rachid")
    kept = actions.keep(by=cast.sanne, cards=seating.Table(visit(cast.sanne)).cards)
    actions.change(card, by=cast.sanne, version=card.version, hidden_on_screen=True)
    table = seating.Table(visit(cast.sanne))
    assert seating.compare(table, kept, {}).then == 0
    assert seating.rings_then(table, kept, {}) == []


def test_an_emptied_person_has_no_name_in_an_earlier_table(cast, enter, lay):
    lay("attendance", person=cast.wim)
    kept = actions.keep(by=cast.sanne, cards=seating.Table(visit(cast.sanne)).cards)
    assert "Wim" not in str(kept.cards)
    client = enter(cast.sanne)
    assert "Wim" in client.get(url(cast, "compared", kept.pk)).content.decode()
    cast.wim.name, cast.wim.emptied = "", cast.plan.started
    cast.wim.save()
    page = client.get(url(cast, "compared", kept.pk)).content.decode()
    assert "Wim" not in page
    assert "oud-deelnemer" in page


def test_the_plan_page_says_it_in_two_sentences(cast, lay):
    for role, person in (
        ("parent", cast.sanne),
        ("grandparent", cast.riet),
        ("family_coach", cast.ilse),
    ):
        lay(role, person=person)
    lay("sibling", "near", person=cast.sem)
    assert hooks.card(visit(cast.sanne))["summary"] == (
        "Drie mensen aan tafel, van wie twee van jullie zelf. Eén mens vlakbij."
    )
    assert "van het gezin zelf" in hooks.card(visit(cast.ilse))["summary"]
    assert hooks.card(visit(cast.bakker)) is None


def test_a_phone_number_comes_from_the_contact_chapter_alone(cast, enter, lay):
    card = lay("family_coach", person=cast.ilse)
    items.write(
        ContactDetail(person=cast.ilse, kind="phone", value="06 12345678", audience="teller"),
        by=cast.sanne,
    )
    assert "06 12345678" in enter(cast.sanne).get(url(cast, "card", card.pk)).content.decode()
    for other in (cast.kees, cast.ilse):
        page = enter(other).get(url(cast, "card", card.pk))
        assert page.status_code == 200
        assert "06 12345678" not in page.content.decode()


def test_forty_cards_ask_no_more_than_one(cast, client, lay, django_assert_max_num_queries):
    def fill(number):
        card = lay("family_coach", name=f"Helper {number}", about=[cast.noor])
        actions.say(CardAnswer(card=card, question="task", text="Iets"), by=cast.sanne)
        actions.say(CardCheck(card=card, says="yes"), by=cast.sanne)
        actions.say(CardDecision(card=card, outcome="stays", tells=cast.kees), by=cast.sanne)
        return card

    pages = ("index", "around", "decisions", "challenge", "earlier")
    asked = {}
    actions.keep(by=cast.sanne, cards=[fill(0)])
    for person, most in ((cast.sanne, 20), (cast.ilse, 25)):
        client.force_login(person.user)
        for page in pages:
            client.get(url(cast, page))  # the first look writes a guest's one entry
            with django_assert_max_num_queries(most) as one:
                client.get(url(cast, page))
            asked[person, page] = len(one)
    actions.keep(by=cast.sanne, cards=[fill(number) for number in range(1, 40)])
    for person in (cast.sanne, cast.ilse):
        client.force_login(person.user)
        for page in pages:
            with django_assert_max_num_queries(asked[person, page]):
                assert client.get(url(cast, page)).status_code == 200
    assert "Helper 39" in client.get(url(cast, "index")).content.decode()


def test_a_shared_table_is_read_but_not_touched(cast, enter, lay):
    share(cast.sanne, cast.bakker, look=[TABLE])
    card = lay("gp", person=cast.bakker)
    client = enter(cast.bakker)
    for name in ("index", "around", "decisions", "challenge", "earlier"):
        assert client.get(url(cast, name)).status_code == 200
    for name in ("pick", "lay", "keep"):
        assert client.get(url(cast, name)).status_code == 403
    for name in ("move", "change", "remove", "check", "decide"):
        assert client.post(url(cast, name, card.pk)).status_code == 403
    assert client.post(url(cast, "answer", card.pk, "task"), {}).status_code == 403


def test_what_a_card_need_not_say_stays_folded_until_it_holds_an_error(cast, enter):
    client = enter(cast.sanne)
    folded, opened = '<details class="more tell-more">', '<details class="more tell-more" open>'
    assert folded in client.get(url(cast, "lay")).content.decode()
    wrong = card_form(told_by=str(cast.sanne.pk), since="ooit eens een keer")
    answer = client.post(url(cast, "lay"), wrong)
    assert answer.status_code == 422
    assert opened in answer.content.decode()
