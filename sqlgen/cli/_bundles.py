"""The bundle that a command is about: from a folder, an archive or a tag, beside what git makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlgen.approval.keeping import beside
from sqlgen.approval.reproduction import Reproduction, reproduction
from sqlgen.bundle.contents import Contents, checked, read_bundle
from sqlgen.bundle.manifest import Manifest
from sqlgen.cli._approving import around, project_here
from sqlgen.cli._bundling import Made, Wanted, made_bundle, project_folder
from sqlgen.cli._invocation import Invocation
from sqlgen.errors import Tampered, UsageError
from sqlgen.repository import Repository
from sqlgen.script.output import file_name


@dataclass(frozen=True, slots=True)
class Named:
    """A bundle that agrees with itself, and is what git makes of its tag as far as that can be told.

    `places` are where it was found, empty where it was made from the tag just now. `folder` is where its
    approvals lie. `unproven` says why it was not made again; `made_anew` is what came of it where it was.
    """

    invocation: Invocation
    contents: Contents
    places: tuple[Path, ...]
    folder: Path
    made_anew: Reproduction | None
    unproven: str = ""


def named_bundle(invocation: Invocation, what: str, output: Path, *, reproduce: bool = True) -> Named:
    """The bundle that somebody names by a folder, an archive or a tag.

    Raises Tampered where it does not agree with itself, where the folder and the archive of a tag differ, and
    where it is not what git makes of its tag. Other tools than it was made with are no reason for that.
    """
    path = Path(what)
    if path.exists():
        places = [path]
        invocation = around(invocation, path)
    else:
        places = [each for each in _written(output, what) if each.exists()]
    if not places:
        contents = checked(made_bundle(invocation, Wanted(what)).files)
        return Named(invocation, contents, (), beside(output / file_name(what)), Reproduction())
    contents = _one(places)
    if not path.exists() and contents.manifest.tag != what:
        raise Tampered(
            f"{places[0]} is a bundle of {contents.manifest.tag}, and not of {what}",
            hint="somebody has put one release in the place of another",
        )
    unproven = "" if reproduce else "nobody asked for it"
    unproven = unproven or _unknown(invocation, contents.manifest)
    anew = None if unproven else _made_anew(invocation, contents)
    return Named(invocation, contents, tuple(places), beside(places[0]), anew, unproven)


def _written(output: Path, tag: str) -> Iterator[Path]:
    name = file_name(tag)
    yield output / name
    yield output / f"{name}.zip"


def _one(places: list[Path]) -> Contents:
    first = checked(read_bundle(places[0]))
    for place in places[1:]:
        if checked(read_bundle(place)).digest != first.digest:
            raise Tampered(f"{place} does not hold what {places[0]} holds", hint="make both again")
    return first


def _unknown(invocation: Invocation, manifest: Manifest) -> str:
    """Why a bundle cannot be made again here; empty where it can be tried."""
    if not project_here(invocation):
        return "there is no project here"
    try:
        repository = Repository.around(project_folder(invocation))
    except UsageError as error:
        return error.message
    return "" if manifest.tag in repository.tags() else f"git knows no tag {manifest.tag} here"


def _made_anew(invocation: Invocation, contents: Contents) -> Reproduction:
    manifest = contents.manifest
    again = checked(_made(invocation, manifest).files)
    compared = reproduction(contents.files, manifest, again.files, again.manifest)
    if compared.same or compared.tools:
        return compared
    raise Tampered(
        f"{manifest.tag} as git has it is not this bundle: {len(compared.files)} files differ, "
        f"such as {compared.files[0]}",
        hint=f"what moved is {'; '.join(compared.moved)}",
    )


def _made(invocation: Invocation, manifest: Manifest) -> Made:
    """The bundle of the manifest's tag, made with what the manifest says that it was made with."""
    targets, x_args, section = (manifest.settings.get(name) for name in ("targets", "x", "section"))
    if not invocation.x_args and isinstance(x_args, list):
        invocation = replace(invocation, x_args=tuple(map(str, x_args)))
    if isinstance(section, str):
        invocation = replace(invocation, section=section)
    chosen = tuple(map(str, targets)) if isinstance(targets, list) else ()
    wanted = Wanted(manifest.tag, manifest.previous or None, (), chosen)
    bundle = made_bundle(invocation, wanted)
    if checked(bundle.files).manifest.start != manifest.start:
        # It was made for databases elsewhere than at the release before.
        bundle = made_bundle(invocation, replace(wanted, start=manifest.start))
    return bundle
