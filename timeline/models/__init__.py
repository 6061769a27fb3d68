from timeline.models.child import Backing, ChildPage, ChildStory
from timeline.models.deeds import Deed
from timeline.models.lines import Batch, Line, Manner
from timeline.models.moments import STRANDS, Moment, Telling

__all__ = [
    "STRANDS",
    "Backing",
    "Batch",
    "ChildPage",
    "ChildStory",
    "Deed",
    "Line",
    "Manner",
    "Moment",
    "Telling",
]
