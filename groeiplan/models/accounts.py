from uuid import uuid4

from django.contrib import auth
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    """Makes accounts; an e-mail address is kept in lower case so that it is one account."""

    def create_user(self, email=None, password=None, **fields):
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: a way to log in, and nothing else. Who somebody is in a family's plan stands
    on a `Person` card. No account opens a plan by rank; see `groeiplan.access`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # Nullable: a child may later have an account without an e-mail address.
    email = models.EmailField(_("e-mailadres"), unique=True, null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self):
        return self.email or str(self.pk)

    def has_perm(self, perm, obj=None):
        """Rank counts for the admin's own lists (no object), never for a family's chapter: there
        only the door answers, whoever asks."""
        if obj is None:
            return super().has_perm(perm)
        return any(
            one.has_perm(self, perm, obj) for one in auth.get_backends() if hasattr(one, "has_perm")
        )


class Organisation(models.Model):
    """Where a professional works. With a plan: as this family wrote it. Without: one that the
    installation knows, kept in the admin."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    plan = models.ForeignKey(
        "groeiplan.Plan", models.CASCADE, null=True, blank=True, related_name="organisations"
    )
    name = models.CharField(_("naam"), max_length=120)

    class Meta:
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")

    def __str__(self):
        return self.name
