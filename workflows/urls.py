from django.urls import path

from workflows.views import assignments, directives, drafting, inbox
from workflows.views.campaigns import chasing
from workflows.views.campaigns.looking_again import look_again
from workflows.views.discussing import acting as discussing
from workflows.views.discussing import attaching, sharing
from workflows.views.notices import notice_choice, notice_list, notice_proof, open_notice, read_notices

app_name = "workflows"

urlpatterns = [
    path("hop-viec/", inbox.inbox, name="inbox"),
    path("thong-bao/", notice_list, name="notices"),
    path("thong-bao/<int:pk>/", open_notice, name="open_notice"),
    path("thong-bao/da-doc/", read_notices, name="read_notices"),
    path("thong-bao/cach-nhan/", notice_choice, name="notice_choice"),
    path("quan-tri/nhac-viec/", notice_proof, name="notice_proof"),
    path("van-ban/moi/", drafting.new_directive, name="new"),
    path("van-ban/<int:pk>/", directives.directive, name="directive"),
    path("van-ban/<int:pk>/soan/", drafting.draft, name="draft"),
    path("van-ban/<int:pk>/gop-y/", discussing.comment, name="comment"),
    path("gop-y/<int:pk>/da-xu-ly/", discussing.close_comment, name="close_comment"),
    path("van-ban/<int:pk>/xin-y-kien/", discussing.ask_opinions, name="ask_opinions"),
    path("y-kien/<int:pk>/tra-loi/", discussing.answer_opinion, name="answer_opinion"),
    path("y-kien/<int:pk>/thoi/", discussing.withdraw_opinion, name="withdraw_opinion"),
    path("van-ban/<int:pk>/kem-tep/", attaching.attach, name="attach"),
    path("tep-kem-theo/<int:pk>/bo/", attaching.remove_file, name="remove_file"),
    path("tep-kem-theo/<int:pk>/len/", attaching.raise_file, name="raise_file"),
    path("van-ban/<int:pk>/cung-soan/", sharing.let_draft, name="let_draft"),
    path("van-ban/<int:pk>/cung-soan/<int:person_pk>/thoi/", sharing.stop_drafting, name="stop_drafting"),
    path("van-ban/<int:pk>/phien-ban/", drafting.versions, name="versions"),
    path("van-ban/<int:pk>/phien-ban/<int:number>/lay-lai/", drafting.restore, name="restore"),
    path("van-ban/<int:pk>/trinh/", directives.submit, name="submit"),
    path("van-ban/<int:pk>/duyet-noi-dung/", directives.approve_content, name="approve_content"),
    path("van-ban/<int:pk>/duyet-the-thuc/", directives.approve_form, name="approve_form"),
    path("van-ban/<int:pk>/tra-lai/", directives.give_back, name="give_back"),
    path("van-ban/<int:pk>/ky/", directives.sign, name="sign"),
    path("van-ban/<int:pk>/ban-quet/", directives.attach_signed_copy, name="signed_copy"),
    path("van-ban/<int:pk>/cap-so/", directives.number, name="number"),
    path("van-ban/<int:pk>/huy-so/", directives.void_number, name="void_number"),
    path("van-ban/<int:pk>/rut-chu-ky/", directives.take_signature_back, name="take_signature_back"),
    path("van-ban/<int:pk>/phat-hanh/", directives.dispatch, name="dispatch"),
    path("van-ban/<int:pk>/ket-thuc/", directives.conclude, name="conclude"),
    path("van-ban/<int:pk>/pdf/", directives.make_pdf, name="make_pdf"),
    path("van-ban/<int:pk>/hieu-luc/", directives.effects, name="effects"),
    path("hieu-luc/<int:pk>/bo/", directives.withdraw_effect, name="withdraw_effect"),
    path("van-ban/<int:pk>/noi-nhan/", directives.recipients, name="recipients"),
    path("van-ban/<int:pk>/lay-lai/", directives.ask_back, name="ask_back"),
    path("noi-nhan/<int:pk>/tu-choi/", directives.refuse_document, name="refuse_document"),
    path("noi-nhan/<int:pk>/tra-lai/", directives.return_copy, name="return_copy"),
    path("noi-nhan/<int:pk>/giu-lai/", directives.keep_copy, name="keep_copy"),
    path("noi-nhan/<int:pk>/tiep-nhan/", directives.receive, name="receive"),
    path("noi-nhan-ngoai/<int:pk>/cach-gui/", directives.outside_way, name="outside_way"),
    path("noi-nhan-ngoai/<int:pk>/gui-thu/", directives.email_outside, name="email_outside"),
    path("noi-nhan-ngoai/<int:pk>/da-den/", directives.confirm_sent, name="confirm_sent"),
    path("noi-nhan-ngoai/<int:pk>/da-chuyen/", directives.record_paper, name="record_paper"),
    path("dot/<int:pk>/don-doc/", chasing.chase, name="chase"),
    path("viec/<int:pk>/", assignments.assignment, name="assignment"),
    path("viec/<int:pk>/tiep-nhan/", assignments.receive, name="receive_assignment"),
    path("viec/<int:pk>/tu-choi/", assignments.refuse, name="refuse"),
    path("viec/<int:pk>/bao-cao/", assignments.report, name="report"),
    path("viec/<int:pk>/xin-gia-han/", assignments.ask_extension, name="ask_extension"),
    path("gia-han/<int:pk>/quyet-dinh/", assignments.decide_extension, name="decide_extension"),
    path("gia-han/<int:pk>/rut/", assignments.withdraw_extension, name="withdraw_extension"),
    path("bao-cao/<int:pk>/duyet/", assignments.review, name="review"),
]
    path("nhiem-vu/<int:pk>/ra-soat/", look_again, name="look_again"),
