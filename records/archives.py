"""Many files as one zip that is sent while it is made: nothing is held but the file that is being written."""

import io
import zipfile
from collections.abc import Iterable, Iterator

_EARLIEST = (1980, 1, 1, 0, 0, 0)


class _Window(io.RawIOBase):
    """What a zip has written and nobody has taken yet; it cannot go back, so the zip writes sizes behind each file."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # any buffer
        self._waiting += piece
        return len(piece)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def streamed_zip(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The zip of these (name, content), piece by piece, each file stored as it is: documents are compressed already."""
    window = _Window()
    with zipfile.ZipFile(window, "w") as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), content)
            yield window.take()
    yield window.take()
