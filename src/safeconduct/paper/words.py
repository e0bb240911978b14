"""All words of the papers, in English, Ukrainian, Russian and Belarusian.

One table: ``WORDS[key][language]``. What stands in braces is filled in by the template's data. The four texts of a key
say the same; a change to one is a change to all.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LANGUAGES = ("en", "uk", "ru", "be")

_TABLE: dict[str, tuple[str, str, str, str]] = {
    # On every paper
    "operation": ("Operation no. {n}", "Операція № {n}", "Операция № {n}", "Аперацыя № {n}"),
    "tranche": ("Tranche {n}", "Група передачі № {n}", "Группа передачи № {n}", "Група перадачы № {n}"),
    "document": ("Document no.", "Документ №", "Документ №", "Дакумент №"),
    "issued": ("Issued", "Видано", "Выдано", "Выдадзена"),
    "page": ("Page", "Сторінка", "Страница", "Старонка"),
    "of": ("of", "з", "из", "з"),
    "rehearsal": (
        "Rehearsal. Not valid for a real movement.",
        "Навчання. Не дійсне для справжнього переміщення.",
        "Учения. Не действительно для настоящего перемещения.",
        "Вучэнні. Не сапраўднае для рэальнага перамяшчэння.",
    ),
    "qr": (
        "QR code of document no. {n}",
        "QR-код документа № {n}",
        "QR-код документа № {n}",
        "QR-код дакумента № {n}",
    ),
    "local": ("local time", "місцевий час", "местное время", "мясцовы час"),
    "place": ("Place", "Місце", "Место", "Месца"),
    "time": ("Time", "Час", "Время", "Час"),
    "name": ("Name", "Ім’я", "Имя", "Імя"),
    "person": ("Person no.", "Номер особи", "Номер лица", "Нумар асобы"),
    "line": ("No.", "№", "№", "№"),
    "signature": ("Signature", "Підпис", "Подпись", "Подпіс"),
    "rank": ("Rank, office", "Звання, посада", "Звание, должность", "Званне, пасада"),
    "remarks": ("Remarks", "Зауваження", "Замечания", "Заўвагі"),
    "total": ("Total", "Разом", "Всего", "Разам"),
    "giver": ("Giving party", "Сторона, що передає", "Передающая сторона", "Бок, які перадае"),
    "receiver": ("Receiving party", "Сторона, що приймає", "Принимающая сторона", "Бок, які прымае"),
    "neutral": ("Intermediary", "Посередник", "Посредник", "Пасрэднік"),
    # Vehicles and places in them
    "vehicle": ("Vehicle", "Транспорт", "Транспорт", "Транспарт"),
    "plate": ("Plate", "Номерний знак", "Номерной знак", "Нумарны знак"),
    "kind": ("Kind", "Вид", "Вид", "Від"),
    "bus": ("Bus", "Автобус", "Автобус", "Аўтобус"),
    "ambulance": ("Ambulance", "Санітарний автомобіль", "Санитарный автомобиль", "Санітарны аўтамабіль"),
    "remains_truck": (
        "Vehicle for remains",
        "Автомобіль для останків",
        "Автомобиль для останков",
        "Аўтамабіль для астанкаў",
    ),
    "seat": ("Seat", "Місце", "Место", "Месца"),
    "stretcher": ("Stretcher", "Ноші", "Носилки", "Насілкі"),
    "remains": ("Remains", "Останки", "Останки", "Астанкі"),
    "need": ("Travels", "Спосіб", "Способ", "Спосаб"),
    # Convoy manifest
    "convoy_manifest": ("Convoy manifest", "Маршрутний лист", "Маршрутный лист", "Маршрутны ліст"),
    "manifest_note": (
        "Seats, not names. Count at every door and write the number down before driving on. Give this paper to the "
        "convoy leader at the end of the run.",
        "Місця, а не імена. Рахуйте людей біля кожних дверей і записуйте число, перш ніж їхати далі. Наприкінці "
        "рейсу віддайте цей аркуш начальникові колони.",
        "Места, а не имена. Считайте людей у каждой двери и записывайте число, прежде чем ехать дальше. В конце "
        "рейса отдайте этот лист начальнику колонны.",
        "Месцы, а не імёны. Лічыце людзей ля кожных дзвярэй і запісвайце лік, перш чым ехаць далей. У канцы рэйса "
        "аддайце гэты аркуш начальніку калоны.",
    ),
    "stops": ("Stops", "Зупинки", "Остановки", "Прыпынкі"),
    "arrives": ("Arrives", "Прибуття", "Прибытие", "Прыбыццё"),
    "leaves": ("Leaves", "Відправлення", "Отправление", "Адпраўленне"),
    "board_here": ("Board here", "Сідають тут", "Садятся здесь", "Садзяцца тут"),
    "seats": ("Seats", "Місця", "Места", "Месцы"),
    "doors": (
        "Head-count at each door",
        "Підрахунок людей біля дверей",
        "Подсчёт людей у дверей",
        "Падлік людзей ля дзвярэй",
    ),
    "door": ("Door", "Двері", "Дверь", "Дзверы"),
    "door_leaving": ("Leaving: {place}", "Від’їзд: {place}", "Отъезд: {place}", "Ад’езд: {place}"),
    "door_arriving": ("Arriving: {place}", "Приїзд: {place}", "Приезд: {place}", "Прыезд: {place}"),
    "expected": ("Expected", "Має бути", "Должно быть", "Павінна быць"),
    "counted": ("Counted", "Пораховано", "Посчитано", "Палічана"),
    "escrow_note": (
        "In escrow: at {place} the intermediary takes over everyone of this tranche, from both sides, before anyone is "
        "released, and releases nobody before {release}; only those who go without condition do not wait. Wait with "
        "your vehicle until then.",
        "Через посередника: у місці {place} посередник приймає всіх із цієї групи, від обох сторін, перш ніж когось "
        "відпустити, і нікого не відпускає раніше {release}; лише ті, хто їде без умов, не чекають. Чекайте з "
        "транспортом до того часу.",
        "Через посредника: в месте {place} посредник принимает всех из этой группы, от обеих сторон, прежде чем "
        "кого-либо отпустить, и никого не отпускает раньше {release}; только те, кто едет без условий, не ждут. Ждите "
        "с транспортом до этого времени.",
        "Праз пасрэдніка: у месцы {place} пасрэднік прымае ўсіх з гэтай групы, ад абодвух бакоў, перш чым кагосьці "
        "адпусціць, і нікога не адпускае раней за {release}; толькі тыя, хто едзе без умоў, не чакаюць. "
        "Чакайце з транспартам да гэтага часу.",
    ),
    # The convoy leader's manifest
    "leader_manifest": (
        "Convoy leader’s manifest",
        "Список начальника колони",
        "Список начальника колонны",
        "Спіс начальніка калоны",
    ),
    "leader_note": (
        "Sealed copy, for the convoy leader alone. It holds no medical data. Return it to the coordinator after the "
        "handover.",
        "Запечатаний примірник, лише для начальника колони. Медичних даних не містить. Поверніть його координаторові "
        "після передачі.",
        "Запечатанный экземпляр, только для начальника колонны. Медицинских данных не содержит. Верните его "
        "координатору после передачи.",
        "Запячатаны экзэмпляр, толькі для начальніка калоны. Медыцынскіх даных не змяшчае. Вярніце яго каардынатару "
        "пасля перадачы.",
    ),
    "boards_at": ("Boards at", "Сідає у", "Садится в", "Садзіцца ў"),
    "aboard": ("Aboard", "На борту", "На борту", "На борце"),
    # Handover act
    "act": ("Handover act", "Акт передачі", "Акт передачи", "Акт перадачы"),
    "act_text": (
        "At {place}, on {day} at {local} local time ({utc} UTC), {giver} hands over, through {neutral}, and "
        "{receiver} receives the persons listed in this act. Each person given was asked in private, and goes of "
        "their own will. Nobody is handed over against their will (GC III, article 109).",
        "У місці {place} {day} о {local} за місцевим часом ({utc} UTC) {giver} через посередника, яким є {neutral}, "
        "передає, а {receiver} приймає осіб, перелічених у цьому акті. Кожну передану особу запитано наодинці, і "
        "вона їде з власної волі. Нікого не передають проти його волі (Женевська конвенція III, стаття 109).",
        "В месте {place} {day} в {local} по местному времени ({utc} UTC) {giver} через посредника, которым является "
        "{neutral}, передаёт, а {receiver} принимает лиц, перечисленных в этом акте. Каждое переданное лицо опрошено "
        "наедине и едет по своей воле. Никого не передают против его воли (Женевская конвенция III, статья 109).",
        "У месцы {place} {day} у {local} па мясцовым часе ({utc} UTC) {giver} праз пасрэдніка, якім з’яўляецца "
        "{neutral}, перадае, а {receiver} прымае асоб, пералічаных у гэтым акце. Кожная перададзеная асоба апытана "
        "сам-насам і едзе па ўласнай волі. Нікога не перадаюць супраць яго волі (Жэнеўская канвенцыя III, артыкул "
        "109).",
    ),
    "act_text_remains": (
        "At {place}, on {day} at {local} local time ({utc} UTC), {giver} hands over, through {neutral}, and "
        "{receiver} receives the remains listed in this act (AP I, article 34).",
        "У місці {place} {day} о {local} за місцевим часом ({utc} UTC) {giver} через посередника, яким є {neutral}, "
        "передає, а {receiver} приймає останки, перелічені в цьому акті (Додатковий протокол I, стаття 34).",
        "В месте {place} {day} в {local} по местному времени ({utc} UTC) {giver} через посредника, которым является "
        "{neutral}, передаёт, а {receiver} принимает останки, перечисленные в этом акте (Дополнительный протокол I, "
        "статья 34).",
        "У месцы {place} {day} у {local} па мясцовым часе ({utc} UTC) {giver} праз пасрэдніка, якім з’яўляецца "
        "{neutral}, перадае, а {receiver} прымае астанкі, пералічаныя ў гэтым акце (Дадатковы пратакол I, артыкул "
        "34).",
    ),
    "act_escrow": (
        "In escrow: nobody of this tranche is released before both sides’ people are all in the custody of {neutral}, "
        "planned for {release}; only those who go without condition, above all the seriously wounded and sick, do "
        "not wait. All were in custody at:",
        "Через посередника: нікого з цієї групи не відпускають, доки всі люди обох сторін не будуть під опікою "
        "посередника ({neutral}), за планом о {release}; лише ті, хто їде без умов, насамперед тяжкопоранені й "
        "тяжкохворі, не чекають. Усі були під опікою о:",
        "Через посредника: никого из этой группы не отпускают, пока все люди обеих сторон не окажутся на попечении "
        "посредника ({neutral}), по плану в {release}; только те, кто едет без условий, прежде всего "
        "тяжелораненые и тяжелобольные, не ждут. Все были на попечении в:",
        "Праз пасрэдніка: нікога з гэтай групы не адпускаюць, пакуль усе людзі абодвух бакоў не апынуцца пад апекай "
        "пасрэдніка ({neutral}), па плане ў {release}; толькі тыя, хто едзе без умоў, перш за ўсё "
        "цяжкапараненыя і цяжкахворыя, не чакаюць. Усе былі пад апекай у:",
    ),
    "act_escrow_remains": (
        "In escrow: no remains of this tranche are released before those of both sides are all in the custody of "
        "{neutral}, planned for {release}. All were in custody at:",
        "Через посередника: жодних останків із цієї групи не віддають, доки всі останки обох сторін не будуть у "
        "посередника ({neutral}), за планом о {release}. Усі були в посередника о:",
        "Через посредника: никаких останков из этой группы не отдают, пока все останки обеих сторон не окажутся у "
        "посредника ({neutral}), по плану в {release}. Все были у посредника в:",
        "Праз пасрэдніка: ніякіх астанкаў з гэтай групы не аддаюць, пакуль усе астанкі абодвух бакоў не апынуцца ў "
        "пасрэдніка ({neutral}), па плане ў {release}. Усе былі ў пасрэдніка ў:",
    ),
    "act_equal": (
        "Both texts are equally valid. No side changes the remarks of another.",
        "Обидва тексти мають однакову силу. Жодна сторона не змінює зауважень іншої.",
        "Оба текста имеют одинаковую силу. Ни одна сторона не изменяет замечаний другой.",
        "Абодва тэксты маюць аднолькавую сілу. Ніводзін бок не змяняе заўваг іншага.",
    ),
    "copy_for": ("Copy of: {name}", "Примірник: {name}", "Экземпляр: {name}", "Экзэмпляр: {name}"),
    "persons_listed": ("Persons", "Особи", "Лица", "Асобы"),
    "identity": ("Identity confirmed", "Особу встановлено", "Личность установлена", "Асоба ўстаноўлена"),
    "will": ("Will confirmed", "Волю підтверджено", "Воля подтверждена", "Воля пацверджана"),
    "state": ("Fit to travel", "Може їхати", "Может ехать", "Можа ехаць"),
    "seals": ("Seals intact", "Пломби цілі", "Пломбы целы", "Пломбы цэлыя"),
    "given": ("Given", "Передано", "Передано", "Перададзена"),
    "not_given": ("Not given", "Не передано", "Не передано", "Не перададзена"),
    "reason": (
        "Reason, if not given",
        "Причина, якщо не передано",
        "Причина, если не передано",
        "Прычына, калі не перададзена",
    ),
    "yes": ("yes", "так", "да", "так"),
    "no": ("no", "ні", "нет", "не"),
    "reasons": (
        "Reasons: R refused to go · U not fit to travel · A absent · D died · I identity not confirmed · P held back "
        "by the party.",
        "Причини: R відмовляється їхати · U не може їхати за станом здоров’я · A відсутня особа · D померла особа · "
        "I особу не встановлено · P не віддає сторона.",
        "Причины: R отказывается ехать · U не может ехать по состоянию здоровья · A отсутствует · D умерло лицо · I "
        "личность не установлена · P не отдаёт сторона.",
        "Прычыны: R адмаўляецца ехаць · U не можа ехаць па стане здароўя · A адсутнічае · D памерла асоба · I асоба "
        "не ўстаноўлена · P не аддае бок.",
    ),
    "reasons_remains": (
        "Reasons: A absent · I identity not confirmed · P held back by the party.",
        "Причини: A відсутні · I особу не встановлено · P не віддає сторона.",
        "Причины: A отсутствуют · I личность не установлена · P не отдаёт сторона.",
        "Прычыны: A адсутнічаюць · I асоба не ўстаноўлена · P не аддае бок.",
    ),
    "totals": (
        "Totals, both ways",
        "Підсумки в обох напрямках",
        "Итоги в обоих направлениях",
        "Вынікі ў абодвух кірунках",
    ),
    "from_to": (
        "{giver} gives, {receiver} receives",
        "Передає {giver}, приймає {receiver}",
        "Передаёт {giver}, принимает {receiver}",
        "Перадае {giver}, прымае {receiver}",
    ),
    "listed": ("Listed", "У списку", "В списке", "У спісе"),
    "digest": (
        "SHA-256 of the list both parties agreed",
        "SHA-256 списку, погодженого обома сторонами",
        "SHA-256 списка, согласованного обеими сторонами",
        "SHA-256 спіса, узгодненага абодвума бакамі",
    ),
    "remarks_of": ("Remarks: {name}", "Зауваження: {name}", "Замечания: {name}", "Заўвагі: {name}"),
    "signatures": ("Signatures", "Підписи", "Подписи", "Подпісы"),
    # Movement notification
    "notification": (
        "Movement notification",
        "Сповіщення про переміщення",
        "Уведомление о перемещении",
        "Апавяшчэнне аб перамяшчэнні",
    ),
    "to": ("To", "Кому", "Кому", "Каму"),
    "from": ("From", "Від кого", "От кого", "Ад каго"),
    "not_permission": (
        "This is a notification, not a request for permission. It grants no status to anyone and takes none away.",
        "Це сповіщення, а не прохання про дозвіл. Воно нікому не надає статусу й ні в кого його не забирає.",
        "Это уведомление, а не просьба о разрешении. Оно никому не даёт статуса и ни у кого его не отнимает.",
        "Гэта апавяшчэнне, а не просьба аб дазволе. Яно нікому не дае статусу і ні ў каго яго не адымае.",
    ),
    "purpose": (
        "Vehicles of {neutral} will collect people at the places named below and bring them to the place of "
        "handover. They are marked, carry no weapons and take nobody but the people of this operation, the crews and "
        "medical staff.",
        "Транспорт, що належить посередникові ({neutral}), забере людей у названих нижче місцях і привезе їх до "
        "місця передачі. Він має розпізнавальні знаки, не везе зброї та нікого, крім людей цієї операції, екіпажів і "
        "медиків.",
        "Транспорт посредника ({neutral}) заберёт людей в названных ниже местах и привезёт их к месту передачи. Он "
        "имеет опознавательные знаки, не везёт оружия и никого, кроме людей этой операции, экипажей и медиков.",
        "Транспарт пасрэдніка ({neutral}) забярэ людзей у названых ніжэй месцах і прывязе іх да месца перадачы. Ён "
        "мае распазнавальныя знакі, не вязе зброі і нікога, акрамя людзей гэтай аперацыі, экіпажаў і медыкаў.",
    ),
    "ask": (
        "Please pass this on to all forces along the route, hold fire on it during these times, and confirm below "
        "that you have received it.",
        "Просимо передати це всім силам уздовж маршруту, не вести по ньому вогню в цей час і підтвердити отримання "
        "нижче.",
        "Просим передать это всем силам вдоль маршрута, не вести по нему огня в это время и подтвердить получение "
        "ниже.",
        "Просім перадаць гэта ўсім сілам уздоўж маршруту, не весці па ім агню ў гэты час і пацвердзіць атрыманне "
        "ніжэй.",
    ),
    "purpose_slot": (
        "A handover to the addressee takes place, through {neutral}, at the place and in the time named above. The "
        "intermediary’s vehicles are marked, carry no weapons and take nobody but the people of this operation, the "
        "crews and medical staff.",
        "У названому вище місці й у названий час через посередника ({neutral}) відбудеться передача адресатові. "
        "Транспорт посередника має розпізнавальні знаки, не везе зброї та нікого, крім людей цієї операції, екіпажів "
        "і медиків.",
        "В названном выше месте и в названное время через посредника ({neutral}) состоится передача адресату. "
        "Транспорт посредника имеет опознавательные знаки, не везёт оружия и никого, кроме людей этой операции, "
        "экипажей и медиков.",
        "У названым вышэй месцы і ў названы час праз пасрэдніка ({neutral}) адбудзецца перадача адрасату. Транспарт "
        "пасрэдніка мае распазнавальныя знакі, не вязе зброі і нікога, акрамя людзей гэтай аперацыі, экіпажаў і "
        "медыкаў.",
    ),
    "ask_slot": (
        "Please pass this on to all forces near the place of handover, hold fire on it during these times, and "
        "confirm below that you have received it.",
        "Просимо передати це всім силам поблизу місця передачі, не вести по ньому вогню в цей час і підтвердити "
        "отримання нижче.",
        "Просим передать это всем силам вблизи места передачи, не вести по нему огня в это время и подтвердить "
        "получение ниже.",
        "Просім перадаць гэта ўсім сілам паблізу месца перадачы, не весці па ім агню ў гэты час і пацвердзіць "
        "атрыманне ніжэй.",
    ),
    "window": ("Valid from, until", "Діє від, до", "Действует с, до", "Дзейнічае з, да"),
    "window_text": ("{start} – {end}", "{start} – {end}", "{start} – {end}", "{start} – {end}"),
    "handover_slot": ("Handover", "Передача", "Передача", "Перадача"),
    "slot_text": (
        "arrival by {meet}, departure by {end}",
        "прибуття до {meet}, від’їзд до {end}",
        "прибытие до {meet}, отъезд до {end}",
        "прыбыццё да {meet}, ад’езд да {end}",
    ),
    "slot_escrow": (
        "in escrow: nobody is released before {release}, and not before both sides’ people of this tranche are all in "
        "the intermediary’s custody; only those who go without condition do not wait",
        "через посередника: нікого не відпускають раніше {release} і доки всі люди обох сторін із цієї групи не будуть "
        "під опікою посередника; лише ті, хто їде без умов, не чекають",
        "через посредника: никого не отпускают раньше {release} и пока все люди обеих сторон из этой группы не "
        "окажутся на попечении посредника; только те, кто едет без условий, не ждут",
        "праз пасрэдніка: нікога не адпускаюць раней за {release} і пакуль усе людзі абодвух бакоў з гэтай групы не "
        "апынуцца пад апекай пасрэдніка; толькі тыя, хто едзе без умоў, не чакаюць",
    ),
    "officer": (
        "Duty officer, at all hours",
        "Черговий офіцер, цілодобово",
        "Дежурный офицер, круглосуточно",
        "Дзяжурны афіцэр, кругласутачна",
    ),
    "reached_by": (
        "Reached by (telephone, channel)",
        "Зв’язок (телефон, канал)",
        "Связь (телефон, канал)",
        "Сувязь (тэлефон, канал)",
    ),
    "vehicles": ("Vehicles", "Транспортні засоби", "Транспортные средства", "Транспартныя сродкі"),
    "marking": ("Marking", "Розпізнавальні знаки", "Опознавательные знаки", "Распазнавальныя знакі"),
    "halts": ("Halts", "Зупинки", "Остановки", "Прыпынкі"),
    "route": ("Route", "Маршрут", "Маршрут", "Маршрут"),
    "route_points": (
        "Points on the way (latitude, longitude)",
        "Точки на шляху (широта, довгота)",
        "Точки на пути (широта, долгота)",
        "Пункты на шляху (шырата, даўгата)",
    ),
    "backup": ("alternate", "запасний", "запасной", "запасны"),
    "km": ("km", "км", "км", "км"),
    "min": ("min", "хв", "мин", "хв"),
    "guarantees": ("Guarantees received", "Отримані гарантії", "Полученные гарантии", "Атрыманыя гарантыі"),
    "guarantee_by": ("Given by", "Ким надано", "Кем дано", "Кім дадзена"),
    "guarantee_at": ("Received", "Отримано", "Получено", "Атрымана"),
    "guarantee_ref": ("Reference", "Посилання", "Ссылка", "Спасылка"),
    "no_guarantee": (
        "None yet. Nobody drives before both parties’ guarantees are here.",
        "Ще немає. Ніхто не рушає, доки немає гарантій обох сторін.",
        "Пока нет. Никто не едет, пока нет гарантий обеих сторон.",
        "Пакуль няма. Ніхто не едзе, пакуль няма гарантый абодвух бакоў.",
    ),
    "acknowledgement": (
        "Acknowledgement of receipt",
        "Підтвердження отримання",
        "Подтверждение получения",
        "Пацверджанне атрымання",
    ),
    "ack_text": (
        "Received and passed on. Objections, if any:",
        "Отримано й передано далі. Заперечення, якщо є:",
        "Получено и передано дальше. Возражения, если есть:",
        "Атрымана і перададзена далей. Пярэчанні, калі ёсць:",
    ),
    "expires": (
        "This notification expires on {end} and is replaced by any that is issued later.",
        "Сповіщення втрачає чинність {end}; його замінює будь-яке, видане пізніше.",
        "Уведомление теряет силу {end}; его заменяет любое, выданное позже.",
        "Апавяшчэнне губляе сілу {end}; яго замяняе любое, выдадзенае пазней.",
    ),
}

WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {key: MappingProxyType(dict(zip(LANGUAGES, texts, strict=True))) for key, texts in _TABLE.items()}
)


def say(key: str, language: str, **fill: str) -> str:
    """One text with its braces filled."""
    return WORDS[key][language].format(**fill)


def table(languages: tuple[str, ...]) -> dict[str, list[str]]:
    """The words for a template: each key with its texts in ``languages``, in that order."""
    return {key: [texts[language] for language in languages] for key, texts in WORDS.items()}
