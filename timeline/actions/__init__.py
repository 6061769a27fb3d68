"""What people do on the four lines: telling, placing, splitting and joining moments, answering what
a guest proposes, and undoing any of it within a day."""

from timeline.actions.answers import answer, reword
from timeline.actions.deeds import undo
from timeline.actions.following import born_otherwise
from timeline.actions.moments import join, place, split
from timeline.actions.tellings import add, change, remove, restore, tell

__all__ = [
    "add",
    "answer",
    "born_otherwise",
    "change",
    "join",
    "place",
    "remove",
    "restore",
    "reword",
    "split",
    "tell",
    "undo",
]
