from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groeiplan.dates import age_on
from groeiplan.models.plans import Plan

TITLES = ("dr", "drs", "mr", "ir", "ing", "prof", "mevrouw", "mevr", "mw", "meneer", "dhr")
PARTICLES = ("van", "de", "den", "der", "het", "'t", "’t", "ten", "ter", "te")
BEFORE_A_NAME = frozenset((*TITLES, *PARTICLES))


class Person(models.Model):
    """Somebody in this family's plan: a card. It needs no account and opens nothing.

    Never deleted while its plan lives, only emptied ("oud-deelnemer"): other people's words
    stay attached to it. Family is who started the plan or was invited *as family* by all adults
    who already were; blood or law decide nothing here (DESIGN §3).
    """

    class Kind(models.TextChoices):
        FAMILY = "family", _("gezin")
        NETWORK = "network", _("onze mensen")
        PROFESSIONAL = "professional", _("hulp")

    class Ground(models.TextChoices):
        AGREED = "agreed", _("afspraak met jullie")
        LAW = "law", _("taak uit de wet")
        COURT = "court", _("besluit van de rechter")
        TREATMENT = "treatment", _("behandeling")
        OTHER = "other", _("iets anders")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="people")
    name = models.CharField(_("naam"), max_length=80)
    kind = models.CharField(_("hoort bij"), max_length=12, choices=Kind.choices)
    role = models.CharField(_("wie is dit voor jullie?"), max_length=80, blank=True)
    organisation = models.ForeignKey(
        "groeiplan.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisatie"),
    )
    # On what a guest's organisation works for this family, beside the family's yes. Said by the
    # guest, in plain words; it opens nothing here (DOMAIN §6).
    ground = models.CharField(
        _("op welke grond werk je?"), max_length=12, choices=Ground.choices, blank=True
    )
    ground_words = models.TextField(_("in gewone woorden"), max_length=600, blank=True)
    household = models.CharField(_("woont"), max_length=60, blank=True)
    born = models.DateField(_("geboren op"), null=True, blank=True)
    # A birth date that would need fewer people's yes, until one of those people says "klopt".
    born_proposed = models.DateField(null=True)
    born_proposed_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    # The account goes, the card and its words stay.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="people"
    )
    family_since = models.DateTimeField(null=True, blank=True)
    family_until = models.DateTimeField(null=True, blank=True)
    emptied = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "user"],
                condition=Q(user__isnull=False),
                name="one_person_per_account_and_plan",
            ),
            models.CheckConstraint(
                name="only_family_is_family",
                condition=Q(family_since=None) | Q(kind="family"),
            ),
            models.CheckConstraint(
                name="family_ends_after_it_begins",
                condition=Q(family_until=None) | Q(family_until__gt=F("family_since")),
            ),
            models.CheckConstraint(
                name="only_a_proposed_birth_date_has_a_proposer",
                condition=Q(born_proposed_by=None) | Q(born_proposed__isnull=False),
            ),
        ]

    def __str__(self):
        return self.shown_name

    @property
    def shown_name(self):
        """The name, or "oud-deelnemer" once this card was emptied."""
        return str(_("oud-deelnemer")) if self.emptied else self.name

    @property
    def known_by(self):
        """The name without the title or the small words before it: "Bakker" of "dr. Bakker". By
        this people are put in order, and it gives the initial."""
        words = self.shown_name.split()
        while len(words) > 1 and words[0].lower().rstrip(".") in BEFORE_A_NAME:
            words.pop(0)
        return " ".join(words)

    def is_family(self, now):
        """Does this person belong to the family circle at this moment?"""
        since, until = self.family_since, self.family_until
        return since is not None and since <= now and (until is None or now < until)

    @property
    def speaks_here(self):
        """Does this person have an account, and belong to the family circle without an end? What is
        said of their authority then is theirs to end."""
        return bool(self.user_id and self.family_since) and self.family_until is None

    def is_adult(self, day):
        """18 or older on this day; an unknown birth date counts as adult (DESIGN §3)."""
        return self.born is None or age_on(self.born, day) >= 18


class Authority(models.Model):
    """Who decides by law over a child, and when: a parent with *gezag* or a guardian (voogd).
    It says who must agree to share a child's story, never who reads this tool."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("ouder met gezag")
        GUARDIAN = "guardian", _("voogd")
        REPRESENTATIVE = "representative", _("wettelijk vertegenwoordiger")  # of an adult

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="authorities")
    child = models.ForeignKey(Person, models.CASCADE, related_name="under_authority")
    holder = models.ForeignKey(Person, models.CASCADE, related_name="authority_over")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)  # the last day
    # Who wrote it down: they do not also write down what its holder says.
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "authorities"
        constraints = [
            models.CheckConstraint(
                name="nobody_has_authority_over_oneself", condition=~Q(child=F("holder"))
            ),
            models.CheckConstraint(
                name="authority_ends_after_it_begins",
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
            ),
        ]

    def __str__(self):
        return str(self.pk)


class LeftOut(models.Model):
    """An adult of the family who takes part, and whom somebody left out when they wrote down who
    has authority over this child. Until they say themselves that they have none, their yes about
    the child is needed too: nobody writes another out of it (docs/decisions/0021)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    child = models.ForeignKey(Person, models.CASCADE, related_name="left_out")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)  # "ik heb geen gezag"

    class Meta:
        verbose_name_plural = "left out"
        constraints = [
            models.UniqueConstraint(fields=["child", "person"], name="left_out_once_of_a_child")
        ]

    def __str__(self):
        return str(self.pk)


class Invitation(models.Model):
    """A single-use way from a person's card to an account. Whoever accepts it is shown to the
    inviter, and becomes this person only after "ja, dit is …": a forwarded link makes nobody
    Ilse. Only a digest of the token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mailadres"))
    as_family = models.BooleanField(default=False)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    created = models.DateTimeField()
    # When the mail went. Until then it is kept ready: what this person is invited for still waits
    # for somebody's yes.
    sent_at = models.DateTimeField(null=True)
    expires = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="accepted_invitations"
    )
    accepted_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(
        null=True
    )  # withdrawn, replaced or "nee, dit is iemand anders"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accepted_by_and_at_go_together",
                condition=Q(accepted_by=None, accepted_at=None)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(confirmed_at=None, closed_at=None),
                name="one_standing_invitation_per_card",
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def waits_for_confirmation(self):
        """Accepted by somebody, and the family has not yet said whether that is the person."""
        return bool(self.accepted_at) and not self.confirmed_at and not self.closed_at

    def is_open(self, now):
        """Can this invitation still be accepted, or will it be sent?"""
        lasts = self.sent_at is None or now < self.expires
        return not self.accepted_at and not self.closed_at and lasts


class InvitationYes(models.Model):
    """One family adult's "ja, dit is …". A guest needs the inviter's, family needs everybody's."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="yeses")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invitation", "person"], name="one_yes_per_adult")
        ]

    def __str__(self):
        return str(self.pk)
