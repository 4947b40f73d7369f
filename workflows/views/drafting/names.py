"""What each phrase of a draft is: a unit, a group, or a question to the drafter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from directives.drafting import PartyDraft
from directives.models import Duty, DutyParty
from org_hierarchy.names import Candidate, Clause, Directory, Group, Resolution, members
from records.text import fold
from workflows.views.forms.drafting import ALL, Question

WITHOUT_UNITS = {Duty.Kind.INDIVIDUAL, Duty.Kind.NOTE}
"""Their names are persons, or people of the office that received the paper: nothing to look up."""


@dataclass(frozen=True)
class Named:
    """A phrase of a task and what it is: the unit's name or the size of the group; blank while nobody answers to it."""

    phrase: str
    answer: str


def answer_of(found: Resolution, on: date) -> str:
    """What a sure phrase means, in words."""
    if found.unit:
        return found.unit.name
    return f"nhóm {members(found.group, on=on).count()} đơn vị" if found.group else ""


def choice_of(party: DutyParty | PartyDraft, candidates: tuple[Candidate, ...]) -> str:
    """What was chosen for an unsure phrase, if it is still among what it may be."""
    ids = tuple(candidate.unit.pk for candidate in candidates)
    if party.unit_id is not None:
        return str(party.unit_id) if party.unit_id in ids else ""
    return ALL if party.group is not None and Group.from_json(party.group) == together(party.phrase, ids) else ""


def together(phrase: str, ids: tuple[int, ...]) -> Group:
    """Units named one by one as the group that a phrase means."""
    return Group(phrase, (Clause(unit_ids=tuple(sorted(ids))),))


class Names:
    """Every phrase of a saved draft, looked up on the day of issue: what is sure, what was chosen, and what must be asked.

    Each is asked once, however often it occurs. The queries of one Directory, one per phrase that means a group.
    """

    def __init__(
        self, addressees: Iterable[str], parties: Iterable[tuple[str, DutyParty | PartyDraft]], directory: Directory, *, on: date
    ) -> None:
        """`parties` are those of the tasks, each with the kind of its task; `directory` is that of the day."""
        self._answers: dict[str, str] = {}
        each = {party.phrase: party for kind, party in parties if kind not in WITHOUT_UNITS}
        of_tasks = {fold(phrase): party for phrase, party in each.items()}
        phrases = {fold(phrase): phrase for phrase in addressees} | {key: party.phrase for key, party in of_tasks.items()}
        directory.prepare(phrases.values())
        unsure: list[Resolution] = []
        for key, phrase in phrases.items():
            found = directory.resolve(phrase)
            if found.is_sure:
                self._answers[key] = answer_of(found, on)
            else:
                unsure.append(found)
        self.questions: list[Question] = []
        for found in unsure:
            # of a line of Kính gửi there is nothing to choose: it is its words; one like no unit goes outside, as the dispatch notes say
            party = of_tasks.get(fold(found.phrase))
            if party is None and not found.candidates:
                continue
            candidates = found.candidates if party else ()
            question = Question(found.phrase, found.reason, candidates, choice_of(party, candidates) if party else "")
            self.questions.append(question)
            self._answers[fold(found.phrase)] = question.answer

    @property
    def open_count(self) -> int:
        """How many phrases are given to nobody yet."""
        return sum(not question.chosen for question in self.questions)

    def of(self, phrases: Sequence[str]) -> list[Named]:
        """What each phrase of a task is taken to be; nothing about one that was not there when the draft was saved."""
        return [Named(phrase, self._answers[key]) for phrase in phrases if (key := fold(phrase)) in self._answers]
