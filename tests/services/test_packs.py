"""Packs: a folder of documents that appears complete, recorded, or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from pathlib import Path

import pytest

from ccm_desktop.domain.errors import BadInput, FileProblem
from ccm_desktop.domain.progress import Cancelled, Unobserved, at_once
from ccm_desktop.services import packs
from ccm_desktop.services.packs import INDEX, Pack, finish, write
from ccm_desktop.services.reporting import Rendering
from tests.reports.report_samples import Remembers, StopsAt
from tests.services.month_world import OCTOBER, MonthWorld


def recorded(world: MonthWorld) -> list[tuple[str, str, str]]:
    """Document, patient and hash of everything that left the program."""
    raw = world.office.context.store.vault.connection
    return [tuple(row) for row in raw.execute("SELECT document, patient, sha256 FROM document ORDER BY rid")]


def saved(world: MonthWorld, target: Path) -> Pack:
    pack = at_once(world.office.packets.chosen(OCTOBER, world.patients, Unobserved()))
    finish(world.office.context, write(pack, target, Unobserved()))
    return pack


def test_every_file_is_in_the_index_and_recorded_with_its_hash(signed: MonthWorld, tmp_path: Path) -> None:
    target = tmp_path / "packets"
    pack = saved(signed, target)
    rows = list(csv.reader(io.StringIO((target / INDEX).read_text("utf-8-sig"), newline="")))[1:]
    assert sorted(row[0] for row in rows) == sorted(r.name for r in pack.renderings)
    assert {path.name for path in target.iterdir()} == {INDEX, *(row[0] for row in rows)}
    hashes = {row[0]: row[4] for row in rows}
    for name, digest in hashes.items():
        assert hashlib.sha256((target / name).read_bytes()).hexdigest() == digest
    kinds = {".pdf": "audit_packet", ".json": "audit_packet_data"}
    expected = [(kinds[Path(r.name).suffix], r.patient, hashes[r.name]) for r in pack.renderings]
    assert recorded(signed) == expected


def test_no_patients_name_is_in_a_file_name_or_the_index(signed: MonthWorld, tmp_path: Path) -> None:
    saved(signed, tmp_path / "packets")
    seen = "".join(p.name for p in (tmp_path / "packets").iterdir()) + (tmp_path / "packets" / INDEX).read_text("utf-8")
    assert "Adams" not in seen
    assert "Baker" not in seen


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other people out by the folder around it")
def test_only_the_owner_may_read(signed: MonthWorld, tmp_path: Path) -> None:
    target = tmp_path / "packets"
    saved(signed, target)
    assert target.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in target.iterdir()} == {0o600}


@pytest.mark.parametrize("reports", [0, 1, 2, 3, 9])
def test_cancelling_leaves_nothing(signed: MonthWorld, tmp_path: Path, reports: int) -> None:
    pack = at_once(signed.office.packets.chosen(OCTOBER, signed.patients, Unobserved()))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        write(pack, tmp_path / "packets", StopsAt(reports))
    assert sorted(tmp_path.iterdir()) == before
    assert recorded(signed) == []


def test_gathering_can_be_cancelled_too(signed: MonthWorld) -> None:
    with pytest.raises(Cancelled):
        at_once(signed.office.packets.chosen(OCTOBER, signed.patients, StopsAt(1)))


def test_progress_tells_every_file_once(signed: MonthWorld, tmp_path: Path) -> None:
    watch = Remembers()
    pack = at_once(signed.office.packets.chosen(OCTOBER, signed.patients, Unobserved()))
    write(pack, tmp_path / "packets", watch)
    assert watch.seen[-1] == (4, 4)
    assert [done for done, _ in watch.seen] == sorted(done for done, _ in watch.seen)


@pytest.mark.parametrize("what", ["folder", "empty folder", "file", "dangling link"])
def test_nothing_that_is_there_is_touched(signed: MonthWorld, tmp_path: Path, what: str) -> None:
    target = tmp_path / "packets"
    if what == "file":
        target.write_text("mine", "utf-8")
    elif what == "dangling link":
        target.symlink_to(tmp_path / "nowhere")
    else:
        target.mkdir()
        if what == "folder":
            (target / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(FileProblem) as refused:
        saved(signed, target)
    assert refused.value.code == "folder_exists"
    assert recorded(signed) == []


def test_a_folder_that_appeared_meanwhile_is_not_touched(signed: MonthWorld, tmp_path: Path) -> None:
    target = tmp_path / "packets"
    written = write(at_once(signed.office.packets.chosen(OCTOBER, signed.patients, Unobserved())), target, Unobserved())
    target.mkdir()
    with pytest.raises(FileProblem):
        finish(signed.office.context, written)
    assert list(target.iterdir()) == []
    assert not written.temporary.exists()
    assert recorded(signed) == []


def test_what_cannot_be_recorded_is_not_left_behind(
    signed: MonthWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = write(
        at_once(signed.office.packets.chosen(OCTOBER, signed.patients, Unobserved())),
        tmp_path / "packets",
        Unobserved(),
    )
    context = signed.office.context
    vault = context.store.vault

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(vault.engine.dialect), "do_commit", fails)
    with pytest.raises(FileProblem):
        finish(context, written)
    monkeypatch.undo()
    assert not (tmp_path / "packets").exists()
    assert not written.temporary.exists()
    assert recorded(signed) == []


def test_two_files_of_one_name_are_never_one(tmp_path: Path) -> None:
    same = Rendering("audit_packet", "a.pdf", "2026-10", "", "", lambda _progress: b"x")
    with pytest.raises(FileProblem):
        write(Pack("p", (same, same)), tmp_path / "p", Unobserved())
    assert list(tmp_path.iterdir()) == []


def test_a_place_without_a_folder_around_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        packs.check_target(tmp_path / "no" / "where")
    assert refused.value.code == "folder_missing"
