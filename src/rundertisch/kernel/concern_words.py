# SPDX-License-Identifier: EUPL-1.2
"""The words behind `concerns.py`: what a sentence about a person says when it names a group.

Written as the pieces of regular expressions, small letters where the case does not matter.
``always`` tells it wherever it stands; ``person`` are stems of adjectives that tell it only of
people ("bulgarische Familien"; a "bulgarisches Zeugnis" is a paper, "auf Bulgarisch" a language);
``doubtful`` are nouns that are surnames, too, and tell it only behind an article or a verb
("ist Türke"; "Herr Türke" is a name).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What a sentence may not say without being asked about it, and the words that say it."""

    what: str  # German, as it stands behind "nennt vielleicht"
    always: str
    person: str = ""
    doubtful: str = ""


ETHNICITY = Words(
    what="eine Volksgruppe oder Minderheit",
    always=r"""
        zigeuner(?!-?(?:schnitzel|so(?:ß|ss)e|sauce|steak|spie(?:ß|ss)|gulasch|baron|berg|weiher|weg))[\w-]*
        landfahrer[\w-]* sinti(?:[-\s]?(?:und|/)[-\s]?roma)?(?:-\w+|kind\w*|familie\w*)? sinto
        sintez+a\w* romni romanes jenische[rn]? manouche\w* gypsy gypsies gitan[oae]?s?
        tsigane\w* tigan\w* tsigan\w* tsigani cigan\w* cingene\w* romsk\w+ roma циган\w* ромск\w+
        рома роми
        roma-?(?:famili|kind|leut|frau|mann|mädchen|jung|siedlung|lager|haus|clan|sippe)\w*
        volksgruppe\w* volkszugehörig\w* minderheit\w* ethni\w+ stammeszugehörig\w*
        kurd(?:en|in|innen) araber\w* tschetschen(?:e|en|in|innen) paschtun(?:e|en|in|innen)
        hazara tamil(?:e|en|in|innen) uigur(?:e|en|in|innen) tatar(?:e|en|in|innen)
        berber(?:n|in)? aschkali lovara(?:-\w+)? kalderasch\w*(?:-\w+)? rotationseuropäer\w*
        südländer\w* südländisch\w* osteuropäer\w* südosteurop\w+ afrikaner\w* nordafrikaner\w*
        schwarzafrikan\w+ orientale[n]? balkanes\w+
    """,
    person="""
        kurdisch arabisch tschetschenisch paschtunisch tamilisch uigurisch tatarisch osteuropäisch
        afrikanisch nordafrikanisch orientalisch jenisch asiatisch
    """,
    doubtful="kurde",
)
CODES = Words(what="ein altes Kennzeichen der Polizei", always="hwao (?-i:ZN|Z\\.N\\.|MEM)")
RACE = Words(
    what="Hautfarbe oder Aussehen",
    always=r"""
        hautfarb\w* dunkelhäutig\w* hellhäutig\w* schwarzhäutig\w* mulatt\w+ mischling\w*
        neger\w*
    """,
    person="schwarz farbig dunkelhäutig",
)
RELIGION = Words(
    what="Religion oder Weltanschauung",
    always=r"""
        musli(?:m|me|men|min|minnen|ms|ma|mas) moslem\w* katholik(?:en|in|innen)?
        protestant(?:en|in|innen) christen christinnen juden jüdin\w* alevit(?:e|en|in|innen)
        sunnit(?:e|en|in|innen) schiit(?:e|en|in|innen) [jy]e[sz]id(?:e|en|in|innen)
        ezid(?:e|en|in|innen) hindu(?:s)? buddhist(?:en|in|innen)? atheist(?:en|in|innen)?
        jehovas konfession\w* konfessionslos\w* religionszugehörig\w* strenggläubig\w* getauft\w*
        kommunionkind\w* konfirmand\w* ramadan kopftuch\w* sabbat freikirch\w* baptist\w+
        imame?s? verschleiert\w* vollverschleier\w+ halal koscher\w* religiös\w*
        glaubensgemeinschaft\w*
    """,
    person="""
        muslimisch moslemisch islamisch christlich jüdisch katholisch evangelisch orthodox
        alevitisch sunnitisch schiitisch jesidisch hinduistisch buddhistisch
    """,
    doubtful="christ jude",
)
KINSHIP = Words(
    what="eine Sippe, einen Clan oder eine Großfamilie",
    always=r"clan clans clan(?:famili|kriminal|mitglied|chef)\w* familienclan\w* sippe sippen"
    r" sippschaft\w* großfamilie\w* grossfamilie\w* familienverb[aä]nd\w* großclan\w*",
)
MOBILITY = Words(
    what="häufige Umzüge oder ein Leben auf Reisen",
    always=r"""
        nomad(?:en|e|in|innen|isch\w*) nichtsesshaft\w* umherzieh\w+ durchreisende[rn]?
        wandersippe\w* wohnortwechsel\w*
    """,
)
STATUS = Words(
    what="einen Aufenthaltsstatus",
    always=r"""
        duldung\w* asylbewerber\w* asylant\w* asylstatus asylverfahren\w* aufenthaltss?tatus
        aufenthaltstitel\w* aufenthaltserlaubnis\w* aufenthaltsgestattung\w* ausreisepflichtig\w*
        (?:wirtschafts|armuts)?flüchtling(?:e|en|s)? flüchtlingskind\w* flüchtlingsfamilie\w*
        asylantrag\w* subsidiär\w* geflohen\w* geflüchtete?[rn]?
    """,
)
NATIONALITY = Words(
    what="eine Staatsangehörigkeit",
    always=r"""
        rumän(?:en|in|innen) bulgar(?:en|in|innen) syrer(?:in|innen|n)? afghan(?:e|en|in|innen)
        ukrainer(?:in|innen|n)? iraker(?:in|innen|n)? iraner(?:in|innen|n)?
        albaner(?:in|innen|n)? kosovar\w* serb(?:en|in|innen) kroat(?:en|in|innen) bosnier\w*
        mazedonier\w* mon?tenegriner\w* türken türkin(?:nen)? polin(?:nen)? ungarin(?:nen)?
        ungarn(?=\s+(?:sind|kommen|haben)) griech(?:en|in|innen) italiener(?:in|innen|n)?
        spanier(?:in|innen|n)? portugies(?:e|en|in|innen) russ(?:en|in|innen) moldau?er\w*
        somalier\w* eritreer\w* äthiopier\w* nigerianer\w* ghanaer\w* marokkaner\w* tunesier\w*
        algerier\w* ägypter(?:in|innen|n)? libanes(?:e|en|in|innen) georgier\w* armenier\w*
        aserbaidschaner\w* thailänder\w* brasilianer\w* kolumbianer\w* amerikaner(?:in|innen|n)?
        franzosen französin(?:nen)? belgier\w* niederländer\w* tschech(?:e|en|in|innen)
        slowak(?:e|en|in|innen) slowen(?:e|en|in|innen) litauer\w* lett(?:en|in|innen) esten
        belaruss(?:e|en|in) kasach(?:e|en|in|innen) usbek(?:e|en|in|innen) tadschik(?:e|en|in)
        koreaner\w* japaner\w* nepales(?:e|en|in|innen) guineer\w* senegales(?:e|en|in|innen)
        kameruner\w* kongoles(?:e|en|in|innen) angolaner\w* sudanes(?:e|en|in|innen) libyer\w*
        jordanier\w* palästinenser\w* jemenit(?:e|en|in) pakistaner\w* chines(?:e|en|in|innen)
        vietnames(?:e|en|in|innen) ausländer(?:in|innen|n)? ausländerkind\w* staatsangehörig\w+
        staatsbürgerschaft\w* nationalität\w* eu-?2(?:-\w+)* eu-?11(?:-\w+)*
        drittstaatsangehörige\w* drittstaatler\w*
    """,
    person="""
        rumänisch bulgarisch syrisch afghanisch ukrainisch irakisch iranisch albanisch
        kosovarisch serbisch kroatisch bosnisch mazedonisch türkisch polnisch ungarisch
        griechisch italienisch spanisch portugiesisch russisch moldauisch somalisch eritreisch
        äthiopisch nigerianisch ghanaisch marokkanisch tunesisch algerisch ägyptisch libanesisch
        pakistanisch indisch chinesisch vietnamesisch georgisch armenisch aserbaidschanisch
        thailändisch brasilianisch kolumbianisch amerikanisch französisch belgisch niederländisch
        tschechisch slowakisch slowenisch litauisch lettisch estnisch belarussisch kasachisch
        usbekisch tadschikisch koreanisch japanisch nepalesisch guineisch senegalesisch
        kamerunisch kongolesisch angolanisch sudanesisch libysch jordanisch palästinensisch
        jemenitisch ausländisch deutsch
    """,
    doubtful="rumäne bulgare türke pole ungar serbe kroate grieche russe inder deutscher deutsche",
)
ORIGIN = Words(
    what="eine Herkunft",
    always=r"""
        herkunft(?:s(?:ort|land|dorf|stadt|region|familie)\w*)? heimatdorf\w* heimatort\w*
        heimatland\w* heimatstadt\w* geburtsort\w* geburtsland\w* gebürtig\w*
        migrationshintergrund\w* einwanderungsgeschichte (?:armuts)?zuwanderer\w* muttersprache
        muttersprachler\w* stolipinowo\w* stolipinovo\w*
    """,
)
ALL = (ETHNICITY, CODES, RACE, RELIGION, KINSHIP, MOBILITY, STATUS, NATIONALITY, ORIGIN)

# States and regions from which somebody "kommt" or "stammt"; a school or a paper may be from there.
COUNTRIES = """
    rumänien bulgarien syrien afghanistan ukraine irak iran albanien kosovo serbien kroatien
    bosnien nordmazedonien mazedonien montenegro türkei polen ungarn griechenland italien spanien
    portugal russland moldau somalia eritrea äthiopien nigeria ghana marokko tunesien algerien
    ägypten libanon pakistan indien china vietnam afrika balkan osteuropa südosteuropa kurdistan
    georgien armenien aserbaidschan thailand brasilien kolumbien frankreich tschechien slowakei
    litauen lettland belarus kasachstan usbekistan guinea senegal kamerun kongo angola sudan
    libyen jordanien palästina jemen tschetschenien plowdiw plovdiv bukarest aleppo damaskus
    idlib kabul mossul sliwen
"""

PERSONS = r"""
    familien? kind(?:er|ern|es|s)? eltern(?:teil)?s? mütter[n]? mutter väter[n]? vater jungen?s?
    mädchens? schüler(?:in|innen|n|s)? jugendliche[rnm]? leuten? frau(?:en)? mann(?:es)? männern?
    bewohner(?:in|innen|n|s)? nachbar(?:n|in|innen|s)? gruppen? community mitschüler\w* herkunft
    abstammung aussehen\w* teint typ sippe\w* verwandte[nr]? geschwister[n]? brüder[n]? bruder
    schwester[n]? bande haushalte?n? großmutter großvater großeltern bürger\w* zuwanderer\w*
    mieter\w* staatsangehörige[nr]? minderheit\w* volksgruppe\w* großfamilie\w* pass(?:es)?
    wurzeln hintergrund\w*
"""

# Behind an adjective of faith these are names of houses and bodies, not of people.
INSTITUTIONS = r"""
    \w*schulen? \w*gymnasi\w+ \w*kita\w* \w*kindergart\w* \w*krankenh\w+ \w*kirche\w*
    \w*gemeinde\w* \w*friedh\w+ \w*verein\w* \w*verband\w* \w*hilfe \w*beratung\w* \w*bildung\w*
    \w*akademie\w* \w*haus \w*museum\w* \w*viertel \w*eck \w*stiftung\w* \w*werk\w* \w*träger\w*
    \w*zentrum\w* \w*jugend \w*bücherei\w* straße platz \w*feiertag\w* \w*fest \w*partei
"""
