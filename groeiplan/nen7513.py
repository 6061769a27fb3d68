"""The log to take along, with the fields that NEN 7513:2018 names in its chapter 7.

The norm itself is not ours to read freely, so the names come from two public documents that list
them: the RFC on logging of iStandaarden (github.com/iStandaarden/iWlz-RFC, chapter 5: all fields of
7.2-7.5, their meaning and which are compulsory) and the logging page of the Zorgviewer
(github.com/RIVO-Noord/zorgviewer-ig, CapabilityStatement-Logging). Where these say nothing certain
we leave a field out instead of inventing it; docs/decisions/0010 says which and why. What is ours
and not the norm's begins with "groeiplan"."""

import csv
import json
from datetime import UTC
from io import StringIO

from django.conf import settings
from django.utils.translation import gettext as _

from groeiplan.looks.log import SEEING
from groeiplan.looks.words import called, sentence
from groeiplan.models import Entry
from groeiplan.parts import in_words

# One row an object, as the norm has it: looking at three parts is three rows with one number.
EVENT = ("gebeurteniscode", "actiecode", "datum en tijd")
USER = (
    "gebruikers-ID",
    "gebruikersnaam",
    "gebruikersrol",
    "gebruiker is initiator",
    "ID van verantwoordelijke gebruiker",
)
OBJECT = (
    "identificatortype",
    "identificator",
    "naam",
    "autorisatieprotocol",
    "toestemmingsprofiel",
)
SOURCE = ("identificatie van de bron",)
OURS = ("groeiplan nummer", "groeiplan in woorden", "groeiplan waarom")
FIELDS = (*EVENT, *USER, *OBJECT, *SOURCE, *OURS)

# C create, R read, U update, D delete, E execute. A print and a copy read; of what was written the
# journal does not say whether it was new.
ACTIONS = {
    Entry.Act.READ: "R",
    Entry.Act.PRINT: "R",
    Entry.Act.EXPORT: "R",
    Entry.Act.CHANGE: "U",
    Entry.Act.STARTED: "C",
    Entry.Act.CARD_CHANGED: "U",
    Entry.Act.CARD_EMPTIED: "D",
    Entry.Act.AUTHORITY_CHANGED: "U",
    Entry.Act.RULE_CHANGED: "U",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
AT_ONCE = 2_000


def csv_file(log, entries):
    """These entries as CSV that a Dutch spreadsheet opens: ";" between, with a byte order mark,
    and no cell that a spreadsheet would calculate (T30)."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(FIELDS)
    for record in records(log, entries):
        shared = record["gebeurtenis"] | record["gebruiker"][0] | record["loggegevens"] | record
        for one in record["object"]:
            row = shared | one
            writer.writerow([_cell(row[name]) for name in FIELDS])
    return "\ufeff" + out.getvalue()


def json_file(log, entries):
    """These entries as JSON, each field in the group the norm gives it."""
    taken = {"norm": "NEN 7513:2018", "regels": list(records(log, entries))}
    return json.dumps(taken, ensure_ascii=False, indent=1)


KINDS = {
    "csv": (csv_file, "text/csv; charset=utf-8"),
    "json": (json_file, "application/json"),
}


def records(log, entries):
    """A dict for each entry, the oldest first: gebeurtenis, gebruiker, object, loggegevens as in
    7.2 to 7.5 of the norm, and what is ours. They are numbered as they stand here: the journal's
    own numbers would tell a guest how much others did."""
    chapters = log.chapters
    oldest_first = entries.order_by("at", "seq").iterator(AT_ONCE)
    for number, entry in enumerate(oldest_first, 1):
        name, whom = log.names.get(entry.who), log.names.get(entry.whom)
        parts = [chapters[pk] for pk in entry.chapters if pk in chapters]
        yield {
            "gebeurtenis": _event(entry),
            "gebruiker": [_user(name)],
            "object": _objects(log, entry, parts),
            "loggegevens": {"identificatie van de bron": settings.SITE_URL},
            "groeiplan nummer": number,
            "groeiplan in woorden": sentence(entry.act, in_words(parts), whom and called(whom)),
            "groeiplan waarom": entry.why.answer if hasattr(entry, "why") else "",
        }


def _event(entry):
    return {
        "gebeurteniscode": f"groeiplan,{entry.act},'{Entry.Act(entry.act).label}'",
        "actiecode": ACTIONS.get(entry.act, "E"),
        "datum en tijd": entry.at.astimezone(UTC).isoformat(timespec="seconds"),
    }


def _user(name):
    """Who did it, called as then; the id is the card's, the same in every row."""
    known = name and name.salt
    card = str(name.person_id) if name and name.person_id else ""
    return {
        "gebruikers-ID": card,
        "gebruikersnaam": called(name),
        "gebruikersrol": name.role if known else "",
        "gebruiker is initiator": "true",
        "ID van verantwoordelijke gebruiker": "@".join(
            filter(None, (card, name.organisation if known else ""))
        ),
    }


def _objects(log, entry, parts):
    """The parts of the plan it was about, or the plan itself; with the yeses it was done on."""
    guest = entry.act in SEEING and bool(entry.consents)
    shared = {
        "autorisatieprotocol": _("ja van het gezin") if guest else _("eigen plan van het gezin"),
        "toestemmingsprofiel": " ".join(entry.consents) if guest else "",
    }
    if not parts:
        plan = log.visit.plan
        return [_object("groeiplan,plan,'plan'", plan.pk, plan.family_name) | shared]
    return [
        _object("groeiplan,chapter,'deel van het plan'", part.pk, in_words([part])) | shared
        for part in parts
    ]


def _object(kind, pk, name):
    return {"identificatortype": kind, "identificator": str(pk), "naam": str(name)}


def _cell(value):
    """A cell as text; what a spreadsheet would take for a formula begins with an apostrophe."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
