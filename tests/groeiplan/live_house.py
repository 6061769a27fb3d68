"""The cast behind a real server, for what only that can show: lines that stay open. The pages are
asked over HTTP; what the family does, a process of its own does, as another window would."""

import http.client
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from datetime import timedelta
from types import SimpleNamespace

from tests.browser.conftest import ROOT, Database, _free_port, _serve


@contextmanager
def opened(place):
    """A house with the cast in it: `do(verb, **words)` as in `Deeds`, `server()` starts one more,
    `port`, `plan`, `other_plan`, and `cookies` by name."""
    with Database(place) as database:
        env = {**os.environ, "DEBUG": "1", "DATABASE_URL": database, "VAR_DIR": str(place)}
        env |= {"DJANGO_SETTINGS_MODULE": "groeiplan.settings"}
        with _others(env) as do:
            servers = []

            def server():
                port, log = _free_port(), place / f"server{len(servers)}.log"
                started = _serve(env | {"PORT": str(port)}, port, log)
                servers.append(started)
                return SimpleNamespace(port=port, process=started, log=log)

            house = SimpleNamespace(do=do, server=server, place=place, **do("start"))
            house.first = server()
            house.port = house.first.port
            try:
                yield house
            finally:
                for one in servers:
                    one.send_signal(signal.SIGTERM)
                    one.wait(15)
        for log in place.glob("server*.log"):
            assert "Traceback" not in log.read_text(), log.read_text()[-4000:]


@contextmanager
def _others(env):
    words = [sys.executable, "-m", "tests.groeiplan.live_house"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen(words, cwd=ROOT, env=env, **pipes)

    def do(verb, **words):
        process.stdin.write(json.dumps([verb, words]) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, f"{verb} went wrong"
        return json.loads(answer)

    try:
        yield do
    finally:
        process.stdin.close()
        process.wait(15)
        process.stdout.close()


class Listener:
    """One page that listens: what its line says, in the order it came."""

    def __init__(self, port, address, cookie, **headers):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
        self.connection.connect()
        self._socket = self.connection.sock  # the answer may take it over
        headers = {"Cookie": cookie, "Accept": "text/event-stream", **headers}
        self.connection.request("GET", address, headers=headers)
        self.answer = self.connection.getresponse()
        self.said = queue.Queue()
        if self.answer.status == 200:
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        event = {}
        try:
            for line in self.answer:
                name, _colon, words = line.decode().strip().partition(": ")
                if name in ("event", "id", "data"):
                    event[name] = words
                elif not name and event:
                    self.said.put(event)
                    event = {}
        except (OSError, http.client.HTTPException, AttributeError, ValueError):
            pass  # closed from here
        self.said.put({"event": "ended"})

    def next(self, within=10):
        """The next event, a dict with `event`, `id`, `data`; fails when there is none in time."""
        return self.said.get(timeout=within)

    def is_silent(self, seconds=0.6):
        """Does it say nothing at all for so long?"""
        try:
            said = self.said.get(timeout=seconds)
        except queue.Empty:
            return True
        raise AssertionError(f"it said {said}")

    def leave(self):
        """Close the page."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # whoever reads it stops reading
        self.answer.close()
        self.connection.close()


class Deeds:
    """What the family does meanwhile. Rows are called by a name of the test's choosing."""

    def __init__(self):
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        self.rows = {}

    def start(self):
        from django.conf import settings

        from tests import cast

        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        settings.ALLOWED_HOSTS = ["testserver"]
        self.cast = cast.make()
        names = ("sanne", "kees", "noor", "riet", "ilse", "wim")
        users = {name: getattr(self.cast, name).user for name in names}
        users |= {"stranger": self.cast.stranger, "superuser": self.cast.superuser}
        return {
            "plan": str(self.cast.plan.pk),
            "other_plan": str(self.cast.other_plan.pk),
            "cookies": {name: self._cookie(user) for name, user in users.items()},
        }

    def log_in(self, name):
        return self._cookie(getattr(self.cast, name).user)

    def tell(self, row, by="sanne", audience="keyholders", readers=(), undone=False):
        """A new goal by that person; `undone`: in a transaction that does not go through."""
        from django.db import transaction

        from groeiplan.actions import content
        from groeiplan.models import Goal

        with transaction.atomic():
            goal = Goal(title=row, audience=audience)
            readers = [getattr(self.cast, name) for name in readers]
            self.rows[row] = content.add_goal(goal, by=getattr(self.cast, by), readers=readers)
            transaction.set_rollback(undone)

    def tell_moment(self, row, line="family"):
        from timeline import actions
        from timeline.models import Telling

        self.rows[row] = actions.add(Telling(title=row), by=self.cast.sanne, part=line, when="2021")

    def change(self, row, **values):
        from groeiplan.actions import items

        found = self.rows[row]
        self.rows[row] = items.change(found, by=self.cast.sanne, version=found.version, **values)

    def hear(self, row, audience):
        from groeiplan.actions.audience import set_audience

        found = self.rows[row]
        self.rows[row] = set_audience(
            found, by=self.cast.sanne, audience=audience, version=found.version
        )

    def remove(self, row):
        from groeiplan.actions import items

        items.remove(self.rows[row], by=self.cast.sanne, version=self.rows[row].version)

    def move_up(self, row, among):
        from groeiplan.actions import content

        content.move(self.rows[row], [self.rows[one] for one in among], earlier=True)

    def share(self, to, look, seconds):
        """A yes that lasts so many seconds."""
        from django.utils import timezone

        from tests.cast import share

        until = timezone.now() + timedelta(seconds=seconds)
        share(self.cast.sanne, getattr(self.cast, to), look=look, until=until)

    def withdraw(self):
        """Stop what Ilse may see."""
        from consent.actions import withdraw

        withdraw(self.cast.ilse_consent, by=self.cast.sanne)

    def be_alone(self, hours=1):
        from django.utils import timezone

        from groeiplan.actions import private_time
        from groeiplan.models import Plan

        until = timezone.now() + timedelta(hours=hours)
        kind = Plan.Private.FAMILY_ONLY
        private_time.begin(self.cast.plan, by=self.cast.sanne, kind=kind, until=until)

    def open_again(self):
        from groeiplan.actions import private_time

        private_time.end(self.cast.plan, by=self.cast.sanne)

    def log_out(self, cookie):
        from django.contrib.sessions.models import Session

        Session.objects.filter(session_key=cookie.split("=")[1]).delete()

    def new_password(self, name):
        user = getattr(self.cast, name).user
        user.set_password("een ander lang wachtwoord")
        user.save()

    def shut_account(self, name):
        """As an operator does in the admin."""
        user = getattr(self.cast, name).user
        user.is_active = False
        user.save()

    def connections(self):
        """How many connections PostgreSQL counts to this database; None on SQLite."""
        from django.db import connection

        if connection.vendor != "postgresql":
            return None
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database()"
            )
            return cursor.fetchone()[0]

    @staticmethod
    def _cookie(user):
        from django.test import Client

        client = Client()
        client.force_login(user)
        return f"sessionid={client.cookies['sessionid'].value}"


def main():
    """One deed a line, in and out."""
    import django

    django.setup()
    deeds = Deeds()
    for line in sys.stdin:
        verb, words = json.loads(line)
        print(json.dumps(getattr(deeds, verb)(**words)), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
