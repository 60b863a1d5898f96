import type { Lang } from "./lang.ts";

/**
 * What the server says in fixed English words of its sources — failures, and what an answer lacks — in the reader's language.
 * The API's words are one language, for programs and logs; pages put them into Russian here, the only place.
 * Names of sources, codes and numbers stay, and so does what a backend says itself: it is quoted.
 */
export const tellIn = (lang: Lang, text: string): string => {
  if (lang === "en") return text;
  // The longest first: a sentence may hold another's beginning.
  return RUSSIAN.reduce((told, [said, russian]) => told.replace(said, russian), text);
};

const RUSSIAN: readonly (readonly [RegExp, string])[] = [
  // The way to the backend (lib/sources/http).
  [/The backend's name is not known \((\S+?)\)/g, "Такого имени узла нет ($1)"],
  [/The connection broke off \((\S+?)\)/g, "Соединение оборвалось ($1)"],
  [
    /No trusted TLS connection \((\S+?)\): is the backend's CA or the client certificate right\?/g,
    "Нет доверенного TLS-соединения ($1): проверьте сертификат центра (CA) или клиента",
  ],
  [/The backend does not speak HTTP \((\S+?)\)/g, "Бэкенд отвечает не по HTTP ($1)"],
  [/The backend cannot be reached \(no reason given\)/g, "До бэкенда не достучаться (причина не названа)"],
  [/The backend cannot be reached \((\S+?)\)/g, "До бэкенда не достучаться ($1)"],
  [/The backend answered 404: Jaeger's (v3 )?API is not at this address/g, "Бэкенд ответил 404: по этому адресу нет API $1Jaeger"],
  [/: the credentials were refused/g, ": доступ не принят, проверьте токен или пароль"],
  [/ \(a redirect, perhaps to a login page\)/g, " (перенаправление, возможно на страницу входа)"],
  // Its own sentence may hold anything: it ends where ours go on.
  [
    /The backend answered (\d+): (.+?)(?=$|: доступ не принят| \(перенаправление|\)(?:$|; )|; newer data may|; [\w.-]+: )/g,
    "Бэкенд ответил $1: «$2»",
  ],
  [/The backend answered (\d+)/g, "Бэкенд ответил $1"],
  [/The backend failed repeatedly and is left alone for a while/g, "Бэкенд раз за разом не отвечал, и его пока не трогаем"],
  [/The (?:question|search) was called off/g, "Запрос отменён"],
  [/No connection within (\d+) ms/g, "Нет соединения за $1 мс"],
  [/No complete answer within (\d+) ms/g, "Нет полного ответа за $1 мс"],
  [/The answer broke off in the middle/g, "Ответ оборвался на середине"],
  [/The answer's compression is broken/g, "Сжатый ответ испорчен"],
  [
    /An HTML page came instead of JSON: a login page, or a wrong path/g,
    "Вместо JSON пришла HTML-страница: страница входа или неверный путь",
  ],
  [/The answer is larger than (\d+) bytes/g, "Ответ больше $1 байт"],
  [/Loupe's own store could not answer/g, "Собственное хранилище Loupe не ответило"],
  [/the source failed unexpectedly/g, "источник неожиданно отказал"],
  [/Loupe cannot be reached\./g, "Loupe не отвечает."],
  [/No trace source is configured\./g, "Не задан ни один источник трасс."],
  // What was typed wrongly into a form (lib/contract, lib/dal).
  [/must be 32 hex digits, not all zero/g, "нужны 32 шестнадцатеричные цифры, не одни нули"],
  [
    /must be a time by RFC 3339, such as (\S+)(?: \(in a query, write \+ as %2B\))?(?:; got (.+))?/g,
    "нужно время по RFC 3339, например $1",
  ],
  [/No source has this trace\./g, "Такого трейса нет ни в одном источнике."],
  [/no status/g, "состояние неизвестно"],
  // Their answers (lib/sources/jaeger, lib/sources/tempo).
  [/The answer is not JSON, or broke off/g, "Ответ — не JSON или оборвался"],
  [/Tempo's answer is not JSON/g, "Ответ Tempo — не JSON"],
  [/The answer broke off/g, "Ответ оборвался"],
  [/Tempo's answer has an unknown form/g, "Ответ Tempo незнакомого вида"],
  [/Tempo's trace API is not at this address/g, "По этому адресу нет API трасс Tempo"],
  [/Jaeger's API is not at this address/g, "По этому адресу нет API Jaeger"],
  [/The list of services is none/g, "Вместо списка сервисов пришло другое"],
  [/The traces came in an unknown form/g, "Трассы пришли в незнакомом виде"],
  [/An error stands among the traces/g, "Среди трасс стоит ошибка"],
  [/More traces than Tempo gives in one answer since (\S+)/g, "Трасс больше, чем Tempo отдаёт одним ответом, с $1"],
  [
    /The search stopped early: go on from the cursor, or narrow the time range/g,
    "Поиск остановился раньше: продолжите его или сузьте время",
  ],
  [
    /The search stopped after (\d+) traces: go on from the cursor, or narrow the time range/g,
    "Поиск остановился после стольких трасс: $1; продолжите его или сузьте время",
  ],
  [/Tempo gives no more of this second/g, "Больше за эту секунду Tempo не отдаёт"],
  [
    /Tempo's search shows this trace only in part, and does not give it by id/g,
    "Поиск Tempo показывает эту трассу лишь частью, а по номеру её не отдаёт",
  ],
  [/Tempo gave a part of this trace only: it is larger than its limit/g, "Tempo отдал лишь часть этой трассы: она больше его предела"],
  [/(A trace of Tempo's|Jaeger's trace) could not be read/g, "Трассу источника не удалось прочесть"],
  [/(\d+) spans could not be read/g, "Не удалось прочесть спанов: $1"],
  [/Trace ([0-9a-f]{32}) could not be read/g, "Трассу $1 не удалось прочесть"],
  [/Only the first (\d+) traces of the order were looked at/g, "Просмотрены лишь первые трассы заказа: $1"],
  [/Links of the first (\d+) traces only were followed/g, "Ссылки пройдены лишь у первых трасс: $1"],
  [
    /The window holds more than (\d+) searches can give: narrow it/g,
    "За это время трасс больше, чем можно получить запросами ($1): сузьте время",
  ],
  [
    /More than (\d+) traces of (?:one backend|(\S+)) begin in one microsecond \((\d+)\): truncated/g,
    "Больше $1 трасс $2 начались в одну микросекунду ($3): показаны не все",
  ],
  [
    /Jaeger cannot be searched by links: traces that only link to this order's are missing, unless they carry its id/g,
    "Jaeger не ищет по ссылкам: трассы, которые лишь ссылаются на этот заказ и не несут его номера, здесь не показаны",
  ],
  // What an answer of Loupe's own lacks (lib/dal).
  [/cannot be asked/g, "не отвечает"],
  [/newer data may be missing/g, "новых данных может не быть"],
  [
    /older than the index: found at its source, judged from its spans alone, without knowing which services were heard then/g,
    "старше индекса: найдено у источника и судится по одним спанам, без знания, какие сервисы тогда были слышны",
  ],
  [
    /its spans could not be matched with the chains: nothing is said of them/g,
    "спаны не удалось сопоставить с цепочками: о них ничего не сказано",
  ],
  [/No trace carries this order id\./g, "Ни одна трасса не несёт номера этого заказа."],
  [/more than (\d+) traces: not judged/g, "трасс больше $1: не судится"],
  [
    /only the newest (\d+) executions were looked at: draw a shorter box/g,
    "просмотрены лишь самые новые исполнения ($1): выделите меньший участок",
  ],
  [/more than (\d+) cases: only the newest are counted/g, "случаев больше $1: сосчитаны только самые новые"],
  [/more than (\d+) cases: the newest are grouped/g, "случаев больше $1: в группы собраны самые новые"],
  [/(\d+) groups: the (\d+) worst are given/g, "групп $1: показаны худшие $2"],
  [/more than (\d+) markers: ask for a shorter range/g, "отметок больше $1: выберите меньшее время"],
  [/could not be matched, so nothing is said of its chains: /g, "не удалось сопоставить, поэтому о цепочках ничего не сказано: "],
  [
    /(\d+) traces are kept of an order: it may have more, which are neither shown nor judged/g,
    "от заказа хранится трасс: $1; если их больше, остальные не показаны и не судятся",
  ],
  [/only the order's first (\d+) traces are drawn/g, "нарисованы лишь первые трассы заказа: $1"],
  [/only (\d+) traces of that time were looked at/g, "просмотрено трасс за это время: только $1"],
  [/(\d+) of (\d+) traces are no longer kept by their source/g, "источник больше не хранит трасс: $1 из $2"],
  [/its traces break the matcher; the server's log says how/g, "на его трассах сопоставление ломается; подробности в журнале сервера"],
  [/No such chain in the chain file\./g, "Такой цепочки в файле цепочек нет."],
  [/No span of such a service was ever counted\./g, "Ни одного спана такого сервиса ещё не было."],
  [/No case ("[^"]*")\./g, "Случая $1 нет."],
  [/Your role does not include the right "([^"]*)"\./g, "Ваша роль не даёт права «$1»."],
  [/It was written to the server's log\./g, "Подробности в журнале сервера."],
  [/No source has this (trace|span)\./g, "Этого нет ни у одного источника."],
  [
    /: this name came too seldom for a series of its own and is counted among the service's others/g,
    ": это имя слишком редкое для своего ряда и сосчитано среди прочих имён сервиса",
  ],
];
