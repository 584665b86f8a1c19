"""Errors as problem details (RFC 9457) or as a page: alone knows code and status both."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from credentials.errors import CredentialError
from mappings.errors import MappingError
from registry import errors
from registry.errors import RegistryError
from registry.web import errors as web_errors
from registry.web import form_faults
from registry.web.problem_kind import ProblemKind
from registry.web.problem_kinds import KINDS

log = structlog.get_logger()

AnyProblem = RegistryError | MappingError | CredentialError
PROBLEM_JSON = "application/problem+json"
VC_API = "vc-api"
OWN_MEMBERS = frozenset({"type", "title", "status", "detail", "code", "errors"})


def install(app: FastAPI) -> None:
    """Every error of every floor leaves as a problem."""
    for root in (RegistryError, MappingError, CredentialError):
        app.add_exception_handler(root, _answer_known)
    app.add_exception_handler(RequestValidationError, _answer_validation)
    app.add_exception_handler(HTTPException, _answer_http)


def as_response(request: Request, error: AnyProblem) -> Response:
    """A page where a browser asks for a page, else JSON."""
    kind = KINDS.get(error.code)
    if kind is None:
        # A fault no caller can cause, such as a secret file that cannot be read.
        log.error("problem_without_status", code=error.code, detail=error.detail)
        error = web_errors.UnexpectedFault("Something went wrong on our side.")
        kind = KINDS[error.code]
    body = problem_body(error, kind)
    headers = _headers(error, kind)
    if wants_page(request):
        return _page(request, error, kind, body, headers)
    body["status"] = _status(request, kind)
    return JSONResponse(body, body["status"], headers=headers, media_type=PROBLEM_JSON)


def _status(request: Request, kind: ProblemKind) -> int:
    """The VC API has one status for whatever is wrong with a request: 400."""
    tags = getattr(request.scope.get("route"), "tags", ())
    return 400 if kind.status == 422 and VC_API in tags else kind.status


def problem_body(error: AnyProblem, kind: ProblemKind) -> dict[str, Any]:
    """type, title, status, detail, code, errors[] and the facts of this occurrence."""
    listed = error.members.get("errors")
    extra = {
        name: value if isinstance(value, str | int | float | bool | list | None) else str(value)
        for name, value in error.members.items()
        if name not in OWN_MEMBERS
    }
    return {
        "type": f"/problems/{error.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": error.detail,
        "code": error.code,
        "errors": [_pointed(fault) for fault in listed] if isinstance(listed, Sequence) else [],
        **extra,
    }


def wants_page(request: Request) -> bool:
    """The API answers machines, whatever their Accept header says."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get(
        "accept", ""
    )


def _pointed(fault: Mapping[str, Any]) -> dict[str, Any]:
    """A use case names a field; RFC 9457 points at it (RFC 6901)."""
    if "field" not in fault:
        return dict(fault)
    pointer = "#/" + str(fault["field"]).replace(".", "/")
    return {"pointer": pointer, "detail": str(fault.get("message", ""))}


def _headers(error: AnyProblem, kind: ProblemKind) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if kind.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="registry"'
    if "retry_after" in error.members:
        headers["Retry-After"] = str(error.members["retry_after"])
    elif kind.status == 503:
        headers["Retry-After"] = "1"
    if isinstance(allowed := error.members.get("allow"), str):
        headers["Allow"] = allowed
    return headers


def _page(
    request: Request,
    error: AnyProblem,
    kind: ProblemKind,
    body: Mapping[str, Any],
    headers: Mapping[str, str],
) -> Response:
    pages = request.app.state.pages
    language = pages.language(request)
    written = form_faults.written(language, getattr(request.state, "sent_form", {}))
    if error.code == web_errors.SignInRequired.code and not written:
        return RedirectResponse(f"/login?next={quote(_asked_for(request))}", 303)
    response: Response = pages.render(
        request,
        "problem.html",
        kind.status,
        problem=body,
        kind=kind,
        back=_back(request),
        faults=form_faults.faults_told(language, body),
        written=written,
    )
    response.headers.update(headers)
    return response


def _asked_for(request: Request) -> str:
    """Where the reader wants to be once signed in; what was posted has no page to read."""
    if request.method == "GET":
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return _back(request)


def _back(request: Request) -> str:
    """The page of ours the reader came from, else home."""
    try:
        came_from = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    # A path that begins with two slashes would be another host's.
    here = came_from.netloc == request.url.netloc and came_from.path.startswith("/")
    if not here or came_from.path.startswith("//"):
        return "/"
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


async def _answer_known(request: Request, error: Exception) -> Response:
    assert isinstance(error, AnyProblem)  # noqa: S101  -- the handler is installed for these alone
    return as_response(request, error)


async def _answer_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  -- installed for this alone
    faults = error.errors()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return as_response(request, web_errors.RequestUnreadable("The body is not JSON."))
    return as_response(
        request,
        errors.ValidationFailed(
            "Some fields are missing or wrong.", errors=[_fault(fault) for fault in faults]
        ),
    )


def _fault(fault: Mapping[str, Any]) -> dict[str, str]:
    """Never repeats what was sent: it may be personal."""
    where, *path = [str(part) for part in fault["loc"]]
    if where == "body":
        place = {
            "pointer": "#/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in path)
        }
    else:
        place = {"parameter": ".".join(path), "in": where}
    return {**place, "detail": str(fault["msg"])}


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  -- installed for this alone
    headers = error.headers or {}
    match error.status_code:
        case 404:
            known: AnyProblem = web_errors.PathUnknown("There is nothing at this address.")
        case 405:
            known = web_errors.MethodNotAllowed(
                f"{request.method} is not possible here.", allow=headers.get("Allow", "")
            )
        case 413:
            known = web_errors.ContentTooLarge(error.detail)
        case 415:
            known = web_errors.MediaTypeUnsupported(error.detail)
        case status if 400 <= status < 500:
            known = web_errors.RequestUnreadable("The request could not be read.")
        case _:
            known = web_errors.UnexpectedFault("Something went wrong on our side.")
    return as_response(request, known)


def described(error: AnyProblem) -> dict[str, Any]:
    """A problem inside an answer with many parts."""
    return problem_body(error, KINDS.get(error.code) or KINDS[web_errors.UnexpectedFault.code])


def faults_of(faults: Sequence[Mapping[str, Any]], where: str) -> list[dict[str, str]]:
    """pydantic's faults in a part of the request, as RFC 9457 members."""
    return [_fault({**fault, "loc": (where, *fault["loc"])}) for fault in faults]
