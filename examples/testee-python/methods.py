"""How page data is written behind a packet, by method. Each channel has a writer or a reader of its own."""

import zlib

from bugs import planted
from wire import MAX_PAYLOAD, Rejected

# A stored block of one byte, 7.
STORED_SEVEN = b"\x00\x01\x00\xfe\xff\x07"


class PlainWriter:
    def __init__(self, level):
        pass

    def payload(self, pages):
        return b"".join(pages)


class ZlibWriter:
    """One stream for all packets of a channel, flushed at the end of each (SND-10)."""

    def __init__(self, level):
        self._stream = zlib.compressobj(level)

    def payload(self, pages):
        compress, flush = self._stream.compress, self._stream.flush
        if planted("flush-on-first-page"):
            first, *others = pages
            return compress(first) + flush(zlib.Z_SYNC_FLUSH) + compress(b"".join(others))
        return compress(b"".join(pages)) + flush(zlib.Z_SYNC_FLUSH)


class PlainReader:
    def __init__(self, page_size):
        self._page_size = page_size

    def payload_size(self, packet, where):
        """Whatever next_packet_size says."""
        return packet.normal_pages * self._page_size

    def pages(self, payload, count, where):
        return _cut(payload, self._page_size)


class ZlibReader:
    def __init__(self, page_size):
        self._page_size = page_size
        self._stream = zlib.decompressobj()

    def payload_size(self, packet, where):
        size = packet.next_packet_size
        if not packet.normal_pages and size:
            raise Rejected(f"{where}: next_packet_size is {size} without normal pages")
        if size > MAX_PAYLOAD:
            raise Rejected(f"{where}: next_packet_size is {size}, more than {MAX_PAYLOAD}")
        return size

    def pages(self, payload, count, where):
        """Exactly `count` pages, or Rejected. Never inflates more than a byte beyond them (RCV-43)."""
        if count == 0:
            return []
        expected = count * self._page_size
        try:
            data = self._stream.decompress(payload, expected + 1)
        except zlib.error as error:
            raise Rejected(f"{where}: payload: {error}") from None
        if len(data) != expected:
            less = "less" if len(data) < expected else "more"
            raise Rejected(f"{where}: payload gives {less} than {expected} bytes")
        if self._stream.eof:
            raise Rejected(f"{where}: payload ends the channel's stream")
        if not self._at_flush():
            raise Rejected(f"{where}: payload does not end with a flush")
        return _cut(data, self._page_size)

    def _at_flush(self):
        """Whether the stream stands between two blocks, at a whole byte: it would take one more block."""
        try:
            return self._stream.copy().decompress(STORED_SEVEN) == b"\x07"
        except zlib.error:
            return False


WRITERS = {"none": PlainWriter, "zlib": ZlibWriter}
READERS = {"none": PlainReader, "zlib": ZlibReader}


def _cut(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]
