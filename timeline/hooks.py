"""What the four lines bring to the rest of the house."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from groeiplan.tools import Change, Dated
from timeline import actions, drawing, pictures, seen
from timeline.models import Telling


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


def changes(visit, since):
    """What was told, changed, proposed or answered since then."""
    found = [
        Change(telling.changed, _sentence(one, telling, since), one.url)
        for one in seen.everything(visit)
        for telling in one.tellings
        if telling.changed > since
    ]
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
    }


def carry(luggage):
    """Own tellings go along, each on a moment with the same date on the same line. What was once
    a proposal is simply told there."""
    moments = {}
    for row in luggage.rows(Telling):
        copy = luggage.copy(row)
        copy.proposal, copy.answer, copy.answered_at = "", "", None
        write = partial(_tell, moments, row.moment)
        laid = luggage.lay(row, copy, row.chapter.part, write)
        pictures.copy(row, laid, by=luggage.me)


def _tell(moments, old, telling, *, by, part, about, readers):
    if old.pk in moments:
        moment = moments[old.pk]
        return actions.tell(telling, by=by, moment=moment, about=about, readers=readers)
    told = actions.add(telling, by=by, part=part, when=old.when, about=about, readers=readers)
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


def _exported(one, visit):
    moment = one.moment
    return {
        "id": str(moment.pk),
        "line": one.strand,
        "line_name": one.name,
        "when": moment.when,
        "when_told": one.when,
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
        "drawing": telling.drawing.shown_name if telling.drawing else None,
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
