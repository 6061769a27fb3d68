"""Answering what a guest proposes. The guest's words stay the guest's."""

from django.db import transaction
from django.utils.timezone import now as clock

from groeiplan.actions import items
from timeline.actions.deeds import note
from timeline.actions.tellings import tell
from timeline.models import Deed, Telling


@transaction.atomic
def answer(telling, *, by, version, proposal, words=""):
    """Take over ("taken") or refuse ("refused") what a guest proposed, with a word back. Raises
    `items.Conflict` when it was changed or answered meanwhile."""
    row = _answered(telling, by, version, proposal, words)
    note(Deed.Kind.ANSWERED, by=by, moment=row.moment, texts=[(row.pk, version)])
    return row


@transaction.atomic
def reword(own, *, by, proposed, version, words="", **told):
    """Take over what a guest `proposed` in words of one's own: `own` (unsaved) comes beside it and
    counts for the family. `told` as in `tell`. Sent twice, it is one telling. Raises
    `items.Conflict` as `answer` does."""
    if Telling.objects.filter(pk=own.pk).exists():
        return tell(own, by=by, moment=proposed.moment, **told)
    row = _answered(proposed, by, version, Telling.Proposal.REWORDED, words)
    made = tell(own, by=by, moment=row.moment, **told)
    note(
        Deed.Kind.ANSWERED,
        by=by,
        moment=row.moment,
        texts=[(row.pk, version)],
        made=[(made.pk, made.version)],
    )
    return made


def _answered(telling, by, version, proposal, words):
    return items.change(
        telling,
        by=by,
        version=version,
        proposal=proposal,
        answer=words,
        answered_by=by,
        answered_at=clock(),
    )
