from django.utils.translation import gettext_lazy as _

from groeiplan.tools import ToolConfig


class GroeiplanConfig(ToolConfig):
    """The ground floor. It fills chapters of its own, as a room would: the plan's heart."""

    name = "groeiplan"
    title = _("Plan")
    icon = "sprout"
    order = 0
    parts = ("stories", "goals", "agreements", "other_plans", "people", "contact")
    part_names = {
        "stories": _("verhalen"),
        "goals": _("doelen"),
        "agreements": _("afspraken"),
        "other_plans": _("andere plannen"),
        "people": _("deelnemers"),
        "contact": _("contactgegevens"),
    }

    def beside_rows(self, visit, part=None):
        from groeiplan.known_people import cards

        return cards(visit) if part in (None, "people") else ()

    def moments(self, visit):
        from groeiplan.goals import reached

        return reached(visit)

    def changes(self, visit, since):
        from groeiplan.changes import changes

        return changes(visit, since)

    def story(self, visit):
        from groeiplan.story import story

        return story(visit)

    def export(self, visit):
        from groeiplan.taking_along import export

        return export(visit)

    def waiting(self, user):
        from groeiplan.actions.why import waiting_for
        from groeiplan.births_waiting import authority_of, births_of

        return [*waiting_for(user), *births_of(user), *authority_of(user)]

    def asks(self, visit):
        from groeiplan.actions.why import answered
        from groeiplan.at_the_door import asks

        return [*asks(visit), *answered(visit)]

    def api(self):
        from groeiplan.api_content import urlpatterns

        return urlpatterns

    def follow(self, row, before, by):
        from groeiplan.actions.content import follow

        follow(row, before)

    def carry(self, luggage):
        from groeiplan.carrying import carry

        carry(luggage)
