import type { Ms } from "../../base/time.ts";
import { sayLength } from "../quantities.ts";
import type { Bilingual, Severity } from "./case.ts";
import type { Well } from "./hanging.ts";

/** What stands in a case's history, in both languages. */
export const sayOpened = (silently: boolean): Bilingual =>
  silently
    ? { en: "found while catching up; opened without a message", ru: "найден при догоняющем чтении; открыт без оповещения" }
    : { en: "opened", ru: "открыт" };

export const sayReopened = (times: number): Bilingual => ({
  en: times === 1 ? "hangs again" : `hangs again, ${times} times by now`,
  ru: times === 1 ? "снова висит" : `снова висит, повторов: ${times}`,
});

const SEVERITY_WORDS: Readonly<Record<Severity, Bilingual>> = {
  minor: { en: "minor", ru: "незначительно" },
  major: { en: "major", ru: "серьёзно" },
  critical: { en: "critical", ru: "критично" },
};

export const sayChanged = (severity: Severity | null): Bilingual =>
  severity === null
    ? { en: "hangs otherwise now", ru: "теперь висит иначе" }
    : { en: `became worse: ${SEVERITY_WORDS[severity].en}`, ru: `стало хуже: ${SEVERITY_WORDS[severity].ru}` };

export const sayWoken = (): Bilingual => ({ en: "the time of rest is over", ru: "время отсрочки вышло" });

export function sayRecovered(well: Well, wasLateMs: Ms | null): Bilingual {
  switch (well.why) {
    case "reached":
      return wasLateMs === null || wasLateMs === 0
        ? { en: "went on", ru: "продолжился" }
        : { en: `went on; was late ${sayLength(wasLateMs, "en")}`, ru: `продолжился; опоздал на ${sayLength(wasLateMs, "ru")}` };
    case "superseded":
      return { en: `attempt ${well.byAttempt} took its place`, ru: `его сменила попытка ${well.byAttempt}` };
    case "cannot-tell":
      return {
        en: "withdrawn: telemetry is missing, it cannot be told whether it hangs",
        ru: "снят: телеметрии не хватает, нельзя сказать, висит ли он",
      };
    case "gone":
      return { en: "withdrawn: its spans belong to another attempt now", ru: "снят: его спаны теперь относятся к другой попытке" };
    case "over":
      return { en: "over: nobody waits for this request any more", ru: "закрыт: этого запроса уже никто не ждёт" };
  }
}
