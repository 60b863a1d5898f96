import type { Scope } from "./scopes.ts";

export type Language = "ru" | "en";

interface WordsOfIssuer {
  readonly signIn: string;
  readonly user: string;
  readonly password: string;
  readonly enter: string;
  readonly refused: string;
  readonly noRole: string;
  readonly directoryDown: string;
  readonly throttled: (minutes: number) => string;
  readonly expired: string;
  readonly foreign: string;
  readonly tooLong: string;
  readonly startAgain: string;
  readonly signOutAsk: string;
  readonly signedOut: string;
  readonly deviceAsk: string;
  readonly deviceCode: string;
  readonly deviceAgain: string;
  readonly deviceOver: string;
  readonly deviceDenied: string;
  readonly deviceConfirm: string;
  readonly deviceWho: (client: string, address: string) => string;
  readonly deviceMay: string;
  readonly deviceAll: string;
  readonly deviceMasked: string;
  readonly devicePhishing: string;
  readonly deviceSignIn: (client: string) => string;
  readonly deviceDone: string;
  readonly deviceClose: string;
  readonly allow: string;
  readonly deny: string;
  readonly goOn: string;
  readonly signOut: string;
  readonly failed: string;
  readonly failedWhy: string;
  readonly toLoupe: string;
  readonly scopes: Readonly<Record<Scope, string>>;
}

const EN: WordsOfIssuer = {
  signIn: "Sign in to Loupe",
  user: "User name",
  password: "Password",
  enter: "Sign in",
  refused: "The name or the password is not right.",
  noRole: "You are known, but in none of the groups that may use Loupe. Ask its administrator.",
  directoryDown: "The directory does not answer just now, so nobody can be signed in. Try again in a minute.",
  throttled: (minutes) => `Too many failed tries. Try again in ${minutes} min.`,
  expired: "This sign-in page has expired, or was used already.",
  foreign: "This form was not sent from a page of Loupe.",
  tooLong: "What was sent is no sign-in form of Loupe.",
  startAgain: "Start again",
  signOutAsk: "Sign out?",
  signedOut: "You are signed out",
  deviceAsk: "Sign a device in",
  deviceCode: "Code that your device shows",
  deviceAgain: "That code is not right. Compare it with your device.",
  deviceOver: "That code is used or too old. Start again on your device.",
  deviceDenied: "The device was not let in.",
  deviceConfirm: "Let this device in?",
  deviceWho: (client, address) => `${client}, asked for from ${address}`,
  deviceMay: "In your name it will be able to:",
  deviceAll: "do everything that your role may",
  deviceMasked: "Personal data stay hidden from it.",
  devicePhishing:
    "Go on only if you have started this yourself just now, and your device shows this very code. Nobody from support will ever send you one.",
  deviceSignIn: (client) => `You are signing in “${client}” on another device.`,
  deviceDone: "Done: your device is signed in",
  deviceClose: "You may close this page. The device's access can be taken back on the page “Sessions”.",
  allow: "Yes, let it in",
  deny: "No",
  goOn: "Continue",
  signOut: "Sign out",
  failed: "The sign-in did not work",
  failedWhy: "Reason:",
  toLoupe: "To Loupe",
  scopes: {
    read: "see orders, traces and cases",
    "manage-cases": "work on cases: take, comment, resolve",
    export: "take data out in bulk",
    report: "read the weekly report",
    deadlines: "change deadlines and objectives",
    configure: "change Loupe's configuration",
    audit: "read the audit log",
    sessions: "see and end other people's sessions",
  },
};

const RU: WordsOfIssuer = {
  signIn: "Вход в Loupe",
  user: "Имя пользователя",
  password: "Пароль",
  enter: "Войти",
  refused: "Имя или пароль неверны.",
  noRole: "Вы не состоите ни в одной из групп, которым открыт Loupe. Обратитесь к администратору.",
  directoryDown: "Каталог пользователей сейчас не отвечает, поэтому вход невозможен. Попробуйте через минуту.",
  throttled: (minutes) => `Слишком много неудачных попыток. Попробуйте снова через ${minutes} мин.`,
  expired: "Эта страница входа устарела или уже использована.",
  foreign: "Эта форма отправлена не со страницы Loupe.",
  tooLong: "Присланное — не форма входа в Loupe.",
  startAgain: "Начать заново",
  signOutAsk: "Выйти?",
  signedOut: "Вы вышли",
  deviceAsk: "Вход с устройства",
  deviceCode: "Код, который показывает устройство",
  deviceAgain: "Код неверен. Сверьте его с устройством.",
  deviceOver: "Этот код уже использован или устарел. Начните на устройстве заново.",
  deviceDenied: "Устройству отказано.",
  deviceConfirm: "Впустить это устройство?",
  deviceWho: (client, address) => `${client}, запрос с адреса ${address}`,
  deviceMay: "От вашего имени оно сможет:",
  deviceAll: "всё, что позволяет ваша роль",
  deviceMasked: "Персональные данные останутся скрыты.",
  devicePhishing:
    "Продолжайте, только если вы сами только что начали этот вход и устройство показывает именно этот код. Поддержка никогда не присылает такие коды.",
  deviceSignIn: (client) => `Вы впускаете «${client}» на другом устройстве.`,
  deviceDone: "Готово: устройство вошло",
  deviceClose: "Эту страницу можно закрыть. Отозвать доступ устройства можно на странице «Сеансы».",
  allow: "Да, впустить",
  deny: "Нет",
  goOn: "Продолжить",
  signOut: "Выйти",
  failed: "Войти не удалось",
  failedWhy: "Причина:",
  toLoupe: "В Loupe",
  scopes: {
    read: "смотреть заказы, трейсы и случаи",
    "manage-cases": "вести случаи: брать, комментировать, закрывать",
    export: "выгружать данные списками",
    report: "читать недельный отчёт",
    deadlines: "менять сроки и цели",
    configure: "менять настройки Loupe",
    audit: "читать журнал аудита",
    sessions: "видеть и завершать чужие сеансы",
  },
};

export const WORDS: Readonly<Record<Language, WordsOfIssuer>> = { en: EN, ru: RU };
export type Words = WordsOfIssuer;
