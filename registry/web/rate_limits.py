"""How often one caller may try what is costly or worth guessing. Counted in memory, per process."""

import math
import time
from collections.abc import Mapping

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from registry.web.errors import TooManyRequests


class RateLimits:
    """Named limits such as {"login": "10/minute"}; an unnamed act is not limited."""

    def __init__(self, limits: Mapping[str, str]) -> None:
        self._limits: dict[str, RateLimitItem] = {
            name: parse(text) for name, text in limits.items() if text
        }
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def count(self, name: str, caller: str) -> None:
        """Count one try. Raises TooManyRequests with the seconds to wait."""
        limit = self._limits.get(name)
        if limit is None or self._window.hit(limit, name, caller):
            return
        # `limits` counts with the wall clock of the process; so must the wait.
        free_at = self._window.get_window_stats(limit, name, caller).reset_time
        wait = max(1, math.ceil(free_at - time.time()))
        raise TooManyRequests(
            f"Too many tries; the limit is {limit.amount} in {limit.get_expiry()} seconds.",
            retry_after=wait,
        )
