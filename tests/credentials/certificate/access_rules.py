"""What ISO 14289-1 (PDF/UA-1) asks of a certificate, as far as a program can tell.

Each rule takes an open PDF and yields its faults. Figures in brackets are clauses.
"""

import re

import pikepdf
from pikepdf import Name

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
HEADING = re.compile(r"/H([1-6])\Z")
PAINTING = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh"}
SHAPED = re.compile("[\u0590-\u10ff\u1700-\u1dff]")


def elements(pdf):
    """(element, its parent), as they are read."""

    def below(node, parent, depth):
        if depth > 60:
            raise AssertionError("a structure this deep is a circle")
        if isinstance(node, pikepdf.Array):
            for kid in node:
                yield from below(kid, parent, depth + 1)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node, parent
            yield from below(node.get("/K", pikepdf.Array()), node, depth + 1)

    root = pdf.Root.get("/StructTreeRoot")
    if root is not None:
        yield from below(root.K, root, 0)


def kids(element):
    inside = element.get("/K", pikepdf.Array())
    return list(inside) if isinstance(inside, pikepdf.Array) else [inside]


def below(element):
    """All elements inside."""
    for kid in kids(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from below(kid)


def the_document_is_tagged(pdf):
    """[7.1, 7.2] marked, with a language and its title shown."""
    if not pdf.Root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False):
        yield "document: not tagged"
    if not LANGUAGE.match(str(pdf.Root.get("/Lang", ""))):
        yield "document: no language"
    viewer = pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary())
    if not viewer.get("/DisplayDocTitle", False):
        yield "document: title not shown"
    if not str(pdf.docinfo.get("/Title", "")).strip():
        yield "document: no title"
    kinds = [str(element.S) for element, _ in elements(pdf)]
    if kinds[:1] != ["/Document"]:
        yield "structure: not one document"


def parents_agree(pdf):
    """[7.1] up and down the tree is the same way."""
    for element, parent in elements(pdf):
        if element.P.objgen != parent.objgen:
            yield f"structure: {element.S} has another parent"


def headings_descend(pdf):
    """[7.4] the first is H1 and none is skipped; each says something."""
    last = 0
    for element, _ in elements(pdf):
        if found := HEADING.match(str(element.S)):
            level = int(found.group(1))
            if level > last + 1:
                yield f"heading: H{level} after H{last}"
            last = level
            if not list(below(element)) and not kids(element):
                yield "heading: empty"
    if not last:
        yield "heading: none"


def figures_have_text(pdf):
    """[7.3] with a place on their page."""
    for element, _ in elements(pdf):
        if Name.Figure != element.S:
            continue
        if not str(element.get("/Alt", "")).strip():
            yield "figure: no text"
        left, bottom, right, top = (float(side) for side in element.A.BBox)
        page = [float(side) for side in element.Pg.MediaBox]
        if not (page[0] <= left < right <= page[2] and page[1] <= bottom < top <= page[3]):
            yield "figure: outside of its page"


def tables_have_headers(pdf):
    """[7.5] each header says what it is for, each cell names its headers."""
    tree = pdf.Root.StructTreeRoot.get("/IDTree")
    listed = set()
    for leaf in tree.Kids if tree is not None else []:
        listed |= {str(name) for name in list(leaf.Names)[::2]}
    for element, _ in elements(pdf):
        if element.S == Name.TH:
            if str(element.A.get("/Scope", "")) not in ("/Row", "/Column", "/Both"):
                yield "table: header without scope"
            if str(element.get("/ID", "")) not in listed:
                yield "table: header without identifier"
        if element.S == Name.TD:
            headers = [str(name) for name in element.get("/A", {}).get("/Headers", [])]
            if not headers or not set(headers) <= listed:
                yield "table: cell without headers"
        if element.S == Name.TR and any(str(kid.S) not in ("/TH", "/TD") for kid in kids(element)):
            yield "table: row of something else"


def lists_have_bodies(pdf):
    """[7.6]"""
    for element, parent in elements(pdf):
        if element.S == Name.LI:
            kinds = [str(kid.S) for kid in kids(element)]
            if kinds not in (["/Lbl", "/LBody"], ["/LBody"]) or parent.S != Name.L:
                yield f"list: item of {kinds}"


def annotations_are_reached(pdf):
    """[7.18] each has its element, its words and its place in the order of tabs."""
    reached = {}
    for element, _ in elements(pdf):
        for kid in kids(element):
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == Name.OBJR:
                reached[kid.Obj.objgen] = str(element.S)
    for page in pdf.pages:
        if page.get("/Tabs") != Name.S:
            yield "page: tabs do not follow the structure"
        for annotation in page.get("/Annots", []):
            wanted = "/Form" if annotation.Subtype == Name.Widget else "/Link"
            if reached.get(annotation.objgen) != wanted:
                yield f"annotation: not in a {wanted[1:]}"
            words = "/TU" if annotation.Subtype == Name.Widget else "/Contents"
            if not str(annotation.get(words, "")).strip():
                yield f"annotation: no {words}"
            if "/StructParent" not in annotation:
                yield "annotation: no way back to the structure"


def marked(page):
    """(operators outside of any mark, numbers marked, properties used inside the stream)."""
    loose, numbers, properties, stack = [], [], set(), []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BMC", "BDC"):
            tag = str(instruction.operands[0])
            stack.append(tag)
            if operator == "BDC" and isinstance(instruction.operands[1], pikepdf.Dictionary):
                properties |= set(instruction.operands[1].keys())
                if "/MCID" in instruction.operands[1]:
                    numbers.append(int(instruction.operands[1].MCID))
        elif operator == "EMC":
            stack.pop()
        elif operator in PAINTING and not stack:
            loose.append(operator)
    return loose, numbers, properties


def pieces(pdf):
    """(page, mark, element) in the order they are read."""
    for element, _ in elements(pdf):
        for kid in kids(element):
            if isinstance(kid, int):
                yield element.Pg.objgen, kid, element


def content_is_read_in_order(pdf):
    """[7.2] once, and page after page."""
    numbers = [page.obj.objgen for page in pdf.pages]
    read = [(page, mark) for page, mark, _ in pieces(pdf)]
    if len(set(read)) != len(read):
        yield "content: read twice"
    order = [numbers.index(page) for page, _ in read]
    if order != sorted(order):
        yield "content: pages read out of order"


def content_is_in_the_structure(pdf):
    """[7.1] all of it; the rest are artifacts."""
    read = {(page, mark): element for page, mark, element in pieces(pdf)}
    tree = dict(zip(*[iter(pdf.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
    for page in pdf.pages:
        loose, marks, properties = marked(page)
        if loose:
            yield f"content: {loose[0]} neither tagged nor artifact"
        if {"/ActualText", "/Alt", "/Lang"} & properties:
            yield "content: text of the structure in the stream"
        owners = tree[int(page.StructParents)]
        for mark in marks:
            element = read.get((page.obj.objgen, mark))
            if element is None:
                yield "content: tagged but never read"
            elif owners[mark].objgen != element.objgen:
                yield "content: the way back leads elsewhere"


def shaped_text_is_spelled_out(pdf):
    """[7.2] where glyphs do not stand for letters, in order, the letters stand in the element."""
    for element, _ in elements(pdf):
        if element.S == Name.H1 and SHAPED.search(str(pdf.docinfo.get("/Title", ""))):
            if not any("/ActualText" in each for each in (element, *below(element))):
                yield "text: shaped and not spelled out"
            return


def pages_are_named(pdf):
    if "/PageLabels" not in pdf.Root:
        yield "page: no labels"


RULES = (
    the_document_is_tagged,
    parents_agree,
    headings_descend,
    figures_have_text,
    tables_have_headers,
    lists_have_bodies,
    annotations_are_reached,
    content_is_in_the_structure,
    content_is_read_in_order,
    shaped_text_is_spelled_out,
    pages_are_named,
)
