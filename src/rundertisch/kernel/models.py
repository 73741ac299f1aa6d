# SPDX-License-Identifier: EUPL-1.2
"""Audit, access log, red thread, outbox; what every record about a person or a fact must say."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Basis(models.TextChoices):
    """What a processing step rests on; it decides what the person may do about it.

    Law: correction, restriction and objection (DSGVO Art. 16, 18, 21), nothing to withdraw.
    Consent: may be withdrawn at any time, at once (DSGVO Art. 7 Abs. 3).
    """

    LAW = "law", "Gesetz"
    CONSENT = "consent", "Einwilligung"


class PersonRecord(models.Model):
    """A record about a person; the Art. 30 register is generated from what it declares."""

    purpose: ClassVar[str]
    basis: ClassVar[Basis]
    legal_basis: ClassVar[str]
    keep_for: ClassVar[str]

    class Meta:
        abstract = True


class Evidence(models.TextChoices):
    """How well a fact is known."""

    SEEN = "SEEN", "in der Quelle gelesen"
    LAW = "LAW", "im Gesetzestext gelesen"
    KNOWN = "KNOWN", "allgemein bekannt, nicht geprüft"
    GUESS = "GUESS", "eigene Annahme, nicht geprüft"


class DatedFact(models.Model):
    """A rule or figure that changes: value, period, source, last checked; never a constant in code.

    The period is half-open: ``ends_on`` is the first day on which the fact no longer holds.
    """

    starts_on = models.DateField("gilt ab")
    ends_on = models.DateField("gilt bis vor", null=True, blank=True)
    source = models.TextField("Quelle")
    verified_on = models.DateField("geprüft am", null=True, blank=True)
    evidence = models.CharField(
        "Beleg", max_length=5, choices=Evidence.choices, default=Evidence.KNOWN
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
            )
        ]

    @property
    def verified(self) -> bool:
        """Somebody checked it at its source; anything else is shown as „nicht geprüft“."""
        return self.verified_on is not None and self.evidence in {Evidence.SEEN, Evidence.LAW}


class PersonReference(models.Model):
    """The one row that knows which record a reference in the logs means; forgetting ends it."""

    reference = models.UUIDField("Verweis", primary_key=True)
    kind = models.CharField("Art", max_length=40)
    record_id = models.CharField("Kennung", max_length=80)

    class Meta:
        verbose_name = "Verweis auf eine Person"
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id"], name="kernel_reference_once")
        ]

    def __str__(self) -> str:
        return str(self.reference)


class AuditEntry(models.Model):
    """Who did what to which record, when: ids and field names only, never contents.

    ``about_id`` of a person's record is a reference (`PersonReference`); ``job`` names who asked
    when no person did; ``transaction`` is PostgreSQL's number of the transaction that wrote it.
    """

    at = models.DateTimeField("Zeitpunkt", db_default=Now())
    action = models.CharField("Handlung", max_length=80)
    user_id = models.BigIntegerField("Person", null=True)
    seat_id = models.BigIntegerField("Platz", null=True)
    about_kind = models.CharField("Art", max_length=40)
    about_id = models.CharField("Kennung", max_length=80)
    fields = ArrayField(models.CharField(max_length=80), default=list, verbose_name="Felder")
    purpose = models.CharField("Zweck", max_length=80, db_default="")
    job = models.CharField("Auftrag", max_length=80, db_default="")
    transaction = models.BigIntegerField("Transaktion", db_default=0)

    class Meta:
        verbose_name = "Protokolleintrag"
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="kernel_audit_about"),
            models.Index(fields=["transaction"], name="kernel_audit_transaction"),
            models.Index(
                # asked at the commit for every changed row: did an action record anything?
                fields=["transaction"],
                condition=~Q(action__startswith="sql."),
                name="kernel_audit_by_actions",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.about_kind}:{self.about_id}"


class AccessEntry(models.Model):
    """Who was shown which record, for which purpose, when: ids only."""

    at = models.DateTimeField("Zeitpunkt", db_default=Now())
    purpose = models.CharField("Zweck", max_length=80)
    user_id = models.BigIntegerField("Person")
    seat_id = models.BigIntegerField("Platz")
    about_kind = models.CharField("Art", max_length=40)
    about_id = models.CharField("Kennung", max_length=80)
    fields = ArrayField(
        models.CharField(max_length=80), db_default=[], default=list, verbose_name="Felder"
    )
    transaction = models.BigIntegerField("Transaktion", db_default=0)

    class Meta:
        verbose_name = "Zugriffseintrag"
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="kernel_access_about"),
            models.Index(fields=["transaction"], name="kernel_access_transaction"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.about_kind}:{self.about_id}"


class LogSeal(models.Model):
    """One link of the chain over both logs: the number of the line, its hash, the hash up to here.

    ``horizon`` is the first transaction that was not yet finished when the line was sealed: what
    came in later has this number or a higher one.
    """

    number = models.BigIntegerField("Zeile", primary_key=True)
    log = models.CharField("Protokoll", max_length=10)
    entry_id = models.BigIntegerField("Eintrag")
    leaf = models.CharField("Prüfsumme der Zeile", max_length=64)
    chain = models.CharField("Prüfsumme bis hier", max_length=64)
    horizon = models.BigIntegerField("Grenze")
    sealed_at = models.DateTimeField("versiegelt am", db_default=Now())

    class Meta:
        verbose_name = "Siegel des Protokolls"
        constraints = [
            models.UniqueConstraint(fields=["log", "entry_id"], name="kernel_sealed_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.log} {self.entry_id}"


class ThreadLink(models.Model):
    """Roter Faden: one knot between two things of any rooms, with the reason."""

    source_kind = models.CharField("von Art", max_length=40)
    source_id = models.CharField("von Kennung", max_length=80)
    target_kind = models.CharField("nach Art", max_length=40)
    target_id = models.CharField("nach Kennung", max_length=80)
    why = models.CharField("weil", max_length=200)
    tied_on = models.DateField("geknüpft am")
    user_id = models.BigIntegerField("Person", null=True)
    seat_id = models.BigIntegerField("Platz", null=True)

    class Meta:
        verbose_name = "Knoten im roten Faden"
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "target_kind", "target_id"],
                name="kernel_thread_once",
            )
        ]
        indexes = [models.Index(fields=["target_kind", "target_id"], name="kernel_thread_target")]

    def __str__(self) -> str:
        return f"{self.source_kind}:{self.source_id} -> {self.target_kind}:{self.target_id}"


class LinkKind(models.TextChoices):
    """What the secret of a link opens."""

    OWN_VIEW = "OWN_VIEW", "eigene Auskunft"
    STATUS = "STATUS", "Stand eines Anliegens"
    REFERRAL = "REFERRAL", "eine Vermittlung"
    CALENDAR = "CALENDAR", "ein Kalender"


class SecureLink(PersonRecord):
    """Zugangslink: opens one thing for whoever holds its secret, until a moment.

    The secret is nowhere in the database, only its SHA-256. `subject_id` and `partner_id` say for
    whom it was made; they have no foreign key because both rooms lie above the kernel.
    """

    purpose = "Zugang ohne Konto: eigene Auskunft, Stand eines Anliegens, eine Vermittlung"
    basis = Basis.LAW
    legal_basis = "Art. 12, 15 DSGVO; Vermittlung: Einwilligung (nicht verifiziert)"
    keep_for = "bis die Angaben gelöscht sind, zu denen er führt"

    kind = models.CharField("Art", max_length=10, choices=LinkKind)
    about_kind = models.CharField("wohin, Art", max_length=40)
    about_id = models.CharField("wohin, Kennung", max_length=80)
    subject_id = models.UUIDField("betroffene Person", null=True)
    partner_id = models.BigIntegerField("für Partner", null=True)
    token_hash = models.CharField("Prüfsumme des Geheimnisses", max_length=64, unique=True)
    made_at = models.DateTimeField("erstellt", db_default=Now())
    expires_at = models.DateTimeField("gilt bis")
    closed_at = models.DateTimeField("geschlossen", null=True)
    user_id = models.BigIntegerField("Person")
    seat_id = models.BigIntegerField("Platz")

    class Meta:
        verbose_name = "Zugangslink"
        indexes = [models.Index(fields=["subject_id", "partner_id"], name="kernel_link_of_whom")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=LinkKind.values), name="kernel_link_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="OWN_VIEW") | Q(subject_id__isnull=False, partner_id=None),
                name="kernel_own_view_has_a_subject",
            ),
            models.CheckConstraint(
                condition=~Q(kind="REFERRAL")
                | Q(subject_id__isnull=False, partner_id__isnull=False),
                name="kernel_referral_link_names_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_kind}:{self.about_id}"


class Channel(models.TextChoices):
    """How a message leaves the house."""

    EMAIL = "EMAIL", "E-Mail"
    SMS = "SMS", "SMS"
    PRINT = "PRINT", "Papier"


class Occasion(models.TextChoices):
    """What a message is about; its words stand in the template ``outbox/<occasion>.txt``."""

    APPOINTMENT = "APPOINTMENT", "Beratungstermin"
    CALENDAR = "CALENDAR", "Termin im Kalender"
    CONFERENCE = "CONFERENCE", "Fallkonferenz"
    INVITATION = "INVITATION", "Einladung"
    PASSWORD = "PASSWORD", "Neues Passwort"
    REFERRAL = "REFERRAL", "Vermittlung"
    STATUS = "STATUS", "Neues auf der Stand-Seite"
    TEST = "TEST", "Testnachricht"


class MessageState(models.TextChoices):
    """How far a message has come."""

    WAITING = "WAITING", "wartet"
    SENDING = "SENDING", "wird gerade verschickt"
    SENT = "SENT", "verschickt"
    UNCERTAIN = "UNCERTAIN", "ungewiss"
    FAILED = "FAILED", "nicht verschickt"
    PRINTED = "PRINTED", "gedruckt"
    DROPPED = "DROPPED", "nicht mehr nötig"


class Trouble(models.TextChoices):
    """Why a message has not left the house, or nobody knows whether it has."""

    UNREACHABLE = "UNREACHABLE", "Der Mailserver war nicht zu erreichen."
    SIGN_IN = "SIGN_IN", "Der Mailserver hat die Anmeldung abgelehnt."
    LATER = "LATER", "Der Mailserver bat darum, es später noch einmal zu versuchen."
    ADDRESS = "ADDRESS", "Der Mailserver nimmt nichts für diese Adresse an."
    REFUSED = "REFUSED", "Der Mailserver hat die Nachricht abgelehnt."
    MALFORMED = "MALFORMED", "Aus diesen Angaben wird keine gültige E-Mail."
    INTERRUPTED = "INTERRUPTED", "Der Versand brach mittendrin ab. Vielleicht ist sie angekommen."
    EXPIRED = "EXPIRED", "Der Link darin gilt nicht mehr; der Text ist gelöscht."


NOT_SETTLED = ("WAITING", "SENDING")


class Message(PersonRecord):
    """Nachricht im Postausgang: to whom, what about, how, and how far it has come; no text.

    ``to`` and ``about`` are references (`thread.Ref`). ``attempts`` counts the sendings that were
    begun; whoever reports a result names the attempt it belongs to.
    """

    purpose = "Menschen erreichen, die etwas wissen oder tun müssen; Nachweis, was hinausging"
    basis = Basis.LAW
    legal_basis = "Art. 6 Abs. 1 lit. e DSGVO i. V. m. § 3 DSG NRW (nicht verifiziert)"
    keep_for = "90 Tage nach dem Versand, längstens bis die Person vergessen wird (Vorgabe)"

    channel = models.CharField("Weg", max_length=5, choices=Channel)
    occasion = models.CharField("Anlass", max_length=20, choices=Occasion)
    to_kind = models.CharField("an wen, Art", max_length=40)
    to_id = models.CharField("an wen, Kennung", max_length=80)
    about_kind = models.CharField("worüber, Art", max_length=40)
    about_id = models.CharField("worüber, Kennung", max_length=80)
    state = models.CharField("Stand", max_length=9, choices=MessageState, default="WAITING")
    trouble = models.CharField("Hindernis", max_length=11, choices=Trouble, blank=True, default="")
    attempts = models.PositiveSmallIntegerField("begonnene Versuche", default=0)
    put_at = models.DateTimeField("aufgegeben", db_default=Now())
    due_at = models.DateTimeField("nicht vor", db_default=Now())
    begun_at = models.DateTimeField("Versand begonnen", null=True)
    settled_at = models.DateTimeField("erledigt", null=True)
    useful_until = models.DateTimeField("nützlich bis", null=True)
    user_id = models.BigIntegerField("Person", null=True)
    seat_id = models.BigIntegerField("Platz", null=True)

    class Meta:
        verbose_name = "Nachricht"
        indexes = [
            models.Index(fields=["to_kind", "to_id"], name="kernel_message_to"),
            models.Index(
                # asked every minute: what is to be sent now, and what was left in the middle?
                fields=["due_at", "id"],
                condition=Q(state__in=NOT_SETTLED),
                name="kernel_message_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    channel__in=Channel.values,
                    occasion__in=Occasion.values,
                    state__in=MessageState.values,
                    trouble__in=["", *Trouble.values],
                ),
                name="kernel_message_words_known",
            ),
            models.CheckConstraint(
                condition=(~Q(state="PRINTED") | Q(channel="PRINT"))
                & (
                    ~Q(state__in=["SENDING", "SENT", "UNCERTAIN"]) | Q(channel__in=["EMAIL", "SMS"])
                ),
                name="kernel_message_state_fits_channel",
            ),
            models.CheckConstraint(
                condition=Q(state__in=NOT_SETTLED, settled_at=None)
                | (~Q(state__in=NOT_SETTLED) & Q(settled_at__isnull=False)),
                name="kernel_message_settled_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occasion} {self.pk}"


class MessageText(PersonRecord):
    """Text einer Nachricht: address and what fills its words; gone as soon as it has left.

    Apart from the message, because whoever watches over the outbox does not read what is in it.
    """

    purpose = "Zustellen der Nachricht"
    basis = Basis.LAW
    legal_basis = Message.legal_basis
    keep_for = "bis die Nachricht verschickt oder gedruckt ist oder der Link darin nicht mehr gilt"

    message = models.OneToOneField(
        Message,
        models.CASCADE,
        primary_key=True,
        related_name="text",
        db_column="id",
        verbose_name="Nachricht",
    )
    address = models.CharField("Adresse", max_length=254, blank=True)
    facts = models.JSONField("Angaben", default=dict)

    class Meta:
        verbose_name = "Text einer Nachricht"

    def __str__(self) -> str:
        return f"Text von {self.message_id}"
