"""The nouns of a drawing, and the measures they share. What a drawing has hundreds of is a named
tuple: made in a third of the time."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

WIDTH = 940  # of the whole history
EDGE, GAP = 28, 6
HEAD, LANE_GAP = 50, 12
LABEL, MARK_ROW, FOOT = 42, 16, 8
DOT, BAR = 7, 10
TITLE, SMALL = 15, 14  # letters; the least on screen is 14
LINE, PAD = 17, 10
WIDEST = 160  # of the words in a card
CORNER = 14  # how far from a card's end its mark must stay
FAN = 4  # the edge of the tellings behind a card
CROWD = 44  # how high the sign is that stands for more moments: a finger's width


class Spot(NamedTuple):
    """One moment to draw. `strand` is the lane it stands on; `last` is None while it goes on;
    `period`: it has a begin and an end, so it is a bar; `about`: it was told as ongeveer;
    `soft_first`, `soft_last`: it fades there."""

    id: str
    strand: str
    first: date
    last: date | None
    about: bool
    period: bool
    title: str = ""
    subtitle: str = ""  # the date
    note: str = ""  # such as "3 verhalen"
    tellings: int = 1
    proposal: bool = False
    soft_first: bool = False
    soft_last: bool = False

    @property
    def soft(self) -> str:
        """Where it fades: "", "begin", "end" (goes on) or "both"."""
        end = self.soft_last or self.last is None
        return {(0, 0): "", (1, 0): "begin", (0, 1): "end", (1, 1): "both"}[self.soft_first, end]

    def reaches(self, today: date) -> date:
        """Its last day, or today while it goes on."""
        return self.last or max(today, self.first)


class Mark(NamedTuple):
    """A dot (width 0) or bar on a lane's axis. `soft`: as `Spot.soft`; a bar that leaves the window
    is not soft there. `halo_x`, `halo_width`: the span of an uncertain day, width 0 for none."""

    x: int
    y: int
    width: int
    soft: str
    halo_x: int
    halo_width: int
    about: bool = False
    proposal: bool = False

    @property
    def left(self) -> int:
        """The first pixel it takes."""
        return self.x if self.width else self.x - DOT

    @property
    def right(self) -> int:
        """The last pixel it takes."""
        return self.x + (self.width or DOT)


class Card(NamedTuple):
    """A moment's card: its box, its lines of text (text, y), and the x where its mark stands."""

    spot: Spot
    mark: Mark
    x: int
    y: int
    width: int
    height: int
    title: tuple[tuple[str, int], ...]
    subtitle: tuple[tuple[str, int], ...]
    stem_x: int

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Where it ends below."""
        return self.y + self.height

    @property
    def middle_y(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Crowd:
    """A sign that stands for the moments for which a lane had no room: how many, and from the first
    day on which one of them begins to the last."""

    strand: str
    x: int
    y: int
    width: int
    height: int
    count: int
    first: date
    last: date

    @property
    def middle_x(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Lane:
    """One strand's lane. `cards` stand in time order, whatever row they are drawn in; `crowds` are
    empty unless `draw` was told how many rows there may be at most."""

    strand: str
    y: int
    height: int
    axis_y: int
    marks: tuple[Mark, ...]
    cards: tuple[Card, ...]
    crowds: tuple[Crowd, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the lanes, the day that begins there, and its label with its own middle."""

    x: int
    label: str  # "" where it would stand too close to the one before
    day: date | None = None
    label_x: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole drawing. `today_x` lies inside it, and is None where today is outside the window;
    `today_label_x` keeps the word inside too. `first` and `last`: the days it covers."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    today_x: int | None
    today_label_x: int | None
    labels_x: tuple[int, ...]  # where a lane's name is written, again in each next window
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One strand's axis."""

    strand: str
    x: int
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A moment's card and its mark: a dot at `mark_x`, `mark_y`, or a bar that begins there and is
    `mark_height` long. `soft`: as `Spot.soft`. `mark_x` is None where so many things ran at the
    same time in its column that only the card tells of it."""

    spot: Spot
    x: int
    y: int
    width: int
    height: int
    title: tuple[tuple[str, int], ...]
    subtitle: tuple[tuple[str, int], ...]
    column_x: int
    mark_x: int | None
    mark_y: int
    mark_height: int
    soft: str

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Where it ends below."""
        return self.y + self.height

    @property
    def middle_y(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Upright:
    """The whole drawing. `headings` are ticks whose `x` is a height: years, or months."""

    width: int
    height: int
    columns: tuple[Column, ...]
    headings: tuple[Tick, ...]
    entries: tuple[Entry, ...]
    crowds: tuple[Crowd, ...]
    cards_x: int
    today_y: int | None
