"""What a visitor may read of the four lines: tellings through the door, grouped by moment."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groeiplan import dates
from groeiplan.known_people import births
from groeiplan.templatetags.groeiplan import icon
from groeiplan.tools import part_name
from timeline.layout import Spot
from timeline.models import STRANDS, Line, Moment, Telling

GLANCED = ("proposal", "moment_id", "moment__when", "moment__order")
NOT_DRAWN = (Telling.Proposal.REFUSED, Telling.Proposal.REWORDED)
ICONS = {"family": "heart", "daily_life": "house", "people": "users", "help": "hand-helping"}


class Outline(NamedTuple):
    """As much of a `Moment` as a drawing needs."""

    pk: UUID
    when: str
    order: int
    plan_id: UUID

    @classmethod
    def of(cls, row, plan_id):
        """The moment of one glance at a telling in this plan."""
        return cls(row.moment_id, row.moment__when, row.moment__order, plan_id)


@dataclass
class Seen:
    """A moment as this visitor may know it: with the tellings they may read, oldest first."""

    moment: Moment | Outline
    tellings: list[Telling]
    strand: str
    name: str  # what the family calls the line
    names: Callable = dict  # {key: name} of those of whom this visitor may know when they were born
    elsewhere = False

    @cached_property
    def drawn(self):
        """The tellings that count on the line: what was refused, or what the family tells in its
        own words, is read and not drawn."""
        return [one for one in self.tellings if one.proposal not in NOT_DRAWN]

    @cached_property
    def is_proposal(self):
        """Nobody of the family tells it or has taken it over yet."""
        return all(one.proposal == Telling.Proposal.PROPOSED for one in self.drawn)

    @cached_property
    def title(self):
        """The title of its first telling, what the family holds for its own going before."""
        return min(
            self.drawn or self.tellings, key=lambda one: one.proposal == Telling.Proposal.PROPOSED
        ).title

    @cached_property
    def told(self):
        """The date as `groeiplan.dates.Told`, None when nobody knows."""
        return dates.read(self.moment.when) if self.moment.when else None

    @cached_property
    def when(self):
        """The date in Dutch, also when it is not known."""
        return dates.say(self.told) if self.told else _("wanneer, dat weten we niet")

    @cached_property
    def follows(self):
        """ "toen Noor 6 was", where its date follows from a birth date this visitor may know."""
        told = self.moment.follows
        return dates.say_follows(told, self.names()) if told else ""

    @cached_property
    def year(self):
        """The year it stands under in a list, "" when not known."""
        return str(self.told.first.year) if self.told else ""

    @cached_property
    def count(self):
        """ "3 verhalen" when several people tell it, "voorstel" while it is one, else ""."""
        if self.is_proposal:
            return _("voorstel")
        number = len(self.drawn)
        return ngettext("%d verhaal", "%d verhalen", number) % number if number > 1 else ""

    @cached_property
    def tellers(self):
        """The people who tell it, each once, in the order they began."""
        return list({one.told_by_id: one.told_by for one in self.drawn}.values())

    @property
    def icon(self):
        """The line's icon, beside its colour."""
        return strand_icon(self.strand)

    @cached_property
    def url(self):
        """Its own page."""
        return f"{_lines_page(self.moment.plan_id)}{self.moment.pk}/"

    @cached_property
    def label(self):
        """What a screen reader says of its card."""
        return ", ".join(part for part in (self.title, self.when, self.name, self.count) if part)

    @cached_property
    def sort_key(self):
        """Time order: first day, then the order by hand, the longest first; unknown days last."""
        told, moment = self.told, self.moment
        if told is None:
            return (1, 0, moment.order, 0, "", str(moment.pk))
        last = -told.last.toordinal() if told.last else -(10**7)
        return (0, told.first.toordinal(), moment.order, last, moment.when, str(moment.pk))

    def span(self):
        """What a drawing without words needs to know; only for a moment with a date."""
        told = self.told
        return Spot(
            str(self.moment.pk),
            self.strand,
            told.first,
            told.last,
            told.about,
            told.is_period,
            soft_first=told.soft_first,
            soft_last=told.soft_last,
        )

    def spot(self):
        """What the drawing needs to know; only for a moment with a date."""
        return self.span()._replace(
            title=self.title,
            subtitle=short(self.told),
            note=self.count,
            tellings=len(self.drawn),
            proposal=self.is_proposal,
        )


def strand_name(visit, strand):
    """What this family calls the line, else what the house does: "Ons gezin" for "family"."""
    return own_names(visit).get(strand) or house_name(strand)


def line_names(visit):
    """{strand: name} of the lines this visitor may see, in their order."""
    return {strand: strand_name(visit, strand) for strand in strands(visit)}


def house_name(strand):
    """ "Ons gezin" for "family"."""
    name = part_name("timeline", strand)
    return name[:1].upper() + name[1:]


def own_names(visit):
    """{strand: name} of the lines this visitor may open and the family gave a name; asked once."""
    return visit.once("names of the lines", lambda: _own_names(visit))


def _own_names(visit):
    chapters = visit.chapters("timeline")
    found = Line.objects.filter(chapter__in=list(chapters)).exclude(name="")
    return {chapters[pk].part: name for pk, name in found.values_list("chapter", "name")}


@lru_cache(1000)  # a drawing has hundreds of addresses in one plan
def _lines_page(plan_id):
    """The address under which the pages of moments stand (`timeline.urls`)."""
    return reverse("timeline:index", args=[plan_id])


@cache
def strand_icon(strand):
    """The line's icon as markup; drawn many times on a page, so made once."""
    return icon(ICONS[strand], 18)


def strands(visit, right=None):
    """The lines this visitor may see (or change), in their order."""
    return [one for one in STRANDS if visit.opens("timeline", one, *([right] if right else []))]


def everything(visit, *prefetch):
    """All moments this visitor may know, in time order; one query, and one for each prefetch."""
    rows = visit.all(Telling)
    prefetch_related_objects(rows, *prefetch)
    return sorted(_grouped(visit, rows), key=lambda one: one.sort_key)


def on_line(visit, strand):
    """The moments this visitor may know of one line, in time order, without what was refused or
    told in other words; one query."""
    found = _grouped(visit, visit.all(Telling, strand))
    return sorted((one for one in found if one.drawn), key=lambda one: one.sort_key)


def outlines(visit):
    """All moments this visitor may know, in no order, without a word of what is told, for a small
    drawing or a count: their tellings say whether they are proposals, no more. One query."""
    return _outlined(visit, visit.glance(Telling, *GLANCED))


def headlines(visit):
    """All moments this visitor may know, in time order, with the titles of their tellings and who
    tells them, for the drawing: whole rows cost more than all the rest of its page. One query."""
    rows = visit.glance(Telling, "title", *GLANCED)
    return sorted(_outlined(visit, rows), key=lambda one: one.sort_key)


def _outlined(visit, rows):
    return _grouped(visit, rows, partial(Outline.of, plan_id=visit.plan.pk))


def one(visit, pk):
    """This moment as the visitor may know it, with writers, persons and readers; Http404 if they
    may read none of its tellings."""
    rows = visit.rows(Telling).filter(moment=pk).order_by("created", "pk")
    rows = rows.select_related("told_by", "written_by", "moment", "answered_by")
    for seen in _grouped(visit, rows.prefetch_related("about", "readers")):
        return seen
    raise Http404


def titles(visit, moments):
    """{id: title} of those of these moments (ids) of which this visitor reads a telling."""
    rows = visit.rows(Telling).filter(moment__in=moments).order_by("created", "pk")
    return {one.moment.pk: one.title for one in _grouped(visit, rows)}


def _grouped(visit, rows, moment=attrgetter("moment")):
    parts = {pk: chapter.part for pk, chapter in visit.chapters("timeline").items()}
    found = {}
    for row in rows:
        found.setdefault(row.moment_id, []).append(row)
    names = {part: strand_name(visit, part) for part in set(parts.values())} if found else {}
    strands = {pk: parts[rows[0].chapter_id] for pk, rows in found.items()}
    born = partial(_born_names, visit)
    return [
        Seen(moment(rows[0]), rows, strands[pk], names[strands[pk]], born)
        for pk, rows in found.items()
    ]


def _born_names(visit):
    """{key: name} for `dates.say_follows`, asked once and only where a date follows."""
    return visit.once(
        "names by birth", lambda: {one.who: name for name, one in births(visit).items()}
    )


def short(told):
    """A date on a card: months, and of a period only its years. The drawing shows the rest, and
    the moment's page says it whole."""
    about = "~" if told.about else ""
    if told.precision == "day":
        return dates.say(f"{told.first:%Y-%m}{about}")
    if not told.is_period:
        return dates.say(told)
    start, end = told.first.year, told.last and told.last.year
    begin = f"{start}{about}"
    return dates.say(begin if start == end else f"{begin}/{end or '..'}")
