"""What a reviewer has not seen yet of a bundle, told apart by what it means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from sqlgen.bundle.digest import statement_digest
from sqlgen.bundle.manifest import Manifest, Said, Target
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.target import parse_target
from sqlgen.reading.pieces import Kind, pieces


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement with its text, empty where its script says it in another form."""

    said: Said
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a target's statements since a bundle was approved.

    `added` and `removed` are statements; one that says otherwise is in both. `moved` says the same as it did
    at another place among the others, `laid_out` the same with other white space or comments. `files` are the
    other files by what became of them: `new`, `gone`, `changed`, and `laid out` where no token differs.
    """

    target: str
    folder: str
    added: tuple[Shown, ...]
    removed: tuple[Shown, ...]
    moved: tuple[Shown, ...]
    laid_out: tuple[Shown, ...]
    files: Mapping[str, str]

    @property
    def same(self) -> bool:
        """Whether what is run, and in which order, is as it was."""
        return not (self.added or self.removed or self.moved)


@dataclass(frozen=True, slots=True)
class Side:
    """A bundle's manifest and files; without targets it is that of nothing at all."""

    targets: tuple[Target, ...]
    files: Mapping[str, bytes]


def since(before: Side, after: Side) -> list[Seen]:
    """What a reviewer of one bundle has to look at in another, by target."""
    old = {(one.target, one.database): one for one in before.targets}
    new = {(one.target, one.database): one for one in after.targets}
    return [
        _seen(_TargetSide(old.get(key), before.files), _TargetSide(new.get(key), after.files))
        for key in [*new, *(key for key in old if key not in new)]
    ]


def overlap(one: Manifest, other: Manifest) -> bool:
    """Whether two bundles are about the same change: they share a revision."""
    return bool({each.id for each in one.revisions} & {each.id for each in other.revisions})


class _TargetSide:
    """What one bundle has for a target."""

    def __init__(self, target: Target | None, files: Mapping[str, bytes]) -> None:
        self.target = target
        self.statements = target.statements if target else ()
        self.facts = parse_target(target.target, Path.cwd()).facts if target else None
        prefix = f"{target.folder}/" if target else "\0"
        self.files = {
            name.removeprefix(prefix): content.decode(errors="replace")
            for name, content in files.items()
            if name.startswith(prefix)
        }
        self.texts = dict(self._texts())

    def _texts(self) -> Iterator[tuple[str, str]]:
        """The texts of what the numbered scripts say, by digest."""
        if self.facts is None:
            return
        for name, text in sorted(self.files.items()):
            if name.endswith(".sql") and "/" not in name:
                for piece in pieces(text, self.facts):
                    if piece.kind is Kind.STATEMENT:
                        yield statement_digest(piece.text, self.facts), piece.text

    def shown(self, said: Said) -> Shown:
        return Shown(said, self.texts.get(said.digest, ""))


def _seen(before: _TargetSide, after: _TargetSide) -> Seen:
    here = after.target or before.target
    if here is None:
        raise AssertionError("one of the bundles has the target")
    old, new = [one.digest for one in before.statements], [one.digest for one in after.statements]
    stays = {
        block.b + number
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        for number in range(block.size)
    }
    added = _surplus(after, Counter(old))
    fresh = {one.said.number for one in added}
    placed = {one.number for number, one in enumerate(after.statements) if number in stays}
    both = [after.shown(one) for one in after.statements if one.number not in fresh]
    return Seen(
        here.target + (f" {here.database}" if here.database else ""),
        here.folder,
        added,
        _surplus(before, Counter(new)),
        tuple(one for one in both if one.said.number not in placed),
        tuple(
            one
            for one in both
            if before.texts.get(one.said.digest, one.text) != one.text and one.said.number in placed
        ),
        _files(before, after),
    )


def _surplus(side: _TargetSide, other: Counter[str]) -> tuple[Shown, ...]:
    """The statements that another bundle does not say as often."""
    left = Counter(other)
    found = []
    for said in side.statements:
        if left[said.digest]:
            left[said.digest] -= 1
        else:
            found.append(side.shown(said))
    return tuple(found)


def _files(before: _TargetSide, after: _TargetSide) -> dict[str, str]:
    """What became of the checks, the ways back and the pages around the scripts."""
    found = {}
    for name in sorted(set(before.files) | set(after.files)):
        old, new = before.files.get(name), after.files.get(name)
        if old == new:
            continue
        if old is None or new is None:
            found[name] = "new" if old is None else "gone"
        elif name.endswith(".sql") and after.facts and _tokens(old, after.facts) == _tokens(new, after.facts):
            found[name] = "laid out"
        else:
            found[name] = "changed"
    return found


def _tokens(text: str, facts: Facts) -> str:
    return statement_digest(text, facts)
