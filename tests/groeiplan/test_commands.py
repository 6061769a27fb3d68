"""What an operator runs at night, and beside the pages."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings as configured
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone

from groeiplan import files, journal, keys, outbox
from groeiplan.actions import content, items
from groeiplan.dates import AMSTERDAM
from groeiplan.management.commands.work import _try, each_day, is_a_new_day
from groeiplan.models import (
    Chapter,
    Entry,
    Goal,
    Key,
    Mail,
    OtherPlan,
    Plan,
    Step,
    StoredFile,
    Story,
    Version,
)
from groeiplan.tools import installed_rooms


def said(name, *arguments, **options):
    out = StringIO()
    call_command(name, *arguments, stdout=out, **options)
    return out.getvalue()


# --- verify_journal -----------------------------------------------------------------------------


def test_whole_journals_are_one_line(cast):
    assert said("verify_journal") == "2 journals checked, all whole.\n"
    assert said("verify_journal", str(cast.plan.pk)) == "1 journals checked, all whole.\n"


def test_a_broken_journal_is_named_and_ends_with_an_error(cast):
    Entry.objects.filter(plan=cast.plan, seq=2).update(act="print")
    out = StringIO()
    with pytest.raises(CommandError, match="2 journals checked, 1 not whole"):
        call_command("verify_journal", stdout=out)
    assert out.getvalue() == f"{cast.plan.pk}: altered: entry 2 does not carry its own seal\n"


def test_a_plan_that_vanished_is_missed(cast, settings):
    gone = cast.other_plan.pk
    journal._write_head(journal._head_file(gone), gone, 2, "x" * 64)
    Plan.objects.filter(pk=gone).delete()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_journal", stdout=out)
    assert f"{gone}: cut off: 2 entries were written, 0 are left" in out.getvalue()


@pytest.mark.parametrize("wrong", ["x", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_plan_is_said_so(cast, wrong):
    with pytest.raises(CommandError, match="There is no plan"):
        call_command("verify_journal", wrong)


def test_a_head_is_sealed_anew_only_for_a_named_plan(cast):
    journal._head_file(cast.plan.pk).unlink()
    with pytest.raises(CommandError, match="not whole"):
        said("verify_journal")
    with pytest.raises(CommandError, match="needs the id"):
        said("verify_journal", seal_head=True)
    assert "all whole" in said("verify_journal", str(cast.plan.pk), seal_head=True)


# --- synckeys -----------------------------------------------------------------------------------


def test_right_keys_are_one_line(cast):
    assert said("synckeys") == "2 plans checked, all keys are right.\n"


def test_wrong_keys_are_loud_and_mended(cast):
    lost = Key.objects.filter(plan=cast.plan, user=cast.ilse.user).first()
    lost.delete()
    kept = Key.objects.filter(plan=cast.plan, user=cast.riet.user)
    kept.update(until=timezone.now() + timedelta(days=999))
    out = StringIO()
    with pytest.raises(CommandError, match="1 had wrong keys"):
        call_command("synckeys", stdout=out)
    line = f"{cast.plan.pk}: {1 + kept.count()} keys were missing, {kept.count()} were too many\n"
    assert out.getvalue() == line
    assert keys.differences(cast.plan) == (set(), set())
    assert said("synckeys")


def test_a_room_that_came_later_opens_for_the_family(cast):
    Chapter.objects.filter(plan=cast.plan, tool="timeline", part="help").delete()
    with pytest.raises(CommandError):
        said("synckeys")
    chapter = Chapter.objects.get(plan=cast.plan, tool="timeline", part="help")
    assert Key.objects.filter(content_object=chapter, user=cast.sanne.user).exists()


# --- work ---------------------------------------------------------------------------------------


def removed_ago(row, **ago):
    items.remove(row, by=row.written_by, version=row.version)
    type(row).objects.filter(pk=row.pk).update(removed=timezone.now() - timedelta(**ago))


def test_what_was_removed_is_erased_after_a_day_with_its_older_texts(cast):
    old = items.write(Story(kind="story", text="kanarie"), by=cast.sanne)
    young = items.write(Story(kind="story", text="nog terug te zetten"), by=cast.sanne)
    stays = items.write(Story(kind="story", text="blijft"), by=cast.sanne)
    items.change(stays, by=cast.sanne, version=1, text="blijft ook")
    removed_ago(old, hours=25)
    removed_ago(young, hours=23)
    said("work", once=True)
    assert set(Story.objects.all()) == {young, stays}
    assert set(Version.objects.values_list("row", flat=True)) == {young.pk, stays.pk}
    assert not [one for one in Version.objects.all() if "kanarie" in str(one.values)]


def test_older_texts_of_steps_go_with_their_goal(cast):
    goal = items.write(Goal(title="doel"), by=cast.sanne)
    step = items.write(Step(title="kanarie", goal=goal), by=cast.sanne)
    items.change(step, by=cast.sanne, version=1, title="stap")
    removed_ago(goal, days=2)
    said("work", once=True)
    assert not Step.objects.exists()
    assert not Version.objects.exists()


def test_every_kind_of_row_is_erased(cast):
    from groeiplan.management.commands.work import _kinds_of_rows

    names = {model._meta.label for model in _kinds_of_rows()}
    assert {"groeiplan.Story", "groeiplan.ContactDetail", "groeiplan.StoredFile"} <= names
    assert {name.split(".")[0] for name in names} >= {"timeline", "kitchen_table"}


def test_removed_files_and_strays_leave_no_bytes(cast, settings):
    folder = settings.MEDIA_ROOT / cast.plan.pk.hex
    folder.mkdir(parents=True)
    old, young = folder / "old", folder / "young"
    for file in (old, young):
        file.write_text("x")
    long_ago = time.time() - 7200
    os.utime(old, (long_ago, long_ago))
    (settings.MEDIA_ROOT / "no-plan").mkdir()
    said("work", once=True)
    assert not old.exists()
    assert young.exists(), "its row may be on its way"


def test_a_file_that_no_row_shows_any_more_is_erased(cast):
    laid = [OtherPlan(title=title) for title in ("Zorgplan", "Oud plan", "Net weg")]
    for row in laid:
        paper = files.Checked("plan.pdf", files.PDF, b"%PDF-1.7 %%EOF")
        content.add_other_plan(row, by=cast.sanne, file=paper)
    stays, _left, young = (row.paper for row in laid)
    OtherPlan.objects.exclude(pk=laid[0].pk).delete()
    long_ago = timezone.now() - timedelta(hours=25)
    StoredFile.objects.exclude(pk=young.pk).update(changed=long_ago)
    said("work", once=True)
    assert set(StoredFile.objects.all()) == {stays, young}


def test_mails_go_out_and_ended_sessions_go(db):
    outbox.put(to="ilse@voorbeeld.nl", subject="x", body="y")
    ended = SessionStore()
    ended.set_expiry(timezone.now() - timedelta(days=1))
    ended.save()
    said("work", once=True)
    assert Mail.objects.get().sent
    assert not Session.objects.exists()


def test_the_rooms_have_their_turn_once_a_day_and_not_in_the_night():
    night = datetime(2026, 3, 29, 5, 59, 59, tzinfo=AMSTERDAM)
    morning = night + timedelta(seconds=1)
    assert not is_a_new_day(night, None)
    assert is_a_new_day(morning, None)
    assert is_a_new_day(morning, night.date() - timedelta(days=1))
    assert not is_a_new_day(morning, night.date())
    assert not is_a_new_day(night + timedelta(days=1), night.date())


def test_every_room_has_its_turn(db, monkeypatch):
    asked = []
    for room in installed_rooms():
        monkeypatch.setattr(room, "nightly", asked.append, raising=False)
    each_day()
    assert len(asked) == len(installed_rooms())


@pytest.mark.logs_errors
def test_what_failed_comes_again():
    def fails():
        raise DatabaseError

    assert not _try(fails)
    assert _try(list)


def test_it_stops_cleanly_when_it_is_told_to(tmp_path):
    environment = {
        **os.environ,
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'work.sqlite3'}",
        "PYTHONUNBUFFERED": "1",
    }
    watcher = (
        "import django; django.setup()\n"
        "from unittest.mock import patch\n"
        "from django.core.management import call_command\n"
        "path = 'groeiplan.management.commands.work.'\n"
        "ready = lambda: print('ready')\n"
        "with patch(path + 'deliver', ready), patch(path + 'clean'):\n"
        "    call_command('work')\n"
        "print('stopped')\n"
    )
    work = subprocess.Popen(
        [sys.executable, "-c", watcher],
        env={**environment, "DJANGO_SETTINGS_MODULE": "groeiplan.settings"},
        cwd=configured.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert work.stdout.readline() == "ready\n"
        work.send_signal(signal.SIGTERM)
        assert work.wait(timeout=20) == 0
        assert work.stdout.read() == "stopped\n"
    finally:
        work.kill()
        work.communicate()
