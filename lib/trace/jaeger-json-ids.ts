/** Jaeger leaves leading zeros off, and has 64-bit trace ids: padded to OpenTelemetry's length, in lower case. Null where it is no id. */
export function padId(value: unknown, digits: number): string | null {
  if (typeof value !== "string" || value.length > digits || !/^[0-9a-fA-F]+$/.test(value) || /^0+$/.test(value)) return null;
  return value.toLowerCase().padStart(digits, "0");
}
