import type { Book } from "./people.ts";

export const BASE_DN = "dc=loupe,dc=demo";
export const PEOPLE_DN = `ou=people,${BASE_DN}`;
export const GROUPS_DN = `ou=groups,${BASE_DN}`;
export const READER_DN = `cn=reader,${BASE_DN}`;

export interface DirectoryEntry {
  readonly dn: string;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

const personDn = (uid: string): string => `uid=${uid},${PEOPLE_DN}`;
const groupDn = (name: string): string => `cn=${name},${GROUPS_DN}`;

/** The tree as LDAP entries; passwords are no attributes of it. `memberOf` names direct groups only, as OpenLDAP's overlay does. */
export function entriesOf(book: Book): readonly DirectoryEntry[] {
  const groupsWith = (member: string): string[] =>
    Object.entries(book.groups)
      .filter(([, members]) => members.includes(member))
      .map(([name]) => groupDn(name));
  const unit = (dn: string, ou: string): DirectoryEntry => ({ dn, attributes: { objectClass: ["organizationalUnit"], ou: [ou] } });
  return [
    { dn: BASE_DN, attributes: { objectClass: ["domain"], dc: ["loupe"] } },
    unit(PEOPLE_DN, "people"),
    unit(GROUPS_DN, "groups"),
    ...book.people.map(
      ({ uid, name, mail }): DirectoryEntry => ({
        dn: personDn(uid),
        attributes: {
          objectClass: ["inetOrgPerson"],
          uid: [uid],
          cn: [name],
          displayName: [name],
          sn: [name.split(" ").at(-1) ?? name],
          mail: [mail],
          memberOf: groupsWith(uid),
        },
      }),
    ),
    ...Object.entries(book.groups).map(
      ([name, members]): DirectoryEntry => ({
        dn: groupDn(name),
        attributes: {
          objectClass: ["groupOfNames"],
          cn: [name],
          member: members.map((member) => (member.startsWith("@") ? groupDn(member.slice(1)) : personDn(member))),
          memberOf: groupsWith(`@${name}`),
        },
      }),
    ),
  ];
}

/** The password of a DN that may bind; null where there is none. */
export function passwordOf(book: Book, dn: string): string | null {
  const wanted = plainDn(dn);
  if (wanted === READER_DN) return book.readerPassword;
  return book.people.find((person) => plainDn(personDn(person.uid)) === wanted)?.password ?? null;
}

/** DNs compare without regard to case or to blanks around commas. */
export const plainDn = (dn: string): string =>
  dn
    .toLowerCase()
    .replace(/\s*,\s*/g, ",")
    .replace(/\s*=\s*/g, "=");
