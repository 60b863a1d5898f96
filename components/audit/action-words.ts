import type { Lang } from "../i18n/lang.ts";

/** What the log's codes mean. The codes themselves stay in the API, in exports and in the address. */
interface ActionWords {
  readonly actions: Readonly<Record<string, string>>;
  /** Codes whose first part is this: a filter of its own. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly actors: Readonly<Record<string, string>>;
  /** Of a row's details, the names. */
  readonly details: Readonly<Record<string, string>>;
  readonly yes: string;
  readonly no: string;
}

const en: ActionWords = {
  actions: {
    "signed-in": "signed in",
    "password-accepted": "password accepted",
    "password-refused": "password refused",
    "sign-in-refused": "sign-in refused",
    "sign-in.throttled": "sign-in shut, too many failures",
    "session-ended": "session ended",
    "session.revoked": "session ended by hand",
    "session-forged": "forged session cookie",
    "issuer-logout-refused": "issuer's sign-out refused",
    "role-changed": "role changed",
    "token-given": "token given",
    "token-refused": "token refused",
    "token-revoked": "token revoked",
    "keys-rotated": "keys rotated",
    denied: "denied",
    "order.viewed": "order viewed",
    "trace.viewed": "trace viewed",
    "case.viewed": "case viewed",
    "case.acknowledge": "case taken into work",
    "case.assign": "case assigned",
    "case.comment": "case commented",
    "case.snooze": "case snoozed",
    "case.resolve": "case closed",
    "reveal.given": "personal data revealed",
    "reveal.used": "revealed data seen",
    "reveal.ended": "reveal ended",
    "export.series": "figures exported",
    "export.audit": "audit log exported",
    "marker.added": "release marked",
    "notification.tested": "notification tested",
    "privacy.previewed": "masking previewed",
    "config.chains": "chains changed",
    "config.deadlines": "deadlines changed",
    "config.revert": "former version restored",
    "audit.verified": "chain of the log checked",
    "audit.retained": "old rows removed",
  },
  kinds: { case: "all about cases", config: "all changes of settings", reveal: "all about reveals", export: "all exports" },
  actors: { "(nobody)": "a stranger", "(command line)": "command line" },
  details: {},
  yes: "yes",
  no: "no",
};

const ru: ActionWords = {
  actions: {
    "signed-in": "вход",
    "password-accepted": "пароль принят",
    "password-refused": "пароль не принят",
    "sign-in-refused": "во входе отказано",
    "sign-in.throttled": "вход закрыт: много неудач",
    "session-ended": "сеанс завершён",
    "session.revoked": "сеанс завершён вручную",
    "session-forged": "поддельный cookie сеанса",
    "issuer-logout-refused": "выход через службу входа не принят",
    "role-changed": "роль изменена",
    "token-given": "токен выдан",
    "token-refused": "токен не выдан",
    "token-revoked": "токен отозван",
    "keys-rotated": "ключи сменены",
    denied: "отказано",
    "order.viewed": "просмотр заказа",
    "trace.viewed": "просмотр трейса",
    "case.viewed": "просмотр случая",
    "case.acknowledge": "случай взят в работу",
    "case.assign": "случай назначен",
    "case.comment": "комментарий к случаю",
    "case.snooze": "случай отложен",
    "case.resolve": "случай закрыт",
    "reveal.given": "персональные данные раскрыты",
    "reveal.used": "раскрытое просмотрено",
    "reveal.ended": "раскрытие закончено",
    "export.series": "показатели выгружены",
    "export.audit": "журнал аудита выгружен",
    "marker.added": "отмечен релиз",
    "notification.tested": "оповещение проверено",
    "privacy.previewed": "просмотр того, что скрывается",
    "config.chains": "цепочки изменены",
    "config.deadlines": "сроки изменены",
    "config.revert": "возвращена прежняя версия",
    "audit.verified": "цепочка журнала проверена",
    "audit.retained": "старые строки удалены",
  },
  kinds: { case: "всё о случаях", config: "все изменения настроек", reveal: "всё о раскрытии данных", export: "все выгрузки" },
  actors: { "(nobody)": "посторонний", "(command line)": "командная строка" },
  details: {
    name: "имя",
    role: "роль",
    right: "право",
    why: "причина",
    reason: "причина",
    place: "где",
    peer: "узел",
    client: "клиент",
    reveal: "раскрытие",
    revealed: "раскрыто",
    seen: "просмотрено",
    until: "до",
    count: "количество",
    session: "сеанс",
    own: "свой",
    kind: "вид",
    token: "токен",
    query: "запрос",
    from: "с",
    to: "по",
    rows: "строк",
    whole: "цела",
    text: "текст",
    service: "сервис",
    hash: "хеш",
    note: "пометка",
  },
  yes: "да",
  no: "нет",
};

export const actionWords: Readonly<Record<Lang, ActionWords>> = { en, ru };

/** What has no words stands for itself: also a login of `constructor`, which every object has. */
const wordOf = (words: Readonly<Record<string, string>>, code: string): string => (Object.hasOwn(words, code) ? words[code]! : code);

export const nameAction = ({ actions, kinds }: ActionWords, code: string): string =>
  wordOf(Object.hasOwn(actions, code) ? actions : kinds, code);

export const nameActor = ({ actors }: ActionWords, actor: string): string => wordOf(actors, actor);

/** What to filter by: what is in the log, kinds with more than one code of theirs, and what the address asks for, by their words. */
export function actionChoices(words: ActionWords, known: readonly string[], asked: string): readonly string[] {
  const kinds = Object.keys(words.kinds).filter((kind) => known.filter((code) => code.startsWith(`${kind}.`)).length > 1);
  const codes = new Set([...kinds, ...known, ...(asked === "" ? [] : [asked])]);
  return [...codes].toSorted(
    (a, b) => Number(kinds.includes(b)) - Number(kinds.includes(a)) || compare(nameAction(words, a), nameAction(words, b)),
  );
}

const compare = (a: string, b: string): number => a.localeCompare(b);

/** `{"role":"lead","to":null}` → `role lead`. */
export function tellDetail({ details, yes, no }: ActionWords, detail: string): string {
  try {
    const parsed = JSON.parse(detail) as unknown;
    if (typeof parsed !== "object" || parsed === null) return detail;
    return Object.entries(parsed)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key, value]) => `${wordOf(details, key)} ${typeof value === "boolean" ? (value ? yes : no) : tellValue(value)}`)
      .join(" · ");
  } catch {
    return detail;
  }
}

const tellValue = (value: unknown): string =>
  typeof value === "string" ? value : Array.isArray(value) ? value.map(tellValue).join(", ") : JSON.stringify(value);
