"""Fictional Chinese names for places and people, unique among those with the same parent."""

from __future__ import annotations

from itertools import product

import numpy as np

from etl.demo.arrays import Bools, Ints, Rng, Texts, rank_within, texts

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文建国庆志红海波立新春梅永德"
    "福宝忠义成林峰雪莉婷浩宇晨阳思远嘉欣子涵佳怡俊凯博文瑞祥云飞鹏程振东晓光学良"
)
_VILLAGE_PREFIX = ("", "前", "后", "东", "西", "南", "北", "大", "小", "新", "老")
_VILLAGE_SURNAMES = _SURNAMES[:72]
_VILLAGE_END = "庄楼集寨营店堂桥坊湾岗洼堤阁圈口屯铺园楸"
_TOWN_FIRST = "柳清白石青双龙凤金银安永和太平兴长新古高黄红云泉河桑槐杏桃梨松竹梅荷菱芦苇禾稻麦"
_TOWN_LAST = "河桥集店岗湖口堂丘林塘湾山门阳川原泽陵坡溪泉台寺"
_STREET = (
    "和平", "建设", "人民", "文化", "朝晖", "幸福", "解放", "胜利", "团结", "新华", "向阳", "光明",
    "友谊", "中兴", "东关", "西关", "南关", "北关", "古城", "新城", "滨河", "站前", "府前", "民主",
)  # fmt: skip
_COMMUNITY_END = ("", "里", "苑", "园", "路", "桥", "坊", "巷", "东", "西", "南", "北", "一", "二")
_COUNTY_FIRST = "青云柳望梁泽禾桐桑槐沛芦菱荷稷澜汀岚筠"
_COUNTY_LAST = "禾泽陵川原溪桥丘汀梁畴屿坪渚垣荫"
_REAL = {"云溪", "青川", "青原", "芦溪"}  # districts and counties that exist
#: Names that a reader must survive: rare characters of GB18030, a quote, and markup.
AWKWARD = ("㙍上村", "𠮷庄村", "O'Brien村", "<img src=x onerror=alert(1)>村")


def _deal(size: int, groups: Ints, rng: Rng) -> Ints:
    """A place in a pool of ``size`` for each member, never twice in one group.

    Each group walks the pool from its own start with its own step; a prime length makes
    every step reach everything.
    """
    prime = next(n for n in range(size, 1, -1) if all(n % d for d in range(2, int(n**0.5) + 1)))
    count = int(groups.max()) + 1
    start, step = rng.integers(0, prime, count), rng.integers(1, prime, count)
    out: Ints = (start[groups] + rank_within(groups) * step[groups]) % prime
    return out


def _pool(parts: list[str], rng: Rng) -> Texts:
    return texts(parts)[rng.permutation(len(parts))]


def _pairs(first: str, last: str, rng: Rng) -> Texts:
    return _pool([a + b for a, b in product(first, last) if a != b and a + b not in _REAL], rng)


def city_names(count: int, rng: Rng) -> Texts:
    """Names of cities (市) of the fictional province."""
    pool = _pairs(_COUNTY_FIRST, _COUNTY_LAST, rng)
    named: Texts = pool[:count] + "市"
    return named


def county_names(city: Ints, is_district: Bools, rng: Rng) -> Texts:
    """Names of districts (区) and counties (县)."""
    pool = _pairs(_COUNTY_FIRST, _COUNTY_LAST, rng)
    ending = np.where(is_district, "区", "县").astype(object)
    named: Texts = pool[_deal(len(pool), city, rng)] + ending
    return named


def township_names(county: Ints, kind: Ints, rng: Rng) -> Texts:
    """Names of street offices (kind 0), towns (1) and townships (2)."""
    pool = _pairs(_TOWN_FIRST, _TOWN_LAST, rng)
    named: Texts = pool[_deal(len(pool), county, rng)]
    street = kind == 0
    if street.any():
        urban = _pool(list(_STREET), rng)
        ranks = rank_within(county[street])
        few = ranks < len(urban)
        # A district with more street offices than that has some of the other pool.
        named[np.flatnonzero(street)[few]] = urban[ranks[few]]
    ending = texts(["街道", "镇", "乡"])[kind]
    out: Texts = named + ending
    return out


def place_names(township: Ints, is_community: Bools, rng: Rng) -> Texts:
    """Names of villages (村) and communities (社区), four villages with awkward ones."""
    parts = [a + b + c for a, b, c in product(_VILLAGE_PREFIX, _VILLAGE_SURNAMES, _VILLAGE_END)]
    villages = _pool([part + "村" for part in parts], rng)
    parts = [a + b + "社区" for a, b in product(_STREET, _COMMUNITY_END)]
    communities = _pool(parts, rng)
    out: Texts = np.empty(len(township), dtype=object)
    rural = np.flatnonzero(~is_community)
    out[rural] = villages[_deal(len(villages), township[rural], rng)]
    urban = np.flatnonzero(is_community)
    out[urban] = communities[_deal(len(communities), township[urban], rng)]
    out[rng.choice(rural, len(AWKWARD), replace=False)] = texts(list(AWKWARD))
    return out


def official_names(count: int, rng: Rng) -> Texts:
    """Names of people; namesakes occur, as they do."""
    surnames, given = texts(list(_SURNAMES)), texts([*_GIVEN, ""])
    # Common surnames come first in the list and are common here too.
    first = surnames[(len(_SURNAMES) * rng.random(count) ** 1.8).astype(np.int64)]
    second = given[rng.integers(0, len(_GIVEN), count)]
    last = given[
        np.where(rng.random(count) < 0.3, len(_GIVEN), rng.integers(0, len(_GIVEN), count))
    ]
    out: Texts = first + second + last
    return out
