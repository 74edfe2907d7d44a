"""Wapiti and sqlmap against a server on 127.0.0.1, and what they say they found."""

import json
import re
import subprocess
import uuid
from pathlib import Path
from urllib.parse import urlencode

from tests.scanners.tools import environment, tool

MODULES = "xss,permanentxss,sql,timesql,exec,file,redirect,crlf,methods,backup,htaccess"
FOUND = re.compile(r"^(Parameter: .+|.*identified the following injection point.*|.* is vulnerable.*)$", re.MULTILINE)
FRESH_KEY = "import uuid;idempotency_key=str(uuid.uuid4())"
LOOPBACK = re.compile(r"^http://127\.0\.0\.1:\d+/")


def wapiti(
    base: str, cookies: str, folder: Path, *, minutes: int, start: tuple[str, ...] = (), modules: str = MODULES
) -> tuple[list[str], dict[str, int]]:
    """What it found, each with its address, and how much it looked at. It leaves alone what signs its own session out."""
    assert LOOPBACK.match(base + "/")
    report = folder / f"{uuid.uuid4()}.json"
    words = ["-u", f"{base}/", "--scope", "folder", "-m", modules, "-f", "json", "-o", str(report), "--no-bugreport", "--flush-session"]
    words += ["--store-session", str(folder), "-S", "normal", "--max-scan-time", str(minutes * 60), "--verify-ssl", "0", "-v", "0"]
    words += [word for path in start for word in ("-s", base + path)]
    words += [word for path in ("/account/logout/", "/account/sessions/") for word in ("-x", f"{base}{path}*")]
    words += ["-C", cookies] if cookies else []
    subprocess.run(
        [tool("wapiti"), *words], env=environment("wapiti") | {"HOME": str(folder)}, capture_output=True, timeout=minutes * 60 + 600
    )
    told = json.loads(report.read_text())
    found = [
        f"{kind}: {each['method']} {each['path']} {each['parameter']}" for kind, rows in told["vulnerabilities"].items() for each in rows
    ]
    found += [f"{kind}: {each['method']} {each['path']}" for kind, rows in told["anomalies"].items() for each in rows]
    return found, {"pages": int(told["infos"].get("crawled_pages_nbr") or 0)}


def sqlmap(address: str, values: dict[str, list[str]], cookies: str, folder: Path, *, level: int = 3) -> tuple[list[str], int]:
    """What it found of one form, and how many parameters it tried; each form has a fresh key with every request."""
    assert LOOPBACK.match(address)
    words = ["-u", address, "--batch", "--level", str(level), "--risk", "1", "--dbms", "PostgreSQL", "--threads", "4", "--technique", "BEU"]
    words += ["--flush-session", "--output-dir", str(folder), "--disable-coloring", "--timeout", "30", "--retries", "1"]
    words += ["--ignore-code", "400,403,404,409", "--skip", "csrfmiddlewaretoken,idempotency_key,Host,session,csrf"]
    words += ["--data", urlencode(values, doseq=True)] if values else []
    words += ["--eval", FRESH_KEY] if "idempotency_key" in values else []
    words += ["--cookie", cookies] if cookies else []
    done = subprocess.run(
        [tool("sqlmap"), *words], env=environment("sqlmap") | {"HOME": str(folder)}, capture_output=True, text=True, timeout=1800
    )
    tried = len(
        set(
            re.findall(
                r"parameter '([^']+)' does not seem|parameter '([^']+)' is not|testing for SQL injection on .+ parameter '([^']+)'",
                done.stdout,
            )
        )
    )
    return [each.strip() for each in FOUND.findall(done.stdout)], tried
