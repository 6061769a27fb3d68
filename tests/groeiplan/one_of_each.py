"""A row of every kind, of one person, with one word in all of them: for tests that ask who meets
that word, and where."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from alignment_meetings import actions as meetings
from alignment_meetings.models import Answer, Meeting, OwnPoint
from groeiplan import files
from groeiplan.actions import content, items
from groeiplan.models import Agreement, ContactDetail, Goal, OtherPlan, Stance, Step, Story
from kitchen_table import actions as table
from kitchen_table.models import CardAnswer, CardCheck, CardDecision, RoleCard
from timeline import actions as timeline
from timeline.models import Telling

WHO = "gp", "professional"


def base(by, guests=()):
    """What `by` told that everybody with a key reads: a goal, an agreement, a card, a moment and a
    meeting that was held, for others to say something with."""
    role, kind = WHO
    meeting = Meeting(on=timezone.now() - timedelta(days=2), question="Hoe gaat het op school?")
    meeting = meetings.plan_meeting(meeting, by=by, people=[by, *guests])
    there = meetings.hold(meeting, by=by, version=meeting.version, there=[by, *guests])
    assert there is None
    meeting.refresh_from_db()
    telling = timeline.add(Telling(title="Verhuisd"), by=by, part="family", when="2021")
    return SimpleNamespace(
        goal=content.add_goal(Goal(title="Rust in huis"), by=by),
        agreement=items.write(Agreement(kind="agreement", what="We eten samen.", who=by), by=by),
        card=table.lay(RoleCard(role=role, kind=kind, name="de dokter", place="table"), by=by),
        moment=telling.moment,
        meeting=meeting,
    )


def tell(by, there, word, *, audience, readers=(), about=()):
    """A row of each kind by `by`, with that word in it, meant for that audience: on their own,
    and with what `there` (of `base`) holds. {model name: row}; a moment of their own included."""
    role, kind = WHO
    heard = {"by": by, "readers": readers}
    on = {**heard, "about": about}
    meant = {"audience": audience}
    goal = content.add_goal(Goal(title=f"doel {word}", **meant), **on)
    mine = items.write(Agreement(kind="wish", what=f"wens {word}", who=by, **meant), **on)
    card = RoleCard(role=role, kind=kind, name=f"kaart {word}", place="table", **meant)
    card = table.lay(card, **on)
    rows = [
        items.write(Story(kind="story", text=f"verhaal {word}", **meant), **on),
        goal,
        content.add_step(Step(title=f"stap {word}"), by=by, goal=goal),
        items.write(Step(title=f"erbij {word}", goal=there.goal, **meant), **on),
        mine,
        items.write(Stance(agreement=mine, kind="agree", words=word, **meant), **on),
        items.write(Stance(agreement=there.agreement, kind="disagree", words=word, **meant), **on),
        content.add_other_plan(
            OtherPlan(title=f"plan {word}", **meant), **on, file=_paper(f"papier-{word}")
        ),
        items.write(ContactDetail(person=by, kind="phone", value=f"06-{word}", **meant), **on),
        timeline.add(Telling(title=f"moment {word}", **meant), part="help", when="2019", **on),
        timeline.tell(Telling(title=f"ook {word}", **meant), moment=there.moment, **on),
        card,
        *_said(card, word, meant, heard),
        *_said(there.card, word, meant, heard),
        items.write(Answer(meeting=there.meeting, says="not_ok", because=word, **meant), **on),
    ]
    if audience != "readers":
        rows.append(items.write(OwnPoint(meeting=there.meeting, text=word, **meant), **on))
    return {row._meta.model_name: row for row in rows}


def _said(card, word, meant, heard):
    return [
        table.say(
            CardAnswer(card=card, question="what", text=f"antwoord {word}", **meant), **heard
        ),
        table.say(CardCheck(card=card, says="no", because=word, **meant), **heard),
        table.say(CardDecision(card=card, outcome="stays", reason=word, **meant), **heard),
    ]


def _paper(name):
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "white").save(drawn, "PNG")
    return files.check(SimpleUploadedFile(f"{name}.png", drawn.getvalue(), "image/png"))
