from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from alignment_meetings import actions
from alignment_meetings.models import Meeting
from tests.cast import share


@pytest.fixture
def talk(cast):
    """The meeting about school, in two weeks: Sanne, Noor, Sem, Ilse and oma Riet come."""
    meeting = Meeting(
        on=timezone.now() + timedelta(days=14),
        place="bij ons aan tafel",
        question="Hoe blijft Noor op school?",
        chair=cast.sanne,
    )
    people = [cast.sanne, cast.noor, cast.sem, cast.ilse, cast.riet]
    return actions.plan_meeting(meeting, by=cast.sanne, people=people)


@pytest.fixture
def was(cast, talk):
    """The same meeting, after it was held without oma Riet."""
    actions.hold(
        talk,
        by=cast.sanne,
        version=talk.version,
        there=[cast.sanne, cast.noor, cast.sem, cast.ilse],
    )
    talk.refresh_from_db()
    return talk


@pytest.fixture
def ilse_writes(cast):
    """Ilse may also write at the meetings, not on the plan's agreements."""
    return share(cast.sanne, cast.ilse, change=["alignment_meetings.alignment_meetings"])


@pytest.fixture
def at(cast):
    """at("meeting", talk) is that page's address in Noor's plan."""
    return lambda name, *rows: reverse(
        f"alignment_meetings:{name}", args=[cast.plan.pk, *(row.pk for row in rows)]
    )


@pytest.fixture
def as_(client):
    """as_(cast.sanne) is the browser of that person."""

    def log_in(somebody):
        client.force_login(getattr(somebody, "user", somebody))
        return client

    return log_in


@pytest.fixture
def planned(cast):
    """What Sanne fills in to plan a meeting."""
    return {
        "id": str(uuid4()),
        "day": (timezone.localdate() + timedelta(days=13)).isoformat(),
        "time": "15:30",
        "place": "bij ons aan tafel",
        "question": "Hoe blijft Noor op school?",
        "reason": "Acht weken drie ochtenden.",
        "people": [str(cast.sanne.pk), str(cast.noor.pk), str(cast.ilse.pk)],
        "chair": str(cast.sanne.pk),
        "audience": "keyholders",
    }
