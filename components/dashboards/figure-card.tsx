import { Spark } from "../charts/spark.tsx";

interface Props {
  readonly title: string;
  /** null: there was nothing to measure; `nothing` says so. */
  readonly value: string | null;
  readonly nothing: string;
  readonly delta: React.ReactNode;
  readonly detail: React.ReactNode;
  readonly spark: readonly (number | null)[];
  readonly colour: string;
  readonly href?: string;
  readonly testId: string;
}

/** `4 min 12 s`: figures large, units small. */
function Value({ text }: { readonly text: string }) {
  return text.split(/\s/).map((part, index) =>
    /^[\d.,−-]+$/.test(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
      <span key={index}>{part}</span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text
      <small key={index} className="mr-1.5 ml-1 font-medium text-ink-2 text-lg tracking-normal">
        {part}
      </small>
    ),
  );
}

export function FigureCard({ title, value, nothing, delta, detail, spark, colour, testId }: Props) {
  return (
    <section className="card flex min-w-0 flex-col overflow-hidden px-4 pt-3 pb-3 break-inside-avoid" data-testid={testId}>
      <h2 className="font-semibold text-ink-2 text-sm">{title}</h2>
      {value === null ? (
        <p className="flex min-h-[58px] items-center text-ink-2">{nothing}</p>
      ) : (
        <>
          <p className="whitespace-nowrap font-semibold text-2xl leading-tight tracking-tight tabular-nums" data-testid="value">
            <Value text={value} />
          </p>
          <p className="flex flex-wrap gap-x-2 text-ink-2 text-sm">
            {delta}
            <span>{detail}</span>
          </p>
        </>
      )}
      <div className="mt-auto pt-2">
        <Spark values={spark} colour={colour} />
      </div>
    </section>
  );
}
