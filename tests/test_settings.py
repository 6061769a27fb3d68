"""Production refuses to start half-set, in one sentence that says what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

WHOLE = {
    "DEBUG": "0",
    "SECRET_KEY": "s" * 60 + "abcdefghij",
    "JOURNAL_KEY": "j" * 60,
    "SITE_URL": "https://groeiplan.example",
    "ALLOWED_HOSTS": "groeiplan.example",
    "VAR_DIR": "var",
    "DATABASE_URL": "sqlite:///:memory:",
    "MAIL_FROM": "post@groeiplan.example",
    "MAIL_HOST": "mail.groeiplan.example",
    "CONTROLLER_NAME": "Gemeente Voorbeeld",
    "CONTROLLER_CONTACT": "privacy@groeiplan.example",
    "RETENTION_WORDS": "Zolang jullie je plan gebruiken.",
}


def start(settings):
    ours = {*WHOLE, "CHROMIUM", "TEST_DATABASE_URL"}
    env = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, "-c", "import groeiplan.settings"],
        env={**env, **settings},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_everything_set_it_starts():
    assert start(WHOLE).returncode == 0


def test_with_nothing_set_it_runs_for_development():
    assert start({}).returncode == 0


@pytest.mark.parametrize("missing", [name for name in WHOLE if name != "DEBUG"])
def test_without_one_of_them_it_says_which(missing):
    answer = start({name: value for name, value in WHOLE.items() if name != missing})
    assert answer.returncode != 0
    assert f"{missing} is not set" in answer.stderr


def test_one_secret_for_two_things_is_refused():
    answer = start({**WHOLE, "JOURNAL_KEY": WHOLE["SECRET_KEY"]})
    assert "two different secrets" in answer.stderr


def test_without_https_it_refuses():
    assert "https" in start({**WHOLE, "SITE_URL": "http://groeiplan.example"}).stderr
