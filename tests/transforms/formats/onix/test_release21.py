"""A 2.1 product gives the record that its 3.0 twin gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.transforms.crosswalks.onix.onix_builder import PROFILE, convert_xml, tables
from transforms.calendar import Calendar
from transforms.crosswalks.onix import convert, gate
from transforms.formats.frame import Envelope, Unreadable
from transforms.formats.onix import Dialects, Product, parse
from transforms.record import Outcome

DIALECTS = Dialects(Path(__file__).parents[4] / "schemas" / "onix")
ENVELOPE = Envelope("onix", element="Product", head=b"<w>", tail=b"</w>", sent="2026-11-22T12:00:00Z", release="2.1")

OLD = """<Product><RecordReference>123456</RecordReference><NotificationType>03</NotificationType>
<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789527999011</IDValue></ProductIdentifier>
<ProductForm>DG</ProductForm><EpubType>029</EpubType>
<Series><TitleOfSeries>Saaristo</TitleOfSeries><NumberWithinSeries>2</NumberWithinSeries></Series>
<Title><TitleType>01</TitleType><TitleText>Saaren valot</TitleText><Subtitle>romaani</Subtitle></Title>
<Contributor><SequenceNumber>1</SequenceNumber><ContributorRole>A01</ContributorRole>
<PersonNameInverted>Malli, Maija</PersonNameInverted><PersonNameIdentifier><PersonNameIDType>16</PersonNameIDType>
<IDValue>0000000121032683</IDValue></PersonNameIdentifier></Contributor>
<EditionNumber>2</EditionNumber><Language><LanguageRole>01</LanguageRole><LanguageCode>fin</LanguageCode></Language>
<NumberOfPages>210</NumberOfPages><BASICMainSubject>FIC000000</BASICMainSubject>
<Subject><SubjectSchemeIdentifier>20</SubjectSchemeIdentifier><SubjectHeadingText>meri</SubjectHeadingText></Subject>
<AudienceCode>01</AudienceCode>
<OtherText><TextTypeCode>01</TextTypeCode><TextFormat>02</TextFormat>
<Text textformat="02">&lt;p&gt;Saaren valot syttyvät yksi kerrallaan, kun syksy ja myrskyt tulevat
ulkosaaristoon.&lt;/p&gt;</Text>
</OtherText>
<MediaFile><MediaFileTypeCode>04</MediaFileTypeCode><MediaFileFormatCode>03</MediaFileFormatCode>
<MediaFileLink>https://kuvat.example/1.jpg</MediaFileLink></MediaFile>
<Imprint><ImprintName>Malli</ImprintName></Imprint>
<Publisher><PublisherName>Malli Oy</PublisherName></Publisher><CityOfPublication>Helsinki</CityOfPublication>
<CountryOfPublication>FI</CountryOfPublication><PublishingStatus>04</PublishingStatus>
<PublicationDate>202611</PublicationDate><CopyrightYear>2026</CopyrightYear>
<SalesRights><SalesRightsType>01</SalesRightsType><RightsCountry>FI SE</RightsCountry></SalesRights>
<RelatedProduct><RelationCode>13</RelationCode><EAN13>9789527999028</EAN13><ProductForm>BB</ProductForm></RelatedProduct>
<SupplyDetail><SupplierName>Jakelu</SupplierName><ProductAvailability>20</ProductAvailability>
<Price><PriceTypeCode>01</PriceTypeCode><PriceAmount>9.90</PriceAmount></Price></SupplyDetail></Product>"""

NEW = """<Product><RecordReference>123456</RecordReference><NotificationType>03</NotificationType>
<ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9789527999011</IDValue></ProductIdentifier>
<DescriptiveDetail><ProductForm>ED</ProductForm><ProductFormDetail>E101</ProductFormDetail>
<Collection><CollectionType>10</CollectionType><TitleDetail><TitleType>01</TitleType><TitleElement>
<TitleElementLevel>02</TitleElementLevel><PartNumber>2</PartNumber><TitleText>Saaristo</TitleText>
</TitleElement></TitleDetail></Collection>
<TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>
<TitleText>Saaren valot</TitleText><Subtitle>romaani</Subtitle></TitleElement></TitleDetail>
<Contributor><SequenceNumber>1</SequenceNumber><ContributorRole>A01</ContributorRole>
<PersonNameInverted>Malli, Maija</PersonNameInverted><NameIdentifier><NameIDType>16</NameIDType>
<IDValue>0000000121032683</IDValue></NameIdentifier></Contributor>
<EditionNumber>2</EditionNumber><Language><LanguageRole>01</LanguageRole><LanguageCode>fin</LanguageCode></Language>
<Extent><ExtentType>00</ExtentType><ExtentValue>210</ExtentValue><ExtentUnit>03</ExtentUnit></Extent>
<Subject><MainSubject/><SubjectSchemeIdentifier>10</SubjectSchemeIdentifier><SubjectCode>FIC000000</SubjectCode></Subject>
<Subject><SubjectSchemeIdentifier>20</SubjectSchemeIdentifier><SubjectHeadingText>meri</SubjectHeadingText></Subject>
<Audience><AudienceCodeType>01</AudienceCodeType><AudienceCodeValue>01</AudienceCodeValue></Audience></DescriptiveDetail>
<CollateralDetail><TextContent><TextType>03</TextType><ContentAudience>00</ContentAudience>
<Text>Saaren valot syttyvät yksi kerrallaan, kun syksy ja myrskyt tulevat ulkosaaristoon.</Text></TextContent>
<SupportingResource><ResourceContentType>01</ResourceContentType><ContentAudience>00</ContentAudience>
<ResourceMode>03</ResourceMode><ResourceVersion><ResourceForm>02</ResourceForm><ResourceVersionFeature>
<ResourceVersionFeatureType>01</ResourceVersionFeatureType><FeatureValue>D502</FeatureValue></ResourceVersionFeature>
<ResourceLink>https://kuvat.example/1.jpg</ResourceLink></ResourceVersion></SupportingResource></CollateralDetail>
<PublishingDetail><Imprint><ImprintName>Malli</ImprintName></Imprint><Publisher><PublishingRole>01</PublishingRole>
<PublisherName>Malli Oy</PublisherName></Publisher><CityOfPublication>Helsinki</CityOfPublication>
<CountryOfPublication>FI</CountryOfPublication><PublishingStatus>04</PublishingStatus>
<PublishingDate><PublishingDateRole>01</PublishingDateRole><Date dateformat="01">202611</Date></PublishingDate>
<CopyrightStatement><CopyrightYear>2026</CopyrightYear></CopyrightStatement>
<SalesRights><SalesRightsType>01</SalesRightsType><Territory><CountriesIncluded>FI SE</CountriesIncluded></Territory>
</SalesRights></PublishingDetail>
<RelatedMaterial><RelatedProduct><ProductRelationCode>13</ProductRelationCode><ProductIdentifier>
<ProductIDType>03</ProductIDType><IDValue>9789527999028</IDValue></ProductIdentifier><ProductForm>BB</ProductForm>
</RelatedProduct></RelatedMaterial>
<ProductSupply><SupplyDetail><Supplier><SupplierName>Jakelu</SupplierName></Supplier>
<ProductAvailability>20</ProductAvailability></SupplyDetail></ProductSupply></Product>"""


def old(xml: str) -> Product:
    found = parse(xml.encode(), ENVELOPE, DIALECTS)
    assert not isinstance(found, Unreadable)
    return found


def test_the_twins_give_the_same_record_and_issues() -> None:
    made = convert(old(OLD), ENVELOPE, PROFILE, tables(), Calendar())
    twin = convert_xml(NEW)
    assert str(made[0]).splitlines() == str(twin.record).splitlines()
    assert made[1] == twin.issues
    assert gate(old(OLD), PROFILE, tables(), Calendar()).outcome == Outcome.CANDIDATE


def test_short_tags_of_21_give_the_same_tree() -> None:
    reference_to_short = {reference: short for short, reference in DIALECTS.short.items()}
    element = etree.fromstring(OLD)
    for each in element.iter("*"):
        each.tag = reference_to_short[each.tag]
    short = old(etree.tostring(element, encoding="unicode"))
    assert short.element is not None
    twin = old(OLD)
    assert twin.element is not None
    assert etree.tostring(short.element) == etree.tostring(twin.element)


HEAD = "<RecordReference>1</RecordReference><NotificationType>03</NotificationType>"


@pytest.mark.parametrize(
    ("xml", "path", "text"),
    [
        ("<ProductForm>DH</ProductForm>", "DescriptiveDetail/ProductForm", "EC"),
        ("<ProductForm>AJ</ProductForm>", "DescriptiveDetail/ProductForm", "AJ"),
        ("<ProductForm>DG</ProductForm><EpubType>002</EpubType>", "DescriptiveDetail/ProductFormDetail", "E107"),
        ("<ProductForm>DG</ProductForm><EpubType>098</EpubType>", "DescriptiveDetail/ProductFormDetail", ""),
        ("<ProductForm>DG</ProductForm><EpubType>777</EpubType>", "DescriptiveDetail/ProductFormDetail", "777"),
        ("<ProductForm>DG</ProductForm><ISBN>9525000001</ISBN>", "ProductIdentifier/IDValue", "9525000001"),
        (
            "<ProductForm>DG</ProductForm><DistinctiveTitle>Saari</DistinctiveTitle>",
            "DescriptiveDetail/TitleDetail/TitleElement/TitleText",
            "Saari",
        ),
        (
            "<ProductForm>DG</ProductForm><OtherText><TextTypeCode>16</TextTypeCode><Text>x</Text></OtherText>",
            "CollateralDetail/TextContent/Text",
            "",
        ),
        (
            "<ProductForm>DG</ProductForm><OtherText><TextTypeCode>01</TextTypeCode><Text><p>A</p><p>B</p></Text></OtherText>",
            "CollateralDetail/TextContent/Text",
            "A B",
        ),
        (
            "<Title/><SalesRights><SalesRightsType>02</SalesRightsType><RightsTerritory>ROW</RightsTerritory></SalesRights>",
            "PublishingDetail/SalesRights/Territory/RegionsIncluded",
            "ROW",
        ),
        (
            "<Title/><Series><SeriesIdentifier><SeriesIDType>02</SeriesIDType><IDValue>12345679</IDValue>"
            "</SeriesIdentifier><Title><TitleType>01</TitleType><TitleText>Sarja</TitleText></Title></Series>",
            "DescriptiveDetail/Collection/CollectionIdentifier/CollectionIDType",
            "02",
        ),
        (
            "<Title/><OtherText><TextTypeCode>32</TextTypeCode><Text>Kirjastoille</Text></OtherText>",
            "CollateralDetail/TextContent/TextType",
            "03",
        ),
        (
            "<Title/><SalesRights><SalesRightsType>01</SalesRightsType><RightsRegion>000</RightsRegion></SalesRights>",
            "PublishingDetail/SalesRights/Territory/RegionsIncluded",
            "WORLD",
        ),
        (
            "<Title/><Series><SeriesISSN>1234-5679</SeriesISSN><TitleOfSeries>Sarja</TitleOfSeries></Series>",
            "DescriptiveDetail/Collection/CollectionIdentifier/IDValue",
            "1234-5679",
        ),
        ("<Title/><PagesRoman>xii</PagesRoman>", "DescriptiveDetail/Extent/ExtentValueRoman", "xii"),
        ("<Title/><PlaceAsSubject>Turku</PlaceAsSubject>", "DescriptiveDetail/Subject/SubjectSchemeIdentifier", "B5"),
        ("<Title/><PublicationDate>2026</PublicationDate>", "PublishingDetail/PublishingDate/Date", "2026"),
        (
            "<ProductForm>DG</ProductForm><ContainedItem><ProductForm>DG</ProductForm></ContainedItem>",
            "DescriptiveDetail/ProductPart/ProductForm",
            "ED",
        ),
        (
            "<ProductForm>DG</ProductForm><mainsubject><SubjectCode>X</SubjectCode></mainsubject>",
            "DescriptiveDetail/Subject/SubjectCode",
            "X",
        ),
        ("<ProductForm>DG</ProductForm><NoSuchElement>x</NoSuchElement>", "NoSuchElement", ""),
    ],
)
def test_what_an_element_becomes(xml: str, path: str, text: str) -> None:
    assert old(f"<Product>{HEAD}{xml}</Product>").text(path) == text


def test_a_30_product_in_a_message_that_says_21_stays_as_it_is() -> None:
    assert (
        old(f"<Product>{HEAD}<DescriptiveDetail><ProductForm>ED</ProductForm></DescriptiveDetail></Product>").text(
            "DescriptiveDetail/ProductForm"
        )
        == "ED"
    )


@pytest.mark.parametrize(
    ("inside", "line"),
    [
        (
            "<ItemNumberWithinSet>2</ItemNumberWithinSet><SetPartTitle>Toinen kirja</SetPartTitle>",
            "Kootut ;$v2.$aToinen kirja",
        ),
        ("<SetPartNumber>3</SetPartNumber><SetPartTitle>Toinen kirja</SetPartTitle>", "Kootut. Toinen kirja ;$v3"),
        ("<SetPartNumber>3</SetPartNumber>", "Kootut ;$v3"),
        ("<ItemNumberWithinSet>2</ItemNumberWithinSet>", "Kootut ;$v2"),
    ],
)
def test_a_set_with_its_parts_is_a_series(inside: str, line: str) -> None:
    told = f"<Title/><Set><TitleOfSet>Kootut</TitleOfSet>{inside}</Set>"
    record, _ = convert(
        old(f"<Product>{HEAD}<ProductForm>DG</ProductForm>{told}</Product>"), ENVELOPE, PROFILE, tables(), Calendar()
    )
    assert [str(each)[9:] for each in record.all("490")] == [f"a{line}"]


def test_theses_contents_and_other_titles_are_told() -> None:
    item = (
        "<ContentItem><LevelSequenceNumber>{0}</LevelSequenceNumber><TextItem><TextItemType>03</TextItemType></TextItem>"
        "<Title><TitleType>01</TitleType><TitleText>{1}</TitleText></Title><Contributor><ContributorRole>A01"
        "</ContributorRole><PersonName>Eino Leino</PersonName></Contributor></ContentItem>"
    )
    more = (
        "<ThesisType>02</ThesisType><ThesisPresentedTo>Mallin yliopisto</ThesisPresentedTo>"
        "<ThesisYear>2001</ThesisYear>"
        f"{item.format(2, 'Kouta')}{item.format(1, 'Tuuri')}"
        "<FormerTitle>Valot</FormerTitle><TranslationOfTitle>Island lights</TranslationOfTitle>"
        "<PrizesDescription>Vuoden väitöskirja 2001</PrizesDescription>"
    )
    product = old(OLD.replace("<AudienceCode>", f"{more}<AudienceCode>"))
    record, _ = convert(product, ENVELOPE, PROFILE, tables(), Calendar())
    assert [str(each)[6:] for each in record.all("502", "505", "586")] == [
        "\\\\$aVäitöskirja : Mallin yliopisto, 2001.",
        "0\\$aTuuri / Eino Leino -- Kouta / Eino Leino.",
        "\\\\$aVuoden väitöskirja 2001",
    ]
    assert [str(each)[6:] for each in record.all("246")] == ["31$aIsland lights", "1\\$iAiempi nimeke:$aValot"]
