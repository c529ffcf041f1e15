"""Which character encodings a message may name."""

import codecs
import re
from functools import lru_cache

# Python also has codecs that are no charsets, and some take minutes: punycode, idna.
_CHARSETS = re.compile(
    r"utf-8(?:-sig)?|utf-16(?:-[lb]e)?|ascii|iso8859-\d+|cp125\d|koi8-[rut]"
    r"|gb2312|gbk|gb18030|big5|shift_jis|euc_\w+"
)


@lru_cache(maxsize=256)
def codec_of(charset: str) -> str | None:
    """Return the codec of a charset as Python names it; None for what is no charset of text."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):  # a NUL in the name
        return None
    return name if _CHARSETS.fullmatch(name) else None
