# SPDX-License-Identifier: EUPL-1.2
"""Ask parents and child what they wish, recommend, and record that the family was heard."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rundertisch.accounts.models import Seat
from rundertisch.kernel import audit
from rundertisch.kernel.errors import Refusal
from rundertisch.kernel.thread import Ref
from rundertisch.schooling import queries
from rundertisch.schooling.actions.changes import lock_child
from rundertisch.schooling.actions.rules import demand_counselling, demand_no_special_form
from rundertisch.schooling.models import (
    LATEST_GRADE,
    AskedWish,
    Assignable,
    Child,
    GroupKind,
    Hearing,
    School,
    SchoolRecommendation,
    Whom,
)

SPECIAL = re.compile(
    r"förderschul|sonderschul|sonderpädag|förderbedarf|förderschwerpunkt", re.IGNORECASE
)
NOT_SPECIAL = (
    "Fehlendes Deutsch begründet keinen sonderpädagogischen Förderbedarf (AO-SF; nicht geprüft, in "
    "welcher Fassung). Die Empfehlung nennt deshalb keine Förderschule und keinen Förderbedarf. "
    "Bitte sagen, was das Kind jetzt braucht; einen Antrag stellt frühestens später die Schule."
)


QUESTIONS = {
    Whom.PARENTS: "Was wünschen sich die Eltern?",
    Whom.CHILD: "Was wünscht sich das Kind?",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody answered: no wish, a school, words of their own, or two of these."""

    asked_on: dt.date
    none: bool = False
    school: School | None = None
    words: str = ""

    @property
    def silent(self) -> bool:
        """Whether nothing was answered at all."""
        return not (self.none or self.school or self.words.strip())


@audit.audited
def ask_wishes(
    *, child: Child, said: Mapping[Whom, Said], on: dt.date, by: Seat | None
) -> tuple[AskedWish, ...]:
    """Record what parents and child answered, each for themselves; asked again, the newest counts.

    Parents may also have named schools by rank (`keep_wishes`); then they need not repeat them.
    """
    by = demand_counselling(by=by)
    now = lock_child(child=child, version=None)
    named = now.wishes.exists()
    for whom, answer in said.items():
        _demand_answer(whom=whom, answer=answer, named=named, on=on)
    kept = tuple(
        AskedWish.objects.update_or_create(
            child=now,
            whom=whom,
            defaults={
                "asked_on": answer.asked_on,
                "none": answer.none,
                "school": answer.school,
                "words": answer.words,
                "by": by,
            },
        )[0]
        for whom, answer in said.items()
    )
    audit.record(action="schooling.ask_wishes", by=by, about=Ref("child", str(now.pk)))
    return kept


def _demand_answer(*, whom: Whom, answer: Said, named: bool, on: dt.date) -> None:
    field = f"{whom.value.lower()}_"
    if answer.asked_on > on:
        raise Refusal("Gefragt wurde heute oder früher. Bitte den Tag prüfen.", field=f"{field}on")
    if answer.none and (answer.school or answer.words.strip()):
        raise Refusal(
            "„Kein Wunsch“ ist angekreuzt, und doch steht ein Wunsch da. Bitte eines von beiden.",
            field=f"{field}none",
        )
    if answer.none and named and whom == Whom.PARENTS:
        raise Refusal(
            "Unten stehen Wunschschulen der Familie. Bitte diese zuerst löschen oder das Kreuz "
            "bei „kein Wunsch“ wegnehmen.",
            field=f"{field}none",
        )
    if answer.silent and not (named and whom == Whom.PARENTS):
        raise Refusal(
            f"{QUESTIONS[whom]} Bitte eine Schule oder Worte eintragen, oder „kein Wunsch“ "
            "ankreuzen.",
            field=f"{field}words",
        )
    if answer.school is not None and answer.school.assignable == Assignable.NO:
        raise Refusal(
            f"{answer.school.name} kann hier nicht gewünscht werden. Ein Platz dort folgt nur aus "
            "einem eigenen Verfahren.",
            field=f"{field}school",
        )


@audit.audited
def hear_family(
    *,
    child: Child,
    held_on: dt.date,
    language: str,
    interpreter: bool,
    words: str,
    on: dt.date,
    by: Seat,
) -> Hearing:
    """Record the hearing: the wishes of that day, the language, who heard. It is never changed."""
    demand_counselling(by=by)
    now = lock_child(child=child, version=None)
    if held_on > on:
        raise Refusal("Die Anhörung liegt noch vor uns. Bitte danach eintragen.", field="held_on")
    if held_on < now.reported_on:
        raise Refusal(
            f"Das Kind ist seit dem {now.reported_on:%d.%m.%Y} gemeldet; vorher wurde niemand "
            "angehört. Bitte den Tag prüfen.",
            field="held_on",
        )
    if not language.strip():
        raise Refusal(
            "In welcher Sprache wurde gesprochen? Bitte eintragen, auch wenn es Deutsch war.",
            field="language",
        )
    asked = {Whom(one.whom) for one in queries.asked_wishes(child=now)}
    if missing := [whom.label for whom in Whom if whom not in asked]:
        raise Refusal(
            f"Noch nicht gefragt: {' und '.join(missing)}. Bitte zuerst unter „Wünsche“ "
            "eintragen, was sie sich wünschen; „kein Wunsch“ ist auch eine Antwort."
        )
    heard = Hearing.objects.create(
        child=now,
        held_on=held_on,
        language=language.strip(),
        interpreter=interpreter,
        wishes=queries.wishes_in_words(child=now),
        words=words,
        by=by,
        by_name=by.user.name,
    )
    audit.record(action="schooling.hear_family", by=by, about=Ref("child", str(now.pk)))
    return heard


@audit.audited
def recommend_school(
    *,
    child: Child,
    forms: Sequence[str],
    grade: int,
    group_kind: str,
    words: str,
    on: dt.date,
    by: Seat,
) -> SchoolRecommendation:
    """Record what the centre recommends, and why; the authority decides."""
    demand_counselling(by=by)
    demand_no_special_form(forms=forms)
    if SPECIAL.search(words):
        raise Refusal(NOT_SPECIAL, field="words")
    if not forms:
        raise Refusal("Bitte mindestens eine Schulform empfehlen.", field="forms")
    if not words.strip():
        raise Refusal("Bitte in einem Satz begründen.", field="words")
    if not 1 <= grade <= LATEST_GRADE or group_kind not in GroupKind.values:
        raise Refusal("Diese Klasse oder Lerngruppe gibt es nicht.", field="grade")
    now = lock_child(child=child, version=None)
    made = SchoolRecommendation.objects.create(
        child=now,
        given_on=on,
        forms=list(forms),
        grade=grade,
        group_kind=group_kind,
        words=words,
        by=by,
        by_name=by.user.name,
    )
    audit.record(action="schooling.recommend_school", by=by, about=Ref("child", str(now.pk)))
    return made
