"""The ground floor's pages in the whole plan on paper. Rows become flowables; no HTTP."""

from django.utils.translation import gettext as _

from groeiplan import agreements, dates, goals, pdf
from groeiplan.models import OtherPlan, Story
from groeiplan.models.items import Audience


def story(visit):
    """Stories, goals, agreements and other plans, each under its heading; a part that is closed
    to this visitor or has nothing to read leaves no trace."""
    pages = []
    for part, tell in PARTS.items():
        if visit.opens("groeiplan", part):
            pages += tell(visit)
    return pages


def _stories(visit):
    rows = visit.rows(Story).select_related("written_by").prefetch_related("about")
    rows = list(rows.order_by("-created", "pk"))
    pages = []
    for kind in Story.Kind:
        told = [row for row in rows if row.kind == kind]
        if told:
            pages += pdf.heading(kind.label[:1].upper() + kind.label[1:], 2)
        for row in told:
            pages += _quote(row.text, row, _since(row))
            pages += pdf.text(row.means)
    return [*pdf.heading(_("Verhalen")), *pages] if pages else []


def _goals(visit):
    pages = []
    for goal in goals.with_steps(visit):
        pages += pdf.heading(goal.title, 2)
        pages += pdf.tagline(_joined(goal.get_status_display(), _day(goal.status_on), _by(goal)))
        pages += _quote(goal.why, goal)
        pages += pdf.text(goal.status_words)
        pages += pdf.bullets(_step(step) for step in goal.visible_steps)
    return [*pdf.heading(_("Wat we willen")), *pages] if pages else []


def _step(step):
    by_when = dates.say(step.by_when) if step.by_when and step.status == step.Status.TODO else ""
    who = step.who.shown_name if step.who else ""
    return f"{step.title} ({_joined(who, by_when, step.get_status_display())})"


def _agreements(visit):
    pages = []
    for row in agreements.with_stances(visit):
        pages += pdf.heading(f"{row.get_kind_display()}: {row.what}", 2)
        pages += pdf.pairs((label, value) for label, value in _facts(row) if value)
        for stance in row.visible_stances:
            name, kind = stance.told_by.shown_name, stance.get_kind_display()
            pages += pdf.text(f"{name}: {kind}")
            pages += _quote(stance.words, stance)
    return [*pdf.heading(_("Wie doet wat")), *pages] if pages else []


def _facts(row):
    yield _("Wie doet het"), row.who.shown_name
    yield _("Voor wanneer"), dates.say(row.by_when) if row.by_when else ""
    yield _("Wie besloot dit"), row.decided_by
    yield _("Wie kijkt of het lukt"), row.checked_by.shown_name if row.checked_by else ""
    yield _("Terugkijken"), _day(row.look_back_on)
    yield _("Loopt het anders"), row.otherwise
    yield _("Bij het doel"), row.visible_goal.title if row.visible_goal else ""
    yield _("Hoe het gaat"), row.get_status_display()
    yield _("Opgeschreven door"), _by(row)


def _other_plans(visit):
    pages = []
    rows = visit.rows(OtherPlan).select_related("written_by", "paper").prefetch_related("about")
    for row in rows.order_by("-created", "pk"):
        pages += pdf.heading(row.title, 2)
        pages += pdf.tagline(_joined(row.owner, _since(row), _by(row)))
        pages += pdf.text(row.note)
    return [*pdf.heading(_("Andere plannen")), *pages] if pages else []


PARTS = {
    "stories": _stories,
    "goals": _goals,
    "agreements": _agreements,
    "other_plans": _other_plans,
}


def _quote(words, row, *more):
    return pdf.quote(words, by=_joined(_by(row), *more), hue=pdf.HUE_OF[row.told_by.kind])


def _by(row):
    """Who tells it, when, and whether fewer than all may read it: on paper that matters more."""
    name = row.told_by.shown_name
    if row.written_by_id != row.told_by_id:
        writer = row.written_by.shown_name
        name = _("%(name)s (opgeschreven door %(writer)s)") % {"name": name, "writer": writer}
    narrow = "" if row.audience == Audience.KEYHOLDERS else row.get_audience_display()
    return _joined(name, _day(dates.day_of(row.created)), narrow)


def _since(row):
    """ "sinds zomer 2015"; a period says by itself from when to when."""
    if not row.since or "/" in row.since:
        return dates.say(row.since) if row.since else ""
    return _("sinds %(when)s") % {"when": dates.say(row.since)}


def _day(day):
    return dates.say(day.isoformat()) if day else ""


def _joined(*words):
    return " · ".join(str(word) for word in words if word)
