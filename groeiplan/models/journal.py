from secrets import token_hex
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One thing somebody did in a plan, sealed over the entry before it. Append-only, no content:
    only opaque ids are sealed, so that a name can be erased and the chain still holds.
    The fields follow NEN 7513: who, when, what, on which part, on which consent."""

    class Act(models.TextChoices):
        READ = "read", _("keek naar")
        PRINT = "print", _("printte")
        EXPORT = "export", _("nam mee")
        CHANGE = "change", _("schreef in")
        STARTED = "started", _("begon het plan")
        INVITED = "invited", _("nodigde uit")
        ACCEPTED = "accepted", _("nam de uitnodiging aan")
        CONFIRMED = "confirmed", _("zei: ja, dit is de juiste persoon")
        REFUSED = "refused", _("zei: nee, dit is iemand anders")
        TAKEN_BACK = "taken_back", _("nam een uitnodiging terug")
        CARD_CHANGED = "card_changed", _("veranderde een kaart")
        CARD_EMPTIED = "card_emptied", _("maakte een kaart leeg")
        AUTHORITY_CHANGED = "authority_changed", _("veranderde wie gezag heeft")
        CONSENT_ASKED = "consent_asked", _("wil iets delen")
        CONSENT_REQUESTED = "consent_requested", _("vroeg om een ja")
        CONSENT_REFUSED = "consent_refused", _("zei nee tegen delen")
        YES_NOTED = "yes_noted", _("schreef een ja op")
        NO_NOTED = "no_noted", _("schreef een nee op")
        COURT_NOTED = "court_noted", _("schreef een besluit van de rechter op")
        COURT_READ = "court_read", _("las een besluit van de rechter na: het klopt")
        COURT_DENIED = "court_denied", _("zei dat een besluit van de rechter niet klopt")
        RULE_CHANGED = "rule_changed", _("veranderde hoe iemand beslist")
        BIRTHDAY_TALKED = "birthday_talked", _("praatte over een verjaardag")
        PRIVATE_BEGAN = "private_began", _("wilde tijd voor zichzelf")
        PRIVATE_ENDED = "private_ended", _("deed de deur weer open")
        WHY_ASKED = "why_asked", _("vroeg waarom er gekeken is")
        WHY_ANSWERED = "why_answered", _("antwoordde waarom")
        GROUND_STATED = "ground_stated", _("zei op welke grond")
        LEFT = "left", _("ging uit het plan")
        ACCOUNT_ENDED = "account_ended", _("hief het eigen account op")
        CONSENT_GIVEN = "consent_given", _("zei ja tegen delen")
        CONSENT_WITHDRAWN = "consent_withdrawn", _("stopte met delen")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey("groeiplan.Plan", models.CASCADE, related_name="journal")
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    act = models.CharField(max_length=20, choices=Act.choices)
    who = models.UUIDField()  # a KnownName, not a foreign key: names can be erased
    whom = models.UUIDField(null=True)  # the KnownName it concerned, where it concerned somebody
    chapters = models.JSONField(default=list)  # chapter ids as text, sorted
    consents = models.JSONField(default=list)  # consent ids as text, sorted
    # What those two were called, sealed with a salt that is erased together with the name.
    who_seal = models.CharField(max_length=64)
    whom_seal = models.CharField(max_length=64, blank=True)
    key_id = models.CharField(max_length=20)
    seal = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["plan", "seq"], name="one_entry_per_number")]
        indexes = [
            models.Index(fields=["plan", "who", "at"]),
            models.Index(fields=["plan", "at", "seq"]),  # the order in which it is read
        ]

    def __str__(self):
        return str(self.pk)


class WhyQuestion(models.Model):
    """The family's "waarom heb je gekeken?" about one entry, and the answer, which stays beside
    that entry for good (DOMAIN §6): sealed over that entry's own seal, so that another answer put
    in its place shows. Emptying the person's card takes the name away, the answer stays."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey("groeiplan.Plan", models.CASCADE, related_name="+")
    entry = models.OneToOneField(Entry, models.CASCADE, related_name="why")
    person = models.ForeignKey("groeiplan.Person", models.RESTRICT, related_name="+")  # is asked
    asked_by = models.ForeignKey("groeiplan.Person", models.RESTRICT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(_("waarom keek je?"), max_length=2_000, blank=True)
    answered_at = models.DateTimeField(null=True)
    key_id = models.CharField(max_length=20)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_answer_has_its_moment",
                condition=models.Q(answer="", answered_at=None)
                | ~models.Q(answer="") & models.Q(answered_at__isnull=False),
            )
        ]

    def __str__(self):
        return str(self.pk)


class KnownName(models.Model):
    """The name, role and organisation behind an opaque id in the journal, as they were then.
    Without salt they were erased: nobody can tell any more what they were. A name under which
    somebody looked or wrote as a guest stays."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey("groeiplan.Plan", models.CASCADE, related_name="+")
    person = models.ForeignKey("groeiplan.Person", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=80, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    salt = models.CharField(max_length=64, blank=True, default=token_hex)

    def __str__(self):
        return str(self.pk)


class JournalHead(models.Model):
    """How many entries a plan's journal has and the last seal; the row writers queue for."""

    plan = models.OneToOneField(
        "groeiplan.Plan", models.CASCADE, primary_key=True, related_name="+"
    )
    count = models.PositiveBigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)

    def __str__(self):
        return str(self.pk)
