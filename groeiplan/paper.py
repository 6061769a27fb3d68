"""The whole plan on paper: a front page, then the pages of each part that was asked for."""

from django.utils.translation import gettext as _

from groeiplan import dates, parts, pdf, story
from groeiplan.models.items import Audience
from groeiplan.tools import installed_tools


def choices(visit):
    """[(key, name)] of the parts that this visitor may put on paper, in the order of the house. A
    part of which nothing opens is not among them."""
    return [
        (key, parts.called(tool, part))
        for tool in installed_tools()
        for key, part in _of(tool)
        if visit.opens(tool.name, part)
    ]


def chosen(visit, asked):
    """The keys to print: what was asked for, as far as it is known and open. All, where nothing
    was asked for or nothing of it opens: no answer tells what exists behind a closed door."""
    offered = [key for key, _name in choices(visit)]
    return [key for key in offered if key in asked] or offered


def whole_plan(visit, asked=()):
    """ReportLab flowables of what this visitor may see of the parts asked for (`chosen`)."""
    pages = [*pdf.heading(visit.plan.name, 1), *pdf.tagline(visit.plan.family_name)]
    day = dates.say(dates.day_of(visit.now).isoformat())
    reader = visit.person.shown_name
    said = _("Geprint op %(day)s, zoals %(reader)s het ziet.")
    if visit.is_family and Audience.TELLER in visit.leaves_out:
        said = _(
            "Geprint op %(day)s, zoals %(reader)s het ziet. Zonder wat alleen %(reader)s leest."
        )
    pages += pdf.text(said % {"day": day, "reader": reader}, "small")
    told = _told(visit, chosen(visit, asked))
    if len(told) > 2:
        pages += pdf.contents()
    return pages + [one for part in told for one in part]


def _told(visit, wanted):
    """The pages of each part asked for of which there is something to read."""
    told = [
        story.PARTS[part](visit) if part else tool.story(visit)
        for tool in installed_tools()
        for key, part in _of(tool)
        if key in wanted
    ]
    return [pages for pages in told if pages]


def _of(tool):
    """[(key, part)]: the ground floor's parts are chosen one by one, a room as a whole."""
    if tool.name == "groeiplan":
        return [(part, part) for part in story.PARTS]
    return [(tool.name, None)]
