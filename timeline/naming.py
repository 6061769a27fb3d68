"""The family's own names for its lines: giving one, and going back to the one before."""

from django.db import transaction
from django.utils.timezone import now as clock

from groeiplan import change_number, chapters, versions
from groeiplan.access import CHANGE
from groeiplan.actions.items import Conflict
from timeline.models import Line


def may_name(visit, strand=None):
    """The lines are the family's: may this visitor name them, or this one?"""
    return visit.is_family and not visit.look and visit.opens("timeline", strand, CHANGE)


def line_of(plan, strand):
    """This line's row, not saved where the family never gave it a name."""
    chapter = chapters.of(plan, "timeline", strand)
    return Line.objects.filter(chapter=chapter).first() or Line(plan=plan, chapter=chapter)


@transaction.atomic
def rename(plan, strand, *, by, version, name):
    """Call this line `name`; "" gives it back the name of the house. The old name is kept for a
    day. Raises `Conflict` when somebody else named it in between."""
    chapter = chapters.of(plan, "timeline", strand)
    Line.objects.get_or_create(chapter=chapter, defaults={"plan": plan})
    line = Line.objects.select_for_update().get(chapter=chapter)
    if line.version != version:
        raise Conflict(line)
    if line.name == name:
        return line
    versions.keep(line, by=by, at=clock())
    line.name = name
    line.version += 1
    line.save()
    change_number.tell(plan.pk)
    return line


def before(line, now):
    """What it was called before the last change, "" for the name of the house; None when that is
    longer than a day ago."""
    kept = versions.last(line, now=now) if line.version > 1 else None
    return kept and kept.values["name"]
