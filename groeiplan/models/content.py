from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groeiplan.models.items import ChapterItem
from groeiplan.models.people import Person


class Story(ChapterItem):
    """What somebody tells about how things are, in their own words (DOMAIN §1)."""

    part = "stories"

    class Kind(models.TextChoices):
        GOING_WELL = "going_well", _("dit gaat goed")
        WORRY = "worry", _("dit vind ik lastig")
        IMPORTANT = "important", _("dit vind ik belangrijk")
        STORY = "story", _("dit wil ik vertellen")

    kind = models.CharField(_("wat voor verhaal is het?"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("in je eigen woorden"), max_length=10_000)
    since = models.CharField(_("sinds wanneer?"), max_length=40, blank=True)  # EDTF
    means = models.TextField(_("wat betekent het voor jullie?"), max_length=2_000, blank=True)

    class Meta(ChapterItem.Meta):
        verbose_name = _("verhaal")
        verbose_name_plural = _("verhalen")


class Goal(ChapterItem):
    """What the family wants. Reached, changed and let go are equally good ends (DOMAIN §1)."""

    part = "goals"

    class Status(models.TextChoices):
        ACTIVE = "active", _("hier werken we aan")
        REACHED = "reached", _("gelukt")
        CHANGED = "changed", _("anders geworden")
        LET_GO = "let_go", _("losgelaten")

    title = models.CharField(_("wat willen jullie?"), max_length=200)
    why = models.TextField(_("waarom is dat belangrijk?"), max_length=4_000, blank=True)
    status = models.CharField(
        _("hoe staat het ervoor?"), max_length=8, choices=Status.choices, default=Status.ACTIVE
    )
    status_on = models.DateField(_("sinds"), null=True, blank=True)
    status_words = models.TextField(_("wat is er gebeurd?"), max_length=2_000, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta(ChapterItem.Meta):
        verbose_name = _("doel")
        verbose_name_plural = _("doelen")


class Step(ChapterItem):
    """One small step towards a goal: who does it, by when."""

    part = "goals"
    beside = ("who",)

    class Status(models.TextChoices):
        TODO = "todo", _("nog te doen")
        DONE = "done", _("gelukt")
        DIFFERENT = "different", _("liep anders")

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="steps")
    title = models.CharField(_("wat is de stap?"), max_length=200)
    who = models.ForeignKey(
        Person, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("wie")
    )
    by_when = models.CharField(_("voor wanneer?"), max_length=40, blank=True)  # EDTF
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.TODO)
    note = models.CharField(_("hoe ging het?"), max_length=300, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta(ChapterItem.Meta):
        verbose_name = _("stap")
        verbose_name_plural = _("stappen")


class Agreement(ChapterItem):
    """A wish, an agreement or an obligation, and it says which. Without somebody who does it, it
    cannot be saved; an obligation says by whom and on which decision (DOMAIN §1, §4)."""

    part = "agreements"
    beside = ("who", "checked_by")

    class Kind(models.TextChoices):
        WISH = "wish", _("wens")
        AGREEMENT = "agreement", _("afspraak")
        OBLIGATION = "obligation", _("moet")

    class Status(models.TextChoices):
        OPEN = "open", _("loopt")
        KEPT = "kept", _("gelukt")
        DIFFERENT = "different", _("liep anders")
        ENDED = "ended", _("gestopt")

    kind = models.CharField(_("wat is het?"), max_length=10, choices=Kind.choices)
    what = models.CharField(_("wat spreken jullie af?"), max_length=300)
    who = models.ForeignKey(
        Person, models.RESTRICT, related_name="+", verbose_name=_("wie doet het?")
    )
    by_when = models.CharField(_("voor wanneer?"), max_length=40, blank=True)  # EDTF
    checked_by = models.ForeignKey(
        Person,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("wie kijkt of het lukt?"),
    )
    look_back_on = models.DateField(_("wanneer kijken jullie terug?"), null=True, blank=True)
    otherwise = models.TextField(_("wat als het anders loopt?"), max_length=2_000, blank=True)
    decided_by = models.CharField(_("wie besloot dit, en waarin?"), max_length=300, blank=True)
    goal = models.ForeignKey(
        Goal,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bij welk doel?"),
    )
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.OPEN)

    class Meta(ChapterItem.Meta):
        verbose_name = _("afspraak")
        verbose_name_plural = _("afspraken")


class Stance(ChapterItem):
    """How one person stands towards an agreement. It stays with the text: disagreement is
    written down, not smoothed."""

    part = "agreements"

    class Kind(models.TextChoices):
        AGREE = "agree", _("eens")
        CONCERN = "agree_with_concern", _("eens, met een zorg")
        DISAGREE = "disagree", _("oneens")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="stances")
    kind = models.CharField(_("hoe sta jij hierin?"), max_length=20, choices=Kind.choices)
    words = models.TextField(_("want …"), max_length=1_000, blank=True)

    class Meta(ChapterItem.Meta):
        constraints = [
            *ChapterItem.Meta.constraints,
            models.UniqueConstraint(
                # Of each writer its own: a stance that is hidden from me must not show itself by
                # refusing mine.
                fields=["agreement", "told_by", "written_by"],
                condition=Q(removed=None),
                name="one_stance_per_person_and_writer",
            ),
        ]


class OtherPlan(ChapterItem):
    """Another plan around this family, laid beside this one; perhaps with the paper itself."""

    part = "other_plans"

    title = models.CharField(_("hoe heet dat plan?"), max_length=160)
    owner = models.CharField(_("van wie is het?"), max_length=160, blank=True)
    note = models.TextField(_("wat staat erin voor jullie?"), max_length=4_000, blank=True)
    since = models.CharField(_("sinds wanneer?"), max_length=40, blank=True)  # EDTF
    paper = models.ForeignKey(
        "groeiplan.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta(ChapterItem.Meta):
        verbose_name = _("ander plan")
        verbose_name_plural = _("andere plannen")


class ContactDetail(ChapterItem):
    """A way to reach somebody. Its own chapter, and "alleen ik" unless the teller widens it:
    where there is stalking or violence an address is a danger (DOMAIN §6)."""

    part = "contact"

    class Kind(models.TextChoices):
        PHONE = "phone", _("telefoon")
        EMAIL = "email", _("e-mail")
        ADDRESS = "address", _("adres")

    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_details")
    kind = models.CharField(_("wat is het?"), max_length=8, choices=Kind.choices)
    value = models.CharField(_("nummer of adres"), max_length=200)

    class Meta(ChapterItem.Meta):
        verbose_name = _("contactgegeven")
        verbose_name_plural = _("contactgegevens")
