"""Which words can be Vietnamese syllables at all: the judge between two readings of old fonts."""

import re
import unicodedata

from app.vietnamese.text import TONES, nfc

_ONSETS = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh
ip it iu o oa oac oach oai oam oan oang oanh oao oat oay oăc oăm oăn oăng oăt oap
oc oe oen oeo oet oi
om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch
uênh ui um un ung uô uôc uôi uôm uôn uông uôt up ut uơ uy uya uych uyên uyêt uynh uyt uyu uyn uyp ư
ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu ynh ych yt ym
"""
_SYLLABLE = re.compile(
    f"(?:{_ONSETS})?(?:{'|'.join(sorted(_RIMES.split(), key=len, reverse=True))})"
)
_STOPPED = re.compile(r"(?:c|ch|p|t)$")
_SAC_NANG = TONES[3:]


def is_syllable(word: str) -> bool:
    """Whether `word` (any case) is spelt like a Vietnamese syllable with a possible tone."""
    marks = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in marks if c in TONES]
    base = nfc("".join(c for c in marks if c not in TONES))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(base):
        return False
    # A final p, t, c or ch bears sắc or nặng only; without any tone it is an abbreviation at best.
    return not _STOPPED.search(base) or not tones or tones[0] in _SAC_NANG
