"""The line "Dit zien: …" under each title, made from the query that guards the page."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from groeiplan.access import VIEW, live_keys
from groeiplan.dates import say_until
from groeiplan.models import Key
from groeiplan.tools import part_name

NAMED_PARTS = 2


@dataclass(frozen=True)
class Seer:
    """One name in the line, with what limits it: a role, an end, or only some of the parts."""

    label: str
    initial: str
    detail: str = ""
    hue: str = "family"


def who_sees(visit, tool=None, part=None):
    """{"entries": [Seer], "can_change": bool} for the chapters this page is about.

    Family reads every guest by name. A guest reads only: the family, you, and others whom the
    family invited (DESIGN §3)."""
    if not visit.is_family:
        return {"entries": list(_as_a_guest_reads_it()), "can_change": False}
    chapters = visit.chapters(tool, part)
    return {"entries": [_family(), *_guests(visit, chapters)], "can_change": True}


def _family():
    return Seer(_("jullie gezin"), "♥")


def _as_a_guest_reads_it():
    yield Seer(_("het gezin"), "♥")
    yield Seer(_("jij"), "•", hue="professional")
    yield Seer(_("anderen die het gezin uitnodigde"), "+", hue="network")


def _guests(visit, chapters):
    opened, ends = defaultdict(set), defaultdict(list)
    for user, chapter, until in live_keys(visit.now, visit.plan, _looks()):
        if chapter in chapters:
            opened[user].add(chapter)
            ends[user].append(until)
    people = (person for person in visit.people.values() if person.user_id in opened)
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
