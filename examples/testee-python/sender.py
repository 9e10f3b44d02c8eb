"""The sending end: passes of queued pages become packets on channels, words on the main channel, or a file."""

from typing import NamedTuple

import wire
from bugs import planted
from counting import Counters, end_line, packet_line
from mapped_ram import MappedRam
from methods import WRITERS

DETECTIONS = ("none", "legacy", "multifd")


class Refused(Exception):
    """The settings are wrong."""


class Settings(NamedTuple):
    page_size: int
    channels: int
    method: str
    level: int
    detection: str
    """Where zero pages are found; not at all, on the main channel, or for each packet (SND-28)."""
    multifd: bool
    mapped_ram: bool


class Sender:
    def __init__(self, settings, blocks):
        """Wrong settings raise Refused."""
        _check(settings, blocks)
        self.normal_pages = 0
        self.zero_pages = 0
        """The migration's statistics."""
        self.writes = []
        """(channel, bytes), or ("main", word), in the order in which they are made."""
        self.file = MappedRam(blocks, settings.page_size) if settings.mapped_ram else None
        self.channels = []
        self._settings = settings
        self._packet_num = 0
        self._next_channel = 0
        self._trace = []
        # With multifd off, zero pages are found as with legacy (SND-22).
        self._main_finds_zero = settings.detection == "legacy" or (
            settings.detection == "multifd" and not settings.multifd
        )
        if settings.multifd and not self.file:
            self._open_channels()

    def send(self, queue):
        """One pass: the pages at (block, offset), in order, then a SYNC point."""
        batch = []
        for block, offset in queue:
            if self._main_finds_zero and self._is_zero(block, offset):
                self._zero_on_main(block, offset)
            elif not self._settings.multifd:
                self._normal_on_main(block, offset)
            else:
                # All pages of a packet are of one block (SND-12).
                if batch and (batch[0][0] is not block or len(batch) == self._page_count):
                    self._send_batch(batch)
                    batch = []
                batch.append((block, offset))
        if batch:
            self._send_batch(batch)
        if self.channels:
            self._sync()
        if not self.file:
            self.writes.append(("main", {"kind": "eos"}))

    @property
    def trace(self):
        """A line a packet, then one a channel."""
        ends = [end_line("send", id, channel.counters) for id, channel in enumerate(self.channels)]
        return self._trace + ends

    @property
    def _page_count(self):
        return wire.page_count(self._settings.page_size)

    def _open_channels(self):
        settings = self._settings
        for id in range(settings.channels):
            self.channels.append(_Channel(WRITERS[settings.method](settings.level)))
            self.writes.append((id, wire.pack_greeting(id)))

    def _is_zero(self, block, offset):
        size = self._settings.page_size - planted("last-byte-ignored")
        return block.page(offset, size) == bytes(size)

    def _zero_on_main(self, block, offset):
        self.zero_pages += 1
        if self.file:
            self.file.clear(block, offset)
        else:
            word = {"kind": "zero", "ramblock": block.name.decode(), "offset": offset}
            self.writes.append(("main", word))

    def _normal_on_main(self, block, offset):
        self.normal_pages += 1
        page = block.page(offset, self._settings.page_size)
        if self.file:
            self.file.write(block, offset, page)
        else:
            word = {"kind": "page", "ramblock": block.name.decode(), "offset": offset}
            self.writes.append(("main", word | {"bytes": bytes(page)}))

    def _send_batch(self, batch):
        block = batch[0][0]
        queued = [offset for _, offset in batch]
        offsets, normal = self._partition(block, queued)
        self.normal_pages += len(queued) if planted("count-queued") else normal
        self.zero_pages += len(queued) - normal
        if self.file:
            self._into_file(block, offsets[:normal], offsets[normal:])
        else:
            self._packet_of_pages(block, queued, offsets, normal)

    def _partition(self, block, offsets):
        """The offsets, normal pages first (LAY-06) in the patch's order (SND-06), and how many are normal."""
        offsets = list(offsets)
        if self._settings.detection != "multifd":
            return offsets, len(offsets)
        normal, zero = 0, len(offsets)
        while normal < zero:
            if self._is_zero(block, offsets[normal]):
                zero -= 1
                offsets[normal], offsets[zero] = offsets[zero], offsets[normal]
            else:
                normal += 1
        return offsets, normal

    def _into_file(self, block, normal, zero):
        for offset in normal:
            self.file.write(block, offset, block.page(offset, self._settings.page_size))
        if not planted("bit-kept"):
            for offset in zero:
                self.file.clear(block, offset)

    def _packet_of_pages(self, block, queued, offsets, normal):
        id = self._next_channel
        self._next_channel = (id + 1) % len(self.channels)
        data = offsets[:normal]
        if planted("payload-in-queue-order"):
            data.sort(key=queued.index)
        pages = [block.page(offset, self._settings.page_size) for offset in data]
        # The stream of a compressing method is left alone when there is nothing to compress.
        payload = self.channels[id].writer.payload(pages) if pages else b""
        flags = wire.METHOD_FLAGS[self._settings.method]
        if planted("no-method-without-payload") and not pages:
            flags = 0
        zero = len(offsets) - normal
        self._write_packet(id, flags, normal, zero, block.name, offsets, payload)

    def _sync(self):
        """A SYNC packet on every channel (SND-14), then the word that makes a receiver wait for them (SND-25)."""
        if planted("flush-word-first"):
            self.writes.append(("main", {"kind": "flush"}))
        for id in range(1 if planted("sync-on-one-channel") else len(self.channels)):
            self._write_packet(id, wire.SYNC)
        if not planted("flush-word-first"):
            self.writes.append(("main", {"kind": "flush"}))

    def _write_packet(self, id, flags, normal=0, zero=0, ramblock=b"", offsets=(), payload=b""):
        packet = wire.Packet(
            flags=flags,
            pages_alloc=self._page_count,
            normal_pages=normal,
            next_packet_size=len(payload),
            packet_num=self._packet_num,
            zero_pages=zero,
            ramblock=ramblock,
            offsets=offsets,
        )
        self._packet_num += 1
        self.writes.append((id, wire.pack_packet(packet, self._settings.page_size) + payload))
        self.channels[id].counters.count(packet)
        self._trace.append(packet_line("send", id, packet))


class _Channel:
    def __init__(self, writer):
        self.writer = writer
        self.counters = Counters()


def _check(settings, blocks):
    if settings.detection not in DETECTIONS:
        raise Refused(f"detection {settings.detection}: expected one of {', '.join(DETECTIONS)}")
    if settings.method not in WRITERS:
        raise Refused(f"method {settings.method}: expected one of {', '.join(WRITERS)}")
    if settings.method == "zlib" and not 0 <= settings.level <= 9:
        raise Refused(f"level {settings.level}: expected 0 to 9")
    if settings.mapped_ram and settings.method != "none":
        raise Refused(f"mapped-ram with method {settings.method}: there are no packets to compress")
    for block in blocks:
        if settings.mapped_ram and len(block.data) % settings.page_size:
            raise Refused(f"mapped-ram: RAM block {block.name!r} is not of whole pages")
        if len(block.name) >= wire.NAME_LENGTH:
            raise Refused(f"RAM block {block.name!r}: a name has at most 255 bytes")
