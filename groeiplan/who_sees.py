"""The line "Dit zien: …" under each title, made from the query that guards the page."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from groeiplan.access import VIEW, live_keys
from groeiplan.dates import say_until
from groeiplan.models import Key
from groeiplan.models.items import Audience
from groeiplan.tools import part_name

NAMED_PARTS = 2


@dataclass(frozen=True)
class Seer:
    """One name in the line, with what limits it: a role, an end, or only some of the parts."""

    label: str
    initial: str
    detail: str = ""
    hue: str = "family"


def who_sees(visit, tool=None, part=None, rows=()):
    """{"entries": [Seer], "can_change": bool, "folds": bool} for the chapters this page is about;
    with `rows`, of those chapters and all that the page shows, for who reads any of them. It folds
    where it is so much that a phone shows the names first.

    Family reads every guest by name. A guest reads only: the family, you, and others whom the
    family invited (DESIGN §3)."""
    if rows and all(row.audience != Audience.KEYHOLDERS for row in rows):
        named = _named if visit.is_family else _named_for_a_guest
        return {"entries": named(visit, visit.chapters(tool, part), rows), "can_change": False}
    if not visit.is_family:
        return {"entries": list(_as_a_guest_reads_it()), "can_change": False}
    chapters = visit.chapters(tool, part)
    entries = [_family(), *_guests(visit, chapters)]
    folds = sum(bool(one.detail) for one in entries) > 1
    return {"entries": entries, "can_change": True, "folds": folds}


def only_you(visit):
    """The same line for a page of what nobody else reads."""
    return {"entries": [_you_alone(visit)], "can_change": False}


def _you_alone(visit):
    return Seer(_("alleen jij"), visit.person.known_by[:1].upper())


def _named(visit, chapters, rows):
    """Who of the family reads these rows, and the guests who tell them or are named in them."""
    ids = {pk for row in rows for pk in _readers(visit, row)}
    people = [person for pk, person in visit.people.items() if pk in ids]
    family = [one for one in people if one.is_family(visit.now)]
    found = [_family()]
    if all(row.audience != Audience.FAMILY for row in rows):
        family.sort(key=lambda one: (one != visit.person, one.known_by.lower()))
        found = [_by_name(visit, one) for one in family if one.user_id]
    if len(family) < len(people):
        found += _guests(visit, chapters, ids)
    if found == [_by_name(visit, visit.person)]:
        return [_you_alone(visit)]
    return found


def _readers(visit, row):
    """The ids of who reads this row whatever they are: its teller, or who wrote it down for
    somebody without an account, and whoever it was meant for by name."""
    teller = visit.people[row.told_by_id]
    yield row.written_by_id if visit.speaks_for(teller) else row.told_by_id
    if row.audience == Audience.READERS:
        yield from (one.pk for one in row.readers.all())


def _by_name(visit, person):
    me = person == visit.person and not visit.look
    return Seer(_("jij") if me else person.shown_name, person.known_by[:1].upper())


def _named_for_a_guest(_visit, _chapters, rows):
    audiences = {row.audience for row in rows}
    family = [Seer(_("het gezin"), "♥")] if Audience.FAMILY in audiences else []
    others = [Seer(_("anderen die het gezin koos"), "+", hue="network")]
    you = Seer(_("jij"), "•", hue="professional")
    return [*family, you, *(others if Audience.READERS in audiences else ())]


def _family():
    return Seer(_("jullie gezin"), "♥")


def _as_a_guest_reads_it():
    yield Seer(_("het gezin"), "♥")
    yield Seer(_("jij"), "•", hue="professional")
    yield Seer(_("misschien anderen die het gezin uitnodigde"), "+", hue="network")


def _guests(visit, chapters, among=None):
    """Who holds a key to these chapters, `among` these people (ids) or all."""
    opened, ends = defaultdict(set), defaultdict(list)
    for user, chapter, until in live_keys(visit.now, visit.plan, _looks()):
        if chapter in chapters:
            opened[user].add(chapter)
            ends[user].append(until)
    people = (person for person in visit.people.values() if person.user_id in opened)
    people = (person for person in people if among is None or person.pk in among)
    for person in sorted(people, key=lambda person: person.known_by.lower()):
        yield Seer(
            person.shown_name,
            person.known_by[:1].upper(),
            _detail(person, chapters, opened[person.user_id], ends[person.user_id]),
            person.kind,
        )


@cache
def _looks():
    """(account, chapter, until) of guests' keys to look with; made once, asked on every page."""
    keys = Key.objects.filter(permission__codename=VIEW).exclude(holder=Key.Holder.FAMILY)
    return keys.values_list("user", "content_object", "until")


def _only(opened):
    """ "alleen de hulp"; more than two parts are told as "een deel", Delen says which."""
    names = sorted(part_name(chapter.tool, chapter.part) for chapter in opened)
    if len(names) > NAMED_PARTS:
        return _("een deel")
    return _("alleen %(parts)s") % {"parts": _(" en ").join(names)}


def _detail(person, chapters, opened, ends):
    parts = [person.role] if person.role else []
    if len(opened) < len(chapters):
        parts.append(_only(chapters[pk] for pk in opened))
    if all(ends):
        parts.append(say_until(max(ends), localdate()))
    return ", ".join(str(part) for part in parts)
