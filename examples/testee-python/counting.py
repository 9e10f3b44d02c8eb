"""What is counted of a channel, and the trace lines that say so."""


class Counters:
    def __init__(self):
        self.packets = 0
        self.normal_pages = 0
        self.zero_pages = 0

    def count(self, packet):
        self.packets += 1
        self.normal_pages += packet.normal_pages
        self.zero_pages += packet.zero_pages

    def as_json(self):
        return {
            "packets": self.packets,
            "normalPages": self.normal_pages,
            "zeroPages": self.zero_pages,
        }


def packet_line(way, channel, packet):
    """`way` is "send" or "recv"."""
    return (
        f"multifd_{way} channel {channel} packet_num {packet.packet_num}"
        f" normal pages {packet.normal_pages} zero pages {packet.zero_pages}"
        f" flags {packet.flags:#x} next packet size {packet.next_packet_size}"
    )


def end_line(way, channel, counters):
    return (
        f"multifd_{way}_thread_end channel {channel} packets {counters.packets}"
        f" normal pages {counters.normal_pages} zero pages {counters.zero_pages}"
    )
