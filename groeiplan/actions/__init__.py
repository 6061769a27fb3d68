"""The verbs of the ground floor: keyword-only, `by=` whom, atomic; they return what they made."""
