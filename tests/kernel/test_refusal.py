# SPDX-License-Identifier: EUPL-1.2
"""What no file may bring in is refused in six languages and in disguise; honest headers pass."""

import subprocess
import sys

import pytest

from rundertisch.kernel import refusal
from rundertisch.kernel.errors import Refusal

FORBIDDEN = """
Religion|religion|Religionszugehörigkeit|Konfession|Konf.|konf|Rel.|relig|Bekenntnis|Glaube
Glaubensgemeinschaft|Kirche|Kirchensteuer|muslim_ja_nein|RK|ev.|kath|Taufe|denomination|faith
Ethnie|ethn|ethnische Zugehörigkeit|ethnicity|EthnicGroup|ethnic-background|Volksgruppe
Volkszugehörigkeit|Volk|Minderheit|minority|Abstammung|Roma|Sinti/Roma|roma_j_n|Rom|Zigeunername
ZN|zn|Z.N.|Landfahrer|Reisende|gypsy|Traveller|tribe|Stammeszugehörigkeit|heritage_language
Sippe|Sippenname|Clan|clan_name|FamilienClan|Großfamilie|Grossfamilie|family group
Familienverband|kinship
HWAO|h_w_a_o|häufig wechselnder Aufenthaltsort|Haeufig_wechselnder_Wohnort|Umzüge|Anzahl Umzüge
frequent_mover|frequently moves|Mobilität|mobility|mobility_mark|nomadic|Haus bekannt
Problemimmobilie
fahrend|reisend|Reisendenkind|nicht sesshaft|Wohnwagen|Wohnungswechsel
Ortswechsel|Zahl der Wohnsitze
Geburtsl.|POB|place_birth|Erstspr|L1|first_lang|natcode|Staatsb.|staat_zug|geflüchtet
Hautfarbe|Haut-Farbe|skin_colour|skinColor|Rasse|race|Rassenzugehörigkeit
Staatsangehörigkeit|Staatsang.|Staats-Ang|staatsang|STAATSANGEHOERIGKEIT|Staatsbürgerschaft
Nationalität|Nationalitaet|Nationalitat|nationality|Nat.|nation|citizenship|Ausländer|Drittstaat
EU-2|StAng
Herkunft|Herkunftsort|herkunftsland|Herk.|HerkunftsDorf|Heimatort|Heimatland|Geburtsort|GebOrt
Geb.-Land|Geburtsland|birthplace|place_of_birth|countryOfBirth|country of origin|origin
Muttersprache|Herkunftssprache|Familiensprache|mother tongue|first_language
Migrationshintergrund|Mig.hintergrund|Einwanderungsgeschichte|MHG
Aufenthaltsstatus|Aufenthalts-Titel|Aufenth.|Duldung|Asyl|Flüchtling|refugee_status|Visum|AZR-Nr
residence status|residence_permit|immigrationStatus
religie|Confesiune|etnie|Naționalitate|cetățenie|țara de origine|locul nașterii|limba maternă
culoarea pielii|permis de ședere|minoritate|țigan|rasă
nationalité|citoyenneté|ethnie|croyance|confession|pays d'origine|lieu de naissance
langue maternelle|couleur de peau|titre de séjour|gens du voyage|origine ethnique
националност|гражданство|етническа група|Етнос|вероизповедание|религия|произход
място на раждане|майчин език|народност|малцинство|раса|цигани|цвят на кожата
uyruk|Uyruğu|vatandaşlık|din|dini|mezhep|inanç|etnik köken|köken|ırk|aşiret|doğum yeri|ana dili
ten rengi|oturma izni|mülteci|milliyet|azınlık
grup etnic|apartenență etnică|Rroma|етническа принадлежност|етническо самоопределение|роми
etnik kimlik|peuple|popor|halk|appartenance religieuse|credință|biserică|църква|cemaat
başörtüsü|Kopftuch|halal
kin group|famille élargie|lignée|familie extinsă|клан|родова група|разширена фамилия|махала
geniş aile|sülale|Wohnortwechsel|Anzahl der Wohnortwechsel|bekannte Adresse|moves per year
itinerant|itinérance
nombre de déménagements|număr de mutări|schimbări de domiciliu|брой премествания|чергари|мобилност
göçebe|taşınma sayısı|gezgin|complexion|cilt rengi|тен|Haarfarbe|Aussehen|Geburtsdorf|native village
commune de naissance|né à|sat natal|localitatea nașterii|născut în|родно място|роден град
месторождение|doğduğu köy|nüfusa kayıtlı olduğu il|geldiği köy|menşe|H3rkunft|H-e-i-m-a-t-o-r-t
R e l i g i o n|re_li_gi_on|RELIGION|r.e.l.|rеligion|Kоnfession|r3lig10n|3thnie|reli\u200bgion
reli\u00adgion|Relligion|Konnfession|Nationa1ität|ｒｅｌｉｇｉｏｎ|Staats\nangehörigkeit|e t h n i e
Muttersprachl. Kenntnisse|MUTTERSPR|Verkehrssprache|Umgangssprache in der Familie|family_language
Sprache zu Hause|language spoken at home|Zuzugsland|Fluchtland|Kulturkreis|home country
Kind_Religion_2|schueler.religion|Religion (freiwillig)|x_religion_x|Ko\u0308nfession
"""

HONEST = """
child_id|grade|lat|lon|waiting_days|needs_literacy|family_id|forms|town|priority|claim_school
claim_waived|address_protected|school_id|name|form|newcomer_cap|cap_ref|assignable|site|group_id
kind|grade_from|grade_to|free_seats|regular_seats|minutes|announced|rank|reason|reason_code|level
smallest_change|candidate_id|seats|fixed_cost_cents|max_groups|saved_cents|week|policy
school_number|ags|postcode|street|legal_status|pupils_rounded|social_index|latitude|longitude
Schuljahr|Schulform|Amtlicher Gemeindeschlüssel|Verwaltungsbezirk|Schulnummer
Amtliche Bezeichnung 1|Straße und Hausnummer|Strasse|Straße|Postleitzahl|Ort|Rechtsstatus
Telefonnummer Vorwahl|Faxnummer Durchwahl|Offizielle E-Mail-Adresse|Anzahl|Sozialindex
found_address|Startchancen-Schule|Schulbezeichnung_1|Kurzbezeichnung|PLZ|Telefonvorwahl|Homepage
Rechtsform|Traegernummer|Gemeindeschluessel|Schulbetriebsschluessel|Schulbetriebsdatum|EPSG
UTMRechtswert|UTMHochwert|reference|house_number|reported_on|counselled_on|waiting_since|born_on
interpreter_language|language|Sprache|Dolmetschsprache|interpreter language|Sprachniveau
Schulort|Wohnort|Geburtsdatum|Geb.-Datum|date of birth|Konferenz|Fallkonferenz|konfiguriert
Reiseweg|travel|travel_minutes|Fahrzeit|Hausnummer|Terrasse|Trasse|Stammschule|Stammdaten
Volkshochschule|Volksschule|original|Originalname|origin_url|trace|terrace|beglaubigt|Relevanz
relation|Mobilnummer|mobile|Mobiltelefon|Familienname|family_name|Vorname|Nachname|Wirkung
Methode|Etage|Attribut|Zuzug|Zuzugsdatum|arrived_on|Klassenstufe|Klasse|Gelsenkirchen|Hindernis
hindurch|Natur|Nationalpark|Wohnung|Stadtteil|Kreis|Bezirk|Geschwister|Bemerkung
Attendance|Content|Extension|Tendenz|often|mahalle|soyadı|adı soyadı|Gebäude|gebeten am|Moderation
Umzug am|Wohnung|Camille|menu|Rodung|Koyote|period|mutation|Mobilfunk|oras|sat|localitate|judet|köy
Kinderzahl|status|Rang|Zuständigkeit|Adresse|Land|Bundesland|advisor|Angebotsort|Ausgabeort
"""


def _headers(block: str) -> list[str]:
    return [name for line in block.strip().split("\n") for name in line.split("|")]


FORBIDDEN_HEADERS = [
    name
    for line in FORBIDDEN.replace("Staats\nang", "Staats@@ang").strip().split("\n")
    for name in line.replace("@@", "\n").split("|")
]


@pytest.mark.parametrize("header", FORBIDDEN_HEADERS)
def test_a_header_that_tells_what_nobody_may_know_is_refused(header: str) -> None:
    with pytest.raises(Refusal):
        refusal.refuse_columns(columns=["child_id", header])


@pytest.mark.parametrize("header", _headers(HONEST))
def test_an_honest_header_passes(header: str) -> None:
    refusal.refuse_columns(columns=[header])


def test_the_sentence_names_the_column_the_file_and_what_to_do() -> None:
    with pytest.raises(Refusal) as said:
        refusal.refuse_columns(columns=["child_id", "Konfession"], file="kinder.csv")
    sentence = str(said.value)
    assert "Die Spalte „Konfession“ in kinder.csv wird nicht angenommen" in sentence
    assert "Religion" in sentence
    assert "Bitte die Spalte aus der Datei löschen" in sentence


def test_all_forbidden_columns_of_a_file_are_named_at_once() -> None:
    with pytest.raises(Refusal) as said:
        refusal.refuse_columns(columns=["Nat.", "grade", "Muttersprache"])
    sentence = str(said.value)
    assert "Die Spalten „Nat.“, „Muttersprache“ werden nicht angenommen" in sentence
    assert "interpreter_language" in sentence


@pytest.mark.parametrize(
    "value", ["ZN", "hwao", "kath. / katholisch", "Roma", "Zigeunername", "CLAN Nord", "Rоma"]
)
def test_a_cell_about_a_person_that_tells_it_is_refused_by_its_line(value: str) -> None:
    with pytest.raises(Refusal) as said:
        refusal.refuse_values(column="Bemerkung", values=["", "Bus 551", value], file="k.csv")
    assert "k.csv, Zeile 4, Spalte „Bemerkung“" in str(said.value)
    assert value not in str(said.value)


@pytest.mark.parametrize(
    "value",
    ["", "braucht einen Platz am Nachmittag", "Geschwister an der Schule", "Romanze", "znl"],
)
def test_an_honest_cell_passes(value: str) -> None:
    refusal.refuse_values(column="Bemerkung", values=[value])


def test_the_refusal_needs_no_django() -> None:
    code = (
        "import sys; import rundertisch.kernel.refusal;"
        " sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own words
