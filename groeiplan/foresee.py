"""What a change of who decides would end, told before it is kept."""

from django.db import transaction

from groeiplan.tools import installed_rooms


def stops(visit, change):
    """Sentences on what this visitor may read of and runs now, and would close sooner by
    `change()`, from every room. Nothing of the change is kept; what it raises is raised."""
    before = _runs(visit)
    if not before:
        return []
    after = {}
    with transaction.atomic():
        change()
        after = _runs(visit)
        transaction.set_rollback(True)
    told = (after[one] for one in before if one in after)
    return [
        words for (until, words), one in zip(told, before, strict=True) if until < before[one][0]
    ]


def _runs(visit):
    return {key: one for room in installed_rooms() for key, one in room.runs(visit).items()}
