"""The marks of a lane as few strokes: hundreds of equal dots are one path, drawn with round ends.
Numbers and letters of SVG paths only, nothing that anybody wrote."""

from typing import NamedTuple

END = 5  # a round end reaches half the stroke's width beyond its line, across a bar on a screen
TALL_END = 3


class Ink(NamedTuple):
    """Paths ("" for none) and the marks that need a shape of their own: what fades, what is told as
    about, what is only proposed."""

    dots: str
    bars: str
    stems: str
    others: list


def of_lane(lane):
    """The ink of a lane from left to right."""
    plain = [one for one in lane.marks if not (one.proposal or (one.soft and one.width))]
    return Ink(
        _strokes((one.y, one.x, 0) for one in plain if not one.width),
        _strokes((one.y, one.x + END, one.width - 2 * END) for one in plain if one.width),
        "".join(f"M{one.stem_x} {one.mark.y}V{one.y}" for one in lane.cards),
        [
            one
            for one in lane.marks
            if one.proposal or one.about or one.halo_width or (one.soft and one.width)
        ],
    )


def _strokes(marks):
    """(height, begin, length) of each as one path, row by row: each begins where the one before
    ended, so that equal steps are equal letters and a page packs small."""
    said, here = [], None
    for y, x, length in sorted(marks):
        said.append(f"m{x - here[0]} 0" if here and here[1] == y else f"M{x} {y}")
        said.append(f"h{length}")
        here = (x + length, y)
    return "".join(said)


def of_column(column, entries):
    """The ink of a column from top to bottom, and of its stems to the cards."""
    there = [one for one in entries if one.spot.strand == column.strand]
    marked = [one for one in there if one.mark_x is not None]
    plain = [one for one in marked if not (one.spot.proposal or (one.soft and one.mark_height))]
    return Ink(
        "".join(f"M{one.mark_x} {one.mark_y}v0" for one in plain if not one.mark_height),
        "".join(
            f"M{one.mark_x} {one.mark_y + TALL_END}v{max(one.mark_height - 2 * TALL_END, 0)}"
            for one in plain
            if one.mark_height
        ),
        "".join(
            f"M{column.x if one.mark_x is None else one.mark_x} {one.mark_y}H{one.x}"
            for one in there
        ),
        [
            one
            for one in marked
            if one.spot.proposal or one.spot.about or (one.soft and one.mark_height)
        ],
    )


def ticks(picture):
    """The lines between the years, as one path."""
    return "".join(f"M{tick.x} 48V{picture.height}" for tick in picture.ticks)
