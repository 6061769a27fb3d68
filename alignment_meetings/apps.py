from django.utils.translation import gettext_lazy as _

from groeiplan.tools import ToolConfig


class AlignmentMeetingsConfig(ToolConfig):
    """Conversations in which everybody gets on one line, with an agenda (DOMAIN §4)."""

    name = "alignment_meetings"
    slug = "gesprekken"
    title = _("Gesprek")
    summary = _(
        "Een gesprek met iedereen die meedoet, met jullie vraag voorop. Bij een gesprek staat wie "
        "er komt, met naam en rol."
    )
    icon = "messages-square"
    order = 30
    parts = ("alignment_meetings",)
    part_names = {"alignment_meetings": _("de gesprekken")}

    def card(self, visit):
        from alignment_meetings import hooks

        return hooks.card(visit)

    def changes(self, visit, since):
        from alignment_meetings import hooks

        return hooks.changes(visit, since)

    def beside_rows(self, visit, part=None):
        from alignment_meetings import hooks

        return hooks.beside_rows(visit)

    def moments(self, visit):
        from alignment_meetings import hooks

        return hooks.moments(visit)

    def export(self, visit):
        from alignment_meetings import hooks

        return hooks.export(visit)

    def story(self, visit):
        from alignment_meetings.pdf import story

        return story(visit)

    def api(self):
        from alignment_meetings.api import urlpatterns

        return urlpatterns

    def demo(self, plan, people, family):
        from alignment_meetings.demo_family import fill

        fill(plan, people, family)

    def follow(self, row, before, by):
        from alignment_meetings.actions import follow

        follow(row, before, by)

    def carry(self, luggage):
        from alignment_meetings.hooks import carry

        carry(luggage)
