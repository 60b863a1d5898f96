import { useText } from "../i18n/context.tsx";
import { actionChoices, actionWords, nameAction } from "./action-words.ts";
import { auditWords } from "./words.ts";

/** As it stands in the address; empty where nothing is asked. Times in UTC. */
export interface AuditView {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly [key: string]: string;
}

interface Props {
  readonly view: AuditView;
  readonly names: { readonly actions: readonly string[]; readonly actors: readonly string[] };
}

const FIELD = "flex min-w-0 flex-col gap-1 text-ink-2 text-sm";
const INPUT = "field w-full";

/** A plain form: it works from the keyboard, without a script, and its answer has an address. */
export function AuditFilters({ view, names }: Props) {
  const words = useText(auditWords);
  const codes = useText(actionWords);
  return (
    <form action="/audit" method="get" className="my-4 grid grid-cols-2 items-end gap-3 md:grid-cols-6">
      <Field label={words.who} name="actor" value={view.actor} list={names.actors} hint={words.anybody} />
      <label className={FIELD}>
        {words.what}
        <select key={view.action} name="action" defaultValue={view.action} className={INPUT}>
          <option value="">{words.all}</option>
          {actionChoices(codes, names.actions, view.action).map((code) => (
            <option key={code} value={code}>
              {nameAction(codes, code)}
            </option>
          ))}
        </select>
      </label>
      <Field label={words.about} name="subject" value={view.subject} hint="order/…" />
      <Field label={`${words.from}, ${words.utc}`} name="from" value={view.from} hint="2026-11-23T00:00:00Z" />
      <Field label={`${words.to}, ${words.utc}`} name="to" value={view.to} hint="2026-11-24T00:00:00Z" />
      <button type="submit" className="btn justify-center">
        {words.show}
      </button>
    </form>
  );
}

function Field({
  label,
  name,
  value,
  hint,
  list,
}: {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly hint: string;
  readonly list?: readonly string[];
}) {
  return (
    <label className={FIELD}>
      {label}
      <input
        key={value}
        name={name}
        defaultValue={value}
        placeholder={hint}
        className={INPUT}
        list={list && `known-${name}`}
        autoComplete="off"
      />
      {list && (
        <datalist id={`known-${name}`}>
          {list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </label>
  );
}
