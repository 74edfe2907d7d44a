"""Pango, the text layout library that PDF output loads; no wheel carries it on Linux."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import debian
from .console import ROOT, say

DEBS = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
NATIVE = ROOT / ".run" / "native"
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{root}/usr/share/fonts</dir><dir>/usr/share/fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
"""


def ensure(python: Path) -> dict[str, str]:
    """Environment variables with which this Python finds Pango. Without Pango the product runs and says so where a PDF would be."""
    variables = _variables()
    stamp = ROOT / ".run" / "pango"  # importing WeasyPrint to see takes 1.6 s
    if stamp.exists() or _works(python, variables):
        stamp.touch()
        return variables
    _fetch()
    variables = _variables()
    if _works(python, variables):
        stamp.touch()
    else:
        say("going on without PDF output")
    return variables


def _fetch() -> None:
    line = debian.install_line(*DEBS)
    if sys.platform == "darwin":
        line = "brew install pango"
        if shutil.which("brew") and subprocess.run(line.split()).returncode == 0:
            return
    elif debian.is_root():
        if debian.install(*DEBS, why="PDF output needs the Pango text layout library"):
            return
    elif debian.unpack(DEBS, NATIVE):
        say(f"unpacked Pango under {NATIVE.relative_to(ROOT)} (no rights needed)")
        return
    say(f"PDF output is off until Pango is installed. Type:  {'' if sys.platform == 'darwin' else 'sudo '}{line}")


def _variables() -> dict[str, str]:
    """Where the unpacked libraries are; on a Mac, Homebrew's folders, which other Pythons do not search."""
    if sys.platform == "darwin":
        return {"DYLD_FALLBACK_LIBRARY_PATH": "/opt/homebrew/lib:/usr/local/lib:/usr/lib"}
    root = NATIVE / "root"
    if not root.is_dir():
        return {}
    fonts = NATIVE / "fonts.conf"
    fonts.write_text(FONTS.format(root=root))
    folders = [str(path) for part in ("usr/lib", "lib") for path in root.glob(f"{part}/*-linux-gnu*")]
    before = os.environ.get("LD_LIBRARY_PATH")
    return {"LD_LIBRARY_PATH": ":".join([*folders, *([before] if before else [])]), "FONTCONFIG_FILE": str(fonts)}


def _works(python: Path, variables: dict[str, str]) -> bool:
    return subprocess.run([str(python), "-c", "import weasyprint"], capture_output=True, env=os.environ | variables).returncode == 0
