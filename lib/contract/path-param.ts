/**
 * A part of a page's path. Next gives it percent-encoded or as it is, depending on how the page was come to; a name that is no percent-encoding,
 * such as `100%`, is itself.
 */
export function readPathParam(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
