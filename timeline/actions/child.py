"""Making a story for a child, standing behind it, showing it. Each verb holds the story first: what
somebody stands behind does not change under their hands."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.timezone import now as clock

from groeiplan import change_number
from groeiplan.actions import items
from groeiplan.models import Authority, Person, StoredFile
from groeiplan.models.items import Audience
from timeline import child, pictures
from timeline.models import Backing, ChildPage, ChildStory

MOST_PAGES = 40


class Refused(ValueError):
    """This cannot be done yet. `why`: whole (a page or a good memory is missing), nobody (who could
    stand behind it), backed (not everybody stands behind it), full (too many pages)."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@transaction.atomic
def begin(story, *, by, at=None):
    """A new story (unsaved, with its title and `for_child`), which only its maker reads."""
    story.audience = Audience.TELLER
    story.mark = child.mark_of(story, [])
    return items.write(story, by=by, about=[story.for_child], at=at)


@transaction.atomic
def change(story, *, by, version, **words):
    """Another title or ending. Raises `items.Conflict` for an old version."""
    _held(story)
    row = items.change(story, by=by, version=version, **words)
    return _settled(row)


@transaction.atomic
def add_page(page, *, by, story, picture=None, at=None):
    """Put a page (unsaved) at the end. Sent twice, it is one. `picture`: a `files.Checked`."""
    held = _held(story)
    there = child.in_order(_pages(held))
    if len(there) >= MOST_PAGES and not ChildPage.objects.filter(pk=page.pk).exists():
        raise Refused("full")
    page.story, page.audience = held, held.audience
    page.order = there[-1].order + 1 if there else 0
    row = items.write(page, by=by, about=[held.for_child], readers=list(held.readers.all()), at=at)
    if row is page and picture:
        row.picture = _stored(row, by, picture)
        row.save(update_fields=["picture"])
    _settled(held)
    return row


@transaction.atomic
def add_moments(story, *, by, chosen):
    """A page for each of these (page, unsaved; a telling whose picture comes along, or None) whose
    moment has none yet, so that a form sent twice makes no pages twice. Returns the new pages."""
    held = _held(story)
    known = {page.moment_id for page in _pages(held)}
    made = []
    for page, telling in chosen:
        if page.moment_id not in known:
            known.add(page.moment_id)
            made.append(add_page(page, by=by, story=held, picture=telling and _copied(telling)))
    return made


@transaction.atomic
def change_page(page, *, by, version, picture=None, without=False, **words):
    """Other words or another picture on one page. Raises `items.Conflict` for an old version."""
    held = _held(page.story)
    before = page.picture_id
    if picture:
        words["picture"] = _stored(page, by, picture)
    elif without:
        words["picture"] = None
    row = items.change(page, by=by, version=version, **words)
    if before != row.picture_id:
        _put_away(before, by, away=True)
    _settled(held)
    return row


@transaction.atomic
def move_page(page, *, by, version, up):
    """Let a page change places with the one before or after it; at the end nothing happens."""
    held = _held(page.story)
    there = child.in_order(_pages(held))
    place = next((n for n, one in enumerate(there) if one.pk == page.pk), None)
    if place is None or there[place].version != version:
        raise items.Conflict(page)
    other = place - 1 if up else place + 1
    if 0 <= other < len(there):
        there[place], there[other] = there[other], there[place]
        for number, one in enumerate(there):
            ChildPage.objects.filter(pk=one.pk).update(order=number)
        items.change(page, by=by, version=version, order=other)
        _settled(held)


@transaction.atomic
def remove_page(page, *, by, version):
    """Take a page away with its picture; it can come back for a day."""
    held = _held(page.story)
    row = items.remove(page, by=by, version=version)
    _put_away(row.picture_id, by, away=True)
    _settled(held)
    return row


@transaction.atomic
def restore_page(page, *, by):
    """Bring a page back within a day, LookupError after that."""
    held = _held(page.story)
    row = items.undo(page, by=by, fields=())
    _put_away(row.picture_id, by, away=False)
    _settled(held)
    return row


@transaction.atomic
def ask(story, *, by, mark):
    """Its maker asks everybody whose yes it needs, and says their own where it is one of those.
    Asked twice is once. Raises `Refused`, and `items.Conflict` when it is not what was read."""
    standing = _standing(story, mark)
    if not standing.is_whole:
        raise Refused("whole")
    if not standing.needed:
        raise Refused("nobody")
    held = standing.story
    if not standing.is_asked:
        held = items.change(held, by=by, version=held.version, audience=Audience.READERS)
    _settled(held)
    if by in standing.needed:
        _say(held, by, Backing.Says.YES, "")
    return held


@transaction.atomic
def answer(story, *, by, mark, says, words=""):
    """Say "hier sta ik achter" or "nog niet" of exactly the text that was read (its `mark`). Not
    yet: it closes for the child at once. Raises `items.Conflict` when the text changed meanwhile,
    `Refused` for a yes to what is not whole, PermissionDenied for who is not asked."""
    standing = _standing(story, mark if says == Backing.Says.YES else None)
    if not standing.is_asked or by not in standing.needed:
        raise PermissionDenied
    if says == Backing.Says.YES and not standing.is_whole:
        raise Refused("whole")
    _say(standing.story, by, says, words)
    _settled(standing.story)


@transaction.atomic
def show(story, *, by, mark):
    """The human step: from now on it may be read by the child, to the child and on paper. Twice is
    once. Raises `Refused`, and `items.Conflict` when it is not what was read."""
    standing = _standing(story, mark)
    if standing.is_shown:
        return standing.story
    if not standing.is_backed:
        raise Refused("backed")
    held = standing.story
    readers = {*held.readers.all(), held.for_child}
    held = items.change(held, by=by, version=held.version, readers=readers, shown=clock())
    return _settled(held)


@transaction.atomic
def remove(story, *, by, version):
    """Take a story away with its pictures; it can come back for a day, not yet shown."""
    held = _held(story)
    others = held.readers.exclude(pk=held.for_child_id)
    row = items.change(held, by=by, version=version, removed=clock(), readers=list(others))
    for page in _pages(row):
        _put_away(page.picture_id, by, away=True)
    return row


@transaction.atomic
def restore(story, *, by):
    """Bring a story back within a day, LookupError after that."""
    _held(story)
    row = items.undo(story, by=by, fields=())
    for page in _pages(row):
        _put_away(page.picture_id, by, away=False)
    return _settled(row)


def follow(story):
    """Its maker chose another audience: its pages and pictures follow."""
    _settled(_held(story))


def settle(plan):
    """Who decides over a child, or who belongs to the family, has changed: let the readers of each
    story follow. What is not backed any more is not shown any more, also when that changes back."""
    stories = ChildStory.objects.filter(plan=plan, audience=Audience.READERS, removed=None)
    for story in stories.select_for_update():
        _settled(story)


def copy_picture(page, laid_down, *, by):
    """A copy of a page's picture for the same page in another plan."""
    if page.picture is not None and (checked := pictures.taken_from(page.picture)):
        laid_down.picture = _stored(laid_down, by, checked)
        laid_down.save(update_fields=["picture"])


def seal(story):
    """Write down the mark of all a story says by now, where its pages came by another way."""
    _settled(_held(story))


def _held(story):
    return ChildStory.objects.select_for_update().get(pk=story.pk)


def _pages(story):
    return list(ChildPage.objects.filter(story=story, removed=None))


def _standing(story, mark):
    """How it stands, held; `items.Conflict` where it does not say any more what was read."""
    held = _held(story)
    if mark is not None and held.mark != mark:
        raise items.Conflict(held)
    return _stands(held)


def _stands(held):
    now = clock()
    today = localdate(now)
    people = {one.pk: one for one in Person.objects.filter(plan=held.plan_id)}
    authorities = list(Authority.objects.filter(child=held.for_child_id))
    left_out = child.not_answered(child=held.for_child_id)
    theirs = people[held.for_child_id]
    return child.Standing(
        story=held,
        pages=child.in_order(_pages(held)),
        people=people,
        holders=child.with_authority(authorities, left_out, theirs, today),
        newcomers=child.newcomers(authorities, held, theirs, today),
        answers={one.person_id: one for one in held.backings.all()},
        readers=set(held.readers.values_list("pk", flat=True)),
        now=now,
    )


def _settled(story):
    """After any change: its mark, and for whom it and its pages are meant. Among its readers come
    all whose authority holds or will: on the day itself `timeline.child` counts. What is not backed
    closes for the child."""
    mark = child.mark_of(story, child.in_order(_pages(story)))
    if mark != story.mark:
        story.mark = mark
        story.save(update_fields=["mark"])
    readers = set()
    if story.audience == Audience.READERS:
        standing = _stands(story)
        readers = _who_must(story) - {story.told_by_id}
        if standing.is_shown:
            readers.add(story.for_child_id)
    if set(story.readers.values_list("pk", flat=True)) != readers:
        story.readers.set(readers)
        change_number.tell(story.plan_id)
    _let_pages_follow(story, readers)
    return story


def _who_must(story):
    today = localdate()
    over = Authority.objects.filter(child=story.for_child_id, kind__in=child.OVER_A_CHILD)
    asked = {one.person_id for one in child.not_answered(child=story.for_child_id)}
    return asked | {
        one.holder_id
        for one in over.select_related("holder")
        if (one.until is None or today <= one.until) and one.holder.is_family(clock())
    }


def _let_pages_follow(story, readers):
    pages = ChildPage.objects.filter(story=story)
    pages.exclude(audience=story.audience).update(audience=story.audience)
    for page in pages.prefetch_related("readers"):
        if {one.pk for one in page.readers.all()} != readers:
            page.readers.set(readers)
    files = StoredFile.objects.filter(pk__in=pages.values("picture"))
    files.exclude(audience=story.audience).update(audience=story.audience)


def _say(story, person, says, words):
    """Keep what this person says now, of the text as it stands."""
    said = {"plan_id": story.plan_id, "says": says, "words": words, "mark": story.mark}
    Backing.objects.update_or_create(story=story, person=person, defaults=said | {"at": clock()})
    change_number.tell(story.plan_id)


def _stored(page, by, checked):
    return pictures.kept(page, checked, by=by, readers=())


def _copied(telling):
    looks = (file for file in (telling.photo, telling.drawing) if file is not None)
    return next(filter(None, map(pictures.taken_from, looks)), None)


def _put_away(pk, by, *, away):
    """A picture goes and comes back with its page."""
    file = StoredFile.objects.select_for_update().filter(pk=pk).first()
    if file is not None and away != (file.removed is not None):
        items.change(file, by=by, version=file.version, removed=clock() if away else None)
