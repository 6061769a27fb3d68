"""The nouns of the ground floor."""

from groeiplan.models.accounts import Organisation, User
from groeiplan.models.content import (
    Agreement,
    ContactDetail,
    Goal,
    OtherPlan,
    Stance,
    Step,
    Story,
)
from groeiplan.models.files import StoredFile
from groeiplan.models.items import ChapterItem
from groeiplan.models.journal import Entry, JournalHead, KnownName, WhyQuestion
from groeiplan.models.live import ChangeNumber
from groeiplan.models.mail import Mail
from groeiplan.models.people import Authority, Invitation, InvitationYes, LeftOut, Person
from groeiplan.models.plans import Chapter, Key, Plan
from groeiplan.models.versions import Version

__all__ = [
    "Agreement",
    "Authority",
    "ChangeNumber",
    "Chapter",
    "ChapterItem",
    "ContactDetail",
    "Entry",
    "Goal",
    "Invitation",
    "InvitationYes",
    "JournalHead",
    "Key",
    "KnownName",
    "LeftOut",
    "Mail",
    "Organisation",
    "OtherPlan",
    "Person",
    "Plan",
    "Stance",
    "Step",
    "StoredFile",
    "Story",
    "User",
    "Version",
    "WhyQuestion",
]
