"""When a moment was, as its columns keep it."""

from groeiplan import dates
from timeline.models import Moment

COLUMNS = ("when", "follows", "first_day", "last_day")


def of(when):
    """The columns that go with this EDTF text ("" for not known); of a `dates.Kept` also from
    whose birth date it follows."""
    if not when:
        return {"when": "", "follows": "", "first_day": None, "last_day": None}
    told = dates.read(when)
    return {
        "when": told.edtf,
        "follows": getattr(when, "follows", ""),
        "first_day": told.first,
        "last_day": told.last,
    }


def new_moment(chapter, when, pk=None):
    """A new moment on this line, the last of those that begin on the same day. Nobody knows it
    until a telling hangs on it. An id that is there already raises IntegrityError."""
    found = of(when)
    order = Moment.objects.filter(chapter=chapter, first_day=found["first_day"]).count()
    moment = Moment(plan_id=chapter.plan_id, chapter=chapter, order=order, **found)
    if pk is not None:
        moment.pk = pk
    moment.save(force_insert=True)
    return moment
