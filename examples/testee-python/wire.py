"""The bytes of a multifd channel: its greeting and its packets, all integers big-endian."""

import struct
from typing import NamedTuple

from bugs import planted

MAGIC = 0x11223344
VERSION = 1
PACKET_BYTES = 512 * 1024
"""Page data in a full packet, whatever the page size."""

SYNC = 1
METHOD_FLAGS = {"none": 0, "zlib": 2}
METHOD_MASK = 0x0E

MAX_PAYLOAD = 1 << 20
"""Compressed payload that a receiver takes (RCV-23)."""

GREETING_LENGTH = 64
HEADER_LENGTH = 320
NAME_LENGTH = 256

_GREETING = struct.Struct(">II16sB39x")
# magic, version, flags, pages_alloc, normal_pages, next_packet_size, packet_num, zero_pages, ramblock
_HEADER = struct.Struct(">6IQI28x256s")


class Rejected(Exception):
    """What arrived breaks a rule."""


class Packet(NamedTuple):
    flags: int
    pages_alloc: int
    normal_pages: int
    next_packet_size: int
    packet_num: int
    zero_pages: int
    ramblock: bytes
    """At most 255 bytes, without NUL."""
    offsets: tuple = ()
    """Received: page_count of them. To be sent: the used ones."""


def page_count(page_size):
    """Offsets in a packet."""
    return PACKET_BYTES // page_size


def packet_length(page_size):
    return HEADER_LENGTH + 8 * page_count(page_size)


def pack_greeting(channel):
    return _GREETING.pack(MAGIC, VERSION, bytes(16), channel)


def unpack_greeting(data):
    """The channel's id. A wrong magic, version or uuid raises Rejected (RCV-30)."""
    magic, version, uuid, channel = _GREETING.unpack(data)
    _check_magic(magic, version, "greeting")
    if any(uuid):
        raise Rejected(f"greeting: uuid is {uuid.hex()}, not zero")
    return channel


def pack_packet(packet, page_size):
    """Reserved bytes and unused offsets are zero."""
    header = _HEADER.pack(MAGIC, VERSION, *packet[:7])
    offsets = struct.pack(f">{len(packet.offsets)}Q", *packet.offsets)
    return (header + offsets).ljust(packet_length(page_size), b"\0")


def unpack_packet(data):
    """The fields as they came, but for magic and version, which raise Rejected when they are wrong."""
    magic, version, *fields, name = _HEADER.unpack_from(data)
    _check_magic(magic, version, "packet")
    if planted("zero-pages-at-36"):
        (fields[5],) = struct.unpack_from(">I", data, 36)
    # The last of the 256 bytes is a NUL, whatever came (RCV-24).
    name = name[: NAME_LENGTH - 1].split(b"\0", 1)[0]
    offsets = struct.unpack_from(f">{(len(data) - HEADER_LENGTH) // 8}Q", data, HEADER_LENGTH)
    return Packet(*fields, name, offsets)


def _check_magic(magic, version, what):
    if magic != MAGIC:
        raise Rejected(f"{what}: magic is {magic:#x}, not {MAGIC:#x}")
    if version != VERSION:
        raise Rejected(f"{what}: version is {version}, not {VERSION}")
