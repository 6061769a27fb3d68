from django.utils.translation import gettext_lazy as _

from groeiplan.tools import RoomConfig


class ConsentConfig(RoomConfig):
    """The family's own yes to share: it says which keys there are (DOMAIN §6)."""

    name = "consent"
    slug = "delen"
    title = _("Delen")
    icon = "key-round"
    order = 50
    links = {"share": "consent:index", "yes": "consent:consent", "decides": "consent:rules"}

    def settle(self, plan):
        """Who came to have a say in a consent keeps it, and an end that came nearer stays. An
        invitation that waited for everybody's yes goes out."""
        from consent.settling import settle

        settle(plan)

    def keys(self, plan):
        """One key per consent, chapter, right and person it is about, for as long as it runs.
        Only where everybody needed said yes, and the receiver's card has its account."""
        from consent.keys import keys

        return keys(plan)

    def leaves(self, person):
        from consent.leaving import leaves

        leaves(person)

    def holds_back(self, person, by):
        from consent.settling import holds_back

        return holds_back(person, by)

    def hides(self, person, by):
        from consent.settling import hides

        return hides(person, by)

    def consent_words(self, plan, ids):
        from consent import hooks

        return hooks.consent_words(plan, ids)

    def runs(self, visit, before):
        from consent import hooks

        return hooks.runs(visit, before)

    def kept_quiet(self, visit):
        from consent import hooks

        return hooks.kept_quiet(visit)

    def waiting(self, user):
        from consent import birthdays, waiting

        mine = birthdays.families_of(user)
        return [*waiting.waiting(user), *waiting.rules_of(mine), *birthdays.waiting(mine)]

    def asks(self, visit):
        from consent import waiting

        return waiting.asks(visit)

    def nightly(self, now):
        from consent import birthdays

        birthdays.tell(now)

    def export(self, visit):
        from consent import hooks

        return hooks.export(visit)

    def api(self):
        from consent.api import urlpatterns

        return urlpatterns

    def demo(self, plan, people, family):
        from consent.demo_family import fill

        fill(plan, people, family)
