"""What the API reads. By itself, because the API's settings name it before any view is there."""

import json
from io import BytesIO

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

HALF = b"\\ud"  # how half of a character in two halves begins, in JSON


class BoundedJSON(JSONParser):
    """JSON of no more than Django takes of a form; DRF itself reads on without end (T17). Its
    texts are whole: half a character could be kept nowhere, nor told back."""

    def parse(self, stream, media_type=None, parser_context=None):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if len(sent := stream.read(most + 1)) > most:
            raise RequestDataTooBig
        try:
            found = super().parse(BytesIO(sent), media_type, parser_context)
            if HALF in sent.lower():
                json.dumps(found, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError):  # more brackets than anybody means; no text
            raise ParseError from None
        return found
