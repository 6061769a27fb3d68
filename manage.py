#!/usr/bin/env python3
"""The front door for commands: `python manage.py help` lists them."""

import os
import sys


def main() -> None:
    """Run the command; settings that refuse to start answer with their one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groeiplan.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"groeiplan: {refusal}")


if __name__ == "__main__":
    main()
