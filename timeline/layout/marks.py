"""The dots and bars on a lane's axis."""

from collections.abc import Sequence
from datetime import date

from timeline.layout.rows import Rows
from timeline.layout.scale import Scale
from timeline.layout.shapes import BAR, DOT, Mark, Spot

APART = 3  # pixels between two marks of a row
ABOUT = 5  # how far a day that was told as ongeveer is drawn beyond its ends


def marks_of(
    spots: Sequence[Spot], scale: Scale, today: date, y: int, row_height: int
) -> list[Mark]:
    """A mark for each spot, in rows so that what happened at the same time stays visible."""
    found = [mark_of(spot, scale, today) for spot in spots]
    rows, made = Rows(), [None] * len(found)
    for at in sorted(range(len(found)), key=lambda at: (found[at].left, at)):
        mark = found[at]
        row = rows.take(mark.left - APART, mark.right)
        about, proposal = spots[at].about, spots[at].proposal
        made[at] = mark._replace(y=y + row * row_height, about=about, proposal=proposal)
    return made


def mark_of(spot: Spot, scale: Scale, today: date) -> Mark:
    """Its mark, on the first row."""
    begin, end = scale.x(spot.first), scale.x(spot.reaches(today))
    if spot.period:
        width = max(end - begin, BAR)
        right = scale.edges[-1]
        return Mark(min(begin, right - width), 0, width, _shown(spot, scale, today), begin, 0)
    if spot.about:
        begin, end = begin - ABOUT, end + ABOUT
    halo = end - begin if spot.about or end - begin >= 2 * DOT else 0
    return Mark((begin + end) // 2, 0, 0, spot.soft, begin, halo)


def _shown(spot: Spot, scale: Scale, today: date) -> str:
    """Where the bar fades, as far as that is in the picture."""
    begin = spot.soft in ("begin", "both") and scale.shows(spot.first)
    end = spot.soft in ("end", "both") and (
        scale.shows(spot.reaches(today)) or spot.reaches(today) == scale.last
    )
    return "both" if begin and end else "begin" if begin else "end" if end else ""
