"""How the journal seals: an HMAC with a key that stands outside the database."""

import hmac
import json
from hashlib import sha256

from django.conf import settings


class UnknownKey(Exception):
    """This was sealed with a key that this installation does not have."""


def seal(said, key_id):
    """The seal over this list of plain values, with the key of that id; raises `UnknownKey`."""
    return seal_text(json.dumps(said, separators=(",", ":")), key_id)


def seal_text(text, key_id):
    """The seal over a text; raises `UnknownKey`."""
    try:
        key = keys()[key_id]
    except KeyError as error:
        raise UnknownKey(key_id) from error
    return hmac.new(key.encode(), text.encode(), sha256).hexdigest()


def keys():
    """{key id: key}: the one that seals now, and older ones that only check."""
    return {
        **settings.JOURNAL_OLD_KEYS,
        settings.JOURNAL_KEY_ID: settings.JOURNAL_KEY,
    }
