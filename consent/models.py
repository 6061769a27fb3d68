from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groeiplan.models import Chapter, Person, Plan


class Consent(models.Model):
    """The family's yes to share parts of its plan with one person, for as long as it says.

    Never edited: changing is withdrawing and giving anew, so that one can always read what was
    agreed then. It is apart from any legal ground an organisation has, and never a gate to help
    (DOMAIN §6). An empty `about` is the whole family. What it opens and whose yes it still needs
    is told by `consent.standing`.
    """

    class Direction(models.TextChoices):
        TELL = "tell", _("wij vertellen")
        ASK = "ask", _("deze persoon mag vragen stellen")
        TOGETHER = "together", _("we overleggen samen")

    class Explained(models.TextChoices):
        TALK = "talk", _("in een gesprek")
        SELF = "self", _("zelf gelezen")
        INTERPRETER = "interpreter", _("met een tolk")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    receiver = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    # Who that was then: a card may change, this record may not.
    receiver_role = models.CharField(max_length=80, blank=True)
    receiver_organisation = models.CharField(max_length=120, blank=True)
    about = models.ManyToManyField(Person, related_name="+", blank=True)
    purpose = models.TextField(_("waarvoor?"), max_length=1_000, blank=True)
    # Empty where nobody said it: the record holds no statement that was not made.
    direction = models.CharField(max_length=8, choices=Direction.choices, blank=True)
    explained = models.CharField(max_length=12, choices=Explained.choices, blank=True)
    language = models.CharField(_("in welke taal?"), max_length=60, blank=True)
    interpreter = models.CharField(_("wie tolkte er?"), max_length=80, blank=True)
    asked_by = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    asked_at = models.DateTimeField()
    since = models.DateTimeField()  # it opens then, or when the last needed yes is said
    until = models.DateTimeField()  # exclusive: 24:00 of the last day
    # When somebody else came to decide about one of its people: the earliest moment that was ever
    # written down, kept by `consent.settling`, so that another birth date or a longer authority
    # does not open it again.
    ends_by = models.DateTimeField(null=True)
    # About whom that was written down.
    ends_for = models.ForeignKey(Person, models.RESTRICT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, models.RESTRICT, null=True, related_name="+")
    # The consent that was withdrawn to give this one.
    replaces = models.ForeignKey("self", models.RESTRICT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_ends_after_it_begins", condition=Q(until__gt=F("since"))
            ),
            models.CheckConstraint(
                name="withdrawn_by_and_at_go_together",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.pk)


class ConsentChapter(models.Model):
    """One part of the plan that a consent opens, to look at or also to contribute to."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="parts")
    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="+")
    may_change = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["consent", "chapter"], name="one_line_per_consent_and_chapter"
            )
        ]

    def __str__(self):
        return str(self.pk)


class Giver(models.Model):
    """Somebody whose yes a consent needs, and why. It stays needed once it was: who has authority
    may change later, and that alone may open nothing. `reasons`: [[capacity, person id], …].

    Nothing goes to a giver by itself: `asked_at` is when the one who shares, having read what the
    other will see, let it go out (DOMAIN §6, safety in asking)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="givers")
    person = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    reasons = models.JSONField(default=list)
    asked_at = models.DateTimeField(null=True)
    hides_receiver = models.BooleanField(default=False)  # the name is left out until they ask
    wants_name_at = models.DateTimeField(null=True)  # "wie is dit?"
    # Who is asked to write down what this giver said, when they have no account.
    noter = models.ForeignKey(Person, models.RESTRICT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refused_words = models.TextField(_("wil je zeggen waarom?"), max_length=1_000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "person"], name="one_giver_per_consent")
        ]

    def __str__(self):
        return str(self.pk)


class Yes(models.Model):
    """One giver's yes: clicked by themselves; spoken, and noted by somebody who is neither its
    receiver nor another giver; or a court's instead of a parent's, with its date (DOMAIN §6)."""

    class Form(models.TextChoices):
        WRITTEN = "written", _("zelf gegeven")
        SPOKEN = "spoken", _("gezegd, en opgeschreven")
        COURT = "court", _("besluit van de rechter")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="yeses")
    giver = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    form = models.CharField(max_length=8, choices=Form.choices, default=Form.WRITTEN)
    at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, models.RESTRICT, null=True, related_name="+")
    decided_on = models.DateField(_("dag van het besluit"), null=True)
    court = models.CharField(max_length=120, blank=True)
    case_number = models.CharField(max_length=60, blank=True)
    # Who read the court's decision too, and said that it is so.
    read_by = models.ForeignKey(Person, models.RESTRICT, null=True, related_name="+")
    explained = models.CharField(
        _("hoe is dit uitgelegd?"), max_length=12, choices=Consent.Explained.choices, blank=True
    )
    language = models.CharField(_("in welke taal?"), max_length=60, blank=True)
    interpreter = models.CharField(_("wie tolkte er?"), max_length=80, blank=True)

    class Meta:
        verbose_name_plural = "yeses"
        constraints = [
            models.UniqueConstraint(fields=["consent", "giver"], name="nobody_says_yes_twice"),
            models.CheckConstraint(
                name="who_noted_a_yes_is_known",
                condition=Q(form="written", noted_by=None)
                | ~Q(form="written") & Q(noted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_yes_is_noted_by_another",
                condition=Q(noted_by=None) | ~Q(noted_by=F("giver")),
            ),
            models.CheckConstraint(
                name="a_court_decides_on_a_day",
                condition=Q(form="court", decided_on__isnull=False)
                | ~Q(form="court") & Q(decided_on=None),
            ),
            models.CheckConstraint(
                name="two_people_read_a_courts_decision",
                condition=Q(form="court", read_by__isnull=False) & ~Q(read_by=F("noted_by"))
                | ~Q(form="court") & Q(read_by=None),
            ),
        ]

    def __str__(self):
        return str(self.pk)


class CourtDecision(models.Model):
    """A court's decision that somebody wrote down in the place of one parent's yes. It counts, as a
    `Yes`, when `reader`, who was asked to lay it beside the paper, says that it is so: nobody
    replaces another's yes alone. Said otherwise, it never counts and stays as it is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    giver = models.ForeignKey(Giver, models.CASCADE, related_name="decisions")
    court = models.CharField(_("welke rechtbank?"), max_length=120)
    case_number = models.CharField(_("welk zaaknummer?"), max_length=60)
    decided_on = models.DateField(_("op welke dag besloot de rechter?"))
    written_by = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    written_at = models.DateTimeField()
    reader = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    right = models.BooleanField(null=True)  # None: the reader did not answer yet
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["giver"],
                condition=Q(right=None),
                name="one_decision_waits_for_its_reader",
            ),
            models.CheckConstraint(
                name="nobody_reads_their_own_decision", condition=~Q(reader=F("written_by"))
            ),
            models.CheckConstraint(
                name="a_read_decision_has_its_moment",
                condition=Q(right=None, answered_at=None)
                | Q(right__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.pk)


class DecisionRule(models.Model):
    """How one person decides about themselves, where that is not as the age says: a young person
    of 12 to 15 who decides alone, or somebody who cannot weigh it now (DOMAIN §6). Who wrote it
    down and why stands with it. It holds from `since` up to and including `until`."""

    class Kind(models.TextChoices):
        ALONE = "alone", _("jongere beslist")
        NOT_ABLE = "not_able", _("kan dit nu niet zelf afwegen")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="decision_rules")
    kind = models.CharField(_("hoe zit het?"), max_length=8, choices=Kind.choices)
    why = models.TextField(_("waarom?"), max_length=1_000)
    noted_by = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    at = models.DateTimeField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rule_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until=None), name="one_open_rule_per_person"
            ),
        ]

    def __str__(self):
        return str(self.pk)


class RuleAnswer(models.Model):
    """What somebody who was asked said of a rule: "klopt", or not (docs/decisions/0021)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    rule = models.ForeignKey(DecisionRule, models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, models.RESTRICT, related_name="+")
    agrees = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "person"], name="one_answer_to_a_rule")
        ]

    def __str__(self):
        return str(self.pk)


class BirthdayStep(models.Model):
    """The human step at a 12th, 16th or 18th birthday: somebody of the family talked with the
    young person about what changes, and says so (DOMAIN §6)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    age = models.PositiveSmallIntegerField()
    noticed_at = models.DateTimeField(null=True)  # the mail sixty days before
    arrived_at = models.DateTimeField(null=True)  # the mail on the day itself
    talked_at = models.DateTimeField(null=True)
    talked_by = models.ForeignKey(Person, models.RESTRICT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "age"], name="one_step_per_birthday"),
            models.CheckConstraint(
                name="talked_by_and_at_go_together",
                condition=Q(talked_at=None, talked_by=None)
                | Q(talked_at__isnull=False, talked_by__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.pk)
