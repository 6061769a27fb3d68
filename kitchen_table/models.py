from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from groeiplan.dates import say_day
from groeiplan.models import ChapterItem, Person
from groeiplan.models.items import Audience
from kitchen_table import deck


class RoleCard(ChapterItem):
    """A card on the family's table: a role, who has it, and how near. Somebody without a card
    among the participants has a name here only; who is missed has no name yet. `told_by` is who
    says so. A card is no account, and an account is no access (DOMAIN §3)."""

    part = "kitchen_table"
    beside = ("person",)

    class Place(models.TextChoices):
        TABLE = "table", _("aan tafel")
        NEAR = "near", _("vlakbij")
        FAR = "far", _("verder weg")
        MISSING = "missing", _("we missen")

    person = models.ForeignKey(
        Person,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("wie is het?"),
    )
    name = models.CharField(_("naam"), max_length=80, blank=True)
    role = models.CharField(_("rol"), max_length=40, blank=True)  # a key of the deck
    own_role = models.CharField(_("rol in jullie eigen woorden"), max_length=80, blank=True)
    kind = models.CharField(_("hoort bij"), max_length=12, choices=deck.KINDS)
    place = models.CharField(_("waar ligt de kaart?"), max_length=7, choices=Place.choices)
    seat = models.PositiveIntegerField(default=0)
    since = models.CharField(_("sinds wanneer?"), max_length=40, blank=True)  # EDTF
    next_visit = models.DateField(_("volgende keer"), null=True, blank=True)
    last_contact = models.DateField(_("laatste contact"), null=True, blank=True)
    hidden_on_screen = models.BooleanField(
        _("niet op het scherm en niet voor gasten"), default=False
    )

    class Meta(ChapterItem.Meta):
        verbose_name = _("kaart")
        verbose_name_plural = _("kaarten")

    @property
    def title(self):
        """Whose card it is: a participant's name, the name written on it, or its role."""
        if self.person_id:
            return self.person.shown_name
        return self.name or self.said_role

    @property
    def said_role(self):
        """The role in words: the family's own, else the deck's."""
        return self.own_role or (str(deck.ROLES[self.role].name) if self.role in deck.ROLES else "")

    @property
    def second_line(self):
        """The role under the name, empty where it would repeat the name."""
        return "" if self.title == self.said_role else self.said_role

    @property
    def icon(self):
        """The icon of its group in the deck."""
        return deck.icon_of(self.role, self.kind)

    @property
    def hue(self):
        """The colour class of its kind; always beside an icon and a word."""
        return "hue-4" if self.kind == deck.PROCESS else f"hue-{self.kind}"

    @property
    def stays(self):
        """Does this role stay for life? Helpers pass."""
        return self.role in deck.ROLES and deck.ROLES[self.role].stays

    @property
    def is_own(self):
        """Somebody of the family itself or of its own people."""
        return self.kind in (deck.FAMILY, deck.NETWORK)


class CardItem(ChapterItem):
    """What somebody says with a card. It is shown only to those who also see that card."""

    part = "kitchen_table"

    class Meta(ChapterItem.Meta):
        abstract = True


class CardAnswer(CardItem):
    """An answer to one of the questions on a card; `told_by` is whose answer it is."""

    card = models.ForeignKey(RoleCard, models.CASCADE, related_name="+")
    question = models.CharField(max_length=12, choices=list(deck.QUESTION.items()))
    text = models.TextField(_("in je eigen woorden"), max_length=4_000)

    class Meta(CardItem.Meta):
        verbose_name = _("antwoord")
        verbose_name_plural = _("antwoorden")


class CardCheck(CardItem):
    """ "Klopt dat voor jullie?" Each family member says so for oneself; the newest counts."""

    class Says(models.TextChoices):
        YES = "yes", _("ja, dit klopt")
        NO = "no", _("nee, want …")

    card = models.ForeignKey(RoleCard, models.CASCADE, related_name="+")
    says = models.CharField(_("klopt dit voor jou?"), max_length=3, choices=Says.choices)
    because = models.TextField(_("want …"), max_length=2_000, blank=True)


class CardDecision(CardItem):
    """What the family decides about a card. The newest counts, older ones stay to be read."""

    beside = ("tells",)

    class Outcome(models.TextChoices):
        STAYS = "stays", _("blijft")
        JOINS = "joins", _("komt erbij")
        STEPS_BACK = "steps_back", _("stapt terug")
        INFORMED = "informed", _("alleen op de hoogte")

    card = models.ForeignKey(RoleCard, models.CASCADE, related_name="+")
    outcome = models.CharField(_("wat besluiten jullie?"), max_length=10, choices=Outcome.choices)
    reason = models.TextField(_("waarom?"), max_length=2_000, blank=True)
    tells = models.ForeignKey(
        Person,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("wie vertelt het?"),
    )
    tells_on = models.DateField(_("wanneer?"), null=True, blank=True)

    class Meta(CardItem.Meta):
        verbose_name = _("besluit")
        verbose_name_plural = _("besluiten")

    @property
    def title(self):
        """How people know it again."""
        return self.get_outcome_display()


class Snapshot(ChapterItem):
    """Who sat where on one day, for the family to look back on. `cards` is a list of
    {"card": id or null, "person": id or null, "name", "role", "own_role", "kind", "place"}; a
    participant's name is looked up when shown, so that who was erased is erased here too. Holds
    only what the whole family could see."""

    part = "kitchen_table"
    audiences = (Audience.FAMILY, Audience.READERS, Audience.TELLER)

    on = models.DateField(_("op"))
    note = models.TextField(_("wil je er iets bij schrijven?"), max_length=2_000, blank=True)
    cards = models.JSONField(default=list)

    class Meta(ChapterItem.Meta):
        verbose_name = _("eerdere tafel")
        verbose_name_plural = _("eerdere tafels")

    @property
    def title(self):
        """How people know it again."""
        return self.note or say_day(self.on, localdate())
