"""What an operator may do: close an account, keep the list of organisations. No plan, nobody's
words, no name of anybody in a family; and no way to become somebody else by their address."""

from allauth.account import admin as _accounts  # noqa: F401  registers what is taken out below
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth import admin as _groups  # noqa: F401
from django.contrib.auth.models import Group

from groeiplan.models import Organisation, User

# Logging in here is logging in: the same limits on guessing, the same second step.
admin.site.login = secure_admin_login(admin.site.login)


# Groups open nothing here; an address that an operator could add would mail them a password.
for model in (Group, EmailAddress):
    admin.site.unregister(model)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts. The address is only shown: who could change it could mail themselves a password.
    People erase their own account; here it can only be closed."""

    list_display = ("email", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email",)
    fields = ("email", "is_active", "is_staff", "date_joined", "last_login")
    readonly_fields = ("email", "date_joined", "last_login")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False  # the question "are you sure?" would list in which families somebody stands


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """Organisations that the installation knows; those a family wrote down stay with the family."""

    list_display = ("name",)
    search_fields = ("name",)
    fields = ("name",)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(plan=None)
