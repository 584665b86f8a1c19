"""Modules that take long to load and that many a process never needs: loaded at their first use.

    if TYPE_CHECKING:
        from credentials.certificate import redrawn
    else:
        redrawn = deferred("credentials.certificate.redrawn")

A type checker and the import contracts see the import as it is; `redrawn.check(...)` loads it.
A service calls `load_all` as it starts, so that nobody who asks has to wait. Decision 49.
"""

from importlib import import_module
from types import ModuleType
from typing import Any

_deferred: set[str] = set()


class _Deferred(ModuleType):
    """Stands where the module will be; what is asked of it is asked of the module."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(import_module(self.__name__), name)
        # From now on it is found without coming here.
        self.__dict__[name] = found
        return found


def deferred(name: str) -> ModuleType:
    """The module of this name, which is not loaded yet. Use it by its names, `module.name`."""
    _deferred.add(name)
    return _Deferred(name)


def load_all() -> None:
    """Load what was put off so far, and what that puts off in turn."""
    loaded: set[str] = set()
    while waiting := _deferred - loaded:
        for name in sorted(waiting):
            import_module(name)
        loaded |= waiting
