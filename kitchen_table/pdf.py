"""The table on paper: cards by place, with answers and decisions. What the family keeps off the
screen is not printed either: paper gets passed round a table."""

from django.utils.translation import gettext as _

from groeiplan import dates, pdf
from kitchen_table import seating
from kitchen_table.words import at_the_table


def story(visit):
    """Flowables for what this visitor may read; empty when that is nothing."""
    if not visit.opens("kitchen_table"):
        return []
    table = seating.Table(visit)
    if not table.shown:
        return []
    made = pdf.heading(_("De tafel")) + pdf.tagline(at_the_table(table))
    for _place, label, cards in table.rings:
        if cards:
            made += pdf.heading(str(label).capitalize(), 2)
        for card in cards:
            made += _card(card, table.said[card.pk])
    return made


def _card(card, said):
    made = pdf.heading(card.title, 3) + pdf.text(_under(card), "small")
    for _key, question, answers in seating.questions(card, said):
        if answers:
            made += pdf.text(question, "label")
        for answer in answers:
            made += pdf.quote(
                answer.text, answer.told_by.shown_name, pdf.HUE_OF[answer.told_by.kind]
            )
    for check in said.voices:
        words = {
            "who": check.told_by.shown_name,
            "says": check.get_says_display(),
            "because": check.because,
        }
        made += pdf.text(
            (_("%(who)s: %(says)s %(because)s") if check.because else _("%(who)s: %(says)s"))
            % words
        )
    return made + (_decision(said.decision) if said.decision else [])


def _under(card):
    facts = [card.second_line, card.get_kind_display()]
    if card.stays:
        facts.append(_("blijft, ook later"))
    if card.since:
        facts.append(_("sinds: %(when)s") % {"when": dates.say(card.since)})
    if card.place == "missing":
        facts.append(_("gezegd door %(name)s") % {"name": card.told_by.shown_name})
    return " · ".join(str(fact) for fact in facts if fact)


def _decision(decision):
    told = decision.get_outcome_display()
    if decision.tells:
        told = _("%(outcome)s. %(name)s vertelt het") % {
            "outcome": told,
            "name": decision.tells.shown_name,
        }
    if decision.tells_on:
        told = f"{told}, {dates.say(decision.tells_on.isoformat())}"
    made = pdf.text(_("Besluit: %(words)s.") % {"words": told})
    return made + pdf.quote(
        decision.reason, decision.told_by.shown_name, pdf.HUE_OF[decision.told_by.kind]
    )
