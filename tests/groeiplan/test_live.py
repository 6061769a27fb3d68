"""Live lines: who hears that something changed, who hears nothing, and when a line ends."""

import http.client
import signal
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from alignment_meetings import actions as meetings
from alignment_meetings.models import Answer, Meeting, OwnPoint
from groeiplan import change_number, live
from groeiplan.actions import births, content, items, people, private_time
from groeiplan.actions.audience import set_audience
from groeiplan.models import Authority, Goal, Stance, Step
from kitchen_table import actions as table
from kitchen_table.models import CardAnswer, CardCheck, CardDecision, RoleCard
from tests.cast import visit
from tests.groeiplan import live_house, one_of_each
from tests.groeiplan.live_house import Listener
from tests.timeline import test_child as of_a_child
from timeline import actions as timeline
from timeline import naming
from timeline.models import Deed, Telling

WHOLE_HOUSE = ("groeiplan", "timeline", "kitchen_table", "alignment_meetings")


# --- What differs when a visitor may see something else, and only then -------------------------
def states(person):
    """{tool: the state of what this person may see there}."""
    found = visit(person)
    return {tool: live.state(found, tool) for tool in WHOLE_HOUSE if found.opens(tool)}


def of_own_tool(row):
    return row._meta.app_label


def test_T6_a_hidden_row_of_whatever_kind_never_shows_in_a_guests_state(cast):
    there = one_of_each.base(cast.sanne)
    before = {one: states(one) for one in (cast.ilse, cast.riet)}
    families = states(cast.kees)
    rows = one_of_each.tell(cast.sanne, there, "stil", audience="family")
    assert {one: states(one) for one in (cast.ilse, cast.riet)} == before
    assert all(states(cast.kees)[tool] != families[tool] for tool in families)
    for row in rows.values():
        row.refresh_from_db()
        items.remove(row, by=cast.sanne, version=row.version)
    assert {one: states(one) for one in (cast.ilse, cast.riet)} == before


def test_each_change_of_a_row_of_whatever_kind_shows_to_who_may_see_it(cast):
    there = one_of_each.base(cast.sanne)
    rows = one_of_each.tell(cast.sanne, there, "samen", audience="keyholders")
    assert len(rows) >= 12
    for name, row in rows.items():
        row.refresh_from_db()
        tool, before = of_own_tool(row), states(cast.kees)
        row = items.change(row, by=cast.sanne, version=row.version)
        changed = states(cast.kees)
        assert changed[tool] != before[tool], name
        items.remove(row, by=cast.sanne, version=row.version)
        assert states(cast.kees)[tool] not in (before[tool], changed[tool]), name


def test_T6_what_hangs_under_a_row_one_does_not_see_makes_no_sound(cast):
    """Whoever may read the answer, no page shows it without the card, the meeting, the goal."""
    there = one_of_each.base(cast.sanne, [cast.kees])
    for row in (there.goal, there.agreement, there.card, there.meeting):
        row.refresh_from_db()
        set_audience(row, by=cast.sanne, audience="family", version=row.version)
    guests = (cast.ilse, cast.riet)
    rows = [
        Step(title="x", goal=there.goal),
        Stance(agreement=there.agreement, kind="agree"),
        CardAnswer(card=there.card, question="what", text="x"),
        Answer(meeting=there.meeting, says="ok"),
        OwnPoint(meeting=there.meeting, text="x"),
    ]
    for row in rows:
        before = {one: states(one) for one in guests}
        tool, families = of_own_tool(row), states(cast.kees)
        items.write(row, by=cast.sanne)
        assert all(visit(one).rows(type(row)).exists() for one in guests if _opens(one, row)), row
        assert {one: states(one) for one in guests} == before, type(row)
        assert states(cast.kees)[tool] != families[tool], type(row)


def _opens(person, row):
    return visit(person).opens(row.chapter.tool, row.chapter.part)


def test_T6_a_card_that_is_off_the_screen_makes_no_sound_for_a_guest(cast):
    open_card = table.lay(_role_card("mevrouw Open"), by=cast.sanne)
    before, families = states(cast.ilse), states(cast.kees)
    card = table.lay(_role_card("mevrouw Stil", hidden_on_screen=True), by=cast.sanne)
    table.say(CardAnswer(card=card, question="what", text="x"), by=cast.sanne)
    table.say(CardCheck(card=card, says="yes"), by=cast.sanne)
    table.say(CardDecision(card=card, outcome="stays"), by=cast.sanne)
    card = table.move(card, by=cast.sanne, place="far")
    assert states(cast.ilse) == before
    assert states(cast.kees)["kitchen_table"] != families["kitchen_table"]
    table.say(CardAnswer(card=open_card, question="what", text="x"), by=cast.sanne)
    said = states(cast.ilse)
    assert said["kitchen_table"] != before["kitchen_table"]
    table.change(card, by=cast.sanne, version=card.version, hidden_on_screen=False)
    assert states(cast.ilse)["kitchen_table"] != said["kitchen_table"]


def _role_card(name, **more):
    return RoleCard(role="gp", kind="professional", name=name, place="table", **more)


def test_T6_a_story_for_a_child_makes_no_sound_for_who_decides_only_later(cast):
    """He stands among its readers, and reads nothing of it until that day."""
    later = timezone.localdate() + timedelta(days=30)
    Authority.objects.filter(child=cast.noor, holder=cast.kees).update(since=later)
    story = of_a_child.asked(cast.sanne, cast.noor)
    before = states(cast.kees)
    for touch in (of_a_child.touch_page, of_a_child.touch_picture):
        touch(story, cast.sanne)
    assert states(cast.kees) == before


def test_a_part_hears_of_its_own_chapter_only(cast):
    now = visit(cast.sanne)
    before = {part: live.state(now, "groeiplan", part) for part in ("goals", "stories")}
    content.add_goal(Goal(title="Rust"), by=cast.sanne)
    now = visit(cast.sanne)
    assert live.state(now, "groeiplan", "goals") != before["goals"]
    assert live.state(now, "groeiplan", "stories") == before["stories"]


def test_a_state_is_the_same_each_time_one_asks_and_costs_few_questions(
    cast, django_assert_max_num_queries
):
    one_of_each.tell(cast.sanne, one_of_each.base(cast.sanne), "vast", audience="keyholders")
    assert states(cast.kees) == states(cast.kees)
    with django_assert_max_num_queries(6):
        live.state(visit(cast.kees), "timeline")
    with django_assert_max_num_queries(8):
        live.state(visit(cast.ilse), "timeline")


# --- Every change is told, in its own transaction -----------------------------------------------
@pytest.fixture
def tells(monkeypatch):
    """The plans that were told of, in order."""
    heard, tell = [], change_number.tell

    def also(plan_id):
        heard.append(plan_id)
        tell(plan_id)

    monkeypatch.setattr(change_number, "tell", also)
    return heard


def test_whatever_changes_a_row_a_key_or_the_door_tells_of_it(cast, tells):
    goals = [content.add_goal(Goal(title=title), by=cast.sanne) for title in ("Een", "Twee")]
    deeds = [
        lambda: items.change(goals[0], by=cast.sanne, version=1, title="Iets"),
        lambda: content.move(goals[1], goals, earlier=True),
        lambda: set_audience(goals[1], by=cast.sanne, audience="family", version=1),
        lambda: items.remove(goals[1], by=cast.sanne, version=2),
        lambda: items.undo(goals[1], by=cast.sanne, fields=()),
        lambda: _withdraw(cast),
        lambda: private_time.begin(
            cast.plan,
            by=cast.sanne,
            kind="family_only",
            until=timezone.now() + timedelta(hours=1),
        ),
        lambda: private_time.end(cast.plan, by=cast.sanne),
    ]
    for number, deed in enumerate(deeds):
        tells.clear()
        deed()
        assert set(tells) == {cast.plan.pk}, number


def _withdraw(cast):
    from consent.actions import withdraw

    withdraw(cast.ilse_consent, by=cast.sanne)


def test_what_changes_on_a_card_or_in_who_decides_tells_of_it_and_shows(cast, tells):
    card = people.add(by=cast.sanne, name="Buurman Ali", kind="network")

    def authority():
        return people.set_authority(by=cast.sanne, child=cast.sem, holder=cast.riet, kind="parent")

    deeds = [
        lambda: people.add(by=cast.sanne, name="Tante Els", kind="network"),
        lambda: people.change(card, by=cast.sanne, version=1, role="buurman"),
        lambda: people.state_ground(by=cast.bakker, ground="treatment", words="Huisarts."),
        authority,
        lambda: people.end_authority(authority(), by=cast.sanne, until=timezone.localdate()),
        lambda: people.empty(card, by=cast.sanne),
    ]
    for number, deed in enumerate(deeds):
        tells.clear()
        before = live.state(visit(cast.kees), "groeiplan", "people")
        deed()
        assert set(tells) == {cast.plan.pk}, number
        assert live.state(visit(cast.kees), "groeiplan", "people") != before, number


def test_a_birth_date_that_was_proposed_and_taken_back_tells_of_it(cast, tells):
    cast.sem.born_proposed, cast.sem.born_proposed_by = date(2010, 1, 1), cast.sanne
    cast.sem.save()
    tells.clear()
    births.answer(cast.sem, by=cast.sanne, born=date(2010, 1, 1), right=False)
    assert set(tells) == {cast.plan.pk}


def test_a_moment_placed_split_joined_or_undone_and_a_lines_name_tell_of_it_and_show(cast, tells):
    one, two = (_moment(cast, title) for title in ("Eén", "Twee"))
    ours = timeline.tell(Telling(title="Ook"), by=cast.sanne, moment=one)
    named = {"by": cast.sanne, "version": 1, "name": "Wij"}
    deeds = [
        lambda: timeline.place(
            one, by=cast.sanne, version=1, mine=[ours], when="2019", part="family"
        ),
        lambda: timeline.split(one, by=cast.sanne, tellings=[ours], when="2018"),
        lambda: timeline.join(
            Telling.objects.get(pk=ours.pk).moment,
            by=cast.sanne,
            other=two,
            tellings=[ours],
            when=two.when,
        ),
        lambda: timeline.undo(Deed.objects.latest("at"), tended={ours.pk}),
        lambda: naming.rename(cast.plan, "family", **named),
    ]
    for number, deed in enumerate(deeds):
        tells.clear()
        before = live.state(visit(cast.kees), "timeline", "family")
        deed()
        assert set(tells) == {cast.plan.pk}, number
        assert live.state(visit(cast.kees), "timeline", "family") != before, number


def _moment(cast, title):
    added = timeline.add(Telling(title=title), by=cast.kees, part="family", when="2020")
    return added.moment


def test_who_comes_to_a_meeting_tells_of_it_and_shows_to_who_sees_the_meeting(cast, tells):
    meeting = Meeting(on=timezone.now() + timedelta(days=2), question="Hoe gaat het?")
    meeting = meetings.plan_meeting(meeting, by=cast.sanne, people=[cast.sanne, cast.kees])
    closed = Meeting(on=timezone.now() + timedelta(days=3), question="Stil", audience="family")
    closed = meetings.plan_meeting(closed, by=cast.sanne, people=[cast.sanne, cast.kees])
    tool = "alignment_meetings"
    for row, shows in ((meeting, True), (closed, False)):
        presence = row.presences.get(person=cast.kees)
        tells.clear()
        before = {one: live.state(visit(one), tool) for one in (cast.sanne, cast.ilse)}
        meetings.attend(presence, by=cast.kees, state="absent")
        assert set(tells) == {cast.plan.pk}
        assert live.state(visit(cast.sanne), tool) != before[cast.sanne]
        assert (live.state(visit(cast.ilse), tool) != before[cast.ilse]) is shows


def test_T6_another_name_shows_to_who_reads_that_name_and_to_nobody_else(cast):
    timeline.add(Telling(title="Van Kees"), by=cast.kees, part="help", when="2020")
    before = {one: states(one) for one in (cast.riet, cast.ilse)}
    people.change(cast.kees, by=cast.kees, version=cast.kees.version, name="Kees jr.")
    assert states(cast.riet) == before[cast.riet]
    after = states(cast.ilse)
    assert after["timeline"] != before[cast.ilse]["timeline"]
    assert after["groeiplan"] == before[cast.ilse]["groeiplan"]
    before = {one: states(one) for one in (cast.riet, cast.ilse)}
    naming.rename(cast.plan, "family", by=cast.sanne, version=1, name="Wij met z'n allen")
    assert states(cast.riet)["timeline"] != before[cast.riet]["timeline"]
    assert states(cast.ilse) == before[cast.ilse]


def test_keys_that_stay_as_they_were_tell_of_nothing(cast, tells):
    from groeiplan import keys

    assert keys.sync(cast.plan) == (0, 0)
    assert tells == []


# --- The lines themselves, on the server that everybody uses ------------------------------------
@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with live_house.opened(tmp_path_factory.mktemp("live")) as opened:
        yield opened


@pytest.fixture
def listen(house):
    """Opens lines: `listen("ilse", "groeiplan/goals")`; the first word of each (what it may see now
    is not what a page without state shows) was heard already."""
    opened = []

    def begin(name, what, *, cookie=None, query="", port=None, heard=True):
        address = f"/plans/{house.plan}/live/{what}/{query}"
        line = Listener(port or house.port, address, cookie or house.cookies[name])
        opened.append(line)
        if heard:
            assert line.answer.status == 200, (name, what)
            line.state = line.next()["id"]
        return line

    yield begin
    for line in opened:
        line.leave()


def asked(house, name, address):
    """(status, body) of one question by this person."""
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    connection.request("GET", address, headers={"Cookie": house.cookies.get(name, "")})
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def test_who_may_see_it_hears_it_within_a_moment(house, listen):
    family, coach = listen("kees", "groeiplan/goals"), listen("ilse", "groeiplan/goals")
    elsewhere = listen("riet", "timeline")
    began = time.monotonic()
    house.do("tell", row="samen eten")
    for line in (family, coach):
        said = line.next(within=5)
        assert said["event"] == said["data"] == "changed" and said["id"] != line.state
    assert time.monotonic() - began < 3
    assert elsewhere.is_silent()


def test_T6_not_even_a_tick_of_what_one_may_not_see(house, listen):
    family, coach = listen("kees", "groeiplan/goals"), listen("ilse", "groeiplan/goals")
    deeds = [
        ("tell", {"row": "onder ons", "audience": "family"}),
        ("change", {"row": "onder ons", "title": "nog steeds onder ons"}),
        ("remove", {"row": "onder ons"}),
        ("tell", {"row": "voor Kees", "audience": "readers", "readers": ["kees"]}),
    ]
    for verb, words in deeds:
        house.do(verb, **words)
        assert family.next()["event"] == "changed", verb
    assert coach.is_silent()
    house.do("tell", row="alleen ik", audience="teller")
    house.do("tell", row="niet door", undone=True)
    assert family.is_silent() and coach.is_silent()


def test_T6_a_row_that_becomes_hidden_is_told_of_once(house, listen):
    house.do("tell", row="eerst open")
    family, coach = listen("kees", "groeiplan/goals"), listen("ilse", "groeiplan/goals")
    house.do("hear", row="eerst open", audience="family")
    assert coach.next()["event"] == family.next()["event"] == "changed"
    house.do("change", row="eerst open", title="nu niet meer")
    assert family.next()["event"] == "changed"
    assert coach.is_silent()
    house.do("hear", row="eerst open", audience="keyholders")
    assert coach.next()["event"] == "changed"


def test_T6_a_guest_of_one_line_hears_nothing_of_another(house, listen):
    coach, grandmother = listen("ilse", "timeline"), listen("riet", "timeline")
    house.do("tell_moment", row="verhuisd", line="family")
    assert grandmother.next()["event"] == "changed"
    assert coach.is_silent()
    house.do("tell_moment", row="nieuwe hulp", line="help")
    assert coach.next()["event"] == "changed"
    assert grandmother.is_silent()


def test_another_order_is_told_of_too(house, listen):
    house.do("tell", row="boven")
    house.do("tell", row="onder")
    line = listen("kees", "groeiplan/goals")
    house.do("move_up", row="onder", among=["boven", "onder"])
    assert line.next()["event"] == "changed"


def test_a_page_that_is_right_already_hears_nothing_when_it_opens(house, listen):
    first = listen("kees", "groeiplan/goals")
    again = listen("kees", "groeiplan/goals", query=f"?seen={first.state}", heard=False)
    assert again.answer.status == 200 and again.is_silent(1)
    house.do("tell", row="nieuw sinds toen")
    assert again.next()["id"] == first.next()["id"] != first.state
    late = listen("kees", "groeiplan/goals", query=f"?seen={first.state}", heard=False)
    assert late.next()["event"] == "changed"


def test_two_servers_hear_of_the_same_change(house, listen):
    second = house.server()
    here, there = listen("kees", "timeline"), listen("sanne", "timeline", port=second.port)
    house.do("tell_moment", row="overal")
    assert here.next()["event"] == there.next()["event"] == "changed"


def test_T1_who_may_not_listen_meets_the_same_answer_as_for_a_plan_that_does_not_exist(house):
    nowhere = "00000000-0000-4000-8000-000000000000"
    _status, nothing = asked(house, "sanne", f"/plans/{nowhere}/live/timeline/")
    cases = [(name, "timeline") for name in ("wim", "stranger", "superuser")]
    cases += [("riet", "groeiplan/goals"), ("ilse", "timeline/family"), ("riet", "kitchen_table")]
    cases += [("sanne", "no-such-tool"), ("sanne", "timeline/no-such-line")]
    for name, what in cases:
        status, body = asked(house, name, f"/plans/{house.plan}/live/{what}/")
        mine = asked(house, name, f"/plans/{nowhere}/live/{what}/")
        assert status == 404 and (status, body) == mine, (name, what)
    assert b"<main" in nothing
    status, _body = asked(house, "nobody", f"/plans/{house.plan}/live/timeline/")
    assert status == 302, "who is not logged in is asked to, as everywhere"


def test_T22_a_line_has_the_headers_of_every_answer_and_no_length(house, listen):
    headers = listen("kees", "timeline").answer.headers
    assert headers["Content-Type"] == "text/event-stream"
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["X-Accel-Buffering"] == "no"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Length"] is None and headers["Content-Encoding"] is None
    address = f"/plans/{house.plan}/live/timeline/"
    zipped = Listener(house.port, address, house.cookies["kees"], **{"Accept-Encoding": "gzip"})
    assert zipped.answer.headers["Content-Encoding"] is None
    assert zipped.next()["event"] == "changed"
    zipped.leave()


def test_the_eleventh_window_takes_the_place_of_the_first(house, listen):
    windows = [listen("noor", "timeline") for _window in range(live.MOST_OF_ONE + 1)]
    assert windows[0].next() == {"event": "closed", "data": "full"}
    assert windows[0].next()["event"] == "ended"
    assert windows[1].is_silent() and windows[-1].is_silent(0.1)


def test_T9_a_line_ends_when_one_logs_out_or_the_account_is_shut(house, listen):
    cookies = {name: house.do("log_in", name=name) for name in ("kees", "noor", "sanne")}
    lines = {name: listen(name, "timeline", cookie=one) for name, one in cookies.items()}
    stays = listen("sanne", "timeline")
    house.do("log_out", cookie=cookies["sanne"])
    house.do("new_password", name="kees")
    house.do("shut_account", name="noor")
    for line in lines.values():
        assert line.next(within=8) == {"event": "closed", "data": "access"}
        assert line.next()["event"] == "ended"
    assert stays.is_silent(0.1)
    house.cookies["kees"] = house.do("log_in", name="kees")


def test_T9_after_logging_out_nothing_is_heard_however_soon_it_comes(house, listen):
    cookie = house.do("log_in", name="sanne")
    line = listen("sanne", "timeline", cookie=cookie)
    house.do("log_out", cookie=cookie)
    house.do("tell_moment", row="net te laat")
    assert line.next() == {"event": "closed", "data": "access"}


def test_T9_private_time_closes_the_lines_of_guests_and_only_theirs(house, listen):
    family = listen("kees", "groeiplan/goals")
    guests = [listen("ilse", "groeiplan/goals"), listen("riet", "timeline")]
    house.do("be_alone")
    for line in guests:
        assert line.next() == {"event": "closed", "data": "access"}
    assert family.is_silent()
    house.do("tell", row="onder ons gezegd")
    assert family.next()["event"] == "changed"
    house.do("open_again")
    assert asked(house, "wim", f"/plans/{house.plan}/live/timeline/")[0] == 404
    listen("riet", "timeline")


def test_T10_a_line_ends_with_the_key_that_opened_it(house, listen):
    house.do("share", to="wim", look=["groeiplan.agreements"], seconds=15)
    line = listen("wim", "groeiplan/agreements")
    assert line.next(within=30) == {"event": "closed", "data": "access"}
    assert asked(house, "wim", f"/plans/{house.plan}/live/groeiplan/agreements/")[0] == 404


def test_T9_a_line_ends_when_the_yes_is_taken_back(house, listen):
    family, coach = listen("kees", "groeiplan/goals"), listen("ilse", "groeiplan/goals")
    house.do("withdraw")
    assert coach.next() == {"event": "closed", "data": "access"}
    assert coach.next()["event"] == "ended"
    assert asked(house, "ilse", f"/plans/{house.plan}/live/groeiplan/goals/")[0] == 404
    assert family.is_silent()


def test_lines_hold_no_database_connection(house, listen):
    house.do("tell", row="warm")
    lines = [listen("kees", "timeline"), listen("sanne", "timeline")]
    few = _held(house)
    lines += [listen(name, "timeline") for name in ("kees", "sanne") for _window in range(7)]
    time.sleep(1)
    assert _held(house) <= few + 1
    assert all(line.is_silent(0.01) for line in lines)


def _held(house):
    """Connections that the database counts, or files of it that the server holds open."""
    counted = house.do("connections")
    if counted is not None:
        return counted
    found = 0
    for worker in _workers(house.first.process.pid):
        for file in Path(f"/proc/{worker}/fd").iterdir():
            try:
                found += file.readlink().name.startswith("house.sqlite3")
            except OSError:
                continue
    assert found, "the server must have its database open"
    return found


def _workers(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *children]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_server_stops_at_once_with_lines_open(house, listen, how):
    server = house.server()
    lines = [listen(name, "timeline", port=server.port) for name in ("kees", "sanne", "riet")]
    server.process.send_signal(how)
    began = time.monotonic()
    server.process.wait(10)
    assert time.monotonic() - began < 4
    assert "refused to gracefully stop" not in server.log.read_text()
    for line in lines:
        assert line.next()["event"] in ("closed", "ended")
