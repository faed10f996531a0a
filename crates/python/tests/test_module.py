"""The module as a guest of Python: imports, threads, Ctrl-C, what notebooks show."""

import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest
import syntony as sy
from conftest import ROOT

MANY = 'import syntony as sy; print("begun", flush=True); sy.protocol("insel_hulihan_1995").run(replicates=10_000, progress=True)'


def test_keeps_heavy_packages_for_later(capsys):
    code = 'import sys; import syntony; print([m for m in ("numpy", "pandas", "xarray", "matplotlib", "mne") if m in sys.modules])'
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"
    timed = [sys.executable, "-c", "import time; t = time.perf_counter(); import syntony; print(time.perf_counter() - t)"]
    times = [float(subprocess.run(timed, check=True, capture_output=True).stdout) for _ in range(3)]
    with capsys.disabled():
        print(f"\nimport syntony: {min(times):.3f} s")


def test_keeps_python_going_while_it_runs(tiny):
    ticks = []
    stop = threading.Event()

    def count():
        while not stop.wait(0.001):
            ticks.append(time.perf_counter())

    thread = threading.Thread(target=count)
    thread.start()
    tiny.run(replicates=300)
    stop.set()
    thread.join()
    assert len(ticks) > 10


def test_keeps_ctrl_c():
    # a shell that runs the tests in the background has its children ignore Ctrl-C, and Python then leaves it so
    heard = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(
        [sys.executable, "-c", MANY], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heard
    )
    assert process.stdout.readline() == "begun\n"
    while "%" not in process.stderr.read(4):  # it runs
        pass
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) != 0 and "KeyboardInterrupt" in process.stderr.read()


def test_keeps_an_exception_of_who_is_told(tiny):
    shares = []
    tiny.run(replicates=200, progress=shares.append)
    assert shares == sorted(shares) and shares[-1] == 1

    def refuse(_):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        tiny.run(replicates=2000, progress=refuse)


def test_text_in_a_notebook(tiny):
    run = tiny.run(replicates=1)
    assert repr(run).endswith("tiny.toml: 2 claims: 1 fails, 1 holds>") or "2 claims" in repr(run)
    assert "<table" in run._repr_html_() and run.report().startswith("<!doctype html>")
    shown = run.report()._repr_html_()
    assert shown.startswith('<iframe srcdoc="&lt;!doctype html&gt;') and shown.count('"') == 4
    assert repr(tiny) == "<Protocol tiny: A short stay together, then a choice>"


def blocks(file):
    return re.findall(r"^```python\n(.*?)^```$", (ROOT / file).read_text(), re.M | re.S)


@pytest.mark.parametrize("file", ["README.md", "docs/guides/python.md"])
def test_text_of_guides_runs(file, tmp_path):
    """The programs of a page run, one after the other, in an empty folder."""
    code = "\n".join(blocks(file))  # those that are marked otherwise, such as `python no-run`, are not among them
    assert "import syntony as sy" in code
    environment = os.environ | {"MPLBACKEND": "agg"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
