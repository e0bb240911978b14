"""A convoy, a list of forty people and a slot, as a coordinator would meet them; every person is invented."""

from __future__ import annotations

import datetime as dt

from safeconduct.movement.model import Corridor, Run, Site, SiteKind, Slot, Stop, Vehicle, VehicleKind
from safeconduct.paper import Act, ActLine, ActTotals, Guarantee, Letterhead
from safeconduct.paper.report import Link, Number, ReportData, Step, Task, TrancheRow
from safeconduct.people.model import Carriage

NIGHT = dt.datetime(2026, 2, 12, 0, 30, tzinfo=dt.UTC)
ISSUED = dt.datetime(2026, 2, 11, 18, 0, tzinfo=dt.UTC)
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

HEAD = Letterhead(
    39,
    {
        "en": "The Host",
        "uk": "Приймаюча держава",
        "ru": "Принимающее государство",
        "be": "Прымаючая дзяржава",
    },
    {
        "azure": {"en": "Azure", "uk": "Лазур", "ru": "Лазурь", "be": "Лазур"},
        "amber": {"en": "Amber", "uk": "Бурштин", "ru": "Янтарь", "be": "Бурштын"},
    },
    "Europe/Minsk",
)

FAMILY = ("Перебийніс-Загоруйченко", "Ґалаґан", "Соловйов", "Їжакевич", "Щербаченко", "Лук’яненко", "Юхименко")
GIVEN = ("Володимир-Станіслав", "Олександр", "Ігор", "Анастасія", "Євген")
FATHER = ("Всеволодович", "Олександрівна", "Ярославович", "Микитович")


def person(i: int) -> str:
    return f"k{(i * 7919 + 1234) % 100000:05d}"


def name(i: int) -> str:
    return f"{FAMILY[i % 7]} {GIVEN[i % 5]} {FATHER[i % 4]}"


def spelled_by_the_other_side(i: int) -> str:
    return name(i).translate(str.maketrans("іїєґ", "ииег")).replace("’", "ь")


SITES = {
    "az-01": Site("az-01", "Слідчий ізолятор № 1, Верхньодніпровське", SiteKind.DETENTION, (31.29, 51.49), "azure"),
    "az-02": Site("az-02", "Табір «Захід-2»", SiteKind.DETENTION, (31.1, 51.6), "azure"),
    "base": Site("base", "Gomel base", SiteKind.BASE, (30.98, 52.43)),
    "ho-1": Site("ho-1", "Novaya Guta", SiteKind.HANDOVER, (31.05, 52.08)),
}
BUS = Vehicle("bus-07", VehicleKind.BUS, "base", 46, 2, plate="AB 1207-3")
AMBULANCE = Vehicle("amb-03", VehicleKind.AMBULANCE, "base", 2, 2, plate="AM 0003-3")
VEHICLES = {"bus-07": BUS, "amb-03": AMBULANCE}


def minutes(number: int) -> dt.datetime:
    return NIGHT + dt.timedelta(minutes=number)


def line(start: str, end: str, number: int) -> tuple[tuple[float, float], ...]:
    (x, y), (u, v) = SITES[start].position, SITES[end].position
    return tuple((x + (u - x) * i / (number - 1), y + (v - y) * i / (number - 1)) for i in range(number))


CORRIDORS = {
    "c1": Corridor("c1", "base", "az-01", line("base", "az-01", 40), 128.4, 7320, ("hz-1",)),
    "c2": Corridor("c2", "az-01", "az-02", line("az-01", "az-02", 5), 22.0, 1500, ()),
    "c4": Corridor("c4", "ho-1", "base", line("ho-1", "base", 12), 41.0, 3000, ()),
    "c3": Corridor("c3", "az-02", "ho-1", line("az-02", "ho-1", 25), 71.2, 4200, (), backup=True),
}


def run(people: int = 40, vehicle: str = "bus-07", holder: str = "azure") -> Run:
    ids = [person(i) for i in range(people)]
    half = people * 2 // 3
    seats = tuple((f"S{i + 1}" if i < 2 else f"{i - 1}", p) for i, p in enumerate(ids))
    return Run(
        f"t3-{vehicle}",
        vehicle,
        3,
        holder,
        (
            Stop("base", minutes(-150), minutes(-150)),
            Stop("az-01", minutes(-28), minutes(10), tuple(ids[:half]), "c1"),
            Stop("az-02", minutes(35), minutes(55), tuple(ids[half:]), "c2"),
            Stop("ho-1", minutes(125), minutes(180), (), "c3"),
        ),
        seats,
        Stop("base", minutes(270), minutes(270), (), "c4"),
    )


def carriage(people: int = 40) -> dict[str, Carriage]:
    return {person(i): Carriage.STRETCHER if i < 2 else Carriage.SEAT for i in range(people)}


SLOT = Slot(3, "ho-1", minutes(120), minutes(130), minutes(180), "sw-2")
GUARANTEES = (
    Guarantee("azure", "Col. R. Veresko, northern command", minutes(-600), "AZ/2026/114"),
    Guarantee("amber", "Brig. T. Olmin, liaison office", minutes(-590), "AM/2026/87-б"),
)
MARKING = {
    "en": "White, the intermediary’s sign on the roof and both sides, lit at night",
    "uk": "Білий колір, знак посередника на даху й з обох боків, уночі освітлений",
    "ru": "Белый цвет, знак посредника на крыше и с обеих сторон, ночью освещён",
    "be": "Белы колер, знак пасрэдніка на даху і з абодвух бакоў, уначы асветлены",
}


def act(people: int = 40, *, named: bool = True, filled: bool = False) -> Act:
    lines = []
    for i in range(people):
        names = (name(i), spelled_by_the_other_side(i)) if named else ()
        if not filled:
            lines.append(ActLine(person(i), names))
        elif i % 13 == 5:
            lines.append(ActLine(person(i), names, True, False, None, None, False, "R сказав наодинці, що залишається"))
        else:
            lines.append(ActLine(person(i), names, True, True, True, None, True))
    given = sum(one.given is True for one in lines) if filled else None
    return Act(
        3,
        "azure",
        "amber",
        "Novaya Guta",
        minutes(130),
        tuple(lines),
        (
            ActTotals("azure", "amber", people, given, None if given is None else people - given),
            ActTotals("amber", "azure", people + 2, people + 2 if filled else None, 0 if filled else None),
        ),
        DIGEST,
        {"azure": "Одна особа відмовилася їхати; розмова тривала 10 хвилин."} if filled else {},
    )


TIMETABLE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 120"><title>Timetable</title>'
    '<rect x="90" y="20" width="260" height="26" fill="#0a5a68"/><rect x="140" y="70" width="210" height="26" '
    'fill="#8a3b00"/><text x="4" y="38" font-size="13">Azure, bus-07</text>'
    '<text x="4" y="88" font-size="13">Amber, bus-11</text></svg>'
)


def report_data(**change: object) -> ReportData:
    """A report such as the small example leaves."""
    lead = [0]
    for i in range(420):
        step = 1 if (i * 7919) % 13 < 6.5 else -1
        lead.append(max(-12, min(12, lead[-1] + (step if abs(lead[-1] + step) <= 12 else -step))))
    values: dict[str, object] = {
        "number": 39,
        "title": "One-night exchange",
        "intermediary": "The Host",
        "parties": ("Azure", "Amber"),
        "made": "2026-02-11 21:00 (18:00 UTC)",
        "rehearsal": True,
        "summary": "624 people go home in 7 tranches on the night of 12 February. Nobody drives before both parties’ "
        "guarantees are in and the 31 open pairs are reviewed.",
        "numbers": (
            Number("2 000", "entries on four lists", "900 held, 1 100 sought"),
            Number("706", "persons confirmed by both sides"),
            Number("624", "people who go", "312 each way"),
            Number("7", "tranches", "one of remains"),
            Number("12", "greatest lead of one side", "bound 12"),
            Number("41", "vehicles used", "of 60"),
        ),
        "tasks": (
            Task(
                "pairs to review",
                31,
                "The lists may speak of one person. Two reviewers decide.",
                tuple(f"{person(i)}: held entry {i + 4}, sought entry {i + 9}" for i in range(31)),
                urgent=True,
                link=Link("review-queue.csv", "Open the review queue"),
            ),
            Task(
                "people who cannot be carried",
                2,
                "No vehicle with a free stretcher reaches their place in time.",
                (f"{person(3)}: no stretcher free", f"{person(4)}: no stretcher free"),
                urgent=True,
            ),
            Task("people not confirmed", 194, "Held and not sought, or sought and not acknowledged. Ask the parties."),
            Task("warnings of the plan", 1, "The backup corridor of az-02 crosses hazard zone hz-3 after 04:00."),
        ),
        "steps": (
            Step(
                "Lists",
                "Four lists were read without a fault.",
                (Number("900", "held"), Number("1 100", "sought")),
                1.2,
            ),
            Step(
                "Matching",
                "The lists were compared; reviewers’ decisions were applied.",
                (Number("706", "pairs decided"), Number("31", "to review")),
                6.4,
            ),
            Step(
                "Selection",
                "The best selection was found and its optimality proven.",
                (Number("624", "people"), Number("82", "not this time", "each with a reason")),
                0.8,
            ),
            Step(
                "Movement",
                "Corridors avoid every hazard zone in force; both convoys meet inside a silence window.",
                (Number("41", "vehicles"), Number("2", "not carried")),
                11.0,
            ),
        ),
        "tranches": tuple(
            TrancheRow(
                i + 1,
                (52, 52 - i % 2),
                "Novaya Guta" if i % 2 else "Komaryn",
                f"2026-02-12 0{i + 2}:40 (2{i % 4}:40 UTC)",
                6 + i % 2,
                i == 6,
                "even" if i % 2 == 0 else "Azure by 1",
            )
            for i in range(7)
        ),
        "exposure": tuple(lead[1:]),
        "exposure_bound": 12,
        "timetable_svg": TIMETABLE,
        "map_note": "Rehearsal map: not for a live corridor.",
        "papers": tuple(
            Link(f"paper/act-{i:02d}.pdf", f"Handover act, tranche {i}", "Three copies") for i in range(1, 8)
        ),
        "results": (
            Link("selection.json", "selection.json", "Who goes, with the certificate"),
            Link("tranches.csv", "tranches.csv", "Every person in order"),
        ),
        "verified": "The record verifies: 1 204 facts, one checkpoint, all proofs check.",
        "record": (Link("record/checkpoint", "Checkpoint", "signed by the intermediary"),),
        "digests": (("terms.toml", DIGEST), ("selection.json", DIGEST[::-1])),
    }
    return ReportData(**(values | change))  # type: ignore[arg-type]
