# SPDX-License-Identifier: EUPL-1.2
"""What people decide in a round: lock, exclude, sign, withdraw, answer, ask „what if“."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from rundertisch.kernel.forms import WordsField
from rundertisch.schooling import queries
from rundertisch.schooling.forms.choices import GRADES
from rundertisch.schooling.models import Child, GroupKind

Options = Iterable[tuple[str, str]]
NOTHING_CHOSEN = ("", "Bitte wählen")
ACCEPT, REFUSE = "annehmen", "ablehnen"
MOST_WORDS = 1000
NO_HEALTH = (
    "Ein Satz, den die Familie später lesen darf. Bitte nichts über Gesundheit, Religion, "
    "Staatsangehörigkeit oder Aufenthalt."
)


def group_options() -> list[tuple[str, str]]:
    """Return every group at which a plan may seat a child, by town and school."""
    return [(choice.key, choice.name) for choice in queries.group_choices()]


def school_options() -> list[tuple[str, str]]:
    """Return every school at which a plan may seat a child, by town."""
    return [(choice.key, choice.name) for choice in queries.school_choices()]


def words_field(label: str, *, help_text: str = NO_HEALTH, required: bool = True) -> WordsField:
    """Return a field for a person's own words."""
    return WordsField(
        label=label,
        max_length=MOST_WORDS,
        help_text=help_text,
        required=required,
        error_messages={"required": "Bitte in eigenen Worten begründen."},
    )


class LockChild(forms.Form):
    """Festlegung: a person decides that this child sits in this group."""

    prefix = "festlegung"
    group = forms.TypedChoiceField(label="Schule und Gruppe", coerce=int)
    words = words_field("Warum gerade dort?")


def lock_form(*, child: Child, data: QueryDict | None = None) -> LockChild:
    """Return the form with the groups of the child's grade; a lock overrides no grade."""
    form = LockChild(data)
    options = [(choice.key, choice.name) for choice in queries.group_choices(child=child)]
    form.fields["group"].choices = [NOTHING_CHOSEN, *options]  # type: ignore[attr-defined]  # a choice field
    return form


class ExcludeSchool(forms.Form):
    """Ausschluss: a person decides that this child does not go to this school."""

    prefix = "ausschluss"
    school = forms.TypedChoiceField(label="Schule", coerce=int)
    words = words_field("Warum dort nicht?")


def exclude_form(*, data: QueryDict | None = None) -> ExcludeSchool:
    """Return the form with every school at which a plan may seat a child."""
    form = ExcludeSchool(data)
    form.fields["school"].choices = [NOTHING_CHOSEN, *school_options()]  # type: ignore[attr-defined]  # a choice field
    return form


class ReleaseDecision(forms.Form):
    """Take a lock or an exclusion back; it stays in the record."""

    prefix = "aufhebung"
    words = words_field("Warum wird das aufgehoben?")


class SignSeat(forms.Form):
    """The authority's signature under one child's seat, in its own words."""

    prefix = "unterschrift"
    words = words_field(
        "Begründung der Schulaufsicht",
        help_text="In Ihren eigenen Worten. Der Text der Maschine wird nicht übernommen.",
    )


class SignSeats(SignSeat):
    """One signature each under all seats that were opened before."""


class WithdrawSignature(forms.Form):
    """Take a signature back, as long as nothing is announced."""

    prefix = "ruecknahme"
    words = words_field("Warum nehmen Sie die Unterschrift zurück?")


class AnswerSeat(forms.Form):
    """The head accepts a child, or refuses on a ground the law admits (§ 46 Abs. 1 SchulG NRW)."""

    answer = forms.ChoiceField(
        label="Ihre Entscheidung",
        choices=[(ACCEPT, "aufnehmen"), (REFUSE, "ablehnen")],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte aufnehmen oder ablehnen auswählen."},
    )
    ground = forms.TypedChoiceField(
        label="Grund der Ablehnung",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Nur bei einer Ablehnung. Andere Gründe lässt das Schulgesetz nicht zu.",
    )
    words = words_field("Begründung in eigenen Worten", required=False)

    @property
    def accepted(self) -> bool:
        """Whether the head takes the child."""
        return bool(self.cleaned_data["answer"] == ACCEPT)


class AskWhatIf(forms.Form):
    """What would change if a group opened, a limit were raised or a group had more seats."""

    school = forms.TypedChoiceField(
        label="Neue Gruppe an dieser Schule",
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: [("", "keine"), *school_options()],
    )
    kind = forms.ChoiceField(
        label="Neue Gruppe: Art", choices=GroupKind.choices, initial=GroupKind.LANGUAGE
    )
    grade_from = forms.TypedChoiceField(
        label="Neue Gruppe: ab Klasse", choices=GRADES, coerce=int, initial=1
    )
    grade_to = forms.TypedChoiceField(
        label="Neue Gruppe: bis Klasse", choices=GRADES, coerce=int, initial=4
    )
    opened_seats = forms.IntegerField(
        label="Neue Gruppe: Plätze", min_value=1, max_value=40, initial=15
    )
    limit_primary = forms.IntegerField(
        label="Längster Weg, Klasse 1–4 (Minuten)", min_value=1, max_value=240
    )
    limit_sec1 = forms.IntegerField(
        label="Längster Weg, Klasse 5–10 (Minuten)", min_value=1, max_value=240
    )
    limit_sec2 = forms.IntegerField(
        label="Längster Weg, ab Klasse 11 (Minuten)", min_value=1, max_value=240
    )
    group = forms.TypedChoiceField(
        label="Mehr Plätze in einer bestehenden Gruppe",
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: [("", "keine"), *group_options()],
    )
    more_seats = forms.IntegerField(
        label="So viele Plätze mehr in dieser Gruppe", min_value=1, max_value=40, initial=1
    )

    def question(self) -> dict[str, Any]:
        """Return what is asked as the planning calls it; what was left alone is not asked."""
        data = self.cleaned_data
        opened = (
            {
                "school": data["school"],
                "kind": data["kind"],
                "grade_from": data["grade_from"],
                "grade_to": data["grade_to"],
                "seats": data["opened_seats"],
            },
        )
        return {
            "opened_groups": opened if data["school"] else (),
            "limits": {
                stage: data[f"limit_{stage}"]
                for stage in ("primary", "sec1", "sec2")
                if f"limit_{stage}" in self.changed_data
            },
            "seats": {data["group"]: data["more_seats"]} if data["group"] else {},
        }


class Nothing(forms.Form):
    """Nothing to fill in: the button itself is the order."""


def answer_form(*, data: QueryDict | None, grounds: Options) -> AnswerSeat:
    """Return the head's form with the grounds in force."""
    form = AnswerSeat(data)
    form.fields["ground"].choices = [("", "keine Ablehnung"), *grounds]  # type: ignore[attr-defined]  # a choice field
    return form
