"""A new moment or telling, sent a second time with other words."""

from django.urls import reverse

from groeiplan.actions import items
from tests.timeline.telling import moment
from tests.timeline.test_pages import form_of, page, text
from timeline.models import Moment, Telling


def change_url(telling):
    return f'formaction="{reverse("timeline:change", args=[telling.plan_id, telling.pk])}"'


def test_a_moment_sent_again_in_other_words_shows_both(client, cast):
    filled = form_of(text="In het ziekenhuis.")
    page(client, cast.sanne, "add", data=filled)
    answer = page(client, cast.sanne, "add", data=filled | {"text": "Thuis."})
    assert answer.status_code == 409
    assert "In het ziekenhuis." in text(answer) and "Thuis." in text(answer)
    row = Telling.objects.get()
    assert change_url(row) in text(answer)
    assert '<input type="hidden" name="when" value="januari 2018"' in text(answer)
    assert '<input type="hidden" name="strand" value="family"' in text(answer)
    sent = filled | {"text": "Thuis.", "version": row.version}
    assert page(client, cast.sanne, "change", row.pk, data=sent).status_code == 302
    assert Telling.objects.get().text == "Thuis."


def test_another_date_or_line_is_shown_and_never_put_in_its_place(client, cast):
    filled = form_of()
    page(client, cast.sanne, "add", data=filled)
    answer = page(client, cast.sanne, "add", data=filled | {"when": "maart 2018"})
    assert answer.status_code == 409
    assert "januari 2018" in text(answer) and "maart 2018" in text(answer)
    assert "formaction" not in text(answer)  # that page does not ask for the date
    answer = page(client, cast.sanne, "add", data=filled | {"strand": "help"})
    labels = [label for label, *_texts in answer.context["conflict"]]
    assert labels == ["Op welke lijn?"]
    assert Moment.objects.get().when == "2018-01"


def test_the_same_again_shows_the_moment_already_made(client, cast):
    filled = form_of()
    page(client, cast.sanne, "add", data=filled)
    answer = page(client, cast.sanne, "add", data=filled)
    there = reverse("timeline:moment", args=[cast.plan.pk, Moment.objects.get().pk])
    assert answer.url == f"{there}?erbij=1"


def test_a_telling_sent_again_in_other_words_shows_both(client, cast):
    one = moment(cast.sanne, "Verhuizing").moment
    filled = form_of(title="Zo zag ik het", text="Spannend.")
    page(client, cast.kees, "tell", one.pk, data=filled)
    answer = page(client, cast.kees, "tell", one.pk, data=filled | {"text": "Rot."})
    assert answer.status_code == 409
    assert "Spannend." in text(answer) and "Rot." in text(answer)
    assert change_url(Telling.objects.get(told_by=cast.kees)) in text(answer)


def test_after_it_was_taken_away_it_is_asked_once_more(client, cast):
    filled = form_of(text="Toch niet.")
    page(client, cast.sanne, "add", data=filled)
    items.remove(Telling.objects.get(), by=cast.sanne, version=1)
    answer = page(client, cast.sanne, "add", data=filled)
    assert answer.status_code == 409
    assert "weggehaald" in text(answer) and "Toch niet." in text(answer)
