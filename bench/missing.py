"""Rows for what cannot be measured on this machine: they stand there too, without a value, and say
why."""


def rows(names, why):
    """A row for each of these names, with `value` null and the reason in `why`."""
    for name in names:
        yield {
            "name": name,
            "value": None,
            "unit": None,
            "ratio": None,
            "against": None,
            "n": 0,
            "why": why,
        }
