import type { ServerResponse } from "node:http";

/**
 * `style-src-attr`: server-rendered `style=` attributes are allowed (they cannot run anything), inline `<style>` only with the nonce.
 * `strict-dynamic` lets Next's own loader bring its chunks.
 */
export function contentSecurityPolicy(nonce: string, dev: boolean): string {
  const script = `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`;
  const style = dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'; style-src-attr 'unsafe-inline'`;
  return [
    "default-src 'self'",
    script,
    style,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${dev ? " ws:" : ""}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Nothing of the machine or of the reader is asked for. Left out, for the board's wall: the screen that stays awake, and sound. */
const PERMISSIONS = [
  ...["accelerometer", "camera", "clipboard-read", "display-capture", "encrypted-media", "geolocation", "gyroscope", "hid"],
  ...["idle-detection", "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking"],
]
  .map((feature) => `${feature}=()`)
  .join(", ");

export function setSecurityHeaders(res: ServerResponse, csp: string, https: boolean, isAsset: boolean): void {
  res.setHeader("content-security-policy", csp);
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("x-frame-options", "DENY");
  res.setHeader("referrer-policy", "same-origin");
  res.setHeader("cross-origin-opener-policy", "same-origin");
  res.setHeader("cross-origin-resource-policy", "same-origin");
  res.setHeader("permissions-policy", PERMISSIONS);
  res.setHeader("cross-origin-embedder-policy", "require-corp");
  res.setHeader("origin-agent-cluster", "?1");
  res.setHeader("x-permitted-cross-domain-policies", "none");
  res.setHeader("x-dns-prefetch-control", "off");
  // Not for names below ours: BASE_URL may be one above others', which may have no TLS.
  if (https) res.setHeader("strict-transport-security", "max-age=31536000");
  // Traces hold personal data even when masked: nothing but the build's own files may be kept by anybody.
  if (!isAsset) res.setHeader("cache-control", "no-store");
}

/** The issuer's library would let pages of any origin read its description, keys and tokens: no page but our own has a use for them. */
export function shareWithNobody(res: ServerResponse): void {
  const set = res.setHeader.bind(res);
  res.setHeader = (name, value) => (/^access-control-/i.test(name) ? res : set(name, value));
}
