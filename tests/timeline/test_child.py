"""A story for a child: who reads it when, whose "hier sta ik achter" it needs, and that any change
closes it."""

from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from groeiplan import access
from groeiplan.actions import audience, items, leaving, left_out, people, plans
from groeiplan.models import Authority, Person, StoredFile, Version
from tests.cast import account, share, visit
from tests.timeline.telling import beside, moment
from tests.timeline.test_pages import XSS, page, text
from timeline import child, hooks, pictures
from timeline.actions import child as actions
from timeline.models import Backing, ChildPage, ChildStory, Moment

YES, NOT_YET = Backing.Says.YES, Backing.Says.NOT_YET


def photo(color="#17605b"):
    drawn = BytesIO()
    Image.new("RGB", (60, 40), color).save(drawn, "JPEG")
    return SimpleUploadedFile("foto.jpg", drawn.getvalue(), "image/jpeg")


def begun(by, who, title="Zo ging het bij ons", **words):
    return actions.begin(ChildStory(for_child=who, title=title, **words), by=by)


def written(by, who, pages=2, **words):
    """A story with pages, one of them a good memory, that nobody was asked about yet."""
    story = begun(by, who, **words)
    for number in range(pages):
        row = ChildPage(title=f"Blad {number}", text=f"Woorden {number}", good=number == 0)
        actions.add_page(row, by=by, story=story)
    return fresh(story)


def asked(by, who, **words):
    story = written(by, who, **words)
    actions.ask(story, by=by, mark=story.mark)
    return fresh(story)


def shown(by, who, *others, **words):
    """One that the others back too and that was shown."""
    story = asked(by, who, **words)
    for other in others:
        say(story, other)
    actions.show(fresh(story), by=by, mark=fresh(story).mark)
    return fresh(story)


def first_page(story):
    return child.in_order(story.pages.all())[0]


def say(story, who, says=YES, words=""):
    actions.answer(story, by=who, mark=fresh(story).mark, says=says, words=words)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def stands(person, story, now=None):
    """How this person finds it; None where they find nothing."""
    try:
        return child.one(visit(person, now=now), story.pk)
    except Http404:
        return None


def reads(client, person, story):
    """Do all ways to it open, or none? Pages, print apart; list, API, export and picture too."""
    client.force_login(person.user)
    plan = person.plan_id
    picture = story.pages.exclude(picture=None).first()
    opened = {
        client.get(reverse(name, args=[plan, story.pk])).status_code == 200
        for name in ("timeline:child_read", "timeline_child_story")
    }
    opened.add(str(story.pk) in text(client.get(reverse("timeline:children", args=[plan]))))
    opened.add(str(story.pk) in text(client.get(reverse("timeline_child_stories", args=[plan]))))
    opened.add(str(story.pk) in text(client.get(reverse("taking_along", args=[plan]))))
    if picture:
        url = reverse("timeline:child_picture", args=[plan, picture.pk])
        opened.add(client.get(url).status_code == 200)
    assert len(opened) == 1, "one way opens what another keeps shut"
    return opened.pop()


# --- Who reads it when --------------------------------------------------------------------------


def test_the_story_of_a_story(client, cast):
    """Sanne writes, Kees says not yet, she changes it, both back it, Noor reads it."""
    first = moment(cast.sanne, "Papa gaat apart wonen", when="2020-07", text="Het was stil.")
    good = moment(cast.kees, "Op het strand", when="2016-07", weight="lightest", text="Warm!")
    client.force_login(cast.sanne.user)
    plan, who = cast.plan.pk, cast.noor
    begin = {"id": str(uuid4()), "for_child": who.pk, "title": "Voor jou", "ending": "Dag lief"}
    answer = page(client, cast.sanne, "child_begin", data=begin)
    story = ChildStory.objects.get()
    assert answer.url == reverse("timeline:child_choose", args=[plan, story.pk])
    assert "Hier zat iets fijns in" in text(client.get(answer.url))
    client.post(answer.url, {"moments": [first.moment_id, good.moment_id]})
    pages = {one.moment_id: one for one in story.pages.all()}
    strand = child.in_order(pages.values())[0]
    assert (strand.title, strand.when_words) == ("Op het strand", "toen jij 3 was")
    assert pages[first.moment_id].text == "Het was stil."
    strand = pages[good.moment_id]
    assert strand.text == "" and not strand.good  # Kees' words stay with Kees
    shows = text(client.get(reverse("timeline:child_page", args=[plan, strand.pk])))
    assert "Warm!" in shows and "Kees vertelt. Deze woorden blijven van Kees." in shows
    desk = reverse("timeline:child_story", args=[plan, story.pk])
    assert "altijd iets fijns" in text(client.get(desk))
    assert reverse("timeline:child_ask", args=[plan, story.pk]) not in text(client.get(desk))
    told = {"title": "Strand", "text": "Je at zand.", "good": "on", "version": strand.version}
    page(client, cast.sanne, "child_page", strand.pk, data=told)
    mark = {"mark": fresh(story).mark}
    page(client, cast.sanne, "child_ask", story.pk, data=mark)
    assert "Wacht op Kees" in text(page(client, cast.sanne, "child_story", story.pk))
    home = text(client.get(reverse("plan", args=[plan])))
    assert "Sta jij erachter" not in home
    client.force_login(cast.kees.user)
    assert "Sta jij erachter" in text(client.get(reverse("plan", args=[plan])))
    later = {**mark, "says": "not_yet", "words": "Zet erbij dat ik ook huilde."}
    page(client, cast.kees, "child_answer", story.pk, data=later)
    assert "Zet erbij dat ik ook huilde." in text(page(client, cast.sanne, "child_story", story.pk))
    assert not reads(client, cast.noor, story)
    sad = fresh(pages[first.moment_id])
    told = {"title": "Twee huizen", "text": "Papa huilde ook.", "version": sad.version}
    page(client, cast.sanne, "child_page", sad.pk, data=told)
    mark = {"mark": fresh(story).mark}
    for parent in (cast.kees, cast.sanne):
        page(client, parent, "child_answer", story.pk, data={**mark, "says": "yes"})
    assert not reads(client, cast.noor, story)
    page(client, cast.kees, "child_show", story.pk, data=mark)
    assert reads(client, cast.noor, story)
    for number, words in enumerate(("Voor jou", "Strand", "Papa huilde ook.", "Dag lief")):
        assert words in text(
            page(client, cast.noor, "child_read", story.pk, query=f"?blad={number}")
        )


def test_while_she_writes_only_she_reads_it(client, cast):
    story = written(cast.sanne, cast.noor)
    assert reads(client, cast.sanne, story)
    for other in (cast.kees, cast.noor):
        assert not reads(client, other, story)


def test_the_child_comes_last_and_no_guest_ever(client, cast):
    share(cast.sanne, cast.riet, look=["timeline.family"], change=["timeline.family"])
    story = asked(cast.sanne, cast.noor)
    assert reads(client, cast.kees, story) and not reads(client, cast.noor, story)
    say(story, cast.kees)
    assert not reads(client, cast.noor, story)  # backed is not shown
    actions.show(story, by=cast.kees, mark=fresh(story).mark)
    assert reads(client, cast.noor, story)
    routes = ("child_story", "child_read", "child_paper", "child_answer", "child_page_add")
    for guest in (cast.riet, cast.ilse):
        client.force_login(guest.user)
        for name in routes:
            for row in (story.pk, uuid4()):
                url = reverse(f"timeline:{name}", args=[cast.plan.pk, row])
                assert client.get(url).status_code == 404, name
        for name in ("children", "child_begin"):
            assert page(client, guest, name).status_code == 404
        assert client.get(reverse("timeline_child_stories", args=[cast.plan.pk])).status_code == 404
        assert "kind/" not in text(page(client, guest, "index"))


def test_another_grown_up_of_the_family_without_authority_reads_nothing(client, cast):
    aunt = people.add(by=cast.sanne, name="Mira", kind="family", born=date(1990, 1, 1))
    aunt.user, aunt.family_since = cast.stranger, timezone.now()
    aunt.save()
    keys_of(cast)
    story = shown(cast.sanne, cast.noor, cast.kees)
    assert not reads(client, aunt, story)
    assert reads(client, aunt, begun(aunt, cast.sem))  # but may make one


def keys_of(cast):
    from groeiplan import keys

    keys.sync(cast.plan)


def test_the_other_child_reads_nothing_of_it(client, cast):
    story = shown(cast.sanne, cast.sem, cast.kees)
    assert not reads(client, cast.noor, story)
    assert reads(client, cast.kees, story)


def test_a_child_makes_none_and_a_parent_changes_nothing_of_the_other(client, cast):
    assert page(client, cast.noor, "child_begin").status_code == 403
    story = shown(cast.sanne, cast.noor, cast.kees)
    row = first_page(story)
    for name, pk in (
        ("child_change", story.pk),
        ("child_choose", story.pk),
        ("child_page_add", story.pk),
        ("child_remove", story.pk),
        ("child_ask", story.pk),
        ("child_page", row.pk),
        ("child_page_move", row.pk),
        ("child_page_remove", row.pk),
    ):
        for other in (cast.kees, cast.noor):
            sent = {"title": "van mij", "version": 1, "mark": story.mark, "way": "op"}
            assert page(client, other, name, pk, data=sent).status_code == 403, name
    assert page(client, cast.noor, "child_answer", story.pk).status_code == 403
    assert fresh(row).title == row.title and stands(cast.noor, story).is_shown


def test_who_looks_as_another_reads_what_both_may_and_does_nothing(client, cast):
    story = written(cast.sanne, cast.noor)
    client.force_login(cast.sanne.user)
    client.post(reverse("look_as", args=[cast.plan.pk, cast.noor.pk]))
    url = reverse("timeline:child_story", args=[cast.plan.pk, story.pk])
    assert client.get(url).status_code == 404
    assert "Begin een verhaal" not in text(
        client.get(reverse("timeline:children", args=[cast.plan.pk]))
    )


# --- Whose yes it needs -------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 3),  # whose
            st.sampled_from(["parent", "guardian", "representative"]),
            st.one_of(st.none(), st.integers(-3, 3)),  # since, in days
            st.one_of(st.none(), st.integers(-3, 3)),  # until
        ),
        max_size=6,
    ),
    born=st.one_of(st.none(), st.integers(-3, 3)),  # days from the eighteenth birthday
    family=st.lists(st.booleans(), min_size=4, max_size=4),
    backing=st.lists(
        st.sampled_from(["yes", "yes", "yes", "", "not_yet", "older"]), min_size=4, max_size=4
    ),
    was_shown=st.one_of(st.none(), st.integers(-4, 0)),  # on which day
    was_asked=st.booleans(),
)
@example(  # who came and went since
    rows=[(0, "parent", None, None), (1, "guardian", -2, -1)],
    born=None,
    family=[True] * 4,
    backing=["yes", "", "", ""],
    was_shown=-3,
    was_asked=True,
)
def test_the_need_over_authorities_and_days(rows, born, family, backing, was_shown, was_asked):
    """The child reads it when it was shown, each who has authority today, and is family, backs
    exactly this, and nobody of them came to have it since; told a second time in plain words."""
    today = date(2026, 3, 10)
    now = timezone.make_aware(timezone.datetime(2026, 3, 10, 12))
    since = now - timedelta(days=9)
    grown = [
        Person(name=str(n), family_since=since if family[n] else None) for n in range(len(family))
    ]
    day = None if born is None else date(2008, 3, 10) + timedelta(days=born)
    kid = Person(name="kind", born=day)
    authorities = [
        Authority(
            child_id=kid.pk,
            holder_id=grown[whose].pk,
            kind=kind,
            since=None if a is None else today + timedelta(days=a),
            until=None if b is None else today + timedelta(days=b),
        )
        for whose, kind, a, b in rows
    ]
    story = ChildStory(
        for_child_id=kid.pk,
        told_by_id=grown[0].pk,
        mark="nu",
        audience="readers" if was_asked else "teller",
        shown=None if was_shown is None else now + timedelta(days=was_shown),
    )
    answers = {
        one.pk: Backing(
            says="yes" if said == "older" else said, mark="toen" if said == "older" else "nu"
        )
        for one, said in zip(grown, backing, strict=True)
        if said
    }
    standing = child.Standing(
        story=story,
        pages=[],
        people={one.pk: one for one in (*grown, kid)},
        holders=child.with_authority(authorities, [], kid, today),
        newcomers=child.newcomers(authorities, story, kid, today),
        answers=answers,
        readers=set() if was_shown is None else {kid.pk},
        now=now,
    )
    of_age = born is not None and born <= 0

    def decides(n, on):
        return (born is None or born > on) and any(
            whose == n
            and kind != "representative"
            and (a is None or a <= on)
            and (b is None or b >= on)
            for whose, kind, a, b in rows
        )

    must = [n for n in range(4) if family[n] and decides(n, 0)]
    everybody = bool(must) and all(backing[n] == "yes" for n in must)
    came = was_shown is not None and any(
        family[n] and decides(n, on) and not decides(n, on - 1)
        for n in range(4)
        for on in range(was_shown + 1, 1)
    )
    reads_it = was_asked and was_shown is not None and not came and (of_age or everybody)
    assert standing.opens_to(kid) == reads_it
    for n, one in enumerate(grown):
        expected = n == 0 or (was_asked and n in must and not of_age)
        assert standing.opens_to(one) == expected


def test_an_authority_that_begins_counts_on_its_first_day_without_any_job(client, cast):
    kees = cast.kees.authority_over.get(child=cast.noor)
    kees.delete()
    row = ChildPage(title="Foto", good=True)
    story = begun(cast.sanne, cast.noor)
    actions.add_page(row, by=cast.sanne, story=story, picture=pictures.check(photo()))
    story = fresh(story)
    actions.ask(story, by=cast.sanne, mark=story.mark)
    actions.show(fresh(story), by=cast.sanne, mark=story.mark)
    now = timezone.now()
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    assert not stands(cast.kees, story)
    people.set_authority(
        by=cast.kees, child=cast.noor, holder=cast.kees, kind="parent", since=tomorrow
    )
    assert stands(cast.noor, story).is_shown and not stands(cast.kees, story)
    later = now + timedelta(days=1, seconds=1)
    assert not stands(cast.noor, story, later)
    found = stands(cast.kees, story, later)
    assert found.state == "waiting" and found.missing == [cast.kees]
    assert hooks.asks(visit(cast.kees)) == []
    assert hooks.asks(visit(cast.kees, now=later))
    # Its picture is opened by the page, not by a list of readers that knows no days.
    file = story.pages.get().picture
    client.force_login(cast.noor.user)
    assert client.get(reverse("file", args=[cast.plan.pk, file.pk])).status_code == 404


def test_an_authority_that_ends_is_not_needed_the_day_after(cast):
    story = asked(cast.sanne, cast.noor)
    today = timezone.localdate()
    Authority.objects.filter(child=cast.noor, holder=cast.kees).update(until=today)
    assert stands(cast.sanne, story).missing == [cast.kees]
    later = timezone.now() + timedelta(days=1)
    assert stands(cast.sanne, story, later).missing == []
    assert not stands(cast.kees, story, later)


def test_who_comes_to_have_authority_closes_it_and_it_does_not_open_by_itself(client, cast):
    kees = cast.kees.authority_over.get(child=cast.noor)
    kees.delete()
    story = shown(cast.sanne, cast.noor)
    assert reads(client, cast.noor, story)
    kees = people.set_authority(by=cast.sanne, child=cast.noor, holder=cast.kees, kind="parent")
    assert not reads(client, cast.noor, story) and reads(client, cast.kees, story)
    people.end_authority(kees, by=cast.kees, until=timezone.localdate() - timedelta(days=1))
    assert not reads(client, cast.noor, story)
    assert stands(cast.sanne, story).state == "backed"  # somebody shows it anew


def test_T10_what_closed_on_a_day_stays_shut_after_it_until_shown_anew(client, cast):
    """Kees has authority for two days. On the third nobody is missing, and nobody showed it."""
    cast.kees.authority_over.get(child=cast.noor).delete()
    story = shown(cast.sanne, cast.noor)
    now, today = timezone.now(), timezone.localdate()
    first, last = today + timedelta(days=1), today + timedelta(days=2)
    mandate = {"child": cast.noor, "holder": cast.kees, "kind": "guardian"}
    people.set_authority(by=cast.kees, **mandate, since=first, until=last)
    days = [now + timedelta(days=number) for number in range(5)]
    assert [stands(cast.noor, story, day) is not None for day in days] == [True] + 4 * [False]
    assert [stands(cast.sanne, story, day).state for day in days[1:4]] == [
        "waiting",
        "waiting",
        "backed",
    ]
    with time_machine.travel(days[3], tick=False):
        assert not reads(client, cast.noor, story)
        actions.show(fresh(story), by=cast.sanne, mark=story.mark)
        assert reads(client, cast.noor, story)
    assert [stands(cast.noor, story, day) is not None for day in days[3:]] == [True, True]


def test_a_yes_on_the_day_itself_is_no_showing(cast):
    cast.kees.authority_over.get(child=cast.noor).delete()
    story = shown(cast.sanne, cast.noor)
    tomorrow = timezone.localdate() + timedelta(days=1)
    mandate = {"child": cast.noor, "holder": cast.kees, "kind": "parent"}
    people.set_authority(by=cast.kees, **mandate, since=tomorrow)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        say(story, cast.kees)
        assert stands(cast.noor, story) is None
        assert stands(cast.kees, story).state == "backed"
        actions.show(fresh(story), by=cast.kees, mark=story.mark)
        assert stands(cast.noor, story).is_shown


def test_an_authority_that_goes_on_in_another_row_closes_nothing(cast):
    """Renewed by the court for who has it already: nobody new decides. With a day between, it
    closed on that day."""
    story = shown(cast.sanne, cast.noor, cast.kees)
    now, today = timezone.now(), timezone.localdate()
    Authority.objects.filter(child=cast.noor).update(until=today)
    for holder in (cast.sanne, cast.kees):
        Authority.objects.create(
            plan=cast.plan, child=cast.noor, holder=holder, kind="guardian",
            since=today + timedelta(days=1), until=today + timedelta(days=2),
        )  # fmt: skip
    assert stands(cast.noor, story, now + timedelta(days=2)).is_shown
    Authority.objects.create(
        plan=cast.plan, child=cast.noor, holder=cast.sanne, kind="parent",
        since=today + timedelta(days=4),
    )  # fmt: skip
    assert stands(cast.noor, story, now + timedelta(days=3)) is None
    assert stands(cast.noor, story, now + timedelta(days=4)) is None


def test_a_guardian_who_is_no_family_here_closes_nothing_by_coming(cast):
    story = shown(cast.sanne, cast.noor, cast.kees)
    tomorrow = timezone.localdate() + timedelta(days=1)
    Authority.objects.create(
        plan=cast.plan, child=cast.noor, holder=cast.ilse, kind="guardian", since=tomorrow
    )
    assert stands(cast.noor, story, timezone.now() + timedelta(days=1)).is_shown


def test_who_goes_is_not_needed_any_more_and_reads_nothing(client, cast):
    story = asked(cast.sanne, cast.noor)
    leaving.leave(cast.kees)
    assert stands(cast.sanne, story).is_backed
    client.force_login(cast.kees.user)
    url = reverse("timeline:child_read", args=[cast.plan.pk, story.pk])
    assert client.get(url).status_code == 404


def test_who_takes_words_back_when_going_takes_the_story_back(client, cast):
    story = shown(cast.kees, cast.noor, cast.sanne)
    leaving.leave(cast.kees, alone=True)
    for other in (cast.sanne, cast.noor):
        assert not reads(client, other, story)


def test_who_was_left_out_of_the_authority_stands_behind_it_too(client, cast):
    bo = people.add(by=cast.sanne, name="Bo", born=date(2018, 1, 1), kind="family")
    people.set_authority(by=cast.sanne, child=bo, holder=cast.sanne, kind="parent")
    story = asked(cast.sanne, bo)
    with pytest.raises(actions.Refused, match="backed"):
        actions.show(story, by=cast.sanne, mark=story.mark)
    assert stands(cast.kees, story)
    assert hooks.asks(visit(cast.kees))
    left_out.none_of_mine(bo, by=cast.kees)
    assert not hooks.asks(visit(cast.kees))
    actions.show(fresh(story), by=cast.sanne, mark=fresh(story).mark)
    assert stands(cast.kees, story) is None


def test_a_guardian_who_is_a_guest_is_asked_nothing_and_the_page_says_so(client, cast):
    story = written(cast.ayse, cast.emir)
    with pytest.raises(actions.Refused, match="nobody"):
        actions.ask(story, by=cast.ayse, mark=story.mark)
    said = text(page(client, cast.ayse, "child_story", story.pk))
    assert "Gezag heeft nu: Gerda" in said
    assert not stands(cast.guardian, story)
    page(client, cast.ayse, "child_ask", story.pk, data={"mark": story.mark})
    assert fresh(story).audience == "teller"


@pytest.mark.parametrize("has_account", [False, True])
def test_a_parent_who_was_not_asked_is_named_and_nobody_says_everybody(client, cast, has_account):
    """Of an account that opens nothing in the family it says the same as of none."""
    bo = people.add(by=cast.sanne, name="Bo", born=date(2018, 1, 1), kind="family")
    mark = people.add(by=cast.sanne, name="Mark", kind="family", role="papa")
    for holder in (cast.sanne, mark):
        people.set_authority(by=cast.sanne, child=bo, holder=holder, kind="parent")
    left_out.none_of_mine(bo, by=cast.kees)
    if has_account:
        Person.objects.filter(pk=mark.pk).update(user=account("mark"))
    story = written(cast.sanne, bo)
    words = "Mark heeft geen account in jullie gezin en is niet gevraagd. Praat er met Mark over."
    assert words in text(page(client, cast.sanne, "child_story", story.pk))
    assert words in text(page(client, cast.sanne, "child_ask", story.pk))
    page(client, cast.sanne, "child_ask", story.pk, data={"mark": story.mark})
    desk = text(page(client, cast.sanne, "child_story", story.pk))
    step = text(page(client, cast.sanne, "child_show", story.pk))
    first = text(page(client, cast.sanne, "child_page", first_page(story).pk))
    actions.show(fresh(story), by=cast.sanne, mark=fresh(story).mark)
    stories = text(page(client, cast.sanne, "children"))
    for said in (desk, step, first):
        assert "Sanne staat achter wat er nu staat." in said
    for said in (desk, step, stories):
        assert words in said
    for said in (desk, step, first, stories):
        assert "Iedereen staat" not in said and "lid van het gezin" not in said
    assert "Elke ouder met gezag die hier in jullie gezin meedoet" in stories


def test_where_all_with_authority_were_asked_it_says_everybody(client, cast):
    story = asked(cast.sanne, cast.noor)
    say(story, cast.kees)
    said = text(page(client, cast.sanne, "child_story", story.pk))
    assert "Iedereen staat achter wat er nu staat." in said and "niet gevraagd" not in said


def test_that_the_child_reads_it_is_said_only_where_the_child_comes_in(client, cast):
    """A guest's account does not find it on the timeline; of one that is hidden nothing shows."""
    for name in ("Bo", "Bep"):
        child_card = people.add(by=cast.sanne, name=name, kind="family", born=cast.sem.born)
        people.set_authority(by=cast.sanne, child=child_card, holder=cast.sanne, kind="parent")
        if name == "Bo":
            child_card.user = account("bo")
            child_card.save()
        story = asked(cast.sanne, child_card)
        say(story, cast.kees)
        client.force_login(cast.sanne.user)
        step = text(client.get(reverse("timeline:child_show", args=[cast.plan.pk, story.pk])))
        assert "Jullie openen het samen" in step and "eigen account" not in step
        actions.show(fresh(story), by=cast.sanne, mark=fresh(story).mark)
        page = text(client.get(reverse("timeline:child_story", args=[cast.plan.pk, story.pk])))
        assert "Klaar om samen te lezen." in page and f"{name} kan dit lezen" not in page


def test_on_the_eighteenth_birthday_what_was_shown_stays(cast):
    story = shown(cast.sanne, cast.noor, cast.kees)
    hidden = asked(cast.sanne, cast.noor)
    birthday = timezone.make_aware(timezone.datetime(2031, 3, 14))
    assert stands(cast.noor, story, birthday - timedelta(seconds=1)).is_shown
    assert stands(cast.noor, story, birthday).is_shown
    assert stands(cast.noor, hidden, birthday) is None
    assert not stands(cast.kees, story, birthday)
    assert stands(cast.sanne, hidden, birthday).state == "of_age"


# --- Any change closes it -----------------------------------------------------------------------


def touch_title(story, by):
    actions.change(story, by=by, version=story.version, title="Anders")


def touch_ending(story, by):
    actions.change(story, by=by, version=story.version, ending="Anders")


def touch_page(story, by):
    row = first_page(story)
    actions.change_page(row, by=by, version=row.version, text="Anders")


def touch_good(story, by):
    row = child.in_order(story.pages.all())[-1]
    actions.change_page(row, by=by, version=row.version, good=not row.good)


def touch_picture(story, by):
    row = first_page(story)
    actions.change_page(row, by=by, version=row.version, picture=pictures.check(photo()))


def touch_order(story, by):
    row = child.in_order(story.pages.all())[0]
    actions.move_page(row, by=by, version=row.version, up=False)


def touch_one_more(story, by):
    actions.add_page(ChildPage(title="Nog een", text="x"), by=by, story=story)


def touch_one_less(story, by):
    row = child.in_order(story.pages.all())[1]
    actions.remove_page(row, by=by, version=row.version)


def touch_no(story, by):
    say(story, by, NOT_YET, "toch niet")


def touch_alone(story, by):
    audience.set_audience(story, by=by, audience="teller", version=story.version)


TOUCHES = [one for name, one in sorted(globals().items()) if name.startswith("touch_")]


@pytest.mark.parametrize("touch", TOUCHES)
def test_whatever_changes_it_is_shut_for_the_child_until_shown_anew(client, cast, touch):
    story = shown(cast.sanne, cast.noor, cast.kees)
    assert reads(client, cast.noor, story)
    assert page(client, cast.noor, "child_paper", story.pk).status_code == 200
    touch(fresh(story), cast.sanne)
    assert not reads(client, cast.noor, story)
    client.force_login(cast.sanne.user)
    assert page(client, cast.sanne, "child_paper", story.pk).status_code == 403
    if touch not in (touch_no, touch_alone):
        assert stands(cast.sanne, story).missing == [cast.sanne, cast.kees]
        assert len(hooks.asks(visit(cast.kees))) == 1


def test_it_is_said_before_that_it_closes(client, cast):
    story = shown(cast.sanne, cast.noor, cast.kees)
    row = first_page(story)
    warns = "Dan leest Noor dit even niet"
    for name, pk in (
        ("child_page", row.pk),
        ("child_change", story.pk),
        ("child_choose", story.pk),
    ):
        moment(cast.sanne, "Nog een moment")
        assert warns in text(page(client, cast.sanne, name, pk)), name
    assert "even niet" in text(page(client, cast.sanne, "child_page_remove", row.pk))
    assert warns not in text(page(client, cast.kees, "child_story", story.pk))


def test_the_very_same_text_is_still_backed_but_shown_by_hand(client, cast):
    story = shown(cast.sanne, cast.noor, cast.kees)
    actions.change(story, by=cast.sanne, version=story.version, title="Anders")
    story = fresh(story)
    actions.change(story, by=cast.sanne, version=story.version, title="Zo ging het bij ons")
    assert stands(cast.sanne, story).state == "backed"
    assert not reads(client, cast.noor, story)


def test_nobody_stands_behind_a_text_they_did_not_read(client, cast):
    story = asked(cast.sanne, cast.noor)
    read = story.mark
    touch_page(story, cast.sanne)
    with pytest.raises(items.Conflict):
        actions.answer(story, by=cast.kees, mark=read, says=YES)
    sent = {"mark": read, "says": "yes"}
    answer = page(client, cast.kees, "child_answer", story.pk, data=sent)
    assert answer.status_code == 302 and not Backing.objects.filter(person=cast.kees).exists()
    assert "net iets veranderd" in text(page(client, cast.kees, "child_story", story.pk))
    actions.answer(story, by=cast.kees, mark=read, says=NOT_YET)  # a no counts of whatever it says
    with pytest.raises(items.Conflict):
        actions.show(story, by=cast.kees, mark=read)
    with pytest.raises(actions.Refused, match="backed"):
        actions.show(story, by=cast.kees, mark=fresh(story).mark)


def test_without_a_good_memory_or_with_an_empty_page_nobody_is_asked(cast):
    story = begun(cast.sanne, cast.noor)
    for row in (ChildPage(title="Zwaar", text="Het was moeilijk."), ChildPage(title="Leeg")):
        actions.add_page(row, by=cast.sanne, story=story)
        with pytest.raises(actions.Refused, match="whole"):
            actions.ask(story, by=cast.sanne, mark=fresh(story).mark)
    empty = story.pages.get(title="Leeg")
    actions.change_page(empty, by=cast.sanne, version=1, text="Je lachte.", good=True)
    actions.ask(story, by=cast.sanne, mark=fresh(story).mark)
    good = fresh(empty)
    actions.remove_page(good, by=cast.sanne, version=good.version)
    with pytest.raises(actions.Refused, match="whole"):
        say(story, cast.kees)


def test_only_who_is_needed_answers(cast):
    story = asked(cast.sanne, cast.noor)
    for other in (cast.noor, cast.riet, cast.ilse, cast.ayse):
        with pytest.raises(PermissionDenied):
            say(story, other)
    alone = written(cast.sanne, cast.noor)
    with pytest.raises(PermissionDenied):
        say(alone, cast.kees)


# --- Writing ------------------------------------------------------------------------------------


def form_of(**more):
    return {"id": str(uuid4()), "title": "Een blad", "text": "Woorden", **more}


def test_T27_sent_twice_is_once(client, cast):
    begin = {"id": str(uuid4()), "for_child": cast.sem.pk, "title": "Een"}
    for _ in range(2):
        assert page(client, cast.sanne, "child_begin", data=begin).status_code == 302
    story = ChildStory.objects.get()
    assert (
        page(client, cast.sanne, "child_begin", data={**begin, "title": "Twee"}).status_code == 409
    )
    row = form_of()
    for _ in range(2):
        assert page(client, cast.sanne, "child_page_add", story.pk, data=row).status_code == 302
    assert (
        page(
            client, cast.sanne, "child_page_add", story.pk, data={**row, "text": "anders"}
        ).status_code
        == 409
    )
    telling = moment(cast.sanne, "Strand")
    for _ in range(2):
        page(client, cast.sanne, "child_choose", story.pk, data={"moments": [telling.moment_id]})
    assert story.pages.count() == 2
    mark = {"mark": fresh(story).mark}
    good = first_page(story)
    actions.change_page(good, by=cast.sanne, version=1, good=True)
    other = child.in_order(story.pages.all())[-1]
    actions.change_page(other, by=cast.sanne, version=other.version, text="x")
    mark = {"mark": fresh(story).mark}
    for _ in range(2):
        page(client, cast.sanne, "child_ask", story.pk, data=mark)
        page(client, cast.kees, "child_answer", story.pk, data={**mark, "says": "yes"})
        page(client, cast.kees, "child_show", story.pk, data=mark)
    assert Backing.objects.count() == 2 and stands(cast.sanne, story).is_shown
    # somebody else's id
    taken = form_of(id=str(good.pk))
    mine = begun(cast.kees, cast.sem)
    assert page(client, cast.kees, "child_page_add", mine.pk, data=taken).status_code == 404


def test_T26_two_at_once_keep_both_texts(client, cast):
    story = written(cast.sanne, cast.noor)
    row = first_page(story)
    actions.change_page(row, by=cast.sanne, version=1, text="intussen")
    sent = {"title": "Blad", "text": "van mij", "version": 1}
    answer = page(client, cast.sanne, "child_page", row.pk, data=sent)
    assert answer.status_code == 409
    assert "intussen" in text(answer) and "van mij" in text(answer)
    actions.change(story, by=cast.sanne, version=1, title="Eerst")
    answer = page(client, cast.sanne, "child_change", story.pk, data={"title": "Dan", "version": 1})
    assert answer.status_code == 409
    move = {"version": 1, "way": "neer"}
    page(client, cast.sanne, "child_page_move", row.pk, data=move)
    assert child.in_order(story.pages.all())[0].pk == row.pk
    assert (
        page(client, cast.sanne, "child_page_remove", row.pk, data={"version": 1}).status_code
        == 409
    )


def test_pages_change_places_without_script_and_stop_at_the_ends(client, cast):
    story = written(cast.sanne, cast.noor, pages=3)

    def titles():
        return [one.title[-1] for one in child.in_order(story.pages.all())]

    def move(title, way):
        row = story.pages.get(title=f"Blad {title}")
        page(
            client, cast.sanne, "child_page_move", row.pk, data={"version": row.version, "way": way}
        )

    move(2, "op")
    assert titles() == ["0", "2", "1"]
    move(0, "op")
    assert titles() == ["0", "2", "1"]
    move(0, "neer")
    assert titles() == ["2", "0", "1"]
    for wrong in ({}, {"version": "x", "way": "op"}, {"version": 1, "way": "opzij"}):
        row = first_page(story)
        assert page(client, cast.sanne, "child_page_move", row.pk, data=wrong).status_code == 302
    assert titles() == ["2", "0", "1"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"title": ""}, "Schrijf in een paar woorden"),
        ({"title": "x" * 121}, "120"),
        ({"text": "x" * 601}, "600"),
        ({"drawn": "data:text/html;base64,PGI+"}, "Dit soort bestand"),
        ({"picture_file": SimpleUploadedFile("x.jpg", b"<svg/>")}, "Dit soort bestand"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(client, cast, more, words):
    story = begun(cast.sanne, cast.sem)
    filled = form_of(when_words="toen jij 3 was", seen_there="een duin") | more
    answer = page(client, cast.sanne, "child_page_add", story.pk, data=filled)
    assert answer.status_code == 422 and words in text(answer)
    assert "toen jij 3 was" in text(answer) and "een duin" in text(answer)
    assert not ChildPage.objects.exists() and not StoredFile.objects.exists()


def test_for_whom_it_can_be(client, cast):
    for who in (cast.kees, cast.riet, cast.sanne, cast.emir):
        sent = {"id": str(uuid4()), "for_child": who.pk, "title": "x"}
        assert page(client, cast.sanne, "child_begin", data=sent).status_code == 422
    old = people.add(by=cast.sanne, name="Oud", kind="family", born=date(2000, 1, 1))
    young = people.add(by=cast.sanne, name="Nieuw", kind="family")  # no birth date
    assert child.children(visit(cast.sanne)) == [cast.noor, cast.sem]
    people.set_authority(by=cast.sanne, child=young, holder=cast.sanne, kind="parent")
    assert young in child.children(visit(cast.sanne))
    assert old not in child.children(visit(cast.sanne))
    moments = {"moments": [uuid4()]}
    story = begun(cast.sanne, cast.sem)
    moment(cast.sanne, "Iets")
    for wrong in (moments, {}, {"moments": ["x"]}):
        assert page(client, cast.sanne, "child_choose", story.pk, data=wrong).status_code == 422


def test_a_moment_one_may_not_read_is_not_offered_and_not_told(client, cast):
    secret = moment(cast.kees, "Geheim van Kees", audience="teller")
    story = begun(cast.sanne, cast.sem)
    assert "Geheim van Kees" not in text(page(client, cast.sanne, "child_choose", story.pk))
    sent = {"moments": [secret.moment_id]}
    assert page(client, cast.sanne, "child_choose", story.pk, data=sent).status_code == 422
    mine = moment(cast.sanne, "Van ons")
    beside(cast.kees, mine, "Ook geheim", audience="teller")
    page(client, cast.sanne, "child_choose", story.pk, data={"moments": [mine.moment_id]})
    row = story.pages.get()
    assert "Ook geheim" not in text(page(client, cast.sanne, "child_page", row.pk))


@pytest.mark.parametrize("audience", ["teller", "readers"])
def test_T7_what_was_told_for_oneself_or_a_few_does_not_come_in_by_itself(client, cast, audience):
    from timeline import actions as lines
    from timeline.models import Telling

    row = Telling(title="Geheime titel", text="Geheime tekst", seen_there="Geheim")
    row.audience, row.weight = audience, "lightest"
    told = lines.add(
        row, by=cast.sanne, part="family", when="2020", readers=[cast.riet],
        photo=pictures.check(photo()),
    )  # fmt: skip
    story = begun(cast.sanne, cast.noor)
    assert "Was dat voor “alleen ik”" in text(page(client, cast.sanne, "child_choose", story.pk))
    chosen = {"moments": [told.moment_id]}
    page(client, cast.sanne, "child_choose", story.pk, data=chosen)
    made = story.pages.get()
    assert (made.title, made.text, made.seen_there) == ("Toen jij 6 of 7 was", "", "")
    assert made.picture is None and not made.good
    assert "Geheime tekst" in text(page(client, cast.sanne, "child_page", made.pk))  # beside it
    beside(cast.sanne, told, "Voor ons allemaal", text="Gewoon")
    again = begun(cast.sanne, cast.noor)
    page(client, cast.sanne, "child_choose", again.pk, data=chosen)
    assert again.pages.get().text == "Gewoon"


def test_a_page_about_what_another_told_begins_with_its_title_and_no_more(client, cast):
    told = moment(cast.kees, "Op het strand", when="2020", text="Warm!", weight="lightest")
    few = moment(cast.kees, "Voor Sanne", when="2020", audience="readers", readers=[cast.sanne])
    beside(cast.kees, few, "Voor ons", audience="family")
    secret = moment(cast.kees, "Geheim", when="2020", audience="readers", readers=[cast.sanne])
    story = begun(cast.sanne, cast.noor)
    chosen = {"moments": [one.moment_id for one in (told, few, secret)]}
    page(client, cast.sanne, "child_choose", story.pk, data=chosen)
    made = {one.moment_id: (one.title, one.text, one.good) for one in story.pages.all()}
    assert made[told.moment_id] == ("Op het strand", "", False)
    assert made[few.moment_id] == ("Voor ons", "", False)
    assert made[secret.moment_id] == ("Toen jij 6 of 7 was", "", False)


def test_who_stands_behind_it_is_called_as_the_child_calls_them(cast):
    cast.sanne.role, cast.kees.role = "Mama", "papa"
    assert child.called([cast.sanne, cast.kees]) == ["mama", "papa"]
    cast.kees.role = "ouder met gezag"
    assert child.called([cast.sanne, cast.kees]) == ["mama", "Kees"]
    cast.kees.role = "mama"
    assert child.called([cast.sanne, cast.kees]) == ["Sanne", "Kees"]


def test_the_picture_of_ones_own_telling_comes_along_as_a_file_of_its_own(client, cast):
    from timeline import actions as lines
    from timeline.models import Telling

    row = Telling(title="Strand", seen_there="Wij op het strand", weight="light")
    told = lines.add(row, by=cast.sanne, part="family", when="2020", photo=pictures.check(photo()))
    story = begun(cast.sanne, cast.sem)
    page(client, cast.sanne, "child_choose", story.pk, data={"moments": [told.moment_id]})
    made = story.pages.get()
    assert made.picture_id not in (None, told.photo_id)
    assert made.seen_there == "Wij op het strand" and made.good
    assert made.when_words == "toen jij 1 of 2 was"


def test_a_page_goes_and_comes_back_for_a_day_with_its_picture(client, cast):
    story = begun(cast.sanne, cast.sem)
    row = ChildPage(title="Foto", good=True)
    actions.add_page(row, by=cast.sanne, story=story, picture=pictures.check(photo()))
    url = reverse("timeline:child_picture", args=[cast.plan.pk, row.pk])
    page(client, cast.sanne, "child_page_remove", row.pk, data={"version": 1})
    assert client.get(url).status_code == 404 and fresh(fresh(row).picture).removed
    assert "Foto" in text(page(client, cast.sanne, "child_story", story.pk))  # to put back
    page(client, cast.sanne, "child_page_restore", row.pk, data={})
    assert client.get(url).status_code == 200
    assert page(client, cast.kees, "child_page_restore", row.pk, data={}).status_code == 404


def test_a_story_goes_and_comes_back_not_yet_shown(client, cast):
    story = shown(cast.sanne, cast.noor, cast.kees)
    page(client, cast.sanne, "child_remove", story.pk, data={"version": story.version})
    for person in (cast.sanne, cast.kees, cast.noor):
        client.force_login(person.user)
        for name in ("child_story", "child_read", "child_paper", "child_answer"):
            assert page(client, person, name, story.pk).status_code == 404
        for row in story.pages.all():
            assert page(client, person, "child_page", row.pk).status_code == 404
    assert "Zo ging het bij ons" in text(page(client, cast.sanne, "children"))
    assert "Zo ging het bij ons" not in text(page(client, cast.kees, "children"))
    page(client, cast.sanne, "child_restore", story.pk, data={})
    assert stands(cast.sanne, story).state == "backed"
    assert not reads(client, cast.noor, story)


def test_after_a_day_it_is_erased_with_all_that_hangs_on_it(cast):
    story = written(cast.sanne, cast.noor)
    row = first_page(story)
    actions.change_page(row, by=cast.sanne, version=1, picture=pictures.check(photo()))
    story = fresh(story)
    actions.remove(story, by=cast.sanne, version=story.version)
    long_ago = timezone.now() - timedelta(days=2)
    ChildStory.objects.update(removed=long_ago)
    StoredFile.objects.update(removed=long_ago)
    call_command("work", once=True)
    for model in (ChildStory, ChildPage, Backing, StoredFile):
        assert not model.objects.exists(), model
    assert not Version.objects.filter(model__startswith="timeline.child").exists()


def test_the_plan_erases_it_too(cast):
    shown(cast.sanne, cast.noor, cast.kees)
    plans.erase(cast.plan)
    assert not ChildStory.objects.exists() and not Backing.objects.exists()


# --- In the rest of the house -------------------------------------------------------------------


def test_in_her_own_list_it_only_gets_narrower(client, cast):
    story = shown(cast.sanne, cast.noor, cast.kees)
    client.force_login(cast.sanne.user)
    url = reverse("own_audience", args=[cast.plan.pk, "childstory", story.pk])
    for wider in ("keyholders", "family", "readers"):
        sent = {"version": story.version, "audience": wider, "readers": [cast.riet.pk]}
        assert client.post(url, sent).status_code == 422
    for wider in ("keyholders", "family", "readers"):
        with pytest.raises(audience.Refused):
            audience.set_audience(
                story, by=cast.sanne, audience=wider, readers=[cast.riet], version=story.version
            )
    assert client.post(url, {"version": story.version, "audience": "teller"}).status_code == 302
    assert not reads(client, cast.noor, story) and not reads(client, cast.kees, story)
    assert set(story.pages.values_list("audience", flat=True)) == {"teller"}
    undo = reverse("own_undo", args=[cast.plan.pk, "childstory", story.pk])
    assert client.post(undo, {"version": fresh(story).version}).status_code == 404


def test_her_own_list_says_of_it_no_readers_but_where_they_stand(client, cast):
    """Sem has no account: no key tells that he reads it too."""
    story = written(cast.sanne, cast.sem)
    own, desk = (
        reverse("own", args=[cast.plan.pk]),
        reverse("timeline:child_story", args=[cast.plan.pk, story.pk]),
    )
    client.force_login(cast.sanne.user)
    assert "alleen jij" in text(client.get(own)) and desk not in text(client.get(own))
    actions.ask(story, by=cast.sanne, mark=story.mark)
    say(story, cast.kees)
    actions.show(fresh(story), by=cast.sanne, mark=fresh(story).mark)
    for url in (own, reverse("own_audience", args=[cast.plan.pk, "childstory", story.pk])):
        said = text(client.get(url))
        assert f'href="{desk}"' in said and "Dit lezen nu" not in said
    assert "Sem" in text(client.get(desk)).split("Dit zien:")[1].split("</p>")[0]


def test_what_grown_ups_said_of_it_the_child_does_not_take_along(client, cast):
    story = asked(cast.sanne, cast.noor)
    say(story, cast.kees, NOT_YET, "liever zachter")
    say(story, cast.kees, YES, "zo is het goed")
    actions.show(story, by=cast.sanne, mark=fresh(story).mark)
    for who, meets in ((cast.noor, False), (cast.kees, True)):
        client.force_login(who.user)
        data = client.get(reverse("taking_along", args=[cast.plan.pk])).json()
        (told,) = data["timeline"]["child_stories"]
        assert [one["title"] for one in told["pages"]] == ["Blad 0", "Blad 1"]
        assert bool(told["backed_by"]) == meets
        for name in ("child_read", "child_story"):
            shows = page(client, who, name, story.pk)
            assert ("zo is het goed" in text(shows)) == (meets and name == "child_story")


def test_the_whole_plan_on_paper_leaves_it_out(client, cast):
    shown(cast.sanne, cast.noor, cast.kees)
    client.force_login(cast.noor.user)
    paper = client.get(reverse("paper", args=[cast.plan.pk])).content
    assert "Blad 0" not in "".join(p.extract_text() for p in PdfReader(BytesIO(paper)).pages)


def test_who_goes_takes_it_along_as_their_own_alone(cast):
    telling = moment(cast.sanne, "Strand")
    story = shown(cast.sanne, cast.noor, cast.kees)
    row = ChildPage(title="Foto", good=True, moment=telling.moment)
    actions.add_page(row, by=cast.sanne, story=story, picture=pictures.check(photo()))
    plan, _count = leaving.take_along(
        visit(cast.sanne), family_name="nieuw", teller="Sanne", plan_id=uuid4()
    )
    copy = ChildStory.objects.get(plan=plan)
    assert copy.audience == "teller" and not copy.readers.exists() and not copy.backings.exists()
    assert copy.for_child.name == "Noor" and copy.for_child.plan_id == plan.pk
    pages = child.in_order(copy.pages.all())
    assert [one.title for one in pages] == ["Blad 0", "Blad 1", "Foto"]
    assert copy.mark == child.mark_of(copy, pages)
    assert pages[-1].picture.plan_id == plan.pk
    assert pages[-1].moment == Moment.objects.get(plan=plan)
    kees, _count = leaving.take_along(
        visit(cast.kees), family_name="nieuw", teller="Kees", plan_id=uuid4()
    )
    assert not ChildStory.objects.filter(plan=kees).exists()  # it is Sanne's


@pytest.mark.parametrize("name", ["children", "child_story", "child_read", "index", "plan"])
def test_one_or_many_take_the_same_queries(client, cast, name, django_assert_max_num_queries):
    story = shown(cast.sanne, cast.noor, cast.kees)
    asked(cast.sanne, cast.noor)  # and one that waits, as more will below

    def asks(person, most):
        client.force_login(person.user)
        args = [cast.plan.pk] + ([story.pk] if name in ("child_story", "child_read") else [])
        url = reverse(name if name == "plan" else f"timeline:{name}", args=args)
        client.get(url, follow=True)
        with django_assert_max_num_queries(most) as seen:
            client.get(url)
        return len(seen)

    before = {who: asks(getattr(cast, who), 20) for who in ("kees", "noor")}
    for number in range(6):
        actions.add_page(ChildPage(title=f"{number}", text="x"), by=cast.sanne, story=story)
        asked(cast.sanne, cast.noor)
        shown(cast.sanne, cast.noor, cast.kees, pages=4)
    say(story, cast.sanne)
    say(story, cast.kees)
    actions.show(story, by=cast.sanne, mark=fresh(story).mark)
    assert {who: asks(getattr(cast, who), 20) for who in before} == before


# --- Words as they are written ------------------------------------------------------------------


def test_T14_words_are_words(client, cast):
    story = shown(cast.sanne, cast.noor, cast.kees, title=XSS, ending=XSS)
    row = first_page(story)
    words = {"title": XSS, "text": XSS, "when_words": XSS, "seen_there": XSS}
    actions.change_page(row, by=cast.sanne, version=1, picture=pictures.check(photo()), **words)
    say(story, cast.sanne, words=XSS)
    say(story, cast.kees, words=XSS)
    actions.show(story, by=cast.sanne, mark=fresh(story).mark)
    for name, pk, query in (
        ("children", None, ""),
        ("child_story", story.pk, ""),
        ("child_answer", story.pk, ""),
        ("child_read", story.pk, ""),
        ("child_read", story.pk, "?blad=1"),
        ("child_read", story.pk, "?blad=3"),
        ("child_page", row.pk, ""),
        ("child_page_remove", row.pk, ""),
        ("child_change", story.pk, ""),
    ):
        shows = text(page(client, cast.sanne, name, *([pk] if pk else []), query=query))
        assert "<script>alert" not in shows and "&lt;script&gt;alert" in shows, name


@pytest.mark.parametrize("asked_for", ["", "0", "1", "99", "-1", "x", "1" * 400, "٢", "²"])
def test_any_page_that_is_asked_for_is_some_page(client, cast, asked_for):
    story = shown(cast.sanne, cast.noor, cast.kees)
    answer = page(client, cast.noor, "child_read", story.pk, query=f"?blad={asked_for}")
    assert answer.status_code == 200


def on_paper(story, person):
    standing = stands(person, story)
    from timeline.child_paper import story_on_paper

    return PdfReader(BytesIO(story_on_paper(standing, "Dit papier is van Noor.")))


@pytest.mark.parametrize(
    "words",
    [
        XSS,
        "<b>&amp; <font name='x'>",
        "x" * 600,
        "a\n" * 300,
        "مرحبا يا صغيري، أنت حبيبنا",
        "שלום ילד",
        "Şükrü Łódź 🚀 été",
        "\u202e\u0000om\u0301",
        " ",
    ],
)
def test_T34_it_is_one_sheet_a_page_whatever_is_written(cast, words):
    told = words.replace("\0", "") or "x"
    story = shown(cast.sanne, cast.noor, cast.kees, title=told[:120], ending=told[:500])
    row = first_page(story)
    actions.change_page(
        row, by=cast.sanne, version=1, title=told[:120], text=told, picture=pictures.check(photo())
    )
    paper = on_paper(story, cast.sanne)
    assert len(paper.pages) == 4  # its cover, two pages, how it ends
    assert "Woorden 1" in paper.pages[2].extract_text()
    if told == XSS:
        assert "<script>alert(1)</script>" in paper.pages[1].extract_text().replace("\n", " ")


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2013-03-14", "de dag dat jij geboren werd"),
        ("2012", "voordat jij geboren werd"),
        ("2013", "toen jij geboren werd"),
        ("2013-09", "toen jij een baby was"),
        ("2016-03-13", "toen jij 2 was"),
        ("2016-03-14", "toen jij 3 was"),
        ("2016", "toen jij 2 of 3 was"),
        ("2016-07/2019", "toen jij 3 was"),
        ("2016-07/..", "toen jij 3 was"),
        ("201X", ""),
        ("2010-09/2012", "voordat jij geboren werd"),
        ("2010-09/2019", ""),
        ("2010-09/..", ""),
        ("2020-24", "toen jij 7 was"),
        ("", ""),
    ],
)
def test_when_it_was_in_words_for_the_child(when, said):
    who = SimpleNamespace(born=date(2013, 3, 14))
    assert child.when_words(who, when) == said
    assert child.when_words(SimpleNamespace(born=None), when) == ""


def test_a_visit_needs_no_name_that_is_not_there(client, cast):
    """The empty list, for a grown-up and for a child."""
    assert "Begin een verhaal" in text(page(client, cast.kees, "children"))
    assert "als er een voor jou gemaakt is" in text(page(client, cast.noor, "children"))
    assert "Het verhaal voor een kind" in text(page(client, cast.kees, "index"))
    assert "Het verhaal voor een kind" not in text(page(client, cast.noor, "index"))
    assert access.visit_of(cast.kees.user, cast.plan.pk).opens("timeline", "family")
