/** A real OpenLDAP server (Debian's slapd) on loopback: own folder, own authority, LDAPS and StartTLS, people and groups through LDAP. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Attribute, Change, Client, Control } from "ldapts";
import { makeCertificates } from "./make-certificates.ts";
import { freePorts, makeFolder } from "./run-server.ts";
import {
  BASE_DN,
  BIND_DN,
  configOf,
  firstEntries,
  GROUPS_DN,
  groupDn,
  PEOPLE_DN,
  PLACEHOLDER_DN,
  personDn,
  ROOT_DN,
} from "./slapd-tree.ts";

export interface SlapdOptions {
  readonly binary: string;
  /** What its certificate is for. */
  readonly names?: string;
  readonly settings?: readonly string[];
  readonly databaseSettings?: readonly string[];
}

export interface SlapdPerson {
  readonly uid: string;
  readonly password: string;
  readonly cn?: string;
  readonly mail?: string;
  /** Where its entry stands; `ou=people` where left out. */
  readonly under?: string;
  /** Further attributes, or others in place of those above. */
  readonly attributes?: Readonly<Record<string, string | string[]>>;
}

export interface Slapd {
  readonly ldapUrl: string;
  readonly ldapsUrl: string;
  readonly caPem: string;
  /** The authority as a file, for programs that want one. */
  readonly caFile: string;
  readonly baseDn: string;
  readonly userBase: string;
  readonly groupBase: string;
  /** The reading account. */
  readonly bindDn: string;
  readonly bindPassword: string;
  readonly pid: () => number;
  addPerson(person: SlapdPerson): Promise<string>;
  removePerson(uid: string): Promise<void>;
  setPassword(uid: string, password: string): Promise<void>;
  /** Members are DNs, or names of people. The group is made where it is not there (groupOfNames). */
  addToGroup(cn: string, member: string): Promise<void>;
  removeFromGroup(cn: string, member: string): Promise<void>;
  /** Any entry, as the manager; one that refers elsewhere too (`objectClass: referral`). */
  add(dn: string, attributes: Readonly<Record<string, string | string[]>>): Promise<void>;
  /** Values in place of what an attribute holds; none: it goes. */
  set(dn: string, attribute: string, ...values: string[]): Promise<void>;
  remove(dn: string): Promise<void>;
  /** SIGSTOP: connections are taken, nothing is answered. */
  pause(): void;
  resume(): void;
  /** The same data on the same ports. */
  restart(): Promise<void>;
  /** Its log so far: one line an operation. */
  log(): string;
  stop(): Promise<void>;
}

const PATIENCE_MS = 20_000;
/** Referrals are entries like others (RFC 3296). */
const MANAGE_DSA_IT = "2.16.840.1.113730.3.4.2";

export async function startSlapd(options: SlapdOptions): Promise<Slapd> {
  const [plain, secure] = await freePorts(2);
  const folder = makeFolder("slapd");
  mkdirSync(path.join(folder, "data"));
  const certificates = makeCertificates(folder, options.names ?? "DNS:localhost,IP:127.0.0.1");
  const [rootPassword, bindPassword] = [randomBytes(12).toString("hex"), randomBytes(12).toString("hex")];
  const { settings = [], databaseSettings = [] } = options;
  writeFileSync(path.join(folder, "slapd.conf"), configOf({ folder, certificates, rootPassword, settings, databaseSettings }));
  const ldapUrl = `ldap://127.0.0.1:${plain}`;
  const ldapsUrl = `ldaps://127.0.0.1:${secure}`;
  const logFile = path.join(folder, "slapd.log");

  let child: ChildProcess;
  // A test that is ended hard leaves no server behind.
  const reap = () => child.kill("SIGKILL");
  process.once("exit", reap);
  const begin = async () => {
    const run = `exec "$0" "$@" 2>> "${logFile}"`;
    const args = ["-d", "stats", "-h", `${ldapUrl}/ ${ldapsUrl}/`, "-f", path.join(folder, "slapd.conf")];
    child = spawn("/bin/sh", ["-c", run, options.binary, ...args], { cwd: folder, stdio: "ignore" });
    await ready(child, plain!, () => readFileSync(logFile, "utf8"));
  };
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, "close");
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
    await closed;
    clearTimeout(timer);
  };
  const stop = async () => {
    await end();
    process.off("exit", reap);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const write = async (use: (client: Client) => Promise<void>): Promise<void> => {
    const client = new Client({ url: ldapUrl, timeout: 10_000, connectTimeout: 10_000 });
    try {
      await client.bind(ROOT_DN, rootPassword);
      await use(client);
    } finally {
      await client.unbind();
    }
  };
  const add: Slapd["add"] = (dn, attributes) => write((client) => client.add(dn, { ...attributes }, new Control(MANAGE_DSA_IT)));
  const change = (dn: string, operation: "add" | "delete" | "replace", attribute: string, values: readonly string[]) =>
    write((client) => client.modify(dn, new Change({ operation, modification: new Attribute({ type: attribute, values: [...values] }) })));
  const dnOf = (member: string) => (member.includes("=") ? member : personDn(member));

  try {
    await begin();
    for (const [dn, attributes] of firstEntries(bindPassword)) await add(dn, attributes);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...{
      ldapUrl,
      ldapsUrl,
      caPem: certificates.caPem,
      caFile: certificates.caFile,
      baseDn: BASE_DN,
      userBase: PEOPLE_DN,
      groupBase: GROUPS_DN,
    },
    ...{ bindDn: BIND_DN, bindPassword, add, stop },
    pid: () => child.pid!,
    async addPerson({ uid, password, cn = `Name of ${uid}`, mail = `${uid}@loupe.test`, under = PEOPLE_DN, attributes = {} }) {
      const dn = `uid=${uid},${under}`;
      await add(dn, { objectClass: "inetOrgPerson", uid, cn, sn: cn, mail, userPassword: password, ...attributes });
      return dn;
    },
    removePerson: (uid) => write((client) => client.del(personDn(uid))),
    setPassword: (uid, password) => change(personDn(uid), "replace", "userPassword", [password]),
    async addToGroup(cn, member) {
      try {
        await change(groupDn(cn), "add", "member", [dnOf(member)]);
      } catch (error) {
        if ((error as { code?: number }).code !== 32) throw error;
        await add(groupDn(cn), { objectClass: "groupOfNames", cn, member: [PLACEHOLDER_DN, dnOf(member)] });
      }
    },
    removeFromGroup: (cn, member) => change(groupDn(cn), "delete", "member", [dnOf(member)]),
    set: (dn, attribute, ...values) => change(dn, "replace", attribute, values),
    remove: (dn) => write((client) => client.del(dn)),
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    async restart() {
      await end();
      await begin();
    },
    log: () => readFileSync(logFile, "utf8"),
  };
}

async function ready(child: ChildProcess, port: number, log: () => string): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  const tail = () => log().split("\n").slice(-15).join("\n");
  while (performance.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`slapd ended with ${child.exitCode ?? child.signalCode}\n${tail()}`);
    if (await takesConnections(port)) return;
    await pause(50);
  }
  throw new Error(`slapd was not ready within ${PATIENCE_MS / 1_000} s\n${tail()}`);
}

const takesConnections = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const say = (there: boolean) => {
      socket.destroy();
      resolve(there);
    };
    socket.once("connect", () => say(true)).once("error", () => say(false));
  });
