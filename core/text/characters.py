"""Signs that no page, feed, table or letter can hold, and signs that look different and mean the same."""

import re
import unicodedata
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict

LINE_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control characters but tab and line feed, halves of pairs, and the sixty-six non-characters: XML 1.0 forbids most.
UNKEPT = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
HYPHENS = re.compile("[\u2010-\u2015\u2212\u2e3a\ufe58\ufe63\uff0d]")
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
# Radicals that copied PDF files have instead of characters, where NFKC does not know them (Unicode, block 2E80–2EF3).
RADICALS = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
    "厂乛乚乙亻冂几刀刂卜㔾小小兀尣尢巳幺彑彐忄㣺扌攵旡日月歺民氵氺灬爫爫丬牛犭王疋目示礻竹糹纟罓罒㓁㓁网羊羊羊耂肀聿肉臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龟亀",
)


def keepable(text: str) -> str:
    """``text`` without what no database, page, feed or office file can hold.

    Office programs write U+000B for a line break inside a paragraph: such signs become line breaks, others go.
    """
    return UNKEPT.sub("", LINE_BREAKS.sub("\n", text))


def folded(number: str) -> str:
    """A number that a person typed, in plain digits, letters, brackets and hyphens, however wide they were written."""
    return INVISIBLE.sub("", HYPHENS.sub("-", unicodedata.normalize("NFKC", number))).strip()


def only_keepable(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: whatever is sent by a form, or asked for in an address, holds only what can be kept and shown.

    One place for every field of every form: what got through once made the feeds of a body unreadable for everybody.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.META.get("QUERY_STRING"):
            request.GET = _cleaned(request.GET)
        if request.method == "POST":
            request.POST = _cleaned(request.POST)
            for several in request.FILES.lists():
                for file in several[1]:
                    file.name = keepable(file.name).replace("\n", " ")
        return get_response(request)

    return answer


def _cleaned(sent: QueryDict) -> QueryDict:
    if not any(UNKEPT.search(text) or LINE_BREAKS.search(text) for pair in sent.lists() for text in pair[1]):
        return sent
    clean = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        # A zero byte is left where it is: no person types one, and every field refuses it by name.
        clean.setlist(name, ["\0".join(map(keepable, value.split("\0"))) for value in values])
    clean._mutable = False
    return clean
