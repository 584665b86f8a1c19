"""A thread for pyHanko, which starts an event loop of its own where one may run already."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def in_own_thread(work: Callable[[], T]) -> T:
    """Do this, and wait for it; what it raises is raised here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()
