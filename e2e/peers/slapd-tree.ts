/** What stands in a slapd at its start: its configuration file and its first entries. */
import type { Certificates } from "./make-certificates.ts";

export const BASE_DN = "dc=loupe,dc=test";
export const PEOPLE_DN = `ou=people,${BASE_DN}`;
export const GROUPS_DN = `ou=groups,${BASE_DN}`;
export const BIND_DN = `cn=reader,ou=services,${BASE_DN}`;
export const ROOT_DN = `cn=manager,${BASE_DN}`;

export const personDn = (uid: string): string => `uid=${uid},${PEOPLE_DN}`;
export const groupDn = (cn: string): string => `cn=${cn},${GROUPS_DN}`;

/** groupOfNames may not be empty. */
export const PLACEHOLDER_DN = `cn=nobody,${BASE_DN}`;

export interface SlapdSetup {
  readonly folder: string;
  readonly certificates: Certificates;
  readonly rootPassword: string;
  /** Lines before the database: `allow bind_anon_cred`. */
  readonly settings: readonly string[];
  /** Lines of the database: overlays, limits. */
  readonly databaseSettings: readonly string[];
}

export const configOf = ({ folder, certificates, rootPassword, settings, databaseSettings }: SlapdSetup): string => `
${["core", "cosine", "inetorgperson", "nis"].map((schema) => `include /etc/ldap/schema/${schema}.schema`).join("\n")}
modulepath /usr/lib/ldap
${["back_mdb", "memberof", "ppolicy", "refint"].map((module) => `moduleload ${module}`).join("\n")}
pidfile ${folder}/slapd.pid
argsfile ${folder}/slapd.args
TLSCACertificateFile ${certificates.caFile}
TLSCertificateFile ${certificates.certificateFile}
TLSCertificateKeyFile ${certificates.keyFile}
TLSVerifyClient never
${settings.join("\n")}
database mdb
maxsize 67108864
suffix "${BASE_DN}"
rootdn "${ROOT_DN}"
rootpw ${rootPassword}
directory ${folder}/data
index objectClass,uid,cn,member,uniqueMember,memberUid eq
dbnosync
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${BIND_DN}" read by users read by * none
${databaseSettings.join("\n")}
`;

/** Entries that stand from the first moment; people and groups come through LDAP. */
export const firstEntries = (
  bindPassword: string,
): readonly (readonly [dn: string, attributes: Readonly<Record<string, string | string[]>>])[] => [
  [BASE_DN, { objectClass: ["dcObject", "organization"], o: "Loupe's test", dc: "loupe" }],
  [PEOPLE_DN, { objectClass: "organizationalUnit", ou: "people" }],
  [GROUPS_DN, { objectClass: "organizationalUnit", ou: "groups" }],
  [`ou=services,${BASE_DN}`, { objectClass: "organizationalUnit", ou: "services" }],
  [BIND_DN, { objectClass: ["organizationalRole", "simpleSecurityObject"], cn: "reader", userPassword: bindPassword }],
];
