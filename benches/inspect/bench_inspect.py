# SPDX-License-Identifier: GPL-2.0-or-later
"""Speed of `vmgen inspect --json`, whole processes: python benches/inspect/bench_inspect.py [DATA]

DATA is the data set (default: ../shared/data beside the repository). Two of its streams are read:
the one with the most bytes and the one with the most values. Printed are the median and
the best of nine processes after a warm-up, values (leaves, each element of an array counted) per
second, and the peak memory.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from vmgen.stream import count_leaves, decode_section, open_stream  # noqa: E402

RUNS = 9


def leaves(path: Path) -> int:
    with open_stream(path) as stream:
        return sum(
            count_leaves(decode_section(section))
            for section in stream.sections()
            if section.described
        )


def whole_process(path: Path) -> float:
    """Seconds of one process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": "/tmp/vmgen-pyc"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "vmgen.cli.inspect", "--json", str(path)]
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - begin


def main() -> None:
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    index = json.loads((data / "index.json").read_text())
    streams = [entry for entry in index["files"] if entry["kind"] == "stream"]
    biggest = max(streams, key=lambda entry: entry["raw_size"])
    print("counting values ...", file=sys.stderr, flush=True)
    counted = {entry["path"]: leaves(data / entry["path"]) for entry in streams}
    richest = max(streams, key=lambda entry: counted[entry["path"]])
    for title, entry in (("most bytes", biggest), ("most values", richest)):
        path = data / entry["path"]
        whole_process(path)
        times = [whole_process(path) for _ in range(RUNS)]
        values = counted[entry["path"]]
        print(f"{title}: {entry['path']}: {entry['raw_size']} bytes, {values} values")
        for name, seconds in (("median", statistics.median(times)), ("best", min(times))):
            print(f"  {name} {seconds * 1000:.0f} ms, {values / seconds:,.0f} values/s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"peak memory of one process: {peak / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
