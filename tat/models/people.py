"""The people who sign in, the offices they hold and the days they are away."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from tat.models.held import HeldQuerySet
from tat.roles import Role


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an account without a password cannot sign in."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Names of staff are plain: roster, stamps and log print them."""

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=150)
    position = models.CharField(max_length=150, help_text="As it is printed beside a signature.")
    district = models.ForeignKey("tat.District", models.PROTECT, null=True, blank=True, related_name="people")
    is_active = models.BooleanField(default=True, help_text="May sign in. Accounts that an import makes wait until somebody enables them.")
    source_id = models.CharField(
        max_length=255, blank=True, default="", db_default="", help_text="Its number in the district's staff list; empty: made by hand."
    )
    by_hand = ArrayField(
        models.CharField(max_length=12),
        blank=True,
        default=list,
        db_default=[],
        help_text="Fields typed here, which an import leaves alone.",
    )
    ended_at = models.DateTimeField(null=True, help_text="When the person left. What they did stays with their name.")
    daily_list = models.BooleanField(default=True, db_default=True, help_text="Gets the daily list of what is open by mail.")
    mail_returned_at = models.DateTimeField(null=True, help_text="When mail to this person last came back; null: it arrives.")
    mail_returned_code = models.CharField(max_length=11, blank=True, db_default="", help_text="Its status code, as 5.1.1.")
    mail_returned_email = models.EmailField(blank=True, db_default="", help_text="The address from which it came back.")
    mail_works_at = models.DateTimeField(
        null=True, help_text="When it was last known to arrive again; older mail that comes back tells nothing."
    )

    session_round = models.PositiveIntegerField(default=0, db_default=0, help_text="Grows when all sessions of the person are ended.")

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name", "position"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mail_returned_at=None, mail_returned_code="", mail_returned_email="")
                | (Q(mail_returned_at__isnull=False) & ~Q(mail_returned_code="") & ~Q(mail_returned_email="")),
                name="user_mail_returned",
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(is_active=False), name="user_ended_signs_in_no_more"),
            models.UniqueConstraint(fields=["district", "source_id"], condition=~Q(source_id=""), name="user_once_in_the_staff_list"),
        ]
        indexes = [
            models.Index(fields=["district", "full_name"], name="user_by_district"),
            models.Index(fields=["district"], condition=Q(mail_returned_at__isnull=False), name="user_unreached"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session holds as long as the password and the round stand; each request compares it (django.contrib.auth.get_user)."""
        return salted_hmac("tat session", f"{self.session_round}:{self.password}", secret=secret, algorithm="sha256").hexdigest()

    @property
    def short_name(self) -> str:
        """First initial and the rest of the name: “D. Whitlow”; a title such as “Dr.” is left out."""
        first, _, rest = self.full_name.partition(" ")
        if first.endswith(".") and len(first) > 2 and " " in rest:
            first, _, rest = rest.partition(" ")
        return f"{first[:1]}. {rest}" if rest else first


class Appointment(models.Model):
    """Who holds an office of a building or of the district, from when until when."""

    OFFICES = [
        Role.PRINCIPAL,
        Role.REPORT_TAKER,
        Role.SUPERINTENDENT,
        Role.CUSTODIAN,
        Role.SVP_TEAM,
        Role.HR,
        Role.FOIA_OFFICER,
        Role.SECRETARY,
        Role.SYSADMIN,
    ]

    user = models.ForeignKey("tat.User", models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in OFFICES])
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="appointments")
    building = models.ForeignKey("tat.Building", models.PROTECT, null=True, blank=True, related_name="appointments")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="Last day, included.")
    acting = models.OneToOneField(
        "tat.ActingLead", models.PROTECT, null=True, related_name="office", help_text="Held in the principal's place."
    )

    objects = HeldQuerySet["Appointment"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")) | Q(acting__isnull=False), name="appointment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(building=None) ^ Q(role__in=[Role.PRINCIPAL.value, Role.REPORT_TAKER.value]),
                name="appointment_building_offices",
            ),
        ]
        indexes = [models.Index(fields=["user", "role"], name="appointment_by_user")]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"


class Absence(models.Model):
    """Days on which a person is away: back-ups are told beside them."""

    user = models.ForeignKey("tat.User", models.CASCADE, related_name="absences")
    from_on = models.DateField()
    until_on = models.DateField(help_text="Last day, included.")
    by = models.ForeignKey("tat.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="absence_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.from_on}"
