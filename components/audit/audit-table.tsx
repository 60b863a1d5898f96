import type { AuditPageDto } from "#lib/contract/audit";
import { useText } from "../i18n/context.tsx";
import { Time } from "../ui/time.tsx";
import { actionWords, nameAction, nameActor, tellDetail } from "./action-words.ts";
import { auditWords } from "./words.ts";

/** One table; on a phone each row is a card: who did what and when, about what, the details. */
export function AuditTable({ page }: { readonly page: AuditPageDto }) {
  const words = useText(auditWords);
  const codes = useText(actionWords);
  if (page.items.length === 0) return <p className="card px-4 py-6 text-ink-2">{words.none}</p>;
  return (
    <div className="card overflow-x-auto">
      <table className="w-full text-left text-sm">
        <thead className="text-ink-2 max-md:sr-only">
          <tr className="border-line border-b">
            {[words.when, words.who, words.what, words.about, words.detail].map((one) => (
              <th key={one} scope="col" className="px-3 py-2 font-medium">
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {page.items.map(({ id, at, actor, action, subject, detail }) => (
            <tr
              key={id}
              id={`row-${id}`}
              className="border-line border-b align-top last:border-0 max-md:grid max-md:grid-cols-[auto_1fr_auto] max-md:gap-x-2 max-md:gap-y-0.5 max-md:px-3 max-md:py-2"
            >
              <td className="whitespace-nowrap px-3 py-2 max-md:order-1 max-md:p-0">
                <Time at={at} />
              </td>
              <td className="px-3 py-2 font-medium max-md:break-all max-md:p-0">{nameActor(codes, actor)}</td>
              <td className="px-3 py-2 max-md:p-0 md:whitespace-nowrap" title={action}>
                {isRefusal(action) && <span aria-hidden="true">✕ </span>}
                <span className={isRefusal(action) ? "text-failed" : ""}>{nameAction(codes, action)}</span>
              </td>
              <td
                className={`break-all px-3 py-2 max-md:order-2 max-md:col-span-3 max-md:p-0 md:min-w-[20ch] md:max-w-[28ch] ${subject === actor ? "max-md:hidden" : ""}`}
              >
                <Subject subject={subject} />
              </td>
              <td className="break-words px-3 py-2 text-ink-2 max-md:order-3 max-md:col-span-3 max-md:p-0 md:min-w-[24ch] md:max-w-[48ch]">
                {tellDetail(codes, detail)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const isRefusal = (action: string): boolean => /^denied$|-refused$|-forged$|\.throttled$/.test(action);

/** Orders, traces and cases can be gone to; ids that the log had to cut cannot. */
function Subject({ subject }: { readonly subject: string }) {
  const [, kind = "", id = ""] = /^(order|trace|case)\/([\s\S]+)$/.exec(subject) ?? [];
  if (kind === "" || subject.length > 300) return <span>{subject}</span>;
  return (
    <a className="tap text-accent hover:underline" href={`/${kind}s/${encodeURIComponent(id)}`}>
      {subject}
    </a>
  );
}
