"""A number in every place where a format can hold text: each is found, or the file is called unreadable.

The formats themselves are walked: every attribute and every text of every part of a package, every string, name and key
of every object of a PDF file. What a new reader forgets fails here; pictures stand in test_pictures.
"""

import io
import random
import struct
import zipfile
from datetime import date
from xml.etree.ElementTree import tostring

import docx
import openpyxl
import pikepdf
import pytest
from defusedxml.ElementTree import fromstring
from docx.shared import Inches
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from core.scanning.files import in_file
from tests.core.scanning.made import line, pdf, photo, with_part
from tests.requests_app.test_mail_cases import mutations

TODAY = date(2026, 11, 30)
NUMBER = "110101190003070010"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def is_found(content: bytes, suffix: str) -> bool:
    """Whether the number, or that something could not be read, is told."""
    found = {one.kind for one in in_file(io.BytesIO(content), suffix, today=TODAY)}
    return bool(found & {"identity_number", "unreadable"})


def full_word() -> bytes:
    """A Word file with what people put into one."""
    made = docx.Document()
    made.add_heading("公开目录", 1)
    made.add_paragraph("第一条", style="List Number")
    made.add_picture(io.BytesIO(photo("PNG")), width=Inches(1))
    table = made.add_table(2, 2)
    table.cell(0, 0).text = "项目"
    section = made.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = "页眉", "页脚"
    made.add_comment(made.paragraphs[0].runs, text="待核", author="某", initials="某")
    out = io.BytesIO()
    made.save(out)
    field = (
        f'<w:hdr xmlns:w="{WORD}"><w:p><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:instrText>HYPERLINK "x"</w:instrText><w:sym w:font="Symbol" w:char="F031"/></w:r>'
        '<w:sdt><w:sdtPr><w:alias w:val="a"/><w:tag w:val="b"/><w:dropDownList>'
        '<w:listItem w:displayText="c" w:value="d"/>'
        "</w:dropDownList></w:sdtPr><w:sdtContent><w:r><w:t>e</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        "<w:tbl><w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>f</w:t></w:r></w:p></w:tc>"
        "</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl></w:hdr>"
    )
    settings = (
        f'<w:settings xmlns:w="{WORD}"><w:docVars><w:docVar w:name="a" w:val="b"/></w:docVars></w:settings>'
    )
    people = '<people><person author="x"><presenceInfo providerId="a" userId="b"/></person></people>'
    # Those of the library are long, and all alike.
    styles = (
        f'<w:styles xmlns:w="{WORD}"><w:style w:type="paragraph" w:styleId="a"><w:name w:val="b"/><w:rPr>'
        '<w:rFonts w:ascii="c"/></w:rPr></w:style></w:styles>'
    )
    numbers = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="1"><w:nsid w:val="a"/><w:lvl w:ilvl="0">'
        '<w:lvlText w:val="%1"/></w:lvl></w:abstractNum></w:numbering>'
    )
    theme = '<a:theme xmlns:a="a" name="b"><a:latin typeface="c"/></a:theme>'
    chart = '<c:c xmlns:c="c"><c:title><c:t>a</c:t></c:title><c:ser><c:v>1</c:v></c:ser></c:c>'
    return with_part(
        out.getvalue(),
        word__header7_dot_xml=field.encode(),
        word__settings_dot_xml=settings.encode(),
        word__people_dot_xml=people.encode(),
        word__styles_dot_xml=styles.encode(),
        word__stylesWithEffects_dot_xml=styles.encode(),
        word__numbering_dot_xml=numbers.encode(),
        word__theme__theme1_dot_xml=theme.encode(),
        word__charts__chart1_dot_xml=chart.encode(),
        docProps__custom_dot_xml=b'<P><property name="a"><lpwstr>b</lpwstr></property></P>',
        customXml__itemProps1_dot_xml=b'<i itemID="{x}"><r uri="y"/></i>',
    )


def full_workbook() -> bytes:
    """A workbook with what people put into one."""
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (["项目", "金额"], ["办公费", 100], ["差旅费", "=SUM(B2:B2)"]):
        sheet.append(row)
    sheet["A2"].comment = Comment("待核", "某")
    sheet["A3"].hyperlink = "https://example.org/x"
    sheet["A3"].hyperlink.tooltip, sheet["A3"].hyperlink.display = "a", "b"
    sheet["B2"].number_format = '"约"0'
    choice = DataValidation(
        "list", '"甲,乙"', prompt="a", promptTitle="b", error="c", errorTitle="d", showErrorMessage=True
    )
    choice.add("A5")
    sheet.add_data_validation(choice)
    sheet.auto_filter.ref = "A1:B3"
    sheet.auto_filter.add_filter_column(0, ["办公费"])
    sheet.conditional_formatting.add("B2", CellIsRule("equal", ['"甲"'], fill=PatternFill("solid", "FFFF00")))
    sheet.oddHeader.left.text, sheet.oddFooter.center.text = "头", "脚"
    chart = BarChart()
    chart.title = "图"
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "D2")
    sheet.print_title_rows = "1:1"
    second = made.create_sheet("二")
    second.append(["甲", "乙"])
    second.append(["丙", "丁"])
    second.add_table(Table(displayName="表", ref="A1:B2"))
    made.defined_names["名"] = DefinedName("名", attr_text="$A$1", comment="x", description="y")
    made.custom_doc_props.append(StringProperty(name="x", value="y"))
    for name in (
        "title",
        "subject",
        "keywords",
        "description",
        "category",
        "contentStatus",
        "identifier",
        "language",
        "version",
    ):
        setattr(made.properties, name, "x")
    out = io.BytesIO()
    made.save(out)
    persons = '<p:personList xmlns:p="p"><p:person displayName="a" id="b" userId="c" providerId="d"/></p:personList>'
    return with_part(
        out.getvalue(),
        xl__persons__person_dot_xml=persons.encode(),
        xl__sharedStrings_dot_xml=b"<sst><si><r><t>a</t></r><rPh sb='0' eb='1'><t>b</t></rPh></si></sst>",
        xl__worksheets__sheet9_dot_xml=b"<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>",
    )


def places_in(package: bytes):
    """Each kind of place of each part: its part, element, and attribute ("" for the text), with a file that has the
    number there."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        tree, seen = fromstring(content), set()
        for place, one in enumerate(tree.iter()):
            for key in ("", *one.attrib):
                mark = (one.tag.rpartition("}")[2], key.rpartition("}")[2])
                if mark in seen or (not key and len(one) and not (one.text or "").strip()):
                    continue
                seen.add(mark)
                changed = fromstring(content)
                there = next(each for number, each in enumerate(changed.iter()) if number == place)
                if key:
                    there.set(key, NUMBER)
                else:
                    there.text = NUMBER
                yield (name, *mark), rewritten(parts, name, tostring(changed))


def rewritten(parts: dict[str, bytes], name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each, old in parts.items():
            archive.writestr(each, content if each == name else old)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "suffix", "least"), [(full_word, "docx", 150), (full_workbook, "xlsx", 300)]
)
def test_every_text_and_attribute_of_a_package_is_looked_at(make, suffix, least):
    package = make()
    assert not is_found(package, suffix)
    looked_at, missed = 0, []
    for place, content in places_in(package):
        looked_at += 1
        if not is_found(content, suffix):
            missed.append(place)
    assert looked_at > least
    assert missed == []


def archive_with(change) -> bytes:
    """A Word file whose archive itself was changed."""
    out = io.BytesIO(full_word())
    with zipfile.ZipFile(out, "a") as archive:
        change(archive)
    return out.getvalue()


def orphaned(package: bytes) -> bytes:
    """A member that was "deleted": the list of the archive leaves it out, the bytes lie where they lay."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.xml", "<a/>")
        archive.writestr("word/old.xml", f"<a>{NUMBER}</a>")
        with zipfile.ZipFile(io.BytesIO(package)) as old:
            for name in old.namelist():
                archive.writestr(name, old.read(name))
        archive.filelist = [info for info in archive.filelist if info.filename != "word/old.xml"]
        archive.NameToInfo.pop("word/old.xml")
    return out.getvalue()


def with_extra(archive) -> None:
    info = zipfile.ZipInfo("word/x.xml")
    info.extra = struct.pack("<HH", 0x9999, len(NUMBER)) + NUMBER.encode()
    archive.writestr(info, "<a/>")


def with_remark_on_member(archive) -> None:
    info = zipfile.ZipInfo("word/x.xml")
    info.comment = NUMBER.encode()
    archive.writestr(info, "<a/>")


IN_ARCHIVES = {
    "remark on the archive": archive_with(lambda archive: setattr(archive, "comment", NUMBER.encode())),
    "name of a member": archive_with(lambda archive: archive.writestr(f"word/{NUMBER}.xml", "<a/>")),
    "extra field": archive_with(with_extra),
    "remark on a member": archive_with(with_remark_on_member),
    "member that the list leaves out": orphaned(full_word()),
    "remark in XML": archive_with(
        lambda archive: archive.writestr("word/x.xml", f"<a><!-- {NUMBER} --></a>")
    ),
    "order in XML": archive_with(lambda archive: archive.writestr("word/x.xml", f"<a><?x {NUMBER}?></a>")),
    "part in UTF-16": archive_with(lambda archive: archive.writestr("word/x.dat", NUMBER.encode("utf-16"))),
    "address that encodes it": archive_with(
        lambda archive: archive.writestr(
            "word/x.xml", f'<a b="tel:{"".join(f"%{ord(s):x}" for s in NUMBER)}"/>'
        )
    ),
    "page in the package": archive_with(
        lambda archive: archive.writestr("word/x.htm", f'<a title="{NUMBER}">x</a>')
    ),
}


@pytest.mark.parametrize("name", sorted(IN_ARCHIVES))
def test_the_archive_around_the_parts_hides_nothing(name):
    assert is_found(IN_ARCHIVES[name], "docx")


@pytest.mark.parametrize(
    "text",
    [
        f'{NUMBER[:6]}&"Arial,Regular"{NUMBER[6:14]}&B{NUMBER[14:]}',
        f'&L&"宋体"&10{NUMBER}',
        f"&C&K00FF00{NUMBER[:6]}&B{NUMBER[6:]}",
        f"&12 {NUMBER}",
    ],
)
def test_heads_and_feet_of_a_sheet_are_read_without_their_orders(text):
    head = f"<headerFooter><oddHeader>{text.replace('&', '&amp;')}</oddHeader></headerFooter>"
    sheet = f"<worksheet><sheetData/>{head}</worksheet>".encode()
    assert is_found(with_part(full_workbook(), xl__worksheets__sheet1_dot_xml=sheet), "xlsx")


def test_a_text_that_no_cell_shows_and_a_format_that_writes_digits_are_read():
    """What was deleted from its cell stays among the texts; a format says the first digits, the cell the others."""
    package = full_workbook()
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        styles, sheet = archive.read("xl/styles.xml"), archive.read("xl/worksheets/sheet1.xml")
    left = f"<sst><si><t>x</t></si><si><t>{NUMBER}</t></si></sst>".encode()
    assert is_found(with_part(package, xl__sharedStrings_dot_xml=left), "xlsx")
    shown = styles.replace('"约"0'.replace('"', "&quot;").encode(), f"&quot;{NUMBER[:14]}&quot;0000".encode())
    assert shown != styles
    cell = sheet.replace(b"<v>100</v>", f"<v>{int(NUMBER[14:])}</v>".encode())
    assert is_found(with_part(package, xl__styles_dot_xml=shown, xl__worksheets__sheet1_dot_xml=cell), "xlsx")


def packet(file, words: str):
    """Metadata as XMP, with these words in an attribute of somebody's own."""
    told = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:own="urn:own" own:word="{words}"/></rdf:RDF></x:xmpmeta>'
    )
    return file.make_stream(told.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def full_pdf(change=None) -> bytes:
    """A PDF file with what programs and people put into one."""

    def fill(file):
        name, text, table, row = pikepdf.Name, pikepdf.String, pikepdf.Dictionary, pikepdf.Array
        for key in (
            "Title",
            "Subject",
            "Keywords",
            "Author",
            "Creator",
            "Producer",
            "CreationDate",
            "ModDate",
            "Own",
        ):
            file.docinfo[f"/{key}"] = "x"
        with file.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("x", 0))
        file.attachments["x.txt"] = pikepdf.AttachedFileSpec(file, b"y", filename="x.txt", description="z")
        field = table(
            T=text("a"), TU=text("b"), TM=text("c"), V=text("d"), DV=text("e"), DA=text("f"), FT=name.Tx
        )
        file.Root.AcroForm = table(Fields=row([file.make_indirect(field)]), DA=text("x"))
        link = table(
            Type=name.Annot, Subtype=name.Link, Rect=[0, 0, 9, 9], A=table(S=name.URI, URI=text("https://x"))
        )
        note = table(
            Type=name.Annot, Subtype=name.Text, Rect=[0, 0, 9, 9], Contents=text("a"), T=text("b"), Subj=text("c"),
            RC=text("d"), NM=text("e"), M=text("f"),
        )  # fmt: skip
        file.pages[0].Annots = row([file.make_indirect(link), file.make_indirect(note)])
        file.Root.OCProperties = table(
            OCGs=row([file.make_indirect(table(Type=name.OCG, Name=text("a")))]), D=table()
        )
        file.Root.PageLabels = table(Nums=row([0, table(P=text("a"))]))
        file.Root.Names.Dests = table(Names=row([text("a"), row([file.pages[0].obj, name.Fit])]))
        file.Root.StructTreeRoot = file.make_indirect(
            table(
                Type=name.StructTreeRoot,
                K=table(S=name.P, Alt=text("a"), ActualText=text("b"), E=text("c"), T=text("d")),
            )
        )
        file.Root.Lang = text("zh")
        file.Root.PieceInfo = table(X=table(Private=text("a")))
        file.Root.Metadata = packet(file, "x")
        form = file.make_stream(b"BT (x) Tj ET", Type=name.XObject, Subtype=name.Form, BBox=[0, 0, 9, 9])
        file.Root.Spare = form
        if change:
            change(file)

    return pdf(line("open"), fill)


def each_string(thing, path=(), depth=0):
    """The way to every string, name and dictionary inside ``thing``."""
    if depth > 8 or isinstance(thing, (pikepdf.String, pikepdf.Name)):
        yield path
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        yield path
        for key, value in thing.items():
            if key not in ("/Parent", "/P", "/Length", "/Filter") and not getattr(
                value, "is_indirect", False
            ):
                yield from each_string(value, (*path, key), depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for place, value in enumerate(thing):
            if not getattr(value, "is_indirect", False):
                yield from each_string(value, (*path, place), depth + 1)


def test_every_string_name_and_key_of_a_pdf_file_is_looked_at():
    """Each is replaced by the number in turn; every dictionary is given a key that nobody knows, and one that is it."""
    base, missed, looked_at = full_pdf(), [], 0
    assert not is_found(base, "pdf")
    with pikepdf.open(io.BytesIO(base)) as file:
        ways = [(number, way) for number, one in enumerate(file.objects) for way in each_string(one)]
    for number, way in ways:
        for put in ("value", "key", "name"):
            with pikepdf.open(io.BytesIO(base)) as file:
                thing, holder = file.objects[number], None
                for step in way:
                    holder, thing = thing, thing[step]
                if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
                    key = f"/{NUMBER}" if put == "key" else "/Own"
                    thing[key] = {
                        "value": pikepdf.String(NUMBER),
                        "name": pikepdf.Name(f"/{NUMBER}"),
                        "key": 1,
                    }[put]
                elif put == "value" and isinstance(thing, pikepdf.String):
                    holder[way[-1]] = pikepdf.String(NUMBER)
                elif (
                    put == "name"
                    and isinstance(thing, pikepdf.Name)
                    and way[-1] not in ("/Type", "/S", "/Subtype")
                ):
                    holder[way[-1]] = pikepdf.Name(f"/{NUMBER}")
                else:
                    continue
                out = io.BytesIO()
                file.save(out)
            if NUMBER.encode() not in out.getvalue():
                continue  # the library writes its own packet of metadata anew
            looked_at += 1
            if not is_found(out.getvalue(), "pdf"):
                missed.append((put, number, way))
    assert looked_at > 120
    assert missed == []


def in_a_spare_form(file):
    file.Root.Spare.write(f"BT [({NUMBER[:6]}) -20 ({NUMBER[6:]})] TJ ET".encode())


def in_hexadecimal(file):
    file.Root.Spare.write(b"BT <%s> Tj ET" % NUMBER.encode().hex().encode())


def in_a_pattern(file):
    file.Root.Spare = file.make_stream(f"BT ({NUMBER}) Tj ET".encode(), PatternType=1, BBox=[0, 0, 9, 9])


def in_the_packet(file):
    file.Root.Metadata = packet(file, NUMBER)


def in_an_enclosed_file(file):
    file.attachments["名单.txt"] = pikepdf.AttachedFileSpec(file, NUMBER.encode(), filename="名单.txt")


def on_a_page_left_out(file):
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page, MediaBox=[0, 0, 99, 99], Resources=file.pages[0].obj.Resources,
        Contents=file.make_stream(line(NUMBER)),
    )  # fmt: skip
    file.Root.Spare = file.make_indirect(page)


def in_a_script(file):
    file.Root.Spare = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=file.make_stream(f"x='{NUMBER}'".encode())
    )


@pytest.mark.parametrize(
    "change",
    [
        in_a_spare_form,
        in_hexadecimal,
        in_a_pattern,
        in_the_packet,
        in_an_enclosed_file,
        on_a_page_left_out,
        in_a_script,
    ],
)
def test_streams_that_no_page_shows_are_read(change):
    assert is_found(full_pdf(change), "pdf")


@pytest.mark.parametrize("where", ["before the end", "behind the end"])
def test_remarks_between_the_objects_of_a_pdf_file_are_read(where):
    content, remark = full_pdf(), f"\n% {NUMBER}\n".encode()
    at = content.rindex(b"startxref") if where == "before the end" else len(content)
    assert is_found(content[:at] + remark + content[at:], "pdf")


@pytest.mark.parametrize(("make", "suffix"), [(full_word, "docx"), (full_workbook, "xlsx")])
def test_damage_in_one_part_hides_nothing_in_another(make, suffix):
    """A thousand packages with a damaged part each: none raises, the number is found or the file is unreadable."""
    dice = random.Random(20261130)
    held = with_part(make(), docProps__core_dot_xml=f"<core><title>{NUMBER}</title></core>".encode())
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    others, missed = sorted(parts.keys() - {"docProps/core.xml"}), []
    for number in range(500):
        name = others[number % len(others)]
        damaged = next(mutations(parts[name], dice, 1))
        if not is_found(rewritten(parts, name, damaged), suffix):
            missed.append((number, name))
    assert missed == []
