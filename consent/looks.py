"""Who looked, from the journal: for each guest the last day, and how often this month."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, Subquery, UUIDField, Window
from django.db.models.functions import DenseRank, TruncDate
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consent.parts import spoken
from groeiplan.dates import say_day
from groeiplan.models import Entry, KnownName
from groeiplan.parts import listed

LOOKING = (Entry.Act.READ, Entry.Act.PRINT, Entry.Act.EXPORT)
NAMED = 2  # parts that are named; the others are counted


@dataclass(frozen=True)
class Look:
    """One person's last look: when, in words at what that whole day, and how often since the month
    began."""

    at: datetime
    sentence: str
    this_month: int


def last_looks(visit, people):
    """{person id: Look} of those of these people who ever looked, in one query."""
    today = localtime(visit.now).date()
    month = localtime(visit.now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    names = KnownName.objects.filter(plan=visit.plan)
    whose = names.filter(pk=OuterRef("who")).values("person")[:1]
    entries = (
        Entry.objects.filter(plan=visit.plan, act__in=LOOKING)
        .filter(who__in=names.filter(person__in=people).values("pk"))
        .annotate(person=Subquery(whose, output_field=UUIDField()))
        .annotate(
            day=Window(DenseRank(), partition_by=F("person"), order_by=TruncDate("at").desc()),
            this_month=Window(Count("pk", filter=Q(at__gte=month)), partition_by=F("person")),
        )
        .filter(day=1)
        .order_by("-seq")
    )
    chapters = {str(pk): chapter for pk, chapter in visit.chapters().items()}
    days = {}
    for entry in entries:
        days.setdefault(entry.person, []).append(entry)
    return {
        person: Look(of[0].at, _sentence(of, chapters, today), of[0].this_month)
        for person, of in days.items()
    }


def _sentence(entries, chapters, today):
    """What was done last, with all parts in which that was done on that day, as the journal folds
    it."""
    entry = entries[0]
    opened = {pk for one in entries if one.act == entry.act for pk in one.chapters}
    seen = [spoken(chapters[pk]) for pk in opened if pk in chapters]
    words = {"day": say_day(entry.at, today), "what": _listed(sorted(seen))}
    if entry.act == Entry.Act.PRINT:
        said = _("Printte %(day)s %(what)s") % words
    elif entry.act == Entry.Act.EXPORT:
        said = _("Nam %(day)s %(what)s mee") % words
    else:
        said = _("Keek %(day)s naar %(what)s") % words
    times = ngettext("%(n)d keer deze maand", "%(n)d keer deze maand", entry.this_month)
    return f"{said} · {times % {'n': entry.this_month}}" if entry.this_month else said


def _listed(names):
    if not names:
        return _("het plan")
    if len(names) > NAMED + 1:
        more = {"names": ", ".join(names[:NAMED]), "n": len(names) - NAMED}
        return _("%(names)s en nog %(n)d delen") % more
    return listed(names)
