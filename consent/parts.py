"""The parts of a plan as a family reads them when it shares: names, chips, what is in them."""

from dataclasses import dataclass

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groeiplan.tools import installed_tools, part_name

GROUND = "groeiplan"
INSIDE = {
    "stories": gettext_lazy("Wat jullie vertellen over hoe het gaat."),
    "goals": gettext_lazy("Wat jullie willen, en de stappen ernaartoe."),
    "agreements": gettext_lazy("Wie wat doet, en voor wanneer."),
    "other_plans": gettext_lazy("Plannen van anderen die jullie hiernaast legden."),
    "people": gettext_lazy("Wie er bij jullie plan horen, met hun rol."),
    "contact": gettext_lazy("Telefoon, e-mail en adres. Alleen van wie dat zelf wil."),
}
ONLY_TO_LOOK = {(GROUND, "people"), (GROUND, "contact")}  # nothing there for a guest to add


@dataclass(frozen=True)
class Part:
    """One chapter in words. `css` gives a line of the timeline its own colour."""

    key: str  # "timeline.help"
    label: str  # "Tijdlijn: de hulp"
    name: str  # "De hulp", under its tool's heading
    inside: str
    css: str = ""
    may_change: bool = False  # by the consent that is shown
    can_change: bool = True  # could a guest add anything there?


def part_of(chapter, may_change=False):
    """This chapter as a `Part`; of a tool that is no longer installed only its name is left."""
    tool, part = chapter.tool, chapter.part
    if not apps.is_installed(tool):
        return Part(str(chapter), f"{tool}: {part}", part, "", may_change=may_change)
    room, name = apps.get_app_config(tool), part_name(tool, part)
    alone = len(room.parts) == 1
    if tool == GROUND:
        label = capfirst(name)
    else:
        label = str(room.title) if alone else f"{room.title}: {name}"
    return Part(
        key=str(chapter),
        label=label,
        name=capfirst(name),
        inside=str(INSIDE.get(part, "") if tool == GROUND else room.summary if alone else ""),
        css="" if tool == GROUND or alone else f"strand-{part}",
        may_change=may_change,
        can_change=(tool, part) not in ONLY_TO_LOOK,
    )


def place(chapter):
    """Where a chapter stands in the order of the house, to sort by."""
    tools = {tool.name: (n, tool.parts) for n, tool in enumerate(installed_tools())}
    n, parts = tools.get(chapter.tool, (len(tools), ()))
    return n, parts.index(chapter.part) if chapter.part in parts else len(parts)


def spoken(chapter):
    """The chapter inside a sentence: "de tafel", "de afspraken", "de tijdlijn (de hulp)"."""
    name = part_name(chapter.tool, chapter.part)
    if chapter.tool == GROUND:
        return _("de %(part)s") % {"part": name}
    room = apps.get_app_config(chapter.tool) if apps.is_installed(chapter.tool) else None
    if room is None or len(room.parts) == 1:
        return name
    return _("de %(room)s (%(part)s)") % {"room": str(room.title).lower(), "part": name}


def grouped(chapters):
    """[(title, summary, [Part])] in the order of the house, for chapters of one plan."""
    groups = []
    for tool in installed_tools():
        own = {chapter.part: chapter for chapter in chapters if chapter.tool == tool.name}
        parts = [part_of(own[part]) for part in tool.parts if part in own]
        summary = tool.summary if len(parts) > 1 else ""
        groups.append((str(tool.title), str(summary), parts))
    return [group for group in groups if group[2]]
