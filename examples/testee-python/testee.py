#!/usr/bin/env python3
"""A multifd sender and receiver behind the testee protocol: requests on stdin, answers on stdout, a line each."""

import argparse
import json
import sys

import bugs
from exchange import Exchange
from ram import Block
from receiver import Receiver
from sender import DETECTIONS, Refused, Sender, Settings
from wire import Rejected

_ROLE = {
    "methods": ["none", "zlib"],
    "pageSizes": [4096, 1024, 2048, 8192, 16384, 32768, 65536],
    "maxChannels": 16,
}
_RECEIVER = _ROLE | {
    "shows": ["ram", "counters", "trace", "writes", "prefill", "blocks", "main", "greeting"]
}
_SENDER = _ROLE | {
    "detections": list(DETECTIONS),
    "shows": ["queue", "passes", "counters", "trace", "main", "order", "level", "blocks"]
    + ["mapped-ram", "multifd-off", "settings"],
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bug", metavar="NAME", help="plant a bug; `list` names them all")
    bug = parser.parse_args().bug
    if bug == "list":
        print(*(f"{name} {requirement}" for name, requirement in bugs.BUGS.items()), sep="\n")
        return
    if bug is not None:
        try:
            bugs.plant(bug)
        except ValueError as error:
            parser.error(str(error))
    exchange = Exchange()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if request["type"] == "bye":
            return
        answer = {"id": request["id"]} | _answer(request, exchange)
        print(json.dumps(answer, separators=(",", ":")), flush=True)


def _answer(request, exchange):
    answers = {"hello": _hello, "receive": _receive, "send": _send}
    try:
        return answers[request["type"]](request, exchange)
    except (KeyError, IndexError, TypeError, ValueError, OSError) as error:
        return {"type": "error", "text": f"{request['type']}: {type(error).__name__}: {error}"}


def _hello(request, exchange):
    if 1 not in request["protocol"]:
        raise ValueError(f"protocol 1 is not among {request['protocol']}")
    exchange.use_folder(request.get("folder"))
    return {
        "type": "hello",
        "protocol": 1,
        "name": "testee-python",
        "version": "1",
        "files": True,
        "receiver": _RECEIVER,
        "sender": _SENDER,
    }


def _receive(request, exchange):
    blocks = _blocks(request, exchange)
    receiver = Receiver(blocks, request["pageSize"], request["channels"], request["method"])
    verdict = {"outcome": "accepted"}
    try:
        for event in request["events"]:
            _deliver(event, receiver, exchange)
        receiver.finish()
    except Rejected as reason:
        verdict = {"outcome": "rejected", "text": str(reason)}
    written = dict.fromkeys(receiver.writes)
    return {
        "type": "received",
        **verdict,
        "ram": [exchange.show(block.data) for block in blocks],
        "counters": [counters.as_json() for counters in receiver.counters()],
        "writes": [{"ramblock": block.name.decode(), "offset": at} for block, at in written],
        "trace": receiver.trace,
    }


def _deliver(event, receiver, exchange):
    match event["kind"]:
        case "bytes":
            receiver.feed(event["channel"], exchange.read(event["data"]))
        case "eof":
            receiver.end(event["channel"])
        case "barrier":
            receiver.barrier()
        case "zero":
            receiver.zero_word(event["ramblock"].encode(), int(event["offset"]))
        case kind:
            raise ValueError(f"unknown event {kind}")


def _send(request, exchange):
    blocks = _blocks(request, exchange)
    by_name = {block.name.decode(): block for block in blocks}
    settings = Settings(
        page_size=request["pageSize"],
        channels=request["channels"],
        method=request["method"],
        level=request["level"],
        detection=request["detection"],
        multifd=request["multifd"],
        mapped_ram=request["mappedRam"],
    )
    try:
        sender = Sender(settings, blocks)
    except Refused as reason:
        return {"type": "sent", "outcome": "refused", "text": str(reason), "writes": []}
    for one_pass in request["passes"]:
        for write in one_pass["writes"]:
            by_name[write["ramblock"]].write(write["offset"], exchange.read(write["bytes"]))
        sender.send([(by_name[page["ramblock"]], page["offset"]) for page in one_pass["queue"]])
    return {"type": "sent", "outcome": "completed"} | _shown(sender, exchange)


def _shown(sender, exchange):
    counters = {"normalPages": sender.normal_pages, "zeroPages": sender.zero_pages}
    if sender.channels:
        counters["channels"] = [channel.counters.as_json() for channel in sender.channels]
    shown = {"writes": [_write(*write, exchange) for write in sender.writes], "counters": counters}
    if sender.file:
        shown["file"] = exchange.show(sender.file.whole())
    return shown | {"trace": sender.trace}


def _write(stream, what, exchange):
    if stream == "main":
        bytes_of_page = {"bytes": exchange.show(what["bytes"])} if "bytes" in what else {}
        return {"stream": "main", "word": what | bytes_of_page}
    return {"stream": "channel", "channel": stream, "data": exchange.show(what)}


def _blocks(request, exchange):
    """A block without bytes is all zero."""
    return [
        Block(
            block["name"].encode(),
            exchange.read(block["bytes"]) if "bytes" in block else bytes(block["usedLength"]),
        )
        for block in request["blocks"]
    ]


if __name__ == "__main__":
    main()
