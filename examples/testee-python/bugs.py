"""Bugs to plant, so that whoever judges this program can see each one caught."""

# name: the requirement it breaks. bugs.txt has the same lines, README.md says what each does.
BUGS = {
    "last-byte-ignored": "SND-04",
    "payload-in-queue-order": "SND-07",
    "no-method-without-payload": "SND-09",
    "flush-on-first-page": "SND-10",
    "sync-on-one-channel": "SND-14",
    "count-queued": "SND-17",
    "bit-kept": "SND-21",
    "flush-word-first": "SND-25",
    "zero-pages-at-36": "LAY-01",
    "packet-as-long-as-used": "LAY-02",
    "zero-bound-by-alloc": "RCV-05",
    "block-by-prefix": "RCV-06",
    "last-page-refused": "RCV-09",
    "method-without-pages": "RCV-17",
    "data-by-normal-pages": "RCV-18",
    "barrier-ignored": "RCV-35",
}

_planted = None


def plant(name):
    """From now on, this bug is there. Raises ValueError for an unknown one."""
    global _planted
    if name not in BUGS:
        raise ValueError(f"--bug {name}: expected list or one of {', '.join(BUGS)}")
    _planted = name


def planted(name):
    return _planted == name
