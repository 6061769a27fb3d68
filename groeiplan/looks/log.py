"""Which entries somebody reads: the family all of them, a guest its own (DOMAIN §6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.timezone import localdate

from groeiplan.dates import end_of_day
from groeiplan.models import Chapter, Entry, Invitation, KnownName
from groeiplan.tools import installed_rooms

LOOKING = (Entry.Act.READ, Entry.Act.PRINT, Entry.Act.EXPORT)
# That somebody was invited, and what came of it; told of whom it concerned, or by that person.
INVITING = (
    Entry.Act.INVITED,
    Entry.Act.TAKEN_BACK,
    Entry.Act.ACCEPTED,
    Entry.Act.CONFIRMED,
    Entry.Act.REFUSED,
)
SEEING = (*LOOKING, Entry.Act.CHANGE)  # what only a yes of the family makes possible


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to read of a log; `until` is exclusive, None asks for nothing less."""

    since: datetime | None = None
    until: datetime | None = None
    person: UUID | None = None
    chapter: UUID | None = None


class Log:
    """The journal of one plan as this visitor may read it. A guest reads what it did itself, and
    no name of anybody else."""

    def __init__(self, visit):
        self.visit = visit
        known = KnownName.objects.filter(plan=visit.plan)
        if not visit.is_family:
            known = known.filter(person=visit.person)
        self.names = {name.pk: name for name in known}
        self.quiet_consents, self.quiet_people = _kept_quiet(visit)
        # Who looks as somebody else changes nothing.
        self.may_ask = visit.is_family and not visit.look

    def people(self):
        """The people of whom this log tells this reader something, by name."""
        ids = {name.person_id for name in self.names.values()}
        ids -= {pk for pk in self.quiet_people if not self.entries(Wanted(person=pk)).exists()}
        people = [person for pk, person in self.visit.people.items() if pk in ids]
        return sorted(people, key=lambda person: person.known_by.lower())

    def name_of(self, person):
        """What this person is called among those one may choose from; of an emptied card with the
        name that stayed here, so that two who left can be told apart."""
        kept = [one.name for one in self.names.values() if one.person_id == person.pk and one.name]
        if not (person.emptied and kept):
            return person.shown_name
        return f"{kept[-1]} ({person.shown_name})"

    @cached_property
    def chapters(self):
        """{chapter id as text: Chapter}, of parts that left the house too."""
        found = Chapter.objects.filter(plan=self.visit.plan)
        return {str(chapter.pk): chapter for chapter in found}

    def entries(self, wanted):
        """These entries as a queryset, each with its question beside it."""
        entries = Entry.objects.filter(plan=self.visit.plan).select_related("why")
        if not self.visit.is_family:
            entries = entries.filter(who__in=list(self.names))
        entries = self._without_what_is_quiet(entries)
        if wanted.since:
            entries = entries.filter(at__gte=wanted.since)
        if wanted.until:
            entries = entries.filter(at__lt=wanted.until)
        if wanted.person:
            theirs = self._names_of({wanted.person})
            entries = entries.filter(Q(who__in=theirs) | Q(whom__in=theirs))
        if wanted.chapter:
            entries = entries.annotate(parts=_text("chapters"))
            entries = entries.filter(parts__contains=str(wanted.chapter))
        return entries

    def _without_what_is_quiet(self, entries):
        """A question that nobody put to this family member is not told here either, nor that its
        receiver was invited and came in; what they did themselves always is. Who looks as another
        did none of it together."""
        if self.quiet_consents:
            entries = entries.annotate(yeses=_text("consents"))
        for consent in self.quiet_consents:
            entries = entries.exclude(yeses__contains=str(consent))
        quiet = self._names_of(self.quiet_people)
        if quiet:
            mine = [] if self.visit.by else self._names_of({self.visit.person.pk})
            told = self._names_of(self._asked_in(self.visit))
            entries = entries.exclude(~Q(who__in=mine), whom__in=quiet, act__in=INVITING)
            unasked = [pk for pk in quiet if pk not in told]
            entries = entries.exclude(who__in=unasked, act=Entry.Act.ACCEPTED)
        return entries

    @staticmethod
    def _asked_in(visit):
        """Whose own invitation from this visitor was accepted: who sent it hears of that."""
        mine = Invitation.objects.filter(plan=visit.plan, invited_by=visit.person)
        found = () if visit.by else mine.filter(accepted_at__isnull=False)
        return {one.person_id for one in found}

    def _names_of(self, people):
        return [pk for pk, name in self.names.items() if name.person_id in people]


def together(entries, entry):
    """Of these entries what a question about `entry` asks about, the newest first: what the same
    person did in the same way that day up to and including it, after the question before."""
    midnight = end_of_day(localdate(entry.at) - timedelta(days=1))
    did = {"who": entry.who, "act": entry.act, "whom": entry.whom}
    same = entries.filter(plan=entry.plan_id, **did)
    same = same.filter(at__gte=midnight, at__lte=entry.at, seq__lte=entry.seq)
    asked = same.filter(why__isnull=False).exclude(pk=entry.pk).order_by("-seq").first()
    return list((same.filter(seq__gt=asked.seq) if asked else same).order_by("-at", "-seq"))


def _text(column):
    """SQLite cannot look inside a JSON list; both databases can look into its text."""
    return Cast(column, TextField())


def _kept_quiet(visit):
    """What must not be found here by the family member who reads, also not through a guest's
    eyes."""
    consents, people = set(), set()
    reader = visit if visit.is_family else visit.by
    for room in installed_rooms() if reader else ():
        quiet, receivers = room.kept_quiet(reader)
        consents |= quiet
        people |= receivers
    return consents, people
