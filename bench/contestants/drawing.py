"""Packets with up to 64 normal and up to 64 zero pages, drawn by Hypothesis, built, parsed and compared by construct.

A unit is a run of a property with 100 cases. What makes this a contestant: see `contestant` in ../sides.ts.
"""
import sys
from time import perf_counter_ns

from construct import Array, Bytes, Const, Int32ub, Int64ub, Struct
from hypothesis import HealthCheck, given, settings, strategies as st

PAGE_SIZE = 4096
PAGES = 1024
PAGE_COUNT = 128
CASES = 100

PACKET = Struct(
    "magic" / Const(0x11223344, Int32ub),
    "version" / Const(1, Int32ub),
    "flags" / Int32ub,
    "pages_alloc" / Int32ub,
    "normal_pages" / Int32ub,
    "next_packet_size" / Int32ub,
    "packet_num" / Int64ub,
    "zero_pages" / Int32ub,
    "reserved" / Bytes(28),
    "ramblock" / Bytes(256),
    "offset" / Array(PAGE_COUNT, Int64ub),
)
RAMBLOCK = b"ram".ljust(256, b"\0")


def pages(first):
    """So many that a list of any length would have five on average; sampled, as integers take twice as long."""
    page = st.sampled_from(range(first, first + PAGES // 2))
    return st.integers(0, 64).flatmap(
        lambda count: st.lists(page, min_size=count, max_size=count, unique=True)
    )


@settings(
    max_examples=CASES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(normal=pages(0), zero=pages(PAGES // 2), packet_num=st.integers(0, 2**64 - 1))
def run(normal, zero, packet_num):
    offset = [page * PAGE_SIZE for page in normal + zero]
    fields = dict(
        magic=0x11223344,
        version=1,
        flags=2,
        pages_alloc=PAGE_COUNT,
        normal_pages=len(normal),
        next_packet_size=0,
        packet_num=packet_num,
        zero_pages=len(zero),
        reserved=bytes(28),
        ramblock=RAMBLOCK,
        offset=offset + [0] * (PAGE_COUNT - len(offset)),
    )
    came = PACKET.parse(PACKET.build(fields))
    for name, went in fields.items():
        assert came[name] == went, name


for _ in sys.stdin:
    start = perf_counter_ns()
    run()
    print(perf_counter_ns() - start, flush=True)
