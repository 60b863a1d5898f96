import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

/** A key for one purpose from the one secret: knowing one tells nothing of another. */
export const deriveKey = (authSecret: string, purpose: string): Buffer => Buffer.from(hkdfSync("sha256", authSecret, "loupe", purpose, 32));

export const deriveText = (authSecret: string, purpose: string): string => deriveKey(authSecret, purpose).toString("base64url");

/** `AUTH_SECRET`, and the former one while it is still named. */
export const secretsOf = (config: {
  readonly authSecret: string;
  readonly authSecretPrevious?: string | null | undefined;
}): readonly [string, ...string[]] => (config.authSecretPrevious ? [config.authSecret, config.authSecretPrevious] : [config.authSecret]);

/** Of the present secret first, then of the former one (`AUTH_SECRET_PREVIOUS`): the first seals, each opens. */
export type Keyring = readonly [Buffer, ...Buffer[]];

export function deriveKeys([secret, ...former]: readonly [string, ...string[]], purpose: string): Keyring {
  return [deriveKey(secret, purpose), ...former.map((one) => deriveKey(one, purpose))];
}

/** AES-256-GCM as `iv.tag.text`: what the store keeps of keys and tokens is worthless without the secret. */
export function seal(plain: string, keys: Buffer | Keyring): string {
  const key = Buffer.isBuffer(keys) ? keys : keys[0];
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return [iv, cipher.getAuthTag(), text].map((part) => part.toString("base64url")).join(".");
}

/** Null where it was sealed with another secret or touched since. */
export function unseal(sealed: string, keys: Buffer | Keyring): string | null {
  if (Buffer.isBuffer(keys)) return open(sealed, keys);
  for (const key of keys) {
    const plain = open(sealed, key);
    if (plain !== null) return plain;
  }
  return null;
}

function open(sealed: string, key: Buffer): string | null {
  const [iv = "", tag = "", text = ""] = sealed.split(".");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"), { authTagLength: 16 });
    decipher.setAuthTag(Buffer.from(tag, "base64url"));
    return decipher.update(Buffer.from(text, "base64url"), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return null;
  }
}

export const fingerprint = (value: string): string => createHash("sha256").update(value).digest("base64url");
