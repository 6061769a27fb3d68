"""What a room of this house may bring along. The installed app is the registration."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import AppConfig, apps


@dataclass(frozen=True)
class Dated:
    """A dated thing of one room that another room may show. `when` is EDTF text."""

    when: str
    title: str
    url: str
    kind: str = ""


@dataclass(frozen=True)
class Change:
    """Something a room's rows say has changed: a whole Dutch sentence and where to read it."""

    at: datetime
    sentence: str
    url: str
    times: int = 1  # how often it was so in a row, once `views.plan.in_a_row` put them together


@dataclass(frozen=True)
class Waiting:
    """Something that is asked of an account, whether or not it has a key: a whole Dutch sentence
    with no more of the plan in it than the family's name, and where to answer. `answered`: it was,
    and can be taken back there. `inside`: the id of the plan to which it leads, for whoever reads
    that plan anyway."""

    sentence: str
    url: str
    answered: bool = False
    inside: UUID | None = None


class RoomConfig(AppConfig):
    """An app that stands on the ground floor. Every hook has a default that does nothing."""

    slug = ""  # the room's place in the address: plans/<plan>/<slug>/
    title = ""  # the word in the navigation, Dutch, lazily translated
    icon = "square"  # a lucide icon's name
    order = 100
    links: dict[str, str] = {}  # what other rooms may ask for by word: {"share": "consent:index"}

    def settle(self, plan):
        """Something changed in who decides or who belongs to whom: keep what may not be undone by
        the next change. Called by `groeiplan.keys.sync`, before it asks for the keys."""

    def keys(self, plan):
        """The keys this room hands out in this plan: `groeiplan.keys.Wanted` rows."""
        return ()

    def demo(self, plan, people, family):
        """Fill a demo plan. `people`: {key: Person}; `family`: the data file's stem. Returns
        nothing; a room without a data file for this family does nothing."""

    def export(self, visit):
        """What this visitor may take along: plain data (dicts, lists, text), or None."""
        return

    def files_beside(self, visit):
        """The `StoredFile`s this visitor may read in this room by a rule of its own, beside those
        the door opens to them."""
        return ()

    def leaves(self, person):
        """This person (of the family, or a guest) is leaving the plan: end what only runs while
        they are there. Called in the transaction, before they have gone."""

    def holds_back(self, person, by):
        """Should an invitation of this guest by this family member not go out yet, because what it
        is for, as far as they may know, still waits for somebody? Then it is kept ready, until
        this room calls `invitations.send_ready`."""
        return False

    def hides(self, person, by):
        """Is what is asked for this person kept from this family member, and is that all this room
        knows of them? Then `by` does not read here that the card has an account."""
        return False

    def consent_words(self, plan, ids):
        """What the family reads about these consents: {id: "Sanne zei ja"}; ids this room does
        not know are left out. Asked once a page, for all its entries together."""
        return {}

    def runs(self, visit, before):
        """What runs and this visitor may read of: {id: (how, what is told of its end)}, where `how`
        is less when it closes or ends sooner. What runs no longer stands in it too, and so does
        what the visitor read of in `before`: the same, from before a change that is not kept."""
        return {}

    def kept_quiet(self, visit):
        """What this family member, or who looks as them, must not find lying about: (ids of
        consents, ids of persons of whom only those consents tell). Nobody who was not asked reads
        that there is a question (DOMAIN §6, safety in asking)."""
        return set(), set()

    def waiting(self, user):
        """What this room asks of this account in any plan: `Waiting` rows, oldest first, in the
        same number of queries whatever there is."""
        return ()

    def asks(self, visit):
        """What this room asks of this family member in this plan, to be read on the plan page:
        `Waiting` rows, in one plain query."""
        return ()

    def nightly(self, now):
        """What this room does of itself once a day, early in the morning: mails, no more. Done
        again on the same day it does nothing."""

    def api(self):
        """Url patterns that come to stand under /api/v1/plans/<uuid:plan>/."""
        return []


class ToolConfig(RoomConfig):
    """A room that fills chapters of the plan."""

    summary = ""  # one sentence on what it is for
    parts: tuple[str, ...] = ()  # each part is a chapter
    part_names: dict[str, str] = {}  # the part's Dutch name, lazily translated

    def card(self, visit):
        """Context for templates/<app>/_card.html on the plan page; None: no card."""
        return

    def moments(self, visit):
        """Dated things another room may show: `Dated` rows."""
        return ()

    def changes(self, visit, since):
        """What changed since that moment: `Change` rows, from the rows' own created/changed."""
        return ()

    def beside_rows(self, visit, part=None):
        """What this room's pages show that is no row, of all its parts or of this one: plain values
        that differ when it does, for `groeiplan.live.state`. What this visitor may not see has no
        place in it: a difference is told."""
        return ()

    def shown(self, visit, read):
        """Of what the door opened to this visitor, {model: glanced rows}, what pages that listen
        show, for `groeiplan.live.state`: a room that hides rows beside the door leaves them out.
        What hangs under such a row goes with it."""
        return read

    def follow(self, row, before, by):
        """`by` chose another audience for this row of this room; it was `before`
        (`actions.audience.Heard`). Let what hangs under it follow, in the same transaction."""

    def born_otherwise(self, person, by):
        """`by` corrected when this person was born: let the dates of this room that follow from it
        follow, in the same transaction. The card and the plan are held."""

    def carry(self, luggage):
        """Copy this visitor's own rows into a new plan (`groeiplan.carrying.Luggage`), with
        `luggage.lay`. Rows that mean nothing there stay behind."""

    def story(self, visit):
        """This room's pages in the whole plan on paper: ReportLab flowables."""
        return ()


def installed_rooms():
    """All rooms, in the order the navigation shows them."""
    rooms = [app for app in apps.get_app_configs() if isinstance(app, RoomConfig)]
    return sorted(rooms, key=lambda room: room.order)


def installed_tools():
    """The rooms that fill chapters, the ground floor among them."""
    return [room for room in installed_rooms() if isinstance(room, ToolConfig)]


def part_name(tool, part):
    """What people call this part of the plan, e.g. ("timeline", "help") → "de hulp"."""
    return str(apps.get_app_config(tool).part_names.get(part, part))
