"""Giving the family's yes and taking it back.

Every verb here holds the plan, so that two at once follow each other. In which order rows are
locked stands in `groeiplan.locks`."""

from consent.actions.answers import agree, may_note, note_no, note_yes, noters, refuse
from consent.actions.consents import (
    LONGEST,
    give,
    may_share,
    repeats,
    whose_yes,
    withdraw,
    withdraw_all,
)
from consent.actions.court import court_readers, may_be_replaced, note_court, read_court
from consent.actions.questions import ask_who, keep_hidden, request, show_receiver
from consent.actions.record import Refused

__all__ = [
    "LONGEST",
    "Refused",
    "agree",
    "ask_who",
    "court_readers",
    "give",
    "keep_hidden",
    "may_be_replaced",
    "may_note",
    "may_share",
    "note_court",
    "note_no",
    "note_yes",
    "noters",
    "read_court",
    "refuse",
    "repeats",
    "request",
    "show_receiver",
    "whose_yes",
    "withdraw",
    "withdraw_all",
]
