"""Numbered prose whose points stand bare at the end of each entry."""

from kaohe.documents.outline import read_outline
from kaohe.documents.outline_scheme import OutlineScheme, read_outline_scheme

from .prose_samples import paragraphs, tables


def read(text: str) -> OutlineScheme:
    return read_outline_scheme(read_outline(paragraphs(text)), "环境考核办法")


def test_bare_points_behind_a_stop_and_blanks_are_the_entries_own() -> None:
    scheme = read(
        "本办法考核总分50分。\n1、道路每日清扫； 15分\n2、 桶身整洁，及时清运。 10分\n3、墙面没有乱贴，\n沟渠不堵； 10分\n"
        "4、绿地有人管护，没有杂物。 15分\n考核结果纳入年终考核，分值为5分。"
    )
    assert scheme.draft is not None
    assert scheme.draft.tables[0].total == 50
    assert [group.points for group in scheme.draft.tables[0].groups] == [15, 10, 10, 15]
    assert scheme.draft.problems == ()
    assert 6 not in scheme.placed  # what is done with the result is no part of the last entry


def test_bare_points_below_headings() -> None:
    scheme = read(
        "一、日常\n（1）河面打捞，有记录；8分\n（2）岸坡整洁；12分\n（3）公示牌完好，更新及时；10分\n"
        "二、应急\n（1）当天到场；30分\n（2）每年演练，未演练扣5分；20分\n（3）有人值守；20分"
    )
    assert scheme.draft is not None
    points = [[item.points for item in group.children] for group in scheme.draft.tables[0].groups]
    assert points == [[8, 12, 10], [30, 20, 20]]


def test_a_single_entry_that_ends_with_points_is_none() -> None:
    scheme = read(
        "1、召开会议，传达精神；\n2、开展检查，整改问题；\n3、整改问题。上报材料； 5分\n4、上报总结，建立台账；"
    )
    assert tables(scheme.draft) == []
