"""Personal data in free text: what must be found, and what must be left in peace."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pytest

from ingest.submissions import personal_names
from ingest.submissions.screening import FLAG_TITLES, Span, find_personal_data


@pytest.fixture(autouse=True, scope="module")
def _without_dictionary() -> Iterator[None]:
    """Judge the rules alone, wherever the tests run."""
    with mock.patch.object(personal_names, "are_available", lambda: False):
        yield


def find_kinds(text: str) -> set[str]:
    return {span.kind for span in find_personal_data(text)}


FOUND = {
    "phone": [
        "03-1234-5678",
        "電話は０３－１２３４－５６７８です",
        "090 1234 5678に",
        "(022)123-4567まで",
        "0120-123-456",
        "09012345678",
        "〇九〇―一二三四―五六七八",
        "+81 90-1234-5678",
        "+81(0)3-1234-5678",
        "０３の１２３４の５６７８",
        "090.1234.5678",
        "①090-1234-5678",
        "05月12日 03-1234-5678",
        "2024年に090-1234-5678、090-8765-4321",
        "電話 1234-5678",
        "FAX：123-4567",
        "TEL 22-3456",
    ],
    "mail": [
        "taro.yamada@example.jp",
        "連絡はｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐまで",
        "taro(at)example.com",
        "taro [at] example.com",
        "taroアットマークexample.ne.jp",
        "taro @ example . jp",
        "taro@例え.jp",
        "TARO+news@EXAMPLE.JP",
        "taro(at)example(dot)com",
        "メールは taro@",
    ],
    "postal_code": [
        "〒980-0811",
        "〒９８００８１１",
        "郵便番号 980 0811",
        "980-0811 仙台市青葉区",
        "〒九八〇―〇八一一",
    ],
    "my_number": [
        "123456789018",
        "1234-5678-9018",
        "１２３４　５６７８　９０１８",
        "番号は2024 1234-5678-9018です",
        "マイナンバー 1234 5678 9012",
        "個人番号：111122223333",
    ],
    "account_number": [
        "普通 1234567",
        "口座番号は１２３４５６７です",
        "当座預金：7654321",
        "ゆうちょ 記号 12345 番号 12345671",
        "普通預金 一二三四五六七",
    ],
    "card_number": ["4111 1111 1111 1111", "４１１１－１１１１－１１１１－１１１１", "378282246310005"],
    "licence_number": ["免許証 123456789012", "パスポート番号 TK1234567", "保険証の番号は12345678です"],
    "url": [
        "https://example.jp/a?b=c",
        "www.example.jp",
        "ｗｗｗ．ｅｘａｍｐｌｅ．ｊｐ",
        "example.com/abc を見て",
        "hxxp://example.jp",
        "my-blog.hatenablog.com",
    ],
    "social_handle": [
        "@tsunagu_taro に連絡",
        "LINE IDは abc_def です",
        "インスタのアカウント：taro.y",
        "ライン ID taro123",
    ],
    "birth_date": [
        "1980年5月3日生まれ",
        "生年月日：昭和55年5月3日",
        "生年月日 1980/05/03",
        "誕生日は五月三日",
        "昭和五十五年五月三日生まれ",
        "S55.5.3生",
        "平成元年1月8日に生まれ",
    ],
    "street_address": [
        "青葉区一番町3-7-1",
        "一番町三丁目七番一号",
        "本町１丁目２－３",
        "1234番地",
        "12番3号",
        "第二ハイツ203号室",
        "大字上野字原 123-4",
    ],
    "age_with_honorific": [
        "山田さん（42歳）",
        "35歳の○○様",
        "Aさん、８２才",
        "山田太郎（42）",
        "四十二歳の田中氏",
    ],
    "honorific_name": [
        "山田さん",
        "佐々木様",
        "田中氏は",
        "花子ちゃん",
        "健太くん",
        "鈴木先生",
        "中村 さん",
        "ホセさん",
        "ﾔﾏﾀﾞさん",
        "マリア・サントスさん",
        "やまださん",
        "はなこちゃん",
        "Smithさん",
        "土屋さん",
        "木村さん",
        "服部さん",
        "本多様",
        "森くん",
        "山田健一様",
        "花子ちゃんと遊ぶ",
        "さとうさん",
        "なおこさん",
        "おおばさん",
        "あきひとさん",
        "ジャネットさん",
        "カネコさん",
        "山田職員さん",
        "架空 花子さん",
        "佐藤理事長が話した",
        "氏名：架空 花子",
    ],
}

CLEAN = [
    "",
    "若者の居場所がない。夏休み、ひとり親の子どもが昼食をとれない。",
    "利用者さん、職員さん、皆さん、お母さん、お子さん、患者さん、保護者さん、ボランティアさんの声",
    "子どもさん、お孫さん、おばあちゃん、お兄ちゃん、赤ちゃん、奥さん、旦那さん、親御さん、お医者さん",
    "みんなのおかあさんと、うちのとうさんと、となりのおばさんと、おこさんと、ひとさまに",
    "シングルマザーさん、ママさん、ケースワーカーさん、千葉県職員さん、福島市民さん、林業者さん",
    "看護師さんと民生委員さんと町内会長さんと社協さんと市役所さんに相談した",
    "担任の先生と校長先生と園長先生",
    "お客様、皆様、神様、多様な人、同様の例、様子を見る、様々な仕様、模様替え、ありさま、さまざま",
    "たくさんの人が、ごくろうさんと言う",
    "Aさんと○○さんとＢ君",
    "働くんですが、行くんだ、聞くんじゃない",
    "ちゃんと食べたい。もうちゃんとした服がない",
    "氏名を書けない。氏神様。彼氏がいない。殿堂。",
    "2024年5月1日 10:00〜12:00、参加者120名、予算1,234,567,890円",
    "2023-04-01から2024-03-31まで、令和5年4月1日から実施",
    "法人番号は5360005001432です",
    "1-2人の支援員で30-40人を見る。100-2000人が集まる",
    "3.11の後、2.5倍になった。60.5%が困る",
    "全国で1,718の市町村のうち一番多い。三人に一人",
    "福島県知事と千葉市長と大田区長に提出",
    "普通の家庭で2000000円",
    "18歳の若者、70歳以上の方",
    "三番目の子。一番困るのは食費",
    "電話が3回、相談が12件",
    "NPO法人・一般社団法人の連携 24時間365日",
]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts])
def test_personal_data_is_found(kind: str, text: str) -> None:
    assert kind in find_kinds(text)


@pytest.mark.parametrize("text", CLEAN)
def test_an_ordinary_text_is_left_in_peace(text: str) -> None:
    assert find_personal_data(text) == []


def test_every_kind_is_tried_and_has_a_title() -> None:
    assert FOUND.keys() | {"personal_name"} == FLAG_TITLES.keys()


def test_a_span_is_cut_out_of_the_text_as_written() -> None:
    text = "連絡先は０９０－１２３４－５６７８、山田さん"
    assert find_personal_data(text) == [
        Span("phone", 4, 17, "０９０－１２３４－５６７８"),
        Span("honorific_name", 18, 22, "山田さん"),
    ]


def test_two_readings_of_one_number_are_one_span() -> None:
    assert [span.value for span in find_personal_data("05 12 03-1234-5678") if span.kind == "phone"] == [
        "05 12 03-1234-5678"
    ]


def test_an_individual_number_with_a_wrong_check_digit_is_another_number() -> None:
    assert "my_number" not in find_kinds("1234-5678-9012")


def test_twelve_digits_of_a_longer_number_are_no_individual_number() -> None:
    assert "my_number" not in find_kinds("1234567890180")


def test_a_card_number_that_fails_its_check_is_another_number() -> None:
    assert "card_number" not in find_kinds("4111 1111 1111 1112")
