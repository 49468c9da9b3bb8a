import errno
import stat
from pathlib import Path

import pytest

from auditlib.model import FileStatus
from auditlib.sources.blobs import blob_id
from auditlib.sources.command import FLAGS, Repository, command, environment
from auditlib.sources.disk import kind, refusal

REQUIRED_SETTINGS = {
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.untrackedCache=false",
    "core.attributesFile=/dev/null",
    "diff.external=",
    "log.showSignature=false",
    "gpg.program=/bin/false",
    "protocol.allow=never",
    "submodule.recurse=false",
    "credential.helper=",
    "safe.bareRepository=explicit",
}

REQUIRED_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "HOME": "/nonexistent",
    "GIT_CEILING_DIRECTORIES": "/srv",
}


def test_flags_switch_off_what_could_run_a_program():
    assert {FLAGS[place + 1] for place, flag in enumerate(FLAGS) if flag == "-c"} == REQUIRED_SETTINGS
    assert FLAGS[:2] == ("--no-pager", "--literal-pathspecs")


def test_environment_is_clean():
    assert REQUIRED_ENVIRONMENT.items() <= environment(Repository(Path("/srv/r"), bare=False)).items()


def test_no_directory_is_declared_safe():
    arguments = command(Repository(Path("/srv/r"), bare=False), ["rev-parse"])

    assert not any("safe.directory" in argument for argument in arguments)


def test_bare_repository_is_named_and_a_working_tree_entered():
    assert command(Repository(Path("/srv/r"), bare=False), ["x"])[-3:] == ["-C", "/srv/r", "x"]
    assert command(Repository(Path("/srv/r.git"), bare=True), ["x"])[-3:] == ["--git-dir", "/srv/r.git", "x"]


@pytest.mark.parametrize(
    ("path", "bare", "name"),
    [("/srv/service", False, "service"), ("/srv/service.git", True, "service"), ("/srv/service/.git", True, "service")],
)
def test_repository_is_named_after_its_folder(path, bare, name):
    assert Repository(Path(path), bare=bare).name == name


@pytest.mark.parametrize(
    ("content", "like", "id_"),
    [
        (b"hello\n", "", "ce013625030ba8dba906f756967f9e9ca394464a"),
        (b"hello\n", "0" * 64, "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4"),
    ],
    ids=["sha1", "sha256"],
)
def test_blob_id_is_that_of_git(content, like, id_):
    assert blob_id(content, like) == id_


@pytest.mark.parametrize(
    ("number", "status", "reason"),
    [
        (errno.ELOOP, FileStatus.SKIPPED, "symbolic link, not followed"),
        (errno.ENXIO, FileStatus.SKIPPED, "socket"),
        (errno.ENOENT, FileStatus.FAILED, "vanished before it was read"),
        (errno.EACCES, FileStatus.FAILED, "permission denied"),
        (errno.EIO, FileStatus.FAILED, "Input/output error"),
    ],
)
def test_fault_of_the_file_system_has_a_reason(number, status, reason):
    refused = refusal(OSError(number, "x"))

    assert (refused.status, refused.reason) == (status, reason)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [(stat.S_IFREG, ""), (stat.S_IFIFO, "named pipe"), (stat.S_IFBLK, "device"), (0, "neither file nor folder")],
)
def test_kind_of_what_is_no_regular_file(mode, expected):
    assert kind(mode | 0o644) == expected
