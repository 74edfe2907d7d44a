"""Dates, times and spans in the words a person reads, in English or Spanish, always in America/Chicago, whatever the host's locale."""

from datetime import date, datetime, time, timedelta

from tat.statutes.local import CENTRAL

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")  # fmt: skip
DIAS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MESES = ("enero", "febrero", "marzo", "abril", "mayo", "junio",
         "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre")  # fmt: skip
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def date_words(day: date) -> str:
    """A date in full: "Wednesday, October 14, 2026"."""
    return f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}, {day.year}"


def short_date_words(day: date) -> str:
    """A date within an enumeration: "Wed Oct 14"."""
    return f"{WEEKDAYS[day.weekday()][:3]} {MONTHS[day.month - 1][:3]} {day.day}"


def clock_words(at: time | datetime) -> str:
    """A time of day: "3:10 PM"."""
    return f"{at.hour % 12 or 12}:{at.minute:02} {'PM' if at.hour >= 12 else 'AM'}"


def local_words(at: datetime, *, zone: bool = False) -> str:
    """An aware instant on the wall of America/Chicago: "Wednesday, October 14, 2026, 3:10 PM", with `zone` also CST or CDT."""
    local = at.astimezone(CENTRAL)
    return f"{date_words(local)}, {clock_words(local)}" + (f" {local.tzname()}" if zone else "")


def spanish_date(day: date) -> str:
    """A date: "14 de octubre de 2026"."""
    return f"{day.day} de {MESES[day.month - 1]} de {day.year}"


def spanish_words(at: datetime) -> str:
    """An aware instant on the wall of America/Chicago: "miércoles, 14 de octubre de 2026, 15:10"."""
    local = at.astimezone(CENTRAL)
    return f"{DIAS[local.weekday()]}, {spanish_date(local)}, {local.hour}:{local.minute:02}"


def duration_words(delta: timedelta) -> str:
    """A span without its sign: "4 h 20 min", "1 day", "3 days 2 h"; seconds are left out."""
    days, rest = divmod(abs(delta), timedelta(days=1))
    hours, minutes = rest // HOUR, rest % HOUR // MINUTE
    parts = [counted(days, "day")] if days else []
    parts += [f"{hours} h"] if hours else []
    parts += [f"{minutes} min"] if minutes and not days else []
    return " ".join(parts) or "less than a minute"


def counted(n: int, noun: str) -> str:
    """A number with its noun: "1 day", "3 days"."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
