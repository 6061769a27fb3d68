from datetime import date

import pytest
from django.http import Http404

from groeiplan import keys
from groeiplan.access import CHANGE, visit_of
from groeiplan.actions import items, people
from groeiplan.models import Goal, Story
from tests.cast import share, visit


def test_family_sees_all_chapters_a_guest_only_those_it_was_let_into(cast):
    assert len(visit(cast.sanne).chapters()) == 12
    opened = {str(one) for one in visit(cast.ilse).chapters().values()}
    assert opened == {
        "groeiplan.goals",
        "timeline.help",
        "kitchen_table.kitchen_table",
        "alignment_meetings.alignment_meetings",
    }
    assert visit(cast.ilse).opens("groeiplan", "goals", CHANGE)
    assert not visit(cast.ilse).opens("kitchen_table", right=CHANGE)


@pytest.mark.parametrize("who", ["wim", "stranger", "superuser", "ayse", "guardian"])
def test_nobody_else_gets_in(cast, who):
    somebody = getattr(cast, who)
    with pytest.raises(Http404):
        visit_of(getattr(somebody, "user", somebody), cast.plan.pk)


def test_alone_means_alone_and_family_means_family(cast):
    mine = items.write(Story(kind="worry", text="geheim", audience="teller"), by=cast.noor)
    ours = items.write(Story(kind="worry", text="van ons", audience="family"), by=cast.noor)
    named = items.write(
        Story(kind="worry", text="voor Kees", audience="readers"), by=cast.noor, readers=[cast.kees]
    )
    share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    assert set(visit(cast.noor).rows(Story)) == {mine, ours, named}
    assert set(visit(cast.sanne).rows(Story)) == {ours}
    assert set(visit(cast.kees).rows(Story)) == {ours, named}
    assert not visit(cast.riet).rows(Story).exists()


def test_a_yes_about_one_child_opens_only_what_concerns_that_child(cast):
    both = items.write(Goal(title="samen"), by=cast.sanne, about=[cast.noor, cast.sem])
    noor = items.write(Goal(title="Noor"), by=cast.sanne, about=[cast.noor])
    items.write(Goal(title="allemaal"), by=cast.sanne)
    share(cast.sanne, cast.bakker, look=["groeiplan.goals"], about=[cast.noor])
    assert list(visit(cast.bakker).rows(Goal)) == [noor]
    share(cast.sanne, cast.bakker, look=["groeiplan.goals"], about=[cast.sem])
    assert set(visit(cast.bakker).rows(Goal)) == {noor, both}


def test_a_yes_of_the_family_does_not_speak_for_its_adults_outside_the_circle(cast):
    """Each person a row is about has said yes, or somebody who may for them."""
    mats = people.add(by=cast.sanne, name="Mats", kind="family", born=date(2005, 5, 1))
    of_mats = items.write(
        Story(kind="worry", text="Mats is ziek geweest."), by=cast.sanne, about=[mats]
    )
    of_both = items.write(Story(kind="worry", text="Ruzie."), by=cast.sanne, about=[mats, cast.sem])
    of_all = items.write(Story(kind="worry", text="Het huis is klein."), by=cast.sanne)
    share(cast.sanne, cast.riet, look=["groeiplan.stories"])
    for rows in (visit(cast.riet).rows(Story), visit(cast.riet).all(Story)):
        assert set(rows) == {of_all}
    assert set(visit(cast.kees).rows(Story)) == {of_mats, of_both, of_all}
    share(cast.sanne, cast.riet, look=["groeiplan.stories"], about=[mats])
    for rows in (visit(cast.riet).rows(Story), visit(cast.riet).all(Story)):
        assert set(rows) == {of_mats, of_both, of_all}


def test_keys_are_what_the_family_and_the_rooms_say(cast):
    for plan in (cast.plan, cast.other_plan):
        assert keys.differences(plan) == (set(), set())
        assert keys.sync(plan) == (0, 0)
