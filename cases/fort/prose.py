"""FORT's offline check of prose: words of opinion, undated hearsay, and a text in which the subject has no voice."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """One place to look at again: its kind (opinion, hearsay or voice), the words found, and what to do about them."""

    kind: str
    phrase: str
    advice: str


OPINION, HEARSAY, VOICE = "opinion", "hearsay", "voice"

ADVICE: dict[str, str] = {
    OPINION: "Reads as opinion or speculation. Write what was seen or heard, or mark it as opinion and say whose (FORT, Objective).",
    HEARSAY: "Passed on without a date. Say who said it, to whom and when, or note that it is not known (FORT, Objective).",
    VOICE: "The subject has no voice in this text. Add the subject's own account, or say why there is none (FORT, Fair).",
}

SENTENCES_BEFORE_VOICE = 3


def _words(*phrases: str) -> str:
    return rf"\b(?:{'|'.join(phrases)})\b"


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+|\n|$)")
_ABBREVIATED = re.compile(r"\b([ap])\.m\.", re.IGNORECASE)

_PERSON = (
    r"(?:he|she|they|(?:the|this|that|his|her|their) (?:\w+ )?(?:subject|student|boy|girl|kid|child|teen|man|woman|mother|father|mom|dad"
    r"|parents?|family|brother|sister|target|friend|teacher|coach))"
)
_FACTUAL = (
    r"(?:\w+ed|\w+ing|\w+ly|[a-z]+teen|\d+|one|two|three|not|no|also|still|now|then|there|here|in|on|at|to|with|under|by|for|from|of|off|out|up"
    r"|as|near|next|who|what|where|when|home|seen|told|said|read|thrown|hit|hurt|cut|lost|let|caught|sent|given|taken|found|put|kept|left|met|shown|heard|driven|known|born|made|held|brought"
    r"|absent|present|calm|quiet|upset|late|early|alone|asleep|awake|ill|sick|tardy|able|eligible|new|older|younger|old|first|last|the|part|back|away|outside"
    r"|an? (?:\w+ )?(?:student|sophomore|junior|senior|freshman|friend|brother|sister|cousin|neighbor|member|teammate|player|classmate"
    r"|parent|teacher|coach|employee|minor|adult|witness))"
)
_JUDGED = _pattern(
    _words(
        r"I (?:really )?(?:think|feel|believe|guess|suspects?|assume|doubt|fear|worry)|I(?: am|'m) (?:sure|convinced|afraid|worried)",
        r"(?:in )?my (?:opinion|view|mind|gut|sense|impression|guess)|gut feeling|bad feeling|no doubt|without (?:a )?(?:question|doubt)",
        r"obviously|clearly|plainly|probably|likely|possibly|presumably|surely|certainly|definitely|undoubtedly|seemingly|perhaps|maybe",
        r"frankly|honestly|basically|of course|deep down|goes without saying|hard to believe|only a matter of time|must have",
        r"you can tell|can see that|nothing more than|cry for help|I would (?:not|never)|should be ignored|needs? to be|always been",
        r"(?:every|any)(?:body|one) knows|by nature|nothing but|kids like|always ends? up|will never|would never|not the type",
    ),
    rf"\b{_PERSON} (?:is|was|are|were) (?:so|very|too|really|just|only|such|quite|rather|\w+ly)\b",
    rf"\b{_PERSON} (?:seems?|appears?|looks like|acts? like|comes? across|sounds?) (?!in\b|on\b|at\b)\w+",
    rf"\b{_PERSON} (?:is|was|are|were) (?!{_FACTUAL}\b)(?:an? )?\w+",
    r"\b(?:his|her|their) (?:smile|eyes|look|mind|heart|soul|attitude|apology) (?:is|are|was|were|seems?) \w+",
    r"\b(?:has|have|had) an? (?:\w+ )?(?:soul|mind|heart|attitude|streak|temper|personality|chip on)\b",
    rf"\b{_PERSON} (?:hates?|loves?|enjoys?|craves?|resents?|thrives?|means|intends?|knows|wants?|needs?|likes?)\b",
    r"\b(?:has|have|had) (?:no|zero) (?:conscience|remorse|shame|empathy|respect|feelings?)\b|\ban? (?:stupid|silly|dumb|sick) joke\b",
    r"\b(?:school shooter|time bomb|psycho(?!log|th?er)\w*|creep\w*|weird\w*|evil|brat|monster|freak|loner|liar|lying|fake|rotten)\b",
    r"\b(?:bad|good|nice|normal|spoiled|troubled|disturbed|dark) (?:home|family|kid|child|boy|girl|influence|seed|look|soul)\b",
    r"\b(?:wants?|seeks?|after|looking for) attention\b|\b(?:is|are) up to something\b|\bsick inside\b",
)
_SPEAKERS = (
    r"(?:students|kids|people|friends|classmates|peers|graders|players|teachers|parents|staff|neighbors|witnesses|others|some|many|several"
    r"|everyone|everybody|someone|somebody|they|an? (?:\w+ )?(?:student|friend|parent|neighbor|player|classmate|cousin|teacher))"
)
_SAYS = (
    r"(?:say|says|said|saying|claim|claims|claimed|tell|tells|telling|told|report|reported|mention|mentioned|heard|talk|talking|whisper)"
)
_OWN = r"(?:subject|student|he|she|i|we|to|not|was|were|is|are|be|been|the|a|an|that|this|and|his|her|their|being|as)"
_PASSED_ON = _pattern(
    rf"\b(?!{_OWN}\b)[a-z-]+ (?:has |have |had )?(?:said|says|claim(?:s|ed)?|told|tells|mention(?:s|ed)|reported|overheard|insists)\b",
    rf"\b{_SPEAKERS}(?: (?:of|in|from) (?:the |his |her |their )?\w+(?: \w+)?)?(?: (?:have|has|had|are|is|all|also|been))* {_SAYS}\b",
    _words(
        r"rumou?r\w*|(?:there is|there's|there was) talk|talk among|the story goes|word (?:is|has)|it is said|(?:is|are) said to",
        r"from what \w+",
        r"(?:was|were|been) (?:told|informed)|it was (?:reported|said)|reportedly|supposedly|allegedly|apparently|(?:have|has|I|we) heard",
        r"heard (?:that|from)|learned from|according to (?:an? |some |other |several |many |a few |the )*"
        r"(?:students?|kids|people|staff|peers|classmates?|others|friends?|parents?|neighbors?)",
        r"told (?:an?|the|another|someone|somebody|others|her|his|their)|mentioned (?:that|to)",
    ),
)
_DATED = _pattern(
    _words(
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)day",
        r"January|February|March|April|May|June|July|August|September|October|November|December",
        r"yesterday|today|this (?:morning|afternoon|evening|week)|last night|\d{1,2}[:/.-]\d{1,2}|\d{1,2} ?[AP]M|20\d\d",
    )
)
_SPEAKING = r"said|says|stated|told|explained|denied|answered|wrote|described|named|asked|admitted|apologized|agreed|declined to answer"
_HEARD = _pattern(
    rf"\b(?:he|she|they|subject|student)(?: has| had)? (?:{_SPEAKING})\b",
    r"\bown (?:account|words)\b|\bsubject's (?:account|statement|words)\b",
)


def check_prose(text: str) -> tuple[Remark, ...]:
    """Places where the text reads as opinion or undated hearsay, in the text's order, and a missing voice last.

    Words in quotation marks are somebody's words and are passed over. It looks at words, not at meaning: of sentences
    that it was not made with it finds about six in ten. It never blocks; a person decides.
    """
    plain = _ABBREVIATED.sub(r"\1m", text)
    remarks = [remark for sentence in _sentences(plain) for remark in _remarks(_QUOTED.sub("“ ”", sentence))]
    if _lacks_voice(plain):
        remarks.append(Remark(VOICE, "", ADVICE[VOICE]))
    return tuple(remarks)


def _sentences(text: str) -> list[str]:
    return [found.group().strip() for found in _SENTENCE.finditer(text) if found.group().strip()]


def _remarks(sentence: str) -> list[Remark]:
    found = [(OPINION, match) for match in _JUDGED.finditer(sentence)]
    passed_on = None if _DATED.search(sentence) else _PASSED_ON.search(sentence)
    if passed_on:
        found.append((HEARSAY, passed_on))
    return [Remark(kind, match.group(), ADVICE[kind]) for kind, match in sorted(found, key=lambda pair: pair[1].start())]


def _lacks_voice(text: str) -> bool:
    return len(_sentences(text)) >= SENTENCES_BEFORE_VOICE and not _QUOTED.search(text) and not _HEARD.search(text)
