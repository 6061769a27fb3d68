"""Live lines on the server of production: how soon forty devices of one family see each other's
changes, and what five hundred open lines cost.

Run by `python -m bench` in a process of its own, on PostgreSQL where there is one (its database is
made for this and dropped) and on SQLite otherwise. Everything stays on 127.0.0.1."""

import asyncio
import json
import os
import re
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

DEVICES, CHANGES = 40, 25
LINES, PAGES = 500, 60
OF_ONE = 5  # lines of one account, of those 500: a family with some devices
HOST = "127.0.0.1"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
CHECKED = re.compile(r'<input type="radio" name="(\w+)" value="([^"]*)"[^>]* checked')
SELECT = re.compile(r'<select name="(\w+)".*?>(.*?)</select>', re.S)
SELECTED = re.compile(r'<option value="([^"]*)" selected').findall
FRAGMENT = "HX-Request: true\r\nHX-Target: lijn\r\n"  # as a page asks for what changed
HEAD = "X-Forwarded-Proto: https\r\nHost: 127.0.0.1\r\n"


def rows(place):
    """The four figures about live lines, as `python -m bench` prints them."""
    from bench import first_view, pages

    plan = pages.family()
    devices, others = _family(plan), _other_families(LINES // OF_ONE)
    port = first_view._free_port()
    server = first_view._serve(place, port)
    try:
        first_view._wait(port)
        yield from asyncio.run(_seen_by_others(port, plan, devices))
        yield from asyncio.run(_five_hundred(port, plan, devices[0], others, server))
    finally:
        server.terminate()
        server.wait(15)


async def _seen_by_others(port, plan, devices):
    """Samen-modus on forty devices. From when one begins to send a moment until each other one has
    the line with that moment on it: the tick, and the fragment asked for at the door."""
    address = f"/plans/{plan.pk}/tijdlijn/samen/family/"
    live = f"/plans/{plan.pk}/live/timeline/family/"
    screens = [Screen(port, cookie, live, address) for cookie in devices]
    await asyncio.gather(*(screen.open() for screen in screens))
    waits, ticks = [], []
    for number in range(CHANGES):
        await asyncio.sleep(0.5)
        teller = screens[4 * number % len(screens)]  # a parent: what Noor tells is hers alone
        words = f"Zichtbaar-{number}-klaar"
        form = await teller.form(address)
        seeing = [asyncio.ensure_future(one.sees(words)) for one in screens if one is not teller]
        begin = time.perf_counter()
        await teller.send(address, {**form, "when": "zomer 2019", "title": words})
        waits += [at - begin for at in await asyncio.wait_for(asyncio.gather(*seeing), 30)]
        ticks += [one.ticked - begin for one in screens if one is not teller]
    for screen in screens:
        screen.close()
    waits = sorted(1000 * one for one in waits)
    told = 1000 * statistics.median(ticks)
    against = (
        f"{DEVICES} devices of one family in samen-modus on {_database()}, the line asked anew"
    )
    against += f" included (told of it after {told:.0f} ms; load {os.getloadavg()[0]:.1f}); "
    return [
        _row("live_p50_ms", statistics.median(waits), "ms", 500, against, len(waits)),
        _row("live_p95_ms", _p95(waits), "ms", 1500, against, len(waits)),
    ]


async def _five_hundred(port, plan, cookie, others, server):
    """Memory, pages and connections while 500 lines are open and changes go on among them."""
    page = f"/plans/{plan.pk}/"
    for _turn in range(12):
        await _get(port, page, cookie)
    alone = await _pages(port, page, cookie)
    before = _memory(server.pid)
    screens = [
        Screen(port, cookie, f"/plans/{pk}/live/groeiplan/stories/", None)
        for pk, cookie in others
        for _line in range(OF_ONE)
    ]
    for some in range(0, len(screens), 10):
        await asyncio.gather(*(screen.open() for screen in screens[some : some + 10]))
    await asyncio.sleep(3)
    cost = _memory(server.pid) - before
    going = asyncio.ensure_future(_keep_changing(port, others))
    during = await _pages(port, page, cookie)
    held = await asyncio.to_thread(_connections)
    going.cancel()
    assert all(screen.is_open for screen in screens)
    assert held is None or held <= 12, held
    took = await asyncio.to_thread(_stop, server)
    assert took < 4.5, f"the server took {took:.1f} s to stop"
    kept = "" if held is None else f"; {held} database connections, the benchmark's own included"
    memory = f"{LINES} lines on {_database()}, stopped in {took:.1f} s{kept}; "
    pages = f"the plan page, a change each half second; {_p95(alone):.0f} ms without lines; "
    return [
        _row("live_500_mb", cost, "MB", 300, memory, LINES),
        _row("live_500_page_p95_ms", _p95(during), "ms", 1000, pages, PAGES),
    ]


def _p95(times):
    return statistics.quantiles(times, n=20)[-1]


def _row(name, value, unit, most, against, count):
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "ratio": round(value / most, 3),
        "against": f"{against}at most {most} {unit}",
        "n": count,
    }


async def _pages(port, page, cookie):
    times = []
    for _turn in range(PAGES):
        begin = time.perf_counter()
        status, _body = await _get(port, page, cookie)
        assert status == 200, status
        times.append(1000 * (time.perf_counter() - begin))
        await asyncio.sleep(0.1)
    return times


async def _keep_changing(port, others):
    """Somebody in one of those families tells something, every half second."""
    number = 0
    while True:
        pk, cookie = others[number % len(others)]
        number += 1
        address = f"/plans/{pk}/verhalen/nieuw/"
        teller = Screen(port, cookie, None, None)
        form = await teller.form(address)
        await teller.send(address, {**form, "kind": "story", "text": f"Iets {number}"})
        await asyncio.sleep(0.5)


class Screen:
    """One device: its line, and what it shows."""

    def __init__(self, port, cookie, live, address):
        self.port, self.cookie, self.live, self.address = port, cookie, live, address
        self.page, self._fresh, self.is_open = "", asyncio.Event(), False
        self.ticked = 0.0

    async def open(self):
        """Open the line, and wait until it has said what there is now."""
        reader, self._writer = await asyncio.open_connection(HOST, self.port)
        self._writer.write(
            f"GET {self.live} HTTP/1.1\r\n{HEAD}Cookie: {self.cookie}\r\n\r\n".encode()
        )
        status = await reader.readline()
        assert b" 200 " in status, status
        self.is_open = True
        self._reading = asyncio.ensure_future(self._read(reader))
        await asyncio.wait_for(self._fresh.wait(), 30)
        assert self.is_open, "the line was closed again"

    async def _read(self, reader):
        while line := await reader.readline():
            if line.startswith(b"event: changed"):
                self.ticked = time.perf_counter()
                if self.address:
                    _status, self.page = await _get(self.port, self.address, self.cookie, FRAGMENT)
                self._fresh.set()
            elif line.startswith(b"event: closed"):
                break
        self.is_open = False
        self._fresh.set()

    async def sees(self, words):
        """The moment at which this device shows these words."""
        while words not in self.page:
            self._fresh.clear()
            await self._fresh.wait()
        return time.perf_counter()

    async def form(self, address):
        """The fields of the form at this address, as they stand there."""
        status, page = await _get(self.port, address, self.cookie)
        assert status == 200, status
        kept = dict(HIDDEN.findall(page))
        kept |= {name: value for name, inside in SELECT.findall(page) for value in SELECTED(inside)}
        kept |= dict(CHECKED.findall(page))
        return {**kept, "audience": "keyholders"}

    async def send(self, address, fields):
        """Send a form; the answer must be a new page."""
        from urllib.parse import urlencode

        token = fields["csrfmiddlewaretoken"]
        secret = self.cookie.split("__Host-csrf=")[1]
        assert token
        assert secret
        status, page = await _ask(self.port, "POST", address, self.cookie, urlencode(fields))
        assert status == 302, (status, page[-3000:])

    def close(self):
        """Close the page."""
        self._reading.cancel()
        self._writer.close()


async def _get(port, address, cookie, head=""):
    return await _ask(port, "GET", address, cookie, head=head)


async def _ask(port, method, address, cookie, body="", head=""):
    reader, writer = await asyncio.open_connection(HOST, port)
    more = "Referer: https://127.0.0.1/\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    writer.write(
        f"{method} {address} HTTP/1.1\r\n{HEAD}{head}{more}Cookie: {cookie}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
    )
    answer = (await reader.read()).decode(errors="replace")
    writer.close()
    return int(answer.split(" ", 2)[1]), answer


def _family(plan):
    """The cookies of forty devices: four of this family, with ten each."""
    names = ("sanne", "kees", "noor", "nog-iemand")
    users = [_member(plan, name) for name in names]
    return [_cookie(user) for _device in range(DEVICES // len(users)) for user in users]


def _member(plan, name):
    from django.utils import timezone

    from groeiplan import keys
    from groeiplan.actions import people
    from groeiplan.models import User

    found = User.objects.filter(email=f"{name}@demo.example").first()
    if found is None:
        by = plan.people.get(user__email="sanne@demo.example")
        card = people.add(by=by, name=name, kind="family")
        found = User.objects.create_user(f"{name}@demo.example")
        card.user, card.family_since = found, timezone.now()
        card.save()
        keys.sync(plan)
    return found


def _other_families(count):
    """[(plan id, cookie)] of so many families with a few stories."""
    from groeiplan.actions import content, plans
    from groeiplan.models import Story, User

    found = []
    for number in range(count):
        user = User.objects.create_user(f"gezin{number}@bench.example")
        plan = plans.start(by=user, family_name=f"familie {number}", teller="Iemand")
        me = plan.people.get()
        for words in ("Een", "Twee", "Drie"):
            content.add(Story(kind="story", text=words), by=me)
        found.append((plan.pk, _cookie(user)))
    return found


def _cookie(user):
    """A log-in of this account, with what a form needs to be believed."""
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    client = Client()
    client.force_login(user)
    return (
        f"__Host-session={client.cookies['sessionid'].value}; __Host-csrf={_get_new_csrf_string()}"
    )


def _memory(pid):
    """What the server and its workers hold in memory, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = 0
    for one in (str(pid), *children):
        status = Path(f"/proc/{one}/status").read_text()
        found += int(status.split("VmRSS:")[1].split()[0])
    return found / 1024


def _connections():
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_stat_activity where datname = current_database()")
        return cursor.fetchone()[0]


def _stop(server):
    begin = time.perf_counter()
    server.send_signal(signal.SIGINT)
    server.wait(15)
    return time.perf_counter() - begin


def _database():
    from django.db import connection

    return connection.display_name


def main():
    """Print the rows."""
    import psycopg

    from bench.doors import Database

    with tempfile.TemporaryDirectory(prefix="groeiplan-bench-") as place:
        try:
            with Database() as database:
                _print(database, place)
        except psycopg.OperationalError as missing:
            print(f"No PostgreSQL, so live lines on SQLite: {missing}", file=sys.stderr)
            _print(f"sqlite:///{place}/bench.sqlite3", place)


def _print(database, place):
    os.environ.update(
        DJANGO_SETTINGS_MODULE="groeiplan.settings",
        DATABASE_URL=database,
        VAR_DIR=place,
        DEBUG="1",
        CONTROLLER_NAME="Niemand",
        CONTROLLER_CONTACT="Niemand",
        RETENTION_WORDS="Tot dit klaar is.",
    )
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections
    from django.test import override_settings

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for row in rows(place):
            print(json.dumps(row), flush=True)
    connections.close_all()


if __name__ == "__main__":
    main()
