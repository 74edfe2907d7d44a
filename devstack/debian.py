"""Packages of Debian and Ubuntu: installed by root, unpacked beside the checkout by anyone else."""

import os
import shutil
import subprocess
from pathlib import Path

from .console import say


def is_root() -> bool:
    return os.geteuid() == 0


def install_line(*packages: str) -> str:
    return "apt-get install -y --no-install-recommends " + " ".join(packages)


def install(*packages: str, why: str) -> bool:
    """As root, install the packages; else say the line to type. True when they are there afterwards."""
    line = install_line(*packages)
    if not shutil.which("apt-get"):
        return False
    if not is_root():
        say(f"{why}. Please type:  sudo {line}")
        return False
    say(f"{why}; running: {line}")
    return _apt(*line.split()) or (_apt("apt-get", "update", "-q") and _apt(*line.split()))


def _apt(*command: str) -> bool:
    variables = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(command, env=variables, **quiet).returncode == 0


def unpack(packages: tuple[str, ...], folder: Path) -> Path | None:
    """Fetch packages and what they lack, and unpack them under folder: needs no rights. None where apt cannot."""
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return None
    plan = subprocess.run(["apt-get", "install", "-s", "--no-install-recommends", *packages], capture_output=True, text=True)
    missing = [line.split()[1] for line in plan.stdout.splitlines() if line.startswith("Inst ")]
    if plan.returncode or not missing:
        return None
    return _download(missing, folder)


def _download(packages: list[str], folder: Path) -> Path | None:
    debs, root = folder / "debs", folder / "root"
    debs.mkdir(parents=True, exist_ok=True)
    if subprocess.run(["apt-get", "download", "-q", *packages], cwd=debs, stdout=subprocess.DEVNULL).returncode:
        return None
    for deb in debs.glob("*.deb"):
        subprocess.run(["dpkg", "-x", str(deb), str(root)], check=True)
    shutil.rmtree(debs)
    return root
