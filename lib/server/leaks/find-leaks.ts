import { gunzipSync } from "node:zlib";

/** Everything that a value may look like on the wire: as it is, escaped for a URL, JSON or HTML, in base64 at any offset, in hex. */
export function spellingsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const digits = value.replace(/\D/g, "");
  const json = JSON.stringify(value).slice(1, -1);
  return [
    ...new Set([
      value,
      value.toLowerCase(),
      json,
      json.replaceAll("@", "\\u0040"),
      encodeURIComponent(value),
      encodeURIComponent(encodeURIComponent(value)),
      value.replaceAll(" ", "+"),
      value.replaceAll("@", "&#64;"),
      value.replaceAll("@", "&commat;"),
      // A phone or a card, however it is grouped; short runs of digits are anybody's.
      ...(digits.length >= 11 && /^[\d\s()+-]+$/.test(value) ? [digits, digits.slice(1)] : []),
      ...[0, 1, 2].flatMap((shift) => base64At(bytes, shift)),
      bytes.toString("hex"),
    ]),
  ];
}

/** The characters of base64 that depend on `bytes` alone when so many bytes stand before them. */
function base64At(bytes: Buffer, shift: number): readonly string[] {
  const text = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString("base64")
    .replace(/=+$/, "");
  const whole = text.slice(shift === 0 ? 0 : shift + 1, Math.floor(((shift + bytes.length) * 8) / 6));
  return [whole, whole.replaceAll("+", "-").replaceAll("/", "_")];
}

export type FindLeaks = (answer: Uint8Array | string) => readonly string[];

/** A finder of planted values: tells each by its name, with what stands around it. Case does not matter. */
export function leakFinder(planted: Readonly<Record<string, string>>): FindLeaks {
  const needles = Object.entries(planted).flatMap(([name, value]) =>
    spellingsOf(value).map((text) => ({ name, text: text.toLowerCase() })),
  );
  return (answer) => {
    const text = readable(answer);
    const lower = text.toLowerCase();
    return needles.flatMap(({ name, text: needle }) => {
      const at = lower.indexOf(needle);
      return at < 0 ? [] : [`${name}: …${text.slice(Math.max(0, at - 80), at + needle.length + 40).replace(/\s+/g, " ")}…`];
    });
  };
}

function readable(answer: Uint8Array | string): string {
  if (typeof answer === "string") return answer;
  const isGzip = answer[0] === 0x1f && answer[1] === 0x8b;
  return Buffer.from(isGzip ? gunzipSync(answer) : answer).toString("utf8");
}
