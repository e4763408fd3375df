"""Text inside Markdown: what is taken apart, and what is left as it is."""

from __future__ import annotations

import pytest

from dashboard.frame.plain import JOINER, plain


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("曹集乡·前梁阁村", "曹集乡·前梁阁村"),
        ("2026-10 3.5% 1/2", "2026-10 3.5% 1/2"),
        ("a  b", "a  b"),
        ("县(市、区)", r"县\(市、区\)"),
        ("![x](y)", r"\!\[x\]\(y\)"),
        ("$x$ `y` **z** ~~w~~ a|b a^b", r"\$x\$ \`y\` \*\*z\*\* \~\~w\~\~ a\|b a\^b"),
        ("a\\b", r"a\\b"),
        ("<b>&lt;", r"\<b\>\&lt;"),
        ("- 一", r"\- 一"),
        ("1. 一", r"1\. 一"),
        ("=x", r"\=x"),
        ("  # x", r"\# x"),
        ("a\n\n===\r\nb\tc\x0bd", f"a ={JOINER}={JOINER}= b c d"),
        (":red[x]", rf"\:{JOINER}red\[x\]"),
        ("http://x", rf"http\:{JOINER}//x"),
        ("www.x.cn", f"www{JOINER}.x.cn"),
        ("WWW.x.cn", f"WWW{JOINER}.x.cn"),
        ("a@b.cn", rf"a{JOINER}\@b.cn"),
        ("a->b", rf"a-{JOINER}\>b"),
        ("a<-b", rf"a\<{JOINER}-b"),
        ("a--b", f"a-{JOINER}-b"),
        ("a>=b<=c~=d", rf"a\>{JOINER}=b\<{JOINER}=c\~{JOINER}=d"),
    ],
)
def test_text_in_markdown(name: str, expected: str) -> None:
    assert plain(name) == expected
