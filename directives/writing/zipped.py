"""A zip whose bytes depend on nothing but its parts, with what documents share compressed once (ISO/IEC 21320-1, PKWARE APPNOTE 6.3).

`zipfile` compresses every part of every document anew; of a slip that is stamped ten thousand times only the text differs.
"""

import struct
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_EARLIEST = 0x21
"""1/1/1980, the first date that a zip can hold: any clock here would change the bytes."""
_NEEDED, _UTF8, _STORED, _DEFLATED = 20, 0x800, 0, 8
_LEVEL = 6
_UNIX = 3 << 8
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


class Part(NamedTuple):
    """One file of the zip; `is_shared` when other documents hold the very same one, `is_packed` when pressing it gains nothing."""

    name: str
    content: str | bytes
    is_shared: bool = False
    is_packed: bool = False


def zipped(parts: Iterable[Part]) -> bytes:
    """The zip of these parts, in their order. No part nor the whole may reach 4 GB."""
    entries, directory, offset = [], [], 0
    for part in parts:
        name = part.name.encode()
        pack = _shared if part.is_shared else _stored if part.is_packed else _deflated
        checksum, size, packed = pack(part.content)
        facts = (_NEEDED, _UTF8, _STORED if part.is_packed else _DEFLATED, 0, _EARLIEST, checksum, len(packed), size, len(name), 0)
        head = _LOCAL.pack(b"PK\x03\x04", *facts)
        entries += [head, name, packed]
        directory += [_CENTRAL.pack(b"PK\x01\x02", _NEEDED | _UNIX, *facts, 0, 0, 0, 0o600 << 16, offset), name]
        offset += len(head) + len(name) + len(packed)
    count, listed = len(directory) // 2, b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), offset, 0)
    return b"".join([*entries, listed, end])


def _stored(content: str | bytes) -> tuple[int, int, bytes]:
    raw = content.encode() if isinstance(content, str) else content
    return zlib.crc32(raw), len(raw), raw


def _deflated(content: str | bytes) -> tuple[int, int, bytes]:
    checksum, size, raw = _stored(content)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return checksum, size, packer.compress(raw) + packer.flush()


_shared = lru_cache(maxsize=64)(_deflated)
