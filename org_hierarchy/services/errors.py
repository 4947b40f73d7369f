"""What is refused, in one class."""


class OrgError(Exception):
    """What cannot be done to units, posts or appointments; `code` is stable, the message tells the user what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
