import os
import subprocess
import sys
import time

from tests.benchmarks.machine import Process, descendants, memory_of, parse_stat, processes, spent_ms

BUSY = "import time\nwhile time.process_time() < 0.2: pass"


def test_a_process_whose_name_looks_like_the_line_itself_is_read() -> None:
    line = "42 (a) S 7 (b) S 1 1 1 0 -1 4194304 9 0 0 0 100 20 30 4 20 0 1 0 5 6 7"
    per_ms = os.sysconf("SC_CLK_TCK") / 1000

    read = parse_stat(line)

    assert read == Process(pid=42, parent=1, own_ms=120 / per_ms, ended_ms=34 / per_ms)


def test_the_children_of_children_are_found_and_nobody_else() -> None:
    known = {
        pid: Process(pid=pid, parent=parent, own_ms=0, ended_ms=0) for pid, parent in {2: 1, 3: 2, 4: 3, 5: 1}.items()
    }

    found = descendants(2, known)

    assert found == [3, 4]


def test_what_a_child_spent_counts_after_it_has_ended() -> None:
    roots = {"me": os.getpid()}
    before = spent_ms(roots).get("me.helpers", 0.0)

    subprocess.run([sys.executable, "-c", BUSY], check=True)

    assert spent_ms(roots)["me.helpers"] - before >= 150


def test_own_time_is_counted_as_ones_own() -> None:
    roots = {"me": os.getpid()}
    before = spent_ms(roots)["me"]
    start = time.process_time()

    while time.process_time() - start < 0.2:
        pass

    assert spent_ms(roots)["me"] - before >= 150


def test_a_process_that_is_gone_has_no_memory() -> None:
    gone = max(processes()) + 100_000

    assert (memory_of(gone).rss_mb, memory_of(os.getpid()).rss_mb > 1) == (0.0, True)
