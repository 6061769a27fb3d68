"""T22: the same strict headers on every answer, whatever it is."""

import pytest

from tests.cast import account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["/", "/hulp/", "/plans/", "/nergens/", "/accounts/login/", "/api/v1/plans", "/api/v1/nergens"],
)
def test_T22_headers_on_every_answer(client, path):
    client.force_login(account("iemand"))
    is_strict(client.get(path))


def is_strict(answer):
    """Does this answer carry every header it must?"""
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy.replace("'self'", "")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_T21_nothing_stays_behind_after_logging_out(client):
    client.force_login(account("iemand"))
    answer = client.post("/accounts/logout/")
    assert '"storage"' in answer["Clear-Site-Data"]
    assert client.get("/plans/").status_code == 302


def test_a_form_from_an_old_page_is_refused_in_words(client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account("iemand"))
    answer = strict.post("/plans/nieuw/", {"teller": "x"})
    assert answer.status_code == 403
    assert "te lang open" in answer.content.decode() or "opnieuw" in answer.content.decode()


@pytest.mark.parametrize("redirects", [False, True], ids=["https", "before any middleware"])
def test_T22_a_strange_host_is_refused_in_words_and_with_the_same_headers(
    client, settings, redirects
):
    settings.SECURE_SSL_REDIRECT = redirects
    client.raise_request_exception = False
    answer = client.get("/", headers={"host": "elders.example"})
    assert answer.status_code == 400
    assert "Dat was te veel, of het klopte niet" in answer.content.decode()
    assert b"elders.example" not in answer.content
    is_strict(answer)


def test_a_form_that_is_too_long_is_told_what_to_do(client, settings):
    client.force_login(account("iemand"))
    too_long = "€" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    answer = client.post("/plans/nieuw/", {"name": too_long})
    assert answer.status_code == 400
    assert "Maak het korter" in answer.content.decode()
    is_strict(answer)
