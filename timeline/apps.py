from django.utils.translation import gettext_lazy as _

from groeiplan.tools import ToolConfig


class TimelineConfig(ToolConfig):
    """ "Dit zijn wij!": the history of a family on four lines (DOMAIN §2)."""

    name = "timeline"
    slug = "tijdlijn"
    title = _("Tijdlijn")
    summary = _("De geschiedenis van jullie gezin, op vier lijnen.")
    icon = "sliders-horizontal"
    order = 10
    parts = ("family", "daily_life", "people", "help")
    part_names = {
        "family": _("ons gezin"),
        "daily_life": _("ons gewone leven"),
        "people": _("onze mensen"),
        "help": _("de hulp"),
    }

    def card(self, visit):
        from timeline import hooks

        return hooks.card(visit)

    def changes(self, visit, since):
        from timeline import hooks

        return hooks.changes(visit, since)

    def beside_rows(self, visit, part=None):
        from timeline import hooks

        return hooks.beside_rows(visit, part)

    def shown(self, visit, read):
        from timeline import hooks

        return hooks.shown(visit, read)

    def moments(self, visit):
        from timeline import hooks

        return hooks.moments(visit)

    def export(self, visit):
        from timeline import hooks

        return hooks.export(visit)

    def files_beside(self, visit):
        from timeline import hooks

        return hooks.files_beside(visit)

    def story(self, visit):
        from timeline.pdf import story

        return story(visit)

    def api(self):
        from timeline import api, child_api

        return [*api.urlpatterns, *child_api.urlpatterns]

    def settle(self, plan):
        from timeline.actions.child import settle

        settle(plan)

    def asks(self, visit):
        from timeline import hooks

        return hooks.asks(visit)

    def follow(self, row, before, by):
        from timeline import hooks

        hooks.follow(row, by)

    def born_otherwise(self, person, by):
        from timeline.actions import born_otherwise

        born_otherwise(person, by=by)

    def demo(self, plan, people, family):
        from timeline.demo_family import fill

        fill(plan, people, family)

    def carry(self, luggage):
        from timeline.hooks import carry

        carry(luggage)
