from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from groeiplan import demo
from groeiplan.demo import families
from groeiplan.models import User

LOG_INS = (
    ("sanne@demo.example", "mama van Noor en Sem: het grote voorbeeld"),
    ("kees@demo.example", "papa, eigen huis"),
    ("noor@demo.example", "13 jaar"),
    ("riet@demo.example", "oma: ziet twee lijnen en de afspraken"),
    ("ilse@demo.example", "gezinscoach: ziet en schrijft mee waar dat mag"),
    ("bakker@demo.example", "huisarts: leest de afspraken"),
    ("wim@demo.example", "mentor: zijn toestemming is voorbij, hij ziet niets"),
    ("pleegouder@demo.example", "pleegmoeder van Emir"),
    ("voogd@demo.example", "voogd van Emir"),
    ("joris@demo.example", "vader, begint net"),
    ("werker@demo.example", "jeugdbeschermer met veertig plannen"),
    ("mieke@demo.example", "cliëntondersteuner: schrijft op wat iemand hardop zei"),
    ("beheer@demo.example", "beheerder: ziet geen enkel plan (/beheer/)"),
)


class Command(BaseCommand):
    help = (
        "Fills an empty database with demo families and prints their log-ins. Does nothing twice."
    )

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("The demo families belong on a development machine: DEBUG is off.")
        if not User.objects.filter(email=LOG_INS[0][0]).exists():
            self.stdout.write("Making the demo families …")
            for family in demo.FAMILIES:
                families.load(family)
            families.load_forty()
            families.superuser("beheer@demo.example")
        self.stdout.write(f"\n  {settings.SITE_URL}   (mails: {settings.SITE_URL}/demo/post/)\n")
        self.stdout.write(f"  password of everybody: {demo.PASSWORD}\n\n")
        for email, who in LOG_INS:
            self.stdout.write(f"  {email:<26} {who}\n")
        self.stdout.write("\n")
