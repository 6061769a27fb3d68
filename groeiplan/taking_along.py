"""What a visitor takes along: all that the door opens, as plain data, and with the pictures and
papers in one bundle."""

import json
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from django.utils.timezone import localtime

from groeiplan import api_content, files, known_people
from groeiplan.actions.people import may_write
from groeiplan.api import PersonSerializer
from groeiplan.models import Authority, ContactDetail, StoredFile
from groeiplan.tools import installed_rooms

LARGEST = 300 * 1024 * 1024  # of all pictures and papers together
PIECE = 256 * 1024


def _people_of(visit):
    """The people whose cards this visitor may see; to the family also who has authority over whom,
    by name, and the birth dates that stand in the forms it may fill in: no others."""
    people = known_people.people_of(visit)
    data = PersonSerializer(people, many=True).data
    if not visit.is_family:
        return data
    above = defaultdict(list)
    for one in Authority.objects.filter(plan=visit.plan).select_related("holder"):
        above[one.child_id].append(
            {
                "name": one.holder.shown_name,
                "kind": one.kind,
                "since": one.since and one.since.isoformat(),
                "until": one.until and one.until.isoformat(),
            }
        )
    return [
        card | _born(visit, one) | {"authority": above[one.pk]}
        for one, card in zip(people, data, strict=True)
    ]


def _born(visit, person):
    if not all("born" in may_write(person, eye.person) for eye in visit.eyes):
        return {}
    return {"born": person.born and person.born.isoformat()}


def _contact_of(visit):
    """How to reach people, as far as this visitor may read it."""
    return [
        {
            "name": one.person.shown_name,
            "kind": one.kind,
            "value": one.value,
            "told_by": one.told_by.shown_name,
            "audience": one.audience,
        }
        for one in visit.rows(ContactDetail).select_related("person").order_by("created", "pk")
    ]


PARTS = {
    "people": _people_of,
    "contact": _contact_of,
    "stories": api_content.stories_of,
    "goals": api_content.goals_of,
    "agreements": api_content.agreements_of,
    "other_plans": api_content.other_plans_of,
}


def export(visit):
    """{part: [its rows as plain data]} of the parts of the ground floor (`PARTS`) that open to this
    visitor; None when none does. Dates are ISO or EDTF text."""
    taken = {
        part: _plain(of(visit)) for part, of in PARTS.items() if visit.opens("groeiplan", part)
    }
    return taken or None


def all_of(visit):
    """Everything this visitor may see, of every room, as plain data. `files` names each picture and
    paper, and where it lies in the bundle; elsewhere they stand by their `id`."""
    data = {
        "plan": {
            "id": str(visit.plan.pk),
            "name": visit.plan.name,
            "family": visit.plan.family_name,
        },
        "taken_by": (visit.by or visit).person.shown_name,
        "seen_as": visit.person.shown_name,
        "taken_at": visit.now.isoformat(),
    }
    for room in installed_rooms():
        if (part := room.export(visit)) is not None:
            data[room.name] = part
    return data | {"files": [one.named() for one in papers(visit)]}


@dataclass(frozen=True)
class Paper:
    """A picture or paper this visitor may read, and its place in the bundle: by its id, so that no
    two are one, and by a name no computer stumbles over."""

    row: StoredFile

    @property
    def name(self):
        """Where it lies in the bundle."""
        name = files.shown_name(self.row.shown_name, self.row.content_type)
        return f"bestanden/{self.row.pk}-{name}"

    @property
    def place(self) -> Path:
        """Where its bytes are now."""
        return files.place(self.row)

    def named(self):
        """What the data says of it."""
        return {
            "id": str(self.row.pk),
            "name": self.row.shown_name,
            "content_type": self.row.content_type,
            "size": self.row.size,
            "lies_at": self.name,
        }


def papers(visit):
    """The pictures and papers this visitor may read, oldest first."""
    return visit.once("papers", lambda: _papers(visit))


def too_large(visit):
    """Are they too much for one bundle?"""
    return sum(one.row.size for one in papers(visit)) > LARGEST


def bundle(data, papers, still):
    """A ZIP with these data and papers, made and given a piece at a time. Pictures are small by
    themselves, so only the words are pressed together. A file that went meanwhile is left out, and
    so is one of which `still(row)` says, when its turn comes, that it is shut by now."""
    given = _Given()
    with zipfile.ZipFile(given, "w") as packed:
        words = json.dumps(data, ensure_ascii=False, indent=2)
        packed.writestr("ons-plan.json", words, zipfile.ZIP_DEFLATED)
        yield given.taken()
        for one in papers:
            if not still(one.row):
                continue
            yield from _packed(packed, one, given)
    yield given.taken()


def _packed(packed, one, given):
    try:
        opened = one.place.open("rb")
    except FileNotFoundError:
        return
    made = localtime(one.row.created)
    info = zipfile.ZipInfo(one.name, date_time=made.timetuple()[:6])
    with opened, packed.open(info, "w") as there:
        while piece := opened.read(PIECE):
            there.write(piece)
            yield given.taken()


class _Given:
    """What the ZIP wrote and nobody fetched yet."""

    def __init__(self):
        self._waiting = []

    def write(self, piece):
        self._waiting.append(bytes(piece))
        return len(piece)

    def flush(self):
        """All is given at once."""

    def taken(self):
        """All that waits, once."""
        waiting, self._waiting = self._waiting, []
        return b"".join(waiting)


def rows(visit):
    """The `StoredFile`s this visitor may read now, each once, oldest first: what the door opens,
    and what a room shows by a rule of its own."""
    found = set(visit.rows(StoredFile))
    found.update(*(room.files_beside(visit) for room in installed_rooms()))
    return sorted(found, key=lambda row: (row.created, row.pk))


def _papers(visit):
    """Files are looked for in all chapters, but read in those where one lies."""
    read = set(visit.read)
    found = [one for one in map(Paper, rows(visit)) if one.place.is_file()]
    visit.read = read | {one.row.chapter_id for one in found}
    return found


def _plain(value):
    """Lists and dicts as such, in place of the serializers' own kinds."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value
