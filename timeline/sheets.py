"""Which moments come on which sheet of paper, and how large. Pure arithmetic, as the layout is:
letters never get smaller than SMALLEST; what does not fit then goes on a next sheet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from math import ceil, sqrt

from timeline import layout
from timeline.layout import NUMBERS, Picture, Spot

LARGEST, SMALLEST = 1.2, 0.6  # points for a pixel of the layout: titles of 18 to 9 points
STEPS = (LARGEST, 1.0, 0.85, 0.7, SMALLEST)
FEWER = 0.92  # of a sheet that was too full, at most so much is tried again
HOPE = 1.3  # how much wider letters than the room suggests are tried
CARRIED_AT_MOST = 4  # on one line of a next sheet


@dataclass(frozen=True)
class Sheet:
    """One sheet: its picture, how many points a pixel of it is, whether its last day is today."""

    picture: Picture
    scale: float
    ends_today: bool


def spread(
    spots: Sequence[Spot],
    strands: Sequence[str],
    today: date,
    width: float,
    height: float,
    months: Sequence[str] = NUMBERS,
) -> list[Sheet]:
    """The sheets on which these spots (in time order) fit, each with room for `width` by `height`
    points; `months` as in `layout.draw`. One where one will do, with the largest letters that fit
    on it; else several with the smallest."""
    draw = partial(layout.draw, months=months)
    picture = draw(spots, strands, today, int(width / SMALLEST))
    tall = picture.height * SMALLEST / height
    if tall > 1:
        return _several(draw, spots, strands, today, (width, height), ceil(tall))
    room = SMALLEST * sqrt(1 / tall) * HOPE
    for scale in STEPS:
        if scale <= room:
            larger = draw(spots, strands, today, int(width / scale))
            if larger.height * scale <= height:
                return [Sheet(larger, scale, ends_today=True)]
    return [Sheet(picture, SMALLEST, ends_today=True)]


def _several(
    draw: Callable[..., Picture],
    spots: Sequence[Spot],
    strands: Sequence[str],
    today: date,
    size: tuple[float, float],
    number: int,
) -> list[Sheet]:
    """About so many sheets, each as full as can be; one that is too full gets fewer spots."""
    width, height = int(size[0] / SMALLEST), size[1] / SMALLEST
    share, begin = ceil(len(spots) / number), 0
    made: list[Sheet] = []
    while begin < len(spots):
        end = _cut(spots, begin, min(begin + share, len(spots)))
        last = today if end == len(spots) else spots[end].first - timedelta(1)
        there, before = _on_sheet(spots, begin, end, last)
        picture = draw([*before, *there], strands, last, width)
        if picture.height > height and before:  # what goes on is drawn where there is room for it
            picture = draw(there, strands, last, width)
        if picture.height > height and end - begin > 1:
            share = max(1, int((end - begin) * min(FEWER, height / picture.height)))
            continue
        made.append(Sheet(picture, min(SMALLEST, size[1] / picture.height), end == len(spots)))
        share = ceil((end - begin) * height / picture.height)
        begin = end
    return made


def _cut(spots: Sequence[Spot], begin: int, end: int) -> int:
    """Where a sheet ends: where a year begins, if one begins shortly before."""
    if end == len(spots):
        return end
    shortly = range(end, end - (end - begin) // 4, -1)
    return next((n for n in shortly if spots[n].first.year != spots[n - 1].first.year), end)


def _on_sheet(
    spots: Sequence[Spot], begin: int, end: int, last: date
) -> tuple[list[Spot], list[Spot]]:
    """The spots of this part, as far as they reach until `last`; and what still goes on then."""
    there = spots[begin:end]
    before = _carried(spots[:begin], there[0].first) if begin else []
    if end == len(spots):
        return list(there), before
    last = max(last, there[0].first)
    return [_until(spot, last) for spot in there], [_until(spot, last) for spot in before]


def _carried(before: Sequence[Spot], day: date) -> list[Spot]:
    """What was begun on an earlier sheet and still goes on here, from where this sheet begins."""
    runs = [spot for spot in before if spot.period and (spot.last is None or spot.last >= day)]
    counted: dict[str, int] = {}
    found = []
    for spot in reversed(runs):  # the latest, where there are too many
        counted[spot.strand] = counted.get(spot.strand, 0) + 1
        if counted[spot.strand] <= CARRIED_AT_MOST:
            begin = max(spot.first, day.replace(month=1, day=1))
            found.append(spot._replace(first=begin, title=f"… {spot.title}", note=""))
    return sorted(found, key=lambda spot: spot.first)


def _until(spot: Spot, end: date) -> Spot:
    """A period that runs past this sheet fades at its edge, and is met again on the next."""
    if spot.period and (spot.last is None or spot.last > end):
        return spot._replace(last=None)
    if spot.last and spot.last > end:
        return spot._replace(last=max(end, spot.first))
    return spot
