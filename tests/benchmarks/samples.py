"""Read what the sampler noted: which functions of which process take the processor."""

import json
import os
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.sampler.sitecustomize import FOLDER
from tests.benchmarks.town import CHECKOUT, BenchTown

_SAMPLER = Path(__file__).with_name("sampler")
_MOST = 28
_FOREIGN = ("sink",)


def sampled(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return *environment* with the sampler in every process of the desk, writing to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    path = os.pathsep.join([str(_SAMPLER), environment.get("PYTHONPATH", "")])
    return {**environment, "PYTHONPATH": path, FOLDER: str(folder)}


def forget(town: BenchTown) -> dict[int, str]:
    """Let every part begin to count anew and return the parts by process id."""
    parts = {part.pid: part.name for part in town.desk.parts() if part.pid is not None and part.name not in _FOREIGN}
    for pid in parts:
        os.kill(pid, signal.SIGUSR1)
    return parts


def as_text(folder: Path, parts: Mapping[int, str], proposals: int) -> str:
    """Return per part what was computed in each function itself, and in it and all it called."""
    texts = []
    for pid, name in sorted(parts.items(), key=lambda item: item[1]):
        file = folder / f"{pid}.json"
        if file.exists():
            said = json.loads(file.read_text(encoding="utf-8"))
            texts.append(_part_as_text(name, said["stacks"], said["cpu_ms"] / proposals))
    return "\n\n".join(texts)


def _part_as_text(name: str, stacks: Sequence[tuple[list[str], int]], cpu_ms: float) -> str:
    itself: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    with_callees: Counter[str] = Counter()
    ms = cpu_ms / max(1, sum(count for _, count in stacks))
    for stack, count in stacks:
        itself[_function(stack[0])] += count
        for place in {_function(place) for place in stack if _is_ours(place)}:
            with_callees[place] += count
        ours = next((place for place in stack if _is_ours(place)), None)
        lines[_line(ours) if ours else "(inside SQLAlchemy's greenlets, not known for whom)"] += count
    heads = (
        ("our line that it was done for", lines),
        ("in the function itself", itself),
        ("in a function of ours and what it calls", with_callees),
    )
    text = [f"== {name}: {cpu_ms:.2f} ms of processor time per proposal"]
    for head, counter in heads:
        text.append(f"-- {head}")
        text += [f"{count * ms:8.3f}  {place}" for place, count in counter.most_common(_MOST)]
    return "\n".join(text)


def _is_ours(place: str) -> bool:
    return place.startswith((f"{CHECKOUT}/services/", f"{CHECKOUT}/shared/"))


def _function(place: str) -> str:
    file, _, function = place.split(":", 2)
    return f"{_short(file)} {function}"


def _line(place: str) -> str:
    file, line, function = place.split(":", 2)
    return f"{_short(file)}:{line} {function}"


def _short(file: str) -> str:
    for root in (f"{CHECKOUT}/", "site-packages/", "lib/python"):
        _, found, rest = file.partition(root)
        if found:
            return rest
    return file
