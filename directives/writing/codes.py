"""QR codes (ISO/IEC 18004) as small pictures: the way from a sheet of paper to the task's page."""

import struct
import zlib
from typing import cast
from xml.sax.saxutils import quoteattr

import zxingcpp

from directives.writing.markup import paragraph
from directives.writing.package import Package
from directives.writing.page import MM, POST
from directives.writing.text import line_of

_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_SIDE = 24 * 36_000
"""24 mm in EMU."""
CODE = round(27 * MM)
"""The width in twips of a column that holds one."""

_SCALE = 8
"""Pixels of a module's side: eight pixels of one bit are one byte, so that a module of the code is a byte of the picture."""
_WINDOW = 9
_QUIET = 4
"""Modules of white around it, as the standard asks."""


def qr_png(text: str) -> bytes:
    """A PNG of one bit a pixel, white margin included, that a phone reads as this address (ASCII); the same gives the same bytes.

    Error correction M, so that a stamp over a seventh of it does no harm. About 0.25 ms.
    """
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = memoryview(cast("bytes", barcode.to_image(scale=1, add_quiet_zones=False)))  # a buffer, whose types do not say so
    height, width = cast("tuple[int, int]", modules.shape)
    side, margin = b"\xff" * _QUIET, b"\0" + b"\xff" * (width + 2 * _QUIET)
    raw = modules.tobytes()
    rows = [b"\0" + side + raw[start : start + width] + side for start in range(0, height * width, width)]
    again = (b"\2" + bytes(width + 2 * _QUIET)) * (_SCALE - 1)  # "as the line above"
    lines = b"".join(row + again for row in [*[margin] * _QUIET, *rows, *[margin] * _QUIET])
    pixels = [(count + 2 * _QUIET) * _SCALE for count in (width, height)]
    head = struct.pack(">2L5B", *pixels, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(1, zlib.DEFLATED, _WINDOW, 1)  # a full window takes longer to set up than so few bytes to press
    pressed = packer.compress(lines) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", pressed) + _chunk(b"IEND", b"")


def code_part(text: str, *, package: Package) -> str:
    """A centred paragraph with the code of this text, 24 mm wide."""
    ordinal, relationship = package.add_picture(qr_png(text))
    shape = (
        f'<pic:pic xmlns:pic="{_PICTURE}"><pic:nvPicPr><pic:cNvPr id="{ordinal}" name="QR {ordinal}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relationship}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{_SIDE}" cy="{_SIDE}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )
    drawing = (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}" xmlns:a="{_MAIN}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{_SIDE}" cy="{_SIDE}"/><wp:docPr id="{100 + ordinal}" name="Mã QR {ordinal}" descr={quoteattr(line_of(text))}/>'
        "<wp:cNvGraphicFramePr/>"
        f'<a:graphic><a:graphicData uri="{_PICTURE}">{shape}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    return paragraph(POST, drawing)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))
