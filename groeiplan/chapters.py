"""The list of what can be shared: one chapter for each part of each installed tool."""

from groeiplan.models import Chapter
from groeiplan.tools import installed_tools


def sync(plan):
    """Make the chapters that are missing. Chapters of a tool that left stay with their rows."""
    Chapter.objects.bulk_create(
        [
            Chapter(plan=plan, tool=tool.name, part=part)
            for tool in installed_tools()
            for part in tool.parts
        ],
        ignore_conflicts=True,
    )


def of(plan, tool, part):
    """The chapter of this plan with that name; raises `Chapter.DoesNotExist`."""
    return Chapter.objects.get(plan=plan, tool=tool, part=part)
