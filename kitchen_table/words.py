"""Counts and names as people say them."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groeiplan import parts

_COUNTS = (
    gettext_lazy("geen"), gettext_lazy("één"), gettext_lazy("twee"), gettext_lazy("drie"),
    gettext_lazy("vier"), gettext_lazy("vijf"), gettext_lazy("zes"), gettext_lazy("zeven"),
    gettext_lazy("acht"), gettext_lazy("negen"), gettext_lazy("tien"), gettext_lazy("elf"),
    gettext_lazy("twaalf"),
)  # fmt: skip


def count(number):
    """A number in words up to twelve, in figures above."""
    return str(_COUNTS[number]) if number < len(_COUNTS) else str(number)


def people(number):
    """ "één mens", "zeven mensen", "niemand"."""
    if not number:
        return _("niemand")
    return ngettext("%(count)s mens", "%(count)s mensen", number) % {"count": count(number)}


def listed(cards):
    """The cards' names: "Ilse, Wim en oma Riet"."""
    return parts.listed([card.title for card in cards])


def begun(words):
    """The same words at the head of a sentence; Dutch writes "Eén", not "Één"."""
    return "E" + words[1:] if words.startswith("é") else capfirst(words)


def at_the_table(table):
    """The table in a sentence or two: "Vijf mensen aan tafel, van wie vier van jullie zelf. Drie
    mensen vlakbij." """
    there, near = table.at("table"), table.at("near")
    said = _("%(people)s aan tafel") % {"people": begun(people(len(there)))}
    if there:
        said = f"{said}, {_own(there, table.visit.is_family)}"
    if near:
        said = f"{said}. {_('%(people)s vlakbij') % {'people': begun(people(len(near)))}}"
    return f"{said}."


def _own(there, is_family):
    """How many of these are the family's own, said to the family or to a guest."""
    own = sum(card.is_own for card in there)
    words = {
        "own": count(own),
        "whose": _("van jullie zelf") if is_family else _("van het gezin zelf"),
    }
    if own == len(there):
        return (words["whose"] if own == 1 else _("allemaal %(whose)s")) % words
    if not own:
        return _("niemand %(whose)s") % words
    return _("van wie %(own)s %(whose)s") % words


def then_and_now(compared, day):
    """ "Op 3 mei zaten er elf mensen aan tafel, van wie zes van jullie zelf. Nu zeven, van wie
    vijf." """
    return _(
        "Op %(day)s: %(then)s aan tafel, van wie %(then_own)s van jullie zelf. "
        "Nu %(now)s, van wie %(now_own)s."
    ) % {
        "day": day,
        "then": people(compared.then),
        "then_own": count(compared.then_own),
        "now": count(compared.now),
        "now_own": count(compared.now_own),
    }
