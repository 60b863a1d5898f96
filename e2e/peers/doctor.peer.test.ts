/** The doctor asks a real slapd, over LDAPS with an authority of its own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { DirectoryConfig } from "../../lib/auth/config.ts";
import { askDirectory } from "../../lib/server/doctor/ask-directory.ts";
import type { Finding } from "../../lib/server/doctor/finding.ts";
import { findDebianProgram } from "./find-debian-program.ts";
import { startSlapd } from "./start-slapd.ts";

const program = findDebianProgram("slapd");
const skip = "missing" in program ? program.missing : false;
if (skip) console.error(`Not tried for real: the doctor and slapd: ${skip}.`);

const said = (findings: readonly Finding[]): string => findings.map(({ level, about, text }) => `${level} ${about}: ${text}`).join("\n");
const now = Date.now();

test("of a sound directory nothing but its certificate's end is weak; what is wrong is told by name", { skip }, async () => {
  if (!("path" in program)) return;
  const slapd = await startSlapd({ binary: program.path, settings: ["require authc"] });
  try {
    await slapd.addPerson({ uid: "ada", password: "ada-password" });
    await slapd.addToGroup("loupe-developers", "ada");
    const config: DirectoryConfig = {
      ...{ url: slapd.ldapsUrl, startTls: false, caPem: slapd.caPem, bindDn: slapd.bindDn, bindPassword: slapd.bindPassword },
      ...{ userBase: slapd.userBase, userAttribute: "uid", groupBase: slapd.groupBase, timeoutMs: 3_000 },
      groupRoles: { "loupe-developers": "developer" },
    };
    const sound = said(await askDirectory(config, now));
    assert.match(sound, /^ok LDAP_USER_BASE: /m);
    assert.match(sound, /^ok GROUP_ROLES \(loupe-developers\): \d members?, developer$/m);
    assert.match(sound, /^weak LDAP_URL: its certificate ends in [12] days$/m);
    assert.equal(sound.match(/^(weak|broken) /gm)?.length, 1, sound);
    assert.match(said(await askDirectory(config, now + 10.5 * 86_400_000)), /^broken LDAP_URL: its certificate ended 8 days ago/m);

    const startTls = said(await askDirectory({ ...config, url: slapd.ldapUrl, startTls: true }, now));
    assert.match(startTls, /^ok LDAP_USER_BASE: /m);
    const roles = { ...config, groupRoles: { "loupe-gone": "admin", [`cn=gone,${slapd.groupBase}`]: "lead" } };
    assert.equal(said(await askDirectory(roles, now)).match(/no such group/g)?.length, 2);
    assert.match(said(await askDirectory({ ...config, caPem: null }, now)), /^broken LDAP_URL: cannot be asked/m);
    assert.match(said(await askDirectory({ ...config, bindPassword: "another-password" }, now)), /^broken LDAP_URL: cannot be asked/m);
    slapd.pause();
    assert.match(said(await askDirectory({ ...config, timeoutMs: 500 }, now)), /^broken LDAP_URL: cannot be asked/m);
    slapd.resume();
  } finally {
    await slapd.stop();
  }
});

test("a directory that takes empty passwords is weak, though its entries are closed to strangers", { skip }, async () => {
  if (!("path" in program)) return;
  const slapd = await startSlapd({ binary: program.path, settings: ["allow bind_anon_cred bind_anon_dn"] });
  try {
    const config: DirectoryConfig = {
      ...{ url: slapd.ldapsUrl, startTls: false, caPem: slapd.caPem, bindDn: slapd.bindDn, bindPassword: slapd.bindPassword },
      ...{ userBase: slapd.userBase, userAttribute: "uid", groupBase: slapd.groupBase, groupRoles: {}, timeoutMs: 3_000 },
    };
    await slapd.addPerson({ uid: "ada", password: "ada-password" });
    const text = said(await askDirectory(config, now));
    assert.doesNotMatch(text, /shows people to whoever asks/);
    assert.match(text, /^weak LDAP_URL: answers an empty password with success/m);
  } finally {
    await slapd.stop();
  }
});
