"""Parse files in worker processes that are limited in memory and time, so that a hostile file costs itself alone."""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.util import get_temp_dir
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec.structs import replace

from auditlib.errors import SourceError
from auditlib.facts.source import TEXT_TOGETHER, facts_of, parse_python, read_python
from auditlib.facts.source import Parsed as ParsedFile
from auditlib.model import Fault, PythonFacts

if TYPE_CHECKING:
    from multiprocessing.popen_forkserver import Popen
    from multiprocessing.process import BaseProcess

Content = tuple[str, bytes]
"""A key, and the bytes of a file."""


class Parsed(NamedTuple):
    """The msgpack of a file's PythonFacts. `lasting`: a later parse would say the same, so that it may be cached."""

    key: str
    encoded: bytes
    lasting: bool


Work = Callable[[list[Content]], list[Parsed]]
"""What a worker does with a shard."""

SOCKET_FOLDER_LIMIT = 80
"""Longest path of a folder for sockets: a socket's own is at most 104 (macOS) or 108 (Linux) bytes."""

SECONDS_PER_FILE = 60
MEMORY_PER_WORKER = 4 << 30
SHARD_FILES = 200
SHARD_BYTES = 2_000_000

_encode = msgspec.msgpack.Encoder().encode


def process_pool(jobs: int) -> Executor:
    """Worker processes under limits. Started from a clean server process, so that no thread or handle is inherited."""
    context = _Context()
    context.set_forkserver_preload([__name__])
    folder = _socket_folder()
    _start_servers()
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=limit_worker, initargs=(folder,))


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parse_files(
    contents: Iterable[Content],
    *,
    jobs: int,
    syntax: bool = True,
    executor: Callable[[int], Executor] = process_pool,
) -> Iterator[Parsed]:
    """Yield the encoded PythonFacts of each file, in no particular order; without `syntax`, those of tokens alone.

    A file whose worker dies or runs out of time is given facts with the fault "worker-died"; all others are kept:
    what was lost with the worker is parsed again, a file at a time.
    """
    shards = _shards(contents)
    work = partial(parse_shard, syntax=syntax)
    more = True
    while more:
        lost: list[list[Content]] = []
        with executor(jobs) as pool:
            try:
                more = yield from _feed(pool, work, shards, lost, window=2 * jobs)
            except BaseException:  # an interrupt, or a reader that wants no more: what was begun is not waited for
                _end_workers()
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        for shard in lost:
            yield from _parse_singly(work, shard, executor)


def parse_shard(shard: list[Content], *, syntax: bool = True) -> list[Parsed]:
    """The encoded facts of each file of a shard; runs in a worker. The timer is set for each parse and text step."""
    parsed: list[Parsed] = []
    waiting: dict[str, ParsedFile] = {}
    size = 0
    for key, content in shard:
        _set_timer(SECONDS_PER_FILE)
        waiting[key] = parse_python(content, syntax=syntax)
        size += len(content)
        if size >= TEXT_TOGETHER:
            parsed += _encoded(waiting)
            waiting, size = {}, 0
    parsed += _encoded(waiting)
    _set_timer(0)
    if syntax:
        gc.collect()
    return parsed


def _socket_folder() -> str:
    """The folder for the sockets of workers, below that for temporary files.

    Raises: SourceError where its name is too long for a socket to lie in it.
    """
    folder = get_temp_dir()
    if len(os.fsencode(folder)) > SOCKET_FOLDER_LIMIT:
        where = os.path.dirname(folder)  # noqa: PTH120 (a name, not a Path)
        raise SourceError(f"{where}: too long a name for the sockets of workers; set TMPDIR to a shorter one")
    return folder


def _start_servers() -> None:
    """Start the server process, and the tracker of semaphores, deaf to what a terminal sends to all of its processes.

    Interrupts and hang-ups are ours to handle; what these two start is as deaf. All end when this process does.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        resource_tracker.ensure_running()
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put off signals that Python code handles; in the main thread, which alone runs such handlers."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: list[int] = []
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    handled = {number: handler for number, handler in handlers.items() if callable(handler)}
    for number in handled:
        signal.signal(number, lambda signum, _: received.append(signum))
    try:
        yield
    finally:
        for number, handler in handled.items():
            signal.signal(number, handler)
        for signum in dict.fromkeys(received):
            signal.raise_signal(signum)


def _end_workers() -> None:
    for child in multiprocessing.active_children():
        if isinstance(child, _Worker):
            child.kill()


def limit_worker(temporary: str) -> None:
    """Limit this process: memory, core dumps, and death by the timer or with its parent.

    `temporary` is the folder that the parent made for the sockets of its workers, and removes unless it is killed.
    """
    import resource  # noqa: PLC0415 (POSIX only, and only in workers)

    threading.Thread(target=_die_with_parent, args=(temporary,), daemon=True).start()
    gc.disable()  # syntax trees hold no cycles; the collector costs 6 % of a parse
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS does not honour it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_PER_WORKER, MEMORY_PER_WORKER))


def _die_with_parent(temporary: str) -> None:
    """Wait for the parent's end, which closes its end of a pipe, however it came; then end this process at once.

    The server process and the tracker of semaphores end when their last worker does.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        shutil.rmtree(temporary, ignore_errors=True)
        os._exit(0)


def _encoded(files: Mapping[str, ParsedFile]) -> Iterator[Parsed]:
    if not files:
        return
    _set_timer(SECONDS_PER_FILE)
    for key, facts in zip(files, facts_of(list(files.values())), strict=True):
        lasting = facts.fault is None or facts.fault.code != "memory"
        yield Parsed(key, _encode(facts), lasting)


def _set_timer(seconds: int) -> None:
    """The default action of SIGALRM ends the process even inside the C parser, which no exception could."""
    if multiprocessing.parent_process() is not None:
        signal.alarm(seconds)


def _shards(contents: Iterable[Content]) -> Iterator[list[Content]]:
    shard: list[Content] = []
    size = 0
    for key, content in contents:
        shard.append((key, content))
        size += len(content)
        if len(shard) >= SHARD_FILES or size >= SHARD_BYTES:
            yield shard
            shard, size = [], 0
    if shard:
        yield shard


def _feed(
    pool: Executor, work: Work, shards: Iterator[list[Content]], lost: list[list[Content]], *, window: int
) -> Generator[Parsed, None, bool]:
    """Yield results with at most `window` shards under way; return whether shards are left, the pool being broken."""
    waiting: dict[Future[list[Parsed]], list[Content]] = {}
    for shard in shards:
        try:
            waiting[pool.submit(work, shard)] = shard
        except BrokenExecutor:
            lost.append(shard)
        if len(waiting) >= window:
            yield from _collect(waiting, lost, wait(waiting, return_when=FIRST_COMPLETED).done)
        if lost:
            break
    yield from _collect(waiting, lost, wait(waiting).done)
    return bool(lost)


def _collect(
    waiting: dict[Future[list[Parsed]], list[Content]],
    lost: list[list[Content]],
    done: Iterable[Future[list[Parsed]]],
) -> Iterator[Parsed]:
    for future in done:
        shard = waiting.pop(future)
        if future.exception() is None:
            yield from future.result()
        else:
            lost.append(shard)


def _parse_singly(work: Work, shard: list[Content], executor: Callable[[int], Executor]) -> Iterator[Parsed]:
    left = iter(shard)
    more = True
    while more:
        more = False
        with executor(1) as pool:
            for key, content in left:
                future = pool.submit(work, [(key, content)])
                error = future.exception()
                if error is None:
                    yield from future.result()
                    continue
                yield Parsed(key, _encode(_without_facts(content, error)), lasting=False)
                if isinstance(error, BrokenExecutor):
                    _check_workers(executor)
                    more = True
                    break


def _check_workers(executor: Callable[[int], Executor]) -> None:
    """Make sure that it was the file that ended the worker.

    Raises: SourceError where a worker that has nothing to do ends too.
    """
    with executor(1) as pool:
        try:
            pool.submit(parse_shard, []).result()
        except BrokenExecutor as error:
            raise SourceError("worker processes cannot be started: is there memory, and room for processes?") from error


class _Worker(ForkServerProcess):
    """A worker that does not load the caller's `__main__`: it needs nothing of it, and a script may have no guard."""

    def start(self) -> None:
        """Start it whole: a signal that comes meanwhile is heard afterwards, when it can be ended."""
        with _undisturbed():
            super().start()

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Popen:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return ForkServerProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class _Context(ForkServerContext):
    Process = _Worker


def _without_facts(content: bytes, error: BaseException) -> PythonFacts:
    """The facts of an empty file, with the line count of this one and the reason why nothing else is known."""
    if isinstance(error, BrokenExecutor):
        limits = f"{SECONDS_PER_FILE} s or {MEMORY_PER_WORKER >> 30} GiB"
        fault = Fault(0, "worker-died", f"parsing it took more than {limits}, or ended the worker")
    else:
        fault = Fault(0, "worker-failed", f"auditlib itself failed on it ({type(error).__name__}: {error}): a defect")
    empty = read_python(b"")
    return replace(empty, lines=replace(empty.lines, physical=content.count(b"\n") + 1), fault=fault)
