"""Where the cards lie in the drawing: numbers in, numbers out, no database and no HTML.

`oval` is a table seen from above with seats, a near and a far ring, in two widths; `long` is the
same for a phone: a long table with seats at both sides, then the two rings as bands. Sizes are in
units of the viewBox. No two cards touch and all lie inside it, for any number of cards."""

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import ceil, copysign, cos, pi, sin

from kitchen_table.lettering import BOLD, lines

PLACES = ("table", "near", "far")  # the innermost first
GAP = 14
EDGE = 16  # round the drawing, so that a card's badges stay inside
TEXT_X = 22  # right of the badge on a card's left edge
PAD = 11  # above and below the words on a card
LEADING = 1.18
SIDE = 10  # the same beside the long table
ROUND = 3.2  # how square the near zone is: 2 is an ellipse
WALK = 240
ASIDE = 1.2  # a ring's cards keep to the sides, where the room is


@dataclass(frozen=True)
class Size:
    """How large cards and letters are. `reach` is how far the seats' ring takes up the room there
    is to both sides: what is left over is for the cards that lie near."""

    width: int
    card_width: int
    name: float
    role: float
    reach: float = 1
    most_lines: int = 3  # of a name, and of a role

    @property
    def widest(self):
        """How far a card's middle may be from the middle of the drawing."""
        return self.width / 2 - self.card_width / 2 - EDGE

    @property
    def room(self):
        """How long a line on a card may be."""
        return self.card_width - TEXT_X - 5


WIDE = Size(width=900, card_width=156, name=16.5, role=15, reach=0.72)
MIDDLE = Size(width=620, card_width=176, name=17, role=15.5)
NARROW = Size(width=290, card_width=128, name=15.5, role=15.4, most_lines=4)


@dataclass
class Seat:
    """One card in the drawing: its left upper corner, and its words cut to fit: lines with their
    baselines, counted from that corner."""

    card: object
    place: str
    x: int
    y: int
    height: int
    name: list = field(default_factory=list)  # [(baseline, words)]
    role: list = field(default_factory=list)

    @property
    def badge_y(self):
        """Where the icon stands on a card's coloured edge."""
        return self.height // 2


@dataclass
class Band:
    """A zone of the long table; its name stands above the first cards."""

    place: str
    y: int
    height: int
    x: int = 0
    width: int = 0

    @property
    def name_y(self):
        """The baseline of the zone's name."""
        return self.y + 27


@dataclass
class Drawing:
    """A drawing's seats and the zones behind them: for the oval {place: SVG path}, for the long
    table bands. All numbers are whole: a decimal comma would break the drawing."""

    size: Size
    height: int
    seats: list[Seat]
    zones: dict[str, str] = field(default_factory=dict)
    bands: list[Band] = field(default_factory=list)
    names: dict[str, tuple] = field(default_factory=dict)  # where a zone's name stands: (x, y)

    text_x = TEXT_X

    @property
    def middle_x(self):
        """The middle of the drawing."""
        return self.size.width // 2

    @property
    def middle_y(self):
        """The middle of the oval table."""
        return self.height // 2


def oval(cards, size=WIDE):
    """A `Drawing` of cards given as [(place, name, role, card)], in seating order."""
    mine, high = _by_place(cards, size)
    seats, reach, depth = _around_table(len(mine["table"]), high["table"], size)
    near = _ring(len(mine["near"]), high["near"], seats, size, _around(depth))
    zone = _zone([*seats, *near], size) if near or mine["far"] else None
    far = _ring(
        len(mine["far"]), high["far"], [*seats, *near], size, _beyond(zone, high["far"], size)
    )
    spots = [*seats, *near, *far]
    lowest = max([depth, *(abs(y) + tall / 2 for _, y, tall in spots), zone[1] if zone else 0])
    half, middle = ceil(lowest + EDGE), size.width // 2
    made = [
        _seat(size, middle + x - size.card_width / 2, half + y - tall / 2, tall, card)
        for (x, y, tall), card in zip(spots, [c for p in PLACES for c in mine[p]], strict=True)
    ]
    table = max(reach - size.card_width * 0.3, 60), max(depth - high["table"] * 0.36, 40)
    zones = {"table": _path(table, 2.2, middle, half)}
    if zone:
        zones["near"] = _path(zone, ROUND, middle, half)
    if far:
        zones["far"] = _path((middle - 3, half - 3), 14, middle, half)
    names = _names(zone, bool(near), bool(far), spots, (middle, half), size)
    return Drawing(size, 2 * half, made, zones, names=names)


def long(cards, size=NARROW):
    """A `Drawing` for narrow screens, of the same cards."""
    every, high = _by_place(cards, size)
    y, seats, bands = 0, [], []
    for place, mine in every.items():
        if not mine and place != "table":
            continue
        top, y = y, y + 42
        for number, card in enumerate(mine):
            x = SIDE if number % 2 == 0 else size.width - SIDE - size.card_width
            if number == len(mine) - 1 and number % 2 == 0:
                x = (size.width - size.card_width) // 2  # the odd one sits at the head
            down = number // 2 * (high[place] + GAP)
            seats.append(_seat(size, x, y + down, high[place], card))
        y += (len(mine) + 1) // 2 * (high[place] + GAP) + 4
        bands.append(Band(place, top, y - top, width=size.width))
        y += GAP
    return Drawing(size, y - GAP, seats, bands=bands)


def _by_place(cards, size):
    """The cards of each place, and how high they are there: as high as the one that says most."""
    mine = {place: [card for card in cards if card[0] == place] for place in PLACES}
    return mine, {place: _height(mine[place], size) for place in PLACES}


def _height(cards, size):
    high = [(size.name + 2 * size.role) * LEADING]
    for _place, name, role, _card in cards:
        names, roles = _words(name, role, size)
        high.append((len(names) * size.name + len(roles) * size.role) * LEADING)
    return ceil(max(high) / 2 + PAD) * 2


def _words(name, role, size):
    return (
        lines(name, size.room, size.name * BOLD, size.most_lines),
        lines(role, size.room, size.role, size.most_lines),
    )


def _seat(size, x, y, height, card):
    place, name, role, thing = card
    names, roles = _words(name, role, size)
    steps = [size.name * LEADING] * len(names) + [size.role * LEADING] * len(roles)
    base, made = (height - sum(steps)) / 2 - 4, []
    for step, words in zip(steps, [*names, *roles], strict=True):
        base += step
        made.append((round(base), words))
    return Seat(thing, place, round(x), round(y), height, made[: len(names)], made[len(names) :])


# The oval's places: spots are (x, y, height of the card), counted from the middle of the table.


@lru_cache(maxsize=64)
def _around_table(count, tall, size):
    """Spots of the seats round the table, the first at its head, with the reach and depth of
    their ring: made deeper until no two cards touch. More than an ellipse can hold are pushed
    outward one by one."""
    reach = size.widest * min(1, size.reach + 0.04 * max(0, count - 8))
    for depth in range(tall, tall * (count // 2 + 3), 8):
        spots = [(x, y, tall) for x, y in _even(count, reach, depth, size.card_width, tall)]
        if all(_touch(one, spots[:number], size) is None for number, one in enumerate(spots)):
            return spots, reach, depth
    spots = _pushed(count, tall, 0, [], size, _around(tall))
    return spots, size.widest, max(abs(y) for _, y, _ in spots)


def _even(count, reach, depth, wide, tall):
    """Points on an ellipse with equal walks between them, a walk being counted in cards: they
    are broad, so at the sides more of them fit than above and below."""
    turns = [2 * pi * step / WALK - pi / 2 for step in range(WALK + 1)]
    path = [(reach * cos(turn), depth * sin(turn)) for turn in turns]
    walked = [0.0]
    for (x, y), (to_x, to_y) in pairwise(path):
        walked.append(walked[-1] + max(abs(to_x - x) / (wide + GAP), abs(to_y - y) / (tall + GAP)))
    return [_at(walked[-1] * number / count, walked, path) for number in range(count)]


def _at(distance, walked, path):
    """Where one is on a path after a distance, between two of its points."""
    after = max(1, bisect_left(walked, distance))
    part = (distance - walked[after - 1]) / (walked[after] - walked[after - 1])
    (x, y), (to_x, to_y) = path[after - 1], path[after]
    return x + part * (to_x - x), y + part * (to_y - y)


def _ring(count, tall, taken, size, at_least):
    """Spots of the cards of a ring: evenly round, then pushed outward until they touch none. Of
    the two ways that mirror left and right, the one that stays lowest."""
    ways = [_pushed(count, tall, start, taken, size, at_least) for start in (0.5, 0)]
    return min(ways, key=lambda way: max((abs(y) for _, y, _ in way), default=0))


def _pushed(count, tall, start, taken, size, at_least):
    """The ring's spots in order, the ones at the sides having found theirs first."""
    turns = [2 * pi * (number + start) / count - pi / 2 for number in range(count)]
    made = {}
    for number in sorted(range(count), key=lambda one: (round(abs(sin(turns[one])), 6), one)):
        x = size.widest * max(-1, min(1, ASIDE * cos(turns[number])))
        up = 1 if sin(turns[number]) > -1e-6 else -1
        begin = (round(x, 3), up * at_least(x, abs(sin(turns[number]))), tall)
        made[number] = _free(begin, up, [*taken, *made.values()], size)
    return [made[number] for number in range(count)]


def _free(spot, up, taken, size):
    """The first free spot in a column, going up (-1) or down (1)."""
    x, y, tall = spot
    while (hit := _touch((x, y, tall), taken, size)) is not None:
        y = up * max(up * hit[1] + (hit[2] + tall) / 2 + GAP, up * y + 1)
    return x, y, tall


def _touch(spot, taken, size):
    """The spot of a card that this one would touch, or None."""
    for other in taken:
        beside = abs(spot[0] - other[0]) < size.card_width + GAP - 0.01
        if beside and abs(spot[1] - other[1]) < (spot[2] + other[2]) / 2 + GAP - 0.01:
            return other
    return None


def _zone(spots, size):
    """Reach and depth of the zone that is near: it holds the middle of every card in it."""
    reach, depth = size.width / 2 - 12, 90
    for x, y, tall in spots:
        inside = max(0.2, 1 - (abs(x) / reach) ** ROUND) ** (1 / ROUND)
        depth = max(depth, (abs(y) + tall * 0.3) / inside)
    return reach, depth


def _around(depth):
    """Near cards begin on a ring as deep as that of the seats."""
    return lambda _x, turn: depth * turn


def _beyond(zone, tall, size):
    """How far from the middle line a card of the far ring lies at least, by column: all of it
    outside the zone that is near."""
    if zone is None:
        return _around(0)
    reach, depth = zone

    def at_least(x, _turn):
        inner = max(0, abs(x) - size.card_width / 2)
        return depth * max(0, 1 - (inner / reach) ** ROUND) ** (1 / ROUND) + tall / 2 + 4

    return at_least


def _names(zone, near, far, spots, middle, size):
    """Where the words "vlakbij" and "verder weg" find room in their zone: {place: (x, y)}; none
    where the cards leave no room."""
    made = {}
    for place, wanted in (("near", near), ("far", far)):
        rooms = _spots(zone, place == "near", middle) if wanted else ()
        free = next((room for room in rooms if not _covered(room, spots, size)), None)
        if free:
            made[place] = (round(middle[0] + free[0]), round(middle[1] + free[1] + 5))
    return made


def _spots(zone, inside, middle):
    """Middles for a word in a zone, from the lower left on."""
    reach, depth = zone
    for y in range(middle[1] - 28, -middle[1] + 28, -10):
        for x in range(-middle[0] + 80, middle[0] - 80, 16):
            corners = [(abs(x) + way * 52, abs(y) + way * 14) for way in (1, -1)]
            norms = [
                (max(0, a) / reach) ** ROUND + (max(0, b) / depth) ** ROUND for a, b in corners
            ]
            if (norms[0] < 1) if inside else (norms[1] > 1.02):
                yield x, y


def _covered(room, spots, size):
    wide = size.card_width / 2 + 54
    return any(abs(room[0] - x) < wide and abs(room[1] - y) < tall / 2 + 16 for x, y, tall in spots)


def _path(zone, power, middle, half):
    """A rounded zone behind the cards as a closed SVG path."""
    points = []
    for step in range(72):
        across, down = cos(2 * pi * step / 72), sin(2 * pi * step / 72)
        x = middle + zone[0] * copysign(abs(across) ** (2 / power), across)
        y = half + zone[1] * copysign(abs(down) ** (2 / power), down)
        points.append(f"{x:.0f} {y:.0f}")
    return "M" + "L".join(points) + "Z"
