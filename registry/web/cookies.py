"""Names of our cookies, and the one way they are set."""

from starlette.responses import Response

WEB_SESSION = "registry_session"
FORM = "registry_form"
LANGUAGE = "lang"


def keep(
    response: Response, name: str, value: str, *, secure: bool, seconds: int | None = None
) -> None:
    """Not readable by scripts, not sent along from other sites' forms."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=secure
    )


def forget(response: Response, name: str, *, secure: bool) -> None:
    response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=secure)
