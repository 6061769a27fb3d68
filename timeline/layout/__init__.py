"""Where everything stands in the drawing of a family's history. Pure arithmetic: no models, no
HTML, no words of its own; equal input gives an equal picture. All measures are whole pixels.

`draw` lays lanes from left to right (screen, poster), `upright` the same from top to bottom
(phone), `strip` draws only the lines, small. No two cards and no two marks of a lane overlap, and
nothing leaves the picture.

A time in which much began is drawn wider than a quiet one, or a whole life would not fit a
screen: the line between each two years shows it, and the page says so.

`shapes` the nouns · `scale` from days to pixels · `marks` dots and bars · `rows` where there is
room · `cards` · `lettering` how wide words are."""

from timeline.layout.lanes import NUMBERS, draw, strip
from timeline.layout.lettering import text_width, wrap
from timeline.layout.scale import Window
from timeline.layout.shapes import (
    CROWD,
    DOT,
    EDGE,
    FAN,
    PAD,
    SMALL,
    TITLE,
    WIDEST,
    WIDTH,
    Card,
    Column,
    Crowd,
    Entry,
    Lane,
    Mark,
    Picture,
    Spot,
    Tick,
    Upright,
)
from timeline.layout.upright import PHONE, upright

__all__ = [
    "CROWD",
    "DOT",
    "EDGE",
    "FAN",
    "NUMBERS",
    "PAD",
    "PHONE",
    "SMALL",
    "TITLE",
    "WIDEST",
    "WIDTH",
    "Card",
    "Column",
    "Crowd",
    "Entry",
    "Lane",
    "Mark",
    "Picture",
    "Spot",
    "Tick",
    "Upright",
    "Window",
    "draw",
    "strip",
    "text_width",
    "upright",
    "wrap",
]
