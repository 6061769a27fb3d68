"""The picture from left to right: a lane for each strand."""

from collections.abc import Iterable, Sequence
from datetime import date

from timeline.layout.cards import cards_of, crowds_of
from timeline.layout.marks import marks_of
from timeline.layout.scale import Scale, Window, scale_of, ticks, x_inside
from timeline.layout.shapes import (
    EDGE,
    FOOT,
    GAP,
    HEAD,
    LABEL,
    LANE_GAP,
    MARK_ROW,
    WIDTH,
    Lane,
    Picture,
    Spot,
)

NUMBERS = tuple(str(number) for number in range(1, 13))


def draw(
    spots: Iterable[Spot],
    strands: Sequence[str],
    today: date,
    width: int = WIDTH,
    *,
    window: Window | None = None,
    most: int | None = None,
    months: Sequence[str] = NUMBERS,
) -> Picture:
    """The lanes of these strands, in their order, with the spots (in time order) as cards: all of
    them, or those that touch the `window`. `most`: how many rows of cards a lane may have; a
    `Crowd` stands for what does not fit. `months`: what the twelve are called above the lanes."""
    of_strand = _by_strand(spots, strands, today, window)
    drawn = [spot for strand in strands for spot in of_strand[strand]]
    scale = scale_of(drawn, today, EDGE, width - 2 * EDGE, window)
    lanes, y = [], HEAD
    for strand in strands:
        lane = _lane(strand, of_strand[strand], scale, today, y, width, most)
        lanes.append(lane)
        y += lane.height + LANE_GAP
    today_x = scale.x(today) if scale.shows(today) else None
    return Picture(
        width,
        y - LANE_GAP + 4,
        tuple(lanes),
        tuple(ticks(scale, months)),
        today_x,
        None if today_x is None else x_inside(today_x, width),
        tuple(range(0, width - WIDTH // 2, WIDTH)),
        scale.first,
        scale.last,
    )


def strip(spots: Iterable[Spot], strands: Sequence[str], today: date, width: int = 420) -> Picture:
    """Only the lines with their marks, small, for a card: no words, no ticks."""
    of_strand = _by_strand(spots, strands, today, None)
    drawn = [spot for strand in strands for spot in of_strand[strand]]
    scale = scale_of(drawn, today, 10, width - 20)
    lanes, y = [], 4
    for strand in strands:
        marks = marks_of(of_strand[strand], scale, today, y + 12, 12)
        height = 24 + max((mark.y - y - 12 for mark in marks), default=0)
        lanes.append(Lane(strand, y, height, y + 12, tuple(marks), ()))
        y += height + 6
    return Picture(width, y, tuple(lanes), (), scale.x(today), scale.x(today), ())


def touches(spot: Spot, window: Window | None, today: date) -> bool:
    """Does any day of this spot fall in the window?"""
    return window is None or (spot.first <= window[1] and spot.reaches(today) >= window[0])


def _by_strand(
    spots: Iterable[Spot], strands: Sequence[str], today: date, window: Window | None
) -> dict[str, list[Spot]]:
    found: dict[str, list[Spot]] = {strand: [] for strand in strands}
    for spot in spots:
        if spot.strand in found and touches(spot, window, today):
            found[spot.strand].append(spot)
    return found


def _lane(
    strand: str,
    spots: Sequence[Spot],
    scale: Scale,
    today: date,
    y: int,
    width: int,
    most: int | None,
) -> Lane:
    marks = marks_of(spots, scale, today, y + LABEL, MARK_ROW)
    below = max((mark.y for mark in marks), default=y + LABEL) + 14
    cards, left, end = cards_of(spots, marks, below, width, most)
    crowds = crowds_of(left, scale, end + GAP, width)
    if crowds:
        end += GAP + crowds[0].height
    height = max(end + FOOT, y + 96) - y
    return Lane(strand, y, height, y + LABEL, tuple(marks), tuple(cards), tuple(crowds))
