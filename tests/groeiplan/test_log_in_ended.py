"""Words that come without a log-in: nothing is saved, and it is said where they still are."""

import pytest
from django.test import Client
from django.urls import reverse

from groeiplan.models import Story

WORDS = {"kind": "going_well", "text": "Noor sliep door."}


@pytest.fixture
def address(cast):
    return reverse("story_add", args=[cast.plan.pk])


def said(answer):
    return " ".join(answer.content.decode().split())


def test_who_was_logged_out_reads_where_the_words_are(cast, address):
    stories = Story.objects.count()
    for strict in (False, True):  # with all cookies gone the token is missed first
        device = Client(enforce_csrf_checks=strict)
        answer = device.post(address, WORDS)
        assert answer.status_code == (403 if strict else 401)
        page = said(answer)
        assert "Je bent uitgelogd" in page and "Terug, de knop van je browser" in page
        assert reverse("account_login") in page and 'target="_blank"' in page
        assert "Vraag het aan het gezin" not in page
        assert WORDS["text"] not in page and str(cast.plan.pk) not in page
    assert Story.objects.count() == stories


def test_htmx_gets_the_notice_alone(cast, address):
    page = said(Client().post(address, WORDS, headers={"HX-Request": "true"}))
    assert page.startswith('<p class="notice') and "staat hier nog" in page


def test_looking_still_leads_to_the_log_in(cast, address):
    answer = Client().get(address)
    assert answer.status_code == 302 and reverse("account_login") in answer["Location"]


def test_an_old_page_is_told_as_such_and_not_as_a_guests_trespass(cast, address, client):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.sanne.user)
    for answer in (strict.post(address, WORDS), strict.post(reverse("account_login"), {})):
        assert answer.status_code == 403
        assert "stond te lang open" in said(answer) and "aan het gezin" not in said(answer)
    client.force_login(cast.ilse.user)
    refused = said(client.get(reverse("journal", args=[cast.plan.pk])))
    assert "te lang open" not in refused


def test_a_page_asks_before_it_sends_words(cast, address, client):
    ask = reverse("still_logged_in", args=[cast.sanne.user.pk])
    assert client.get(ask).status_code == 401
    client.force_login(cast.kees.user)
    answer = client.get(ask)
    assert answer.status_code == 409 and "iemand anders ingelogd" in said(answer)
    client.force_login(cast.sanne.user)
    assert f'data-still="{ask}"' in said(client.get(address))
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.sanne.user)
    token = strict.get(ask).content.decode()
    sent = WORDS | {"csrfmiddlewaretoken": token}
    assert strict.post(address, sent).status_code not in (401, 403)
