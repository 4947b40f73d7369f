"""What the tests of names share: a country of two provinces before and after the reform, and who is meant by a phrase."""

from datetime import date
from typing import Any

from org_hierarchy.models import Area, OrgUnit
from org_hierarchy.names import Directory, Resolution, members
from org_hierarchy.services import UnitRow, add_units

START, REFORM = date(2021, 1, 1), date(2025, 7, 1)
DAY, TODAY = date(2021, 3, 18), date(2026, 11, 20)
Kind, Line, Level = OrgUnit.Kind, OrgUnit.Line, OrgUnit.Level
COMMITTEE_LEVELS = {Area.Level.PROVINCE: Level.PROVINCE, Area.Level.DISTRICT: Level.DISTRICT, Area.Level.COMMUNE: Level.COMMUNE}


def area(name: str, level: str, parent: Area | None = None, first: date = START, end: date | None = None) -> Area:
    return Area.objects.create(code=str(Area.objects.count()), name=name, level=level, parent=parent, valid_from=first, valid_to=end)


def office(code: str, name: str, kind: str, place: Area | None, parent: str = "", **more: Any) -> UnitRow:
    line = {Kind.COMMITTEE: Line.COMMITTEE, Kind.DEPARTMENT: Line.COMMITTEE, Kind.PUBLIC_SERVICE: Line.COMMITTEE, Kind.BHXH: Line.BHXH}
    level = COMMITTEE_LEVELS.get(place.level, Level.CENTRAL) if place else Level.CENTRAL  # type: ignore[call-overload]
    values: dict[str, Any] = {"line": line.get(OrgUnit.Kind(kind), Line.OUTSIDE), "level": level, "valid_from": START}
    values["areas"] = (place,) if place else ()
    values["valid_to"] = place.valid_to if place else None
    return UnitRow(code=code, name=name, kind=kind, parent=parent, **(values | more))


def small_country() -> dict[str, OrgUnit]:
    """A country: a city with three districts until the reform and two communes after, another province, and social insurance over all."""
    country = area("Việt Nam", Area.Level.COUNTRY)
    city = area("Thành phố Hà Nội", Area.Level.PROVINCE, country)
    province = area("Tỉnh Tuyên Quang", Area.Level.PROVINCE, country)
    districts = [
        area(name, Area.Level.DISTRICT, city, START, REFORM) for name in ("Quận Ba Đình", "Huyện Sóc Sơn", "Thị xã Sơn Tây", "Quận 10")
    ]
    hill = area("Huyện Chiêm Hóa", Area.Level.DISTRICT, province)
    wards = [area(f"Phường {n}", Area.Level.COMMUNE, districts[3], START, REFORM) for n in (1, 2, 14)]
    twins = [area("Xã Tân Lập", Area.Level.COMMUNE, parent, START, REFORM) for parent in (districts[1], districts[2])]
    new = [area(name, Area.Level.COMMUNE, city, REFORM) for name in ("Phường Ba Đình", "Xã Sóc Sơn")]
    rows = [
        office("hn", "Ủy ban nhân dân thành phố Hà Nội", Kind.COMMITTEE, city),
        office("tq", "Ủy ban nhân dân tỉnh Tuyên Quang", Kind.COMMITTEE, province),
        office("ch", "Ủy ban nhân dân huyện Chiêm Hóa", Kind.COMMITTEE, hill, "tq"),
        *(
            office(f"hn.{n}", f"Ủy ban nhân dân {place.name[0].lower()}{place.name[1:]}", Kind.COMMITTEE, place, "hn")
            for n, place in enumerate(districts[:3])
        ),
        office("q10", "Ủy ban nhân dân Quận 10", Kind.COMMITTEE, districts[3], "hn"),
        *(office(f"p.{n}", f"Ủy ban nhân dân {place.name}", Kind.COMMITTEE, place, "q10") for n, place in enumerate(wards)),
        *(office(f"tl.{n}", "Ủy ban nhân dân xã Tân Lập", Kind.COMMITTEE, place, f"hn.{n + 1}") for n, place in enumerate(twins)),
        *(
            office(f"new.{n}", f"Ủy ban nhân dân {place.name.lower()}", Kind.COMMITTEE, place, "hn", valid_from=REFORM)
            for n, place in enumerate(new)
        ),
        office("tttt", "Sở Thông tin và Truyền thông", Kind.DEPARTMENT, city, "hn", valid_to=date(2025, 3, 1)),
        office("kh", "Sở Kế hoạch và Đầu tư", Kind.DEPARTMENT, city, "hn"),
        office("tc", "Sở Tài chính", Kind.DEPARTMENT, city, "hn"),
        office("bdt", "Ban Dân tộc Thành phố", Kind.DEPARTMENT, city, "hn"),
        office("vx", "Phòng Khoa giáo - Văn xã", Kind.TEAM, city, "kh"),
        office("tc.1", "Trung tâm Giá", Kind.PUBLIC_SERVICE, city, "tc"),
        office("q10.nv", "Phòng Nội vụ Quận 10", Kind.DEPARTMENT, districts[3], "q10"),
        office("q10.gd", "Phòng Giáo dục và Đào tạo Quận 10", Kind.DEPARTMENT, districts[3], "q10"),
        office("q10.tt", "Thanh tra Quận 10", Kind.DEPARTMENT, districts[3], "q10"),
        office("q10.yt", "Trung tâm Y tế Quận 10", Kind.PUBLIC_SERVICE, districts[3], "q10"),
        office("q10.vh", "Trung tâm Văn hóa Quận 10", Kind.PUBLIC_SERVICE, districts[3], "q10"),
        office("q10.vp", "Văn phòng Quận ủy", Kind.PARTY, districts[3]),
        office("q10.to", "Ban Tổ chức Quận ủy", Kind.PARTY, districts[3]),
        office("q10.tg", "Ban Tuyên giáo Quận ủy", Kind.PARTY, districts[3]),
        office("q10.mt", "Ủy ban Mặt trận Tổ quốc Việt Nam Quận 10", Kind.FRONT, districts[3]),
        office("q10.pn", "Hội Liên hiệp Phụ nữ Quận 10", Kind.MASS_ORGANISATION, districts[3]),
        office("q10.tn", "Đoàn Thanh niên Cộng sản Hồ Chí Minh Quận 10", Kind.MASS_ORGANISATION, districts[3]),
        office("bd", "Bưu điện Thành phố Hà Nội", Kind.POST, city),
        office("dn.1", "Công ty Cổ phần Lá Sen", Kind.EMPLOYER, districts[0]),
        office("dn.2", "Hợp tác xã Bờ Đê", Kind.EMPLOYER, districts[1]),
        office("dn.3", "Công ty TNHH Núi Đá", Kind.EMPLOYER, hill),
        office("bhxh", "Bảo hiểm xã hội Việt Nam", Kind.BHXH, country),
        office("tttn", "Trung tâm Truyền thông", Kind.BHXH_CENTRE, None, "bhxh", line=Line.BHXH),
        office("tapchi", "Tạp chí Bảo hiểm xã hội", Kind.BHXH_CENTRE, None, "bhxh", line=Line.BHXH),
        office("bhxh.hn", "Bảo hiểm xã hội thành phố Hà Nội", Kind.BHXH, city, "bhxh"),
        office("bhxh.tq", "Bảo hiểm xã hội tỉnh Tuyên Quang", Kind.BHXH, province, "bhxh"),
        office("bhxh.ch", "Bảo hiểm xã hội huyện Chiêm Hóa", Kind.BHXH, hill, "bhxh.tq"),
        office("bhxh.q10", "Bảo hiểm xã hội Quận 10", Kind.BHXH, districts[3], "bhxh.hn"),
        office("bhxh.bd", "Bảo hiểm xã hội quận Ba Đình", Kind.BHXH, districts[0], "bhxh.hn"),
        office("to.1", "Tổ thu - Cấp sổ thẻ - Kiểm tra", Kind.TEAM, hill, "bhxh.ch", line=Line.BHXH),
        office("to.2", "Tổ thực hiện chính sách BHXH và tiếp nhận & QLHS", Kind.TEAM, hill, "bhxh.ch", line=Line.BHXH),
    ]
    return add_units(rows)


def ask(world: dict[str, OrgUnit], writer: str, phrase: str, on: date = DAY) -> Resolution:
    return Directory(world[writer], on=on).resolve(phrase)


def codes(resolution: Resolution, on: date = DAY) -> set[str]:
    """Who is meant, sure or not at all."""
    assert resolution.is_sure == (resolution.unit is not None or resolution.group is not None) == (not resolution.reason)
    if resolution.unit is not None:
        return {resolution.unit.code}
    return {unit.code for unit in members(resolution.group, on=on)} if resolution.group else set()


DISTRICTS = {"hn.0", "hn.1", "hn.2", "q10"}
DEPARTMENTS = {"tttt", "kh", "tc", "bdt"}

WRITERS = ("hn", "tq", "ch", "q10", "bhxh", "bhxh.hn", "bhxh.ch", "kh")
