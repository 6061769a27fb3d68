"""The cards under a lane's marks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from timeline.layout.lettering import text_width, wrap
from timeline.layout.rows import NEVER, Rows
from timeline.layout.scale import Scale
from timeline.layout.shapes import (
    CORNER,
    CROWD,
    FAN,
    GAP,
    LINE,
    PAD,
    SMALL,
    TITLE,
    WIDEST,
    Card,
    Crowd,
    Mark,
    Spot,
)

SIGN = 180  # the width in which one sign stands for all that did not fit


@dataclass(slots=True)
class Box:
    """A card looking for its place: it may begin anywhere from `lowest` to `highest` and still
    touch its mark; `wish` is where it would like to."""

    spot: Spot
    mark: Mark
    title: list[str]
    subtitle: list[str]
    wide: int
    lowest: int
    highest: int
    wish: int
    x: int = 0
    y: int = 0

    @property
    def height(self) -> int:
        return (len(self.title) + len(self.subtitle)) * LINE + PAD

    @property
    def taken(self) -> int:
        """Its width with the tellings behind it."""
        return self.wide + (FAN if self.spot.tellings > 1 else 0)


def cards_of(
    spots: Sequence[Spot], marks: Sequence[Mark], y: int, width: int, most: int | None
) -> tuple[list[Card], list[Box], int]:
    """The cards in the order of the spots, the boxes that found no room in so many rows, and
    where the lowest card ends."""
    boxes = [_box(spot, mark, width) for spot, mark in zip(spots, marks, strict=True)]
    rows, left = _placed(boxes, most)
    top = y
    for row in rows:
        for box in row:
            box.y = top
        top += max(box.height for box in row) + FAN + GAP
    without = {id(box) for box in left}
    return [_card(box) for box in boxes if id(box) not in without], left, top - GAP


def crowds_of(boxes: Sequence[Box], scale: Scale, y: int, width: int) -> list[Crowd]:
    """Signs for these boxes, each for those whose mark stands above it, in time order."""
    number = max(width // SIGN, 1)
    wide = width // number
    bins = defaultdict(list)
    for box in boxes:
        bins[min(box.mark.left // wide, number - 1)].append(max(box.spot.first, scale.first))
    return [
        Crowd(
            strand=boxes[0].spot.strand,
            x=at * wide + GAP,
            y=y,
            width=wide - 2 * GAP,
            height=CROWD,
            count=len(days),
            first=min(days),
            last=max(days),
        )
        for at, days in sorted(bins.items())
    ]


def _box(spot: Spot, mark: Mark, width: int) -> Box:
    title = wrap(spot.title, TITLE, WIDEST, bold=True)
    subtitle = subtitle_of(spot, WIDEST)
    words = [text_width(line, TITLE, bold=True) for line in title]
    words += [text_width(line, SMALL) for line in subtitle]
    box = Box(spot, mark, title, subtitle, max(*words, 70) + 2 * PAD, 0, 0, 0)
    last = width - 6 - box.taken
    box.lowest = min(max(mark.left + CORNER - box.wide, 6), last)
    box.highest = max(min(mark.right - CORNER, last), box.lowest)
    box.wish = min(max(mark.left - 2, box.lowest), box.highest)
    return box


def subtitle_of(spot: Spot, widest: int) -> list[str]:
    """Date and note on one line where they fit, else each on its own."""
    both = [part for part in (spot.subtitle, spot.note) if part]
    if text_width(" · ".join(both)[:80], SMALL) <= widest:
        return [" · ".join(both)]
    return [line for part in both for line in wrap(part, SMALL, widest)]


def _placed(boxes: Sequence[Box], most: int | None) -> tuple[list[list[Box]], list[Box]]:
    """Few rows: each box, in the order of how far right it may begin, takes the first row where
    it fits, as far left as it may. Then each moves right again, towards where it would like to
    be, as far as its neighbour lets it."""
    rows, made, left = Rows(most), [], []
    for box in sorted(boxes, key=lambda box: (box.highest, box.lowest, box.spot.id)):
        found = rows.free(box.highest - GAP)
        if found is None:
            left.append(box)
            continue
        row, end = found
        box.x = box.lowest if end == NEVER else max(box.lowest, end + GAP)
        rows.fill(row, box.x + box.taken)
        if row == len(made):
            made.append([])
        made[row].append(box)
    for row in made:
        _loosen(row)
    return made, left


def _loosen(row: Sequence[Box]) -> None:
    end = None
    for box in reversed(row):
        room = box.wish if end is None else min(box.wish, end - GAP - box.taken)
        box.x = max(box.x, room)
        end = box.x


def _card(box: Box) -> Card:
    mark, x = box.mark, box.x
    ys = [box.y + PAD + 8 + n * LINE for n in range(len(box.title) + len(box.subtitle))]
    inside = (max(mark.left, x + CORNER) + min(mark.right, x + box.wide - CORNER)) // 2
    return Card(
        box.spot,
        mark,
        x,
        box.y,
        box.wide,
        box.height,
        tuple(zip(box.title, ys, strict=False)),
        tuple(zip(box.subtitle, ys[len(box.title) :], strict=True)),
        mark.x if not mark.width else min(max(inside, mark.left), mark.right),
    )
