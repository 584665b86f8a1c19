"""What the doors of HTTP refuse, each with a stable code; `web/problems.py` knows the status."""

from registry.errors import RegistryError


class PathUnknown(RegistryError):
    code = "path_unknown"


class MethodNotAllowed(RegistryError):
    code = "method_not_allowed"


class RequestUnreadable(RegistryError):
    """Not well-formed HTTP, JSON or form data."""

    code = "request_unreadable"


class ContentTooLarge(RegistryError):
    code = "content_too_large"


class MediaTypeUnsupported(RegistryError):
    code = "media_type_unsupported"


class NotAcceptable(RegistryError):
    """None of the media types asked for can be given."""

    code = "not_acceptable"


class TooManyRequests(RegistryError):
    """Members: retry_after, whole seconds."""

    code = "too_many_requests"


class SignInRequired(RegistryError):
    code = "sign_in_required"


class TokenInvalid(RegistryError):
    """Not signed by us, not for us, or not a token at all."""

    code = "token_invalid"


class TokenExpired(RegistryError):
    code = "token_expired"


class ScopeInvalid(RegistryError):
    """A scope was asked for that the account does not have or that does not exist."""

    code = "scope_invalid"


class FormExpired(RegistryError):
    """The form's secret does not belong to this browser (cross-site request forgery)."""

    code = "form_expired"


class OriginForeign(RegistryError):
    """The form was sent from a page of another site."""

    code = "origin_foreign"


class EntityUnknown(RegistryError):
    """An identifier of the graph that names nothing in the release in force."""

    code = "entity_unknown"


class UnexpectedFault(RegistryError):
    """Ours, not the caller's; the log has the rest."""

    code = "internal_error"


class NotReady(RegistryError):
    code = "not_ready"
