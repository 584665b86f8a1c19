"""A process that answers SPARQL queries, one after the other, until its input ends.

`query_pool.py` starts it and ends it when a query takes too long. It can open neither file nor
socket: whatever a query contains, it reaches nobody. Run as `python -m registry.query_worker`.
"""

import json
import resource
import struct
import sys
from collections.abc import Callable
from typing import IO, Any

from mappings import sparql
from mappings.errors import MappingError

OUT_OF_MEMORY = "out_of_memory"
_LENGTH = struct.Struct(">II")
# Input, output and errors are open; the next number would be 3.
_OPEN_FILES = 3


def write_frame(stream: IO[bytes], facts: dict[str, Any], content: bytes = b"") -> None:
    """Two lengths of four bytes, JSON, then bytes."""
    head = json.dumps(facts).encode()
    stream.write(_LENGTH.pack(len(head), len(content)) + head)
    stream.write(content)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Raises EOFError where the stream ends, also in the middle of a frame."""
    head, content = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    facts: dict[str, Any] = json.loads(_exactly(stream, head))
    return facts, _exactly(stream, content)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    content = stream.read(length)
    if len(content) < length:
        raise EOFError("The other process has ended.")
    return content


class Worker:
    """Releases by their hash, and the two things that can be asked of it."""

    def __init__(self) -> None:
        self._stores: dict[str, sparql.LoadedRelease] = {}

    def load(self, facts: dict[str, Any], content: bytes) -> bytes:
        """Take in `release`; `drop` names one to forget first."""
        self._stores.pop(facts["drop"], None)
        self._stores[facts["release"]] = sparql.load(content)
        return b""

    def answer(self, facts: dict[str, Any], _: bytes) -> bytes:
        _limit_computing(facts["seconds"])
        query = sparql.Query(
            facts["text"], sparql.Form(facts["form"]), states_dataset=facts["states_dataset"]
        )
        wanted = sparql.Wanted(
            facts["media_type"],
            facts["max_bytes"],
            tuple(facts["default_graphs"]),
            tuple(facts["named_graphs"]),
        )
        return sparql.evaluate(self._stores[facts["release"]], query, wanted)

    def serve(self, received: IO[bytes], sent: IO[bytes]) -> None:
        acts: dict[str, Callable[[dict[str, Any], bytes], bytes]] = {
            "load": self.load,
            "answer": self.answer,
        }
        while True:
            try:
                facts, content = read_frame(received)
            except EOFError:
                return
            try:
                answered = acts[facts["act"]](facts, content)
            except MappingError as error:
                refused = {"code": error.code, "detail": error.detail, "members": error.members}
                write_frame(sent, refused)
            except MemoryError:
                write_frame(sent, {"code": OUT_OF_MEMORY})
            else:
                write_frame(sent, {"code": None}, answered)


def _limit_computing(seconds: int) -> None:
    """The system ends this process even if the one that asked is gone. seconds: of this query."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + 2 * seconds + 1, hard))


def main() -> None:
    """One argument: the bytes of memory it may use."""
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    Worker().serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
