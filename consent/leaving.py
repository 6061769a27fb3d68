"""What happens to the family's yes when somebody goes out of the plan."""

from django.utils.timezone import now as clock

from consent.models import Consent
from groeiplan import journal, keys
from groeiplan.actions.leaving import others_who_hold
from groeiplan.models import Entry


def leaves(person):
    """What was shared with this person ends, and of one of the family what was shared about them
    alone: nobody would be there any more to look after it. When the last of the family goes,
    everything ends: no guest stays behind in a plan that nobody holds. Withdrawn by whoever goes;
    nothing here ever opens anything (DOMAIN §6)."""
    now = clock()
    running = Consent.objects.filter(plan=person.plan_id, withdrawn_at=None, until__gt=now)
    is_last = person.is_family(now) and not others_who_hold(person)
    for consent in running.order_by("pk").select_for_update(of=("self",)):
        if is_last or _is_theirs(consent, person):
            _end(consent, person, now)
    keys.sync(person.plan)


def _is_theirs(consent, person):
    if consent.receiver_id == person.pk:
        return True
    return list(consent.about.values_list("pk", flat=True)) == [person.pk]


def _end(consent, person, now):
    consent.withdrawn_at, consent.withdrawn_by = now, person
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
    journal.write(
        consent.plan_id,
        Entry.Act.CONSENT_WITHDRAWN,
        who=person,
        whom=None if consent.receiver_id == person.pk else consent.receiver,
        chapters=consent.parts.values_list("chapter", flat=True),
        consents=[consent.pk],
        at=now,
    )
