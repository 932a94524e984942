"""Hundreds of ways to run something else than what was approved: none gets through."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from sqlgen.approval.judging import Subject, judge
from sqlgen.approval.keeping import keep, kept, kept_bundle, records_of
from sqlgen.approval.record import Decision, Record, Signed
from sqlgen.approval.signatures import Checker
from sqlgen.bundle.checksums import sums_text
from sqlgen.bundle.contents import Contents, checked, read_archive, read_bundle
from sqlgen.bundle.digest import text_digest
from sqlgen.bundle.shapes import shaped
from sqlgen.config import Config, approval_of
from sqlgen.config.approval import ApprovalSettings, Member
from sqlgen.errors import NotApproved, SqlgenError, Tampered
from sqlgen.repository import Repository
from tests.approval.released import NOW, Place, make_place

SUMS, MANIFEST = "SHA256SUMS", "manifest.json"


@dataclass(frozen=True)
class Scene:
    """Two releases, the approvals of the second, and the policy that they were given under."""

    place: Place
    other: Contents
    contents: Contents
    records: tuple[Signed, ...]
    policy: ApprovalSettings
    checker: Checker

    def verify(self, files: Mapping[str, bytes], records: Sequence[Signed]) -> None:
        """What `sqlgen verify` does behind reading the files; git is not there to say what they were."""
        contents = checked(files)
        if contents.manifest.tag != "v1.1":
            raise Tampered("it is another release")
        verdict = judge(Subject(contents.manifest, contents.digest), records, self.policy, self.checker, NOW)
        if not verdict.approved:
            raise NotApproved("; ".join(verdict.missing))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    place = make_place(tmp_path_factory.mktemp("scene"))
    contents, other = place.contents("v1.1"), place.contents("v1.0")
    records = (
        place.signed(contents, "dana", "ddl"),
        place.signed(contents, "lee", "dml"),
        place.signed(contents, "sam", "owner"),
    )
    policy = approval_of(Config(sqlgen_file=place.folder / "sqlgen.toml"))
    return Scene(place, other, contents, records, policy, Checker(place.folder))


def caught(scene: Scene, files: Mapping[str, bytes], records: Sequence[Signed]) -> bool:
    try:
        scene.verify(files, records)
    except (Tampered, NotApproved):
        return True
    return False


def test_what_nobody_touched_is_approved(scene: Scene) -> None:
    """Else the rest of this page would prove nothing."""
    scene.verify(scene.contents.files, scene.records)


def of_files(
    files: Mapping[str, bytes], other: Mapping[str, bytes]
) -> Iterator[tuple[str, dict[str, bytes]]]:
    """A bundle with something done to it."""
    chance = random.Random(6)  # noqa: S311 - the same mutations each time
    for name, content in files.items():
        for _ in range(6):
            place = chance.randrange(len(content))
            turned = content[place] ^ (1 << chance.randrange(8))
            yield f"byte of {name}", {**files, name: content[:place] + bytes([turned]) + content[place + 1 :]}
        lines = content.splitlines(keepends=True)
        one = chance.randrange(len(lines))
        yield f"line gone from {name}", {**files, name: b"".join(lines[:one] + lines[one + 1 :])}
        yield f"line twice in {name}", {**files, name: b"".join(lines[: one + 1] + lines[one:])}
        if lines[0] != lines[-1]:
            yield f"reorder {name}", {**files, name: b"".join([lines[-1], *lines[1:-1], lines[0]])}
        yield f"truncated {name}", {**files, name: content[: len(content) // 2]}
        yield f"emptied {name}", {**files, name: b""}
        yield f"CRLF in {name}", {**files, name: content.replace(b"\n", b"\r\n")}
        yield f"gone {name}", {each: text for each, text in files.items() if each != name}
        kept = {each: text for each, text in files.items() if each != name}
        yield f"renamed {name}", {**kept, f"{name}.bak": content}
        if name in other and other[name] != content:
            yield f"swapped {name}", {**files, name: other[name]}
    yield "another file", {**files, "postgresql-15/0000_first.sql": b"DROP TABLE t;\n"}
    yield "another release", dict(other)


def sealed(files: Mapping[str, bytes], **changed: object) -> dict[str, bytes]:
    """Files with sums and a manifest that fit, as somebody makes them who knows the format."""
    manifest = json.loads(files[MANIFEST])
    own = {name: content for name, content in files.items() if name not in (SUMS, MANIFEST)}
    manifest["files"] = {name: text_digest(own[name].decode()) for name in sorted(own)}
    manifest |= changed
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    sums = {**manifest["files"], MANIFEST: text_digest(text)}
    return {**own, MANIFEST: text.encode(), SUMS: sums_text(sums).encode()}


def of_sealed(files: Mapping[str, bytes]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """A bundle that agrees with itself, and is not the one that was approved."""
    scripts = [name for name in files if name.endswith(".sql")]
    for name in scripts:
        yield f"sealed with more in {name}", sealed({**files, name: files[name] + b"DELETE FROM t;\n"})
        yield f"sealed without {name}", sealed({each: text for each, text in files.items() if each != name})
    for one, two in pairwise(scripts):
        yield f"sealed {one} for {two}", sealed({**files, one: files[two], two: files[one]})
    manifest = json.loads(files[MANIFEST])
    for key, value in manifest.items():
        if key not in ("files", "format", "tag"):
            empty: object = (
                value[:-1] if isinstance(value, list) else "0" * 40 if isinstance(value, str) else {}
            )
            if empty != value:
                yield f"sealed with another {key}", sealed(files, **{key: empty})
    harmless = json.loads(json.dumps(manifest["targets"]))
    harmless[0] |= {"findings": {}, "irreversible": []}
    yield "sealed as harmless", sealed(files, targets=harmless)
    written = [{**one, "authors": ["nobody@example.com"]} for one in manifest["revisions"]]
    yield "sealed as written by nobody", sealed(files, revisions=written)
    yield "another format", sealed(files, format=2)
    yield "other algorithm", {**files, SUMS: files[SUMS].replace(b"  ", b" *")}


def of_records(scene: Scene) -> Iterator[tuple[str, list[Signed]]]:
    """Approvals with something done to one of them; the others are as they were."""
    chance = random.Random(7)  # noqa: S311 - the same mutations each time
    for number, one in enumerate(scene.records):
        rest = [each for each in scene.records if each is not one]
        who = one.record.approver
        yield f"gone: {who}", rest
        yield f"unsigned: {who}", [*rest, replace(one, signature=b"")]
        for field in ("tag", "commit", "manifest", "approver", "role", "created", "decision"):
            value = getattr(one.record, field)
            other = {"role": "dml", "decision": "approve", "created": "2026-05-04T11:00:00Z"}.get(field, "")
            changed = changed_in(one.record, field, other if other not in ("", value) else value[::-1])
            if changed != one.record:
                yield f"{field} of {who}", [*rest, Signed(changed, changed.content(), one.signature)]
        forged = replace(one.record, expires="2099-01-01T00:00:00Z")
        yield f"longer: {who}", [*rest, Signed(forged, forged.content(), one.signature)]
        for _ in range(12):
            text = bytearray(one.signature)
            place = chance.randrange(30, len(text) - 40)
            text[place] = ord("A") if text[place] != ord("A") else ord("B")
            yield f"signature of {who}", [*rest, replace(one, signature=bytes(text))]
        yield f"cut signature of {who}", [*rest, replace(one, signature=one.signature[:100])]
        yield f"PGP for SSH: {who}", [*rest, replace(one, signature=one.signature.replace(b"SSH", b"PGP"))]
        swapped = scene.records[number - 1]
        yield f"signature of another: {who}", [*rest, replace(one, signature=swapped.signature)]
        yield from ((f"{name}: {who}", [*rest, *made]) for name, made in of_signer(scene, one))


def changed_in(record: Record, field: str, value: str) -> Record:
    return shaped(Record, {**asdict(record), "conditions": [], field: value})


def of_signer(scene: Scene, one: Signed) -> Iterator[tuple[str, list[Signed]]]:
    """What somebody could truly sign, and that must not count."""
    place, record = scene.place, one.record
    name, role = record.approver.partition("@")[0], record.role
    made = scene.contents
    yield "replayed", [place.signed(scene.other, name, role)]
    yield "other key", [place.signed(made, name, role, key="dev")]
    yield "expired", [place.signed(made, name, role, created=NOW - timedelta(days=31))]
    yield "expired by itself", [place.signed(made, name, role, expires="2026-05-04T11:59:59Z")]
    yield "from the future", [place.signed(made, name, role, created=NOW + timedelta(days=1))]
    yield "wrong role", [place.signed(made, name, "nobody")]
    yield "self-approval", [place.signed(made, "dev", role)]
    yield "stranger", [place.signed(made, "mallory", role, key=name)]
    later = NOW + timedelta(seconds=1)
    yield "revoked", [one, place.signed(made, name, "", Decision.REVOKE, created=later)]
    yield "rejected", [one, place.signed(made, name, role, Decision.REJECT, created=later)]
    yield "revoked, and replayed", [place.signed(made, name, "", Decision.REVOKE, created=later), one, one]


def of_policies(policy: ApprovalSettings) -> Iterator[tuple[str, ApprovalSettings]]:
    """The policy in force is another one than when the approvals were made."""
    for name in ("dana@example.com", "lee@example.com", "sam@example.com"):
        others = {each: member for each, member in policy.members.items() if each != name}
        roles = {role: tuple(each for each in names if each != name) for role, names in policy.roles.items()}
        yield f"{name} left", replace(policy, members=others, roles=roles)
        keys = policy.members["dev@example.com"].keys
        yield f"{name} has another key", replace(policy, members={**others, name: Member(keys)})
    for role in ("ddl", "owner"):
        asked = (*policy.require, replace(policy.require[0], role=role, count=2, when="always"))
        yield f"two of {role}", replace(policy, require=asked)
    yield "holds for an hour", replace(policy, expires="1h")


def of_archive(scene: Scene) -> Iterator[tuple[str, bytes]]:
    """An archive with something done to it."""
    files, name = scene.contents.files, "v1.1"

    def packed(entries: Sequence[tuple[str, bytes]], mode: int = 0o100644, method: int = 0) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            for entry, content in entries:
                info = zipfile.ZipInfo(entry, (1980, 1, 1, 0, 0, 0))
                info.external_attr = mode << 16
                archive.writestr(info, content, method)
        return buffer.getvalue()

    whole = [(f"{name}/{each}", content) for each, content in sorted(files.items())]
    yield "..", packed([*whole, (f"{name}/../../evil.sql", b"x")])
    yield "root", packed([*whole, ("/etc/evil.sql", b"x")])
    yield "drive", packed([*whole, ("C:/evil.sql", b"x")])
    yield "backslash", packed([*whole, (f"{name}\\..\\evil.sql", b"x")])
    yield "second folder", packed([*whole, ("v1.2/evil.sql", b"x")])
    yield "no folder", packed([(each, content) for each, content in files.items()])
    yield "links", packed(whole, 0o120777)
    yield "bomb", packed([*whole, (f"{name}/bomb.sql", b"\0" * (64 << 20))], method=zipfile.ZIP_DEFLATED)
    yield "packed otherwise", packed(whole, method=zipfile.ZIP_DEFLATED)
    good = packed(whole)
    yield "something in front", b"#!/bin/sh\n" + good
    yield "something behind", good + b"\0"
    yield "two archives", good + good
    chance = random.Random(8)  # noqa: S311 - the same mutations each time
    for _ in range(60):
        place = chance.randrange(len(good))
        yield "byte", good[:place] + bytes([good[place] ^ (1 << chance.randrange(8))]) + good[place + 1 :]
    for share in range(1, 8):
        yield "truncated", good[: len(good) * share // 8]


def test_no_mutation_gets_through(scene: Scene, record_property: Callable[[str, object], None]) -> None:
    """The count is told by kind; a mutation that slips through is one that a database would have run."""
    tried: Counter[str] = Counter()
    through: list[str] = []
    files, other = scene.contents.files, scene.other.files
    for kind, mutations in (("files", of_files(files, other)), ("sealed bundle", of_sealed(files))):
        for name, mutated in mutations:
            if mutated != files:
                tried[kind] += 1
                through += [] if caught(scene, mutated, scene.records) else [name]
    for name, records in of_records(scene):
        tried["approvals"] += 1
        through += [] if caught(scene, files, records) else [name]
    for name, policy in of_policies(scene.policy):
        tried["policy"] += 1
        changed = replace(scene, policy=policy)
        at = NOW + timedelta(hours=2)
        verdict = judge(
            Subject(scene.contents.manifest, scene.contents.digest),
            scene.records,
            changed.policy,
            scene.checker,
            at,
        )
        through += [name] if verdict.approved else []
    for name, archive in of_archive(scene):
        tried["archive"] += 1
        try:
            scene.verify(read_archive(archive, "v1.1.zip"), scene.records)
            through.append(name)
        except (Tampered, NotApproved):
            continue
    record_property("mutations", dict(tried))

    assert through == []
    assert sum(tried.values()) >= 300
    assert min(tried.values()) >= 9


def test_links_in_a_folder_are_refused(scene: Scene, tmp_path: Path) -> None:
    """What a link leads to may be another file when the script is run."""
    for linked in [name for name in scene.contents.files if name.endswith((".sql", ".json"))]:
        folder = tmp_path / linked.replace("/", "_")
        for name, content in scene.contents.files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        aside = tmp_path / f"aside-{folder.name}"
        (folder / linked).rename(aside)
        (folder / linked).symlink_to(aside)

        with pytest.raises(Tampered, match="no file but a link"):
            read_bundle(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b'"ddl"', b'"ddl" '),
        lambda text: text.replace(b'"role": "ddl"', b'"role": "dml",\n  "role": "ddl"'),
        lambda text: text.replace(b'"format": 1', b'"format": 2'),
        lambda text: text.replace(b'"approve"', b'"nod"'),
        lambda text: text[:-1],
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b'"tag"', b'"Tag"'),
        lambda _: b"",
    ],
)  # fmt: skip
def test_a_record_is_read_in_one_form_alone(scene: Scene, change: object) -> None:
    """Two readers must not see two decisions in the same bytes."""
    one = scene.records[0]
    assert callable(change)

    with pytest.raises(SqlgenError, match="is no record"):
        list(records_of({"a.json": change(one.content), "a.json.sig": one.signature}))


def test_what_git_keeps_is_held_against_its_record(scene: Scene) -> None:
    """A reference may be made by anybody who can push."""
    repository = Repository.around(scene.place.folder)
    mine, replayed = scene.records[0], scene.place.signed(scene.other, "dana", "ddl")
    keep(repository, mine, scene.contents.files)
    [one] = kept(repository)
    assert (one.signed, one.manifest.tag) == (mine, "v1.1")
    assert kept_bundle(repository, one).items() <= scene.contents.files.items()
    for signed, files, said in (
        (replayed, scene.contents.files, "holds another manifest"),
        (replace(mine, content=mine.content + b" "), scene.contents.files, "is no record"),
        (mine, {}, "holds another manifest"),
    ):
        place = keep(repository, signed, files)
        with pytest.raises(Tampered, match=said):
            kept(repository)
        scene.place.git("update-ref", "-d", place)


def test_nobody_lets_themselves_in_by_a_release_that_claims_to_do_nothing(scene: Scene) -> None:
    """dana signs a manifest of her own making, of a commit whose policy is hers alone."""
    manifest = scene.contents.manifest
    idle = replace(manifest, targets=(), revisions=())
    made = replace(scene.contents, manifest=idle, digest=text_digest(idle.text()))
    records = [scene.place.signed(made, "dana", "ddl")]

    verdict = judge(
        Subject(idle, made.digest, changes_policy=True), records, scene.policy, scene.checker, NOW
    )

    assert [one.split(":")[0] for one in verdict.missing] == [
        "1 more of role dml",
        "1 more of role owner",
        "1 more of role ddl",
    ]
