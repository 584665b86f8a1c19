"""What the equivalence graph refuses, each with a stable code and no HTTP in it."""

from typing import ClassVar


class MappingError(Exception):
    """A fault in a question to the graph or in what is put into it.

    `code` is stable and documented in docs/errors.md; `members` are the facts of this
    occurrence, safe to show (RFC 9457, 3.2: extension members).
    """

    code: ClassVar[str] = "mapping_error"

    def __init__(self, detail: str, **members: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = members


class FrameworkUnknown(MappingError):
    code = "framework_unknown"


class LevelUnknown(MappingError):
    code = "level_unknown"


class LevelOfOtherFramework(MappingError):
    code = "level_of_other_framework"


class QuestionInvalid(MappingError):
    """A question that cannot be asked: no time zone, too many hops."""

    code = "question_invalid"


class EmptyInterval(MappingError):
    code = "interval_empty"


class StatementInvalid(MappingError):
    """A record that cannot be a statement at all, whatever SHACL would say of it."""

    code = "statement_invalid"


class ReleaseInvalid(MappingError):
    """A release that may not be published, or bytes that are not the release they claim to be."""

    code = "release_invalid"


class ExamplesInvalid(MappingError):
    """A file of examples that does not follow its format."""

    code = "examples_invalid"


class CuratedInvalid(MappingError):
    """Curated files that cannot be read; `faults` names file, row and cure of each fault."""

    code = "curated_invalid"


class QueryInvalid(MappingError):
    """Not a SPARQL 1.1 query, or one that cannot be evaluated."""

    code = "query_invalid"


class QueryNotAllowed(MappingError):
    """An update, or a query that would reach out to another server."""

    code = "query_not_allowed"


class QueryTooLong(MappingError):
    """Members: limit, in characters."""

    code = "query_too_long"


class ResultTooLarge(MappingError):
    """Members: limit, in bytes."""

    code = "result_too_large"


class ExchangeInvalid(MappingError):
    """A file from outside that cannot be taken in at all; nothing of it was read."""

    code = "import_unreadable"


class ImportTooLarge(ExchangeInvalid):
    """More bytes, rows, cells or quads than are read; `limit` says how many are."""

    code = "import_too_large"


class FormatUnknown(ExchangeInvalid):
    """Neither name nor media type tells a format of the exchange."""

    code = "import_format_unknown"


class ExportImpossible(MappingError):
    """A text that a format cannot hold without loss; another format can."""

    code = "export_impossible"
