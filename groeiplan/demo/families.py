"""Puts the demo families in the database through the same actions people use."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.timezone import now as clock

from groeiplan import demo, journal, keys
from groeiplan.actions import items, people, plans, why
from groeiplan.models import (
    Agreement,
    ContactDetail,
    Entry,
    Goal,
    Key,
    OtherPlan,
    Person,
    Stance,
    Step,
    Story,
    User,
)
from groeiplan.tools import installed_rooms

GOALS_APART, AGREEMENTS_APART = 21, 9  # days between one and the next
NEWEST_GOAL, NEWEST_AGREEMENT = 40, 16  # days ago
REACHED = "today-58"  # when it was written down how to reach somebody
SMALL_STARTED = "today-75"  # the forty
A_WEEK, A_DAY = timedelta(days=7), timedelta(days=1)
WHOSE = ("told_by", "written_by", "about", "audience", "readers")


class Cast(dict):
    """The people of a demo family by the keys of its data files; `agreements` likewise."""

    def __init__(self):
        super().__init__()
        self.agreements = {}


@transaction.atomic
def load(family):
    """One family with everything its data files hold, in every installed room. Returns the Plan."""
    data = demo.read("groeiplan", family)
    plan, cast = _people(data)
    _content(data, cast)
    for room in installed_rooms():
        room.demo(plan, cast, family)
    keys.sync(plan)
    _looked(plan, cast, data.get("looked", ()))
    return plan


@transaction.atomic
def load_forty():
    """A worker's forty small families; each parent shares goals and meetings, and an independent
    client supporter notes what older children say. Returns a count."""
    data = demo.read("groeiplan", "forty")
    for one in (data["worker"], data["supporter"]):
        account(one["account"])
    for number, family in enumerate(data["families"], 1):
        _small_family(number, family, data["worker"], data["supporter"])
    return len(data["families"])


def account(email, password=demo.PASSWORD):
    """The account of this address, made with a proven address if it is not there yet."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def superuser(email):
    """The operator's account: rank, and not one open plan."""
    user = account(email)
    user.is_staff = user.is_superuser = True
    user.save()
    return user


def add_item(row, data, cast, part=None):
    """Write a row with the whose-is-it fields of a data file, dated `on` where the file says."""
    row.told_by = cast[data["told_by"]]
    at = demo.moment(data.get("on"), "19:30")
    row.audience = data.get("audience", "keyholders")
    return items.write(
        row,
        by=cast[data.get("written_by") or data["told_by"]],
        about=[cast[key] for key in data.get("about", ())],
        readers=[cast[key] for key in data.get("readers", ())],
        part=part,
        at=at and min(at, clock()),
    )


def _people(data):
    first = next(one for one in data["people"] if one.get("family") and one.get("account"))
    started = demo.moment(data["plan"]["started"])
    plan = plans.start(
        by=account(first["account"]),
        family_name=data["plan"]["family_name"],
        name=data["plan"].get("name", ""),
        teller=first["name"],
        at=started,
    )
    me = plan.people.get()
    cast = Cast()
    cast[first["key"]] = me
    organisations = {one["key"]: one["name"] for one in data.get("organisations", ())}
    for one in data["people"]:
        cast[one["key"]] = _person(me, one, organisations, started, cast.get(one["key"]))
    for one in data.get("authority", ()):
        people.set_authority(
            by=me,
            child=cast[one["child"]],
            holder=cast[one["holder"]],
            kind=one["kind"],
            since=demo.day(one.get("since")),
            until=demo.day(one.get("until")),
        )
    keys.sync(plan)
    return plan, cast


def _person(me, data, organisations, started, person):
    values = {
        "name": data["name"],
        "kind": data["kind"],
        "role": data.get("role", ""),
        "household": data.get("household", ""),
        "born": demo.day(data.get("born")),
        "organisation": organisations.get(data.get("organisation"), ""),
    }
    if person is None:
        person = people.add(by=me, **values)
    else:
        person = people.change(person, by=me, version=person.version, **values)
    if data.get("account"):
        person.user = account(data["account"])
    if data.get("family"):
        person.family_since = started
    person.save()
    return person


def _content(data, cast):
    first = next(iter(cast))
    for one in data.get("contact_details", ()):
        detail = ContactDetail(person=cast[one["person"]], kind=one["kind"], value=one["value"])
        writer = one["person"] if cast[one["person"]].user_id else first
        whose = {"told_by": one["person"], "written_by": writer, "on": REACHED}
        add_item(detail, whose | one, cast)
    for one in data.get("stories", ()):
        story = Story(kind=one["kind"], text=one["text"], since=demo.told(one.get("since")))
        add_item(story, one, cast)
    goals = {one["key"]: _goal(one, order, cast) for order, one in enumerate(data.get("goals", ()))}
    for one in data.get("agreements", ()):
        cast.agreements[one["key"]] = _agreement(one, goals, cast)
    names = {one["key"]: one["name"] for one in data.get("organisations", ())}
    names |= {key: person.name for key, person in cast.items()}
    for one in data.get("other_plans", ()):
        plan = OtherPlan(
            title=one["title"],
            owner=names.get(one.get("owner"), one.get("owner", "")),
            note=one.get("note", ""),
            since=demo.told(one.get("since")),
        )
        add_item(plan, {"told_by": first, "on": "today-75", **one}, cast)


def _goal(data, order, cast):
    made = demo.evening(NEWEST_GOAL + GOALS_APART * order)
    ended = demo.moment(data.get("status_on"))
    if ended:
        made = min(made, ended - 10 * A_WEEK)
    goal = add_item(
        Goal(
            title=data["title"],
            why=data.get("why", ""),
            status=data["status"],
            status_on=demo.day(data.get("status_on")),
            status_words=data.get("status_words", ""),
            order=order,
        ),
        data,
        cast,
    )
    demo.dated(goal, made, changed=ended)
    for place, one in enumerate(data.get("steps", ())):
        step = Step(
            goal=goal,
            title=one["title"],
            who=cast.get(one.get("who")),
            by_when=demo.told(one.get("by")),
            status=one.get("status", "todo"),
            note=one.get("note", ""),
            order=place,
        )
        add_item(step, {name: data[name] for name in WHOSE if name in data}, cast)
        taken = None if step.status == Step.Status.TODO else made + A_WEEK * (place + 1)
        demo.dated(step, made, changed=taken)
    return goal


def _agreement(data, goals, cast):
    made = demo.evening(NEWEST_AGREEMENT + AGREEMENTS_APART * len(cast.agreements))
    agreement = add_item(
        Agreement(
            kind=data["kind"],
            what=data["what"],
            who=cast[data["who"]],
            by_when=demo.told(data.get("by_when")),
            checked_by=cast.get(data.get("checked_by")),
            look_back_on=demo.day(data.get("look_back_on")),
            otherwise=data.get("otherwise", ""),
            decided_by=data.get("decided_by", ""),
            goal=goals.get(data.get("goal")),
            status=data.get("status", "open"),
        ),
        data,
        cast,
    )
    is_open = agreement.status == Agreement.Status.OPEN
    demo.dated(agreement, made, changed=None if is_open else made + A_WEEK)
    for place, one in enumerate(data.get("stances", ())):
        stance = Stance(agreement=agreement, kind=one["stance"], words=one.get("words", ""))
        person = cast[one["person"]]
        writer = (
            one["person"]
            if person.user_id and person.family_since
            else data.get("written_by") or data["told_by"]
        )
        stance = add_item(stance, {"told_by": one["person"], "written_by": writer}, cast)
        demo.dated(stance, made + A_DAY * place)
    return agreement


def _looked(plan, cast, rows):
    """Visits of the last weeks, so that "Wie heeft gekeken?" has something to tell."""
    now = clock()
    for one in sorted(rows, key=lambda row: demo.moment(row["on"], row["at"])):
        chapters = plan.chapters.filter(tool=one["tool"], part__in=one["parts"])
        person = cast[one["who"]]
        keys_used = Key.objects.filter(user=person.user, content_object__in=chapters)
        entry = journal.write(
            plan.pk,
            one.get("act", Entry.Act.READ),
            who=person,
            chapters=[chapter.pk for chapter in chapters],
            consents=set(keys_used.values_list("consent", flat=True)),
            at=min(now, demo.moment(one["on"], one["at"])),
        )
        if "why" in one:
            _why(entry, cast, one["why"])


def _why(entry, cast, told):
    """Somebody of the family asked why, and heard it the next evening."""
    question = why.ask(entry, by=cast[told["by"]], at=demo.moment(told["on"], "20:15"))
    answered = demo.moment(told["answered"], "16:40")
    why.answer(question, by=question.person.user, words=told["answer"], at=answered)


def _small_family(number, data, worker, supporter):
    plan = plans.start(
        by=account(f"gezin-{number:02}@demo.example", None),
        family_name=data["family_name"],
        name="Ons plan",
        teller=data["parent"],
        at=demo.moment(SMALL_STARTED),
    )
    me = plan.people.get()
    for child in data["children"]:
        born = demo.day(child["born"])
        card = people.add(by=me, name=child["name"], born=born, kind=Person.Kind.FAMILY)
        people.set_authority(by=me, child=card, holder=me, kind="parent", since=born)
    cast = Cast()
    cast.update(parent=me, worker=_helper(me, worker), supporter=_helper(me, supporter))
    goal = items.write(Goal(title=data["goal"]), by=me)
    demo.dated(goal, demo.moment(data["last_changed"]))
    for room in installed_rooms():
        room.demo(plan, cast, "forty")
    keys.sync(plan)


def _helper(me, data):
    """The card of somebody who comes to several families, linked to their one account."""
    person = people.add(
        by=me,
        name=data["name"],
        role=data["role"],
        organisation=data["organisation"],
        kind=Person.Kind.PROFESSIONAL,
    )
    person.user = account(data["account"])
    person.save()
    return person
