"""How often one caller may try what is costly or worth guessing.

What is costly is counted by each process, in memory; guesses are counted for all of them together.
"""

import math
import time
from collections.abc import Callable, Mapping

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from registry.web.errors import TooManyRequests

# Act, caller, how many in a minute -> seconds to wait, 0 where it may go on.
Admit = Callable[[str, str, int], int]


class RateLimits:
    """Named limits such as {"verify": "10/minute"}; an unnamed act is not limited.

    shared: how many in a minute, for all processes together; `admit` counts those.
    """

    def __init__(
        self, limits: Mapping[str, str], *, shared: Mapping[str, int], admit: Admit
    ) -> None:
        self._shared, self._admit = shared, admit
        self._limits: dict[str, RateLimitItem] = {
            name: parse(text) for name, text in limits.items() if text
        }
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def count(self, name: str, caller: str) -> None:
        """Count one try. Raises TooManyRequests with the seconds to wait."""
        if name in self._shared:
            wait = self._admit(name, caller, self._shared[name])
            if wait:
                raise TooManyRequests(
                    f"Too many tries; the limit is {self._shared[name]} in 60 seconds.",
                    retry_after=wait,
                )
            return
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
