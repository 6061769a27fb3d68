"""The family's moments, for the tests of this room."""

from timeline import actions
from timeline.models import Telling


def moment(by, title, part="family", when="2020-22", **more):
    """A moment with one telling of `by` (a Person); returns the telling."""
    people = {name: more.pop(name) for name in ("about", "readers") if name in more}
    return actions.add(Telling(title=title, **more), by=by, part=part, when=when, **people)


def beside(by, telling, title, readers=(), **more):
    """What `by` tells of the same moment."""
    row = Telling(title=title, **more)
    return actions.tell(row, by=by, moment=telling.moment, readers=readers)
