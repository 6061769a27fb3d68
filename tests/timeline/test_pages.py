import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from groeiplan.models import Entry, Person
from tests.cast import share
from tests.timeline.telling import beside, moment
from timeline import actions
from timeline.models import Deed, Moment, Telling

XSS = "<script>alert(1)</script> & “zo”"


def page(client, person, name, *args, data=None, query=""):
    """What this person gets at timeline:<name> of the cast's plan."""
    client.force_login(person.user)
    url = reverse(f"timeline:{name}", args=[person.plan_id, *args]) + query
    return client.get(url) if data is None else client.post(url, data)


def text(response):
    return response.content.decode()


def form_of(**more):
    """A filled-in form for a new moment."""
    filled = {
        "id": str(uuid4()),
        "title": "Sem is geboren",
        "when": "januari 2018",
        "strand": "family",
        "audience": "keyholders",
    }
    return {**filled, **more}


def test_sanne_puts_a_moment_on_a_line_and_hears_what_was_understood(client, cast):
    client.force_login(cast.sanne.user)
    url = reverse("timeline:add", args=[cast.plan.pk])
    said = text(client.post(url, form_of(when="Zomer 2015", text="Warm."), follow=True))
    assert "Dat is: zomer 2015." in said
    assert "Warm." in said
    assert Moment.objects.get().when == "2015-22"


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("14 maart 2013", "2013-03-14"),
        ("ongeveer 2012", "2012~"),
        ("mei 2018 tot nu", "2018-05/.."),
        ("toen Noor 6 was", "2019~"),
        ("", ""),
    ],
)
def test_dates_as_people_say_them(client, cast, typed, edtf):
    page(client, cast.sanne, "add", data=form_of(when=typed))
    assert Moment.objects.get().when == edtf


def test_the_example_of_an_age_is_of_a_child_whose_birth_date_one_may_know(client, cast):
    assert "of: toen Noor 6 was. Weet je het niet?" in text(page(client, cast.sanne, "add"))
    Person.objects.filter(pk=cast.noor.pk).update(born=None)
    said = text(page(client, cast.sanne, "add"))
    assert "of: toen Sem 6 was." in said and "Noor 6" not in said
    said = text(page(client, cast.ilse, "add"))
    assert "mei 2018 tot nu. Weet je het niet?" in said and "6 was" not in said
    row = moment(cast.sanne, "Verhuisd")
    assert "of: toen Sem 6 was." in text(page(client, cast.sanne, "place", row.moment_id))


@pytest.mark.parametrize("when", ["zomer 2051", "2020 tot 2051", "vanaf 2051"])
def test_a_moment_does_not_stand_years_ahead(client, cast, when):
    answer = page(client, cast.sanne, "add", data=form_of(when=when))
    assert answer.status_code == 422
    assert "Dat is nog meer dan een jaar weg" in text(answer)
    assert "bij de doelen" in text(answer)
    assert when in text(answer)
    assert not Moment.objects.exists()
    page(client, cast.sanne, "add", data=form_of(when="mei 2018 tot nu"))
    one = Moment.objects.get()
    answer = page(client, cast.sanne, "place", one.pk, data=form_of(when=when, version=1))
    assert answer.status_code == 422
    one.refresh_from_db()
    assert one.when == "2018-05/.."


@pytest.mark.parametrize("days", [1, 100, 364])
def test_a_moment_may_stand_in_the_year_to_come(client, cast, days):
    day = timezone.localdate() + timedelta(days=days)
    page(client, cast.sanne, "add", data=form_of(when=f"{day:%d-%m-%Y}"))
    assert Moment.objects.get().when == day.isoformat()


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, cast):
    answer = page(
        client, cast.sanne, "add", data=form_of(when="31 februari 2013", text="Mijn tekst")
    )
    assert answer.status_code == 422
    assert "31 februari 2013 bestaat niet" in text(answer)
    assert "Mijn tekst" in text(answer)
    assert not Moment.objects.exists()
    for wrong in ({"title": ""}, {"title": "x" * 10_000}, {"strand": "nergens"}, {"id": "nee"}):
        assert page(client, cast.sanne, "add", data=form_of(**wrong)).status_code == 422
    answer = page(client, cast.sanne, "add", data=form_of(audience="readers"))
    assert answer.status_code == 422
    assert "Kies wie dit mag lezen" in text(answer)
    assert not Moment.objects.exists()


def test_a_double_click_makes_one_moment(client, cast):
    filled = form_of()
    first = page(client, cast.sanne, "add", data=filled)
    again = page(client, cast.sanne, "add", data=filled)
    assert first.url == again.url
    assert Moment.objects.count() == 1
    assert page(client, cast.kees, "add", data=filled).status_code == 404


def test_the_lines_are_drawn_listed_and_told_by_year(client, cast):
    first = moment(cast.sanne, "Papa gaat weg", when="2020-22")
    beside(cast.kees, first, "Ik ging")
    moment(cast.sanne, "Ooit", when="")
    drawn = text(page(client, cast.sanne, "index"))
    assert "Papa gaat weg, zomer 2020, Ons gezin, 2 verhalen" in drawn
    assert drawn.count(f'href="{first.moment_id}/"') == 2  # from left to right, and for a phone
    assert "Wanneer, dat weten we niet" in drawn
    listed = text(page(client, cast.sanne, "index", query="?als=lijst"))
    for words in ("Papa gaat weg", "zomer 2020", "2 verhalen", "Ooit", "Onze mensen"):
        assert words in listed
    assert '<svg class="lanes"' not in listed


def test_an_empty_timeline_says_what_it_is_for(client, cast):
    said = text(page(client, cast.sanne, "index"))
    assert "Begin met één moment" in said
    assert said.count("?lijn=") == 4
    assert "?lijn=" not in text(page(client, cast.riet, "index"))


def test_a_guest_sees_only_its_own_lines(client, cast):
    moment(cast.sanne, "Onze bruiloft", part="family")
    moment(cast.sanne, "Ilse komt", part="help")
    said = text(page(client, cast.ilse, "index"))
    assert "Ilse komt" in said
    assert "Onze bruiloft" not in said
    assert "Ons gezin" not in said
    assert Entry.objects.filter(plan_id=cast.plan.pk, act=Entry.Act.READ).exists()


def test_who_may_not_know_gets_404_and_who_may_only_look_403(client, cast):
    row = moment(cast.sanne, "Onze bruiloft", part="family")
    pages = [("index",), ("add",), ("paper",), ("moment", row.moment_id), ("tell", row.moment_id)]
    pages += [("place", row.moment_id), ("change", row.pk), ("remove", row.pk)]
    pages += [("split", row.moment_id), ("join", row.moment_id)]
    pages += [("reword", row.pk), ("answer", row.pk)]
    for name, *args in pages:
        for who in ("bakker", "wim"):
            assert page(client, getattr(cast, who), name, *args).status_code == 404
            assert page(client, getattr(cast, who), name, *args, data={}).status_code == 404
        client.force_login(cast.superuser)
        url = reverse(f"timeline:{name}", args=[cast.plan.pk, *args])
        assert client.get(url).status_code == 404
    for name, *args in [*pages[4:], ("add",)]:
        assert page(client, cast.riet, name, *args).status_code == 403
    hers = page(client, cast.ilse, "moment", row.moment_id)
    assert hers.status_code == 404


def test_nobody_edits_anothers_words(client, cast):
    row = moment(cast.sanne, "Van Sanne")
    for name in ("change", "remove"):
        assert page(client, cast.kees, name, row.pk, data={"title": "x"}).status_code == 403
    said = text(page(client, cast.kees, "moment", row.moment_id))
    assert "Zo zag ik het" in said
    assert reverse("timeline:change", args=[cast.plan.pk, row.pk]) not in said


def test_kees_tells_it_his_way(client, cast):
    row = moment(cast.sanne, "Papa gaat weg")
    form = text(page(client, cast.kees, "tell", row.moment_id))
    assert 'value="Papa gaat weg"' in form
    filled = {"id": str(uuid4()), "title": "Ik ging", "text": "Buiten.", "audience": "family"}
    for _ in range(2):
        answer = page(client, cast.kees, "tell", row.moment_id, data=filled)
        assert answer.status_code == 302
    assert row.moment.tellings.count() == 2
    said = text(page(client, cast.sanne, "moment", row.moment_id))
    assert "Kees vertelt" in said
    assert "ons gezin" in said


def test_sem_without_an_account_tells_through_his_sister(client, cast):
    page(client, cast.noor, "add", data=form_of(told_by=str(cast.sem.pk), about=[str(cast.sem.pk)]))
    row = Telling.objects.get()
    assert (row.told_by, row.written_by) == (cast.sem, cast.noor)
    assert list(row.about.all()) == [cast.sem]
    said = text(page(client, cast.sanne, "moment", row.moment_id))
    assert "Sem vertelt" in said
    assert "opgeschreven door Noor" in said
    answer = page(client, cast.noor, "add", data=form_of(told_by=str(cast.kees.pk)))
    assert answer.status_code == 422


def test_somebody_else_saved_first_and_both_texts_stand_there(client, cast):
    row = moment(cast.noor, "Mijn verhaal", text="eerst")
    actions.change(row, by=cast.noor, version=1, text="intussen")
    filled = {
        "title": "Mijn verhaal",
        "text": "wat ik typte",
        "audience": "keyholders",
        "version": 1,
    }
    answer = page(client, cast.noor, "change", row.pk, data=filled)
    assert answer.status_code == 409
    assert "wat ik typte" in text(answer)
    assert "intussen" in text(answer)
    assert 'name="version" value="2"' in text(answer)
    answer = page(client, cast.noor, "change", row.pk, data=filled | {"version": 2})
    assert answer.status_code == 302
    assert Telling.objects.get().text == "wat ik typte"


def test_two_dates_at_once(client, cast):
    row = moment(cast.sanne, "Verhuisd", when="2019")
    filled = {"when": "mei 2019", "strand": "family", "version": 1}
    assert page(client, cast.sanne, "place", row.moment_id, data=filled).status_code == 302
    answer = page(client, cast.sanne, "place", row.moment_id, data=filled | {"when": "2018"})
    assert answer.status_code == 409
    assert "mei 2019" in text(answer)
    assert Moment.objects.get().when == "2019-05"


def test_a_date_can_be_tended_where_one_tells_nothing_a_line_cannot(client, cast):
    row = moment(cast.sanne, "Verhuisd", when="2019", part="family")
    assert 'name="strand"' not in text(page(client, cast.kees, "place", row.moment_id))
    filled = {"when": "2018", "strand": "help", "version": 1}
    page(client, cast.kees, "place", row.moment_id, data=filled)
    assert (Moment.objects.get().when, Moment.objects.get().chapter.part) == ("2018", "family")


def test_moving_a_line_by_hand(client, cast):
    row = moment(cast.sanne, "Verhuisd", when="2019", part="family")
    beside(cast.noor, row, "geheim", audience="teller")
    filled = {"when": "2019", "strand": "people", "version": 1}
    answer = page(client, cast.sanne, "place", row.moment_id, data=filled)
    assert answer.status_code == 302
    assert page(client, cast.sanne, "moment", row.moment_id).status_code == 404
    assert "geheim" in text(page(client, cast.noor, "moment", row.moment_id))


def test_placing_a_moment_among_others_of_the_same_day(client, cast):
    rows = [moment(cast.sanne, name, when="2020") for name in ("een", "twee")]
    assert "na: een" in text(page(client, cast.sanne, "place", rows[1].moment_id))
    filled = {"when": "2020", "strand": "family", "version": 1, "after": ""}
    page(client, cast.sanne, "place", rows[1].moment_id, data=filled)
    listed = text(page(client, cast.sanne, "index", query="?als=lijst"))
    assert listed.index(">twee<") < listed.index(">een<")


def test_taken_away_and_brought_back(client, cast):
    row = moment(cast.sanne, "Toch niet")
    beside(cast.kees, row, "Van Kees")
    assert "Dit verhaal weghalen?" in text(page(client, cast.sanne, "remove", row.pk))
    page(client, cast.sanne, "remove", row.pk, data={"version": 1})
    back = Deed.objects.get()
    url = reverse("timeline:undo", args=[cast.plan.pk, back.pk])
    assert url in text(page(client, cast.sanne, "index"))
    assert "Toch niet" not in text(page(client, cast.kees, "moment", row.moment_id))
    assert page(client, cast.kees, "undo", back.pk, data={}).status_code == 404
    assert page(client, cast.sanne, "undo", back.pk).status_code == 200
    page(client, cast.sanne, "undo", back.pk, data={})
    assert "Toch niet" in text(page(client, cast.kees, "moment", row.moment_id))
    assert page(client, cast.sanne, "undo", back.pk, data={}).status_code == 302  # once is enough


def test_ilse_proposes_and_the_family_answers(client, cast):
    assert "Moment voorstellen" in text(page(client, cast.ilse, "add"))
    assert page(client, cast.ilse, "add", data=form_of(strand="family")).status_code == 422
    answer = page(client, cast.ilse, "add", data=form_of(strand="help", title="Stille plek"))
    row = Telling.objects.get()
    assert answer.status_code == 302
    assert row.proposal == "proposed"
    said = text(page(client, cast.sanne, "index"))
    assert "voorgesteld door Ilse" in said
    assert "proposed" in said
    assert page(client, cast.ilse, "answer", row.pk).status_code == 403
    assert "Willen jullie dit erbij?" in text(page(client, cast.sanne, "answer", row.pk))
    filled = {"proposal": "taken", "answer": "Dank je", "version": 1}
    page(client, cast.sanne, "answer", row.pk, data=filled)
    said = text(page(client, cast.ilse, "moment", row.moment_id))
    assert "Dank je" in said
    assert "voorgesteld door Ilse, overgenomen" in said
    assert "Antwoorden" not in text(page(client, cast.sanne, "index"))


def test_a_proposal_that_was_changed_meanwhile_is_read_again_first(client, cast):
    row = moment(cast.ilse, "Stille plek", part="help")
    actions.change(row, by=cast.ilse, version=1, title="Heel iets anders")
    page(client, cast.sanne, "answer", row.pk, data={"proposal": "taken", "version": 1})
    assert Telling.objects.get().proposal == "proposed"
    page(client, cast.sanne, "answer", row.pk, data={"proposal": "refused", "version": 2})
    page(client, cast.sanne, "answer", row.pk, data={"proposal": "taken", "version": 3})
    assert Telling.objects.get().proposal == "refused"
    said = text(page(client, cast.ilse, "index"))
    assert "Beantwoorde voorstellen" in said


def test_a_guest_gets_no_shadow_notes_and_no_birth_dates(client, cast):
    form = text(page(client, cast.ilse, "add"))
    assert 'value="teller"' not in form
    assert 'value="readers"' not in form
    assert "oma Riet" not in form
    assert "Kees" not in form
    filled = form_of(strand="help", audience="teller")
    assert page(client, cast.ilse, "add", data=filled).status_code == 422
    filled = form_of(strand="help", when="toen Noor 6 was")
    answer = page(client, cast.ilse, "add", data=filled)
    assert answer.status_code == 422
    assert "2019" not in text(answer).replace(filled["id"], "")


def test_a_guest_let_in_for_one_child_can_read_back_what_it_told(client, cast):
    share(cast.sanne, cast.bakker, change=["timeline.daily_life"], about=[cast.noor])
    answer = page(client, cast.bakker, "add", data=form_of(strand="daily_life", title="Longen"))
    assert "Longen" in text(client.get(answer.url))
    assert list(Telling.objects.get().about.all()) == [cast.noor]


def test_what_people_write_is_text_never_markup(client, cast):
    row = moment(cast.sanne, XSS, text=XSS, part="help")
    beside(cast.ilse, row, XSS)
    proposal = moment(cast.ilse, XSS, part="help", text=XSS)
    pages = [("index",), ("moment", row.moment_id), ("place", row.moment_id), ("change", row.pk)]
    pages += [("tell", row.moment_id), ("remove", row.pk), ("answer", proposal.pk)]
    for name, *args in pages:
        for query in ("", "?als=lijst"):
            said = text(page(client, cast.sanne, name, *args, query=query))
            assert "<script>alert" not in said
    assert "style=" not in re.sub(r"<link[^>]*>", "", text(page(client, cast.sanne, "index")))


def test_the_pages_ask_as_little_with_many_moments_as_with_one(
    client, cast, django_assert_max_num_queries
):
    row = moment(cast.sanne, "Eerste", part="help")
    counts = []
    for _ in range(2):
        asked = []
        for who, most in ((cast.sanne, 20), (cast.ilse, 25)):
            for name, *args in (
                ("index",),
                ("moment", row.moment_id),
                ("add",),
                ("place", row.moment_id),
            ):
                if name == "place" and who is cast.ilse:
                    continue
                page(client, who, name, *args)  # the guest's entry folds into this one
                with django_assert_max_num_queries(most) as queries:
                    page(client, who, name, *args)
                asked.append((name, len(queries)))
        counts.append(asked)
        for number in range(20):
            other = moment(cast.sanne, f"Nog {number}", part="help", when=f"20{number:02}")
            beside(cast.kees, other, "Ook")
            beside(cast.noor, row, f"En {number}")
    assert counts[0] == counts[1]


# --- Nothing that was typed is cut off ------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "most"), [("title", 120), ("helped", 500), ("seen_there", 200), ("when", 200)]
)
def test_what_is_too_long_is_refused_in_words_and_stands_there_whole(client, cast, name, most):
    long = ("Toen gingen we met z’n allen naar oma. " * 20)[: most + 9]
    first = text(page(client, cast.sanne, "add"))
    assert "maxlength" not in first and f'data-limit="{most}"' in first
    answer = page(client, cast.sanne, "add", data=form_of(**{name: long}))
    assert answer.status_code == 422
    assert long in text(answer)
    assert "te lang voor een datum" in text(answer) or f"passen er {most}" in text(answer)
    assert not Moment.objects.exists()


def test_no_other_form_of_the_timeline_cuts_off_what_is_typed(client, cast):
    made = moment(cast.sanne, "Sem is geboren")
    beside(cast.kees, made, "Een broertje")
    asked = moment(cast.ilse, "De eerste dag", part="help")
    for name, pk in (
        ("tell", made.moment_id),
        ("change", made.pk),
        ("place", made.moment_id),
        ("split", made.moment_id),
        ("answer", asked.pk),
        ("reword", asked.pk),
        ("together_line", "family"),
        ("line", "family"),
    ):
        said = text(page(client, cast.sanne, name, pk))
        assert "<form" in said and " maxlength=" not in said, name
    answer = page(
        client, cast.sanne, "line", "family", data={"name": "Een naam " * 9, "version": "0"}
    )
    assert answer.status_code == 422 and "Een naam " * 8 in text(answer)


# --- One after another ----------------------------------------------------------------------------
@pytest.mark.parametrize(("who", "words"), [("sanne", "Nog een moment<"), ("ilse", "voorstellen<")])
def test_after_one_moment_the_next_is_one_tap_away_on_the_same_line(client, cast, who, words):
    person = getattr(cast, who)
    client.force_login(person.user)
    url = reverse("timeline:add", args=[cast.plan.pk])
    said = text(client.post(url, form_of(strand="help"), follow=True))
    again = f'href="{url}?lijn=help"'
    assert again in said and words in said
    made = Moment.objects.get()
    assert again not in text(page(client, person, "moment", made.pk))
    form = text(client.get(f"{url}?lijn=help"))
    assert re.search(
        r'<input[^>]*value="help"[^>]*(checked|hidden)|(checked|hidden)[^>]*"help"', form
    )
    assert again not in text(page(client, cast.kees, "moment", made.pk))


def test_words_in_which_no_date_is_read_stand_there_still_and_need_no_date(client, cast):
    odd = "toen de kat nog leefde"
    said = text(page(client, cast.sanne, "add", data=form_of(when=odd, text="Een heel verhaal.")))
    assert f'value="{odd}"' in said and "Een heel verhaal." in said
    assert "Schrijf bijvoorbeeld ‘ongeveer 2019’. Of laat dit leeg" in said
    assert not Moment.objects.exists()
    page(client, cast.sanne, "add", data=form_of(when="", text=f"{odd}. Een heel verhaal."))
    assert Moment.objects.get().when == ""
