"""The demo families' moments, from their data files, told through the same actions people use."""

from datetime import timedelta

from django.utils.timezone import now as clock

from groeiplan import demo
from timeline import actions, child, demo_pictures, pictures
from timeline.actions import child as child_actions
from timeline.models import Backing, ChildPage, ChildStory, Telling

NEWEST = timedelta(days=10)
STRIDE = 0.618  # of the golden section: steps of it never bunch together
WORDS = ("text", "weight", "helped", "talk", "seen_there")
PROPOSED = (8, 4)  # days ago that a guest proposed something; the last for all that follow


def fill(plan, people, family):
    """Put this family's moments on the lines; nothing without a file. `people`: {key: Person}."""
    read = demo.read("timeline", family)
    moments, made = read.get("moments", ()), {}
    proposals = 0
    for number, (told, at) in enumerate(zip(moments, _days(plan, len(moments)), strict=True)):
        if _is_proposed(told["tellings"][0], people):
            at = demo.evening(PROPOSED[min(proposals, len(PROPOSED) - 1)])
            proposals += 1
        made[told["key"]] = _moment(told, people, at + timedelta(minutes=number))
    for deed in read.get("afterwards", ()):
        _afterwards(deed, people, made)
    for told in read.get("child_stories", ()):
        _child_story(told, people, made)


def _days(plan, count):
    """When each was told: spread over the plan's life, in no order, as people remember."""
    plan.refresh_from_db(fields=["started"])
    life = max(clock() - NEWEST - plan.started, timedelta())
    return [plan.started + life * (number * STRIDE % 1) for number in range(count)]


def _is_proposed(told, people):
    """A guest only proposes."""
    return _writer(told, people).family_since is None


def _afterwards(deed, people, made):
    """The moment that was split off stands under a name of its own until it is joined again."""
    moment, by = made[deed["moment"]], people[deed["by"]]
    if deed["does"] == "split":
        rows = moment.tellings.filter(title__in=deed["tellings"])
        made["split off"] = actions.split(moment, by=by, tellings=rows, when=moment.when)
    else:
        rows = made["split off"].tellings.all()
        actions.join(made.pop("split off"), by=by, other=moment, tellings=rows, when=moment.when)


def _moment(told, people, at):
    """Put one moment down with its tellings, the first of which made it; each a day after the one
    before. Returns the `Moment`."""
    first, *others = told["tellings"]
    row, by, persons = _telling(first, people)
    made = actions.add(row, by=by, part=told["line"], when=told.get("when", ""), at=at, **persons)
    for later, other in enumerate(others, 1):
        row, by, persons = _telling(other, people)
        day = min(clock(), at + timedelta(days=later))
        actions.tell(row, by=by, moment=made.moment, at=day, **persons)
    return made.moment


def _child_story(told, people, made):
    """A story for a child with its pages; asked, backed and shown as far as the file says."""
    by, who = people[told["by"]], people[told["for_child"]]
    at = demo.evening(told["days_ago"])
    row = ChildStory(for_child=who, title=told["title"], ending=told.get("ending", ""))
    story = child_actions.begin(row, by=by, at=at)
    for page in told["pages"]:
        moment = made.get(page.get("moment"))
        words = {
            name: page[name] for name in ("title", "text", "seen_there", "good") if name in page
        }
        when = page.get("when_words") or (moment and child.when_words(who, moment.when)) or ""
        picture = demo_pictures.made(page["picture"]) if "picture" in page else None
        row = ChildPage(moment=moment, when_words=when, **words)
        child_actions.add_page(row, by=by, story=story, picture=picture, at=at)
    story.refresh_from_db()
    if not who.under_authority.exists():
        return  # nobody can be asked: it stays with its maker
    child_actions.ask(story, by=by, mark=story.mark)
    for name in told.get("backed_by", ()):
        child_actions.answer(story, by=people[name], mark=story.mark, says=Backing.Says.YES)
    if told.get("shown"):
        child_actions.show(story, by=by, mark=story.mark)
    demo.dated(story, at)
    story.backings.update(at=at)


def _telling(told, people):
    row = Telling(
        told_by=people[told["told_by"]],
        title=told["title"],
        audience=told.get("audience", "keyholders"),
        **{name: told.get(name, "") for name in WORDS},
    )
    by = _writer(told, people)
    more = {name: [people[k] for k in told.get(name, ())] for name in ("about", "readers")}
    drawn = {name: demo_pictures.made(told[name]) for name in pictures.NAMES if name in told}
    return row, by, more | drawn


def _writer(told, people):
    return people[told.get("written_by", told["told_by"])]
