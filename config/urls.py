"""Every address of the system. Vietnamese words in addresses: they are read aloud on the phone."""

from allauth.account.views import LoginView, LogoutView
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from config import api
from config.password import password

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler500 = "config.views.server_error"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="workflows:inbox"), name="home"),
    path("dang-nhap/", login_not_required(LoginView.as_view()), name="account_login"),
    path("dang-xuat/", LogoutView.as_view(), name="account_logout"),
    path("mat-khau/", password, name="password"),
    path("", include("workflows.urls")),
    path("", include("campaigns.urls")),
    path("", include("directives.urls")),
    path("", include("org_hierarchy.urls")),
    path("", include("records.urls")),
    path("api/", api.urls),
]
