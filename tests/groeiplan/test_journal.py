"""Wie heeft gekeken, and that nobody can make it say something else."""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from groeiplan import journal
from groeiplan.actions import people
from groeiplan.models import Entry, JournalHead, KnownName
from tests.cast import chapter


@pytest.fixture
def plan(transactional_db):
    """The cast's plan, with real commits: the head outside the database is kept after them."""
    from tests import cast

    return cast.make().plan


def looks(plan, times, who="Ilse"):
    """So many looks of this person, each at something else."""
    person = plan.people.get(name=who)
    chapters = list(plan.chapters.all())
    for number in range(times):
        shown = [chapters[number % len(chapters)].pk]
        yes = [f"00000000-0000-0000-0000-{number:012}"]
        assert journal.write(plan.pk, Entry.Act.READ, who=person, chapters=shown, consents=yes)


# --- The chain -----------------------------------------------------------------------------------


def test_a_whole_journal_has_nothing_to_tell(plan):
    looks(plan, 5)
    assert journal.verify(plan.pk) == []


def test_the_journal_of_a_plan_whose_transaction_is_still_open_is_whole(cast):
    assert journal.verify(cast.plan.pk) == []


def test_altered(plan):
    looks(plan, 5)
    entry = Entry.objects.get(plan=plan, seq=4)
    Entry.objects.filter(pk=entry.pk).update(at=entry.at - timedelta(hours=1))
    assert journal.verify(plan.pk) == ["altered: entry 4 does not carry its own seal"]


def test_removed(plan):
    looks(plan, 6)
    Entry.objects.filter(plan=plan, seq__in=(4, 5)).delete()
    assert journal.verify(plan.pk) == ["removed: entries 4 to 5 are missing"]


def test_reordered(plan):
    looks(plan, 6)
    Entry.objects.filter(plan=plan, seq=4).update(seq=99)
    Entry.objects.filter(plan=plan, seq=5).update(seq=4)
    Entry.objects.filter(plan=plan, seq=99).update(seq=5)
    problems = journal.verify(plan.pk)
    assert "reordered: entry 4 was written as number 5" in problems
    assert "reordered: entry 5 was written as number 4" in problems


def cut_off(plan, last):
    """What somebody with the whole database would do: cut, and mend the head."""
    Entry.objects.filter(plan=plan, seq__gt=last).delete()
    seal = Entry.objects.get(plan=plan, seq=last).seal
    JournalHead.objects.filter(plan=plan).update(count=last, seal=seal)


def test_cut_off_shows_by_the_head_in_the_database(plan):
    looks(plan, 3)
    Entry.objects.filter(plan=plan).order_by("-seq").first().delete()
    assert "cut off" in journal.verify(plan.pk)[0]


@pytest.mark.logs_errors
def test_cut_off_shows_by_the_head_outside_and_goes_on_showing(plan, caplog):
    looks(plan, 8)
    written = plan.journal.count()
    cut_off(plan, written - 3)
    assert journal.verify(plan.pk) == [
        f"cut off: {written} entries were written, {written - 3} are left"
    ]
    looks(plan, 6, who="oma Riet")
    assert journal.verify(plan.pk) == [
        "altered: the journal was rewritten after its head was sealed"
    ]
    assert "does not fit" in caplog.text


@pytest.mark.logs_errors
@pytest.mark.parametrize("what", ["gone", "emptied", "forged"])
def test_a_head_that_was_touched_is_told_and_not_written_over(plan, settings, what, caplog):
    looks(plan, 3)
    (file,) = settings.JOURNAL_HEADS.glob(f"{plan.pk.hex}.json")
    if what == "gone":
        file.unlink()
    elif what == "emptied":
        file.write_text("")
    else:
        file.write_text(json.dumps({**json.loads(file.read_text()), "count": 2}))
    looks(plan, 2, who="oma Riet")
    (problem,) = journal.verify(plan.pk)
    assert problem.startswith("head: ")
    journal.seal_head(plan.pk)
    assert journal.verify(plan.pk) == []


def test_a_machine_that_stopped_between_commit_and_head_leaves_a_whole_journal(plan, monkeypatch):
    looks(plan, 2)
    monkeypatch.setattr(journal, "_keep_head", lambda *_: None)
    looks(plan, 2, who="oma Riet")
    monkeypatch.undo()
    assert journal.verify(plan.pk) == []
    looks(plan, 1, who="dr. Bakker")
    assert journal.verify(plan.pk) == []


def test_an_older_head_never_comes_over_a_newer_one(plan, settings):
    looks(plan, 3)
    last = plan.journal.order_by("-seq").first()
    older = plan.journal.get(seq=last.seq - 1)
    journal._keep_head(plan.pk, older.seq, older.seal)
    (file,) = settings.JOURNAL_HEADS.glob(f"{plan.pk.hex}.json")
    assert json.loads(file.read_text())["count"] == last.seq


def test_a_new_key_seals_on_and_old_entries_verify_with_the_old_one(plan, settings):
    looks(plan, 2)
    before, old = plan.journal.count(), settings.JOURNAL_KEY
    settings.JOURNAL_KEY, settings.JOURNAL_KEY_ID = "another", "2"
    problems = journal.verify(plan.pk)
    assert f"unknown key: entry {before} is sealed with key “1”" in problems
    settings.JOURNAL_OLD_KEYS = {"1": old}
    looks(plan, 2, who="oma Riet")
    assert journal.verify(plan.pk) == []
    assert plan.journal.order_by("-seq").first().key_id == "2"
    settings.JOURNAL_OLD_KEYS = {"1": "not the old key"}
    assert len(journal.verify(plan.pk)) == before


def test_a_moment_told_in_another_time_zone_is_the_same_moment(plan):
    at = timezone.localtime(timezone.now())
    journal.write(plan.pk, Entry.Act.PRINT, who=plan.people.get(name="Ilse"), at=at)
    assert journal.verify(plan.pk) == []


def test_names_can_be_erased_and_the_seals_hold(plan):
    ilse, sanne = plan.people.get(name="Ilse"), plan.people.get(name="Sanne")
    journal.write(plan.pk, Entry.Act.INVITED, who=sanne, whom=ilse)
    assert KnownName.objects.filter(plan=plan, name="Ilse").exists()
    people.empty(ilse, by=sanne)
    assert not KnownName.objects.filter(plan=plan, name="Ilse").exists()
    assert KnownName.objects.filter(plan=plan, name="Sanne").exists()
    assert journal.verify(plan.pk) == []


@pytest.mark.parametrize("act", journal.AS_A_GUEST)
def test_the_name_under_which_somebody_looked_as_a_guest_is_never_erased(plan, act):
    ilse, sanne = plan.people.get(name="Ilse"), plan.people.get(name="Sanne")
    entry = journal.write(plan.pk, act, who=ilse)
    ilse.role = "gezinscoach en mentor"
    ilse.save()
    journal.write(plan.pk, Entry.Act.ACCEPTED, who=ilse)
    people.empty(ilse, by=sanne)
    (kept,) = KnownName.objects.filter(plan=plan, person=ilse).exclude(name="")
    assert kept.pk == entry.who and kept.name == "Ilse"
    assert journal.verify(plan.pk) == []
    KnownName.objects.filter(pk=kept.pk).update(name="", role="", organisation="", salt="")
    (problem,) = journal.verify(plan.pk)
    assert problem.startswith("altered: the name in entry ")


def behind_the_last(plan):
    """The name in the last entry of this plan, as something one can change behind its back."""
    return KnownName.objects.filter(pk=plan.journal.order_by("-seq").first().who)


@pytest.mark.parametrize(
    "lie",
    [
        {"name": "Kees"},
        {"role": "oma"},
        {"organisation": "Wijkteam Zuid"},
        {"salt": "0" * 64},
        {"name": "", "role": "", "organisation": "", "salt": ""},  # as if the card were emptied
        {"person": None},
    ],
    ids=["name", "role", "organisation", "salt", "erased", "nobody"],
)
def test_another_name_put_into_the_journal_shows(plan, lie):
    looks(plan, 2)
    behind_the_last(plan).update(**lie)
    (problem,) = journal.verify(plan.pk)
    assert problem.startswith("altered: the name in entry ")


def test_a_name_put_on_another_card_shows(plan):
    looks(plan, 2)
    behind_the_last(plan).update(person=plan.people.get(name="Sanne"))
    (problem,) = journal.verify(plan.pk)
    assert problem.startswith("altered: the name in entry ")


def test_a_name_taken_out_of_the_journal_shows(plan):
    looks(plan, 2)
    behind_the_last(plan).delete()
    (problem,) = journal.verify(plan.pk)
    assert problem.startswith("removed: the name in entry ")


def test_somebody_concerned_is_sealed_by_name_too(plan):
    ilse, sanne = plan.people.get(name="Ilse"), plan.people.get(name="Sanne")
    entry = journal.write(plan.pk, Entry.Act.CONFIRMED, who=sanne, whom=ilse)
    KnownName.objects.filter(pk=entry.whom).update(name="Wim")
    assert any("altered: the name" in one for one in journal.verify(plan.pk))


def test_an_emptied_card_gets_no_new_name_and_what_is_erased_cannot_be_filled_in(plan):
    ilse = plan.people.get(name="Ilse")
    journal.write(plan.pk, Entry.Act.ACCEPTED, who=ilse)
    people.empty(ilse, by=plan.people.get(name="Sanne"))
    ilse.refresh_from_db()
    journal.write(plan.pk, Entry.Act.PRINT, who=ilse)
    assert journal.verify(plan.pk) == []
    assert not KnownName.objects.filter(plan=plan, person=ilse).exclude(name="").exists()
    KnownName.objects.filter(plan=plan, person=ilse, salt="").update(name="Kees")
    assert "altered: the name" in journal.verify(plan.pk)[0]


def test_every_act_is_sealed_and_told(plan):
    ilse, sanne = plan.people.get(name="Ilse"), plan.people.get(name="Sanne")
    asking = {Entry.Act.WHY_ASKED, Entry.Act.WHY_ANSWERED}  # these go with a question
    for act in set(Entry.Act) - asking:
        assert journal.write(plan.pk, act, who=sanne, whom=ilse, chapters=[plan.pk])
    assert journal.verify(plan.pk) == []
    last = plan.journal.order_by("-seq").first()
    Entry.objects.filter(pk=last.pk).update(act=Entry.Act.LEFT if last.act != "left" else "read")
    assert journal.verify(plan.pk) == [f"altered: entry {last.seq} does not carry its own seal"]


def test_erasing_a_plan_erases_its_journal_and_head(plan, settings):
    from groeiplan.actions import plans

    pk = plan.pk
    assert list(settings.JOURNAL_HEADS.glob(f"{pk.hex}*"))
    plans.erase(plan)
    assert not list(settings.JOURNAL_HEADS.glob(f"{pk.hex}*"))
    assert not Entry.objects.filter(plan=pk).exists()


WRITER = """
import django; django.setup()
import sys, threading
from django.db import connection
from groeiplan import journal
from groeiplan.models import Person

person, number = Person.objects.select_related("organisation").get(pk=sys.argv[1]), sys.argv[2]
failed = []

def read(thread):
    try:
        for turn in range(5):
            yes = [f"{number}{thread}{turn}00000-0000-0000-0000-000000000000"]
            assert journal.write(person.plan_id, "read", who=person, consents=yes)
    except Exception as error:
        failed.append(error)
    finally:
        connection.close()

threads = [threading.Thread(target=read, args=(one,)) for one in range(3)]
[one.start() for one in threads]
[one.join() for one in threads]
sys.exit(repr(failed) if failed else 0)
"""


def test_many_at_once_make_one_unbroken_chain(plan, outside):
    """Two processes of three threads each race for the next number, for the head outside the
    database, and for the name of somebody who was never seen before."""
    riet = plan.people.get(name="oma Riet")
    assert not KnownName.objects.filter(person=riet).exclude(name="oma Riet").exists()
    riet.role = "oma van mama's kant"
    riet.save()
    before = plan.journal.count()
    outside.begin()
    writers = [outside.start("-c", WRITER, str(riet.pk), number) for number in "12"]
    for writer in writers:
        assert writer.wait(timeout=120) == 0, writer.stderr.read()
    checked = outside.start("manage.py", "verify_journal", str(plan.pk))
    assert checked.wait(timeout=120) == 0, checked.stdout.read()
    kept = json.loads(outside.head(plan).read_text())
    assert kept["count"] == before + 30
    assert outside.count("groeiplan_entry", plan) == before + 30
    assert outside.count("groeiplan_knownname", plan, role="oma van mama's kant") == 1


class Outside:
    """The same database seen by other processes. SQLite's tests live in memory, where nobody else
    can look and locks are other ones: there it is copied to a file first."""

    def __init__(self, folder):
        self.folder, self.file = folder, folder / "copy.sqlite3"
        self.started = []

    def begin(self):
        if connection.vendor == "sqlite":
            with contextlib.closing(sqlite3.connect(self.file)) as copy:
                connection.connection.backup(copy)

    def start(self, *arguments):
        environment = {
            **os.environ,
            "DATABASE_URL": self._address(),
            "VAR_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "groeiplan.settings",
        }
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env=environment,
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def head(self, plan):
        return self.folder / "journal" / f"{plan.pk.hex}.json"

    def count(self, table, plan, **values):
        """How many rows of this plan, asked of the database the others wrote in."""
        where = " AND ".join(["plan_id = %s", *(f"{name} = %s" for name in values)])
        question = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608  our own names
        if connection.vendor == "sqlite":
            with contextlib.closing(sqlite3.connect(self.file)) as copy:
                found = copy.execute(question.replace("%s", "?"), [plan.pk.hex, *values.values()])
                return found.fetchone()[0]
        with connection.cursor() as cursor:
            cursor.execute(question, [plan.pk, *values.values()])
            return cursor.fetchone()[0]

    def _address(self):
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.file}"
        known = connection.settings_dict
        who = f"{known['USER']}:{known['PASSWORD']}" if known["PASSWORD"] else known["USER"]
        return f"postgres://{who}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"

    def end(self):
        for process in self.started:
            process.kill()
            process.communicate()


@pytest.fixture
def outside(tmp_path):
    place = Outside(tmp_path)
    yield place
    place.end()


# --- Folding ------------------------------------------------------------------------------------


def test_the_same_look_within_ten_minutes_is_one_entry(cast):
    at, look = timezone.now(), [chapter(cast.plan, "groeiplan.goals").pk]
    other = [chapter(cast.plan, "timeline.help").pk]
    yes, renewed = [cast.ilse_consent.pk], ["00000000-0000-0000-0000-000000000001"]

    def read(minutes=0, act=Entry.Act.READ, chapters=look, consents=yes, who=cast.ilse):
        moment = at + timedelta(minutes=minutes)
        return journal.write(
            cast.plan.pk, act, who=who, chapters=chapters, consents=consents, at=moment
        )

    assert read()
    assert read(5) is None
    assert read(5, chapters=other)
    assert read(5, consents=renewed)
    assert read(5, who=cast.bakker)
    assert read(5, act=Entry.Act.CHANGE)
    assert read(5, act=Entry.Act.CHANGE) is None
    assert read(5, act=Entry.Act.PRINT)
    assert read(5, act=Entry.Act.PRINT), "each print is a paper of its own"
    assert read(10), "ten minutes later it is told again"


def test_a_fold_writes_nothing(cast, django_assert_num_queries):
    look = [chapter(cast.plan, "groeiplan.goals").pk]
    journal.write(cast.plan.pk, Entry.Act.READ, who=cast.ilse, chapters=look)
    with django_assert_num_queries(2):
        assert journal.write(cast.plan.pk, Entry.Act.READ, who=cast.ilse, chapters=look) is None
