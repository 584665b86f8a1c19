"""One line of JSON for each thing that happened; never a name, an address or a secret."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# What a careless caller might add. Ids of rows are fine: they mean nothing outside.
PERSONAL = frozenset(
    {
        "email", "name", "given_name", "family_name", "name_native", "birth_date", "password",
        "token", "secret", "cookie", "authorization", "content", "note", "grounds", "address",
        "client", "credential", "claims",
    }
)  # fmt: skip


def without_personal_fields(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {key: "(left out)" if key in PERSONAL else value for key, value in event.items()}


class _StandardError:
    """Whatever it is when a line is written: a test changes it."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure_logging(level: str = "INFO") -> None:
    """Called once by a door. Lines go to standard error."""
    processors: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_personal_fields,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(_StandardError()),  # type: ignore[arg-type]
        # A logger that was kept would go on at the level of whoever used it first.
        cache_logger_on_first_use=False,
    )
