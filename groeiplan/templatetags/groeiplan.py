"""Small words for templates; loaded everywhere."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from groeiplan import dates, frame
from groeiplan.keys import CHANGE
from groeiplan.models.items import Audience

register = template.Library()


@register.simple_tag
def icon(name, size=20):
    """A line icon that stands beside a word: hidden from screen readers."""
    return lucide(name, size=size, aria_hidden="true", focusable="false")


@register.simple_tag
def room_url(word, plan, *row):
    """A link into another room, by word (and one row's id); "" when no installed room offers it."""
    return frame.room_url(word, plan, *row)


@register.filter
def initial(person):
    """The first letter of a person's name, for the little round picture."""
    return person.known_by[:1].upper() or "·"


@register.filter
def hue(person):
    """The colour class of a person's kind."""
    return f"hue-{person.kind}"


@register.filter
def told(edtf):
    """An uncertain date in Dutch: "ongeveer 2015"; "" for none."""
    return dates.say(edtf) if edtf else ""


@register.filter
def due(edtf):
    """By when something is done: "vóór 13 december" for a plain day, else as `told` says it."""
    day = dates.read(edtf).first if edtf else None
    if not day or edtf != day.isoformat():
        return told(edtf)
    return _("vóór %(day)s") % {"day": dates.say_date(day, timezone.localdate())}


@register.filter
def said(day):
    """A day or moment as people say it, seen from today; "" for none."""
    return dates.say_day(day, timezone.localdate()) if day else ""


@register.filter
def said_at(moment):
    """A moment with its time: "gisteren, 16.10 uur"."""
    return dates.say_moment(moment, timezone.now()) if moment else ""


@register.filter
def until(moment):
    """An exclusive end as its last day: "tot en met 28 februari"."""
    return dates.say_until(moment) if moment else ""


@register.filter
def narrowed(row):
    """The Dutch word for a row's audience when fewer than all key holders may read it."""
    return "" if row.audience == Audience.KEYHOLDERS else row.get_audience_display()


@register.filter
def may_change(visit, row):
    """May this visitor mend these words? The door answers."""
    return visit.may_change(row)


@register.filter
def only_reads(visit):
    """Is this a guest who only reads here, where a family may also let somebody write?"""
    if not visit or visit.is_family or visit.tool is None or visit.part in ("people", "contact"):
        return False
    return not visit.opens(visit.tool, visit.part, CHANGE)


@register.filter
def may_tend(visit, row):
    """May this visitor change this row's order, seat or status? The door answers."""
    return visit.may_tend(row)
