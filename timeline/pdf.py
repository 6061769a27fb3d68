"""The lines on paper: per line, in time order, each telling as a quote."""

from django.utils.translation import gettext as _

from groeiplan import pdf
from timeline import manners, pictures, seen
from timeline.models import Telling

HUES = {"family": "terracotta", "daily_life": "teal", "people": "ochre", "help": "violet"}


def story(visit):
    """Flowables for what this visitor may read; empty when that is nothing."""
    moments = [one for one in seen.everything(visit, "about", *pictures.NAMES) if one.drawn]
    if not moments:
        return []
    made = pdf.heading(_("Dit zijn wij"))
    for strand in seen.strands(visit):
        there = [one for one in moments if one.strand == strand]
        if there:
            made += pdf.heading(seen.strand_name(visit, strand), 2)
        for one in there:
            made += _moment(one)
    return made + _patterns(manners.patterns_of(visit, moments))


def _patterns(patterns):
    made = pdf.heading(_("Wat er samenviel"), 2) if patterns else []
    for one in patterns:
        made += pdf.text(one.words)
    return made


def _moment(one):
    made = pdf.heading(one.title, 3) + _held(pdf.text(one.when, "small"))
    for telling in one.drawn:
        if telling.title != one.title and telling.text:
            made += _held(pdf.text(telling.title, "small"))
        words = telling.text or telling.title
        quote = pdf.quote(words, _by(telling), hue=HUES[one.strand])
        shown = _pictures(telling)
        made += (_held(quote) if shown and len(words) <= pdf.TOGETHER else quote) + shown
    return made


def _pictures(telling):
    """Its photo and drawing, below its words, with what is seen there."""
    made = []
    for name in pictures.NAMES:
        if checked := pictures.taken_from(getattr(telling, name)):
            made += pdf.picture(checked.content)
    seen_there = pdf.text(telling.seen_there, "small") if made else []
    return (_held(made) if seen_there else made) + seen_there


def _held(flowables):
    """These on the same page as what follows: a date or title alone says nothing."""
    for one in flowables:
        one.keepWithNext = True
    return flowables


def _by(telling):
    name = telling.told_by.shown_name
    if telling.proposal == Telling.Proposal.PROPOSED:
        said = _("%s stelt dit voor. Het gezin heeft nog niet geantwoord.") % name
    elif telling.proposal == Telling.Proposal.TAKEN:
        said = _("voorgesteld door %s, overgenomen door het gezin") % name
    else:
        said = _("%s vertelt") % name
    about = [person.shown_name for person in telling.about.all()]
    return " · ".join([said, _("over %s") % ", ".join(about)] if about else [said])
