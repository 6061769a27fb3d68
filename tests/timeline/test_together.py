"""Samen-modus: one line in big letters, two questions, and what somebody else adds comes by
itself."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from consent.actions import withdraw
from consent.models import Consent
from groeiplan import live
from groeiplan.actions import people
from groeiplan.models import Entry, Person
from tests.cast import share, visit
from tests.timeline.telling import beside, moment
from timeline import actions
from timeline.models import Moment, Telling

XSS = "<img src=x onerror=alert(1)>"
FRAGMENT = {"HX-Request": "true", "HX-Target": "lijn"}
BY_HAND = {"HX-Request": "true", "HX-Target": "erbij"}


def at(person, name="together_line", *args):
    return reverse(f"timeline:{name}", args=[person.plan_id, *args])


def get(client, person, name="together_line", *args, **more):
    client.force_login(person.user)
    return client.get(at(person, name, *args), **more)


def post(client, person, strand="family", headers=None, **filled):
    client.force_login(person.user)
    data = {"id": str(uuid4()), "title": "Verhuisd", "when": "zomer 2015", **filled}
    return client.post(at(person, "together_line", strand), data, headers=headers or {})


def text(answer):
    return answer.content.decode()


def on_the_line(answer):
    return re.findall(r'<li id="m.*?<p class="what"><a[^>]*>(.*?)</a>', text(answer), re.S)


# --- The page -----------------------------------------------------------------------------------
def test_one_line_stands_there_in_time_order_and_nothing_of_another(client, cast):
    moment(cast.sanne, "Later", when="2019")
    moment(cast.kees, "Eerst", when="2011")
    moment(cast.sanne, "Ooit", when="")
    moment(cast.sanne, "Een ander huis", part="daily_life")
    answer = get(client, cast.sanne, "together_line", "family")
    assert on_the_line(answer) == ["Eerst", "Later", "Ooit"]
    assert "wanneer, dat weten we niet" in text(answer)
    assert "Een ander huis" not in text(answer)
    assert "Dit zien:" in text(answer)
    assert "Ons gewone leven" in text(answer)  # the next line
    assert "Wie deze lijn mag lezen, leest dit ook" in text(answer)


def test_what_somebody_keeps_to_themselves_or_a_few_is_not_on_a_screen_others_see(client, cast):
    moment(cast.sanne, "Voor mij alleen", audience="teller")
    moment(cast.sanne, "Voor Kees", audience="readers", readers=[cast.kees])
    moment(cast.sanne, "Voor ons", audience="family")
    both = moment(cast.kees, "Van Kees")
    beside(cast.sanne, both, "Zo zag ik het stil", audience="teller")
    for name, args in (("together_line", ["family"]), ("together_done", [])):
        said = text(get(client, cast.sanne, name, *args))
        assert "Voor ons" in said
        for hidden in ("Voor mij alleen", "Voor Kees", "Zo zag ik het stil"):
            assert hidden not in said, (name, hidden)
    assert "Voor mij alleen" in text(get(client, cast.sanne, "index"))


def test_a_page_asks_the_same_number_of_questions_with_one_moment_and_with_forty(
    client, cast, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(cast.sanne.user)
    url = at(cast.sanne, "together_line", "family")
    moment(cast.sanne, "Eén")
    client.get(url)
    with django_assert_max_num_queries(20) as few:
        client.get(url)
    for number in range(40):
        beside(cast.kees, moment(cast.sanne, f"Moment {number}"), "Ook")
    with django_assert_num_queries(len(few)):
        client.get(url)
    with django_assert_max_num_queries(6):
        client.get(url, headers=FRAGMENT)


# --- Adding -------------------------------------------------------------------------------------
def test_two_answers_make_a_moment_at_its_place(client, cast):
    moment(cast.sanne, "Later", when="2019")
    answer = post(client, cast.sanne)
    telling = Telling.objects.get(title="Verhuisd")
    assert telling.moment.when == "2015-22"
    assert (telling.told_by, telling.written_by) == (cast.sanne, cast.sanne)
    assert telling.audience == "keyholders"
    assert answer.status_code == 302
    assert answer.url.endswith(f"?vertelt={cast.sanne.pk}#m{telling.moment_id}")
    page = client.get(answer.url)
    assert on_the_line(page) == ["Verhuisd", "Later"]
    assert "“Verhuisd” staat erbij (zomer 2015)." in text(page)
    assert "autofocus" in text(page)


def test_without_leaving_the_page_the_questions_come_back_empty_and_the_line_along(client, cast):
    answer = post(client, cast.sanne, headers=BY_HAND, told_by=str(cast.sem.pk))
    said = text(answer)
    assert answer.status_code == 200
    assert 'id="lijn"' in said and 'hx-swap-oob="true"' in said
    assert "data-live=" in said and 'hx-trigger="changed"' in said  # it goes on listening
    assert on_the_line(answer) == ["Verhuisd"]
    assert 'value="zomer 2015"' not in said and 'value="Verhuisd"' not in said
    assert re.search(rf'value="{cast.sem.pk}" checked', said)  # who told goes on
    assert "<html" not in said


def test_a_moment_may_do_without_a_date_but_not_without_words(client, cast):
    post(client, cast.sanne, when="")
    assert Moment.objects.get().when == ""
    wrong = post(client, cast.sanne, title="", when="31 februari 2013", headers=BY_HAND)
    assert wrong.status_code == 422
    assert "31 februari 2013" in text(wrong) and "data-errors" in text(wrong)
    assert "<html" not in text(wrong)
    assert post(client, cast.sanne, title="").status_code == 422
    assert Moment.objects.count() == 1


def test_the_family_writes_down_for_who_has_no_account_and_for_nobody_else(client, cast):
    page = text(get(client, cast.sanne, "together_line", "family"))
    tellers = re.findall(r'name="told_by" value="([^"]+)"', page)
    assert tellers == [str(cast.sanne.pk), str(cast.sem.pk)]  # not Noor and Kees, nor Riet
    post(client, cast.sanne, told_by=str(cast.sem.pk))
    telling = Telling.objects.get()
    assert (telling.told_by, telling.written_by) == (cast.sem, cast.sanne)
    refused = post(client, cast.sanne, told_by=str(cast.kees.pk))
    assert refused.status_code == 422
    assert "kan dit zelf vertellen" in text(refused)
    assert post(client, cast.sanne, told_by=str(cast.ayse.pk)).status_code == 422
    assert Telling.objects.count() == 1


def test_what_a_young_person_tells_starts_as_theirs_alone_and_stays_off_the_screen(client, cast):
    page = text(get(client, cast.noor, "together_line", "family"))
    assert "Wat je zelf vertelt, is eerst van jou alleen" in page
    answer = post(client, cast.noor, headers=BY_HAND)
    assert Telling.objects.get().audience == "teller"
    assert on_the_line(answer) == []
    assert "voor jou alleen" in text(answer)


def test_what_another_tells_on_a_young_persons_account_is_for_the_family_and_on_the_screen(
    client, cast
):
    page = text(get(client, cast.noor, "together_line", "family"))
    assert "Wat een ander vertelt, komt er wel op: dat leest jullie hele gezin" in page
    answer = post(client, cast.noor, headers=BY_HAND, told_by=str(cast.sem.pk), audience="teller")
    telling = Telling.objects.get()
    assert (telling.told_by, telling.written_by) == (cast.sem, cast.noor)
    assert telling.audience == "family"
    assert on_the_line(answer) == ["Verhuisd"]
    assert "voor jullie gezin" in text(answer)
    assert on_the_line(get(client, cast.kees, "together_line", "family")) == ["Verhuisd"]
    for told_by in ("", str(cast.noor.pk), str(cast.noor.pk).upper()):
        post(client, cast.noor, title="Van mij", told_by=told_by)
    mine = Telling.objects.filter(title="Van mij")
    assert {one.audience for one in mine} == {"teller"} and mine.count() == 3
    assert "Van mij" not in on_the_line(get(client, cast.noor, "together_line", "family"))


def test_line_audience_and_whom_it_is_about_are_given_not_sent(client, cast):
    post(
        client, cast.sanne, strand="family", audience="teller", about=str(cast.noor.pk), readers="x"
    )
    telling = Telling.objects.get()
    assert telling.audience == "keyholders" and not telling.about.exists()
    sent = {"id": str(uuid4()), "title": "Elders?", "strand": "help"}
    client.post(at(cast.sanne, "together_line", "family"), sent)
    assert Telling.objects.get(title="Elders?").chapter.part == "family"


def test_sent_twice_it_is_one_and_sent_again_with_other_words_nothing_is_lost(client, cast):
    sent = {"id": str(uuid4())}
    first, again = post(client, cast.sanne, **sent), post(client, cast.sanne, **sent)
    assert first.url == again.url
    assert Telling.objects.count() == Moment.objects.count() == 1
    other = post(client, cast.sanne, title="Toch anders", headers=BY_HAND, **sent)
    assert other.status_code == 409
    assert "Toch anders" in text(other) and "met andere woorden" in text(other)
    fresh = re.search(r'name="id" value="([^"]+)"', text(other))[1]
    assert fresh != sent["id"]
    post(client, cast.sanne, title="Toch anders", id=fresh)
    assert set(Telling.objects.values_list("title", flat=True)) == {"Verhuisd", "Toch anders"}
    assert post(client, cast.kees, **sent).status_code == 404  # somebody else's id


def test_two_who_add_at_once_both_stand_there(client, cast):
    ids = [str(uuid4()), str(uuid4())]
    post(client, cast.sanne, title="Van Sanne", id=ids[0])
    answer = post(client, cast.kees, title="Van Kees", id=ids[1], headers=BY_HAND)
    assert sorted(on_the_line(answer)) == ["Van Kees", "Van Sanne"]


# --- Guests and strangers -----------------------------------------------------------------------
def test_what_a_guest_adds_is_a_proposal_and_says_so(client, cast):
    page = text(get(client, cast.ilse, "together_line", "help"))
    assert "Wat stel je voor?" in page
    assert "beslist of het erbij komt" in page
    assert 'name="told_by"' not in page
    answer = post(client, cast.ilse, "help", headers=BY_HAND)
    telling = Telling.objects.get()
    assert (telling.proposal, telling.told_by) == ("proposed", cast.ilse)
    assert "ligt als voorstel bij het gezin" in text(answer)
    assert 'class="proposed"' in text(answer)
    assert 'class="proposed"' in text(get(client, cast.sanne, "together_line", "help"))


def test_a_guest_looks_along_no_further_than_it_may_see(client, cast):
    moment(cast.sanne, "Van de familie", audience="family")
    moment(cast.sanne, "Voor oma ook")
    answer = get(client, cast.riet, "together_line", "family")
    assert on_the_line(answer) == ["Voor oma ook"]
    assert "together-add" not in text(answer)
    assert post(client, cast.riet).status_code == 403
    for strand in ("help", "daily_life", "nergens"):
        assert get(client, cast.riet, "together_line", strand).status_code == 404
        assert post(client, cast.riet, strand).status_code == 404
    start = text(get(client, cast.riet, "together"))
    assert "Samen kijken" in start and "De hulp" not in start


def test_a_strangers_answer_is_that_of_a_plan_that_is_not_there(client, cast):
    for user in (cast.stranger, cast.superuser, cast.wim.user):
        client.force_login(user)
        for name, args in (
            ("together", []),
            ("together_line", ["family"]),
            ("together_done", []),
        ):
            for ask in (client.get, client.post):
                assert ask(at(cast.sanne, name, *args)).status_code in (404, 405)
                assert ask(at(cast.sanne, name, *args), headers=FRAGMENT).status_code in (404, 405)
    assert not Telling.objects.exists()


def test_each_look_of_a_guest_at_a_line_is_written_down_and_names_that_line_alone(client, cast):
    share(cast.sanne, cast.riet, look=["timeline.people"])
    moment(cast.sanne, "Oma")
    get(client, cast.riet, "together_line", "family", headers=FRAGMENT)
    entry = Entry.objects.filter(plan=cast.plan, act=Entry.Act.READ).latest("seq")
    chapters = {str(one) for one in cast.plan.chapters.filter(pk__in=entry.chapters)}
    assert chapters == {"timeline.family"}


def test_who_looks_as_another_adds_nothing(client, cast):
    client.force_login(cast.sanne.user)
    client.post(reverse("look_as", args=[cast.plan.pk, cast.riet.pk]))
    page = client.get(at(cast.sanne, "together_line", "family"))
    assert page.status_code == 200
    assert "together-add" not in text(page)
    assert client.post(at(cast.sanne, "together"), {"lijn": "family"}).status_code == 403


# --- Words that bite ----------------------------------------------------------------------------
def test_T14_a_title_and_a_name_come_as_words_in_the_fragment_too(client, cast):
    people.change(cast.sem, by=cast.sanne, version=cast.sem.version, name=XSS)
    answer = post(client, cast.sanne, title=XSS, told_by=str(cast.sem.pk), headers=BY_HAND)
    fragment = get(client, cast.sanne, "together_line", "family", headers=FRAGMENT)
    done = get(client, cast.sanne, "together_done")
    page = get(client, cast.sanne, "together_line", "family")
    for one in (answer, fragment, done, page):
        assert XSS not in text(one)
        assert "&lt;img src=x onerror=alert(1)&gt;" in text(one)
    assert text(fragment).count("&lt;img") == 2  # the title and who tells it


# --- The clock and the end ----------------------------------------------------------------------
def test_the_clock_goes_from_begin_and_says_kindly_when_it_is_enough(client, cast):
    assert "Begonnen om" not in text(get(client, cast.sanne, "together_line", "family"))
    answer = client.post(at(cast.sanne, "together"), {"lijn": "people"})
    assert answer.url == at(cast.sanne, "together_line", "people")
    page = text(client.get(answer.url))
    assert re.search(r"Begonnen om \d\d\.\d\d uur", page)
    assert re.search(r'role="status"></p>', page)
    session = client.session
    begun = timezone.now() - timedelta(minutes=20)
    session["timeline_together"] = {str(cast.plan.pk): begun.isoformat()}
    session.save()
    page = text(client.get(answer.url))
    assert "Twintig minuten is genoeg voor vandaag. Doorgaan mag.</p>" in page
    assert "together-add" in page  # nothing is closed
    session["timeline_together"] = {str(cast.plan.pk): (begun - timedelta(hours=4)).isoformat()}
    session.save()
    assert "Begonnen om" not in text(client.get(answer.url))


def test_begin_with_a_line_one_may_not_see_begins_nothing(client, cast):
    client.force_login(cast.riet.user)
    answer = client.post(at(cast.riet, "together"), {"lijn": "help"})
    assert answer.url == at(cast.riet, "together")
    assert "timeline_together" not in client.session


def test_at_the_end_stands_what_came_today_and_a_warm_word(client, cast):
    assert "dat is ook goed" in text(get(client, cast.sanne, "together_done"))
    old = moment(cast.sanne, "Van vorige week")
    Telling.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=7))
    post(client, cast.sanne, title="Van vandaag")
    said = text(get(client, cast.sanne, "together_done"))
    assert "één stukje van jullie verhaal" in said
    assert "Van vandaag" in said and "Van vorige week" not in said


def test_what_a_guest_proposed_today_is_not_counted_as_told_together(client, cast):
    asked = moment(cast.ilse, "Een stille plek", part="help")
    said = text(get(client, cast.sanne, "together_done"))
    assert "stukje van jullie verhaal" not in said and "dat is ook goed" in said
    assert "voorgesteld door Ilse: <a" in said and "Een stille plek" in said
    mine = text(get(client, cast.ilse, "together_done"))
    assert "Een stille plek" in mine and "dat is ook goed" not in mine
    actions.answer(asked, by=cast.sanne, version=1, proposal="taken", words="")
    beside(cast.sanne, asked, "Zo zag ik het")
    said = text(get(client, cast.sanne, "together_done"))
    assert "één stukje van jullie verhaal" in said and "voorgesteld door" not in said


def test_before_they_begin_it_says_who_tells_on_a_screen_of_their_own(client, cast):
    said = text(get(client, cast.sanne, "together"))
    assert "Noor en Kees vertellen op hun eigen telefoon: log daar in" in said
    assert "eigen telefoon" not in text(get(client, cast.ilse, "together"))
    Person.objects.filter(pk=cast.kees.pk).update(user=None)
    assert "Noor vertelt op een eigen telefoon" in text(get(client, cast.sanne, "together"))


def test_it_is_offered_first_to_the_family_and_guests_may_look_along(client, cast):
    moment(cast.sanne, "Iets", part="help")
    together = at(cast.sanne, "together")
    mine = text(get(client, cast.sanne, "index"))
    assert re.search(rf'class="button first-wide" href="{together}"', mine)
    assert re.search(rf'class="button first-phone" href="{at(cast.sanne, "add")}"', mine)
    theirs = text(get(client, cast.ilse, "index"))
    assert f'class="button" href="{together}"' in theirs and "first-wide" not in theirs


# --- What stays fresh by itself ------------------------------------------------------------------
def test_the_lines_say_where_they_listen_and_what_they_show_already(client, cast):
    moment(cast.sanne, "Iets")
    for name, args, address in (
        ("index", [], f"/plans/{cast.plan.pk}/live/timeline/"),
        ("together_line", ["family"], f"/plans/{cast.plan.pk}/live/timeline/family/"),
    ):
        said = text(get(client, cast.sanne, name, *args))
        state = live.state(visit(cast.sanne), "timeline", *args)
        assert f'data-live="{address}" data-live-state="{state}"' in said
    near = client.get(at(cast.sanne, "index"), {"van": "2019-01", "tot": "2021-12"})
    assert f'hx-get="{at(cast.sanne, "index")}?van=2019-01&amp;tot=2021-12"' in text(near)


@pytest.fixture
def listening(monkeypatch):
    """This process hears of changes in every plan; `heard()` is one more."""
    marks = [1]
    monkeypatch.setattr(live.lines, "mark", lambda plan: (plan, marks[0]))
    monkeypatch.setattr(live, "renderings", live.Renderings())
    rendered = []
    monkeypatch.setattr(live, "render_to_string", lambda *a: rendered.append(1) or _render(*a))
    return {"heard": lambda: marks.__setitem__(0, marks[0] + 1), "rendered": rendered}


def _render(*words):
    return render_to_string(*words)


def test_one_rendering_serves_all_devices_of_an_account_until_something_changes(
    client, cast, listening
):
    moment(cast.sanne, "Eerst")
    asked = [get(client, cast.sanne, "together_line", "family", headers=FRAGMENT) for _ in "123"]
    assert {on_the_line(one)[0] for one in asked} == {"Eerst"}
    assert len(listening["rendered"]) == 1
    get(client, cast.kees, "together_line", "family", headers=FRAGMENT)
    get(client, cast.sanne, "together_line", "people", headers=FRAGMENT)
    assert len(listening["rendered"]) == 3
    moment(cast.sanne, "Daarna", when="2023")
    listening["heard"]()
    answer = get(client, cast.sanne, "together_line", "family", headers=FRAGMENT)
    assert on_the_line(answer) == ["Eerst", "Daarna"]


def test_T9_a_rendering_is_shared_by_nobody_whose_keys_changed(client, cast, listening):
    moment(cast.sanne, "Over alles")
    moment(cast.sanne, "Over Noor", about=[cast.noor])
    looks = [get(client, cast.riet, "together_line", "family", headers=FRAGMENT) for _ in "12"]
    assert [len(on_the_line(one)) for one in looks] == [2, 2]
    assert len(listening["rendered"]) == 1
    entry = Entry.objects.filter(plan=cast.plan, act=Entry.Act.READ).latest("seq")
    assert len(entry.chapters) == 1 and entry.consents
    for consent in Consent.objects.filter(receiver=cast.riet):
        withdraw(consent, by=cast.sanne)
    shut = get(client, cast.riet, "together_line", "family", headers=FRAGMENT)
    assert shut.status_code == 404
    share(cast.sanne, cast.riet, look=["timeline.family"], about=[cast.sem])
    answer = get(client, cast.riet, "together_line", "family", headers=FRAGMENT)
    assert on_the_line(answer) == []


def test_nothing_is_shared_where_no_line_listens(client, cast):
    assert live.lines.mark(cast.plan.pk) is None
    first = moment(cast.sanne, "Eerst")
    get(client, cast.sanne, "together_line", "family", headers=FRAGMENT)
    actions.change(first, by=cast.sanne, version=1, title="Anders")
    answer = get(client, cast.sanne, "together_line", "family", headers=FRAGMENT)
    assert on_the_line(answer) == ["Anders"]
