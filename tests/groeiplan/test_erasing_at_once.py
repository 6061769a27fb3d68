"""Somebody erases the whole plan at the moment at which a guest writes in it: one comes after the
other, none waits for ever, and nothing is left (`groeiplan.locks`). The deadlock this is about is
PostgreSQL's; on SQLite the same story is told."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from groeiplan.actions import items, leaving
from groeiplan.models import Entry, Goal, JournalHead, Person, Plan

pytestmark = pytest.mark.django_db(transaction=True)

RACE = """
import django; django.setup()
import json, sys, threading, time
from django.db import IntegrityError, connection, transaction
from groeiplan import journal
from groeiplan.actions import items, leaving
from groeiplan.models import Entry, Goal, JournalHead, Person, Plan

mother, guest, slow = Person.objects.get(pk=sys.argv[1]), Person.objects.get(pk=sys.argv[2]), 0.4
goal = Goal.objects.get(plan=mother.plan_id, written_by=guest)
said, begun = [], threading.Event()

def run(name, deed):
    try:
        connection.ensure_connection()
        deed()
        said.append(f"{name}: done")
    except (Plan.DoesNotExist, Goal.DoesNotExist, JournalHead.DoesNotExist, IntegrityError):
        said.append(f"{name}: gone")
    except Exception as error:
        said.append(f"{name}: {error!r}")
    finally:
        connection.close()

@transaction.atomic
def change():
    items.change(goal, by=guest, version=goal.version, title="half way")
    begun.set()
    time.sleep(slow)

@transaction.atomic
def write_then_tell():
    Goal.objects.select_for_update().get(pk=goal.pk)
    begun.set()
    time.sleep(slow)
    items.write(Goal(title="new"), by=guest)

@transaction.atomic
def look():
    journal.write(guest.plan_id, Entry.Act.PRINT, who=guest)
    begun.set()
    time.sleep(slow)

def erase():
    begun.wait()
    leaving.erase(mother)

deeds = {"change": change, "write": write_then_tell, "look": look}
pairs = [(sys.argv[3], deeds[sys.argv[3]]), ("erase", erase)]
threads = [threading.Thread(target=run, args=pair) for pair in pairs]
[one.start() for one in threads]
[one.join() for one in threads]
print(json.dumps(sorted(said)))
"""


def at_once(tmp_path, mother, guest, deed):
    address = f"sqlite:///{tmp_path / 'copy.sqlite3'}"
    if connection.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as outside:
            connection.connection.backup(outside)
    else:
        known = connection.settings_dict
        address = (
            f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}"
            f":{known['PORT'] or 5432}/{known['NAME']}"
        )
    done = subprocess.run(
        [sys.executable, "-c", RACE, str(mother.pk), str(guest.pk), deed],
        env={
            **os.environ,
            "DATABASE_URL": address,
            "VAR_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "groeiplan.settings",
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("deed", ["change", "write", "look"])
def test_a_guest_writes_while_the_plan_is_erased(cast, tmp_path, deed):
    items.write(Goal(title="first"), by=cast.guardian)
    said = at_once(tmp_path, cast.ayse, cast.guardian, deed)
    assert said == sorted([f"{deed}: done", "erase: done"]), said


def test_erased_alone_everything_of_the_plan_goes(cast):
    plan = cast.other_plan.pk
    leaving.erase(cast.ayse)
    for model in (Person, Entry, JournalHead):
        assert not model.objects.filter(plan=plan).exists()
    assert not Plan.objects.filter(pk=plan).exists()
