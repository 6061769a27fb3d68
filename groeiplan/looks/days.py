"""Entries folded: per day and person, what they did in one way is one line with a count."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from groeiplan.actions.why import may_be_asked
from groeiplan.frame import room_url
from groeiplan.looks.log import SEEING
from groeiplan.looks.words import called, sentence
from groeiplan.models import Entry, KnownName, Person, WhyQuestion
from groeiplan.parts import in_words, listed
from groeiplan.tools import installed_rooms

NAMED_TIMES = 5  # more are told by the first and the last


class Yes(NamedTuple):
    """On which yes somebody looked: whose it was, and where its record stands ("" for nowhere)."""

    words: str
    url: str


@dataclass
class Line:
    """What one person did in one way on one day. `times`: every moment, the newest first."""

    act: str
    entry: Entry  # the last one
    whom: KnownName | None
    times: list = field(default_factory=list)
    chapters: set[str] = field(default_factory=set)
    consents: set[str] = field(default_factory=set)
    questions: list[WhyQuestion] = field(default_factory=list)
    sentence: str = ""
    allowed: list[Yes] = field(default_factory=list)
    may_ask: bool = False

    @property
    def when(self):
        """ "16.10 uur", "3 keer: 09.02, 12.15 en 16.10 uur", or when it is often the first and the
        last."""
        return at_times(self.times)


@dataclass
class Doer:
    """One person on one day, called as then; a changed role is told apart."""

    name: KnownName | None
    person: Person | None
    lines: dict = field(default_factory=dict)

    @property
    def shown_name(self):
        """The name as it was then; "oud-deelnemer" once it was erased."""
        return called(self.name)

    @property
    def described(self):
        """ "gezinscoach, Wijkteam Noord", as it was then."""
        known = (self.name.role, self.name.organisation) if self.name else ()
        return ", ".join(filter(None, known))


@dataclass
class Day:
    """One day in Amsterdam, who did something first that did something last."""

    day: date
    doers: dict = field(default_factory=dict)


def folded(log, entries):
    """[Day] of these entries (newest first), in words; three queries at most."""
    days = {}
    for entry in entries:
        on = localdate(entry.at)
        day = days.setdefault(on, Day(on))
        name = log.names.get(entry.who)
        doer = day.doers.setdefault(_as_told(name, entry.who), _doer(log, name))
        whom = log.names.get(entry.whom)
        line = doer.lines.setdefault(
            (entry.act, _as_told(whom, entry.whom)), Line(entry.act, entry, whom)
        )
        _add(line, entry)
    _put_into_words(log, [doer for day in days.values() for doer in day.doers.values()])
    return list(days.values())


def at_times(moments):
    """These moments of one day, the newest first, in words (`Line.when`)."""
    times = [f"{localtime(at):%H.%M}" for at in reversed(moments)]
    words = {"n": len(times), "first": times[0], "last": times[-1]}
    if len(times) == 1:
        return _("%(last)s uur") % words
    if len(set(times)) == 1:
        return _("%(n)d keer, om %(last)s uur") % words
    if len(times) > NAMED_TIMES:
        return _("%(n)d keer, tussen %(first)s en %(last)s uur") % words
    words["times"] = listed(list(dict.fromkeys(times)))
    return _("%(n)d keer: %(times)s uur") % words


def yes_words(visit, ids):
    """{consent id as text: `Yes`}, as the rooms tell it; what no room knows is "jullie ja". A guest
    reads no name of anybody else: not of who said yes either (decision 0010)."""
    if not visit.is_family:
        return {pk: Yes(_("het gezin zei ja"), "") for pk in ids}
    ours = _("op jullie ja")
    found = {pk: Yes(ours, "") for pk in ids}
    wanted = [UUID(pk) for pk in ids]
    for room in installed_rooms() if wanted else ():
        for pk, words in room.consent_words(visit.plan, wanted).items():
            found[str(pk)] = Yes(words or ours, room_url("yes", visit.plan, pk))
    return found


def _as_told(name, pk):
    """The person and how they were called: who is told in the same words is the same."""
    return (name.person_id or pk, name.name, name.role, name.organisation) if name else (pk,)


def _doer(log, name):
    return Doer(name, log.visit.people.get(name.person_id) if name else None)


def _add(line, entry):
    line.times.append(entry.at)
    line.chapters.update(entry.chapters)
    line.consents.update(entry.consents)
    if hasattr(entry, "why"):
        line.questions.append(entry.why)


def _put_into_words(log, doers):
    chapters = log.chapters
    lines = [(doer, line) for doer in doers for line in doer.lines.values()]
    seeing = [line for _doer, line in lines if line.act in SEEING]
    yes = yes_words(log.visit, sorted({pk for line in seeing for pk in line.consents}))
    for doer, line in lines:
        parts = in_words(chapters[pk] for pk in line.chapters if pk in chapters)
        line.sentence = sentence(line.act, parts, called(line.whom) if line.whom else None)
        line.may_ask = log.may_ask and may_be_asked(line.entry, doer.person, log.visit.now)
    for line in seeing:
        line.allowed = sorted({yes[pk] for pk in line.consents})
