from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from groeiplan import chapters, keys
from groeiplan.models import Chapter, Plan
from groeiplan.tools import installed_tools


class Command(BaseCommand):
    """The nightly look whether every plan's keys are what its family and its rooms say. Expects
    to find nothing. Finds it something, then it says so, mends it and exits 1."""

    help = "Compare the keys of all plans with what they should be; mend and be loud if not."

    def handle(self, **options):
        seen = wrong = 0
        for plan in Plan.objects.order_by("pk").iterator():
            seen += 1
            wrong += self._mend(plan)
        if wrong:
            raise CommandError(f"{seen} plans checked, {wrong} had wrong keys, now mended.")
        self.stdout.write(f"{seen} plans checked, all keys are right.")

    def _mend(self, plan):
        """Was anything different from what it should be?"""
        if _chapters_are_there(plan) and keys.differences(plan) == (set(), set()):
            return False
        with transaction.atomic():
            # Looked at once more with the plan locked: somebody may just have been giving a yes.
            if not Plan.objects.select_for_update().filter(pk=plan.pk).exists():
                return False
            chapters.sync(plan)
            missing, surplus = keys.differences(plan)
            keys.sync(plan)
        if missing or surplus:
            self.stdout.write(
                f"{plan.pk}: {len(missing)} keys were missing, {len(surplus)} were too many"
            )
        return bool(missing or surplus)


def _chapters_are_there(plan):
    """A room that came into the house later has no chapters in the plans that were there."""
    have = set(Chapter.objects.filter(plan=plan).values_list("tool", "part"))
    return have >= {(tool.name, part) for tool in installed_tools() for part in tool.parts}
