"""What a change of who decides would end, told before it is kept."""

from django.db import transaction

from groeiplan.tools import installed_rooms


def stops(visit, change):
    """Sentences on what this visitor may read of and runs or waits now, and would close or end
    sooner by `change()`, from every room. Nothing of the change is kept; what it raises is
    raised."""
    before = _runs(visit, {})
    if not before:
        return []
    after = {}
    with transaction.atomic():
        change()
        after = _runs(visit, before)
        transaction.set_rollback(True)
    return [words for one, (how, words) in after.items() if one in before and how < before[one][0]]


def _runs(visit, before):
    rooms = installed_rooms()
    return {key: one for room in rooms for key, one in room.runs(visit, before).items()}
