"""From what a visitor may read to what the pages show: lanes, windows of time, lists."""

from dataclasses import replace
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groeiplan import dates
from groeiplan.models import Person
from groeiplan.templatetags.groeiplan import icon
from timeline import elsewhere, ink, layout, windows
from timeline.layout.lanes import touches
from timeline.layout.scale import whole
from timeline.seen import strand_icon, strand_name

HOLDS = {  # what each line is for: DOMAIN §2
    "family": gettext_lazy("Wie er kwam, wie er ging, ziek en beter, waar jullie trots op zijn."),
    "daily_life": gettext_lazy("Wonen, school, werk, geld, gezondheid."),
    "people": gettext_lazy("Wie er bij kwam, wie er hielp, wie jullie missen."),
    "help": gettext_lazy("Welke hulp er was, wat hielp en wat niet, hoe het eindigde."),
}
MONTHS = tuple(
    gettext_lazy(name)
    for name in "jan feb mrt apr mei jun jul aug sep okt nov dec".split()  # noqa: SIM905
)
FEW = 60  # so many are always drawn with a card of their own
ROWS, UNDER_A_YEAR = 4, 3  # of cards in a lane, and under a heading on a phone, when there are more
LEAST_ROWS, ONE_LESS = 2, 200  # the more there is, the more it is a survey: a row less for so many
KINDS = [Person.Kind.FAMILY, Person.Kind.NETWORK, Person.Kind.PROFESSIONAL]


class Step(NamedTuple):
    """What the tab key meets in the drawing: a moment's card, or a sign for several."""

    one: object = None
    card: object = None
    crowd: object = None
    url: str = ""
    words: str = ""
    label: str = ""


def lines_of(visit, moments, strands, asked):
    """[(line, [what stands on it, in time order])]: the four lines or the one asked for, or a line
    for each person, and last what other rooms have, where that was asked."""
    found = _people(visit, moments, asked.by) if asked.by else lists(visit, moments, strands)
    if asked.strand:
        found = [(line, there) for line, there in found if line["strand"] == asked.strand]
    if asked.others and (others := elsewhere.found(visit)):
        found.append((_other_line(), others))
    return found


def in_time(lines, asked, today):
    """The same lines with only what touches the asked stretch of time; all of it where none was."""
    days = asked.days
    if not days:
        return lines
    return [
        (line, [one for one in there if one.told and touches(one.span(), days, today)])
        for line, there in lines
    ]


def pictures(lines, asked, today, forms):
    """The big picture ("wide") and the phone's ("tall"), those of them in `forms`: {"picture",
    "lanes": [(line, lane, ink)], "steps"} and {"upright", "columns": [(line, column, ink)],
    "upright_steps"}. The steps stand in time order over all lines, so that the tab key walks
    through the years."""
    keys = [line["strand"] for line, _there in lines]
    names = {line["strand"]: line for line, _there in lines}
    items = _items(lines)
    spots = [spot for _one, spot in items]
    ones = {spot.id: one for one, spot in items}
    count = sum(touches(spot, asked.days, today) for spot in spots)
    few = count <= FEW
    given = {"window": asked.days, "months": [str(name) for name in MONTHS]}
    drawn = {}
    if "wide" in forms:
        wide = layout.draw(spots, keys, today, most=None if few else _rows(count), **given)
        cards = [card for lane in wide.lanes for card in lane.cards]
        crowds = [crowd for lane in wide.lanes for crowd in lane.crowds]
        drawn["picture"] = wide
        drawn["ticks"] = ink.ticks(wide)
        drawn["lanes"] = [(names[lane.strand], lane, ink.of_lane(lane)) for lane in wide.lanes]
        drawn["steps"] = _steps(cards, crowds, ones, asked, names)
    if "tall" in forms:
        tall = layout.upright(spots, keys, today, most=None if few else UNDER_A_YEAR, **given)
        drawn["upright"] = tall
        drawn["columns"] = [
            (names[column.strand], column, ink.of_column(column, tall.entries))
            for column in tall.columns
        ]
        drawn["upright_steps"] = _steps(tall.entries, tall.crowds, ones, asked, names)
    return drawn


def strip(visit, moments, strands, today):
    """The small picture on the plan page: {"picture", "lanes"}, without cards."""
    picture = layout.strip([one.span() for one in moments if one.told], strands, today)
    return {
        "picture": picture,
        "lanes": [(line(visit, lane.strand), lane) for lane in picture.lanes],
    }


def line(visit, strand):
    """What a page says of one line."""
    return {
        "strand": strand,
        "css": f"strand-{strand}",
        "name": strand_name(visit, strand),
        "icon": strand_icon(strand),
        "holds": HOLDS[strand],
    }


def lists(visit, moments, strands):
    """[(line, [seen])] for each line, empty ones too."""
    return [
        (line(visit, strand), [one for one in moments if one.strand == strand])
        for strand in strands
    ]


def ways(asked, lines, today):
    """The links to look nearer, farther, earlier and later ("" where there is no more of it), the
    words for what is in view, and the whole of it, for the script."""
    spots = [one.span() for _line, there in lines for one in there if one.told]
    everything = windows.between(*whole(spots, today))
    months = asked.months
    wished = {
        "nearer": windows.nearer(months, everything),
        "earlier": months and windows.earlier(months, everything),
        "later": months and windows.later(months, everything),
    }
    found = {name: asked.link(months=one) if one else "" for name, one in wished.items()}
    found["whole"] = asked.link(months=None)
    found["farther"] = months and asked.link(months=windows.farther(months, everything))
    return {**found, "everything": everything, "in_view": said(months or everything)}


def said(months):
    """A stretch of time in Dutch: "maart 2015", "2015", "2010 tot en met 2026"."""
    if months.count == 1:
        return dates.say(months.van)
    if months.first % 12 == 0 and months.last % 12 == 11:
        first, last = str(months.first // 12), str(months.last // 12)
    else:
        first, last = dates.say(months.van), dates.say(months.tot)
    return (
        first
        if first == last
        else _("%(first)s tot en met %(last)s")
        % {
            "first": first,
            "last": last,
        }
    )


def _rows(count):
    return max(ROWS - count // ONE_LESS, LEAST_ROWS)


def _items(lines):
    """[(what is shown, its spot)] in time order over all lines; a spot's id is its number there,
    its strand the lane it stands on."""
    found = [(one, line["strand"]) for line, there in lines for one in there if one.told]
    found.sort(key=lambda item: item[0].sort_key)
    return [
        (one, one.spot()._replace(id=str(number), strand=key))
        for number, (one, key) in enumerate(found)
    ]


def _steps(cards, crowds, ones, asked, names):
    here = asked.here
    made = [(int(card.spot.id), _card_step(ones[card.spot.id], card, here)) for card in cards]
    days = [(ones[card.spot.id].told.first, int(card.spot.id)) for card in cards]
    for crowd in crowds:
        after = max((number for day, number in days if day <= crowd.first), default=-1)
        made.append((after + 0.5, _crowd_step(crowd, asked, names)))
    return [step for _number, step in sorted(made, key=lambda item: item[0])]


def _card_step(one, card, here):
    """Its page stands under this one: the address says only what is more, hundreds of times."""
    return Step(one, card, url=one.url.removeprefix(here), label=one.label)


def _crowd_step(crowd, asked, names):
    """A sign leads to the stretch of time of its moments; to a list where that is no nearer."""
    months = windows.between(crowd.first, crowd.last)
    if asked.months and months.count >= asked.months.count:
        strand = crowd.strand if crowd.strand in HOLDS else asked.strand
        url = asked.link(months=months, as_list=True, strand="" if asked.by else strand)
    else:
        url = asked.link(months=months)
    line = names.get(crowd.strand)
    number = ngettext("nog %d moment", "nog %d momenten", crowd.count) % crowd.count
    label = ", ".join([number, said(months), *([line["name"]] if line else [])])
    url = url.removeprefix(asked.here) or asked.here
    return Step(
        crowd=crowd, url=url, words=_("nog %d") % crowd.count if line else number, label=label
    )


def _people(visit, moments, by):
    """A line for each person of whom something is told, or who tells it, the family first; what is
    about nobody by name is about the whole family. Each holds only those tellings."""
    found = {}
    for one in moments:
        for key, tellings in _by_person(one, by).items():
            found.setdefault(key, []).append(replace(one, tellings=tellings))
    order = {
        pk: (KINDS.index(person.kind), number)
        for number, (pk, person) in enumerate(visit.people.items())
    }
    keys = sorted(found, key=lambda key: (-1, 0) if key is None else order[key])
    return [(_person_line(visit, key, number), found[key]) for number, key in enumerate(keys)]


def _by_person(one, by):
    found = {}
    for telling in one.drawn:
        people = {telling.told_by_id} if by == "teller" else {who.pk for who in telling.about.all()}
        for key in people or {None}:
            found.setdefault(key, []).append(telling)
    return found


def _person_line(visit, key, number):
    return {
        "strand": str(key or "all"),
        "css": f"lane-of hue-{number % 6}",
        "name": visit.people[key].shown_name if key else _("Iedereen samen"),
        "icon": _icon("user-round" if key else "users-round"),
        "holds": "",
    }


def _other_line():
    return {
        "strand": elsewhere.OTHER,
        "css": "strand-other",
        "name": elsewhere.lane_name(),
        "icon": _icon("flag"),
        "holds": "",
    }


@cache
def _icon(name):
    return icon(name, 18)
