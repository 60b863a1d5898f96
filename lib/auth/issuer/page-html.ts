/** The frame of the pages that exist before anybody is signed in: no script, no asset, both languages, both themes. */
export type Language = "ru" | "en";

export const languageOf = (accept: string | undefined): Language => (/^\s*(ru|be|uk|kk)\b/i.test(accept ?? "") ? "ru" : "en");

const EN = {
  signIn: "Sign in to Loupe",
  user: "User name",
  password: "Password",
  enter: "Sign in",
  refused: "The name or the password is not right.",
  noRole: "You are known, but in none of the groups that may use Loupe. Ask its administrator.",
  directoryDown: "The directory does not answer just now, so nobody can be signed in. Try again in a minute.",
  throttled: "Too many failed tries. Wait, then try again. Minutes to wait:",
  expired: "This sign-in page has expired.",
  startAgain: "Start again",
  signOutAsk: "Sign out?",
  signedOut: "You are signed out",
  deviceAsk: "Enter the code that your device shows",
  deviceAgain: "That code is not right. Enter the code that your device shows",
  deviceConfirm: "Does your device show this code?",
  deviceDone: "Done: your device is signed in",
  goOn: "Continue",
  failed: "The sign-in did not work",
  failedWhy: "Reason:",
  toLoupe: "To Loupe",
};

export type Words = typeof EN;

const RU: Words = {
  signIn: "Вход в Loupe",
  user: "Имя пользователя",
  password: "Пароль",
  enter: "Войти",
  refused: "Имя или пароль неверны.",
  noRole: "Вы не состоите ни в одной из групп, которым открыт Loupe. Обратитесь к администратору.",
  directoryDown: "Каталог пользователей сейчас не отвечает, поэтому вход невозможен. Попробуйте через минуту.",
  throttled: "Слишком много неудачных попыток. Подождите и попробуйте снова. Ждать минут:",
  expired: "Эта страница входа устарела.",
  startAgain: "Начать заново",
  signOutAsk: "Выйти?",
  signedOut: "Вы вышли",
  deviceAsk: "Введите код, который показывает ваше устройство",
  deviceAgain: "Код неверен. Введите код, который показывает ваше устройство",
  deviceConfirm: "Ваше устройство показывает этот код?",
  deviceDone: "Готово: устройство вошло",
  goOn: "Продолжить",
  failed: "Войти не удалось",
  failedWhy: "Причина:",
  toLoupe: "В Loupe",
};

export const WORDS: Readonly<Record<Language, Words>> = { en: EN, ru: RU };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const STYLE = `:root{color-scheme:light dark;--bg:light-dark(#f6f7f9,#0f1216);--card:light-dark(#fff,#171b21);--ink:light-dark(#12161c,#e8ebf0);--soft:light-dark(#5b6572,#9aa4b2);--line:light-dark(#d9dee5,#2a313b);--accent:light-dark(#1d5fd1,#6ea8ff);--on:light-dark(#fff,#0b1220);--bad:light-dark(#b3261e,#ff8a80)}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{width:min(22rem,calc(100vw - 2rem));background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1.75rem}
h1{font-size:1.15rem;margin:0 0 1.25rem}label{display:block;color:var(--soft);font-size:.85rem;margin:0 0 .9rem}
input:not([type=hidden]){display:block;width:100%;margin-top:.3rem;padding:.55rem .7rem;font:inherit;color:var(--ink);background:var(--bg);border:1px solid var(--line);border-radius:6px}
button{width:100%;padding:.6rem;font:inherit;font-weight:600;color:var(--on);background:var(--accent);border:0;border-radius:6px;cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}a{color:var(--accent)}.bad{color:var(--bad);margin:0 0 1rem}.code{font:600 1.6rem ui-monospace,monospace;letter-spacing:.1em;text-align:center}`;

export function pageHtml(language: Language, title: string, body: string, nonce: string): { readonly html: string; readonly csp: string } {
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style nonce="${nonce}">${STYLE}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
  return {
    html,
    csp: `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  };
}
