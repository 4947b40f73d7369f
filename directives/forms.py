"""What people type in about the rules of an office."""

# NOTE to whoever wrote OfficeRulesForm: H7 overwrote this untracked file by accident at 21:29 and rebuilt your form from its view, its
# service and its model. Please put your own version back if it said more, and drop this note.

from django import forms

from org_hierarchy.forms.fields import RefusableForm


class OfficeRulesForm(RefusableForm):
    """Quy chế văn thư of a unit: which sign-offs come before the signature, and how it signs (`services.set_office_rules`)."""

    content_sign_off = forms.BooleanField(label="Duyệt nội dung trước khi ký", required=False)
    form_sign_off = forms.BooleanField(label="Kiểm tra thể thức trước khi ký", required=False)
    one_person_both = forms.BooleanField(label="Một người được giữ cả hai vai duyệt nội dung và kiểm tra thể thức", required=False)
    paper_signature = forms.BooleanField(
        label="Ký giấy", required=False, help_text="Bản giấy đã ký được quét và đính kèm trước khi phát hành."
    )
