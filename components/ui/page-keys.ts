import type { Lang } from "../i18n/lang.ts";

type Rows = readonly (readonly [readonly string[], string])[];

/** Keys that only some pages know, for the list behind `?`. */
export const pageKeys: Readonly<Record<Lang, { readonly board: Rows; readonly cases: Rows }>> = {
  en: {
    board: [
      [["/"], "to the board's filter"],
      [["a"], "take the group into work"],
      [["s"], "snooze"],
      [["c"], "comment"],
      [["r"], "resolve, or mark as a false alarm"],
    ],
    cases: [
      [["a"], "take the case into work"],
      [["s"], "snooze"],
      [["c"], "comment"],
      [["r"], "resolve, or mark as a false alarm"],
    ],
  },
  ru: {
    board: [
      [["/"], "к фильтру доски"],
      [["a"], "взять группу в работу"],
      [["s"], "отложить"],
      [["c"], "написать комментарий"],
      [["r"], "закрыть или отметить ложную тревогу"],
    ],
    cases: [
      [["a"], "взять случай в работу"],
      [["s"], "отложить"],
      [["c"], "написать комментарий"],
      [["r"], "закрыть или отметить ложную тревогу"],
    ],
  },
};
