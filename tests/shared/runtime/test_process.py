import subprocess
import sys

SCRIPT = """
import asyncio, os, signal, sys
from shared.runtime.process import run_process, until_signalled

async def job():
    print("up", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        {finally_}
        print("clean", flush=True)

async def bug():
    await asyncio.sleep(0)
    raise ValueError("broken")

run_process(until_signalled({jobs}))
"""


def run(jobs: str, finally_: str = "pass", signals: int = 1) -> subprocess.CompletedProcess[str]:
    code = SCRIPT.format(jobs=jobs, finally_=finally_)
    with subprocess.Popen([sys.executable, "-c", code], stdout=-1, stderr=-1, text=True) as process:
        assert process.stdout is not None
        if signals:
            process.stdout.readline()
            for number in range(signals):
                process.terminate()
                if number + 1 < signals:
                    process.stdout.readline()
        out, err = process.communicate(timeout=20)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def test_a_signal_ends_every_job_cleanly() -> None:
    ended = run("job()")

    assert ended.returncode == 0
    assert ended.stdout.splitlines()[-1] == "clean"


def test_a_second_signal_ends_the_process_at_once() -> None:
    ended = run("job()", finally_='print("hanging", flush=True); await asyncio.sleep(60)', signals=2)

    assert ended.returncode == 128 + 15


def test_a_job_that_breaks_ends_the_process_with_an_error_and_the_others_cleanly() -> None:
    ended = run("job(), bug()", signals=0)

    assert ended.returncode == 1
    assert ended.stdout.splitlines() == ["up", "clean"]
    assert "ValueError: broken" in ended.stderr
