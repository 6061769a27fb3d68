"""Parts of the plan in one sentence: "de doelen, de tafel en de tijdlijn (de hulp)"."""

from collections import defaultdict

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from groeiplan.tools import installed_tools, part_name


def in_words(chapters):
    """These chapters with their article, in the order of the house; "" for none. The lines of one
    tool stand together behind its name; all of them are that tool."""
    opened = defaultdict(set)
    for chapter in chapters:
        opened[chapter.tool].add(chapter.part)
    said = []
    for tool in installed_tools():
        said += _of_tool(tool, opened.pop(tool.name, ()))
    # A room that left the house: what was looked at there stays told, by the key it had.
    said += sorted(part for parts in opened.values() for part in parts)
    return listed(said)


def called(tool, part=None):
    """The name of a part, or of all of a tool, as it stands above a page: "De tijdlijn"."""
    if part:
        return capfirst(part_name(tool.name, part))
    return capfirst(listed(_of_tool(tool, tool.parts)))


def listed(words):
    """ "a, b en c"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s en %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _of_tool(tool, opened):
    names = [part_name(tool.name, part) for part in tool.parts if part in opened]
    if tool.name == "groeiplan":
        return [_("de %s") % name for name in names]
    if len(tool.parts) == 1 or not names:
        return names
    words = {"tool": str(tool.title).lower(), "parts": ", ".join(names)}
    if len(names) == len(tool.parts):
        return [_("de %(tool)s") % words]
    return [_("de %(tool)s (%(parts)s)") % words]
