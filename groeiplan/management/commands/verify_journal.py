from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from groeiplan import journal
from groeiplan.models import Plan


class Command(BaseCommand):
    """Checks every seal of one plan's journal or of all. Prints a line for each problem, then a
    total; exits 1 when anything is wrong. Reads only, unless --seal-head is given."""

    help = "Check that nobody altered, removed, moved or cut off anything in the journals."

    def add_arguments(self, parser):
        parser.add_argument("plan", nargs="?", help="a plan's id; without it: all plans")
        parser.add_argument(
            "--seal-head",
            action="store_true",
            help="write this plan's head outside the database anew, after a backup was put back",
        )

    def handle(self, *, plan, seal_head, **options):
        if seal_head:
            if not plan:
                raise CommandError("--seal-head needs the id of one plan.")
            journal.seal_head(_existing(plan))
        plans = [_existing(plan)] if plan else sorted(_all_plans())
        wrong = sum(self._tell(one) for one in plans)
        if wrong:
            raise CommandError(f"{len(plans)} journals checked, {wrong} not whole.")
        self.stdout.write(f"{len(plans)} journals checked, all whole.")

    def _tell(self, plan):
        """Print what is wrong with this journal; is there anything?"""
        problems = journal.verify(plan)
        if problems:
            self.stdout.write(f"{plan}: {'; '.join(problems)}")
        return bool(problems)


def _existing(plan):
    try:
        return Plan.objects.get(pk=plan).pk
    except (Plan.DoesNotExist, ValidationError) as error:
        raise CommandError(f"There is no plan {plan}.") from error


def _all_plans():
    """Plans in the database, and those of which only a head outside it is left."""
    return {*Plan.objects.values_list("pk", flat=True).iterator(), *journal.heads()}
