from django.urls import path

from directives import views

app_name = "directives"

urlpatterns = [
    path("van-ban/", views.directive_list, name="list"),
    path("van-ban/chat-luong-doc/", views.reading_quality, name="quality"),
    path("quan-tri/don-vi/<int:pk>/quy-che-van-thu/", views.unit_office_rules, name="office_rules"),
    path("van-ban/kiem-tra-the-thuc/", views.check_layout, name="check_layout"),
    path("quan-tri/don-vi/<int:pk>/cach-danh-so/", views.unit_series, name="series"),
    path("van-ban/<int:pk>/ban-in.docx", views.paper, name="paper"),
    path("van-ban/<int:pk>/sao/", views.copy, name="copy"),
    path("ho-so/", views.case_files, name="case_files"),
    path("ho-so/lap/", views.case_new, name="case_new"),
    path("ho-so/<int:pk>/", views.case_file, name="case_file"),
    path("ho-so/<int:pk>/dua-vao/", views.case_add, name="case_add"),
    path("ho-so/<int:pk>/ket-thuc/", views.case_close, name="case_close"),
    path("ho-so/<int:pk>/muc-luc.<str:form>", views.case_print, name="case_print"),
    path("ho-so/van-ban/<int:pk>/dua-ra/", views.case_take_out, name="case_take_out"),
    path("ho-so/don-vi/<int:pk>/muc-luc.<str:form>", views.case_files_print, name="case_files_print"),
    path("mau-van-ban/", views.templates, name="templates"),
    path("mau-van-ban/<int:pk>/xoa/", views.template_drop, name="template_drop"),
    path("mau-van-ban/<int:pk>/ten/", views.template_rename, name="template_rename"),
    path("van-ban/<int:pk>/luu-lam-mau/", views.template_new, name="template_new"),
    path("so-van-ban/", views.registers, name="registers"),
    path("so-van-ban/<int:pk>/in/", views.print_register, name="print_register"),
    path("so-van-ban/<int:pk>/lay-so/", views.reserve, name="reserve"),
    path("so-van-ban/<int:pk>/bat-dau/", views.start, name="start_register"),
    path("so-van-ban/<int:pk>/so-cuoi-cung/", views.import_numbers, name="import_numbers"),
    path("so-van-ban/<int:pk>/so-cuoi-cung/mau/", views.numbers_template, name="numbers_template"),
    path("so-van-ban/<int:pk>/ban-luu/", views.lend, name="archive_lend"),
    path("so-van-ban/ban-luu/<int:pk>/tra/", views.take_back, name="archive_back"),
    path("so-van-ban/huy/<int:pk>/", views.void, name="void_entry"),
]
