import type { Lang } from "./lang.ts";

interface Forms {
  readonly one: string;
  readonly few?: string;
  readonly other: string;
}

/** "2 traces", "2 трейса", "5 трейсов": `other` serves for Russian's many. */
export function many(lang: Lang, n: number, forms: Forms): string {
  const rule = new Intl.PluralRules(lang).select(n);
  const word = rule === "one" ? forms.one : rule === "few" ? (forms.few ?? forms.other) : forms.other;
  return `${new Intl.NumberFormat(lang).format(n)} ${word}`;
}
