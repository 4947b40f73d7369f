"""Why an act on a directive was not done."""


class DirectiveError(Exception):
    """An act that cannot be done; `code` is stable, the message tells the user what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
