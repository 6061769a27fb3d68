from django.utils.translation import gettext_lazy as _

from groeiplan.tools import ToolConfig


class KitchenTableConfig(ToolConfig):
    """The role cards: who sits at the family's table, and who is missed (DOMAIN §3)."""

    name = "kitchen_table"
    slug = "tafel"
    title = _("Tafel")
    summary = _("Wie zit er aan jullie tafel, en wat doet ieder?")
    icon = "armchair"
    order = 20
    parts = ("kitchen_table",)
    part_names = {"kitchen_table": _("de tafel")}

    def card(self, visit):
        from kitchen_table import hooks

        return hooks.card(visit)

    def changes(self, visit, since):
        from kitchen_table import hooks

        return hooks.changes(visit, since)

    def shown(self, visit, read):
        from kitchen_table import hooks

        return hooks.shown(visit, read)

    def moments(self, visit):
        from kitchen_table import hooks

        return hooks.moments(visit)

    def export(self, visit):
        from kitchen_table import hooks

        return hooks.export(visit)

    def story(self, visit):
        from kitchen_table.pdf import story

        return story(visit)

    def api(self):
        from kitchen_table.api import urlpatterns

        return urlpatterns

    def demo(self, plan, people, family):
        from kitchen_table.demo_family import fill

        fill(plan, people, family)

    def follow(self, row, before, by):
        from kitchen_table.actions import follow

        follow(row)

    def carry(self, luggage):
        from kitchen_table.hooks import carry

        carry(luggage)
