"""The page's own words in three languages: one table, one line a word."""

from __future__ import annotations

from bilat.model import LANGUAGES

# key | English | Japanese | Russian. Forms after a dot are those of the language's plural.
_TABLE = """
all | all | すべて | все
none | none | なし | ничего
only | only | のみ | только
only_doc | Only records of | 次の文書の記録のみ: | Только записи из:
its_records | its records | 記録を見る | её записи
reset | Reset filters | 絞り込みを解除 | Сбросить фильтры
reset_period | Whole period | 全期間 | Весь период
years | Back to years | 年表示に戻る | К годам
search | Search names, records, documents | 人名・記録・文書を検索 | Поиск: имена, записи, документы
no_hit | Nothing by that name | 該当なし | Ничего не найдено
none_found | Nothing found | 該当なし | Ничего не найдено
n_found | {n} found | {n}件 | Найдено: {n}
hidden_by_filters | hidden by filters | 絞り込みで非表示 | скрыто фильтрами
theme | Theme | 表示 | Тема
theme.auto | Automatic | 自動 | Авто
theme.light | Light | 明 | Светлая
theme.dark | Dark | 暗 | Тёмная
help | Keyboard help | キー操作 | Клавиши
close | Close | 閉じる | Закрыть
zoom_in | Zoom in | 拡大 | Крупнее
zoom_out | Zoom out | 縮小 | Мельче
zoom_fit | Show everything | 全体 | Показать всё
picture | Picture of the relations. Arrow keys walk from actor to actor. | 関係図。矢印キーで移動。 | Схема отношений. Стрелки ведут от участника к участнику.
filters | Filters | 絞り込み | Фильтры
legend | Legend | 凡例 | Обозначения
details | Details | 詳細 | Подробности
time | Time | 時期 | Время
facet.kind | Kinds of record | 記録の種類 | Виды записей
facet.actor | Kinds of actor | 主体の種類 | Виды участников
facet.verification | Evidence | 典拠 | Подтверждения
tone.cooperation | cooperation | 協力 | сотрудничество
tone.conflict | conflict | 対立 | конфликт
tone.other | other | その他 | прочее
status.firm | as recorded | 確定 | установлено
status.announced | announced | 予告のみ | только объявлено
status.contested | contested | 争いあり | оспаривается
status.cancelled | not held | 中止 | не состоялось
verification.verified | verified | 照合済み | сверено
verification.located | located | 箇所特定 | место известно
verification.cited | cited | 引用のみ | указано
verification_means.verified | the passage was compared with the source text | 原文と照合した | отрывок сверен с текстом источника
verification_means.located | the passage is fixed by a digest; the text was not given to the checker | 要約値で箇所を特定、原文は未照合 | отрывок закреплён отпечатком, текст не сверялся
verification_means.cited | a source is named; the passage is not fixed | 典拠のみ、箇所は未特定 | источник назван, отрывок не закреплён
kind.person | person | 人物 | лицо
kind.state | state | 国家 | государство
kind.body | state body | 国家機関 | госорган
kind.international-organisation | international organisation | 国際機関 | международная организация
kind.company | company | 企業 | компания
kind.organisation | organisation | 団体 | организация
kind.group | group | 集団 | группа
kind.actor | actor | 主体 | участник
kind.place | place | 場所 | место
kind.office | office | 役職 | должность
kind.topic | topic | 主題 | тема
kind.legal-act | legal act | 法令 | правовой акт
kind.document | document | 文書 | документ
kind.meeting | meeting | 会談 | встреча
kind.call | call | 電話会談 | звонок
kind.dialogue | ministerial dialogue | 閣僚協議 | диалог министров
kind.visit | visit | 訪問 | визит
kind.exercise | exercise | 共同訓練 | учения
kind.transaction | transaction | 取引 | сделка
kind.statement | statement | 声明 | заявление
kind.measure | measure | 措置 | мера
kind.military-action | military action | 軍事行動 | военные действия
kind.institutional-change | institutional change | 制度変更 | институциональное изменение
kind.interaction | interaction | 相互行為 | взаимодействие
kind.listing | sanctions listing | 制裁指定 | санкционный список
kind.membership | membership | 加盟 | членство
kind.alliance | alliance | 同盟 | союз
kind.dispute | dispute | 紛争 | спор
kind.control | control | 支配 | контроль
kind.claim | claim | 主張 | утверждение
lane.pair | {a}–{b} talks | {a}・{b}会談 | Переговоры: {a} – {b}
lane.talks | Other talks and visits | その他の会談・訪問 | Другие переговоры и визиты
lane.other | Deals, exercises, other | 取引・訓練など | Сделки, учения, прочее
lane.conflict | Conflict | 対立 | Конфликты
lane.listing | Sanctions listings | 制裁指定 | Санкции
lane.claim | Claims | 主張 | Утверждения
period_all | Whole period, {a} to {b}: {of} records | 全期間 {a}年~{b}年:{of} | Весь период, {a}–{b}: записей {of}
period_day | On {a}: {of} records | {a}:{of} | На {a}: записей {of}
period | {a} to {b}: {of} records | {a}から{b}まで:{of} | С {a} по {b}: записей {of}
shown_of | {n} of {total} | {total}件中{n}件 | {n} из {total}
from | From | 開始 | С
to | To | 終了 | По
mode | Records that | 対象 | Записи
mode.overlap | that overlap the period | 期間と重なる | пересекаются с периодом
mode.asof | as of the second date | 終了日の時点 | на вторую дату
mode.begin | that start in the period | 期間内に始まる | начались в периоде
no_month | no month | 月不明 | без месяца
show_undated | show undated ({n}) | 日付なしも表示({n}) | с записями без даты ({n})
n_possible | ({n} only possibly) | (不確実{n}件) | (возможно: {n})
possibly | possibly in the period | 期間内の可能性 | возможно, в периоде
undated | no date recorded | 日付なし | без даты
attested | attested on {date} | {date}時点で確認 | подтверждено на {date}
by | by {date} | {date}まで | не позднее {date}
after | on or after {date} | {date}以降 | не ранее {date}
between | between {a} and {b} | {a}から{b}の間 | между {a} и {b}
since | since {date} | {date}以来継続 | с {date}, без срока
from_unknown | from {date}, end not recorded | {date}から、終了不明 | с {date}, конец неизвестен
until | until {date} | {date}まで | до {date}
record.one | {n} record | {n}件 | {n} запись
record.few | {n} records | {n}件 | {n} записи
record.many | {n} records | {n}件 | {n} записей
record.other | {n} records | {n}件 | {n} записи
passage.one | {n} passage | 典拠{n}件 | {n} источник
passage.few | {n} passages | 典拠{n}件 | {n} источника
passage.many | {n} passages | 典拠{n}件 | {n} источников
passage.other | {n} passages | 典拠{n}件 | {n} источника
strongest_ties | Strongest ties | 結びつきの強い組 | Самые тесные связи
overview_hint | Choose a tie or an actor here or in the picture to read its records and sources. | ここか図中で組や主体を選ぶと、記録と典拠が読めます。 | Выберите связь или участника здесь или на схеме: откроются записи и источники.
n_more_ties | {n} more ties | 他{n}組 | Ещё связей: {n}
actors | Actors | 主体 | Участники
ties | Ties | 結びつき | Связи
side.top | Third parties | 第三者 | Третьи стороны
side.free | Actors | 主体 | Участники
n_more | show {n} more | 他{n}を表示 | показать ещё {n}
fewer | show fewer | 減らす | показать меньше
drawn | Drawn: {n} of {total} actors, those with most records. | 図にあるのは記録の多い{total}中{n}の主体。 | На схеме {n} из {total} участников: те, о ком больше записей.
names | Other names | 別名 | Другие имена
belongs_to | Belongs to | 所属 | Относится к
offices | Offices | 役職 | Должности
not_in_picture | Not drawn in the picture; these records name it. | 図には描かれていません。これらの記録に現れます。 | На схеме не показано; записи с упоминанием:
records_in_order | Records in date order | 日付順の記録 | Записи по датам
n_hidden | {n} hidden by filters or period | 絞り込み・期間外{n}件 | Скрыто фильтрами или периодом: {n}
evidence | Evidence | 典拠 | Подтверждения
for | Supports | 支持 | За
against | Doubts or denies | 疑義・否定 | Сомнения и опровержения
no_gist | no gist recorded | 要旨なし | краткое содержание не записано
asserted_by | asserted by | 主張者: | утверждает:
stance.affirms | affirms | 肯定 | подтверждает
stance.presupposes | presupposes | 前提 | предполагает
stance.doubts | doubts | 疑問視 | сомневается
stance.denies | denies | 否定 | отрицает
on_facet | on: {facet} | 対象: {facet} | о: {facet}
hedge | hedged: | 留保: | с оговоркой:
copy_of | copy of | 原典: | копия документа
no_place | place in the source not recorded | 箇所の記録なし | место не указано
open_source | Open the source at | 出典を開く | Открыть источник
no_address | no web address | ウェブ上の所在なし | адреса нет
copy_citation | Copy citation | 引用をコピー | Копировать ссылку
copied | Copied | コピーしました | Скопировано
any_of | At least one of | 少なくとも一つ | По меньшей мере один из
held_by | Claimed by | 主張者 | Утверждает
place | Place | 場所 | Место
measures | Measures | 措置 | Меры
legal_basis | Legal basis | 法的根拠 | Правовое основание
sum | Sum | 金額 | Сумма
about | About | 対象 | О чём
export.print | Print | 印刷 | Печать
export.done | Saved as {name} | {name}として保存 | Сохранено: {name}
export.off | without: {what} | 除外: {what} | без: {what}
export.no_picture | This view is made of words: save it as CSV or JSON, or print it. | この表示は文字だけです。CSVかJSONで保存するか、印刷してください。 | Этот вид состоит из слов: сохраните его как CSV или JSON либо напечатайте.
export.too_large | This browser cannot make a picture of that size. | この大きさの画像は作れません。 | Браузер не может создать изображение такого размера.
story.begin | Introduction | はじめに | Вступление
story.step | {n} of {total} | {total}中{n} | {n} из {total}
story.steps | Steps of the story | 物語の各段 | Шаги рассказа
story.start | Begin | 始める | Начать
story.next | Next | 次へ | Дальше
story.back | Back | 戻る | Назад
story.leave | Leave the story | 物語を閉じる | Закрыть рассказ
story.resume | Go on with the story | 物語を続ける | Вернуться к рассказу
story.cited | Cited in this step | この段で引いた記録 | Записи, на которые ссылается этот шаг
contradicts | Contradicts | 矛盾する記録 | Противоречит
part_of | Part of | 一部をなす記録 | Часть записи
see_also | See also | 関連 | См. также
contested_facets | Contested in part | 一部に争い | Оспаривается частично
unconfirmed | Not yet sourced | 典拠未確認 | Пока без источника
role.attendee | Taking part | 参加者 | Участники
role.visitor | Visitor | 訪問者 | Гость
role.host | Host | 受け入れ | Принимает
role.speaker | Speaker | 発言者 | Говорит
role.addressee | Addressee | 相手 | Адресат
role.lender | Lender | 貸し手 | Кредитор
role.borrower | Borrower | 借り手 | Заёмщик
role.authority | Authority | 制裁主体 | Кем введено
role.target | Target | 対象 | Против кого
role.party | Party | 当事者 | Сторона
role.member | Member | 構成員 | Член
role.actor | Actor | 主体 | Действует
role.recipient | Recipient | 受け手 | Получатель
role.participant | Taking part | 参加者 | Участники
role.object | Object | 対象 | Предмет
role.organisation | Organisation | 組織 | Организация
table | All records as a table | 全記録の表 | Все записи таблицей
n_more_rows | Show {n} more | さらに{n}件 | Показать ещё {n}
column.date | Date | 日付 | Дата
column.kind | Kind | 種類 | Вид
column.what | What | 内容 | Что
column.who | Who | 主体 | Кто
column.sources | Sources | 典拠 | Источники
unknown_id | Not in this page: {id} | このページにありません: {id} | Нет на этой странице: {id}
view.shores | Two shores | 両岸 | Два берега
view.network | Network | ネットワーク | Сеть
view.ego | Around one | 一人の周囲 | Вокруг одного
view.path | Path | 経路 | Путь
view.lanes | Timeline | 年表 | Хроника
view.matrix | Sanctions | 制裁 | Санкции
view.table | Table | 表 | Таблица
view_means.shores | The two states face to face, their people and bodies between them. | 両国とその人物・機関を向かい合わせに示す。 | Два государства друг против друга, между ними люди и органы.
view_means.network | Everybody tied to anybody; who stands close has to do with each other. | 結びつきのある全員。近いほど関係が近い。 | Все, кто связан; чем ближе, тем теснее связь.
view_means.ego | One actor and those one, two or three steps away. | 一人と、一~三歩で届く相手。 | Один участник и те, кто в одном, двух или трёх шагах.
view_means.path | Who links two actors, step by step, with the records. | 二者を結ぶ経路を記録とともに示す。 | Кто связывает двоих, шаг за шагом, с записями.
view_means.lanes | What happened when, a row an actor or a kind; arrow keys walk along and between rows. | いつ何があったか。行は主体または種類。矢印キーで移動。 | Что когда было; строка – участник или вид. Стрелки ведут по строкам.
view_means.matrix | Who is on whose sanctions list, and since when. | 誰がどの制裁リストにいつから載るか。 | Кто в чьём санкционном списке и с какого времени.
view_means.table | Every record in words; columns can be sorted. | 全記録の表。列で並べ替え可能。 | Все записи словами; столбцы сортируются.
around | Around | 中心 | Вокруг
steps | Steps | 歩数 | Шагов
step.1 | one step | 一歩 | один шаг
step.2 | two steps | 二歩 | два шага
step.3 | three steps | 三歩 | три шага
step.one | {n} step | {n}歩 | {n} шаг
step.few | {n} steps | {n}歩 | {n} шага
step.many | {n} steps | {n}歩 | {n} шагов
step.other | {n} steps | {n}歩 | {n} шага
chain.one | {n} chain found | 経路{n}本 | найдена {n} цепочка
chain.few | {n} chains found | 経路{n}本 | найдено {n} цепочки
chain.many | {n} chains found | 経路{n}本 | найдено {n} цепочек
chain.other | {n} chains found | 経路{n}本 | найдено {n} цепочки
path_from | Path from | 始点 | Путь от
path_to | to | 終点 | до
swap | Swap the ends | 始点と終点を交換 | Поменять концы
in_order | dates never go back | 日付順に限る | даты только вперёд
order_certain | in order of dates on every reading | どの解釈でも日付順 | по датам при любом прочтении
order_possible | possibly in order of dates | 日付順の可能性 | возможно, по датам
path_ask | Choose both ends: above the picture, or by “Path from here” and “Path to here” of an actor. | 両端を選んでください。 | Выберите оба конца: над схемой или в панели участника.
no_path | No chain joins these two under the present filters. | 現在の条件では経路がありません。 | При этих фильтрах цепочки между ними нет.
no_path_in_order | No chain of these two has dates that never go back, under the present filters. | 日付順の経路がありません。 | Цепочки, в которой даты идут вперёд, при этих фильтрах нет.
chains_cut | The search was stopped: there may be more. | 探索を打ち切りました。他にもありえます。 | Поиск остановлен: возможны и другие.
chains_by_way | By way of | 経由 | Через кого
directly | directly | 直接 | напрямую
path_steps | Steps and their evidence | 各段と典拠 | Шаги и подтверждения
n_other | {n} more between them | 他{n}件 | ещё {n} между ними
path_shown | Path shown: {a} – {b} | 経路:{a} – {b} | Показан путь: {a} – {b}
clear | Clear | 解除 | Убрать
look_around | Look around | 周囲を見る | Что вокруг
path_from_here | Path from here | ここから経路 | Путь отсюда
path_to_here | Path to here | ここへ経路 | Путь сюда
pin | Pin | 固定 | Закрепить
unpin | Unpin | 固定を外す | Открепить
pinned | Pinned | 固定中 | Закреплены
rows | A row | 行 | Строка
rows.actor | an actor | 主体 | участник
rows.kind | a kind of record | 記録の種類 | вид записей
columns | Columns | 列 | Столбцы
columns.authority | authorities | 制裁主体 | кем введено
columns.year | years | 年 | годы
lanes_hint | A dot is an event, a bar a situation; a thin line where the dates leave it open; hollow is conflict, a triangle a claim. The period below zooms. | 点は出来事、帯は状態、細線は日付の幅。中空は対立、三角は主張。下の期間で拡大。 | Точка – событие, полоса – состояние, тонкая линия – неточная дата; пустой знак – конфликт, треугольник – утверждение. Период внизу меняет масштаб.
who_is_listed | Listed | 指定対象 | Кто в списке
list.force | in force | 有効 | действует
list.ahead | announced or later | 予告・以後 | объявлено или позже
list.lifted | lifted | 解除 | снято
cite_this | To cite this page | このページの引用 | Как сослаться
"""

# Only the page around the script needs these; the script need not carry them.
_PAGE = """
play | Play year by year | 一年ずつ再生 | Показ по годам
views | Views | 表示方法 | Виды
view_choices | Choices of this view | この表示の設定 | Настройки вида
back | Back | 戻る | Назад
forward | Forward | 進む | Вперёд
sure | only certain | 確実のみ | только точно
read | Read | 読む | Читать
skip | Skip to the table | 表へ移動 | К таблице
sources | Sources | 出典 | Источники
lede | {left} on the left, {right} on the right, third parties on top. Lines join those who met, visited, dealt or clashed: the wider, the more records; dashed is only announced, dash-dotted is contested; a double line is conflict. Marks beside a name are sanctions lists and their year. | 左が{left}、右が{right}、上が第三者。線は会談・訪問・取引・対立を結び、太いほど記録が多い。破線は予告のみ、一点鎖線は争いのあるもの、二重線は対立。名前の横の印は制裁指定とその年。 | Слева – {left}, справа – {right}, сверху – третьи стороны. Линии соединяют тех, кто встречался, ездил с визитами, вёл дела или конфликтовал: чем шире, тем больше записей; пунктир – только объявлено, штрихпунктир – оспаривается; двойная линия – конфликт. Знаки у имени – санкционные списки и их год.
lede_free | Lines join those who met, visited, dealt or clashed: the wider, the more records; dashed is only announced, dash-dotted is contested; a double line is conflict. Marks beside a name are sanctions lists and their year. | 線は会談・訪問・取引・対立を結び、太いほど記録が多い。破線は予告のみ、一点鎖線は争いのあるもの、二重線は対立。名前の横の印は制裁指定とその年。 | Линии соединяют тех, кто встречался, ездил с визитами, вёл дела или конфликтовал: чем шире, тем больше записей; пунктир – только объявлено, штрихпунктир – оспаривается; двойная линия – конфликт. Знаки у имени – санкционные списки и их год.
not_drawn | Ties within one shore or among third parties are in the lists and the table. | 同じ側どうし・第三者どうしの結びつきは一覧と表にあります。 | Связи внутри одного берега и между третьими сторонами – в списках и таблице.
not_in_still | Ties within one shore or among third parties are not drawn. | 同じ側どうし・第三者どうしの結びつきは描いていません。 | Связи внутри одного берега и между третьими сторонами не показаны.
unnamed | Without a name for lack of room: {n}. | 余白がなく名前のない点:{n}。 | Без подписи, нет места: {n}.
title | Relations between {left} and {right} | {left}と{right}の関係 | Отношения: {left} и {right}
title_free | Relations in a cited graph | 典拠つき関係図 | Отношения с источниками
data_of | Data of {date} | {date}のデータ | Данные на {date}
counts | {actors} actors, {records} records, {documents} documents | 主体{actors}、記録{records}、文書{documents} | участников {actors}, записей {records}, документов {documents}
licence | Licence: {licence} | ライセンス: {licence} | Лицензия: {licence}
offline | Works offline, makes no network request | オフラインで動作、通信なし | Работает без сети, запросов не делает
filters_applied | Shown: {filters} | 表示: {filters} | Показано: {filters}
as_of | as of {date} | {date}現在 | на {date}
no_script | Without JavaScript the picture stands still; the table below holds every record with its first source. | JavaScript なしでは図は静止画です。下の表に全記録とその最初の出典があります。 | Без JavaScript схема неподвижна; в таблице ниже все записи, у каждой первый источник.
in_folder | If this stays a still picture, its files did not load: keep the whole folder together, or open it through a web server. | 静止画のままの場合はファイルが読み込めていません。フォルダー全体をそのまま置くか、ウェブサーバー経由で開いてください。 | Если схема остаётся неподвижной, файлы не загрузились: держите папку целиком или откройте её через веб-сервер.
first_rows | The first {n} of {total} records. | {total}件中、最初の{n}件。 | Первые {n} записей из {total}.
key.graph | In the picture (Tab leads to it) | 図の中(Tab で移動) | На схеме (переход – Tab)
key.arrows | to the next actor: along the shore, or along a tie | 隣の主体へ:同じ側、または線に沿って | к следующему участнику: по берегу или по линии
key.board | in the timeline and the sanctions: from mark to mark; on the tabs: to the next view | 年表と制裁では印から印へ、タブでは次の表示へ | в хронике и санкциях: от знака к знаку; на вкладках: к следующему виду
key.np | next, previous tie of the actor | 次・前の結びつき | следующая, предыдущая связь участника
key.enter | into the panel | 詳細欄へ | в панель
key.zoom | larger, smaller, everything | 拡大・縮小・全体 | крупнее, мельче, всё
key.page | Everywhere | どこでも | Везде
key.search | search | 検索 | поиск
key.esc | back, or clear the selection | 戻る・選択解除 | назад, снять выбор
key.help | this help | このヘルプ | эта справка
export | Export | 書き出し | Экспорт
export.of_view | What is shown now, with its filters and period; made in your browser, sent nowhere. | 現在の表示(絞り込み・期間つき)。ブラウザー内で作成し、どこにも送信しません。 | То, что показано сейчас, с фильтрами и периодом; создаётся в браузере и никуда не отправляется.
key.story | next, previous step of the story | 物語の次・前の段 | следующий, предыдущий шаг рассказа
key.wheel | Ctrl and the mouse wheel zoom; dragging moves the picture. | Ctrl+ホイールで拡大縮小、ドラッグで移動。 | Ctrl и колесо мыши меняют масштаб, перетаскивание двигает схему.
"""


def _read(table: str, language: str) -> dict[str, str]:
    column = LANGUAGES.index(language) + 1
    cells = ([cell.strip() for cell in line.split("|")] for line in table.strip().splitlines())
    return {row[0]: row[column] for row in cells}


def for_script(language: str, used: frozenset[str]) -> dict[str, str]:
    """The words the script needs; of those for kinds and roles, the ``used`` ones."""
    return {
        key: word
        for key, word in _read(_TABLE, language).items()
        if key in used or not key.startswith(("kind.", "role."))
    }


def for_page(language: str) -> dict[str, str]:
    """All words."""
    return _read(_TABLE, language) | _read(_PAGE, language)
