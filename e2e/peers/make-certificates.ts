import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface Certificates {
  readonly caPem: string;
  /** Files for a server's configuration. */
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/**
 * An authority of the test's own and one server certificate of it, made by openssl into `folder`.
 * @param names what the certificate is for, as openssl writes it: `DNS:localhost,IP:127.0.0.1`
 */
export function makeCertificates(folder: string, names: string): Certificates {
  const at = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const newKey = (file: string) => ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", at(file)];
  openssl("req", "-x509", ...newKey("ca.key"), "-out", at("ca.pem"), "-subj", "/CN=Authority of a test", "-days", "2");
  openssl("req", ...newKey("server.key"), "-out", at("server.csr"), "-subj", "/CN=Server of a test");
  writeFileSync(at("server.ext"), `subjectAltName=${names}\n`);
  const signed = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", at("server.ext")];
  openssl("x509", "-req", "-in", at("server.csr"), "-out", at("server.pem"), ...signed);
  const caPem = readFileSync(at("ca.pem"), "utf8");
  return { caPem, caFile: at("ca.pem"), certificateFile: at("server.pem"), keyFile: at("server.key") };
}
