"""What a certificate costs: drawn, sealed, in two processes, and how its code is read.

The naive way is `HTML(...).write_pdf()` of the same page with the code as an SVG path, with the
same library for subsetting fonts. Both take turns in the same run.
"""

import base64
import io
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial

import segno
from cryptography.hazmat.primitives.asymmetric import ec
from rich.console import Console
from rich.table import Table
from weasyprint import HTML

from bench.code_pictures import Taken, damaged, scan, undamaged
from bench.credentials import DID, NOW, PUBLIC_URL, record
from credentials import issuer
from credentials.certificate import archive, pdf, qr, x509_chain
from credentials.certificate.catalogues import read_all
from credentials.certificate.pictures import rosette
from credentials.certificate.seal import Seal, put_on
from credentials.errors import QrNotFound
from credentials.keys import KeyPurpose, KeyRing, generate_key_ring
from credentials.model import StatusEntry

VERIFY_URL = f"{PUBLIC_URL}/verify"
LANGUAGES = ("en", "fr,ar")
ROUNDS = 15
IN_PROCESSES = 40
FOR_MEMORY = 1000


def make_parts(ring: KeyRing) -> tuple[str, str]:
    """A credential and the text of its code."""
    entry = StatusEntry(f"{PUBLIC_URL}/status/r1", 94_567)
    holder = replace(record().holder, name_native="ماريا لويسا")
    prepared = issuer.prepare(
        replace(record(), holder=holder), status=entry, issuer=DID, public_url=PUBLIC_URL, now=NOW
    )
    secured = issuer.issue(prepared, signer=ring.credential_signer).credential
    return secured, issuer.issue_qr(prepared, signer=ring.qr_signer)


def draw(secured: str, code: str, languages: str) -> bytes:
    return pdf.render(secured, code, verify_url=VERIFY_URL, catalogues=read_all(languages))


def naive(secured: str, code: str, languages: str) -> Callable[[], bytes]:
    """The same page, with everything left to the library."""
    sheets = pdf.sheets_of(
        pdf.read_claims(secured), verify_url=VERIFY_URL, catalogues=read_all(languages)
    )
    markup = pdf.markup_of(sheets)
    lines = "data:image/svg+xml;base64," + base64.b64encode(rosette()).decode()
    styled = pdf.stylesheet_text().replace("certificate:rosette.svg", lines)

    def act() -> bytes:
        drawn = io.BytesIO()
        segno.make(code, error="m", boost_error=False).save(drawn, kind="svg", xmldecl=False)
        inline = markup.replace('<img src="certificate:qr.png"', drawn.getvalue().decode() + "<br")
        style = f"<style>{styled}</style></head>"
        page = HTML(string=inline.replace("</head>", style))
        written: bytes = page.write_pdf(pdf_variant="pdf/a-3a")
        return written

    return act


def in_turns(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of the processor for each, after one to warm up.

    Not of the clock: other programs on the machine would be measured along.
    """
    times: tuple[list[float], list[float]] = ([], [])
    for round_number in range(ROUNDS + 1):
        for act, taken in zip((first, second), times, strict=True):
            start = time.process_time()
            act()
            if round_number:
                taken.append(time.process_time() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def make_seal(ring: KeyRing) -> Seal:
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = x509_chain.issue_root(root_key, name="Root", now=NOW - timedelta(days=1))
    key = ring.signer(KeyPurpose.SEAL, "ES256")
    chain = x509_chain.issue_seal(root, root_key, key.public_key, name="Registry", now=NOW)
    return Seal(key, chain)


def _draw_many(secured: str, code: str, count: int) -> int:
    return sum(len(draw(secured, code, "en")) for _ in range(count))


def seconds_in(processes: int, secured: str, code: str) -> float:
    """For IN_PROCESSES certificates, by processes that are warm already."""
    context = multiprocessing.get_context("forkserver")
    share = IN_PROCESSES // processes
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        for warm in [pool.submit(_draw_many, secured, code, 2) for _ in range(2 * processes)]:
            warm.result()
        start = time.perf_counter()
        for done in [pool.submit(_draw_many, secured, code, share) for _ in range(processes)]:
            done.result()
        return time.perf_counter() - start


def grown(secured: str, code: str) -> tuple[int, int]:
    """Peak memory in KiB after a tenth of FOR_MEMORY certificates, and after all."""
    _draw_many(secured, code, FOR_MEMORY // 10)
    early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _draw_many(secured, code, FOR_MEMORY - FOR_MEMORY // 10)
    return early, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def read_share(pictures: Iterable[Taken], text: str) -> str:
    read = all_of_them = 0
    for taken in pictures:
        all_of_them += 1
        try:
            read += qr.find(taken.picture) == text
        except QrNotFound:
            continue
    return f"{read} of {all_of_them}"


def run() -> None:
    """Print the tables."""
    ring = generate_key_ring(DID, NOW - timedelta(days=1))
    secured, code = make_parts(ring)
    seal = make_seal(ring)
    table = Table("certificate", "naive", "ours", "times", "bytes, sealed", title="Drawing")
    for languages in LANGUAGES:
        ours = partial(draw, secured, code, languages)
        slow, fast = in_turns(naive(secured, code, languages), ours)
        sealed = pdf.render(
            secured,
            code,
            verify_url=VERIFY_URL,
            catalogues=read_all(languages),
            seal=seal,
            signed_at=NOW,
        )
        size = f"{len(sealed):,}"
        ratio = f"{slow / fast:.1f}"
        table.add_row(languages, f"{slow * 1e3:.0f} ms", f"{fast * 1e3:.0f} ms", ratio, size)
    Console().print(table)
    _print_more(secured, code, seal)


def _print_more(secured: str, code: str, seal: Seal) -> None:
    table = Table("measure", "value", "beside", title="Sealing, processes, memory, codes")
    order = pdf.Order(secured, code, VERIFY_URL, read_all("en"), seal=seal, signed_at=NOW)
    unsealed = pdf.draw_order(order)
    alone, again = in_turns(lambda: put_on(unsealed, seal), lambda: put_on(unsealed, seal))
    table.add_row("seal", f"{min(alone, again) * 1e3:.1f} ms", "")
    one, two = seconds_in(1, secured, code), seconds_in(2, secured, code)
    table.add_row("two processes", f"{IN_PROCESSES / two:.1f} a second", f"{one / two:.2f} x one")
    early, late = grown(secured, code)
    table.add_row(f"memory after {FOR_MEMORY}", f"{late // 1024} MiB", f"{early // 1024} early")
    printed = draw(secured, code, "en")
    text = archive.extract(printed).printed_qr or ""
    for size in (38, 30):
        picture = scan(printed, millimetres=size)
        clean, worn = read_share(undamaged(picture), text), read_share(damaged(picture), text)
        table.add_row(f"code of {size} mm, damaged", worn, f"undamaged {clean}")
    Console().print(table)


if __name__ == "__main__":
    run()
