"""What changed in the heart of the plan, told from the rows themselves."""

from django.urls import reverse
from django.utils.translation import gettext as _

from groeiplan.models import Agreement, Goal, OtherPlan, Stance, Step, Story
from groeiplan.tools import Change


def changes(visit, since):
    """`Change` rows from that moment on, the newest first, as far as this visitor may read."""
    found = []
    for part, tell in TELLERS.items():
        if visit.opens("groeiplan", part):
            found += tell(visit, since)
    return sorted(found, key=lambda change: change.at, reverse=True)


def _stories(visit, since):
    for row in _new(visit, Story, since):
        told = _("%(name)s vertelde iets: %(kind)s.")
        mended = _("%(name)s paste eigen woorden aan: %(kind)s.")
        words = {"name": row.told_by.shown_name, "kind": row.get_kind_display()}
        yield _change(row, "stories", (told if _is_new(row, since) else mended) % words)


def _goals(visit, since):
    goals = visit.all(Goal)
    titles = {goal.pk: goal.title for goal in goals}
    for goal in goals:
        if goal.changed >= since:
            yield _change(goal, "goals", _goal(goal, since))
    for step in _new(visit, Step, since):
        if step.goal_id in titles:
            yield _change(step, "goals", _step(step, titles[step.goal_id], since))


def _goal(goal, since):
    words = {
        "name": goal.told_by.shown_name,
        "title": goal.title,
        "status": goal.get_status_display(),
    }
    if _is_new(goal, since):
        return _("%(name)s zette een doel neer: “%(title)s”.") % words
    if goal.status != Goal.Status.ACTIVE:
        return _("Het doel “%(title)s”: %(status)s.") % words
    return _("Het doel “%(title)s” is aangepast.") % words


def _step(step, goal, since):
    words = {
        "name": step.told_by.shown_name,
        "title": step.title,
        "goal": goal,
        "status": step.get_status_display(),
    }
    if step.status != Step.Status.TODO:
        return _("De stap “%(title)s”: %(status)s.") % words
    if _is_new(step, since):
        return _("%(name)s zette een stap bij “%(goal)s”: “%(title)s”.") % words
    return _("De stap “%(title)s” is aangepast.") % words


def _agreements(visit, since):
    rows = visit.all(Agreement)
    called = {row.pk: row.what for row in rows}
    for row in rows:
        if row.changed >= since:
            yield _change(row, "agreements", _agreement(row, since))
    for stance in _new(visit, Stance, since):
        if stance.agreement_id in called:
            words = {"name": stance.told_by.shown_name, "what": called[stance.agreement_id]}
            said = _("%(name)s zei iets over: “%(what)s”.") % words
            yield _change(stance, "agreements", said)


def _agreement(row, since):
    words = {
        "name": row.told_by.shown_name,
        "kind": row.get_kind_display(),
        "what": row.what,
        "status": row.get_status_display(),
    }
    if row.status != Agreement.Status.OPEN:
        return _("“%(what)s”: %(status)s.") % words
    if _is_new(row, since):
        return _("%(name)s schreef op (%(kind)s): “%(what)s”.") % words
    return _("“%(what)s” is aangepast.") % words


def _other_plans(visit, since):
    for row in _new(visit, OtherPlan, since):
        laid = _("%(name)s legde een ander plan erbij: “%(title)s”.")
        mended = _("Het andere plan “%(title)s” is aangepast.")
        words = {"name": row.told_by.shown_name, "title": row.title}
        yield _change(row, "other_plans", (laid if _is_new(row, since) else mended) % words)


TELLERS = {
    "stories": _stories,
    "goals": _goals,
    "agreements": _agreements,
    "other_plans": _other_plans,
}


def _new(visit, model, since):
    return [row for row in visit.all(model) if row.changed >= since]


def _is_new(row, since):
    return row.created >= since


def _change(row, page, sentence):
    return Change(row.changed, sentence, f"{reverse(page, args=[row.plan_id])}#r{row.pk}")
