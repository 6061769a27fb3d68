import logging
import string

import pytest
from django.template import engines

from tests import cast as people_of_the_tests
from tests.laid import laid


class Undefined(str):
    """What a template shows for a name it does not know: a failing test."""

    def __new__(cls):
        return super().__new__(cls, "%s")

    def __mod__(self, name):
        raise AssertionError(f"a template uses a name that is not there: {name}")


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    """No test writes beside another: files, journal heads and cache have a place of their own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.JOURNAL_HEADS = tmp_path / "journal"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(autouse=True)
def no_names_by_chance(monkeypatch):
    """The random text that protects forms is digits here: letters spell "Sem" once in a while, and
    a test that says he is not on the page would fail that day."""
    monkeypatch.setattr("django.middleware.csrf.CSRF_ALLOWED_CHARS", string.digits)


@pytest.fixture(autouse=True)
def no_undefined_names(monkeypatch):
    """A name that a template shows must be there."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", Undefined())


@pytest.fixture(autouse=True)
def no_logged_errors(request, caplog):
    """What our own code logs as an error fails the test, unless the test is about that
    (`@pytest.mark.logs_errors`)."""
    yield
    if request.node.get_closest_marker("logs_errors"):
        return
    ours = (
        "groeiplan",
        "timeline",
        "kitchen_table",
        "alignment_meetings",
        "consent",
        "django.request",
    )
    errors = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.levelno >= logging.ERROR and record.name.startswith(ours)
    ]
    assert errors == []


@pytest.fixture
def cast(db):
    """Noor and everybody around her; see tests/cast.py."""
    return laid(people_of_the_tests.make)
