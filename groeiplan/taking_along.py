"""What a visitor takes along of the ground floor: all that the door opens, as plain data."""

from groeiplan import api_content

PARTS = {
    "stories": api_content.stories_of,
    "goals": api_content.goals_of,
    "agreements": api_content.agreements_of,
    "other_plans": api_content.other_plans_of,
}


def export(visit):
    """{"stories": […], "goals": […], "agreements": […], "other_plans": […]} with only the parts
    that open to this visitor; None when none does. Dates are ISO or EDTF text."""
    taken = {
        part: _plain(of(visit)) for part, of in PARTS.items() if visit.opens("groeiplan", part)
    }
    return taken or None


def _plain(value):
    """Lists and dicts as such, in place of the serializers' own kinds."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value
