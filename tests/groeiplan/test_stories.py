import json
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from groeiplan import changes, pdf, story, taking_along
from groeiplan.actions import items, people
from groeiplan.models import Agreement, Entry, Goal, OtherPlan, Person, Story, Version
from tests.cast import share, visit

XSS = "<script>alert(1)</script> & <b>dik</b>"


def at(cast, name, **more):
    return reverse(name, kwargs={"plan": cast.plan.pk, **more})


def sent(**more):
    return {
        "id": uuid4(),
        "kind": "going_well",
        "text": "Sem slaapt weer in zijn eigen bed.",
        "audience": "keyholders",
        "since": "",
        "means": "",
        **more,
    }


@pytest.fixture
def tell(cast, client):
    """Somebody of the cast tells something on the page; gives the answer."""

    def telling(who, **more):
        client.force_login(who.user)
        if who.family_since:
            more.setdefault("told_by", who.pk)
        return client.post(at(cast, "story_add"), sent(**more))

    return telling


def test_sanne_tells_what_goes_well_and_everybody_at_home_reads_it(cast, client, tell):
    answer = tell(cast.sanne, since="zomer 2025", means="We slapen allemaal beter.")
    row = Story.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"{at(cast, 'stories')}#r{row.pk}"
    assert (row.told_by, row.since, row.by_guest) == (cast.sanne, "2025-22", False)
    client.force_login(cast.kees.user)
    page = client.get(at(cast, "stories")).content.decode()
    assert "Sem slaapt weer in zijn eigen bed." in page
    assert "zomer 2025" in page
    assert "Dit zien:" in page
    assert at(cast, "story_change", story=row.pk) not in page  # nobody edits another's words


def test_an_empty_page_offers_the_first_step_to_who_may_take_it(cast, client):
    share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    client.force_login(cast.sanne.user)
    assert at(cast, "story_add") in client.get(at(cast, "stories")).content.decode()
    client.force_login(cast.riet.user)
    page = client.get(at(cast, "stories"))
    assert page.status_code == 200
    assert at(cast, "story_add") not in page.content.decode()


def test_sanne_writes_down_for_sem_but_never_for_noor(cast, tell):
    assert tell(cast.sanne, told_by=cast.sem.pk).status_code == 302
    assert Story.objects.get().told_by == cast.sem
    answer = tell(cast.sanne, told_by=cast.noor.pk, text="Dit vindt Noor.")
    assert answer.status_code == 422
    assert "Dit vindt Noor." in answer.content.decode()
    assert Story.objects.count() == 1


def test_what_is_hidden_stays_hidden(cast, client, tell):
    tell(cast.noor, text="alleen van Noor", audience="teller")
    tell(cast.noor, text="alleen voor papa", audience="readers", readers=[cast.kees.pk])
    tell(cast.noor, text="voor ons gezin", audience="family")
    tell(cast.noor, text="voor iedereen")
    share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    expected = {
        cast.noor: {"alleen van Noor", "alleen voor papa", "voor ons gezin", "voor iedereen"},
        cast.kees: {"alleen voor papa", "voor ons gezin", "voor iedereen"},
        cast.sanne: {"voor ons gezin", "voor iedereen"},
        cast.riet: {"voor iedereen"},
    }
    for who, texts in expected.items():
        client.force_login(who.user)
        page = client.get(at(cast, "stories")).content.decode()
        assert {text for text in expected[cast.noor] if text in page} == texts
        taken = taking_along.export(visit(who))["stories"]
        assert {one["text"] for one in taken} == texts
        api = client.get(f"/api/v1/plans/{cast.plan.pk}/stories")
        assert {one["text"] for one in api.json()} == texts
        news = changes.changes(visit(who), timezone.now() - timedelta(hours=1))
        assert len([one for one in news if "vertelde" in one.sentence]) == len(texts)
        paper = " ".join(part.text for part in story.story(visit(who)) if hasattr(part, "text"))
        assert {text for text in expected[cast.noor] if text in paper} == texts


@pytest.mark.parametrize(
    "page", ["stories", "story_add", "story_change", "story_remove", "story_undo"]
)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["ilse", "wim", "stranger", "superuser", "ayse"])
def test_who_was_not_let_in_learns_nothing(cast, client, page, method, who):
    row = items.write(Story(kind="worry", text="geheim"), by=cast.sanne)
    somebody = getattr(cast, who)
    client.force_login(getattr(somebody, "user", somebody))
    more = {} if page in ("stories", "story_add") else {"story": row.pk}
    assert getattr(client, method)(at(cast, page, **more)).status_code == 404


def test_who_may_look_may_not_write(cast, client):
    row = items.write(Story(kind="worry", text="van ons"), by=cast.sanne)
    share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    client.force_login(cast.riet.user)
    assert client.get(at(cast, "stories")).status_code == 200
    assert client.post(at(cast, "story_add"), sent()).status_code == 403
    assert client.post(at(cast, "story_remove", story=row.pk), {"version": 1}).status_code == 403
    assert Story.objects.get().removed is None


def test_a_guest_who_may_write_changes_only_its_own_words(cast, client, tell):
    hers = items.write(Story(kind="worry", text="van Sanne"), by=cast.sanne)
    share(cast.sanne, cast.riet, change=["groeiplan.stories"])
    assert tell(cast.riet, audience="teller").status_code == 422  # no shadow notes
    assert tell(cast.riet, audience="family").status_code == 302
    own = Story.objects.get(told_by=cast.riet)
    assert own.by_guest
    assert client.get(at(cast, "story_change", story=own.pk)).status_code == 200
    assert client.get(at(cast, "story_change", story=hers.pk)).status_code == 403
    assert Entry.objects.filter(plan=cast.plan, act=Entry.Act.CHANGE).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""},
        {"text": ""},
        {"text": "x" * 10_001},
        {"since": "ergens in de buurt van blauw"},
        {"audience": "readers"},
        {"audience": "iedereen op internet"},
        {"id": "geen-id"},
    ],
)
def test_wrong_input_is_answered_and_nothing_typed_is_lost(cast, tell, wrong):
    answer = tell(cast.sanne, means="bewaar dit <i>woord</i>", **wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "bewaar dit &lt;i&gt;woord&lt;/i&gt;" in page
    assert 'role="alert"' in page
    assert not Story.objects.exists()


def test_what_looks_like_markup_is_shown_as_typed(cast, client, tell):
    tell(cast.sanne, text=XSS + " 🎉", means=XSS)
    page = client.get(at(cast, "stories")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;dik&lt;/b&gt; 🎉" in page
    row = Story.objects.get()
    assert (
        "<script>alert" not in client.get(at(cast, "story_remove", story=row.pk)).content.decode()
    )


def test_sent_twice_it_is_one_story_and_not_somebody_elses(cast, tell):
    same = uuid4()
    assert tell(cast.sanne, id=same).status_code == 302
    assert tell(cast.sanne, id=same).status_code == 302
    assert Story.objects.count() == 1
    assert tell(cast.kees, id=same, text="van Kees").status_code == 404
    assert Story.objects.get().told_by == cast.sanne


def test_the_same_form_with_other_words_is_asked_once_more(cast, client, tell):
    same = uuid4()
    tell(cast.sanne, id=same, text="eerst")
    answer = tell(cast.sanne, id=same, text="daarna")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "daarna" in page and "met andere woorden" in page
    assert f'name="id" value="{same}"' not in page
    assert Story.objects.get().text == "eerst"
    fresh = answer.context["form"]["id"].value()
    assert tell(cast.sanne, id=fresh, text="daarna").status_code == 302
    assert {row.text for row in Story.objects.all()} == {"eerst", "daarna"}


def test_the_same_form_after_its_row_was_taken_away_is_asked_once_more(cast, tell):
    same = uuid4()
    tell(cast.sanne, id=same)
    row = Story.objects.get()
    items.remove(row, by=cast.sanne, version=1)
    answer = tell(cast.sanne, id=same)
    assert answer.status_code == 409
    assert "weggehaald" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        items.write(Story(pk=same, kind="worry", text="stil"), by=cast.sanne)
    assert Story.objects.get().removed


def test_two_clicks_on_putting_back_put_it_back_once(cast):
    row = items.write(Story(kind="worry", text="toch wel"), by=cast.kees)
    items.remove(row, by=cast.kees, version=1)
    clicks = [Story.objects.get(pk=row.pk) for _click in range(2)]  # both read it before either
    for click in clicks:
        items.undo(click, by=cast.kees, fields=())
    assert visit(cast.kees).rows(Story).get().text == "toch wel"


@pytest.mark.parametrize("gone", ["the card", "the account"])
def test_words_of_who_left_stay_as_they_were_told(cast, client, tell, gone):
    share(cast.sanne, cast.ilse, change=["groeiplan.stories"])
    teller = cast.ilse if gone == "the card" else cast.noor
    tell(teller, text="zoals ik het zag")
    row = Story.objects.get()
    if gone == "the card":
        people.empty(cast.ilse, by=cast.sanne)
    else:
        Person.objects.filter(pk=cast.noor.pk).update(user=None)
    client.force_login(cast.kees.user)
    assert "zoals ik het zag" in client.get(at(cast, "stories")).content.decode()
    for page in ("story_change", "story_remove"):
        answer = client.post(at(cast, page, story=row.pk), sent(text="anders", version=1))
        assert answer.status_code == 403
    row.refresh_from_db()
    assert (row.text, row.removed) == ("zoals ik het zag", None)


def test_what_was_written_down_for_an_emptied_card_is_nobodys_to_mend(cast):
    opa = people.add(by=cast.sanne, name="opa", kind="network")
    row = items.write(Story(kind="worry", text="van opa", told_by=opa), by=cast.sanne)
    assert visit(cast.kees).may_change(row)
    people.empty(opa, by=cast.sanne)
    row.refresh_from_db()
    assert not visit(cast.kees).may_change(row)
    assert not visit(cast.sanne).may_change(row)


def test_a_second_save_on_an_old_version_shows_both_texts(cast, client):
    row = items.write(Story(kind="worry", text="eerst"), by=cast.sanne)
    items.change(row, by=cast.sanne, version=1, text="op de telefoon getypt")
    client.force_login(cast.sanne.user)
    page = at(cast, "story_change", story=row.pk)
    answer = client.post(page, sent(kind="worry", text="op de computer getypt", version=1))
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "op de telefoon getypt" in shown
    assert "op de computer getypt" in shown
    assert 'name="version" value="2"' in shown
    assert Story.objects.get().text == "op de telefoon getypt"
    again = client.post(page, sent(kind="worry", text="op de computer getypt", version=2))
    assert again.status_code == 302
    assert Story.objects.get().text == "op de computer getypt"
    assert Version.objects.filter(row=row.pk).count() == 2


def test_taken_away_and_put_back_within_a_day(cast, client, time_machine):
    start = timezone.now()
    row = items.write(Story(kind="worry", text="toch maar niet"), by=cast.kees)
    client.force_login(cast.kees.user)
    asked = client.get(at(cast, "story_remove", story=row.pk))
    assert asked.status_code == 200
    assert Story.objects.get().removed is None  # asking changes nothing
    assert client.post(at(cast, "story_remove", story=row.pk), {"version": 1}).status_code == 302
    assert not visit(cast.kees).rows(Story).exists()
    assert at(cast, "story_undo", story=row.pk) in client.get(at(cast, "stories")).content.decode()
    client.force_login(cast.sanne.user)
    assert "toch maar niet" not in client.get(at(cast, "stories")).content.decode()
    assert client.post(at(cast, "story_undo", story=row.pk)).status_code == 404
    time_machine.move_to(start + timedelta(hours=23), tick=False)
    client.force_login(cast.kees.user)
    for _twice in range(2):
        assert client.post(at(cast, "story_undo", story=row.pk)).status_code == 302
    assert visit(cast.kees).rows(Story).get().text == "toch maar niet"
    client.post(at(cast, "story_remove", story=row.pk), {"version": 3})
    time_machine.move_to(start + timedelta(hours=48), tick=False)
    client.force_login(cast.kees.user)
    assert client.post(at(cast, "story_undo", story=row.pk)).status_code == 404


def test_taking_away_what_was_just_changed_asks_again(cast, client):
    row = items.write(Story(kind="worry", text="eerst"), by=cast.sanne)
    items.change(row, by=cast.sanne, version=1, text="daarna")
    client.force_login(cast.sanne.user)
    answer = client.post(at(cast, "story_remove", story=row.pk), {"version": 1})
    assert answer.status_code == 409
    assert 'name="version" value="2"' in answer.content.decode()
    assert Story.objects.get().removed is None


@pytest.mark.parametrize("who", ["sanne", "riet"])
def test_forty_stories_take_as_many_queries_as_one(
    cast, client, who, django_assert_max_num_queries
):
    share(cast.sanne, cast.riet, change=["groeiplan.stories"])
    items.write(Story(kind="worry", text="een"), by=cast.sanne, about=[cast.sem])
    client.force_login(getattr(cast, who).user)
    most = 20 if who == "sanne" else 25
    client.get(at(cast, "stories"))
    with django_assert_max_num_queries(most) as one:
        client.get(at(cast, "stories"))
    for number in range(39):
        items.write(Story(kind="going_well", text=f"nr {number}"), by=cast.kees, about=[cast.noor])
    with django_assert_max_num_queries(most) as forty:
        assert "nr 38" in client.get(at(cast, "stories")).content.decode()
    assert len(one) == len(forty)


def test_a_guests_look_stands_in_the_journal(cast, client):
    items.write(Story(kind="worry", text="van ons"), by=cast.sanne)
    share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    client.force_login(cast.riet.user)
    client.get(f"/api/v1/plans/{cast.plan.pk}/stories")
    entry = Entry.objects.filter(plan=cast.plan, act=Entry.Act.READ).get()
    assert entry.chapters == [str(next(iter(visit(cast.riet).chapters("groeiplan", "stories"))))]


def test_the_whole_part_prints_as_typed_and_without_what_is_hidden(cast):
    row = Agreement(kind="obligation", what=XSS, who=cast.riet, decided_by="de rechter 🎉")
    items.write(Goal(title="ons doel", why="x" * 5000), by=cast.sanne)
    items.write(row, by=cast.sanne)
    items.write(OtherPlan(title="plan van school", since="2015~/.."), by=cast.sanne)
    items.write(Story(kind="worry", text=XSS, since="2025-22", means="rust"), by=cast.sanne)
    items.write(Story(kind="worry", text="van Kees alleen", audience="teller"), by=cast.kees)
    printed = pdf.render(story.story(visit(cast.sanne)), title="Ons plan", footer="van ons")
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages)
    for shown in ("<script>alert(1)</script>", "ons doel", "de rechter", "plan van school", "rust"):
        assert shown in words
    assert "van Kees alleen" not in words
    assert "sinds zomer 2025" in words and "sinds sinds" not in words
    assert story.story(visit(cast.riet))  # her key opens the agreements
    assert list(story.story(visit(cast.ilse))) != list(story.story(visit(cast.sanne)))
    assert taking_along.export(visit(cast.riet)).keys() == {"agreements"}
    json.dumps(taking_along.export(visit(cast.sanne)))


def test_a_guest_let_in_for_one_child_names_nobody_else(cast, client, tell):
    share(cast.sanne, cast.bakker, change=["groeiplan.stories"], about=[cast.noor])
    client.force_login(cast.bakker.user)
    form = client.get(at(cast, "story_add")).content.decode()
    assert "Noor" in form
    assert "Kees" not in form and "Sem" not in form
    assert tell(cast.bakker, about=[cast.kees.pk]).status_code == 422
    tell(cast.bakker, text="Ze ademt rustiger.")
    assert list(Story.objects.get().about.all()) == [cast.noor]


def test_a_guest_writes_nothing_it_could_not_read_back(cast, client, tell):
    share(cast.sanne, cast.bakker, look=["groeiplan.people"])  # it knows them all by name
    share(cast.sanne, cast.bakker, change=["groeiplan.stories"], about=[cast.noor])
    for nobody in (cast.sem, cast.kees, cast.bakker, cast.riet):
        answer = tell(cast.bakker, about=[nobody.pk], text="bewaar mij")
        assert answer.status_code == 422
        assert "bewaar mij" in answer.content.decode()
    assert not Story.objects.exists()
    for about in ([], [cast.noor.pk]):
        assert tell(cast.bakker, about=about).status_code == 302
    assert visit(cast.bakker).rows(Story).count() == 2


def test_a_guest_without_the_list_of_people_learns_no_names(cast, client):
    share(cast.sanne, cast.bakker, change=["groeiplan.stories"])
    client.force_login(cast.bakker.user)
    form = client.get(at(cast, "story_add")).content.decode()
    assert "Noor" not in form and "Over wie gaat het?" not in form
    share(cast.sanne, cast.bakker, look=["groeiplan.people"])
    assert "Noor" in client.get(at(cast, "story_add")).content.decode()
