import { type Client, EqualityFilter, PresenceFilter } from "ldapts";
import type { DirectoryConfig } from "../../auth/config.ts";
import { makeConnect, urlsOf, valuesOf } from "../../auth/ldap-connection.ts";
import { readDialect } from "../../auth/ldap-dialect.ts";
import { userAttributeOf } from "../../auth/ldap-users.ts";
import { certificateEnd, judgeCertificate } from "./ask-http.ts";
import { broken, type Finding, fine, weak } from "./finding.ts";

const ABOUT = "LDAP_URL";

/** Asks the directory as sign-in does, each question on a connection of its own; nothing is changed. */
export async function askDirectory(config: DirectoryConfig | null, now: number): Promise<readonly Finding[]> {
  if (config === null) return [];
  const connect = makeConnect(config);
  const [reading, anonymous, empty, certificates] = await Promise.all([
    connect((client) => readAsAccount(client, config), 4),
    connect((client) => isOpenToAnybody(client, config)),
    connect((client) => takesEmptyPassword(client, config)),
    judgeCertificates(config, now),
  ]);
  if (!reading.ok)
    return [
      broken(ABOUT, `cannot be asked: ${reading.error.detail}`, "check address, LDAP_CA, LDAP_BIND_DN and LDAP_BIND_PASSWORD"),
      ...certificates,
    ];
  return [
    ...reading.value,
    ...(anonymous.ok && anonymous.value
      ? [weak(ABOUT, "shows people to whoever asks without a name", "close anonymous searches at the directory")]
      : []),
    ...(empty.ok && empty.value
      ? [
          weak(
            ABOUT,
            "answers an empty password with success (Loupe refuses empty passwords itself; other programs may not)",
            "forbid unauthenticated binds at the directory",
          ),
        ]
      : []),
    ...certificates,
  ];
}

async function readAsAccount(client: Client, config: DirectoryConfig): Promise<readonly Finding[]> {
  await client.bind(config.bindDn, config.bindPassword);
  const attribute = await attributeOfPeople(client, config);
  const people = await countUnder(client, config.userBase, attribute);
  const found: Finding[] = [
    people > 0
      ? fine("LDAP_USER_BASE", "the reading account finds people there")
      : broken(
          "LDAP_USER_BASE",
          `nobody with ${attribute} is found there`,
          "check LDAP_USER_BASE, LDAP_USER_ATTRIBUTE and what the reading account may see",
        ),
  ];
  for (const [group, grant] of Object.entries(config.groupRoles)) found.push(await judgeGroup(client, config, group, grant));
  return found;
}

/** As sign-in looks for them: an entry without it, such as the folder that they are in, is nobody who could come in. */
const attributeOfPeople = async (client: Client, config: DirectoryConfig): Promise<string> =>
  userAttributeOf({ config, dialect: await readDialect(client) });

/** 1: one or more; a directory that will not list more than one has said enough. */
async function countUnder(client: Client, base: string, attribute: string): Promise<number> {
  const filter = new PresenceFilter({ attribute });
  try {
    return (await client.search(base, { scope: "sub", filter, attributes: ["1.1"], sizeLimit: 1 })).searchEntries.length;
  } catch (error) {
    if (/size ?limit/i.test((error as Error).name + (error as Error).message)) return 1;
    if (/NoSuchObject/.test((error as Error).name)) return 0;
    throw error;
  }
}

const MEMBERS = ["member", "uniqueMember", "memberUid"];

async function judgeGroup(client: Client, config: DirectoryConfig, group: string, grant: string): Promise<Finding> {
  const about = `GROUP_ROLES (${group})`;
  const isDn = group.includes("=");
  const attributes = [...new Set([...MEMBERS, ...(config.groupMemberAttributes ?? [])])];
  try {
    const { searchEntries } = isDn
      ? await client.search(group, { scope: "base", attributes })
      : await client.search(config.groupBase, {
          ...{ scope: "sub", attributes, sizeLimit: 5 },
          filter: new EqualityFilter({ attribute: config.groupNameAttribute || "cn", value: group }),
        });
    if (searchEntries.length === 0) return weak(about, `no such group: nobody is ${grant} by it`, "check its name and LDAP_GROUP_BASE");
    if (!isDn && searchEntries.length > 1)
      return weak(
        about,
        `${searchEntries.length} groups are called so, and each gives the role ${grant}`,
        "name it by its distinguished name",
      );
    const members = attributes.flatMap((attribute) => searchEntries.flatMap((entry) => valuesOf(entry, attribute)));
    return members.length > 0
      ? fine(about, `${members.length} ${members.length === 1 ? "member" : "members"}, ${grant}`)
      : weak(about, `has no members: nobody is ${grant} by it`, "put somebody in, or take it off GROUP_ROLES");
  } catch (error) {
    if (/NoSuchObject/.test((error as Error).name))
      return weak(about, `no such group: nobody is ${grant} by it`, "check its name and LDAP_GROUP_BASE");
    return weak(about, `cannot be looked up (${(error as Error).name})`, "check LDAP_GROUP_BASE and what the reading account may see");
  }
}

/** Without any bind. A refusal of whatever kind is what is wished for. */
const isOpenToAnybody = (client: Client, config: DirectoryConfig): Promise<boolean> =>
  attributeOfPeople(client, config)
    .then((attribute) => countUnder(client, config.userBase, attribute))
    .then(
      (count) => count > 0,
      () => false,
    );

const takesEmptyPassword = (client: Client, config: DirectoryConfig): Promise<boolean> =>
  client.bind(config.bindDn, "").then(
    () => true,
    () => false,
  );

async function judgeCertificates(config: DirectoryConfig, now: number): Promise<readonly Finding[]> {
  const found = await Promise.all(
    urlsOf(config.url).map(async (text) => {
      if (!URL.canParse(text) || new URL(text).protocol !== "ldaps:") return [];
      const { hostname, port } = new URL(text);
      const end = await certificateEnd(hostname.replace(/^\[|\]$/g, ""), Number(port) || 636).catch(() => null);
      return judgeCertificate(ABOUT, end, now);
    }),
  );
  return found.flat();
}
