from timeline.models.deeds import Deed
from timeline.models.lines import Batch, Line, Manner
from timeline.models.moments import STRANDS, Moment, Telling

__all__ = ["STRANDS", "Batch", "Deed", "Line", "Manner", "Moment", "Telling"]
