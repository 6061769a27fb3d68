"""Looking as somebody else ("kijk als oma Riet"): a family member sees what both of them may see,
read only, for half an hour. The door (`groeiplan.access`) adds the second pair of eyes; here stands
for whom, since when, and which keys somebody would have who cannot have any yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from groeiplan import keys
from groeiplan.keys import VIEW
from groeiplan.models import Key, Person

KEPT = "look_as"  # in the session: {plan id: what was begun there}
LASTS = timedelta(minutes=30)
ONLY_LOOKS = ("GET", "HEAD", "OPTIONS")


class SeenKey(NamedTuple):
    """What the door reads of a key."""

    content_object_id: UUID
    about_id: UUID | None
    consent: UUID | None
    holder: str
    items_since: datetime | None
    right: str
    tool: str
    part: str


# The same, as columns of `Key`: a page asks often, so it asks for no more.
KEY_COLUMNS = (
    *SeenKey._fields[:5],
    "permission__codename",
    "content_object__tool",
    "content_object__part",
)


class Refused(ValueError):
    """One cannot look as this person. `why`: oneself, empty, family (who needs no yes), nothing."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Draft:
    """A yes that was filled in and not given: which chapters, about whom (nobody: the whole
    family), and the consent it would replace. `back`: the page where it waits."""

    chapters: tuple = ()
    about: tuple = ()
    replaces: UUID | None = None
    back: str = ""


@dataclass(frozen=True)
class Look:
    """As whom somebody looks in one plan, and since when. `extra`: the keys that are no rows, as
    they stood at that moment: of a card without account, and of a draft."""

    person: UUID
    began: datetime
    is_draft: bool
    replaces: UUID | None
    extra: list  # of (SeenKey, since, until)

    @property
    def ends(self):
        """From this moment on one is oneself again."""
        return self.began + LASTS

    def keys_at(self, now, live, asleep):
        """The keys that let this person look now: `live` ones, and those that are no rows yet.
        `asleep`: the holders whose keys sleep. Nothing here lets anybody change something."""
        held = [key for key in live if not self.replaces or key.consent != self.replaces]
        held += [key for key, since, until in self.extra if _runs(since, until, now)]
        return [key for key in held if key.right == VIEW and key.holder not in asleep]


def of(request, visit):
    """The `Look` that this visitor began in this plan and that still lasts, or None. Only family
    can look as another, so whoever left the family is at once only themselves."""
    kept = getattr(request, "session", {}).get(KEPT, {}).get(str(visit.plan.pk))
    if not kept or not visit.is_family:
        return None
    look = _unpacked(kept)
    person = visit.people.get(look.person)
    if person is None or person.emptied or person == visit.person:
        return None
    return look if look.began <= visit.now < look.ends else None


def begin(request, visit, person, draft=None):
    """From the next page on, `visit`'s family member looks as this `Person` of the plan; with a
    `Draft`, as if it was given and everybody said yes. Raises `Refused`. Nothing is written but
    the session: no key, no journal."""
    if person == visit.person:
        raise Refused("oneself")
    if person.emptied:
        raise Refused("empty")
    replaces = draft.replaces if draft else None
    extra = [] if person.user_id else _of_card(visit.plan, person, replaces)
    if draft:
        extra += _of_draft(draft, visit, person)
    kept = {
        "person": str(person.pk),
        "began": visit.now.isoformat(),
        "replaces": str(replaces) if replaces else None,
        "extra": [_packed(*one) for one in extra],
        "draft": {"back": draft.back} if draft else None,
    }
    others = request.session.get(KEPT, {})
    request.session[KEPT] = {**others, str(visit.plan.pk): kept}


def stop(request, plan):
    """Be oneself again in this plan (an id). Returns the page where a draft waits, "" without one.
    Twice is once."""
    plans = dict(request.session.get(KEPT, {}))
    kept = plans.pop(str(plan), None)
    if kept is None:
        return ""
    request.session[KEPT] = plans
    return kept["draft"]["back"] if kept["draft"] else ""


def on_paper(visit, footer):
    """A footer that says so where this was printed by one who looks as another."""
    if not visit.look:
        return footer
    names = {"name": visit.person.shown_name, "by": visit.by.person.shown_name}
    return _("Geprint door %(by)s, die keek als %(name)s.") % names


def _of_card(plan, person, replaces):
    """The keys of a card without account, as if it had one; those ahead too, in their windows."""
    chapters = {one.pk: one for one in plan.chapters.all()}
    return [
        (_seen(chapters[key.chapter], key.about, key.holder, key.right), key.since, key.until)
        for key in keys.of_card(plan, person)
        if not replaces or key.consent != replaces
    ]


def _of_draft(draft, visit, person):
    """The keys that the draft would open, from now on."""
    if person.is_family(visit.now):
        raise Refused("family")
    if not draft.chapters:
        raise Refused("nothing")
    holder = Key.Holder.NETWORK
    if person.kind == Person.Kind.PROFESSIONAL:
        holder = Key.Holder.PROFESSIONAL
    about = [one.pk for one in draft.about] or [None]
    return [
        (_seen(chapter, one, str(holder), VIEW), visit.now, None)
        for chapter in draft.chapters
        for one in about
    ]


def _seen(chapter, about, holder, right):
    return SeenKey(chapter.pk, about, None, holder, None, right, chapter.tool, chapter.part)


def _runs(since, until, now):
    return since <= now and (until is None or now < until)


def _packed(key, since, until):
    """One key as the session keeps it: text."""
    values = (key.content_object_id, key.about_id, key.holder, key.right, key.tool, key.part)
    moments = (since.isoformat(), until.isoformat() if until else None)
    return [None if one is None else str(one) for one in (*values, *moments)]


def _unpacked(kept):
    extra = []
    for chapter, about, holder, right, tool, part, since, until in kept["extra"]:
        person = UUID(about) if about else None
        key = SeenKey(UUID(chapter), person, None, holder, None, right, tool, part)
        moments = datetime.fromisoformat(since), until and datetime.fromisoformat(until)
        extra.append((key, *moments))
    replaces = kept["replaces"] and UUID(kept["replaces"])
    began = datetime.fromisoformat(kept["began"])
    return Look(UUID(kept["person"]), began, kept["draft"] is not None, replaces, extra)
