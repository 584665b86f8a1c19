"""What a certificate costs: drawn, sealed, in two processes, and how its code is read.

The naive way is `HTML(...).write_pdf()` of the same page with the code as an SVG path, with the
same library for subsetting fonts. Both take turns in the same run.
"""

import base64
import cProfile
import io
import multiprocessing
import pstats
import resource
import statistics
import time
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import segno
from cryptography.hazmat.primitives.asymmetric import ec
from rich.console import Console
from rich.table import Table
from weasyprint import HTML

from bench.code_pictures import Taken, damaged, scan, undamaged
from bench.credentials import DID, NOW, PUBLIC_URL, record
from bench.long_record import long_record
from credentials import issuer
from credentials.certificate import archive, pdf, qr, x509_chain
from credentials.certificate.catalogues import read_all
from credentials.certificate.ladder import WIDTH
from credentials.certificate.pictures import rosette
from credentials.certificate.seal import Seal, put_on
from credentials.certificate.sheet import Sheet
from credentials.certificate.style import PRIMARY
from credentials.errors import QrNotFound
from credentials.keys import KeyPurpose, KeyRing, generate_key_ring
from credentials.model import RecognitionDecision, StatusEntry

VERIFY_URL = f"{PUBLIC_URL}/verify"
LANGUAGES = ("en", "fr,ar")
ROUNDS = 15
IN_PROCESSES = 60
TURNS = 3
PROFILED = 4
# Where a function stands, and its name -> the part of a drawing that it is.
PARTS = {
    ("pdf", "sheets_of"): "words",
    ("pdf", "markup_of"): "words",
    ("page", "__init__"): "template read, directions held apart",
    ("styling", "__init__"): "styles",
    ("build", "build_formatting_structure"): "boxes",
    ("__init__", "layout_document"): "layout",
    ("document", "paint"): "drawing",
    ("fonts", "build_fonts_dictionary"): "fonts",
    ("tags", "add_tags"): "structure",
    ("structure", "complete"): "structure",
    ("pdf_file", "write"): "writing",
}
FOR_MEMORY = 1000


def make_parts(ring: KeyRing, decision: RecognitionDecision) -> tuple[str, str]:
    """A credential and the text of its code."""
    entry = StatusEntry(f"{PUBLIC_URL}/status/r1", 94_567)
    holder = replace(decision.holder, name_native="ماريا لويسا")
    prepared = issuer.prepare(
        replace(decision, holder=holder), status=entry, issuer=DID, public_url=PUBLIC_URL, now=NOW
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
    ladder = _address(_as_svg(sheets[0]).encode())
    markup = pdf.markup_of(sheets).replace("certificate:ladder.svg", ladder)
    styled = pdf.stylesheet_text().replace("certificate:rosette.svg", _address(rosette()))

    def act() -> bytes:
        drawn = io.BytesIO()
        segno.make(code, error="m", boost_error=False).save(drawn, kind="svg", xmldecl=False)
        inline = markup.replace('<img src="certificate:qr.png"', drawn.getvalue().decode() + "<br")
        style = f"<style>{styled}</style></head>"
        page = HTML(string=inline.replace("</head>", style))
        written: bytes = page.write_pdf(pdf_variant="pdf/a-3a")
        return written

    return act


def _as_svg(sheet: Sheet) -> str:
    """The ladder of levels as anybody would draw it."""
    ladder = next((section.ladder for section in sheet.sections if section.ladder), None)
    if ladder is None:
        return ""
    bands = "".join(
        f'<polygon points="{" ".join(f"{x},{y}" for x, y in band)}" fill="{ladder.band_colour}"/>'
        for band in ladder.bands
    )
    boxes = "".join(
        f'<rect x="{box.left}" y="{box.top}" width="{box.width}" height="{box.height}" '
        f'fill="{PRIMARY if box.marked else "white"}" stroke="{ladder.line_colour}" '
        'stroke-width="0.2"/>'
        for box in ladder.boxes
    )
    texts = "".join(
        f'<text x="{text.middle}" y="{text.baseline}" font-size="{text.size}" '
        f'fill="{"white" if text.on_ink else PRIMARY}" text-anchor="middle">{text.text}</text>'
        for text in ladder.texts
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {ladder.height}" '
        f'font-family="Noto Sans">{bands}{boxes}{texts}</svg>'
    )


def _address(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()


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


def _draw_many(secured: str, code: str, count: int) -> float:
    """Seconds of the processor."""
    start = time.process_time()
    for _ in range(count):
        draw(secured, code, "en")
    return time.process_time() - start


def _count(_secured: str, _code: str, _count: int) -> float:
    """What needs nothing but a processor: what two processes gain at most on this machine."""
    start = time.process_time()
    for number in range(20_000_000):
        number * number
    return time.process_time() - start


@dataclass(frozen=True, slots=True)
class Gain:
    """Of two processes over one, for the same work. clock: as it was; others may have worked too.

    processor: with a processor for each, from the seconds that they used.
    """

    clock: float
    processor: float


def gain(work: Callable[[str, str, int], float], secured: str, code: str) -> Gain:
    """By processes that are warm already; one and two take turns, so that load weighs on both."""
    context = multiprocessing.get_context("forkserver")
    clocks: dict[int, list[float]] = {1: [], 2: []}
    used: dict[int, list[float]] = {1: [], 2: []}
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        for warm in [pool.submit(_draw_many, secured, code, 2) for _ in range(4)]:
            warm.result()
        for _ in range(TURNS):
            for processes in (1, 2):
                start = time.perf_counter()
                share = IN_PROCESSES // (2 * TURNS)
                parts = [pool.submit(work, secured, code, share) for _ in range(processes)]
                used[processes].append(sum(part.result() for part in parts) / processes)
                clocks[processes].append((time.perf_counter() - start) / processes)
    return Gain(
        statistics.median(clocks[1]) / statistics.median(clocks[2]),
        2 * statistics.median(used[1]) / statistics.median(used[2]),
    )


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


def shares(secured: str, code: str, languages: str) -> dict[str, float]:
    """Part of a drawing -> its share of the time, by a profile, which weighs on calls."""
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(PROFILED):
        draw(secured, code, languages)
    profile.disable()
    seconds = dict.fromkeys(PARTS.values(), 0.0)
    total = 0.0
    for (file, _, name), (_, _, _, cumulative, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        part = PARTS.get((Path(file).stem, name))
        if part:
            seconds[part] += cumulative
        if name == "render" and Path(file).stem == "pdf":
            total = cumulative
    return {part: spent / total for part, spent in seconds.items()}


def run() -> None:
    """Print the tables."""
    ring = generate_key_ring(DID, NOW - timedelta(days=1))
    seal = make_seal(ring)
    _print_drawing(ring, seal)
    secured, code = make_parts(ring, record())
    table = Table("part", *LANGUAGES, title="Where our time goes")
    found = [shares(secured, code, languages) for languages in LANGUAGES]
    for part in dict.fromkeys(PARTS.values()):
        table.add_row(part, *(f"{share[part]:.0%}" for share in found))
    Console().print(table)
    _print_more(secured, code, seal)


def _print_drawing(ring: KeyRing, seal: Seal) -> None:
    heads = ("certificate", "naive", "ours", "times", "bytes, sealed", "credential in them")
    table = Table(*heads, title="Drawing")
    for name, decision in (("short", record()), ("long", long_record())):
        secured, code = make_parts(ring, decision)
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
            table.add_row(
                f"{name}, {languages}",
                f"{slow * 1e3:.0f} ms",
                f"{fast * 1e3:.0f} ms",
                f"{slow / fast:.1f}",
                f"{len(sealed):,}",
                f"{len(zlib.compress(secured.encode(), 9)):,}",
            )
    Console().print(table)


def _print_more(secured: str, code: str, seal: Seal) -> None:
    table = Table("measure", "value", "beside", title="Sealing, processes, memory, codes")
    order = pdf.Order(secured, code, VERIFY_URL, read_all("en"), seal=seal, signed_at=NOW)
    unsealed = pdf.draw_order(order)
    alone, again = in_turns(lambda: put_on(unsealed, seal), lambda: put_on(unsealed, seal))
    table.add_row("seal", f"{min(alone, again) * 1e3:.2f} ms", "")
    ours, most = gain(_draw_many, secured, code), gain(_count, secured, code)
    table.add_row(
        "two processes, by the clock",
        f"{ours.clock:.2f} x one",
        f"mere counting {most.clock:.2f} x",
    )
    table.add_row(
        "two processes, by the processor",
        f"{ours.processor:.2f} x one",
        f"mere counting {most.processor:.2f} x",
    )
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
