"""The one door: who may see and change what. Every page, fragment, file, API, print and export
enters here; nothing else asks guardian or reads a `ChapterItem`."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, cached_property, reduce
from operator import or_
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    UUIDField,
)
from django.http import Http404
from django.utils.timezone import localdate
from django.utils.timezone import now as clock
from django.utils.translation import gettext as _
from guardian.backends import ObjectPermissionBackend

from groeiplan import look_as
from groeiplan.actions import invitations
from groeiplan.compiled import Blank, Compiled
from groeiplan.keys import CHANGE, VIEW
from groeiplan.look_as import KEY_COLUMNS, SeenKey
from groeiplan.models import Chapter, Entry, Key, Person, Plan
from groeiplan.models.items import Audience

# What the door reads of a row (when it was made matters to few keys): a page asks often, so it asks
# for no more.
ROW = ["pk", "chapter_id", "told_by_id", "written_by_id", "audience", "created"]

NOBODY = frozenset()

__all__ = ["CHANGE", "VIEW", "DoorBackend", "Visit", "enter", "live_keys", "plans_of"]


# Whose keys sleep while the family wants to be alone (DOMAIN §4, private time).
ASLEEP = {
    Plan.Private.WITHOUT_HELP: [Key.Holder.PROFESSIONAL],
    Plan.Private.FAMILY_ONLY: [Key.Holder.PROFESSIONAL, Key.Holder.NETWORK],
}


def live_keys(now, plan=None, among=Key.objects):
    """The keys (`among` these) that open something at this moment, in this `Plan` (just read) or in
    all of them: begun, not ended, and not asleep because the family wants to be alone. Every
    question about access starts from this query."""
    return among.filter(_lives(now, plan))


def plans_of(user, now=None):
    """The plans in which this account has any live key, the oldest first. They come without the day
    they began: a moment takes as long to read as all else of a plan, and no list shows it."""
    cards = WITH_MY_CARD.ask(user=user.pk, now=now or clock())
    return [plan for plan in cards if plan.is_open]


def _with_my_card():
    """The plans in which somebody has a card, and for each whether a key of theirs lives. (To sift
    on that here would make PostgreSQL think longer than it then works.)"""
    now, user = Blank("now", DateTimeField()), Blank("user", UUIDField())
    keys = Key.objects.filter(user=user, plan=OuterRef("pk")).alias(
        private_until=ExpressionWrapper(OuterRef("private_until"), DateTimeField()),
        private_for=ExpressionWrapper(OuterRef("private_for"), CharField()),
    )
    live = Exists(keys.filter(_begun(now) & _awake(now, of="")))
    plans = Plan.objects.filter(people__user=user).annotate(is_open=live)
    return plans.defer("started").order_by("started", "pk")


WITH_MY_CARD = Compiled(_with_my_card)


def _lives(now, plan):
    if plan is None:
        return _begun(now) & _awake(now)
    asleep = _asleep(plan, now)
    return _begun(now) & Q(plan=plan) & (~Q(holder__in=asleep) if asleep else Q())


def _begun(now):
    return (Q(until=None) | Q(until__gt=now)) & Q(since__lte=now)


def _asleep(plan, now):
    """The holders whose keys sleep in this plan at this moment."""
    return ASLEEP.get(plan.private_for, ()) if plan.is_private(now) else ()


def _awake(now, of="plan__"):
    """Of all plans at once: nobody's key sleeps, or not this holder's. `of`: how the query names
    what is the plan's."""
    open_to_all = Q(**{f"{of}private_until": None}) | Q(**{f"{of}private_until__lte": now})
    alone = (Q(**{f"{of}private_for": word}) & ~Q(holder__in=ASLEEP[word]) for word in ASLEEP)
    return reduce(or_, alone, open_to_all)


def enter(request, plan, tool=None, part=None, right=VIEW, act=Entry.Act.READ, as_self=False):
    """Open the door of a plan, and of one tool or part in it. Returns the `Visit`, which also
    stands on `request.visit` so that the guestbook can see who came.

    Raises Http404 where this account may not know that it exists, exactly as for a plan that
    does not exist; PermissionDenied where it may look but not do this. Who looks as somebody else
    (`groeiplan.look_as`) goes in as both, and may change nothing; not where `as_self` is asked.
    """
    visit = visit_of(request.user, plan, act=act)
    if not as_self and (look := look_as.of(request, visit)):
        request.visit = visit = _seen_as(visit, look)  # also where a door stays shut: how to stop
    if tool is not None and not visit.chapters(tool, part):
        raise Http404
    if visit.look and (right == CHANGE or request.method not in look_as.ONLY_LOOKS):
        name = {"name": visit.person.shown_name}
        raise PermissionDenied(_("Je kijkt nu als %(name)s. Stop daar eerst mee.") % name)
    if right == CHANGE and not visit.chapters(tool, part, CHANGE):
        raise PermissionDenied
    visit.tool, visit.part = tool, part
    request.visit = visit
    return visit


def visit_of(user, plan, act=Entry.Act.READ, now=None):
    """The visit of this account to this plan (an id), outside any page; Http404 if it has none."""
    now = now or clock()
    people = {card.pk: card for card in _people_of(plan)} if user.is_active else {}
    person = next((card for card in people.values() if card.user_id == user.pk), None)
    keys = person and _keys_of(user, person.plan, now)
    if not keys:
        raise Http404
    return Visit(person.plan, person, people, now, keys, act)


def _seen_as(visit, look):
    """What this family member and the one they look as may both see: their two visits in one."""
    person = visit.people[look.person]
    live = _keys_of(person.user_id, visit.plan, visit.now) if person.user_id else []
    person.plan = visit.plan
    held = look.keys_at(visit.now, live, _asleep(visit.plan, visit.now))
    keys = [key for key in held if key.content_object_id in visit.chapters()]
    return Visit(visit.plan, person, visit.people, visit.now, keys, visit.act, look=look, by=visit)


def _people_of(plan):
    return sorted(_cards().filter(plan=plan), key=lambda card: card.created)


def _keys_of(user, plan, now):
    return [SeenKey(*key) for key in _key_columns().filter(_lives(now, plan), user=user)]


@cache
def _cards():
    """Made once, asked on every page; so is the next."""
    return Person.objects.select_related("organisation", "plan")


@cache
def _key_columns():
    return Key.objects.values_list(*KEY_COLUMNS)


@dataclass
class Visit:
    """One person at one plan's door at one moment, with the keys that opened it."""

    plan: Plan
    person: Person
    people: dict[UUID, Person]  # everybody in this plan, for the names that rows mention
    now: object
    keys: list  # of `SeenKey`
    act: str = Entry.Act.READ
    look: object = None  # a `look_as.Look`, where a family member looks as this person
    by: "Visit | None" = None  # and then that family member's own visit
    leaves_out: tuple = ()  # audiences of which this visit shows no row, though it may
    tool: str | None = None
    part: str | None = None
    read: set[UUID] = field(default_factory=set)  # chapters whose rows were asked for
    _all: dict = field(default_factory=dict)
    _glances: dict = field(default_factory=lambda: defaultdict(list))
    _open: dict = field(default_factory=dict)

    @cached_property
    def is_family(self):
        """Does this visitor hold the family's own keys?"""
        return any(key.holder == Key.Holder.FAMILY for key in self.keys)

    @property
    def eyes(self):
        """The visits of everybody who looks here: this one, and that of the family member who looks
        as this person. What a page shows, each of them may read (decision 0011)."""
        return [self, self.by] if self.by else [self]

    @cached_property
    def unseen_accounts(self):
        """The people (ids) of whose account whoever looks here may not know: what is asked for
        them is kept from this family member, and nothing was ever open to them."""
        if not any(one.is_family for one in self.eyes):
            return set()
        cards = [one for one in self.people.values() if one.user_id and not one.family_since]
        held = Key.objects.filter(plan=self.plan, user__in=[one.user_id for one in cards])
        opened = set(held.values_list("user", flat=True)) if cards else set()
        eyes = [one.person for one in self.eyes if one.is_family]
        return {
            one.pk
            for one in cards
            if one.user_id not in opened
            if not all(invitations.knows_account(eye, one) for eye in eyes)
        }

    def knows_account(self, person):
        """Has this card an account, as far as this visitor may know?"""
        if person.user_id is None or person.family_since:
            return person.user_id is not None
        return person.pk not in self.unseen_accounts

    @property
    def with_account(self):
        """The people of whom this visitor may know that they have an account."""
        return [one for one in self.people.values() if self.knows_account(one)]

    def speaks_for(self, person):
        """Does the family write down what this person says: in the plan, without an account as far
        as this visitor may know? Nobody speaks for a card that was emptied. (An account that is
        kept from them opened nothing yet: who has it never read what was written down.)"""
        return person.emptied is None and not self.knows_account(person)

    @property
    def consents(self):
        """The consents by which the chapters read so far opened, sorted; none for family."""
        keys = (key for key in self.keys if key.content_object_id in self.read)
        return sorted({key.consent for key in keys if key.consent}, key=str)

    def chapters(self, tool=None, part=None, right=VIEW):
        """The open chapters, {id: Chapter}, of a tool or a part, for looking or changing."""
        asked = (tool, part, right)
        if asked not in self._open:
            self._open[asked] = {
                key.content_object_id: self._book[key.content_object_id]
                for key in self.keys
                if key.right == right and tool in (None, key.tool) and part in (None, key.part)
            }
        return self._open[asked]

    @cached_property
    def _book(self):
        """The chapters these keys are of, {id: Chapter}."""
        return {
            pk: Chapter(pk=pk, plan=self.plan, tool=tool, part=part)
            for pk, tool, part in {(k.content_object_id, k.tool, k.part) for k in self.keys}
        }

    def opens(self, tool, part=None, right=VIEW):
        """May this visitor look into (or change) any part of this tool, or this very part?"""
        return bool(self.chapters(tool, part, right))

    def rows(self, model, right=VIEW):
        """The only way to a tool's rows: a queryset of those this visitor may see (or whose
        chapter they may change), each once. Notes which chapters were read."""
        chapters = self.chapters(model.tool(), model.part or None, right)
        self.read.update(chapters)
        rows = model.objects.filter(
            self._meant(model, chapters, right), plan=self.plan, removed=None
        ).select_related("told_by", *model.beside)
        return rows.exclude(audience__in=self.leaves_out) if self.leaves_out else rows

    def all(self, model, part=None, **only):
        """The same rows as `rows(model)`, oldest first, read once a visit however many cards and
        lists of a page ask for them. A plan is small; choose and sort in Python, but for what
        `only` says of fields that nobody writes in: `all(Goal, status="active")`. With `part` only
        that part's chapter is read, and noted as read."""
        asked = (model, part, *sorted(only.items()))
        if asked not in self._all:
            among = _standing(model)
            rows = self._sifted(model, list(self._in_open_chapters(model, part, among, **only)))
            for row in rows:
                for name, column in _people_beside(model):
                    setattr(row, name, self.people.get(getattr(row, column)))
            self._all[asked] = sorted(rows, key=lambda row: (row.created, row.pk))
        return self._all[asked]

    def glance(self, model, *columns, part=None):
        """The same rows as `all(model)`, as named tuples of at least these columns and those the
        door reads: for a drawing or a count, where whole rows cost more than the page around them.
        What was read with more columns before serves again."""
        before = self._glances[model, part, self.leaves_out]
        for read, rows in before:
            if read.issuperset(columns):
                return rows
        door = ROW if any(key.items_since for key in self.keys) else ROW[:-1]
        among = _outlined(model, (*door, *columns))
        rows = self._sifted(model, list(self._in_open_chapters(model, part, among)))
        before.append((frozenset(columns), rows))
        return rows

    def once(self, what, read):
        """What `read()` answers, asked once a visit however many parts of a page want it. `what`
        names it."""
        if what not in self._all:
            self._all[what] = read()
        return self._all[what]

    def _in_open_chapters(self, model, part, among, **only):
        chapters = self.chapters(model.tool(), model.part or part)
        self.read.update(chapters)
        rows = among.filter(chapter__in=list(chapters), **only)
        return rows.exclude(audience__in=self.leaves_out) if self.leaves_out else rows

    def get(self, model, pk, right=VIEW):
        """One row, or Http404; for CHANGE also PermissionDenied when it is not theirs to change."""
        row = self.rows(model).select_related("told_by", "written_by").filter(pk=pk).first()
        if row is None:
            raise Http404
        if right == CHANGE and not self.may_change(row):
            raise PermissionDenied
        return row

    def may_change(self, row):
        """Own words only; a family may also mend what it wrote down for somebody without an
        account. Nobody edits another's words, not even when that person's account or card is gone
        (DESIGN §4). Expects a row this visitor can see."""
        if row.chapter_id not in self.chapters(right=CHANGE):
            return False
        if row.told_by_id == self.person.pk:
            return self.is_family or row.written_by_id == self.person.pk
        written_down = row.written_by_id != row.told_by_id and not row.by_guest
        return self.is_family and written_down and self.speaks_for(row.told_by)

    def may_tend(self, row):
        """Order, seat and status of any row it sees belong to the family; a guest tends its own."""
        if row.chapter_id not in self.chapters(right=CHANGE):
            return False
        return self.is_family or self.may_change(row)

    def _meant(self, model, chapters, right):
        """Rows that are opened to this visitor and whose audience it belongs to; of who looks as
        another those of both."""
        mine = self._opened(model, chapters, right) & self._heard(model)
        return mine & self.by._meant(model, chapters, right) if self.by else mine

    def _opened(self, model, chapters, right):
        """Rows that these keys open: a key for the whole family opens all of a chapter, keys
        about persons open what concerns only those persons."""
        keys = [
            key for key in self.keys if key.content_object_id in chapters and key.right == right
        ]
        whole = {k.content_object_id for k in keys if k.about_id is None and k.items_since is None}
        whole = set() if self._apart else whole
        opened = Q(chapter__in=whole)
        for chapter in set(chapters) - whole:
            opened |= self._partly(model, [k for k in keys if k.content_object_id == chapter])
        return opened

    def _partly(self, model, keys):
        """Rows of one chapter opened by keys that are about persons or begin with newer rows."""
        opened = Q(pk__in=[])
        for since in {key.items_since for key in keys}:
            valid = [k for k in keys if k.items_since is None or (since and k.items_since <= since)]
            rows = Q(chapter=keys[0].content_object_id)
            if since:
                rows &= Q(created__gte=since)
            opened |= rows & self._covered(model, {key.about_id for key in valid})
        return opened

    def _covered(self, model, about):
        """Rows about nobody but these; with a key about the whole family (None) all rows but those
        about somebody it cannot speak for."""
        named = model.about.through.objects.filter(
            **{f"{model._meta.model_name}_id": OuterRef("pk")}
        )
        if None not in about:
            return Q(Exists(named)) & ~Q(Exists(named.exclude(person__in=about)))
        alone = self._apart - about
        return ~Q(Exists(named.filter(person__in=alone))) if alone else Q()

    def _heard(self, model):
        """Rows whose audience this person belongs to."""
        me = self.person
        voiceless = [one.pk for one in self.people.values() if self.speaks_for(one)]
        own = Q(told_by=me) | Q(written_by=me, told_by__in=voiceless)
        named = model.readers.through.objects.filter(
            **{f"{model._meta.model_name}_id": OuterRef("pk")}, person=me
        )
        heard = Q(audience=Audience.KEYHOLDERS) | own
        heard |= Q(audience=Audience.READERS) & Q(Exists(named))
        if self.is_family:
            heard |= Q(audience=Audience.FAMILY)
        return heard

    def _sifted(self, model, rows):
        """`_meant` once more, for rows already in hand: a list is read with one plain query
        instead of one that asks for everything. The tests hold the two equal."""
        eyes = self.eyes
        in_part = any(one._apart or any(key.about_id for key in one.keys) for one in eyes)
        about = self._names(model.about, rows if in_part else ())
        others = [row for row in rows if any(row.told_by_id != one.person.pk for one in eyes)]
        named = [row for row in others if row.audience == Audience.READERS]
        readers = self._names(model.readers, named)
        for one in eyes:
            sure = () if in_part else one._whole  # there the audience alone decides
            rows = [
                row
                for row in rows
                if (row.chapter_id in sure and row.audience in one._for_all)
                or one._reads(row, about.get(row.pk, NOBODY), readers.get(row.pk, NOBODY))
            ]
        return rows

    def _reads(self, row, about, readers):
        whole = row.chapter_id in self._whole and not about & self._apart
        opened = whole or self._opens_row(row, about)
        return opened and (row.audience in self._for_all or self._hears_row(row, readers))

    @cached_property
    def _for_all(self):
        """The audiences this visitor belongs to whatever the row."""
        return {Audience.KEYHOLDERS, Audience.FAMILY} if self.is_family else {Audience.KEYHOLDERS}

    @cached_property
    def _apart(self):
        """The family's adults who are not in its circle: nobody else says yes for them, so what is
        told about them opens to a guest by a yes about them, not by one for the whole family."""
        if self.is_family:
            return frozenset()
        family = [one for one in self.people.values() if one.kind == Person.Kind.FAMILY]
        day = localdate(self.now)
        return frozenset(
            one.pk
            for one in family
            if one != self.person and not one.is_family(self.now)
            if one.emptied or one.is_adult(day)
        )

    @cached_property
    def _whole(self):
        """The chapters that some key opens entirely for looking."""
        return {
            key.content_object_id
            for key in self.keys
            if key.right == VIEW and key.about_id is None and key.items_since is None
        }

    def _opens_row(self, row, about):
        covered = {
            key.about_id
            for key in self.keys
            if key.content_object_id == row.chapter_id
            and key.right == VIEW
            and (key.items_since is None or key.items_since <= row.created)
        }
        if None in covered:
            return not about & self._apart - covered
        return bool(about) and about <= covered

    def _hears_row(self, row, readers):
        me, teller = self.person.pk, self.people[row.told_by_id]
        return (
            (row.audience == Audience.READERS and me in readers)
            or row.told_by_id == me
            or (row.written_by_id == me and self.speaks_for(teller))
        )

    @staticmethod
    def _names(link, rows):
        """{row id: {person ids}} of `about` or `readers`, in one query, none for no rows."""
        found, through = defaultdict(set), link.through
        if rows:
            row = f"{link.field.model._meta.model_name}_id"
            links = through.objects.filter(**{f"{row}__in": [one.pk for one in rows]})
            for pk, person in links.values_list(row, "person"):
                found[pk].add(person)
        return found


@cache
def _people_beside(model):
    """[(field, its column)] of the people beside a row. The same dozen stand beside every row:
    joining them in would make each of them anew, so `all` takes them from `people`."""
    return [(one.name, one.attname) for one in _beside(model) if one.related_model is Person]


@cache
def _standing(model):
    """The rows nobody removed, with what is not a person read along; made once, asked often."""
    others = [one.name for one in _beside(model) if one.related_model is not Person]
    return model.objects.filter(removed=None).select_related(*others or [None])


@cache
def _outlined(model, columns):
    """These columns of those rows, as named tuples, oldest first; made once."""
    return _standing(model).order_by("created", "pk").values_list(*columns, named=True)


def _beside(model):
    return [model._meta.get_field(name) for name in ("told_by", *model.beside)]


class DoorBackend(ObjectPermissionBackend):
    """guardian's backend, answering what the door answers: windows of time and private time
    count, rank does not. It knows chapters only."""

    def has_perm(self, user_obj, perm, obj=None):
        if not isinstance(obj, Chapter) or not user_obj.is_authenticated or not user_obj.is_active:
            return False
        right = perm.removeprefix("groeiplan.")
        return (
            live_keys(clock())
            .filter(user=user_obj, content_object=obj, permission__codename=right)
            .filter(Exists(Person.objects.filter(user=user_obj, plan=OuterRef("plan"))))
            .exists()
        )

    def get_all_permissions(self, user_obj, obj=None):
        return {right for right in (VIEW, CHANGE) if self.has_perm(user_obj, right, obj)}

    def get_group_permissions(self, user_obj, obj=None):
        return set()
