"""The list of somebody's plans: a mother's one or two, a worker's forty.

It shows each plan's frame only (its name, one's own card, what is open and until when). Nothing
in it comes from what a family wrote, so that looking at the list is not looking into a plan."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import combining, normalize

from django.utils.timezone import localdate

from groeiplan.access import VIEW, live_keys, plans_of
from groeiplan.dates import end_of_day
from groeiplan.models import Key, Person, Plan
from groeiplan.parts import in_words

ENDS_SOON = timedelta(days=30)
LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
SMALL_WORDS = re.compile(r"\b(van de[nr]?|v d|vd)\b")


@dataclass(frozen=True)
class Row:
    """One plan in the list. `until` is the first key's end, None for family and open ends;
    `ends_soon`: within a month, `ends_today`: by midnight; `parts` what is open in words, "" for
    family, to whom all is."""

    plan: Plan
    me: Person
    is_family: bool
    until: datetime | None
    parts: str
    ends_soon: bool
    ends_today: bool = False

    @property
    def myself(self):
        """Who one is in this plan: name and role."""
        return ", ".join(filter(None, (self.me.shown_name, self.me.role)))


def overview(user, now, sought=""):
    """Rows for all plans that open to this account, one's own family's first, then what ends
    within a month, then by name.
    Three queries, however many plans. `sought` filters on the family's name, as `meets` it, here
    and not in the database, because names will be sealed there."""
    plans = {plan.pk: plan for plan in plans_of(user, now)}
    people = {one.plan_id: one for one in Person.objects.filter(user=user, plan__in=plans)}
    keys = defaultdict(list)
    for key in (
        live_keys(now).filter(user=user, permission__codename=VIEW).select_related("content_object")
    ):
        keys[key.plan_id].append(key)
    rows = (_row(plan, people[pk], keys[pk], now) for pk, plan in plans.items())
    found = [row for row in rows if meets(sought, _words(row))]
    return sorted(found, key=lambda row: (not row.is_family, *_ends_first(row, now), _words(row)))


def same_in_all(rows):
    """(who one is, what one sees) where that is the same in each of several rows, to be said once;
    "" where it differs."""
    who, what = {row.myself for row in rows}, {row.parts for row in rows}
    return [one.pop() if len(rows) > 1 and len(one) == 1 else "" for one in (who, what)]


def meets(sought, name):
    """Do all words sought stand in this name, in whatever order? Accents, hyphens and spaces make
    no difference, and "vd" is "van de", "van den" and "van der"."""
    there = _letters(name)
    there = f"{there} {_shortened(there)}"
    return all(word in there for word in _shortened(_letters(sought)).split())


def _letters(text):
    """In plain small letters: "yildirim" of "Yıldırım", one space between words."""
    letters = normalize("NFKD", text.casefold().translate(LETTERS))
    return " ".join(re.findall(r"\w+", "".join(one for one in letters if not combining(one))))


def _shortened(letters):
    return SMALL_WORDS.sub("vd", letters)


def _ends_first(row, now):
    return (not row.ends_soon, row.until if row.ends_soon else now)


def _words(row):
    return f"{row.plan.family_name} {row.plan.name}".lower()


def _row(plan, me, keys, now):
    if any(key.holder == Key.Holder.FAMILY for key in keys):
        return Row(plan, me, True, None, "", False)
    until = min((key.until for key in keys if key.until), default=None)
    parts = in_words(key.content_object for key in keys)
    soon = until is not None and until < now + ENDS_SOON
    return Row(plan, me, False, until, parts, soon, soon and until <= end_of_day(localdate(now)))
