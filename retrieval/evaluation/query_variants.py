"""Other ways to ask for a tag: what people type who do not know our vocabulary.

These are test queries. Whoever writes phrasings to train on keeps them apart from `all_variants()`. Kinds:
*synonym* another word for it, or a kind of it that everybody knows, *plural* another number, *abbreviation*
shorter, or written out where the tag is short, *spelling* as others spell it, *paraphrase* several words that
describe it without naming it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from retrieval.evaluation.tag_retrieval import TagQuery

KINDS = {"=": "synonym", "#": "plural", "~": "abbreviation", "%": "spelling", ">": "paraphrase"}

# tag | variants, each with the sign of its kind in front
_TABLE = """
    classical | =art music | >symphonies and sonatas of the great composers | >what a concert hall plays
    electronic | =electronica | ~electro | >tracks made on computers and machines
    pop | =top 40 | %popular music | >catchy chart hits with a sing-along chorus
    rock | %rock'n'roll | =rock and roll | >a band with loud guitars and a drummer
    jazz | =bebop | %jazzy | >improvised solos over a walking bass in a smoky club
    folk | =americana | =folksong | >old village tunes passed down by ear
    hip-hop | %hip hop | %hiphop | =boom bap | >beats and rhymes from the street
    metal | =headbanger | =moshpit | >crushing riffs and double bass drumming
    soundtrack | #soundtracks | =film score | ~ost | >the score of a movie
    blues | =delta blues | %bluesy | >twelve bars of heartache on a guitar
    country | =nashville | =honky tonk | >cowboy tunes from the american south
    funk | %funky | =p-funk | >slap bass and tight horn stabs that make you move
    soul | =motown | %soulful | >heartfelt singing with roots in gospel
    reggae | =rocksteady | =jamaican | >laid back offbeat guitar from jamaica
    latin | %latino | =salsa | >fiery rhythms from south america
    world | =ethnic | =global | >traditional sounds from faraway countries
    ambient | =atmospheric soundscape | =drone music | >drifting pads with no beat at all
    techno | =detroit techno | =acid | >relentless four on the floor in a dark warehouse
    house | =deep house | %house music | >uplifting club beats from chicago
    trance | =psytrance | =goa | >euphoric build-ups and arpeggios for ravers
    drum and bass | ~dnb | %drum n bass | %drum'n'bass | =jungle | >very fast breakbeats over a deep sub
    downtempo | =trip hop | %down tempo | >slow electronic beats to unwind
    idm | ~intelligent dance music | =glitch | >brainy electronics with crooked broken beats
    industrial | =ebm | =factory noise | >harsh clanging machines and noise
    synth-pop | %synthpop | %synth pop | =new wave | >eighties hits full of keyboards
    chiptune | #chiptunes | =8-bit | %chip tune | >bleeps like an old game console
    dubstep | =brostep | %dub step | >wobbling bass drops at half speed
    dance | ~edm | ~electronic dance music | =club music | >something to move to all night long
    disco | =discotheque | =studio 54 | >glittering seventies nights under a mirror ball
    trap | =atlanta rap beats | =southern rap | >rattling hi-hats and booming 808s
    baroque | =bach and vivaldi | %barock | >ornate counterpoint from the time of powdered wigs
    renaissance | =madrigal | %renaissance era | >lutes and viols at a sixteenth century court
    medieval | =middle ages | %mediaeval | >troubadours and monks of long ago
    early music | =historical performance | =period instruments | >what people played before seventeen hundred
    chamber | =string quartet | %chamber music | >a handful of classical players in a small room
    orchestral | =symphonic | =philharmonic | >a full orchestra playing together
    opera | #operas | =aria | >grand singing drama on a stage
    choral | =cantata | =motet | >many people singing in harmony
    sacred | =liturgical | =church music | >hymns and masses for worship
    solo piano | =piano solo | #piano solos | >nothing but a pianist playing alone
    solo guitar | =guitar solo | #solo guitars | >just one person picking six strings
    minimal | =minimalism | %minimalist | >short patterns that repeat and change very slowly
    contemporary classical | =modern classical | =neoclassical | >concert works by living composers
    indie | ~independent music | =bedroom pop | >young bands without a big label
    alternative | ~alt | =alternative rock | =grunge | >guitar bands outside the mainstream
    hard rock | %hardrock | =stadium rock | >big loud riffs and a wailing singer
    heavy metal | %heavymetal | =thrash | >fists in the air galloping guitars
    punk | =punk rock | =pogo | >three chords played fast and angry
    classic rock | =seventies rock | =dad rock | >what the radio played for dads in denim
    progressive | ~prog | =prog rock | >long songs with odd metres and many sections
    psychedelic | ~psych | =acid rock | =trippy | >swirling colours and a head full of dreams
    post-rock | %post rock | %postrock | >guitars that swell slowly into walls of sound
    ballad | #ballads | =slow song | >a tearful song for two at the end of the night
    singer-songwriter | %singer songwriter | #singer-songwriters | >one person with a guitar telling stories
    electropop | %electro pop | %electro-pop | >sugary tunes on shiny synths
    rnb | ~r&b | =rhythm and blues | %r'n'b | >silky singing over smooth slow beats
    swing | =big band | =jitterbug | >ballroom horns of the nineteen forties
    bossa nova | %bossanova | ~bossa | >soft brazilian guitar on the beach of ipanema
    celtic | =irish | =gaelic | >fiddles and whistles in a dublin pub
    march | #marches | =marching band | >left right left right with brass and snare
    waltz | #waltzes | %valse | >one two three one two three round the ballroom
    lullaby | #lullabies | =cradle song | >sing the baby to sleep
    new age | %new-age | =healing music | >crystals and incense at the spa
    chillout | %chill out | ~chill | =lounge | >sunset drinks by the pool
    experimental | =avant-garde | =weird | >strange sounds that break all rules
    oldies | =golden oldies | =retro hits | >what my grandparents danced to
    piano | #pianos | =pianoforte | =grand piano | >someone at the black and white keys
    electric piano | =fender rhodes | #electric pianos | ~e-piano | >warm bell-like keys from the seventies
    organ | #organs | =hammond | =pipe organ | >pipes that fill a cathedral
    harpsichord | #harpsichords | =cembalo | >plucked keyboard that sounds like the eighteenth century
    accordion | #accordions | =squeezebox | %accordeon | >bellows and buttons on a paris street
    guitar | #guitars | %gitar | >six strings being picked or strummed
    acoustic guitar | #acoustic guitars | =fingerpicking | =unplugged guitar | >strumming by the campfire
    electric guitar | #electric guitars | =stratocaster | ~e-guitar | >plugged in six string and an amp
    distorted guitar | #distorted guitars | =overdriven guitar | =fuzz guitar | >a wall of crunchy riffs
    bass guitar | #bass guitars | =electric bass | =bassline | >four low strings plugged in
    double bass | #double basses | =upright bass | =contrabass | >the big wooden low one that stands up
    synth bass | #synth basses | =bass synth | =moog bass | >a fat low buzzing keyboard line
    strings | =string section | =violins and cellos | >many bows moving together
    violin | #violins | =fiddle | >the small bowed one held under the chin
    cello | #cellos | =violoncello | >deep bowed singing between the knees
    harp | #harps | =glissando | >angelic plucked strings
    brass | =horns | =brass section | >trumpets trombones and tubas
    trumpet | #trumpets | =cornet | >a bright horn fanfare
    saxophone | #saxophones | ~sax | %saxofone | >a smoky reed horn late at night
    woodwind | #woodwinds | =clarinet | =oboe and bassoon | >reeds and pipes that are blown
    flute | #flutes | =recorder | =pan pipes | >breathy high pipe
    mallets and bells | =xylophone | =glockenspiel | =vibraphone | >small bars struck with sticks
    synthesizer | #synthesizers | ~synth | %synthesiser | >electronic keyboard pads and leads
    plucked folk instruments | =banjo | =sitar | =mandolin | >twangy strings from around the world
    drums | =drum kit | =drummer | =percussion | >someone behind the kit keeping the beat
    electronic drums | =drum machine | =808 | ~e-drums | >programmed beats instead of a drummer
    timpani and taiko | =kettledrums | =war drums | =taiko drums | >huge booming skins
    no drums | =drumless | =without drums | >nobody hits anything | >not a single beat of percussion
    vocals | =singing | =voice | ~vox | >somebody sings on it
    female vocals | =woman singing | =female singer | #women singing | >a lady at the microphone
    male vocals | =man singing | =male singer | #men singing | >a guy at the microphone
    child vocals | =kid singing | =children's choir | #kids singing | >little ones singing
    choir | #choirs | =chorus | =vocal ensemble | >dozens of voices at once
    opera voice | =soprano | =operatic singing | =tenor | >a trained voice that needs no microphone
    spoken word | =narration | =speech | =poetry reading | >somebody talks instead of singing
    rap | =rapping | =mc | =emcee | >fast rhymes spoken in rhythm
    screaming | #screams | =growling | =shouting | >a throat torn to shreds
    no vocals | =instrumental | =without singing | =no singing | >nobody sings a word | =no voice
    calm | =peaceful | =serene | =tranquil | >a still lake at dawn
    relaxed | =laid-back | =mellow | =easygoing | >feet up and nothing to do
    happy | =cheerful | =glad | =feel-good | >puts a smile on your face
    joyful | =jubilant | =joyous | =gleeful | >jumping around for sheer delight
    powerful | =mighty | =forceful | =strong | >hits you like a freight train
    epic | =heroic | =cinematic grandeur | =larger than life | >heroes ride out to save the world
    triumphant | =victorious | =triumph | >the team lifts the trophy
    tense | =suspenseful | =anxious | =nervous | >biting your nails before the bomb goes off
    sad | =sorrowful | =unhappy | =heartbroken | >makes you cry
    melancholic | =wistful | %melancholy | =gloomy | >looking out at the rain and sighing
    tender | =gentle | =delicate | =soft and loving | >a mother holding her newborn
    nostalgic | =nostalgia | =sentimental | =bittersweet memories | >leafing through old photographs
    solemn | =dignified | =grave | =ceremonial | >a minute of silence at the memorial
    dark | =sinister | =brooding | =bleak | >a black forest at midnight
    scary | =frightening | =creepy | =spooky | >something is under the bed
    dreamy | =dreamlike | =ethereal | =hazy | >floating on clouds half asleep
    aggressive | =angry | =furious | =violent | >ready to smash everything
    romantic | =love | =amorous | =intimate | >a candlelit dinner for two
    mysterious | =enigmatic | =mystery | =eerie | >a secret behind a locked door
    playful | =whimsical | =quirky | =cheeky | >kittens chasing a ball of wool
    exciting | =thrilling | =exhilarating | =adrenaline | >heart racing on a roller coaster
    groovy | =in the pocket | #grooves | =danceable groove | >your head nods by itself
    positive | =upbeat | =optimistic | =uplifting | >everything will turn out fine
    negative | =downbeat | =pessimistic | =miserable | >all is lost and nothing helps
    high arousal | =intense | =lively | =stimulating | >wide awake and full of drive
    major key | =major | =major scale | =in a major mode | >bright sounding chords of joy
    slow | =slow tempo | =adagio | =unhurried | >takes its time with every note
    medium tempo | %mid-tempo | %midtempo | =moderato | >walking pace neither hurried nor dragging
    fast | =fast tempo | =presto | =speedy | =quick | >racing along at breakneck speed
    quiet | =soft | =pianissimo | =hushed | >barely above a whisper
    loud | =fortissimo | =noisy | =blaring | >wakes up all the neighbours
    energetic | =high energy | =vigorous | =dynamic | >gets you off the couch
    legato | =smooth and flowing | =sustained notes | >every note melts into the next
    staccato | =choppy | =detached notes | >short sharp separate notes
    dissonant | =atonal | =discordant | =clashing | >notes that hurt against each other
    syncopated | =offbeat | =syncopation | >accents where you do not expect them
    bright | =brilliant | =shimmering | =trebly | >sparkling highs
    solo | #solos | =unaccompanied | =single instrument | >all by oneself
    ensemble | #ensembles | =group playing | =whole band | >everybody plays at the same time
    sparse | =bare | =stripped down | =few notes | >much silence between the sounds
    dense | =busy | =thick texture | =layered | >a lot going on at once
    acoustic | =unplugged | =no electronics | =natural instruments | >only wood and strings no plugs
    distorted | =overdriven | =fuzzy | =distortion | >the speaker seems to tear
    reverberant | =echoing | =reverb | =cavernous | >as if played in a huge cathedral
    dry | =no reverb | =close-miked | =no echo | >right next to your ear in a small dead room
    lo-fi | %lofi | %lo fi | ~low fidelity | >crackling tape from a cheap recorder
    live | =concert recording | =on stage | =in concert | >you can tell an audience is there
    sleep | =sleeping | =bedtime | >music to fall asleep to | >help me drift off tonight
    meditation | =meditative | =mindfulness | =yoga | >breathe in and out on a cushion
    study | =studying | =homework | =concentration | >stay focused on my books
    workout | #workouts | =gym | =exercise | >push me through the last set of weights
    party | #parties | =partying | =night out | >friends dancing all night
    chase scene | #chase scenes | =pursuit | =car chase | >running from the police over rooftops
    horror | =horror movie | =haunted house | =slasher film | >the killer waits in the cellar
    wedding | #weddings | =bridal | =marriage | >walking down the aisle
    love song | #love songs | =serenade | =i love you | >tell her how much she means to me
    background | =background music | ~bgm | =muzak | >something that does not disturb the talk at dinner
    battle | #battles | =combat | =war | >two armies clash with swords
    funeral | #funerals | =burial | =mourning | >saying goodbye at the graveside
    video game | #video games | %videogame | ~vgm | =game music | >the next level of an adventure by joystick
    children | =kids | =nursery | =childlike | >for toddlers in the kindergarten
    advertising | =commercial | ~ads | =jingle | >thirty seconds to sell a new car
"""


def _read(table: str) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in table.strip().splitlines():
        tag, *fields = (field.strip() for field in line.split("|"))
        kinds = found.setdefault(tag, {})
        for field in fields:
            kind = KINDS[field[0]]
            kinds[kind] = (*kinds.get(kind, ()), field[1:])
    return found


VARIANTS: Mapping[str, Mapping[str, tuple[str, ...]]] = _read(_TABLE)
"""Tag to kind of variant to texts."""


def all_variants() -> frozenset[str]:
    """Every variant, lower-cased: what no training text may be equal to."""
    return frozenset(
        text.lower() for kinds in VARIANTS.values() for texts in kinds.values() for text in texts
    )


def with_variants(queries: tuple[TagQuery, ...]) -> tuple[TagQuery, ...]:
    """The queries, each followed by the other ways to ask for its tag."""
    found: list[TagQuery] = []
    for query in queries:
        found.append(query)
        for kind, texts in VARIANTS.get(query.tag, {}).items():
            found += [replace(query, text=text, kind=kind) for text in texts]
    return tuple(found)
