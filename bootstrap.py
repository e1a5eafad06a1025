"""Build .venv, or do nothing when it is up to date: python3 bootstrap.py [EXTRA ...].

Standard library only, and readable by Pythons too old to run linrec, so that they can say so.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys

UV = "uv==0.13.8"
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "linrec-stamp.json")  # written last: no stamp, no environment
LOG = os.path.join(VENV, "bootstrap.log")


def stop(code, text):
    """Leave with one line on standard error."""
    sys.stderr.write("bootstrap: " + text + "\n")
    sys.exit(code)


def check_python():
    """Refuse a Python that is too old, or that cannot make virtual environments."""
    found = "found Python %d.%d.%d at " % sys.version_info[:3] + sys.executable
    if sys.version_info < (3, 11):
        stop(2, found + "; linrec needs 3.11 or later: run make PYTHON=/path/to/a/newer/python3")
    try:
        import ensurepip
        import venv

        ensurepip.version()
        venv.EnvBuilder(with_pip=True)
    except Exception as error:
        lack = "%s; it cannot make virtual environments (%s): " % (found, error)
        stop(2, lack + "install venv and ensurepip (Debian, Ubuntu: apt install python3-venv)")


def run(*command):
    """Run a command quietly; if it fails, show the end of what it said and stop."""
    environment = dict(os.environ, UV_PYTHON_DOWNLOADS="never")
    with open(LOG, "w+", errors="replace") as log:
        if subprocess.call(command, cwd=ROOT, stdout=log, stderr=log, env=environment):
            log.seek(0)
            sys.stderr.write("".join(log.readlines()[-20:]))
            stop(1, "could not build .venv (more in %s); mend that and run this again" % LOG)


def build(old, new):
    """Bring the environment up to date, from nothing if it is unfinished or was made elsewhere."""
    if old.get("place") == new["place"] and os.path.exists(PYTHON):
        sys.stderr.write("bootstrap: updating .venv\n")
        os.remove(STAMP)
    else:
        sys.stderr.write("bootstrap: building .venv (0.8 GB; ten seconds to a few minutes)\n")
        if os.path.exists(VENV):
            shutil.rmtree(VENV)
        os.mkdir(VENV)
        run(sys.executable, "-m", "venv", VENV)
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV)
    # where Python is told to write no bytecode, each start would take two seconds more
    how = ("--compile-bytecode", "--python", PYTHON, "-c", "constraints.txt")
    project = ("--group", "dev", "-e", ".[%s]" % ",".join(new["extras"]))
    run(PYTHON, "-m", "uv", "pip", "install", *how, *project)
    with open(STAMP + ".part", "w") as file:
        json.dump(new, file)
    os.rename(STAMP + ".part", STAMP)


def main():
    """Build what is missing, one process at a time."""
    with open(os.path.join(ROOT, "bootstrap.py")) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        old = {}
        if os.path.exists(STAMP):
            with open(STAMP) as file:
                old = json.load(file)
        digest = hashlib.sha256()
        for name in ("pyproject.toml", "constraints.txt", "bootstrap.py"):
            with open(os.path.join(ROOT, name), "rb") as file:
                digest.update(file.read() + b"\0")
        place = "%d.%d " % sys.version_info[:2] + ROOT  # the scripts in .venv hold its full path
        extras = sorted(set(sys.argv[1:]) | set(old.get("extras", [])))
        new = {"place": place, "files": digest.hexdigest(), "extras": extras}
        if old != new or not os.path.exists(PYTHON):
            build(old, new)


if __name__ == "__main__":
    check_python()
    try:
        main()
    except KeyboardInterrupt:
        stop(130, "interrupted; the next run starts afresh")
    except OSError as error:
        stop(1, "could not build .venv: %s" % error)
