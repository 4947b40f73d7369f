"""The fields of forms as markup. Django renders a template for each input and each choice, of which a long draft has thousands."""

from collections.abc import Collection
from html import escape
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString


def is_choice_list(field: BoundField) -> bool:
    """Whether a field is a group of boxes or radios, which needs a fieldset and legend instead of a label."""
    return isinstance(field.field.widget, forms.CheckboxSelectMultiple | forms.RadioSelect)


def control(field: BoundField) -> SafeString:
    """The input of a form field in our look, with the attributes that Django itself ties help and errors to it by."""
    widget = field.field.widget
    invalid = "is-invalid" if field.errors else ""
    if is_choice_list(field):
        for option in field.subwidgets:
            option.data["attrs"]["class"] = f"form-check-input {invalid}".strip()
        return format_html_join(
            "",
            '<label class="form-check">{}<span class="form-check-label">{}</span></label>',
            ((option.tag(), option.choice_label) for option in field.subwidgets),
        )
    extra = {}
    if isinstance(widget, forms.CheckboxInput):
        look = "form-check-input"
    elif isinstance(widget, forms.Select):
        look = "form-select"
    else:
        look = "" if widget.is_hidden else "form-control"
        if isinstance(widget, forms.Textarea):
            extra["data-autosize"] = ""
    classes = " ".join(filter(None, [widget.attrs.get("class", ""), look, invalid]))
    return _input(field, {"class": classes or None, **extra})


def labelled(field: BoundField) -> SafeString:
    """One field with its label, input, help and errors; the last two are tied to the input by the ids written here."""
    inner, said = control(field), notes(field)
    words = _text(field.label) + (' <span class="cd-required" aria-hidden="true">*</span>' if field.field.required else "")
    if is_choice_list(field):
        described = _attributes({"aria-describedby": field.aria_describedby})
        return SafeString(f'<fieldset class="cd-choices"{described}><legend class="form-label">{words}</legend>{inner}{said}</fieldset>')
    if isinstance(field.field.widget, forms.CheckboxInput):
        name = f'<span class="form-check-label">{_text(field.label)}</span>'
        return SafeString(f'<div><label class="form-check mb-0">{inner}{name}</label>{said}</div>')
    return SafeString(f'<div><label class="form-label" for="{escape(field.id_for_label)}">{words}</label>{inner}{said}</div>')


def notes(field: BoundField) -> SafeString:
    """The help and the errors of a field."""
    help_text = f'<div class="cd-help" id="{escape(field.auto_id)}_helptext">{_text(field.help_text)}</div>' if field.help_text else ""
    return SafeString(help_text + (str(field.errors) if field.errors else ""))


def _input(field: BoundField, given: dict[str, Any]) -> SafeString:
    """As `BoundField.as_widget` writes it, for the kinds of input that a draft has; Django writes the others."""
    widget = field.field.widget
    if type(widget) not in _WRITERS:
        return field.as_widget(attrs=given)
    attrs = {"name": field.html_name} | widget.attrs | field.build_widget_attrs(given, widget)
    if field.auto_id:
        attrs.setdefault("id", field.auto_id)
    return SafeString(_WRITERS[type(widget)](widget, field.value(), attrs))


def _text(value: Any) -> str:
    return value if isinstance(value, SafeString) else escape(str(value))


def _attributes(attrs: dict[str, Any]) -> str:
    given = ((name, value) for name, value in attrs.items() if value is not None and value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{escape(str(value))}"' for name, value in given)


def _one_line(widget: Any, value: Any, attrs: dict[str, Any]) -> str:
    first = {"name": attrs["name"], "value": widget.format_value(value)}
    return f'<input type="{widget.input_type}"{_attributes(first | attrs)}>'


def _box(widget: Any, value: Any, attrs: dict[str, Any]) -> str:
    return f'<input type="checkbox"{_attributes(attrs | {"checked": bool(widget.check_test(value))})}>'


def _lines(widget: Any, value: Any, attrs: dict[str, Any]) -> str:
    # a browser drops the first line break
    return f"<textarea{_attributes(attrs)}>\n{escape(widget.format_value(value) or '')}</textarea>"


def _option(key: Any, label: Any, chosen: Collection[str]) -> str:
    """One choice, or a group of them under its name."""
    if isinstance(label, (list, tuple)):
        return f'<optgroup label="{escape(str(key))}">{"".join(_option(value, words, chosen) for value, words in label)}</optgroup>'
    return f'<option value="{escape(key)}"{" selected" if key in chosen else ""}>{escape(str(label))}</option>'


def _select(widget: Any, value: Any, attrs: dict[str, Any]) -> str:
    chosen = widget.format_value(value)
    known = (("" if key is None else str(key), label) for key, label in widget.choices)
    return f"<select{_attributes(attrs)}>{''.join(_option(key, label, chosen) for key, label in known)}</select>"


_WRITERS = {
    forms.TextInput: _one_line,
    forms.NumberInput: _one_line,
    forms.DateInput: _one_line,
    forms.HiddenInput: _one_line,
    forms.CheckboxInput: _box,
    forms.Textarea: _lines,
    forms.Select: _select,
}
