"""A story for a child: whose "hier sta ik achter" it needs, whether everybody said it, and so who
reads it at this moment. The need is counted from the dates themselves each time it is asked, so
that a change of authority counts at once."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groeiplan.dates import age_on, end_of_day, read
from groeiplan.models import Authority, LeftOut, Person
from groeiplan.models.items import Audience
from groeiplan.parts import listed
from groeiplan.who_sees import Seer
from timeline.models import Backing, ChildPage, ChildStory

OVER_A_CHILD = (Authority.Kind.PARENT, Authority.Kind.GUARDIAN)
OF_AGE = 18
CALLED = frozenset(  # what a child may call somebody, where the family wrote it down as their role
    "mama mam mamma mammie moeder papa pap pappa pappie vader oma opa tante oom"  # noqa: SIM905
    " pleegmama pleegpapa pleegmoeder pleegvader stiefmoeder stiefvader bonusmama bonuspapa"
    " bonusmoeder bonusvader".split()
)
A_YEAR = 366  # days


def is_of_age(child, day):
    """Is this person known to be 18 or older? Without a birth date somebody may still decide."""
    return child.born is not None and age_on(child.born, day) >= OF_AGE


def lasts(authority, day):
    """Does this authority hold on this day, both its first and its last day included?"""
    return (authority.since is None or authority.since <= day) and (
        authority.until is None or day <= authority.until
    )


def with_authority(authorities: Iterable[Authority], left_out: Iterable[LeftOut], child, day):
    """The ids of everybody who has authority over this child on this day: parents and guardians,
    members of this family or not; and beside them of whoever takes part, was left out when that was
    written down and did not say "ik heb geen gezag" (decision 0021). Nobody once the child is known
    to be of age."""
    if is_of_age(child, day):
        return set()
    holders = {
        one.holder_id
        for one in authorities
        if one.child_id == child.pk and one.kind in OVER_A_CHILD and lasts(one, day)
    }
    asked = {one.person_id for one in left_out if one.child_id == child.pk}
    return holders | asked if holders else set()


def newcomers(authorities: Iterable[Authority], story, child, day):
    """Who came to have authority over this child after the day the story was shown, up to this day,
    without having had it the day before: {(person's id, their first day)}, also where their time
    has passed since."""
    shown = story.shown and localdate(story.shown)
    firsts = {one.since for one in authorities if one.child_id == child.pk and one.since}
    return {
        (pk, first)
        for first in firsts
        if shown and shown < first <= day
        for pk in with_authority(authorities, (), child, first)
        - with_authority(authorities, (), child, first - timedelta(days=1))
    }


def not_answered(**where):
    """The `LeftOut` rows of whom it is still asked whether they have authority."""
    rows = LeftOut.objects.filter(answered_at=None, **where).select_related("person")
    return [one for one in rows if one.person.speaks_here]


def mark_of(story, pages):
    """A mark of all that a child reads in these pages, in this order. The same mark: not a letter,
    picture or place is different."""
    said = [story.title, story.ending, str(story.for_child_id)]
    said += [
        [page.title, page.text, page.when_words, str(page.picture_id), page.seen_there, page.good]
        for page in pages
    ]
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def when_words(child, edtf):
    """When something was, in words for this child: "toen jij 3 was"; of a period, when it began. ""
    where no words are true."""
    if not edtf or child.born is None:
        return ""
    told = read(edtf)
    last = told.first if told.is_period or told.last is None else told.last
    if told.precision == "day" and told.first == child.born:
        return _("de dag dat jij geboren werd")
    if told.is_period and told.first < child.born and (not told.last or told.last >= child.born):
        return ""  # it began before and went on after: no age says that
    if last < child.born:
        return _("voordat jij geboren werd")
    if (last - told.first).days > A_YEAR:
        return ""
    if told.first <= child.born:
        return _("toen jij geboren werd")
    youngest, oldest = age_on(child.born, told.first), age_on(child.born, last)
    if oldest == 0:
        return _("toen jij een baby was")
    ages = {"young": youngest, "old": oldest}
    if youngest == oldest:
        return _("toen jij %(old)d was") % ages
    return _("toen jij %(young)d of %(old)d was") % ages


def called(people):
    """What a child calls each of these people: "mama", where that is their role and nobody else's
    among them; else their name."""
    roles = [one.role.strip().lower() for one in people]
    return [
        role if role in CALLED and roles.count(role) == 1 else one.shown_name
        for one, role in zip(people, roles, strict=True)
    ]


@dataclass
class Standing:
    """How one story stands at one moment. `holders` are the ids of all with authority over the
    child, `newcomers` those who got it since the story was shown, `answers` what each person last
    said, {person's id: Backing}."""

    story: ChildStory
    pages: list[ChildPage]
    people: dict
    holders: set
    newcomers: set
    answers: dict
    readers: set
    now: object

    @cached_property
    def child(self):
        """For whom it is."""
        return self.people[self.story.for_child_id]

    @cached_property
    def maker(self):
        """Who writes it."""
        return self.people[self.story.told_by_id]

    @cached_property
    def is_of_age(self):
        """Is the child grown up by now? Then nobody decides over them any more."""
        return is_of_age(self.child, localdate(self.now))

    @cached_property
    def needed(self):
        """The people whose "hier sta ik achter" it needs: everybody with authority over the child
        who belongs to this family."""
        return [
            one
            for one in self.people.values()
            if one.pk in self.holders and one.is_family(self.now)
        ]

    @cached_property
    def outside(self):
        """Who has authority too, and does not take part in the family here: this room asks them
        nothing."""
        ids = {one.pk for one in self.needed}
        return [one for pk, one in self.people.items() if pk in self.holders - ids]

    @property
    def not_asked(self):
        """One sentence on those; "" where there are none. The same of a card without an account and
        of a guest's: of an account that is kept from the reader it tells nothing."""
        words = {"names": listed([one.shown_name for one in self.outside])}
        return (
            ngettext(
                "%(names)s heeft geen account in jullie gezin en is niet gevraagd. Praat er met"
                " %(names)s over.",
                "%(names)s hebben geen account in jullie gezin en zijn niet gevraagd. Praat er met"
                " %(names)s over.",
                len(self.outside),
            )
            % words
            if self.outside
            else ""
        )

    @property
    def behind_it(self):
        """Whose yes it has, once it has all it needs: everybody, or by name where somebody with
        authority was not asked."""
        if not self.outside:
            return _("Iedereen staat achter wat er nu staat.")
        words = {"names": listed([one.shown_name for one in self.needed])}
        return (
            ngettext(
                "%(names)s staat achter wat er nu staat.",
                "%(names)s staan achter wat er nu staat.",
                len(self.needed),
            )
            % words
        )

    def answer_of(self, person):
        """What this person said of exactly this text, or None."""
        answer = self.answers.get(person.pk)
        return answer if answer and answer.mark == self.story.mark else None

    def backs(self, person):
        """Does this person stand behind exactly this text?"""
        answer = self.answer_of(person)
        return bool(answer) and answer.says == Backing.Says.YES

    @cached_property
    def missing(self):
        """Whose yes it still needs."""
        return [one for one in self.needed if not self.backs(one)]

    @property
    def is_asked(self):
        """Did its maker ask the others?"""
        return self.story.audience == Audience.READERS

    @property
    def is_backed(self):
        """Does everybody whom it needs stand behind it?"""
        return self.is_asked and bool(self.needed) and not self.missing

    @cached_property
    def is_overtaken(self):
        """Did somebody of this family come to decide over the child after it was shown? Then it
        closed on that day, and somebody shows it anew, also when their time has passed."""
        return any(
            self.people[pk].is_family(end_of_day(first - timedelta(days=1)))
            for pk, first in self.newcomers
        )

    @property
    def is_shown(self):
        """May the child read it, and may it be read to them or printed? It was shown, and who must
        still stand behind it. Once the child is of age, what was shown stays theirs."""
        was_shown = self.is_asked and self.child.pk in self.readers and not self.is_overtaken
        return was_shown and (self.is_of_age or self.is_backed)

    @property
    def good_pages(self):
        """The pages that hold a good memory."""
        return [page for page in self.pages if page.good]

    @property
    def empty_pages(self):
        """The pages on which nothing stands yet but a title."""
        return [page for page in self.pages if not page.text and not page.picture_id]

    @property
    def is_whole(self):
        """Can others be asked? Something on each page, and one good memory at least."""
        return bool(self.good_pages) and not self.empty_pages

    @property
    def state(self):
        """of_age, shown, writing, nobody, backed, not_yet or waiting."""
        if self.is_shown:
            return "shown"
        if self.is_of_age:
            return "of_age"
        if not self.is_asked:
            return "writing"
        if not self.needed:
            return "nobody"
        if self.is_backed:
            return "backed"
        answers = [self.answer_of(one) for one in self.missing]
        return "not_yet" if any(answers) else "waiting"

    def opens_to(self, person):
        """May this person read it at this moment?"""
        if person.pk == self.story.told_by_id:
            return True
        if person.pk == self.child.pk:
            return self.is_shown
        return self.is_asked and person in self.needed

    @property
    def who(self):
        """The line "Dit zien: …": who reads it now."""
        reading = [one for one in self.people.values() if self.opens_to(one)]
        seers = [Seer(one.shown_name, one.known_by[:1].upper()) for one in reading]
        return {"entries": seers, "can_change": False}


def may_make(visit):
    """An adult of the family makes such stories, as themselves; a guest never."""
    adult = visit.person.is_adult(localdate(visit.now))
    return visit.is_family and adult and not visit.look


def may_open(visit):
    """Does the timeline show the way here? To an adult of the family always, to a child once there
    is a story for them, to a guest never."""
    if not visit.is_family or not visit.opens("timeline", "family"):
        return False
    return visit.person.is_adult(localdate(visit.now)) or bool(standings(visit))


def children(visit):
    """For whom this visitor can make one: the family's children, but oneself. Who has no birth date
    counts as a child where somebody has authority over them."""
    held = set(Authority.objects.filter(plan=visit.plan).values_list("child", flat=True))
    day = localdate(visit.now)
    return [
        one
        for one in visit.people.values()
        if one.kind == Person.Kind.FAMILY and not one.emptied and one.pk != visit.person.pk
        if (one.pk in held if one.born is None else not is_of_age(one, day))
    ]


def standings(visit):
    """All stories this visitor may read now, oldest first. The same few queries however many."""
    stories = visit.all(ChildStory)
    if not stories:
        return []
    pages = defaultdict(list)
    for page in visit.all(ChildPage):
        pages[page.story_id].append(page)
    ids = [story.pk for story in stories]
    answers, readers = defaultdict(dict), defaultdict(set)
    for answer in Backing.objects.filter(story__in=ids):
        answers[answer.story_id][answer.person_id] = answer
    through = ChildStory.readers.through.objects.filter(childstory__in=ids)
    for story, person in through.values_list("childstory", "person"):
        readers[story].add(person)
    authorities = list(Authority.objects.filter(plan=visit.plan))
    left_out = not_answered(plan=visit.plan)
    day = localdate(visit.now)
    found = [
        Standing(
            story=story,
            pages=in_order(pages[story.pk]),
            people=visit.people,
            holders=with_authority(authorities, left_out, visit.people[story.for_child_id], day),
            newcomers=newcomers(authorities, story, visit.people[story.for_child_id], day),
            answers=answers[story.pk],
            readers=readers[story.pk],
            now=visit.now,
        )
        for story in stories
    ]
    return [one for one in found if all(one.opens_to(eye.person) for eye in visit.eyes)]


def one(visit, pk):
    """This story as the visitor may know it now, else Http404."""
    for standing in standings(visit):
        if standing.story.pk == pk:
            return standing
    raise Http404


def of_page(visit, pk):
    """(the story, this page of it) as the visitor may know them now, else Http404."""
    for standing in standings(visit):
        for page in standing.pages:
            if page.pk == pk:
                return standing, page
    raise Http404


def in_order(pages):
    """The pages in the order in which they are read."""
    return sorted(pages, key=lambda page: (page.order, page.created, str(page.pk)))
