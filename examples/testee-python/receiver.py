"""The receiving end: channels are fed bytes as they arrive, and fill RAM."""

from collections import deque

import wire
from bugs import planted
from counting import Counters, end_line, packet_line
from methods import READERS
from wire import Rejected

# What a channel waits for; a number is that many bytes.
_BARRIER = "barrier"


class Receiver:
    """After the first Rejected nothing more may be fed; RAM and counters stay as they were then."""

    def __init__(self, blocks, page_size, channels, method):
        self.blocks = {block.name: block for block in blocks}
        self.page_size = page_size
        self.method = method
        self.trace = []
        self.writes = []
        """(block, offset) of each page written."""
        self._connections = [_Connection(number, self) for number in range(channels)]
        self._by_id = {}
        # Words of the main channel that wait for a barrier before them, or for SYNC packets.
        self._words = deque()

    def feed(self, channel, data):
        """Bytes of a channel."""
        self._connections[channel].buffer += data
        self._run()

    def end(self, channel):
        """The channel's stream ends."""
        self._connections[channel].closed = True
        self._run()

    def barrier(self):
        """The main channel's MULTIFD_FLUSH word."""
        if planted("barrier-ignored"):
            return
        self._words.append(_BARRIER)
        self._run()

    def zero_word(self, ramblock, offset):
        """The main channel's ZERO word: one page that is zero."""
        self._words.append((ramblock, offset))
        self._run()

    def finish(self):
        """Every stream ends, and the migration must be complete."""
        for connection in self._connections:
            connection.closed = True
        self._run()
        for connection in self._connections:
            if connection.at_barrier and connection.buffer:
                raise Rejected(f"channel {connection.id} has data behind a SYNC without a barrier")
        for id, connection in sorted(self._by_id.items()):
            self.trace.append(end_line("recv", id, connection.counters))

    def counters(self):
        """Of accepted packets, by channel id."""
        silent = Counters()
        return [
            self._by_id[id].counters if id in self._by_id else silent
            for id in range(len(self._connections))
        ]

    def join(self, id, connection):
        """A connection has greeted as channel `id` (RCV-30)."""
        if id >= len(self._connections):
            raise Rejected(f"greeting: channel id {id} of {len(self._connections)} channels")
        if id in self._by_id:
            raise Rejected(f"greeting: channel id {id} is taken")
        self._by_id[id] = connection

    def write_page(self, block, offset, page):
        block.write(offset, page)
        self.writes.append((block, offset))

    def clear_page(self, block, offset):
        """A page that is zero already is not written (RCV-15)."""
        zero = bytes(self.page_size)
        if block.page(offset, self.page_size) != zero:
            self.write_page(block, offset, zero)

    def find_page(self, ramblock, offset, what):
        """The block, when it has a page at the offset."""
        block = self.blocks.get(ramblock)
        if planted("block-by-prefix"):
            block = next((b for b in self.blocks.values() if ramblock.startswith(b.name)), None)
        if block is None:
            raise Rejected(f"{what}: unknown RAM block {ramblock!r}")
        # Below zero for a block shorter than a page, which so has none (RCV-10).
        last = len(block.data) - self.page_size - planted("last-page-refused")
        if not 0 <= offset <= last:
            raise Rejected(
                f"{what}: no page at {offset:#x} of RAM block {ramblock!r}, {len(block.data)} bytes"
            )
        return block

    def _run(self):
        """Everything that can be done now. A channel behind a SYNC waits, the others go on (RCV-35)."""
        again = True
        while again:
            for connection in self._connections:
                connection.run()
            again = self._next_word()

    def _next_word(self):
        """Works on a word of the main channel; False when there is none or it has to wait."""
        if not self._words:
            return False
        if self._words[0] is _BARRIER:
            for connection in self._connections:
                # Waiting for it would be for ever (RCV-38).
                if connection.finished:
                    raise Rejected(f"channel {connection.id} ended before the SYNC of a barrier")
            if not all(connection.at_barrier for connection in self._connections):
                return False
            for connection in self._connections:
                connection.pass_barrier()
        else:
            ramblock, offset = self._words[0]
            self.clear_page(self.find_page(ramblock, offset, "zero word"), offset)
        self._words.popleft()
        return True


class _Connection:
    """Runs a channel's steps, each as soon as its bytes are there."""

    def __init__(self, number, receiver):
        self.id = number
        """The connection's number until it has greeted, then the greeting's id."""
        self.buffer = bytearray()
        self.closed = False
        self.finished = False
        self.counters = Counters()
        self._receiver = receiver
        self._steps = self._channel()
        self._wanted = next(self._steps)

    @property
    def at_barrier(self):
        return self._wanted is _BARRIER

    def run(self):
        while not self.finished and not self.at_barrier:
            if len(self.buffer) >= self._wanted:
                data = bytes(self.buffer[: self._wanted])
                del self.buffer[: self._wanted]
                self._resume(data)
            elif self.closed:
                self._end_of_stream()
            else:
                return

    def pass_barrier(self):
        self._resume(None)

    def _resume(self, value):
        self._wanted = self._steps.send(value)

    def _end_of_stream(self):
        """Clean between packets, an error anywhere else (RCV-25)."""
        if self._inside or self.buffer:
            raise Rejected(
                f"channel {self.id}: end of stream inside a {self._inside or 'packet'}, "
                f"with {len(self.buffer)} of {self._wanted} bytes"
            )
        self.finished = True

    def _channel(self):
        """The life of a channel: yields what it waits for, is sent the bytes."""
        receiver = self._receiver
        self._inside = "greeting"
        id = wire.unpack_greeting((yield wire.GREETING_LENGTH))
        receiver.join(id, self)
        self.id = id
        reader = READERS[receiver.method](receiver.page_size)
        while True:
            self._inside = None
            packet = yield from self._packet(receiver.page_size)
            where = f"channel {id}, packet {packet.packet_num}"
            _check_counts(packet, wire.page_count(receiver.page_size), where)
            if planted("method-without-pages"):
                self._check_method(packet, where)
            if _has_data(packet):
                yield from self._pages(packet, reader, where)
            self._accept(packet)
            if packet.flags & wire.SYNC and not planted("barrier-ignored"):
                yield _BARRIER

    def _packet(self, page_size):
        """A packet takes its full length, however few offsets it uses (LAY-02)."""
        if planted("packet-as-long-as-used"):
            header = yield wire.HEADER_LENGTH
            counts = wire.unpack_packet(header)
            used = min(counts.normal_pages + counts.zero_pages, wire.page_count(page_size))
            return wire.unpack_packet(header + (yield 8 * used))
        return wire.unpack_packet((yield wire.packet_length(page_size)))

    def _pages(self, packet, reader, where):
        """Applies a packet wholly or not at all (RCV-29)."""
        receiver = self._receiver
        normal = packet.offsets[: packet.normal_pages]
        zero = packet.offsets[packet.normal_pages :][: packet.zero_pages]
        for offset in normal + zero:
            block = receiver.find_page(packet.ramblock, offset, where)
        self._check_method(packet, where)
        self._inside = "payload"
        payload = yield reader.payload_size(packet, where)
        pages = reader.pages(payload, len(normal), where)
        # An offset that is both zero and normal ends with the normal page's data (RCV-26).
        for offset in zero:
            receiver.clear_page(block, offset)
        for offset, page in zip(normal, pages):
            receiver.write_page(block, offset, page)

    def _check_method(self, packet, where):
        method = self._receiver.method
        if packet.flags & wire.METHOD_MASK != wire.METHOD_FLAGS[method]:
            raise Rejected(f"{where}: flags are {packet.flags:#x}, the method is {method}")

    def _accept(self, packet):
        self.counters.count(packet)
        self._receiver.trace.append(packet_line("recv", self.id, packet))


def _check_counts(packet, count, where):
    """RCV-03, RCV-04, RCV-05."""
    if packet.pages_alloc > count:
        raise Rejected(f"{where}: pages_alloc is {packet.pages_alloc}, more than {count}")
    if packet.normal_pages > packet.pages_alloc:
        raise Rejected(
            f"{where}: normal_pages is {packet.normal_pages}, more than {packet.pages_alloc}"
        )
    room = packet.pages_alloc - packet.normal_pages
    if planted("zero-bound-by-alloc"):
        room = packet.pages_alloc
    if packet.zero_pages > room:
        raise Rejected(f"{where}: zero_pages is {packet.zero_pages}, more than {room}")


def _has_data(packet):
    """RCV-18."""
    if planted("data-by-normal-pages"):
        return packet.normal_pages > 0
    return packet.normal_pages > 0 or packet.zero_pages > 0
