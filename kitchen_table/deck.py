"""The deck of role cards and the questions they ask (DOMAIN §3): about forty roles in eight
groups, and a blank card. The deck is data; what people add in their own words stands on a card."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from groeiplan.models import Person

FAMILY, NETWORK, PROFESSIONAL = Person.Kind.FAMILY, Person.Kind.NETWORK, Person.Kind.PROFESSIONAL
PROCESS = "process"  # leads or writes down a talk; says nothing about who somebody is to a family
KINDS = (
    (FAMILY, _("gezin")),
    (NETWORK, _("onze mensen")),
    (PROFESSIONAL, _("hulp")),
    (PROCESS, _("rol in het gesprek")),
)
BLANK = ""  # the blank card: a role in the family's own words


@dataclass(frozen=True)
class Group:
    """One of the eight groups, with the icon that stands for it beside its name."""

    key: str
    name: str
    icon: str


@dataclass(frozen=True)
class Role:
    """One card of the deck. `stays` marks who stays for life; helpers pass."""

    key: str
    name: str
    group: Group
    kind: str
    stays: bool = False


def _roles(group, kind, *roles, stays=False):
    return tuple(Role(key, name, group, kind, stays) for key, name in roles)


_FAMILY = Group("family", _("Gezin"), "house")
_PEOPLE = Group("people", _("Onze mensen"), "heart-handshake")
_SCHOOL = Group("school", _("School en opvang"), "school")
_HEALTH = Group("health", _("Gezondheid"), "stethoscope")
_PLACE = Group("community", _("Wijk en gemeente"), "building-2")
_LAW = Group("safety", _("Veiligheid en recht"), "scale")
_BESIDE = Group("beside", _("Naast ons"), "life-buoy")
_PROCESS = Group("process", _("Rol in het gesprek"), "clipboard-list")
GROUPS = (_FAMILY, _PEOPLE, _SCHOOL, _HEALTH, _PLACE, _LAW, _BESIDE, _PROCESS)

ROLES = {
    role.key: role
    for role in (
        *_roles(
            _FAMILY,
            FAMILY,
            ("parent", _("ouder of verzorger")),
            ("child", _("kind of jongere")),
            ("sibling", _("broer of zus")),
            ("step_parent", _("stief- of bonusouder")),
            ("foster_parent", _("pleegouder")),
            stays=True,
        ),
        # A guardian belongs to this group of cards, but comes from an institution and passes.
        *_roles(_FAMILY, PROFESSIONAL, ("guardian", _("voogd"))),
        *_roles(
            _PEOPLE,
            NETWORK,
            ("grandparent", _("opa of oma")),
            ("uncle_aunt", _("oom of tante")),
            stays=True,
        ),
        *_roles(
            _PEOPLE,
            NETWORK,
            ("neighbour", _("buur")),
            ("friend", _("vriend(in)")),
            ("parent_of_friend", _("ouder van vriendje")),
            ("coach", _("trainer of coach")),
            ("faith", _("iemand van kerk of moskee")),
            ("colleague", _("collega")),
            ("former_teacher", _("vroegere leraar")),
            ("chosen_mentor", _("gekozen mentor")),
            ("lived_experience", _("ervaringsdeskundige")),
        ),
        *_roles(_SCHOOL, PROFESSIONAL, ("teacher", _("leerkracht of mentor")), stays=True),
        *_roles(
            _SCHOOL,
            PROFESSIONAL,
            ("school_support", _("intern begeleider")),
            ("school_social_work", _("schoolmaatschappelijk werk")),
            ("attendance", _("leerplicht")),
            ("child_care", _("kinderopvang")),
        ),
        *_roles(
            _HEALTH,
            PROFESSIONAL,
            ("gp", _("huisarts of praktijkondersteuner")),
            ("youth_health", _("jeugdarts of jeugdverpleegkundige")),
            stays=True,
        ),
        *_roles(
            _HEALTH,
            PROFESSIONAL,
            ("speech_physio", _("logopedist of fysiotherapeut")),
            ("therapist_child", _("behandelaar van kind")),
            ("therapist_parent", _("behandelaar van ouder")),
        ),
        *_roles(
            _PLACE,
            PROFESSIONAL,
            ("community_team", _("wijkteam")),
            ("family_coach", _("gezinscoach")),
            ("youth_work", _("jongerenwerk")),
            ("debt_help", _("schuldhulp of bewindvoerder")),
            ("housing", _("woningcorporatie")),
            ("consultant", _("consulent van de gemeente")),
        ),
        *_roles(
            _LAW,
            PROFESSIONAL,
            ("youth_protection", _("jeugdbeschermer")),
            ("protection_council", _("Raad voor de Kinderbescherming")),
            ("safe_home", _("Veilig Thuis")),
            ("police", _("wijkagent")),
            ("probation", _("reclassering")),
            ("victim_support", _("slachtofferhulp")),
            ("lawyer", _("advocaat")),
        ),
        *_roles(
            _BESIDE,
            PROFESSIONAL,
            ("client_support", _("onafhankelijke cliëntondersteuner")),
            ("confidant", _("vertrouwenspersoon")),
            ("interpreter", _("tolk")),
        ),
        *_roles(
            _PROCESS,
            PROCESS,
            ("chair", _("voorzitter")),
            ("director", _("regisseur")),
            ("minutes", _("notulist")),
        ),
    )
}

QUESTIONS = {
    FAMILY: {
        "matters": _("Wat is voor jou nu het belangrijkst?"),
        "carries": _("Wat gaat jou goed af, en wat kost je moeite?"),
        "needs": _("Wat heb jij nodig van de anderen aan tafel?"),
    },
    NETWORK: {
        "offer": _("Wat wil en kun je doen?"),
        "limits": _("Wat niet?"),
        "ways": _("Waarmee help je: doen, gezelschap, raad of luisteren?"),
        "after": _("Blijf je ook als de hulp stopt?"),
    },
    PROFESSIONAL: {
        "task": _("Wat doe jij voor ons?"),
        "assignment": _("Wat is je opdracht, en van wie kreeg je die?"),
        "decide": _("Wat mag jij beslissen, en wat niet?"),
        "know": _("Wat weet je al, en wat hoef je niet te weten?"),
        "until": _("Tot wanneer ben je er, en hoe gaan we uit elkaar?"),
    },
    PROCESS: {"part": _("Wat doe jij in het gesprek, en wie vroeg jou?")},
}
QUESTION = {key: words for questions in QUESTIONS.values() for key, words in questions.items()}
_ICONS = {FAMILY: _FAMILY.icon, NETWORK: _PEOPLE.icon, PROFESSIONAL: _BESIDE.icon}

# Plain words by which people call somebody, {deck role: words}, for each kind of person.
_WORDS = {
    FAMILY: {
        "parent": r"moeder|vader|mama|papa|mam|pap|ouder|verzorger",
        "child": r"kind|zoon|dochter|jongere|baby|peuter",
        "sibling": r"broer|zus|broertje|zusje",
        "step_parent": r"(stief|bonus|plus)(moeder|vader|ouder|mama|papa)",
        "foster_parent": r"pleeg(moeder|vader|ouder)s?",
        "grandparent": r"oma|opa|grootmoeder|grootvader|grootouder",
        "uncle_aunt": r"oom|tante",
    },
    NETWORK: {
        "grandparent": r"oma|opa|grootmoeder|grootvader|grootouder",
        "uncle_aunt": r"oom|tante",
        "neighbour": r"buur|buren|buurman|buurvrouw|overbuurman|overbuurvrouw",
        "friend": r"vriend|vriendin",
        "parent_of_friend": r"(ouder|moeder|vader) van (een |het )?(vriendje|vriendinnetje)",
        "coach": r"trainer|trainster|coach",
        "faith": r"kerk|moskee|dominee|pastoor|imam",
        "colleague": r"collega",
        "chosen_mentor": r"mentor",
        "lived_experience": r"ervaringsdeskundige",
    },
    PROFESSIONAL: {
        "guardian": r"voogd",
        "teacher": r"leerkracht|leraar|lerares|docent|juf|juffrouw|meester|mentor",
        "school_support": r"intern begeleider|ib'er",
        "school_social_work": r"schoolmaatschappelijk (werk|werker|werkster)",
        "attendance": r"leerplicht|leerplichtambtenaar",
        "child_care": r"kinderopvang|gastouder|bso",
        "gp": r"huisarts|praktijkondersteuner|poh",
        "youth_health": r"jeugdarts|jeugdverpleegkundige",
        "speech_physio": r"logopedist|logopediste|fysiotherapeut|fysio",
        "community_team": r"wijkteam|wijkteammedewerker|wijkteamwerker",
        "family_coach": r"gezinscoach|gezinsbegeleider|gezinsbegeleidster",
        "youth_work": r"jongerenwerk|jongerenwerker",
        "debt_help": r"schuldhulp|schuldhulpverlener|bewindvoerder",
        "housing": r"woningcorporatie|woningbouw",
        "consultant": r"consulent|consulente",
        "youth_protection": r"jeugdbeschermer|gezinsvoogd",
        "protection_council": r"raad voor de kinderbescherming|raadsonderzoeker",
        "safe_home": r"veilig thuis",
        "police": r"wijkagent|wijkagente",
        "probation": r"reclassering|reclasseringswerker",
        "victim_support": r"slachtofferhulp",
        "lawyer": r"advocaat|advocate",
        "client_support": r"cliëntondersteuner|clientondersteuner",
        "confidant": r"vertrouwenspersoon",
        "interpreter": r"tolk",
    },
}


def suggested(person, today):
    """The deck key of the role that somebody surely has by what the plan knows: what they are
    called, else whether they are a child or an adult of the family. "" where that is not plain."""
    if key := named(person.role):
        return key
    if person.kind == FAMILY and not person.is_adult(today):
        return "child"
    for called in (person.role, person.name):
        found = [key for key, words in _WORDS[person.kind].items() if _says(words, called)]
        if "parent_of_friend" in found:
            return "parent_of_friend"
        if called and found:
            return found[0] if len(found) == 1 else BLANK
    return "parent" if person.kind == FAMILY and not person.role else BLANK


def _says(words, called):
    return re.search(rf"\b(?:{words})\b", called.casefold())


def by_group():
    """The deck as people pick from it: [(Group, [Role, …]), …], in the order of the table."""
    return [(group, [r for r in ROLES.values() if r.group == group]) for group in GROUPS]


def icon_of(role, kind):
    """The icon of a deck role's group; of the kind's own group for a blank card."""
    return ROLES[role].group.icon if role in ROLES else _ICONS.get(kind, _PROCESS.icon)


def kind_of(role, person, otherwise=NETWORK):
    """To which circle a card belongs: its person's own among the participants goes before the
    role's (a mother may be one of "our people" of a foster family); else `otherwise`."""
    found = ROLES.get(role)
    if found and (found.kind == PROCESS or person is None):
        return found.kind
    return person.kind if person else otherwise


def named(words):
    """The deck key of a role as people write it ("opa / oma", "opa of oma"); None if unknown."""
    said = words.strip().replace(" / ", " of ")
    return next((key for key, role in ROLES.items() if str(role.name) == said), None)
