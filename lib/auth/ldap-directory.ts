import { err, type Result } from "../base/result.ts";
import type { Clock } from "../base/time.ts";
import type { DirectoryConfig } from "./config.ts";
import type { Directory, DirectoryDown, Person } from "./directory.ts";
import { makeEvenAnswers, type Pace } from "./even-answers.ts";
import { adGroupsOfAll } from "./ldap-ad-groups.ts";
import { tryBind } from "./ldap-bind.ts";
import { makeConnect } from "./ldap-connection.ts";
import { type Dialect, readDialect } from "./ldap-dialect.ts";
import { wantedGroups } from "./ldap-group-names.ts";
import { groupsOfAll } from "./ldap-groups.ts";
import { PER_SEARCH, type Reading } from "./ldap-search.ts";
import { findByLogin, findByName, findBySubs, type LdapUser } from "./ldap-users.ts";
import { grantsOfGroups } from "./roles.ts";

/** No directory's name is longer. */
const MOST_LETTERS = 256;

export function ldapDirectory(config: DirectoryConfig, clock: Clock, pace?: Pace): Directory {
  const connect = makeConnect(config);
  const answers = makeEvenAnswers(pace);
  const searches = makeEvenAnswers(pace);
  const wanted = wantedGroups(config.groupRoles);
  let dialect: Dialect | null = null;

  /** As the reading account. */
  const look = <T>(use: (reading: Reading) => Promise<T>, patience?: number): Promise<Result<T, DirectoryDown>> =>
    connect(async (client) => {
      // An empty password would be an *unauthenticated bind*: a success that may read what strangers may.
      if (config.bindPassword === "") throw new Error("the reading account has no password (LDAP_BIND_PASSWORD)");
      await answers.timed("reader", () => client.bind(config.bindDn, config.bindPassword));
      dialect ??= await readDialect(client);
      return use({ client, config, dialect, now: clock() });
    }, patience);

  const peopleOf = async (reading: Reading, users: readonly LdapUser[]): Promise<ReadonlyMap<string, Person | null>> => {
    const open = users.filter((user) => user.closed === null);
    const groupsOf = reading.dialect.activeDirectory ? adGroupsOfAll : groupsOfAll;
    const groups = open.length === 0 ? new Map() : await groupsOf(reading, open, wanted);
    return new Map(open.map((user) => [user.sub, personOf(user, (groups.get(user.key) ?? []).flatMap(wanted.matching))]));
  };
  const personOf = ({ sub, name, email }: LdapUser, groups: readonly string[]): Person | null => {
    const grants = grantsOfGroups(groups, config.groupRoles);
    return grants === null ? null : { sub, name, email, ...grants };
  };
  const findAll: Directory["findAll"] = (subs) =>
    look(
      async (reading) => {
        const users = await findBySubs(reading, subs);
        const people = await peopleOf(reading, [...users.values()]);
        return new Map(subs.map((sub) => [sub, people.get(sub) ?? null]));
      },
      2 + Math.ceil(subs.length / PER_SEARCH),
    );

  return {
    async signIn(name, password) {
      // An empty password is an *unauthenticated bind*, which many servers answer with success.
      if (name.trim() === "" || name.length > MOST_LETTERS || password === "" || password.length > 1024) return err({ kind: "refused" });
      // Some directories need longer to tell of an entry than of none.
      let asked = searches.now();
      const found = await look((reading) => {
        asked = searches.now();
        return findByLogin(reading, name);
      });
      if (!found.ok) return found;
      const known = found.value;
      if (known === null) await searches.evenOut(asked);
      else searches.took("person", asked);
      const from = answers.now();
      // An unknown name costs a bind too, and every refusal as long as a password takes: the time tells nobody which names exist.
      const dn = known?.dn ?? `${config.userAttribute || "uid"}=nobody-of-that-name,${config.userBase}`;
      const bound = await connect((client) => {
        const bind = () => tryBind(client, dn, password);
        return known === null ? bind() : answers.timed("person", bind);
      });
      if (!bound.ok) return bound;
      if (known === null || !bound.value.ok) await answers.evenOut(from);
      if (known === null) return refused("no such name, or several");
      if (!bound.value.ok) return refused(known.closed ?? known.locked ?? bound.value.why);
      const { sub, key } = known;
      // Read again: what the entry says of itself may have changed with the password's being accepted.
      const settled = await look(async (reading) => {
        const user = (await findBySubs(reading, [sub])).get(sub);
        if (user === undefined || user.key !== key) return refused("the name is not unique");
        if (user.closed !== null) return refused(user.closed);
        const person = (await peopleOf(reading, [user])).get(sub) ?? null;
        return person === null ? err({ kind: "no-role" } as const) : ({ ok: true, value: person } as const);
      });
      return settled.ok ? settled.value : settled;
    },
    async find(sub) {
      const found = await findAll([sub]);
      return found.ok ? { ok: true, value: found.value.get(sub) ?? null } : found;
    },
    resolve: (name) =>
      look(async (reading) => {
        const user = name.trim() === "" || name.length > MOST_LETTERS ? null : await findByName(reading, name);
        return user === null ? null : ((await peopleOf(reading, [user])).get(user.sub) ?? null);
      }),
    findAll,
    async isUp() {
      return (await look(async () => true)).ok;
    },
  };
}

const refused = (detail: string) => err({ kind: "refused", detail } as const);
