"use client";

import { useLang } from "../i18n/context.tsx";

interface Props {
  readonly label: string;
  /** 7 × 24, Monday first; null: nothing in that hour. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly format: (value: number) => string;
  readonly colour: string;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;

/** A real table, coloured: read by a screen reader as by the eye. */
export function WeekMatrix({ label, values, format, colour }: Props) {
  const lang = useLang();
  const most = Math.max(0, ...values.flat().map((value) => value ?? 0));
  // 2024-01-01 was a Monday.
  const day = (index: number, weekday: "short" | "long") =>
    new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "ru", { weekday, timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + index));
  return (
    <div className="relative overflow-x-auto">
      <table aria-label={label} className="w-full min-w-[640px] table-fixed border-separate border-spacing-px text-xs">
        <thead>
          <tr>
            <td className="w-8" />
            {HOURS.map((hour) => (
              <th key={hour} scope="col" className="num font-normal text-ink-3">
                {hour % 3 === 0 ? String(hour).padStart(2, "0") : <span className="sr-only">{hour}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {DAYS.map((index) => (
            <tr key={index}>
              <th scope="row" className="pr-1 text-right font-normal text-ink-2">
                {day(index, "short")}
              </th>
              {HOURS.map((hour) => (
                <HourCell
                  key={hour}
                  name={`${day(index, "long")} ${hour}:00`}
                  value={values[index]?.[hour] ?? null}
                  {...{ most, colour, format }}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps extends Pick<Props, "format" | "colour"> {
  readonly name: string;
  readonly value: number | null;
  readonly most: number;
}

function HourCell({ name, value, most, colour, format }: CellProps) {
  if (value === null) return <td className="h-6 rounded-[3px] bg-sunken" />;
  const ink = Math.round(16 + 84 * (most > 0 ? value / most : 0));
  return (
    <td title={`${name} – ${format(value)}`} className="h-6 p-0">
      <span className="block h-full rounded-[3px]" style={{ background: `color-mix(in srgb, ${colour} ${ink}%, var(--surface))` }}>
        <span className="sr-only">{format(value)}</span>
      </span>
    </td>
  );
}
