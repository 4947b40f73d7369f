"""What a line of the log says."""

import logging


class Refusals(logging.Filter):
    """A page that was refused is everyday work: one line, without the way through our code to it."""

    def filter(self, entry: logging.LogRecord) -> bool:
        """Let every entry through, that of a refusal without its traceback."""
        if entry.name == "django.request" and getattr(entry, "status_code", None) == 403:
            entry.exc_info = entry.exc_text = None
        return True
