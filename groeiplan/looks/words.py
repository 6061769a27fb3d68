"""What an entry says in plain words, after the name of who did it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groeiplan.models import Entry

Act = Entry.Act
SENTENCES = {
    Act.READ: _("keek naar %(parts)s"),
    Act.PRINT: _("printte %(parts)s"),
    Act.EXPORT: _("nam %(parts)s mee"),
    Act.CHANGE: _("schreef iets bij %(parts)s"),
    Act.STARTED: _("begon dit plan"),
    Act.INVITED: _("nodigde %(whom)s uit"),
    Act.ACCEPTED: _("nam de uitnodiging aan"),
    Act.CONFIRMED: _("zei: ja, dit is %(whom)s"),
    Act.REFUSED: _("zei: nee, dit is niet %(whom)s"),
    Act.TAKEN_BACK: _("nam de uitnodiging van %(whom)s terug"),
    Act.CARD_CHANGED: _("veranderde de kaart van %(whom)s"),
    Act.CARD_EMPTIED: _("maakte de kaart van %(whom)s leeg"),
    Act.AUTHORITY_CHANGED: _("veranderde wie gezag heeft over %(whom)s"),
    Act.CONSENT_ASKED: _("wil %(parts)s delen met %(whom)s"),
    Act.CONSENT_REQUESTED: _("vroeg %(whom)s om een ja, om %(parts)s te delen"),
    Act.CONSENT_GIVEN: _("zei ja: %(whom)s mag %(parts)s zien"),
    Act.CONSENT_REFUSED: _("zei nee tegen delen van %(parts)s met %(whom)s"),
    Act.CONSENT_WITHDRAWN: _("stopte met delen met %(whom)s"),
    Act.YES_NOTED: _("schreef op dat %(whom)s ja zei"),
    Act.NO_NOTED: _("schreef op dat %(whom)s nee zei"),
    Act.COURT_NOTED: _("schreef een besluit van de rechter op, in de plaats van %(whom)s"),
    Act.COURT_READ: _("las het besluit van de rechter in de plaats van %(whom)s na: het klopt"),
    Act.COURT_DENIED: _("zei: het besluit van de rechter in de plaats van %(whom)s klopt niet"),
    Act.RULE_CHANGED: _("veranderde hoe %(whom)s beslist"),
    Act.BIRTHDAY_TALKED: _("praatte met %(whom)s over een verjaardag"),
    Act.PRIVATE_BEGAN: _("deed de deur even dicht"),
    Act.PRIVATE_ENDED: _("deed de deur weer open"),
    Act.WHY_ASKED: _("vroeg %(whom)s: waarom heb je gekeken?"),
    Act.WHY_ANSWERED: _("antwoordde waarom er gekeken is"),
    Act.GROUND_STATED: _("schreef op de kaart van %(whom)s op welke grond dit werk gebeurt"),
    Act.LEFT: _("ging uit het plan"),
    Act.ACCOUNT_ENDED: _("hief het eigen account op"),
}
OWN_LOG = _("nam de regels mee die over hem of haar gaan")
OWN_GROUND = _("schreef op de eigen kaart op welke grond dit werk gebeurt")


def sentence(act, parts, whom):
    """ "keek naar de tafel en de doelen". `parts` in words, "" for none; `whom` a name, or None
    where it is nobody or not this reader's business: then it is said without."""
    if act == Act.EXPORT and not parts:
        return str(OWN_LOG)
    if act == Act.GROUND_STATED and whom is None:
        return str(OWN_GROUND)
    told = SENTENCES.get(act)
    if told is None or (whom is None and "%(whom)s" in str(told)):
        return str(Act(act).label)
    return told % {"parts": parts or gettext("het plan"), "whom": whom}


def called(name):
    """The name as it was then; "oud-deelnemer" once it was erased."""
    return (name and name.name) or gettext("oud-deelnemer")
