"""The same picture from top to bottom, for a phone: the strands stand beside each other as columns
on the left, and the cards under each other beside them, in time order."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from timeline.layout.cards import subtitle_of
from timeline.layout.lanes import NUMBERS, touches
from timeline.layout.lettering import wrap
from timeline.layout.rows import Rows
from timeline.layout.scale import Window, unit_of, whole
from timeline.layout.shapes import (
    CROWD,
    FAN,
    LINE,
    PAD,
    TITLE,
    Column,
    Crowd,
    Entry,
    Spot,
    Tick,
    Upright,
)

PHONE = 340
TOP, HEADING, TODAY, BETWEEN, BOTTOM = 34, 38, 34, 8, 12
TRACKS, TRACK, MARGIN = 4, 9, 14  # bars beside each other in a column, their step, a column's edges
LEAST = 44  # the height of a card: a finger's width
# In steps from one card to the next, of which each is LEAST high or more:
DOTTED, SHORTEST, APART = 0.2, 0.35, 0.1


@dataclass(slots=True)
class _Row:
    """Something that takes a height of its own: `what` is a Spot, a Tick, a list of Spots for which
    there was no room, or None for today."""

    day: date
    what: object
    height: int = 0
    y: int = 0

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


def upright(
    spots: Iterable[Spot],
    strands: Sequence[str],
    today: date,
    width: int = PHONE,
    *,
    window: Window | None = None,
    most: int | None = None,
    months: Sequence[str] = NUMBERS,
) -> Upright:
    """The spots (in time order) under each other, all of them or those that touch the `window`.
    `most`: how many cards stand under one heading; a `Crowd` stands for the others."""
    known = [spot for spot in spots if spot.strand in strands and touches(spot, window, today)]
    window = window or whole(known, today)
    rows = list(_rows(known, window, today, most, months))
    steps = _Steps([row.day for row in rows if _stands(row)], window[1])
    tracks = _tracks(rows, strands, steps, today)
    columns = _columns(rows, strands, tracks)
    cards_x = columns[-1].left + columns[-1].width + 6 if columns else 8
    height = _pile(rows, width - cards_x - FAN - 4)
    heights = [row.middle for row in rows if _stands(row)] + [height - BOTTOM]
    of_strand = {column.strand: column for column in columns}
    entries = [
        _entry(row, of_strand[row.what.strand], tracks, steps, heights, cards_x, width, today)
        for row in rows
        if isinstance(row.what, Spot)
    ]
    return Upright(
        width,
        height,
        tuple(columns),
        tuple(Tick(row.y, row.what.label, row.day) for row in rows if isinstance(row.what, Tick)),
        tuple(entries),
        tuple(_crowd(row, cards_x, width) for row in rows if isinstance(row.what, list)),
        cards_x,
        next((row.middle for row in rows if row.what is None), None),
    )


def _stands(row: _Row) -> bool:
    """Does time pass here? Not at a heading, nor at a sign for several moments."""
    return row.what is None or isinstance(row.what, Spot)


def _rows(
    spots: Sequence[Spot], window: Window, today: date, most: int | None, months: Sequence[str]
) -> Iterable[_Row]:
    by_year = unit_of(*window) == "year"

    def unit(spot: Spot) -> tuple[int, int]:
        day = max(spot.first, window[0])
        return (day.year, 1 if by_year else day.month)

    waits = window[0] <= today <= window[1]
    for (year, month), there in groupby(spots, key=unit):
        day = date(year, month, 1)
        label = str(year) if by_year else f"{months[month - 1]} {year}"
        if waits and today < day:
            yield _Row(today, None)
            waits = False
        yield _Row(day, Tick(0, label, day))
        kept, crowd = _kept(list(there), most, today)
        for spot in kept:
            if waits and today < spot.first:
                yield _Row(today, None)
                waits = False
            yield _Row(max(spot.first, window[0]), spot)
        if crowd:
            yield _Row(max(crowd[-1].first, window[0]), crowd)
    if waits:
        yield _Row(today, None)


def _kept(spots: list[Spot], most: int | None, today: date) -> tuple[list[Spot], list[Spot]]:
    """So many of them, what lasts longest before the others, still in time order; and the rest."""
    if most is None or len(spots) <= most + 1:
        return spots, []
    longest = sorted(
        range(len(spots)),
        key=lambda at: (
            not spots[at].period,
            (spots[at].first - spots[at].reaches(today)).days if spots[at].period else 0,
            at,
        ),
    )
    chosen = set(longest[:most])
    kept = [spot for at, spot in enumerate(spots) if at in chosen]
    return kept, [spot for at, spot in enumerate(spots) if at not in chosen]


class _Steps:
    """How far a day lies, counted in cards: 2.5 is halfway between the third and the fourth."""

    def __init__(self, days: Sequence[date], last: date):
        self.days = [day.toordinal() for day in days]
        self.days.append(max([last.toordinal() + 1, *self.days]))

    def of(self, day: date) -> float:
        number, days = day.toordinal(), self.days
        at = bisect_right(days, number) - 1
        if at < 0:
            return 0.0
        if at >= len(days) - 1:
            return float(len(days) - 1)
        return at + (number - days[at]) / (days[at + 1] - days[at])

    @staticmethod
    def height(step: float, heights: Sequence[int]) -> int:
        """The pixel of this step, when the cards' middles lie at these heights."""
        at = min(int(step), len(heights) - 2) if len(heights) > 1 else 0
        if at + 1 >= len(heights):
            return heights[-1]
        return round(heights[at] + (step - at) * (heights[at + 1] - heights[at]))


def _tracks(
    rows: Sequence[_Row], strands: Sequence[str], steps: _Steps, today: date
) -> dict[int, tuple[int | None, float, float]]:
    """{id of a row: (its track in its column, the step where its mark begins, and ends)}."""
    taken = {strand: Rows(TRACKS) for strand in strands}
    found, at = {}, -1
    for row in rows:
        at += _stands(row)
        if isinstance(row.what, Spot):
            spot, begin = row.what, float(at)
            end = max(steps.of(spot.reaches(today)), begin + SHORTEST) if spot.period else begin
            end = min(end, float(len(steps.days) - 1))
            track = taken[spot.strand].take(begin - DOTTED - APART, max(end, begin + DOTTED))
            found[id(row)] = (track, begin, end)
    return found


def _columns(rows: Sequence[_Row], strands: Sequence[str], tracks: dict) -> list[Column]:
    """The columns beside each other, each as wide as the bars that stand in it side by side."""
    wide = dict.fromkeys(strands, 0)
    for row in rows:
        if isinstance(row.what, Spot):
            wide[row.what.strand] = max(wide[row.what.strand], tracks[id(row)][0] or 0)
    made, left = [], 2
    for strand in strands:
        width = 2 * (MARGIN - 3) + wide[strand] * TRACK
        made.append(Column(strand, left + MARGIN - 3, left, width))
        left += width
    return made


def _pile(rows: Sequence[_Row], wide: int) -> int:
    """Put the rows under each other; how high they are together."""
    y = TOP
    for row in rows:
        row.y, row.height = y, _height(row, wide)
        y += row.height + (0 if isinstance(row.what, Tick) else BETWEEN)
    return y + BOTTOM


def _height(row: _Row, wide: int) -> int:
    if row.what is None:
        return TODAY
    if isinstance(row.what, Tick):
        return HEADING
    if isinstance(row.what, list):
        return CROWD
    title, subtitle = _words(row.what, wide)
    more = FAN if row.what.tellings > 1 else 0
    return max((len(title) + len(subtitle)) * LINE + PAD, LEAST) + more


def _words(spot: Spot, wide: int) -> tuple[list[str], list[str]]:
    inside = wide - 2 * PAD
    return wrap(spot.title, TITLE, inside, bold=True), subtitle_of(spot, inside)


def _entry(
    row: _Row,
    column: Column,
    tracks: dict,
    steps: _Steps,
    heights: Sequence[int],
    cards_x: int,
    width: int,
    today: date,
) -> Entry:
    spot = row.what
    wide = width - cards_x - FAN - 4
    title, subtitle = _words(spot, wide)
    high = row.height - (FAN if spot.tellings > 1 else 0)
    top = row.y + (high - (len(title) + len(subtitle)) * LINE) // 2 + LINE - 4
    ys = [top + n * LINE for n in range(len(title) + len(subtitle))]
    track, begin, end = tracks[id(row)]
    begin_y, end_y = steps.height(begin, heights), steps.height(end, heights)
    return Entry(
        spot,
        cards_x,
        row.y,
        wide,
        high,
        tuple(zip(title, ys, strict=False)),
        tuple(zip(subtitle, ys[len(title) :], strict=True)),
        column.x,
        None if track is None else column.x + track * TRACK,
        begin_y,
        end_y - begin_y if spot.period else 0,
        spot.soft,
    )


def _crowd(row: _Row, cards_x: int, width: int) -> Crowd:
    days = [spot.first for spot in row.what]
    return Crowd(
        "",
        cards_x,
        row.y,
        width - cards_x - FAN - 4,
        row.height,
        len(days),
        min(days),
        max(days),
    )
