"""Lines out of pieces: however the pieces are cut, the lines are the same."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from registry.web.lines import LineTooLong, read_lines

LONGEST = 8


async def pieces_of(content, cuts):
    start = 0
    for cut in sorted({cut for cut in cuts if cut <= len(content)}):
        yield content[start:cut]
        start = cut
    yield content[start:]


def lines_of(content, cuts=()):
    async def collect():
        return [line async for line in read_lines(pieces_of(content, cuts), longest=LONGEST)]

    # A thread of its own: a browser's driver may keep a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(collect())).result()


@given(
    st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=6),
    st.lists(st.integers(0, 80), max_size=10),
    st.booleans(),
)
def test_how_a_body_is_cut_makes_no_difference(lines, cuts, ended):
    content = b"\n".join(lines) + (b"\n" if ended else b"")
    expected = [
        LineTooLong(LONGEST) if len(line) > LONGEST else line.strip()
        for line in lines
        if len(line) > LONGEST or line.strip()
    ]
    assert lines_of(content, cuts) == expected
