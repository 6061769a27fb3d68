"""How fast and how heavy Groeiplan is: `python -m bench` prints one JSON object a line, with
name, value, unit, ratio, against and n. Nothing here is asserted in a test."""
