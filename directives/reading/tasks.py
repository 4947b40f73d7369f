"""Orders in the body: which paragraphs order something, who must do it, with whom, in what role and by when.

The lowest bullet that orders is one task; what its headings say about unit, role, partners and deadline holds for it. A paragraph
is cut only where another unit acts or a second piece of work has a deadline of its own. Background, purposes, indicators and
closing phrases order nothing.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from directives.reading import deadlines
from directives.reading.deadlines import Deadline
from directives.reading.model import (
    ACTIVITY,
    BUT_PHE,
    CARRY_OUT,
    GENERAL,
    INDIVIDUAL,
    LEAD,
    MILESTONE,
    PARTNER,
    TASK,
    Task,
)
from directives.reading.names import PERSONS, Piece, is_lower_unit, is_unit_start, read_names, split_names
from directives.reading.orders import (
    ATTRIBUTE,
    BACKGROUND,
    DECISIONS,
    DELIVERABLE,
    DONE,
    FUNDING,
    GENERIC,
    GIVEN_TO,
    GIVING,
    HISTORY,
    HOLLOW,
    INLINE_ATTRIBUTE,
    LEAD_IN,
    LOOKING_BACK,
    MONITOR_DUTY,
    OPENERS,
    ORDER_VERB,
    ORDERING,
    PERSON_DUTY,
    PHASES,
    PLANS,
    REMARK,
    REPORT_DUTY,
    SAME_WORK,
    SANCTION,
    SHARING,
    STANCE,
    STRONG,
    TROUBLE,
    Draft,
    Found,
    Frame,
    Inherited,
    as_names,
    bare_date,
    clauses,
    has_verb,
    inside_bracket,
    is_plural,
    is_unitlike,
    letters_of,
    moved_by,
    nominal,
    same_unit,
    top_colon,
    verb_led,
)
from directives.reading.outline import Node, is_heading, path_label
from directives.reading.roles import partners_in, role_of
from directives.reading.verbs import ADVERBS, phrase, tokens, verb_at


def read(text: str, nodes: Sequence[Node], frame: Frame, notes: Sequence[tuple[int, str]]) -> Found:
    """The tasks of a body in the order of the text; `notes` are the numbered remarks of a receiving office above the addressees."""
    reader = _Reader(text, nodes, frame)
    return reader.run(notes)


def preamble_end(nodes: Sequence[Node]) -> int:
    """The index of the last node of the preamble, -1 for none.

    It is the last unmarked lead-in with ":" before the first marked paragraph, or all unmarked ones before that.
    """
    first = next((index for index, node in enumerate(nodes) if node.kind != "plain"), len(nodes))
    lead_ins = [index for index in range(first) if nodes[index].text.rstrip().endswith(":")]
    if lead_ins:
        return lead_ins[-1]
    return first - 1 if first < len(nodes) else -1


class _Reader:
    def __init__(self, text: str, nodes: Sequence[Node], frame: Frame) -> None:
        self.text = text
        self.nodes = nodes
        self.frame = frame
        self.drafts: list[Draft] = []
        self.found = Found()
        self.default = Inherited()
        self.closing_from = len(nodes)

    # -- the whole body ---------------------------------------------------------------------------------------------------------

    def run(self, notes: Sequence[tuple[int, str]]) -> Found:
        nodes = self.nodes
        end = preamble_end(nodes)
        self.found.preamble_end = end
        last_marked = max((index for index, node in enumerate(nodes) if node.kind != "plain"), default=-1)
        self._read_preamble(end)
        for start, note in notes:
            self._read_note(start, note)
        closing_from = self.closing_from = self._closing_from(last_marked, end)
        for index, node in enumerate(nodes):
            if node.parent is None and index > end and index < closing_from:
                self._walk(index, self.default)
        # a lead-in of the preamble may itself hold the list
        for index in range(min(end + 1, len(nodes))):
            for child in nodes[index].children:
                if child < closing_from:
                    self._walk(child, self._lead_in(index))
        self.drafts.sort(key=lambda draft: draft.start)
        for index in range(closing_from, len(nodes)):
            self._close(index)
        self._set_deadlines()
        self.found.tasks = [self._task(draft) for draft in self.drafts]
        return self.found

    def _closing_from(self, last_marked: int, end: int) -> int:
        """The first of the unmarked paragraphs that close the body.

        Right under a heading that has nothing else, an unmarked paragraph is that heading's order, not a closing one.
        """
        nodes = self.nodes
        index = max(last_marked, end) + 1
        if last_marked >= 0 and index < len(nodes) and is_heading(nodes[last_marked]) and nodes[last_marked].kind != "dash":
            index += 1
        if last_marked < 0:
            return len(nodes)
        return index

    def _lead_in(self, index: int) -> Inherited:
        return self.default if index == self.found.preamble_end else self._under(index, self.default)

    def _read_preamble(self, end: int) -> None:
        """Who is ordered by the sentence that opens the list; a sentence of the preamble may also order something itself."""
        frame = self.frame
        units: list[Piece] = []
        persons = False
        for index in range(end + 1):
            node = self.nodes[index]
            match = self._order_in(node.text)
            if match:
                verb_at_, names = match
                if self.found.order_at is None:
                    self.found.order_at = node.text_start + verb_at_
                if node.text.rstrip().endswith(":"):
                    units = [Piece(piece.name, piece.start + node.text_start, piece.end + node.text_start) for piece in names]
                else:
                    self._order_in_prose(index)
            if (
                index == end
                and node.text.rstrip().endswith(":")
                and re.search(r"\b(?:người (?:lao động|dân|tham gia|nộp|học)|cá nhân|công dân)\b[^.;]{0,60}\b(?:các )?bước sau", node.text)
            ):
                persons = True
        if units and not (frame.addressees and all(GENERIC.fullmatch(unit.name) for unit in units)):
            self.default = Inherited(tuple(units), "addressee", persons=persons)
        elif frame.type in PLANS:
            self.default = Inherited(self._issuer(), "issuer", persons=persons)
        elif frame.addressees:
            self.default = Inherited(tuple(Piece(name.name, *name.span) for name in frame.addressees), "addressee", persons=persons)
        else:
            self.default = Inherited(self._issuer(), "issuer", persons=persons)

    def _issuer(self) -> tuple[Piece, ...]:
        return (Piece(self.frame.issuer, *self.frame.issuer_span),) if self.frame.issuer else ()

    def _order_in(self, text: str) -> tuple[int, list[Piece]] | None:
        """ "… yêu cầu các phòng thực hiện" → where the verb stands and the units after it."""
        for match in ORDER_VERB.finditer(text):
            before = text[max(0, match.start() - 8) : match.start()].lower()
            if re.search(r"(?:theo|sự|được|các|những|và|đúng)\s$", before):
                continue
            names, boundary = read_names(text, match.end(), semicolons=True)
            if names and (boundary < len(text.rstrip()) or text.rstrip().endswith(":")):
                return match.start(), names
        return None

    def _order_in_prose(self, index: int) -> None:
        """A sentence of the preamble that orders without a list: "…, UBND xã đề nghị các thôn gửi danh sách trước ngày 05/6"."""
        node = self.nodes[index]
        for match in ORDER_VERB.finditer(node.text):
            names, boundary = read_names(node.text, match.end(), semicolons=True)
            before = node.text[max(0, match.start() - 8) : match.start()].lower()
            if HISTORY.search(node.text[max(0, match.start() - 300) : match.start()]):
                continue
            if not names or re.search(r"(?:theo|sự|được|các|những|và|đúng)\s$", before):
                continue
            predicate = node.text[boundary:]
            if self._is_hollow(predicate) or boundary >= len(node.text.rstrip(" ./")):
                return
            self._add(index, "thân", match.start(), len(node.text), names, "explicit", predicate, Inherited(), confidence=0.7)
            return

    def _read_note(self, start: int, note: str) -> None:
        marked = re.match(r"\s*(\d{1,2})\s*[.)/]\s*", note)
        offset = marked.end() if marked else 0
        names, boundary = read_names(note, offset)
        predicate = note[boundary:] if names else note[offset:]
        draft = Draft(
            -1,
            f"bút phê {marked[1]}" if marked else "bút phê",
            BUT_PHE,
            start + offset,
            start + len(note.rstrip(" ;.")),
            [Piece(piece.name, piece.start + start, piece.end + start) for piece in names],
            "explicit",
            role_of(predicate),
            partners_in(note, start),
            Inherited(),
            0.6,
        )
        self.drafts.append(draft)

    # -- headings ---------------------------------------------------------------------------------------------------------------

    def _walk(self, index: int, inherited: Inherited) -> None:
        node = self.nodes[index]
        if not node.children:
            self._leaf(index, inherited)
            return
        attributes = [child for child in node.children if not self.nodes[child].children and ATTRIBUTE.match(self.nodes[child].text)]
        others = [child for child in node.children if child not in attributes]
        below = self._under(index, inherited)
        if attributes:
            below = self._with_attributes(below, attributes)
        before = len(self.drafts)
        if not attributes and not (node.text.rstrip().endswith(":") or is_heading(node)) and not below.background:
            self._leaf(index, inherited)
        if inherited.persons and self._subject(node.text[self._title_length(node.text) :])[0]:
            self._leaf(index, inherited)
        for child in others:
            if child < self.closing_from:
                self._walk(child, below)
        if (
            len(self.drafts) == before
            and not (below.background and not attributes)
            and ((attributes and self._dutiful(below)) or self._orders_itself(index, inherited))
        ):
            self._leaf(index, below if attributes else inherited, forced=bool(attributes))

    def _dutiful(self, below: Inherited) -> bool:
        return below.source == "heading" or below.deadline is not None

    def _orders_itself(self, index: int, inherited: Inherited) -> bool:
        """A parent whose children only list contents is the task itself: "Sở A báo cáo các nội dung sau:" with nouns below."""
        node = self.nodes[index]
        if inherited.background or not node.text.rstrip().endswith(":"):
            return False
        names, boundary = self._subject(node.text)
        if names:
            return boundary < len(node.text.rstrip(" :")) and not DONE.match(node.text[boundary:].lstrip())
        return inherited.source == "heading" and self._is_order(node.text) and not inherited.listing

    def _with_attributes(self, below: Inherited, attributes: Sequence[int]) -> Inherited:
        for child in attributes:
            node = self.nodes[child]
            match = ATTRIBUTE.match(node.text)
            if match is None:
                continue
            what = match["what"].lower()
            if match["time"]:
                value = node.text
                found = deadlines.find(value, self.frame.reference) or bare_date(value, match.end(), self.frame.reference)
                if found:
                    below = replace(
                        below, deadline=found[-1], deadline_span=(node.text_start + found[-1].start, node.text_start + found[-1].end)
                    )
            elif match["other"]:
                continue
            else:
                names, _ = read_names(node.text, match.end(), loose=True)
                pieces = tuple(Piece(piece.name, piece.start + node.text_start, piece.end + node.text_start) for piece in names)
                if "phối hợp" in what or "tham gia" in what:
                    below = replace(below, partners=below.partners + pieces)
                elif "theo dõi" in what or "giám sát" in what:
                    continue
                elif pieces:
                    below = replace(
                        below, units=pieces, source="heading", role=LEAD if "chủ trì" in what or "đầu mối" in what else below.role
                    )
                    rest = partners_in(node.text, node.text_start)
                    below = replace(below, partners=below.partners + tuple(rest))
        return below

    def _under(self, index: int, inherited: Inherited) -> Inherited:
        """What the heading adds to what it inherits itself."""
        node = self.nodes[index]
        text = node.text.strip()
        title = text.rstrip(" :.;")
        below = replace(inherited, listing=False)
        units, predicate = self._heading_units(node)
        if units:
            below = replace(below, units=tuple(units), source="heading", background=False, role=None, partners=(), persons=False)
            if predicate:
                role = role_of(predicate)
                below = replace(
                    below, role=role if role in (LEAD, PARTNER) else None, partners=tuple(partners_in(node.text, node.text_start))
                )
        elif BACKGROUND.match(title) and len(title) < 120 and not verb_led(title):
            return replace(below, background=True)
        elif FUNDING.match(title) and len(title) < 120:
            below = replace(below, funding=True)
        elif node.kind == "plain" or text.endswith(":"):
            if re.match(r"(?:giúp|nhằm)\b", title, re.IGNORECASE) or DONE.match(title):
                return replace(below, background=True)
            if re.search(
                r"\b(?:bao gồm|gồm|nội dung (?:báo cáo|sau đây)|các đối tượng|các chủ thể|các nhóm|tiêu chí)(?: sau| như sau|"
                r" chính)?$",
                title,
                re.IGNORECASE,
            ):
                below = replace(below, listing=True)
            if verb_led(title) and inherited.source == "heading":
                role = role_of(title)
                if role in (LEAD, PARTNER):
                    below = replace(below, role=role, partners=tuple(partners_in(node.text, node.text_start)))
        if not below.background:
            if PHASES.search(title[:60]) and len(title) < 140:
                below = replace(below, phases=True)
            if PERSONS.match(title) or re.search(
                r"\b(?:người (?:lao động|dân|tham gia|nộp|học)|cá nhân|"
                r"công dân)\b[^.;]{0,60}\b(?:các )?bước",
                title,
            ):
                below = replace(below, persons=True) if not units else below
            found = [
                item
                for item in deadlines.find(node.text, self.frame.reference)
                if self._plausible(item) and (item.day or item.period) and not item.weak
            ]
            if found and len(title) < 400:
                below = replace(
                    below, deadline=found[-1], deadline_span=(node.text_start + found[-1].start, node.text_start + found[-1].end)
                )
        return below

    def _heading_units(self, node: Node) -> tuple[list[Piece], str]:
        """The units that a heading names, and what it says of them after their names ("" for a bare name)."""
        text = node.text
        stripped = text.rstrip(" :.;")
        lead = self._lead_in_length(text)
        opening = text[lead : lead + 80]
        if not (is_unit_start(opening) or (lead and is_lower_unit(opening))):
            return [], ""
        colon = text.rstrip().endswith(":")
        names, boundary = read_names(text, lead, semicolons=True)
        if names and boundary < len(stripped) and not colon and len(stripped) - lead <= 110 and not STRONG.match(text[boundary:]):
            names, boundary = split_names(text, lead, len(stripped)), len(stripped)
        shifted = [Piece(piece.name, piece.start + node.text_start, piece.end + node.text_start) for piece in names]
        return shifted, text[boundary:].strip(" :") if boundary < len(stripped) else ""

    def _verb_phrase_follows(self, text: str, boundary: int) -> bool:
        found = tokens(text[boundary : boundary + 60])
        return bool(found) and (verb_at(found, 0) is not None or phrase(found, 0, 2) in ADVERBS)

    def _lead_in_length(self, text: str) -> int:
        lead = LEAD_IN.match(text)
        if lead:
            again = re.compile(r"(?:các đơn vị:|cho)\s+").match(text, lead.end())
            return again.end() if again else lead.end()
        return 0

    # -- one paragraph ----------------------------------------------------------------------------------------------------------

    def _leaf(self, index: int, inherited: Inherited, *, forced: bool = False) -> None:
        node = self.nodes[index]
        text = node.text
        if not text.strip() or inherited.background or (node.kind == "star" and not inherited.phases):
            return
        if (ATTRIBUTE.match(text) and not forced) or (REMARK.match(text) and not forced):
            return
        if node.kind in ("phan", "roman", "muc") and not forced and is_heading(node) and not node.children:
            return
        section = path_label(self.nodes, index) or "thân"
        if self._milestone(index, inherited, section):
            return
        if node.kind == "plain" and inherited.source != "heading" and self._prose(index, inherited):
            return
        start = self._after_title(text)
        if isinstance(start, tuple):
            units, at = start
            shifted = tuple(Piece(piece.name, piece.start + node.text_start, piece.end + node.text_start) for piece in units)
            self._order(
                index, section, at, replace(inherited, units=shifted, source="heading", role=None, partners=(), persons=False), forced=True
            )
            return
        if (
            start == 0
            and node.kind in ("number", "letter", "dieu")
            and not forced
            and is_heading(node)
            and len(text) < 90
            and not node.children
            and not verb_led(text)
        ):
            return
        self._order(index, section, start, inherited, forced=forced)

    def _after_title(self, text: str) -> int | tuple[list[Piece], int]:
        """Where the order begins after an inline title; with the units when the title names them ("Công an xã: tuần tra …")."""
        colon = top_colon(text[:320])
        if colon is None or not text[colon + 1 :].strip():
            return 0
        at = colon + 1
        while at < len(text) and text[at] in " -–":
            at += 1
        lead = self._lead_in_length(text)
        opening = text[lead : lead + 80]
        shared = text[at : at + 1].isupper() and SHARING.search(text[lead:colon]) is not None
        if (is_unit_start(opening) or (lead and is_lower_unit(opening))) and not shared:
            names, boundary = read_names(text, lead, colon, semicolons=True)
            if names and boundary >= colon:
                return names, at
            if names and colon - lead <= 110 and not self._verb_phrase_follows(text, boundary):
                return split_names(text, lead, colon), at
        if text[at : at + 1].isupper() and not shared and len(text[:colon].split()) <= 14:
            names, boundary = self._subject(text[at:])
            if names and at + boundary < len(text):
                return at
        return 0

    def _title_length(self, text: str) -> int:
        start = self._after_title(text)
        return start if isinstance(start, int) else start[1]

    def _subject(self, text: str) -> tuple[list[Piece], int]:
        """The units that open a sentence and where its predicate begins: "Giao Sở A rà soát", "UBND các xã tổ chức …"."""
        lead = 0
        match = re.match(r"(?:Riêng\s|Đồng thời,?\s|Về phía\s|Ngoài ra,?\s|Đối với\s)", text)
        if match:
            lead = match.end()
        given = ORDERING.match(text, lead)
        if given:
            names, boundary = read_names(text, given.end(), semicolons=True)
            return (names, boundary) if names and is_unitlike(text, given.end()) else ([], 0)
        if not is_unit_start(text[lead : lead + 80]) or ATTRIBUTE.match(text, lead):
            return [], 0
        names, boundary = read_names(text, lead, semicolons=True)
        if not names:
            return [], 0
        rest = text[boundary:].lstrip(" ,;")
        # who orders others is the issuer, whatever it calls itself: "Sở yêu cầu các trường …"
        again = ORDERING.match(rest)
        if again and len(names) == 1 and not is_plural(names[0].name):
            offset = len(text) - len(rest)
            inner, inner_boundary = read_names(text, offset + again.end())
            if inner:
                return inner, inner_boundary
        found = tokens(rest[:80])
        if not found:
            return [], 0
        if (
            verb_at(found, 0)
            or phrase(found, 0, 2) in ADVERBS
            or phrase(found, 0, 1) in ADVERBS
            or re.match(
                r"(?:có|phải|cần|căn cứ|trên cơ sở|theo|định kỳ|không|trước|trong|khi|hàng|hằng|chậm|để|được giao|nhanh|ngay|đồng)\b", rest
            )
        ):
            return names, boundary
        return [], 0

    def _is_issuer(self, name: str) -> bool:
        return same_unit(name, self.frame.issuer) or (
            re.match(
                r"(?:Thường trực |Chủ tịch |Phó Chủ tịch |Lãnh đạo )?(?:UBND|"
                r"Ủy ban nhân dân|HĐND)(?: (?:tỉnh|thành phố|Thành phố|huyện|xã|phường|"
                r"quận|thị xã|Tỉnh|Huyện|Xã|Phường|Quận|TP\.?)(?: [A-ZĐ]\S*){0,4})?$",
                name,
            )
            is not None
            and (self.frame.issuer or "").upper().startswith(("ỦY BAN", "UBND", "UỶ BAN"))
        )

    def _is_order(self, text: str) -> bool:
        return verb_led(text) or (bool(OPENERS.match(text)) and has_verb(text, 40))

    def _order(self, index: int, section: str, start: int, inherited: Inherited, *, forced: bool = False) -> None:
        """Add the tasks of one paragraph from `start` on, cut where another unit acts or a second piece of work is dated."""
        node = self.nodes[index]
        text = node.text
        first = True
        current = inherited
        previous_units: list[Piece] = []
        for left, right in self._parts(text, start):
            part = text[left:right]
            names, boundary = self._subject(part)
            cut = left
            predicate_at = left
            kind: str | None = None
            source = "explicit"
            if names:
                if DONE.match(part[boundary:].lstrip()) and not re.match(r"được giao", part[boundary:].lstrip()):
                    if first and not forced:
                        return
                    continue
                units = moved_by(names, left)
                predicate_at = left + boundary
            else:
                later = self._given_later(part, current)
                given_to = GIVEN_TO.match(part) if current.source != "heading" else None
                if later:
                    units, at, boundary = later
                    units = moved_by(units, left)
                    cut, predicate_at = left + at, left + boundary
                elif given_to and (found_names := read_names(part, given_to.end())[0]):
                    units = moved_by(found_names, left)
                    predicate_at = left
                elif not first and previous_units:
                    units = previous_units
                    source = "explicit"
                elif current.persons:
                    duty = PERSON_DUTY.search(part)
                    if not duty:
                        return
                    units = [Piece(duty["who"], left + duty.start("who"), left + duty.end("who"))]
                    kind = INDIVIDUAL
                else:
                    if not forced and not self._may_inherit(part, current, node):
                        return
                    units = []
                    source = current.source
            if first and not forced and (current.funding and not names):
                return
            if names and SANCTION.match(text[predicate_at:right].lstrip()):
                first = False
                continue
            if self._only_trouble(part) or (names and self._is_hollow(text[predicate_at:right]) and (node.kind == "plain" or not first)):
                first = False
                continue
            predicate = text[predicate_at:right]
            if units:
                absolute = (
                    [Piece(piece.name, piece.start + node.text_start, piece.end + node.text_start) for piece in units]
                    if source == "explicit" or kind
                    else list(units)
                )
                self._add(
                    index,
                    section,
                    cut,
                    right,
                    absolute,
                    source,
                    predicate,
                    replace(current, partners=() if names else current.partners, role=None if names else current.role),
                    kind=kind,
                    absolute=True,
                )
                previous_units = units
            else:
                self._add(index, section, cut, right, list(current.units), source, predicate, current, absolute=True)
            first = False

    def _may_inherit(self, part: str, current: Inherited, node: Node) -> bool:
        """Whether a paragraph without a unit of its own is an order to the units of its heading, its addressees or the issuer."""
        if (
            current.listing
            or (current.source == "issuer" and self.frame.type in DECISIONS)
            or (current.source != "heading" and STANCE.match(part))
        ):
            return False
        if re.match(r"(?:Các|Những) (?:nội dung|thông tin|tính năng|tiện ích|dịch vụ)", part):
            return False
        if current.source == "heading":
            return self._is_order(part) or (has_verb(part, 8) and not nominal(part))
        if node.kind == "plain":
            return False
        if PERSONS.match(part):
            return False
        return self._is_order(part)

    def _given_later(self, part: str, current: Inherited) -> tuple[list[Piece], int, int] | None:
        """ "Trên cơ sở báo cáo của A, giao B tổng hợp …": the order begins at "giao"."""
        for match in GIVING.finditer(part):
            at = match.start("giao")
            if at == 0:
                continue
            names, boundary = read_names(part, match.end("giao"))
            if not names or not is_unitlike(part, match.end("giao")) or boundary >= len(part.rstrip(" ./;")):
                continue
            before = part[:at]
            if current.source == "heading" and not OPENERS.match(before):
                continue
            if match["giao"].lower().startswith(("yêu cầu", "đề nghị", "phân công")) and (verb_led(before) or current.source == "heading"):
                continue
            if not verb_led(before) or OPENERS.match(before):
                return names, at, boundary
        return None

    def _parts(self, text: str, start: int) -> Iterator[tuple[int, int]]:
        """The paragraph cut where another unit acts in a clause of its own, and where a clause brings a second deadline."""
        cuts = [start]
        owner = last = [letters_of(piece.name) for piece in self._subject(text[start:])[0]]
        for match in re.finditer(r"(?:;|\.(?=\s)|,(?=\s(?:đồng thời|và)\s))\s*(?:và\s|đồng thời,?\s|Đồng thời,?\s)*", text[start:]):
            at = start + match.end()
            if at >= len(text) - 12 or inside_bracket(text, at):
                continue
            rest = text[at:]
            names, boundary = self._subject(rest)
            if names and not self._is_issuer(names[0].name):
                keys = [letters_of(piece.name) for piece in names]
                said = any(key and key in letters_of(text[cuts[-1] : at]) for key in keys) and not ORDER_VERB.match(rest)
                if (
                    keys != last
                    and not said
                    and not DONE.match(rest[boundary:].lstrip())
                    and not re.match(r"(?:sẽ|có thể)\b", rest[boundary:].lstrip())
                ):
                    cuts.append(at)
                    last = keys
        if len(cuts) > 1 and re.match(r"(?:Căn cứ|Trên cơ sở|Theo|Thực hiện|Xét|Để)\b", text[start:]) and not owner:
            cuts[:] = cuts[1:]  # what comes before "…; giao Sở A" only gives the ground
        spans = list(zip(cuts, [*cuts[1:], len(text)], strict=True))
        for left, right in spans:
            yield from self._by_deadline(text, left, right)

    def _by_deadline(self, text: str, left: int, right: int) -> Iterator[tuple[int, int]]:
        part = text[left:right]
        dated = [
            item
            for item in deadlines.find(part, self.frame.reference)
            if item.day and self._plausible(item) and not item.weak and not item.first_day
        ]
        days = {item.day for item in dated}
        if len(days) < 2:
            yield left, right
            return
        cuts = [0]
        for before, after in itertools.pairwise(dated):
            if before.day == after.day:
                continue
            between = part[before.end : after.start]
            breaks = list(
                re.finditer(
                    r"[;.]\s+(?=\S)|,\s+(?=(?:báo cáo|gửi|hoàn thành|tổng hợp|trình|đồng thời)\b)|\s(?=và (?:báo cáo|"
                    r"gửi|hoàn thành|tổng hợp|trình)\b)",
                    between,
                )
            )
            if breaks:
                at = before.end + breaks[0].end()
                joiner = re.compile(r"(?:và|đồng thời)\s+").match(part, at)
                cuts.append(joiner.end() if joiner else at)
        for cut, following in zip(cuts, [*cuts[1:], len(part)], strict=True):
            yield left + cut, left + following

    def _only_trouble(self, part: str) -> bool:
        return (
            bool(TROUBLE.search(part[:160]))
            and not deadlines.find(part, self.frame.reference)
            and len(part) < 260
            and re.match(
                r"(?:Trong quá trình|Quá trình|Nếu|Trường hợp (?:có|phát sinh)|Khi có|kịp thời|Kịp thời (?:báo cáo|phản ánh))", part
            )
            is not None
        )

    def _is_hollow(self, predicate: str) -> bool:
        """ "nghiêm túc triển khai thực hiện": nothing is ordered that the list above does not order already."""
        bare = predicate.strip(" ./;,")
        if deadlines.find(bare, self.frame.reference) or REPORT_DUTY.search(bare) or MONITOR_DUTY.search(bare):
            return False
        return HOLLOW.search(bare) is not None and (len(bare) < 110 or LOOKING_BACK.search(bare) is not None)

    # -- phases, prose, closing -------------------------------------------------------------------------------------------------

    def _milestone(self, index: int, inherited: Inherited, section: str) -> bool:
        """A dated phase: "Từ ngày 01/6/2026 đến 30/6/2026: …", "Đợt 1 (từ … đến …): …"."""
        node = self.nodes[index]
        text = node.text
        found = deadlines.find(text[:200], self.frame.reference)
        if not found or found[0].start > 60 or not (found[0].first_day or (inherited.phases and found[0].day)):
            return False
        first = found[0]
        before, after = text[: first.start], text[first.end :].lstrip(" )")
        label = (
            not before.strip(" (-–:")
            or re.match(r"(?:Giai đoạn|Đợt|Bước|Tuần|Kỳ|Lần|Phase|Thời gian)\b", before.strip(), re.IGNORECASE) is not None
        )
        if not label or not (after.startswith((":", "-", "–", "(", ",")) or inherited.phases):
            return False
        body = after.lstrip(" :-–,")
        names, boundary = self._subject(body)
        units = list(inherited.units)
        source = inherited.source
        if names and not DONE.match(body[boundary:].lstrip()):
            base = node.text_start + len(text) - len(body)
            units, source = [Piece(piece.name, piece.start + base, piece.end + base) for piece in names], "explicit"
        elif source == "addressee":
            units, source = list(self._issuer()) or units, "issuer"
        draft = Draft(
            index,
            section,
            MILESTONE,
            node.text_start,
            node.end,
            units,
            source,
            role_of(body),
            partners_in(body, node.text_start + len(text) - len(body)),
            Inherited(),
            0.9,
        )
        draft.deadline, draft.deadline_start, draft.first_day = first, node.text_start, first.first_day
        self.drafts.append(draft)
        return True

    def _prose(self, index: int, inherited: Inherited) -> bool:
        """An unmarked paragraph of the body: an order only where a unit is told to act; True when it has been dealt with."""
        node = self.nodes[index]
        text = node.text
        names, boundary = self._subject(text)
        if names and not self._is_issuer(names[0].name):
            predicate = text[boundary:].lstrip()
            return bool(self._is_hollow(predicate) or SANCTION.search(predicate[:200]) or DONE.match(predicate))
        if inherited.persons and PERSON_DUTY.search(text):
            return False
        before = len(self.drafts)
        if self._order_in(text) and not REMARK.match(text):
            self._order_in_prose(index)
        if len(self.drafts) == before:
            self._close(index)
        return True

    def _close(self, index: int) -> None:
        """A closing paragraph counts only where it sets a report, a monitor or a deadline."""
        node = self.nodes[index]
        text = node.text
        if re.match(r"(?:\(|Phụ lục|Gửi kèm)", text):
            return
        subject: list[Piece] = []
        for left, right in clauses(text):
            clause = text[left:right]
            lead = re.match(r"(?:(?:Căn cứ|Nhận được|Trên cơ sở|Theo|Để|Nay|Trên đây)[^,;]{0,160},\s*)?", clause)
            offset = lead.end() if lead else 0
            names, boundary = self._subject(clause[offset:])
            start = offset
            if not names:
                match = self._order_in(clause)
                if match and not HISTORY.search(clause[: match[0]]):
                    start = match[0]
                    names, boundary = self._subject(clause[start:])
            if names:
                subject = [
                    Piece(piece.name, piece.start + left + start + node.text_start, piece.end + left + start + node.text_start)
                    for piece in names
                ]
            predicate = clause[start + boundary :] if names else clause
            if (TROUBLE.search(clause) and not MONITOR_DUTY.search(predicate) and not self._has_date(clause)) or SANCTION.search(clause):
                continue
            dated = self._has_date(clause)
            report, monitor = REPORT_DUTY.search(predicate), MONITOR_DUTY.search(predicate)
            if not (dated or report or monitor):
                continue
            if not names and not dated and not (report and subject):
                continue
            if dated and not names and self._dates_earlier_work(clause, node.text_start + left):
                continue
            if not names and not subject and not DELIVERABLE.search(clause) and not verb_led(clause):
                continue
            if self.frame.issuer and names and self._is_issuer(names[0].name) and not dated:
                continue
            units = subject or list(self.default.units)
            general = (
                not dated
                and not (monitor and len(units) == 1 and not is_plural(units[0].name))
                and (not units or any(is_plural(unit.name) for unit in units))
            )
            cut = start if names else 0
            while cut < len(clause) and clause[cut] in " ,;":
                cut += 1
            self._add(
                index,
                "kết",
                left + cut,
                right,
                units,
                "explicit" if subject else self.default.source,
                predicate,
                Inherited(),
                kind=GENERAL if general else None,
                absolute=True,
                confidence=0.7,
            )

    def _has_date(self, clause: str) -> bool:
        return any(
            (item.day and self._plausible(item)) or item.period or (item.day is None and re.search(r"ngày|giờ", item.text))
            for item in deadlines.find(clause, self.frame.reference)
        )

    def _dates_earlier_work(self, clause: str, offset: int) -> bool:
        """ "Ý kiến góp ý gửi về Sở trước ngày 10/5" dates the undated work above whose product it names; it is no work of its own."""
        match = DELIVERABLE.search(clause)
        if not match or match.start() > 60:
            return False
        noun = match["noun"].lower()
        words = next((words for key, words in SAME_WORK.items() if noun.startswith(key)), ())
        found = [item for item in deadlines.find(clause, self.frame.reference) if item.day and self._plausible(item)]
        if not found or not words:
            return False
        candidates = [
            draft
            for draft in self.drafts
            if draft.kind in (TASK, ACTIVITY) and any(word in self.text[draft.start : draft.end].lower() for word in words)
        ]
        undated = [draft for draft in candidates if not self._own_deadline(draft)]
        if not undated or (len(undated) > 1 and len([draft for draft in self.drafts if draft.kind in (TASK, ACTIVITY)]) > 3):
            return False
        for draft in undated:
            draft.deadline, draft.deadline_start, draft.scope = found[-1], offset, "document"
        return True

    def _own_deadline(self, draft: Draft) -> bool:
        return draft.deadline is not None or any(
            item.day and self._plausible(item) for item in deadlines.find(self.text[draft.start : draft.end], self.frame.reference)
        )

    # -- making tasks -----------------------------------------------------------------------------------------------------------

    def _add(
        self,
        index: int,
        section: str,
        left: int,
        right: int,
        units: Sequence[Piece],
        source: str,
        predicate: str,
        inherited: Inherited,
        *,
        kind: str | None = None,
        absolute: bool = False,
        confidence: float = 0.85,
    ) -> None:
        node = self.nodes[index]
        base = node.text_start
        pieces = list(units) if absolute else [Piece(piece.name, piece.start + base, piece.end + base) for piece in units]
        while right > left and node.text[right - 1] in " ;":
            right -= 1
        partners = partners_in(node.text[left:right], base + left)
        role = role_of(predicate)
        if role == CARRY_OUT and inherited.role:
            role = inherited.role
        attribute = self._inline_units(node.text[left:right], base + left)
        if attribute:
            lead, others = attribute
            if lead:
                pieces, source, role = lead, "explicit", LEAD
            partners = partners + others
        known = {letters_of(piece.name) for piece in partners} | {letters_of(piece.name) for piece in pieces}
        partners += [piece for piece in inherited.partners if letters_of(piece.name) not in known]
        own = {letters_of(piece.name) for piece in pieces}
        partners = [piece for piece in partners if letters_of(piece.name) not in own]
        if kind is None:
            kind = ACTIVITY if source == "issuer" else INDIVIDUAL if pieces and all(PERSONS.match(piece.name) for piece in pieces) else TASK
        self.drafts.append(Draft(index, section, kind, base + left, base + right, pieces, source, role, partners, inherited, confidence))

    def _inline_units(self, text: str, offset: int) -> tuple[list[Piece], list[Piece]] | None:
        """ "… Đơn vị chủ trì: Sở Y tế. Đơn vị phối hợp: các xã." inside one paragraph."""
        lead: list[Piece] = []
        others: list[Piece] = []
        for match in INLINE_ATTRIBUTE.finditer(text):
            names, _ = read_names(text, match.end(), loose=True)
            (others if match["role"].lower() == "phối hợp" else lead).extend(
                Piece(piece.name, piece.start + offset, piece.end + offset) for piece in names
            )
        return (lead, others) if lead or others else None

    def _plausible(self, item: Deadline) -> bool:
        reference = self.frame.reference
        return item.day is None or reference is None or item.day >= reference

    def _set_deadlines(self) -> None:
        for draft in self.drafts:
            if draft.deadline is not None:
                continue
            text = self.text[draft.start : draft.end]
            found = deadlines.find(text, self.frame.reference)
            for item in found:
                if item.day and not self._plausible(item):
                    self.found.not_deadlines.append(((draft.start + item.start, draft.start + item.end), item.day))
            dated = [item for item in found if item.day and self._plausible(item)]
            strong = [item for item in dated if not item.weak]
            recurring = next((item for item in found if item.period), None)
            chosen: Deadline | None = None
            if strong:
                urged = [
                    item
                    for item in strong
                    if re.search(r"(?:hoàn thành|báo cáo|gửi|trình|xong|nộp)[^.;]{0,80}$", text[: item.start], re.IGNORECASE)
                ]
                chosen = (urged or strong)[-1]
            elif dated and not recurring:
                chosen = dated[-1]
            if chosen is None and recurring is None and draft.inherited.deadline and draft.inherited.deadline_span:
                draft.deadline, draft.deadline_start = (
                    draft.inherited.deadline,
                    draft.inherited.deadline_span[0] - draft.inherited.deadline.start,
                )
                draft.period, draft.first_day, draft.scope = draft.deadline.period, draft.deadline.first_day, "document"
                continue
            if recurring:
                draft.period = recurring.period
            relative = next((item for item in found if item.day is None and not item.period and not item.first_day), None)
            draft.deadline = chosen or recurring or relative
            draft.deadline_start = draft.start
            if chosen:
                draft.first_day = chosen.first_day
                draft.scope = "clause" if re.search(r"[;.]\s+\S", text[chosen.end :]) or chosen.weak else "paragraph"

    def _task(self, draft: Draft) -> Task:
        deadline = draft.deadline
        text = self.text[draft.start : draft.end]
        wording = deadline.text if deadline else None
        span = (draft.deadline_start + deadline.start, draft.deadline_start + deadline.end) if deadline else None
        if deadline is None:
            urgent = deadlines.urgency(text)
            if urgent:
                wording, span = urgent[0], (draft.start + urgent.start(), draft.start + urgent.end())
        return Task(
            section=draft.section,
            kind=draft.kind,
            text=text,
            span=(draft.start, draft.end),
            responsible=as_names(draft.units, draft.confidence),
            responsible_source=draft.source,
            role=draft.role,
            coordinating=as_names(draft.partners, draft.confidence),
            deadline=deadline.day if deadline else None,
            deadline_text=wording,
            deadline_span=span,
            strictly_before=bool(deadline and deadline.day and deadline.strictly_before),
            deadline_scope=draft.scope,
            start_date=draft.first_day,
            period=draft.period,
            target_percent=deadlines.target_percent(text),
            provision=draft.node if draft.node >= 0 else None,
            confidence=draft.confidence,
        )
