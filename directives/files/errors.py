"""Why a file is not read."""


class ReadingError(Exception):
    """The source cannot be read as a directive; `code` is stable, the message is Vietnamese and says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
