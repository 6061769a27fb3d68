"""What somebody sends to the API: the fields we know, judged by the same forms as the pages."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from rest_framework import serializers

from groeiplan.api import Refusal


class Sent(serializers.Serializer):
    """What somebody sends: these fields and no others."""

    def to_internal_value(self, data):
        if isinstance(data, Mapping) and (unknown := set(data) - set(self.fields)):
            raise serializers.ValidationError(
                {name: [_("Dit kennen we niet. Laat het weg.")] for name in sorted(unknown)}
            )
        return super().to_internal_value(data)


def sent(request, serializer):
    """What was sent, as this serializer knows it; nothing at all counts as {}."""
    found = serializer(data=request.data)
    found.is_valid(raise_exception=True)
    return found.validated_data


def cleaned(form, called=None):
    """What this form makes of what was sent; a `Refusal` in its own words where it cannot.
    `called`: what the API calls a field otherwise than the form, {form's: API's}."""
    if form.is_valid():
        return form.cleaned_data
    wrong = {}
    for name, words in form.errors.items():
        wrong.setdefault((called or {}).get(name, name), []).extend(map(str, words))
    words = wrong.pop("__all__", [])
    detail = " ".join(words) or _("Dit kan zo niet. Bij “errors” staat wat er anders moet.")
    raise Refusal(detail, errors=wrong)
