"""The door of HTTP: services in, an application out."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIRouter

from mappings.exchange.faults import MAX_BYTES
from registry.query_pool import QueryPool
from registry.services import Services
from registry.settings import Settings
from registry.storage.database import transaction
from registry.usecases import attempts
from registry.usecases.regression_examples import BYTE_LIMIT
from registry.web import openapi, problems, wallet_answers
from registry.web.api import (
    accounts,
    applications,
    attestations,
    case_facts,
    certificate_styles,
    comparability,
    corrections,
    credentials,
    discovery,
    draft_steps,
    drafts,
    frameworks,
    graph,
    graph_exports,
    graph_watch,
    identifiers,
    offers,
    oid4vci,
    oid4vp,
    operations,
    presentations,
    sparql,
    status,
    trust,
    vc_api,
    vc_api_testing,
    verification,
)
from registry.web.body_limit import BodyLimitMiddleware, BodyLimits
from registry.web.faults import UnexpectedFaultMiddleware
from registry.web.head_requests import HeadRequestsMiddleware
from registry.web.headers import SecurityHeadersMiddleware
from registry.web.kept_exports import KeptExports
from registry.web.linked_data import Describer
from registry.web.pages import accounts as account_pages
from registry.web.pages import (
    assets,
    employer,
    officer,
    officer_facts,
    papers,
    public,
    reference,
    verify,
    wallet,
    worker,
)
from registry.web.rate_limits import Admit, RateLimits
from registry.web.rendering import pages
from registry.web.security import Access

ROUTERS: tuple[APIRouter, ...] = (
    comparability.router,
    frameworks.router,
    graph.router,
    graph_exports.router,
    graph_watch.router,
    drafts.router,
    draft_steps.router,
    sparql.router,
    accounts.router,
    applications.router,
    attestations.router,
    case_facts.router,
    corrections.router,
    certificate_styles.router,
    credentials.router,
    verification.router,
    vc_api.verifying,
    vc_api.router,
    status.router,
    discovery.router,
    identifiers.router,
    trust.router,
    offers.router,
    oid4vci.router,
    oid4vp.router,
    presentations.router,
    operations.router,
    assets.router,
    reference.router,
    public.router,
    verify.router,
    account_pages.router,
    worker.router,
    papers.router,
    wallet.router,
    officer.router,
    officer_facts.router,
    employer.router,
)
DESCRIPTION = (
    "Framework mappings that explain themselves, recognition decisions, and credentials that "
    "verify anywhere. `x-allowed` names the roles that may call an operation."
)
# A form is a little larger than the file in it.
FORM_OVERHEAD = 64 * 1024
BATCH_FACTOR = 64
NO_LIMIT = 1_000_000


def create_app(services: Services) -> FastAPI:
    """The whole service over HTTP. `services` are started; nothing is opened or read here."""
    app = FastAPI(
        title="Open Recognition Registry",
        version="1",
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services = services
    app.state.pages = pages()
    app.state.describer = Describer()
    app.state.kept_exports = KeptExports()
    app.state.query_pool = QueryPool(services.settings)
    app.state.rate_limits = rate_limits(services)
    problems.install(app)
    wallet_answers.install(app)
    for router in routers_of(services):
        state_access(router)
        app.include_router(router)
    openapi.install(app)
    # The last one added is the outermost: every refusal carries the headers too.
    app.add_middleware(UnexpectedFaultMiddleware)
    app.add_middleware(BodyLimitMiddleware, limits=body_limits(services.settings))
    app.add_middleware(wallet_answers.WalletHeadersMiddleware)
    app.add_middleware(SecurityHeadersMiddleware)
    app.add_middleware(HeadRequestsMiddleware)
    return app


def routers_of(services: Services) -> list[APIRouter]:
    """Issuing and changing of status is another's where there are test issuers."""
    testing = services.issuers_for_tests is not None
    return [
        vc_api_testing.router if testing and router is vc_api.router else router
        for router in ROUTERS
    ]


def rate_limits(services: Services) -> RateLimits:
    settings = services.settings
    # A conformance suite sends hundreds of requests a minute from one address.
    verifying = NO_LIMIT if settings.vc_api_test_issuers else settings.verify_requests_per_minute
    return RateLimits(
        {
            "verify": f"{verifying}/minute",
            "export": f"{settings.export_requests_per_minute}/minute",
            "resolve": f"{verifying}/minute",
            "batch": f"{verifying}/minute",
            "wallet": f"{settings.wallet_requests_per_minute}/minute",
        },
        shared={
            "sign_in": settings.sign_in_attempts_per_minute,
            "sign_in_address": settings.sign_in_attempts_per_address,
        },
        admit=admitting(services),
    )


def admitting(services: Services) -> Admit:
    """Counts a try in the store, for good, before anything else is done."""

    def admit(act: str, caller: str, at_most: int) -> int:
        now = services.clock()
        with transaction(services.engine) as session:
            return attempts.admit(
                session, services, act=act, caller=caller, at_most=at_most, now=now
            )

    return admit


def body_limits(settings: Settings) -> BodyLimits:
    evidence = settings.max_evidence_bytes + FORM_OVERHEAD
    verify_limit = settings.max_verify_bytes + FORM_OVERHEAD
    return BodyLimits(
        default=settings.max_request_bytes,
        by_path=(
            (re.compile(r"/api/v1/applications/[^/]+/evidence"), evidence),
            (re.compile(r"/apply/[^/]+/evidence"), evidence),
            (re.compile(r"/api/v1/graph/drafts/[^/]+/import"), MAX_BYTES + FORM_OVERHEAD),
            (re.compile(r"/api/v1/graph/drafts/[^/]+/examples"), BYTE_LIMIT + FORM_OVERHEAD),
            (re.compile(r"(/api/v1)?/verify"), verify_limit),
            (re.compile(r"/(credentials|presentations)/verify"), verify_limit),
            (re.compile(r"/api/v1/verify/batch"), verify_limit * BATCH_FACTOR),
        ),
    )


def accesses(dependant: Dependant) -> list[Access]:
    """Every statement of who may call, in a route and what it depends on."""
    own = [dependant.call] if isinstance(dependant.call, Access) else []
    return own + [found for part in dependant.dependencies for found in accesses(part)]


def state_access(router: APIRouter) -> None:
    """Show in OpenAPI who may call each operation."""
    for route in router.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            allowed = [name for one in accesses(route.dependant) for name in one.stated]
            extra: dict[str, Any] = route.openapi_extra or {}
            if allowed != ["anyone"]:
                extra = {**extra, "security": [{"bearer": []}]}
            route.openapi_extra = {**extra, "x-allowed": allowed}
