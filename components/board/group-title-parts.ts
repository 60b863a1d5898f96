/** "price → CRM db: timed out (Lock: canceling)" → where, what, error; what has no such shape is all of it "what". */
export function splitTitle(title: string): { readonly where: string; readonly what: string; readonly error: string } {
  const at = title.indexOf(": ");
  const where = at < 0 ? "" : title.slice(0, at);
  const rest = at < 0 ? title : title.slice(at + 2);
  const error = /^(.*?) \((.*)\)$/s.exec(rest);
  const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return { where: upper(where), what: where === "" ? upper(error?.[1] ?? rest) : (error?.[1] ?? rest), error: error?.[2] ?? "" };
}
