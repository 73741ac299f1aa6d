# SPDX-License-Identifier: EUPL-1.2
"""Records about persons that libraries keep for us: they declare nothing, so we do it here."""

from dataclasses import dataclass

from rundertisch.kernel.models import Basis


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A library's table about persons, with the three sentences of DSGVO Art. 30."""

    label: str
    room: str
    name: str
    purpose: str
    basis: Basis
    legal_basis: str
    keep_for: str
    fields: tuple[str, ...]


SIGN_IN = "Art. 6 Abs. 1 lit. e, Art. 32 DSGVO (nicht verifiziert)"
LOGS_STAY = (
    "so lange wie die Datenbank; nach dem Vergessen führt kein Eintrag mehr zu einem Menschen "
    "(Vorgabe, nicht verifiziert)"
)

BORROWED = (
    Borrowed(
        label="account.EmailAddress",
        room="Konten",
        name="E-Mail-Adresse des Kontos",
        purpose="Anmeldung und neues Passwort",
        basis=Basis.LAW,
        legal_basis=SIGN_IN,
        keep_for="wie das Konto",
        fields=("Anmeldekonto", "E-Mail-Adresse", "bestätigt", "Hauptadresse"),
    ),
    Borrowed(
        label="mfa.Authenticator",
        room="Konten",
        name="Zweiter Faktor",
        purpose="Schutz des Kontos durch App, Passkey oder Notfallcodes",
        basis=Basis.LAW,
        legal_basis=SIGN_IN,
        keep_for="bis die Person ihn entfernt, längstens wie das Konto",
        fields=("Anmeldekonto", "Art", "Schlüssel", "eingerichtet am", "zuletzt benutzt am"),
    ),
    Borrowed(
        label="sessions.Session",
        room="Konten",
        name="Anmeldung",
        purpose="Wiedererkennen des Browsers zwischen zwei Seiten",
        basis=Basis.LAW,
        legal_basis=SIGN_IN,
        keep_for="bis zur Abmeldung, längstens zehn Stunden",
        fields=("Kennung", "Anmeldekonto und gewählter Platz", "gültig bis"),
    ),
    Borrowed(
        label="usersessions.UserSession",
        room="Konten",
        name="Liste der Anmeldungen",
        purpose="Die Person sieht, wo sie angemeldet ist, und meldet sich dort ab",
        basis=Basis.LAW,
        legal_basis=SIGN_IN,
        keep_for="wie die Anmeldung; gelöscht, wenn die Person das nächste Mal hineinsieht",
        fields=("Anmeldekonto", "IP-Adresse", "Browser", "angemeldet seit"),
    ),
    Borrowed(
        label="socialaccount.SocialAccount",
        room="Konten",
        name="Verknüpfung mit der Anmeldung des Kreises",
        purpose="Wiedererkennen derselben Person, auch wenn eine Adresse neu vergeben wird",
        basis=Basis.LAW,
        legal_basis=SIGN_IN,
        keep_for="wie das Konto, oder bis die Administration sie löst",
        fields=("Anmeldekonto", "Kennung beim Kreis", "zuletzt angemeldet"),
    ),
    Borrowed(
        label="kernel.AuditEntry",
        room="Protokolle",
        name="Protokoll der Handlungen",
        purpose="Nachweis, wer wann was geändert hat; nur Kennungen, keine Inhalte",
        basis=Basis.LAW,
        legal_basis="Art. 5 Abs. 2, Art. 32 DSGVO (nicht verifiziert)",
        keep_for=LOGS_STAY,
        fields=(
            "Zeitpunkt",
            "Handlung",
            "Kennung der Person",
            "Kennung des Platzes",
            "Verweis auf den Datensatz",
            "Namen der Felder",
            "Zweck",
            "Auftrag",
            "Nummer der Transaktion",
        ),
    ),
    Borrowed(
        label="kernel.PersonReference",
        room="Protokolle",
        name="Verweis auf eine Person",
        purpose="Auffinden der Protokolleinträge zu einem Datensatz, ohne ihn dort zu nennen",
        basis=Basis.LAW,
        legal_basis="Art. 5 Abs. 2, Art. 32 DSGVO (nicht verifiziert)",
        keep_for="bis der Datensatz vergessen wird; die Einträge bleiben und führen zu niemandem",
        fields=("Verweis", "Art und Kennung des Datensatzes"),
    ),
    Borrowed(
        label="kernel.AccessEntry",
        room="Protokolle",
        name="Protokoll der Zugriffe",
        purpose="Nachweis, wer wann welche Angaben gesehen hat; nur Kennungen",
        basis=Basis.LAW,
        legal_basis="Art. 5 Abs. 2, Art. 32 DSGVO (nicht verifiziert)",
        keep_for=LOGS_STAY,
        fields=(
            "Zeitpunkt",
            "Zweck",
            "Kennung der Person",
            "Kennung des Platzes",
            "Verweis auf den Datensatz",
            "Namen der Felder",
            "Nummer der Transaktion",
        ),
    ),
    Borrowed(
        label="privacy.LogOpening",
        room="Protokolle",
        name="Protokolleinsicht",
        purpose="Nachweis, wer aus welchem Anlass die Protokolle zu einem Datensatz geöffnet hat",
        basis=Basis.LAW,
        legal_basis="Art. 5 Abs. 2, Art. 15, Art. 32 DSGVO (nicht verifiziert)",
        keep_for=LOGS_STAY,
        fields=(
            "Art und Verweis des Datensatzes",
            "Anlass",
            "Zeitraum",
            "beantragt von, am",
            "entschieden von, am",
            "offen bis",
        ),
    ),
)
