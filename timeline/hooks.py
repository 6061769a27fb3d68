"""What the four lines bring to the rest of the house."""

from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groeiplan import dates
from groeiplan.actions import items
from groeiplan.models import Authority, LeftOut
from groeiplan.models.items import Audience
from groeiplan.tools import Change, Dated, Waiting
from timeline import actions, child, drawing, pictures, seen
from timeline.actions import child as child_actions
from timeline.models import Backing, ChildPage, ChildStory, Telling


def card(visit):
    """The small drawing on the plan page; None for who may not open the timeline."""
    strands = seen.strands(visit)
    if not strands:
        return None
    known = seen.outlines(visit)
    moments = [one for one in known if one.drawn]
    tellings = [telling for one in known for telling in one.tellings]
    waiting = [one for one in tellings if one.proposal == Telling.Proposal.PROPOSED]
    return {
        "count": len(moments),
        "counts": [(line, len(there)) for line, there in drawing.lists(visit, moments, strands)],
        "proposals": len(waiting) if visit.is_family else 0,
        **drawing.strip(visit, moments, strands, timezone.localdate()),
    }


def beside_rows(visit, part=None):
    """What the family calls the lines."""
    return sorted((one, name) for one, name in seen.own_names(visit).items() if part in (None, one))


def shown(visit, read):
    """No story for a child: it stands on no page that listens, and who reads it at this moment is
    in no row (`timeline.child`)."""
    stories = (ChildStory, ChildPage)
    return {model: rows for model, rows in read.items() if model not in stories}


def changes(visit, since):
    """What was told, changed, proposed or answered since then."""
    found = [
        Change(telling.changed, _sentence(one, telling, since), one.url)
        for one in seen.everything(visit)
        for telling in one.tellings
        if telling.changed > since
    ]
    found += _changed_stories(visit, since)
    return sorted(found, key=lambda change: change.at, reverse=True)


def moments(visit):
    """The dated moments, for other rooms."""
    return [
        Dated(one.moment.when, one.title, one.url, one.strand)
        for one in seen.everything(visit)
        if one.told and not one.is_proposal
    ]


def export(visit):
    """Everything this visitor may read, as plain data; None when the timeline stays closed."""
    if not visit.opens("timeline"):
        return None
    beside = ("about", "readers", "written_by", "answered_by", "photo", "drawing")
    everything = seen.everything(visit, *beside)
    return {
        "lines": seen.line_names(visit),
        "moments": [_exported(one, visit) for one in everything],
        "child_stories": [_exported_story(one, visit) for one in child.standings(visit)],
    }


def files_beside(visit):
    """The pictures in the stories for a child that this visitor may read now."""
    pages = (page for one in child.standings(visit) for page in one.pages)
    return [one.picture for one in pages if one.picture and not one.picture.removed]


def asks(visit):
    """One `Waiting` for the stories for a child that wait for this family member's "hier sta ik
    achter", none without. Most families have no such story: then it is one small query."""
    me, today = visit.person, timezone.localdate(visit.now)
    shared = [
        story
        for story in visit.glance(ChildStory, "for_child_id", "mark")
        if story.audience == Audience.READERS
        and not child.is_of_age(visit.people[story.for_child_id], today)
    ]
    if not shared:
        return []
    backed = Backing.objects.filter(person=me, story__in=[one.pk for one in shared])
    said = set(backed.values_list("story", "mark"))
    children = {one.for_child_id for one in shared if (one.pk, one.mark) not in said}
    asked = _asked_over(me, children, today) if children else ()
    count = sum((one.pk, one.mark) not in said and one.for_child_id in asked for one in shared)
    if not count:
        return []
    words = ngettext(
        "Er is een verhaal voor een kind. Sta jij erachter?",
        "Er zijn %(n)d verhalen voor een kind. Sta jij erachter?",
        count,
    )
    return [Waiting(words % {"n": count}, reverse("timeline:children", args=[visit.plan.pk]))]


def _asked_over(person, children, today):
    """Those of these children (ids) over whom this person has authority, or is asked whether."""
    held = Authority.objects.filter(holder=person, child__in=children, kind__in=child.OVER_A_CHILD)
    over = {one.child_id for one in held if child.lasts(one, today)}
    left_out = LeftOut.objects.filter(child__in=children, person=person, answered_at=None)
    return over | set(left_out.values_list("child", flat=True))


def follow(row, by):
    """What hangs under a row follows whom its teller means it for."""
    if isinstance(row, ChildStory):
        child_actions.follow(row)
    else:
        pictures.settle(row, by=by)


def carry(luggage):
    """Own tellings go along, each on a moment with the same date on the same line. What was once
    a proposal is simply told there."""
    moments = {}
    for row in luggage.rows(Telling):
        copy = luggage.copy(row)
        copy.proposal, copy.answer, copy.answered_at = "", "", None
        write = partial(_tell, luggage, moments, row.moment)
        laid = luggage.lay(row, copy, row.chapter.part, write)
        pictures.copy(row, laid, by=luggage.me)
    _carry_stories(luggage, moments)


def _carry_stories(luggage, moments):
    """Own stories for a child go along with their pages, meant for nobody but oneself: who stands
    behind them there is asked anew."""
    stories = luggage.rows(ChildStory)
    for row in stories:
        copy = luggage.copy(row, for_child=luggage.card(row.for_child))
        copy.shown = None
        luggage.lay(row, copy, write=_alone)
    for row in luggage.rows(ChildPage):
        if story := luggage.laid.get(row.story_id):
            copy = luggage.copy(row, story=story, moment=moments.get(row.moment_id))
            laid = luggage.lay(row, copy, write=_alone)
            child_actions.copy_picture(row, laid, by=luggage.me)
    for row in stories:
        child_actions.seal(luggage.laid[row.pk])


def _alone(row, *, by, about, readers, part):
    row.audience = Audience.TELLER
    return items.write(row, by=by, about=about)


def _tell(luggage, moments, old, telling, *, by, part, about, readers):
    if old.pk in moments:
        moment = moments[old.pk]
        return actions.tell(telling, by=by, moment=moment, about=about, readers=readers)
    cards = {str(pk): str(card.pk) for pk, card in luggage.people.items()}
    when = dates.Kept(old.when, dates.follows_as(old.follows, cards))
    told = actions.add(telling, by=by, part=part, when=when, about=about, readers=readers)
    moments[old.pk] = told.moment
    return told


def _sentence(one, telling, since):
    words = {"name": telling.told_by.shown_name, "title": telling.title, "line": one.name}
    if telling.proposal == Telling.Proposal.PROPOSED:
        return _("%(name)s stelde een moment voor: %(title)s.") % words
    if telling.proposal == Telling.Proposal.TAKEN:
        return _("Het gezin nam een voorstel van %(name)s over: %(title)s.") % words
    if telling.proposal == Telling.Proposal.REWORDED:
        return (
            _("Het gezin vertelde een voorstel van %(name)s in eigen woorden: %(title)s.") % words
        )
    if telling.proposal == Telling.Proposal.REFUSED:
        return _("Het gezin nam een voorstel van %(name)s niet over: %(title)s.") % words
    if telling.created > since:
        return _("%(name)s vertelde op de lijn %(line)s: %(title)s.") % words
    return _("%(name)s veranderde een verhaal op de lijn %(line)s: %(title)s.") % words


def _changed_stories(visit, since):
    for one in child.standings(visit):
        if one.story.changed > since:
            url = reverse("timeline:child_story", args=[visit.plan.pk, one.story.pk])
            yield Change(one.story.changed, _sentence_of(one, visit), url)


def _sentence_of(one, visit):
    words = {
        "name": one.maker.shown_name,
        "child": one.child.shown_name,
        "title": one.story.title,
    }
    if visit.person.pk == one.child.pk:
        return _("Er is een verhaal voor jou: %(title)s.") % words
    if one.is_shown:
        return _("Het verhaal voor %(child)s is er: %(title)s.") % words
    return _("%(name)s schrijft een verhaal voor %(child)s: %(title)s.") % words


def _exported_story(one, visit):
    """What grown-ups said of it, the child does not take along."""
    as_child = visit.person.pk == one.child.pk
    answers = [] if as_child else [(who, one.answers.get(who.pk)) for who in one.needed]
    return {
        "id": str(one.story.pk),
        "for": one.child.shown_name,
        "told_by": one.maker.shown_name,
        "title": one.story.title,
        "ending": one.story.ending,
        "state": one.state,
        "pages": [_exported_page(page) for page in one.pages],
        "backed_by": [
            {
                "name": who.shown_name,
                "says": said.says,
                "words": said.words,
                "of_this_text": said.mark == one.story.mark,
                "at": said.at.isoformat(),
            }
            for who, said in answers
            if said
        ],
        "created": one.story.created.isoformat(),
        "changed": one.story.changed.isoformat(),
    }


def _exported_page(page):
    return {
        "title": page.title,
        "when": page.when_words,
        "text": page.text,
        "picture": page.picture.shown_name if page.picture else None,
        "picture_id": page.picture and str(page.picture.pk),
        "seen_there": page.seen_there,
        "good_memory": page.good,
    }


def _exported(one, visit):
    moment = one.moment
    return {
        "id": str(moment.pk),
        "line": one.strand,
        "line_name": one.name,
        "when": moment.when,
        "when_told": one.when,
        "when_follows": one.follows,
        "first_day": moment.first_day and moment.first_day.isoformat(),
        "last_day": moment.last_day and moment.last_day.isoformat(),
        "tellings": [_exported_telling(telling, visit) for telling in one.tellings],
    }


def _exported_telling(telling, visit):
    """Which others a telling is meant for, only the family reads by name."""
    readers = telling.readers.all() if visit.is_family else ()
    answered = telling.answered_at
    return {
        "id": str(telling.pk),
        "title": telling.title,
        "text": telling.text,
        "weight": str(telling.get_weight_display()) if telling.weight else "",
        "helped": telling.helped,
        "wants_to_talk": {Telling.Talk.YES: True, Telling.Talk.NO: False}.get(telling.talk),
        "photo": telling.photo.shown_name if telling.photo else None,
        "photo_id": telling.photo and str(telling.photo.pk),
        "drawing": telling.drawing.shown_name if telling.drawing else None,
        "drawing_id": telling.drawing and str(telling.drawing.pk),
        "seen_there": telling.seen_there,
        "told_by": telling.told_by.shown_name,
        "written_by": telling.written_by.shown_name,
        "about": [person.shown_name for person in telling.about.all()],
        "audience": telling.audience,
        "readers": [person.shown_name for person in readers],
        "proposal": telling.proposal,
        "answer": telling.answer,
        "answered_by": telling.answered_by.shown_name if telling.answered_by else None,
        "answered_at": answered and answered.isoformat(),
        "created": telling.created.isoformat(),
        "changed": telling.changed.isoformat(),
    }
