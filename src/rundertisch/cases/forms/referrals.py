# SPDX-License-Identifier: EUPL-1.2
"""Refer a need; accept, refuse or finish what was referred."""

from django import forms

from rundertisch.cases.forms.clients import CaseForm
from rundertisch.cases.models import Outcome, PartnerContact, RefusalReason
from rundertisch.kernel.forms import WordsField

PAPERS = "PDF, JPEG oder PNG, höchstens 5 MB; wird verschlossen abgelegt"


class PaperForm(CaseForm):
    """A document: what it is, and the file; both or none."""

    title = WordsField(
        label="Was ist es?",
        rows=1,
        max_length=80,
        help_text="Zum Beispiel „Zeugnis mit Übersetzung“. So heißt der Anhang auf der anderen "
        "Seite; der Name der Datei wird nicht übernommen.",
    )
    file = forms.FileField(
        label="Datei",
        help_text=PAPERS,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class Attach(PaperForm):
    """A document for a referral that is on its way."""


class Refer(PaperForm):
    """To whom, and what is asked; only offices with a consent are offered."""

    to = forms.TypedChoiceField(label="An welche Stelle?", coerce=int)
    asks = WordsField(
        label="Worum bitten Sie?",
        rows=2,
        max_length=500,
        help_text="Zum Beispiel „Bitte einen Termin zur Anerkennung des Abschlusses anbieten“. "
        "Name und Bedarf liest die Stelle nur, wenn die Person das erlaubt hat; bitte hier nicht "
        "wiederholen.",
    )
    title = WordsField(
        label="Anhang: Was ist es?",
        rows=1,
        max_length=80,
        required=False,
        help_text="Nur, wenn ein Dokument mitgeht und die Person das erlaubt hat („Dokument“ in "
        "der Einwilligung). Zum Beispiel „Zeugnis mit Übersetzung“.",
    )
    file = forms.FileField(
        label="Anhang: Datei",
        required=False,
        help_text=PAPERS,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    field_order = ("to", "asks", "title", "file")

    def clean(self) -> dict[str, object]:
        """Ask for what is missing where only one of both was given."""
        given = super().clean() or self.cleaned_data
        if given.get("file") and not given.get("title") and "title" not in self.errors:
            self.add_error("title", "Bitte sagen, was für ein Dokument es ist.")
        if given.get("title") and not given.get("file") and "file" not in self.errors:
            self.add_error("file", "Bitte die Datei auswählen, oder das Feld darüber leeren.")
        return given


class MailLink(CaseForm):
    """To which address the link goes; written twice, because whoever gets it reads the page."""

    address = forms.EmailField(
        label="E-Mail der zuständigen Person",
        max_length=254,
        help_text="Bitte vorher anrufen und die Adresse buchstabieren lassen; keine, die viele "
        "lesen.",
    )
    again = forms.EmailField(label="E-Mail noch einmal", max_length=254)

    def kept(self, contact: PartnerContact) -> "MailLink":
        """Say whose address stands in the fields, and since when."""
        whose = f" ({contact.name})" if contact.name else ""
        self.fields["address"].help_text = (
            f"Hinterlegt für diese Stelle{whose} am {contact.kept_on:%d.%m.%Y} von "
            f"{contact.kept_by.name}. Bitte vorher anrufen und fragen, ob sie noch stimmt."
        )
        return self

    def clean(self) -> dict[str, object]:
        """Refuse two different addresses."""
        given = super().clean() or self.cleaned_data
        if {"address", "again"} <= given.keys() and given["address"] != given["again"]:
            self.add_error("again", "Die beiden Adressen sind verschieden. Bitte prüfen.")
        return given


class AcceptReferral(CaseForm):
    """Yes, and when."""

    answer = WordsField(
        label="Was geschieht als Nächstes?",
        rows=2,
        max_length=500,
        required=False,
        help_text="Zum Beispiel „Termin am 3. März, 9 Uhr“.",
    )


class RefuseReferral(CaseForm):
    """No, and why."""

    reason = forms.TypedChoiceField(
        label="Warum nicht?",
        choices=[("", "Bitte wählen"), *RefusalReason.choices],
        coerce=RefusalReason,
    )
    answer = WordsField(
        label="Was die Stelle noch wissen sollte",
        rows=2,
        max_length=500,
        required=False,
    )


class FinishReferral(CaseForm):
    """What became of it."""

    outcome = forms.TypedChoiceField(
        label="Was wurde erreicht?",
        choices=[("", "Bitte wählen"), *Outcome.choices],
        coerce=Outcome,
        help_text="Das Ergebnis steht danach beim Bedarf der Person.",
    )
    answer = WordsField(
        label="Was die Stelle noch wissen sollte",
        rows=2,
        max_length=500,
        required=False,
    )
