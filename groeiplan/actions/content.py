"""What can be done with stories, goals, steps, agreements and other plans. What is the same for
every row (`items.write`, `change`, `remove`, `undo`) is called; what is more stands here.

What hangs under a row (a step, a paper) is heard by those who hear that row. Words of somebody
else never become heard by more people because a row above them changes."""

from functools import wraps

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.timezone import now as clock

from groeiplan import change_number, files
from groeiplan.actions import items
from groeiplan.actions.audience import Heard
from groeiplan.models import Goal, OtherPlan
from groeiplan.models.items import Audience


def once(action):
    """For actions that save a new row: of two clicks at the same moment, the one that comes
    second gets the row of the first."""

    @wraps(action)
    def again(*args, **kwargs):
        try:
            return action(*args, **kwargs)
        except IntegrityError:
            return action(*args, **kwargs)

    return again


add = once(items.write)


@once
@transaction.atomic
def add_goal(goal, *, by, about=(), readers=()):
    """Save a new goal, after those already there."""
    goal.order = _next(Goal.objects.filter(plan=by.plan_id))
    return items.write(goal, by=by, about=about, readers=readers)


@transaction.atomic
def change_goal(goal, *, by, version, **values):
    """Change a goal; the steps its teller told go along in who may read them."""
    before = Heard.now(Goal.objects.get(pk=goal.pk))
    goal = items.change(goal, by=by, version=version, **values)
    _steps_follow(goal, before)
    return goal


def follow(row, before):
    """A goal's or another plan's audience changed from `before`: its teller's steps go along, as
    far as they were heard by the same people, and its paper always does."""
    if isinstance(row, Goal):
        _steps_follow(row, before)
    if isinstance(row, OtherPlan) and row.paper is not None:
        _heard_as(row.paper, row)


def _steps_follow(goal, before):
    """A step that its teller made narrower by itself stays so."""
    for step in goal.steps.filter(told_by=goal.told_by):
        if Heard.now(step) == before:
            _heard_as(step, goal)
        else:
            step.about.set(goal.about.all())


@once
@transaction.atomic
def add_step(step, *, by, goal):
    """Save a new step as the last of its goal, heard by those who hear the goal."""
    step.goal = goal
    step.order = _next(goal.steps.all())
    audience, readers = _as_heard(goal, by)
    step.audience = audience
    return items.write(step, by=by, about=goal.about.all(), readers=readers)


@once
@transaction.atomic
def add_stance(stance, *, by, agreement, readers=()):
    """Save how somebody stands towards an agreement. Raises `IntegrityError` when `by` already
    wrote down how this person stands."""
    stance.agreement = agreement
    return items.write(stance, by=by, about=agreement.about.all(), readers=readers)


@once
@transaction.atomic
def add_other_plan(row, *, by, about=(), readers=(), file=None):
    """Lay another plan beside this one, perhaps with its paper (a `files.Checked`)."""
    saved = items.write(row, by=by, about=about, readers=readers)
    if saved is row and file is not None:
        _lay_paper(saved, file, by)
    return saved


@transaction.atomic
def change_other_plan(row, *, by, version, file=None, without_file=False, **values):
    """Change it; a new paper comes in place of the old one, and the paper is always heard by
    exactly those who hear its row."""
    row = items.change(row, by=by, version=version, **values)
    old = row.paper
    if old is not None and (file is not None or without_file):
        row.paper = None
        row.save(update_fields=["paper"])
        files.forget(old)
    if file is not None:
        _lay_paper(row, file, by)
    elif row.paper is not None:
        _heard_as(row.paper, row)
    return row


@transaction.atomic
def remove_other_plan(row, *, by, version):
    """Take it away with its paper. Both come back with `bring_back_other_plan`."""
    row = items.remove(row, by=by, version=version)
    if row.paper is not None:
        items.remove(row.paper, by=by, version=row.paper.version)
    return row


@transaction.atomic
def bring_back_other_plan(row, *, by):
    """Undo the removal, of the paper too. Raises `LookupError` after a day."""
    row = items.undo(row, by=by, fields=())
    if row.paper is not None and row.paper.removed is not None:
        items.undo(row.paper, by=by, fields=())
    return row


@transaction.atomic
def move(row, among, *, earlier):
    """Put a goal or a step one place earlier or later among these rows (in the order somebody
    sees them). Order is no text: no version, nothing to undo but moving it back."""
    ids = [one.pk for one in among]
    place = ids.index(row.pk)
    other = place - 1 if earlier else place + 1
    if not 0 <= other < len(ids):
        return
    ids[place], ids[other] = ids[other], ids[place]
    model = type(row)
    for order, pk in enumerate(ids):
        model.objects.filter(pk=pk).update(order=order)
    change_number.tell(row.plan_id)


def _next(rows):
    last = rows.aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def _lay_paper(row, file, by):
    row.paper = files.store(
        file,
        by=by,
        part=row.part,
        told_by=row.told_by,
        about=row.about.all(),
        audience=row.audience,
        readers=row.readers.all(),
    )
    row.paper.created = row.created  # as old as its row, where a key opens only newer rows
    row.paper.save(update_fields=["created"])
    row.save(update_fields=["paper"])


def _heard_as(child, row):
    """Let a row of the same teller be heard by exactly those who hear the row it hangs under."""
    child.audience = row.audience
    child.save(update_fields=["audience"])
    child.about.set(row.about.all())
    child.readers.set(row.readers.all())


def _as_heard(goal, by):
    """(audience, readers) for a row of `by` under this goal. "Alleen ik" of one is not "alleen
    ik" of another, and a guest cannot keep anything from the family."""
    if goal.audience in (Audience.KEYHOLDERS, Audience.FAMILY) or goal.told_by_id == by.pk:
        return goal.audience, list(goal.readers.all())
    if not by.is_family(clock()):
        return Audience.FAMILY, []
    return Audience.READERS, [goal.told_by, *goal.readers.all()]
