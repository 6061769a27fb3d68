"""Live lines: a page that stands open hears that something it shows has changed.

How a room uses it. Let the page load `groeiplan/live.js` and name the line on the fragment that is
to stay fresh:

    <div id="moments" data-live="{% url 'live' visit.plan.pk 'timeline' %}"
         hx-get="{{ request.path }}" hx-trigger="changed" hx-select="#moments" hx-swap="outerHTML">

`live` is followed by a tool, and by one of its parts where the fragment shows only that. A line
says "changed" and nothing else; the fragment is then asked for at the door, like any page. Actions
that go through `items` tell of themselves; one that changes what people see in another way (an
order, a date on a row that is no `ChapterItem`) calls `change_number.tell(plan_id)`; what a page
shows that is no row, its room says in `ToolConfig.beside_rows`; which rows it hides, in `shown`.
With `data-live-state="{{ … }}"` from `state(visit, tool, part)` a page that is still right when its
line opens asks for nothing.
Words being typed, what has focus and `data-live-hold` are left alone until they are done, so a form
may stand inside the fragment, better outside.

Where many devices of one account may ask for the same at once, the fragment answers with
`answered(request, visit, …)`: it is rendered once and sent to each.

What keeps it safe. A line is opened by an ordinary view behind the ordinary door
(`views/live.py`). After each change in the plan the door is asked anew for everybody who listens:
shut means the line closes; a tick goes out only where what this visitor may see is not what it was.
So nobody hears that something they may not see was written, changed or taken away. No line holds a
thread or a database connection: one thread a process asks for all of them. See
docs/decisions/0016."""

import asyncio
import logging
import re
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID, uuid4

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import DatabaseError, models
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.timezone import now as clock

from groeiplan import change_number
from groeiplan.access import CHANGE, ROW, visit_of
from groeiplan.models import ChapterItem, Key, Person, Plan, User
from groeiplan.own import hangs_under

logger = logging.getLogger(__name__)

ADDRESS = re.compile(r"/plans/[0-9a-f-]{36}/live/")
OPENED = "groeiplan.line"  # in the ASGI scope: the `Line` that a view let in
HEARTBEAT = 20  # seconds: shorter than proxies wait, long enough for a phone to rest
ROUND = 2  # seconds between looks for sessions that ended and keys that ran out
MOST = 2_000  # lines in one process
KEPT = 2  # seconds that a rendered fragment serves the other devices of its visitor
MOST_OF_ONE = 10  # lines of one account: the oldest makes place
MADE = ("plan_id", "by_guest", "created", "changed", "removed")  # what no fingerprint needs
MADE_BESIDE = (*MADE, "chapter_id", "written_by_id", "told_by_id")


def state(visit, tool, part=None):
    """What this visitor may see of a tool (or one part of it) now, as a short text that differs
    when that differs and tells nothing else: the rows, the names of the people on them, and what
    the room shows beside its rows (`ToolConfig.beside_rows`); not what it hides (`shown`), nor what
    hangs under a row one does not see. Raises Http404 where nothing of it is open."""
    if not visit.chapters(tool, part):
        raise Http404
    room, named = apps.get_app_config(tool), set()
    seen = [sorted(map(str, visit.chapters(tool, part, right=CHANGE)))]
    read = {
        model: visit.glance(model, *_facts(model), *model.glanced, part=part)
        for model in _rows_of(tool)
        if not part or model.part in ("", part)
    }
    for glanced in _under_what_is_seen(room.shown(visit, read)):
        rows = [tuple(row) for row in glanced]
        named |= {value for row in rows for value in row if value in visit.people}
        seen.append(rows)
    names = [(pk, visit.people[pk].shown_name, visit.people[pk].kind) for pk in named]
    seen += [sorted(names, key=str), list(room.beside_rows(visit, part))]
    return salted_hmac("groeiplan.live", repr(seen)).hexdigest()[:24]


def answered(request, visit, tool, part, template, context):
    """The fragment at this address: this template with what `context()` says, both of this part
    and nothing else. After one change all devices of an account ask for it at once, so it is
    rendered once for all that came in with the same keys and kept for a moment, until the next
    change is heard of. It may hold nothing of one log-in alone: no form, no token. Each asked the
    door; a guest's look is written down for each."""
    mark = None if visit.look else lines.mark(visit.plan.pk)
    if mark is None:
        return HttpResponse(render_to_string(template, context()))
    visit.read.update(visit.chapters(tool, part))
    key = (visit.person.pk, frozenset(visit.keys), request.get_full_path(), template, mark)
    return HttpResponse(renderings.get(key, lambda: render_to_string(template, context())))


class Renderings:
    """Fragments that were just rendered, in this process only."""

    def __init__(self):
        self._kept, self._lock = {}, threading.Lock()

    def get(self, key, render):
        """What `render()` says for this key; whoever asks meanwhile waits for it."""
        with self._lock:
            now = time.monotonic()
            self._kept = {key: one for key, one in self._kept.items() if one.until > now}
            one = self._kept.setdefault(key, _Rendering(now + KEPT))
        with one.lock:
            if one.text is None:
                one.text = render()
            return one.text


@dataclass(eq=False)
class _Rendering:
    until: float
    text: str | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


renderings = Renderings()


def _under_what_is_seen(read):
    """Of each model the rows that stand by themselves or under a row that is among these: a page
    shows a step only under its goal. A model comes after the one its rows hang under."""
    there = {}
    for model, rows in read.items():
        link = hangs_under(model)
        if rows and link and link.related_model in read:
            above = {row.pk for row in there[link.related_model]}
            rows = [row for row in rows if getattr(row, link.attname) in above]
        there[model] = rows
    return there.values()


@cache
def _rows_of(tool):
    found = apps.get_app_config(tool).get_models()
    return [model for model in found if issubclass(model, ChapterItem)]


@cache
def _facts(model):
    """The columns that tell two states of a row apart: numbers, days, links and choices of it, and
    of what is always read beside it. Words need not be read: they come with another version, and
    so does the moment at which a row changed. What was said when it was made stays as it is."""
    found = [name for name in _columns(model) if name not in (*ROW, *MADE)]
    for link in map(model._meta.get_field, model.beside):
        if link.related_model is not Person:
            beside = [name for name in _columns(link.related_model) if name not in MADE_BESIDE]
            found += [f"{link.name}__{name}" for name in beside]
    return found


def _columns(model):
    words = (models.TextField, models.JSONField)
    return [
        field.attname
        for field in model._meta.concrete_fields
        if not field.primary_key
        and not isinstance(field, words)
        and (not isinstance(field, models.CharField) or field.choices)
    ]


@dataclass(eq=False)
class Line:
    """One open page that listens. `session` and `proof` say by which log-in it was opened, `seen`
    what the page shows already (a `state`, or "")."""

    user: UUID
    session: str
    proof: str
    plan: UUID
    tool: str
    part: str | None
    seen: str
    state: str | None = None  # as this line was last told
    changed: bool = False
    closed: str = ""  # why: access, full, stop
    _awake: asyncio.Future | None = None

    def hear(self, now):
        """The door says that this is what its visitor may see now."""
        before = self.seen if self.state is None else self.state
        self.state = now
        if now != before:
            self.changed = True
            self._wake()

    def close(self, why):
        """End this line. `why` is told to the page, but for "stop": then it simply breaks."""
        self.closed = self.closed or why
        self._wake()

    def _wake(self):
        if self._awake and not self._awake.done():
            self._awake.set_result(None)

    async def news(self, gone):
        """The next bytes for the page, or b"" when its visitor has `gone`."""
        if not self.changed and not self.closed:
            self._awake = asyncio.get_running_loop().create_future()
            waiting = {gone, self._awake}
            await asyncio.wait(waiting, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
        if gone.done():
            return b""
        if self.closed:
            return b"event: closed\ndata: %s\n\n" % self.closed.encode()
        if self.changed:
            self.changed = False
            return b"id: %s\nevent: changed\ndata: changed\n\n" % self.state.encode()
        return b":\n\n"


class Lines:
    """All lines of this process, and the one thread that asks for them. Lines live in the event
    loop; the thread only reads who they are."""

    def __init__(self):
        self._open = {}  # in the order they came
        self._since = None  # which ears
        self._heard = None  # {plan: number of changes heard of}, while there are ears
        self._lock = threading.Lock()
        self._watched = self._stopped = False

    def open(self, line):
        """Let this line in; False where the process is full or about to stop."""
        with self._lock:
            if self._stopped or len(self._open) >= MOST:
                return False
            ones = [one for one in self._open if one.user == line.user and not one.closed]
            self._open[line] = None
            begins, self._watched = not self._watched, True
        for oldest in ones[: max(0, len(ones) + 1 - MOST_OF_ONE)]:
            oldest.close("full")
        if begins:
            loop = asyncio.get_running_loop()
            threading.Thread(target=self._watch, args=[loop], name="live", daemon=True).start()
        return True

    def drop(self, line):
        """This line has ended."""
        with self._lock:
            self._open.pop(line, None)

    def mark(self, plan):
        """What differs after each change in this plan (an id) that this process makes or hears of;
        None where it does not listen. Ask it before what is to be remembered by it."""
        with self._lock:
            if self._heard is None or all(line.plan != plan for line in self._open):
                return None
            return self._since, self._heard[plan], change_number.made_here(plan)

    def stop(self):
        """The server is about to stop: end every line and let no new one in."""
        with self._lock:
            self._stopped, ending = True, list(self._open)
        for line in ending:
            line.close("stop")

    def _listening(self):
        with self._lock:
            self._watched = bool(self._open) and not self._stopped
            return [line for line in self._open if not line.closed] if self._watched else None

    def _watch(self, loop):
        """Runs in the thread, as long as there are lines."""
        while self._listening() is not None:
            try:
                self._listen(loop)
            except DatabaseError:
                logger.warning("live lines lost the database and try again", exc_info=True)
                time.sleep(1)
            except Exception:
                logger.exception("live lines failed; pages ask again by themselves")
                for line in self._listening() or ():
                    _in(loop, line.close, "stop")
                time.sleep(1)

    def _listen(self, loop):
        ears = change_number.listener()
        self._since, self._heard = uuid4(), defaultdict(int)
        try:
            _ask(self._listening() or (), loop)  # something may have been missed
            last, due = clock(), time.monotonic() + ROUND
            while (lines := self._listening()) is not None:
                changed = ears.wait()
                if time.monotonic() >= due:
                    now = clock()
                    _end_logged_out(lines, loop)
                    changed |= _turned({line.plan for line in lines}, last, now)
                    last, due = now, time.monotonic() + ROUND
                for plan in changed:
                    self._heard[plan] += 1
                asked = [line for line in lines if line.state is None or line.plan in changed]
                if asked:
                    _ask(asked, loop)
                ears.rest()
        finally:
            self._heard = None
            ears.close()


lines = Lines()


def _ask(asked, loop):
    """Ask the door for these lines, once for all of one visitor, and tell them what it says."""
    users, visitors = _logged_in(asked), defaultdict(list)
    for line in asked:
        if line not in users:
            _in(loop, line.close, "access")
        else:
            visitors[line.plan, line.user].append(line)
    for (plan, _user), ones in visitors.items():
        _ask_one(users[ones[0]], plan, ones, loop)


def _ask_one(user, plan, ones, loop):
    visit, states = None, {}
    for line in ones:
        shown = (line.tool, line.part)
        try:
            visit = visit or visit_of(user, plan)
            states[shown] = states.get(shown) or state(visit, *shown)
        except Http404:
            _in(loop, line.close, "access")
        else:
            _in(loop, line.hear, states[shown])


def _logged_in(asked):
    """{line: its User} of those whose log-in still stands: session, account and password."""
    keys = {line.session for line in asked}
    live = Session.objects.filter(session_key__in=keys, expire_date__gt=clock())
    sessions = set(live.values_list("session_key", flat=True))
    users = User.objects.filter(is_active=True).in_bulk({line.user for line in asked})
    proofs = {pk: user.get_session_auth_hash() for pk, user in users.items()}
    return {
        line: users[line.user]
        for line in asked
        if line.session in sessions and proofs.get(line.user) == line.proof
    }


def _end_logged_out(asked, loop):
    users = _logged_in(asked)
    for line in asked:
        if line not in users:
            _in(loop, line.close, "access")


def _turned(plans, last, now):
    """Of these plans those in which a key began or ended by itself since the last look, and those
    that are gone."""
    turn = Q(until__gt=last, until__lte=now) | Q(since__gt=last, since__lte=now)
    keys = Key.objects.filter(turn, plan__in=plans)
    there = Plan.objects.filter(pk__in=plans).values_list("pk", flat=True)
    return set(keys.values_list("plan", flat=True)) | (plans - set(there))


def _in(loop, say, word):
    """Lines are touched in the event loop only; one that has stopped needs no word."""
    try:
        loop.call_soon_threadsafe(say, word)
    except RuntimeError:
        logger.debug("the event loop has gone")


def is_line(scope):
    """Is this a request for a live line? Everything else is Django's alone."""
    return scope["type"] == "http" and ADDRESS.match(scope["path"]) is not None


async def answer(django, scope, receive, send):
    """Let Django answer, as for any page: who may not come in gets its answer as it is. Who may
    gets the same headers; when Django has let go of its thread and connection, the line begins."""
    held = []

    async def hold(message):
        if message["type"] == "http.response.start" and message["status"] == 200:
            held.append(message)
        elif not held or OPENED not in scope:
            for one in held:
                await send(one)
            held.clear()
            await send(message)

    await django(scope, _nothing_more(), hold)
    if held:
        await _begin(scope[OPENED], held[0], receive, send)


async def _begin(line, start, receive, send):
    plain = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
    if not lines.open(line):
        full = [*plain, (b"retry-after", b"10"), (b"content-length", b"0")]
        await send({**start, "status": 503, "headers": full})
        await send({"type": "http.response.body", "body": b""})
        return
    gone = asyncio.ensure_future(_left(receive))
    try:
        await send({**start, "headers": plain})
        words = b":\n\n"
        while words:
            await send({"type": "http.response.body", "body": words, "more_body": True})
            if line.closed:
                break
            words = await line.news(gone)
        if not gone.done():
            await send({"type": "http.response.body", "body": b""})
    finally:
        lines.drop(line)
        gone.cancel()


async def _left(receive):
    while (await receive())["type"] != "http.disconnect":
        pass


def _nothing_more():
    """What Django hears of the visitor: a request without a body, and then nothing. Whether they
    left is for the line to hear."""
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        for message in asked:
            return message
        return await asyncio.get_running_loop().create_future()

    return receive
