# SPDX-License-Identifier: EUPL-1.2
"""The words behind `refusal.py`: German, English, French, Romanian, Bulgarian, Turkish, disguises.

All are written as `refusal.py` compares them: small letters, umlauts as two letters, no other
accents, Cyrillic by the Bulgarian transliteration law.

``parts`` forbid a header that contains them once spaces and signs are gone ("Staats-Ang." is
``staatsang``); ``begins`` forbid a word that begins so; ``words`` forbid exactly this word, because
as a part it would hit honest headers ("Straße" contains ``rasse``, "Wirkung" contains ``irk``);
``alone`` forbid only a header that says nothing else.

Why proxies are here: after 1983 German police files replaced "ZN" by "HWAO", häufig wechselnder
Aufenthaltsort; the neutral word marked the same people.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Forbidden:
    """One thing the house does not want to know, and the words that would tell it."""

    what: str  # German, accusative: "... nimmt das Haus nicht an"
    parts: str
    begins: str = ""
    words: str = ""
    alone: str = ""
    instead: str = ""


ETHNICITY = Forbidden(
    what="Angaben zu Volksgruppe, Ethnie oder Minderheit",
    parts="""
        ethni ethno ethnos etnie etnic etnik etnisch etnit etnich etnos volksgruppe volkszugeh
        volksstamm stammeszug stammeszugeh abstammung voelkerschaft minderheit minorit azinlik
        maltsinstv malcinstv narodnost milliyet zigeun landfahrer sintiundroma sintiroma
        romasinti romaundsinti gensduvoyage ancestry bloodline lineage heritage tribal asiret
        kabile etnich etnikkimlik
    """,
    begins="zigeun tigan tsigan cigan cingen gitan manouche gyps jenisch yenish",
    words="""
        eth ethn etn ethnos volk volkes roma rom romni sinti sinto romi romanes romani travellers
        travelers traveller traveler reisende fahrende rroma rrom kavim natsiya tribe tribes
        tribu trib pleme descent zn zigeunername
    """,
    alone="peuple popor halk soy",
)
RACE = Forbidden(
    what="Angaben zu Hautfarbe oder Aussehen",
    parts="""
        hautfarb hautton hauttyp skincolo skintone couleurdepeau culoareapielii culoarepiele
        tenrengi tsvyatnakozha kozhata phaenotyp phenotyp rassisch ciltrengi haarfarbe augenfarbe
        haircolo eyecolo
    """,
    begins="rassen racial",
    words="rasse race races rasa irk irki teint complexion aussehen",
    alone="ten",
)
RELIGION = Forbidden(
    what="Angaben zu Religion oder Weltanschauung",
    parts="""
        relig konfess confess confes bekenntn glaubens weltansch denomination croyance mezhep
        veroizpoved islam muslim moslem kathol catholi evangel protestant orthodox alevit sunnit
        schiit atheis judais judaism credinta biseric tsarkv kopftuch headscarf basortu
    """,
    begins="inanc kirchen kirchlich moschee mosque synagog christl christia jued jewish buddh",
    words="""
        rel relig konf konfess glaube glauben kirche church faith creed belief beliefs culte cult
        dini din christ christen hindu taufe getauft taufschein taufdatum rk vyara halal kosher
        koscher cami camii cemaat gebet gebete gebetstage gebetszeit gebetszeiten
    """,
    alone="ev kath",
)
KINSHIP = Forbidden(
    what="Angaben zu Sippe, Clan oder Großfamilie",
    parts="""
        sippe familienclan clanname clanzug grossclan grossfamilie familienverband familiengruppe
        familygroup kinship verwandtschaftsgruppe extendedfamily sulale neamul kingroup
        familleelargie familieextins genisaile razshirenafamil rodovagrup
    """,
    words="clan clans klan neam lignee lignage mahala",
    alone="rod soyu",
    instead="Dass Kinder Geschwister sind, sagt die Spalte family_id.",
)
MOBILITY = Forbidden(
    what="Merkmale für häufige Umzüge oder einen wechselnden Aufenthalt",
    parts="""
        hwao haeufigwechseln haufigwechseln wechselnderaufenth wechselnderwohn umzugshaeuf
        umzugshauf haeufigeumzueg haeufigumzug anzahlumzueg anzahlderumzueg zahlderumzueg
        mobilitaetsmerk mobilitaetskenn mobilitaetstyp mobilitymark mobilityflag frequentmove
        frequentlymov oftenmov numberofmoves nomad wanderfamil wandergruppe hausbekannt
        bekannteshaus houseknown knownhouse problemhaus problemimmobil schrottimmobil
        problemadress bekannteadress adressebekannt objektbekannt knownaddress addressknown
        wohnortwechsel umzugszahl umzugsanzahl movesper demenagement schimbaridedomicil
        schimbareadomicil premestvan tasinmasay siktasin pendelmigration sesshaft wohnungswechsel
        wohnsitzwechsel ortswechsel zahlderwohnsitz anzahlwohnsitz anzahlderwohnsitz wohnwagen
        reisendenk
    """,
    begins="itineran chergar goceb gocer schausteller",
    words="umzuege vagrant skitnik gezgin mutari",
    alone="mobilitaet mobility mobilite mobilitate mobilnost fahrend reisend",
)
NATIONALITY = Forbidden(
    what="Angaben zur Staatsangehörigkeit",
    parts="""
        staatsang staatsbuerg staatszug staatzug staatlichezug staatlzug nationalit citizenship
        citoyennet cetatenie cetateni natsionalnost nacionalnost grazhdanstv uyruk uyrug
        tabiiyet vatandas auslaender foreigner etranger yabanci chuzhdenets drittstaat
        eubuerger unionsbuerger
    """,
    words="nat natio nation nationen citizen stang staang staatsa staatsb natcode",
    alone="eu2 eu11",
)
ORIGIN = Forbidden(
    what="Angaben zu Herkunft, Geburtsort oder Muttersprache",
    parts="""
        herkunft herkuenft abkunft heimatort heimatland heimatdorf heimatstadt heimatregion
        heimatkreis geburtsort geburtsland geburtsstadt geburtsregion geburtsstaat gebort gebland
        ursprungsland birthplace placeofbirth countryofbirth birthcountry cityofbirth townofbirth
        birthtown countryoforigin placeoforigin lieudenaissance paysdenaissance villedenaissance
        origine loculnaster taranaster taradenaster tarade proizhod mestorazhd myastonarazhd
        dogumyeri dogumulke memleket kokeni menseul mensei muttersprach herkunftssprach
        erstsprache familiensprache mothertongue nativelang firstlanguage homelanguage
        languematern limbamatern anadil maychinezik rodenezik migrationshint mighint
        migrationsgesch einwanderungsgesch zuwanderungsgesch migrationbackg immigrationhist
        backgroundcountry aussiedler geburtsdorf ursprungsort ursprungsdorf homevillage
        nativevillage nativetown communedenaissance villagedenaissance satnatal orasnatal
        localitateanaster locnaster nascutin nascutain rodnomyast rodnosel rodengrad mestorozhd
        dogdugu nufusakayit geldigi mutterspr verkehrssprach umgangssprach haussprach
        sprachezuhause sprachezuhaus sprachedaheim familylanguage familylang languageathome
        languagespokenathome nativetongue zuzugsland zuzugsstaat zuwanderungsland
        einwanderungsland einreiseland fluchtland transitland homecountry nativecountry
        sourcecountry sendingcountry kulturkreis kulturraum passland placebirth erstspr
    """,
    words="""
        herk hkl origin origins orig heimat koken mhg mihigru provenance provenienta mense geburtsl
    """,
    alone="bornin nea pob l1 firstlang",
    instead="Wird gedolmetscht, genügt die Sprache der Dolmetscherin (interpreter_language).",
)
RESIDENCE = Forbidden(
    what="Angaben zu Aufenthaltsstatus, Asyl oder Flucht",
    parts="""
        aufenth auslaenderrecht duldung geduldet gestattung niederlassungserl fluechtling asyl
        asylum ubezhishte refugee refugie refugiat siginma multeci residencestat
        residencepermit residencetitle residentstatus gefluechtet immigrationstat migrationsstat
        titredesejour permisdesejour statutdesejour permisdesedere oturmaizni ikametizni
        prebivava bezhanets
    """,
    begins="azil",
    words="visa visum azr azrnummer azrnr",
    instead="Für einen Schulplatz ist der Aufenthalt ohne Bedeutung.",
)
ALL = (ETHNICITY, RACE, RELIGION, KINSHIP, MOBILITY, RESIDENCE, NATIONALITY, ORIGIN)

HONEST = "origin_url origin_id rechtsstatus legal_status rechtsform family_id interpreter_language"

# What a cell about a person may not say; no languages, no names of countries: an interpreter's
# language is chosen by the family, and a surname may look like anything.
VALUE_PARTS = """
    zigeun landfahrer hwao volksgruppe staatsangeh ethnisch aufenthaltsgest aufenthaltserl duldung
    asylbewerb grossfamilie familienclan hautfarbe
"""
VALUE_WORDS = """
    zn roma sinti sinto gypsy gypsies clan sippe muslim muslimisch muslima moslem moslemisch
    islamisch katholisch evangelisch orthodox juedisch christlich alevitisch sunnitisch schiitisch
    konfessionslos rk tigan tigani cingene gitan tsigane geduldet
"""
