"""What to say when sharing cannot be done: each word says what can be done instead."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groeiplan.views.invitations import UNUSABLE

YOUNG = gettext_lazy(
    "Dit gaat niet alleen over jou. Vraag het samen met een volwassene. Ben je 12 of ouder? "
    "Dan mag je wel beginnen met delen wat alleen over jou gaat."
)
WORDS = {
    **UNUSABLE,
    "nothing": gettext_lazy("Kies ten minste één deel. Of stop hier: nee zeggen mag altijd."),
    "past": gettext_lazy("De laatste dag is al voorbij, of komt vóór de eerste. Kies een latere."),
    "long": gettext_lazy("Kies een dag binnen twee jaar. Daarna kan het opnieuw."),
    "oneself": gettext_lazy("Dit ben jij zelf. Kies iemand anders."),
    "family": gettext_lazy("Deze persoon hoort bij het gezin en leest al mee. Kies iemand anders."),
    "young": YOUNG,
    "elsewhere": gettext_lazy(
        "Dit hoort niet bij jullie plan. Kies iemand van jullie eigen kaartjes."
    ),
    "again": gettext_lazy(
        "Dit formulier was al verstuurd, met andere keuzes of met een ja die intussen stopte. Wat "
        "je nu koos is nog niet gedeeld. Kijk het na en ga verder, dan is het een nieuwe ja."
    ),
    "used": gettext_lazy("Deze persoon is intussen binnen. Open deze pagina opnieuw."),
    "nobody": gettext_lazy(
        "Bij %(name)s staat nog niet wie het gezag heeft. Zonder dat weten we niet wie er ja moet "
        "zeggen. Schrijf dat eerst op, en kom dan terug."
    ),
    "giver": gettext_lazy(
        "Het ja van %(name)s is hiervoor niet nodig. Kijk bij “Wat we afspraken” wie er beslist."
    ),
    "noter": gettext_lazy(
        "%(name)s kan dit niet opschrijven. Kies iemand met een account die niet zelf ja hoeft te "
        "zeggen. Ook niet degene met wie jullie delen, wie dit vroeg, of wie het gezag opschreef."
    ),
    "reader": gettext_lazy(
        "%(name)s kan dit besluit niet nalezen. Kies de ouder zelf, of een andere volwassene uit "
        "het gezin met een account. Doet de ouder hier niet mee? Dan kan ook iemand die er buiten "
        "staat."
    ),
    "court": gettext_lazy("Schrijf op welke rechtbank dit besloot, en het zaaknummer."),
    "over": gettext_lazy("Dit is intussen gestopt of voorbij. Spreek het opnieuw af als je wilt."),
    "day": gettext_lazy("Die dag moet nog komen. Kies de dag waarop het besluit is genomen."),
    "refused": gettext_lazy(
        "%(name)s zei hier nee tegen, dus het blijft dicht. Van gedachten veranderd? Vraag het dan "
        "opnieuw met “Veranderen”."
    ),
}


def in_words(refused):
    """What to tell about an `actions.Refused` or an invitation that could not be used."""
    person = getattr(refused, "person", None)
    name = person.shown_name if person else _("deze persoon")
    return capfirst(str(WORDS[refused.why]).replace("%(name)s", name))
