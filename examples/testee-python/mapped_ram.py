"""A mapped-ram file: every page has a place of its own, and a bit that says whether it is there."""

import struct

_ALIGNMENT = 1 << 20
_SECTION = 1


class MappedRam:
    """The file of a whole migration, in memory. Blocks are of whole pages."""

    def __init__(self, blocks, page_size):
        self._page_size = page_size
        self._places = {}
        self._file = bytearray(b"QEVM" + struct.pack(">I", 3) + _configuration())
        self._file += struct.pack(">BI", 1, _SECTION) + _text(b"ram") + struct.pack(">II", 0, 4)
        self._file += struct.pack(">Q", sum(len(block.data) for block in blocks) | 4)
        for block in blocks:
            self._add_block(block)
        self._file += _end_of_ram_section()

    def write(self, block, offset, page):
        """A normal page: its bytes and its bit (SND-20)."""
        _, pages_at = self._places[block]
        self._file[pages_at + offset : pages_at + offset + len(page)] = page
        at, mask = self._bit(block, offset)
        self._file[at] |= mask

    def clear(self, block, offset):
        """A zero page: its bit is clear, also when an earlier pass had set it (SND-21)."""
        at, mask = self._bit(block, offset)
        self._file[at] &= ~mask

    def whole(self):
        """The file, ended."""
        last_part = struct.pack(">BI", 3, _SECTION) + _end_of_ram_section()
        description = b"{}"
        end = b"\x00\x06" + struct.pack(">I", len(description)) + description
        return bytes(self._file) + last_part + end

    def _add_block(self, block):
        """Name, length, header, bitmap, and room for the pages."""
        self._file += _text(block.name) + struct.pack(">Q", len(block.data))
        bitmap_at = len(self._file) + 28
        bitmap_length = _round_up(len(block.data) // self._page_size, 64) // 8
        pages_at = _round_up(bitmap_at + bitmap_length, _ALIGNMENT)
        self._file += struct.pack(">IQQQ", 1, self._page_size, bitmap_at, pages_at)
        self._file += bytes(pages_at + len(block.data) - len(self._file))
        self._places[block] = bitmap_at, pages_at

    def _bit(self, block, offset):
        """Offset in the file and mask: the lowest bit of a byte is the first page's."""
        page = offset // self._page_size
        return self._places[block][0] + page // 8, 1 << page % 8


def _configuration():
    """A machine's name, and the capability without which a reader does not expect the pages."""
    machine = b"\x07" + struct.pack(">I", 4) + b"none"
    capabilities = _text(b"configuration/capabilities") + struct.pack(">II", 1, 1)
    return machine + b"\x05" + capabilities + _text(b"mapped-ram")


def _round_up(number, unit):
    return -(-number // unit) * unit


def _text(text):
    return struct.pack(">B", len(text)) + text


def _end_of_ram_section():
    return struct.pack(">QBI", 0x10, 0x7E, _SECTION)
