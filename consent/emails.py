"""The mails about sharing. None says what is asked, about whom or with whom."""

from groeiplan import emails


def something_is_asked(person):
    """To this person's account, where there is one: something waits for you."""
    if person.user:
        emails.something_is_ready(person.user)
