"""The agenda: order, on or off, minutes, notes; and the shared screen."""

from uuid import uuid4

import pytest

from alignment_meetings import actions
from alignment_meetings.agenda import GROUND_RULES, ITEMS
from alignment_meetings.models import AgendaItem, OwnPoint
from groeiplan.actions import items

pytestmark = pytest.mark.django_db


def keys(talk):
    return list(talk.items.order_by("order").values_list("key", flat=True))


def item(talk, key):
    return talk.items.get(key=key)


def test_the_template_is_items_0_to_13():
    assert len(ITEMS) == 14
    assert [one.minutes for one in ITEMS] == [0, 5, 3, 10, 5, 10, 10, 15, 10, 10, 5, 5, 2, 3]
    assert [one.key for one in ITEMS if not one.on] == ["own_time"]
    assert len(GROUND_RULES) == 9


def test_an_item_goes_up_and_down_and_stops_at_the_ends(cast, as_, at, talk):
    browser = as_(cast.sanne)
    worries, before = item(talk, "worries"), item(talk, "before")
    place = keys(talk).index("worries")
    browser.post(at("move_item", worries), {"do": "up"})
    assert keys(talk).index("worries") == place - 1
    browser.post(at("move_item", worries), {"do": "down"})
    assert keys(talk).index("worries") == place
    browser.post(at("move_item", before), {"do": "up"})
    assert keys(talk)[0] == "before"


def test_switching_minutes_and_the_total(cast, as_, at, talk):
    browser = as_(cast.sanne)
    alone = item(talk, "own_time")
    assert "Samen 78 minuten" in browser.get(at("meeting", talk)).content.decode()
    browser.post(at("move_item", alone), {"do": "on"})
    browser.post(at("move_item", alone), {"do": "longer"})
    alone.refresh_from_db()
    assert (alone.on, alone.minutes) == (True, 20)
    assert "Samen 98 minuten" in browser.get(at("meeting", talk)).content.decode()


def test_the_next_date_cannot_be_left_out(cast, as_, at, talk):
    as_(cast.sanne).post(at("move_item", item(talk, "next_date")), {"do": "off"})
    assert item(talk, "next_date").on


def test_get_and_nonsense_change_nothing(cast, as_, at, talk):
    browser, before = as_(cast.sanne), keys(talk)
    worries = item(talk, "worries")
    assert browser.get(at("move_item", worries) + "?do=up").status_code == 302
    assert browser.post(at("move_item", worries), {"do": "drop table"}).status_code == 302
    assert keys(talk) == before


def test_htmx_gets_only_the_agenda_back(cast, as_, at, talk):
    answer = as_(cast.sanne).post(
        at("move_item", item(talk, "worries")), {"do": "up"}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert page.strip().startswith('<section class="card" id="agenda">')
    assert "<html" not in page
    assert "csrfmiddlewaretoken" in page


def test_a_fragment_is_behind_the_same_door(cast, as_, at, talk):
    answer = as_(cast.stranger).post(
        at("move_item", item(talk, "worries")), {"do": "up"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 404


def test_an_item_of_their_own_comes_before_the_next_date(cast, as_, at, talk):
    own = {"id": str(uuid4()), "title": "De kat <b>Pluis</b>", "minutes": "5"}
    for _time in range(2):
        as_(cast.noor).post(at("add_item", talk), own)
    assert keys(talk)[-3:] == ["", "next_date", "how_was_it"]
    assert talk.items.count() == len(ITEMS) + 1
    page = as_(cast.sanne).get(at("meeting", talk)).content.decode()
    assert "De kat &lt;b&gt;Pluis&lt;/b&gt;" in page
    assert "<b>Pluis" not in page


def test_notes_are_kept_and_two_writers_lose_nothing(cast, as_, at, talk):
    worries = item(talk, "worries")
    mine = {"version": worries.version, "minutes": "10", "notes": "Feit: negentien ochtenden."}
    assert as_(cast.sanne).post(at("edit_item", worries), mine).status_code == 302
    theirs = mine | {"notes": "Mening: te hard geduwd."}
    answer = as_(cast.kees).post(at("edit_item", worries), theirs)
    assert answer.status_code == 409
    assert "Feit: negentien ochtenden." in answer.content.decode()
    assert "Mening: te hard geduwd." in answer.content.decode()
    worries.refresh_from_db()
    assert worries.notes == "Feit: negentien ochtenden."


def test_too_long_notes_are_asked_back_with_every_letter(cast, as_, at, talk):
    worries = item(talk, "worries")
    long = "€" * 4_001
    answer = as_(cast.sanne).post(
        at("edit_item", worries), {"version": worries.version, "minutes": "5", "notes": long}
    )
    assert answer.status_code == 422
    assert long in answer.content.decode()


def test_the_screen_walks_through_the_items_that_are_on(cast, as_, at, talk):
    browser = as_(cast.sanne)
    page = browser.get(at("screen", talk)).content.decode()
    assert "Welkom</h1>" in page
    assert "Punt 1 van 12" in page
    following = item(talk, "rules")
    assert at("screen_item", following) in page
    last = browser.get(at("screen_item", item(talk, "how_was_it"))).content.decode()
    assert "Punt 12 van 12" in last
    assert at("held", talk) in last


def test_the_shared_screen_shows_nothing_that_was_not_released(cast, as_, at, talk):
    for text, audience in (
        ("alleen voor mij", "teller"),
        ("voor ons gezin", "family"),
        ("voor iedereen", "keyholders"),
    ):
        items.write(OwnPoint(meeting=talk, text=text, audience=audience), by=cast.sanne)
    own_page = as_(cast.sanne).get(at("meeting", talk)).content.decode()
    assert "alleen voor mij" in own_page
    screen = as_(cast.sanne).get(at("screen", talk)).content.decode()
    assert "voor iedereen" in screen
    assert "alleen voor mij" not in screen
    assert "voor ons gezin" not in screen


def test_t12_the_familys_notes_and_own_items_stay_off_the_screen_of_a_meeting_for_all(
    cast, as_, at, talk
):
    """As the family wrote them before it opened the meeting to whoever is at the table now."""
    talk = actions.change_meeting(
        talk, by=cast.sanne, version=talk.version, people=None, audience="family"
    )
    worries, own = item(talk, "worries"), AgendaItem(meeting=talk, title="Over papa")
    worries = items.change(worries, by=cast.kees, version=worries.version, notes="Onder ons.")
    own = actions.add_item(own, by=cast.kees)
    address, browser = at("screen_item", worries), as_(cast.sanne)
    among_us = browser.get(address).content.decode()
    assert "Onder ons." in among_us and at("edit_item", worries) in among_us
    assert "Over papa</h1>" in browser.get(at("screen_item", own)).content.decode()
    talk = actions.change_meeting(
        talk, by=cast.sanne, version=talk.version, people=None, audience="keyholders"
    )
    shown = browser.get(address).content.decode()
    assert "Waar zitten zorgen?</h1>" in shown
    assert "Onder ons." not in shown
    assert at("edit_item", worries) not in shown, "there the notes would stand large too"
    walked = [at("screen", talk), *(at("screen_item", one) for one in talk.items.all())]
    assert not any("Over papa" in browser.get(one).content.decode() for one in walked)
    assert "Onder ons." in browser.get(at("meeting", talk)).content.decode()
    welcome = item(talk, "welcome")
    items.change(welcome, by=cast.sanne, version=welcome.version, notes="Iedereen is er.")
    assert "Iedereen is er." in browser.get(at("screen_item", welcome)).content.decode()


def test_notes_from_the_screen_lead_back_to_it(cast, as_, at, talk):
    welcome = item(talk, "welcome")
    answer = as_(cast.sanne).post(
        at("edit_item", welcome) + "?scherm",
        {"version": welcome.version, "minutes": "5", "notes": "Fatma is nieuw."},
    )
    assert answer.url == at("screen_item", welcome)
    assert "Fatma is nieuw." in as_(cast.ilse).get(answer.url).content.decode()


def test_an_agenda_with_everything_off_still_has_its_screen(cast, as_, at, talk):
    AgendaItem.objects.update(on=False)
    assert "De agenda is nog leeg." in as_(cast.sanne).get(at("screen", talk)).content.decode()


def test_a_point_sent_twice_moves_nothing_the_second_time(cast, talk):
    pk = uuid4()
    agendas = []
    for _time in range(2):
        own = AgendaItem(pk=pk, meeting=talk, title="De kat", minutes=5)
        actions.add_item(own, by=cast.noor)
        agendas.append(list(talk.items.order_by("order").values_list("pk", "order", "version")))
    assert agendas[0] == agendas[1]
    assert len({order for _pk, order, _version in agendas[1]}) == len(ITEMS) + 1


def test_T9_buttons_pressed_by_two_at_once_all_count(cast, talk):
    """Each of them read the item before the other's press was saved."""
    mine, theirs = item(talk, "own_time"), item(talk, "own_time")
    actions.lengthen_item(mine, by=cast.sanne, minutes=5)
    actions.lengthen_item(theirs, by=cast.kees, minutes=5)
    actions.switch_item(theirs, by=cast.kees, on=True)
    actions.switch_item(mine, by=cast.sanne, on=True)
    after = item(talk, "own_time")
    assert (after.minutes, after.on) == (mine.minutes + 10, True)
    assert after.version == mine.version + 3, "what already is so is not saved again"


def test_T9_an_item_moved_by_two_at_once_moves_twice(cast, talk):
    mine, theirs = item(talk, "worries"), item(talk, "worries")
    place = keys(talk).index("worries")
    actions.move_item(mine, by=cast.sanne, step=-1)
    actions.move_item(theirs, by=cast.kees, step=-1)
    assert keys(talk).index("worries") == place - 2


def test_a_point_released_twice_is_released_once(cast, talk):
    point = items.write(OwnPoint(meeting=talk, text="De trap", audience="teller"), by=cast.noor)
    same = OwnPoint.objects.get(pk=point.pk)
    first, second = (actions.release(one, by=cast.noor) for one in (point, same))
    assert (first.audience, second.version) == ("keyholders", first.version)
