/** Who may do something with a bucket or an object, as the lists that Cloud Storage had before IAM write it. */
const entities: readonly [RegExp, (rest: string) => string][] = [
  [/^(allUsers|allAuthenticatedUsers)$/i, (everybody) => everybody],
  [/^(?:user-(.+\.gserviceaccount\.com))$/i, (account) => `serviceAccount:${account}`],
  [/^user-(.+)$/i, (address) => `user:${address}`],
  [/^group-(.+)$/i, (address) => `group:${address}`],
  [/^domain-(.+)$/i, (domain) => `domain:${domain}`],
];

/** An entity as IAM writes members; undefined for those who have a basic role in the project, of whom that is said. */
export function memberOfEntity(entity: string): string | undefined {
  for (const [pattern, member] of entities) {
    const [, rest] = pattern.exec(entity) ?? [];
    if (rest !== undefined) return member(rest);
  }
  return undefined;
}

/** The members that a list of Cloud Storage's own making stands for: "publicRead". */
export function memberOfPredefined(list: string): string | undefined {
  if (/^publicRead/i.test(list)) return "allUsers";
  return /^authenticatedRead$/i.test(list) ? "allAuthenticatedUsers" : undefined;
}

/** Who may read or write a dataset, as BigQuery lists it: one of these members is there. */
export function memberOfDatasetAccess(access: Readonly<Record<string, unknown>>): string | undefined {
  const text = (name: string): string | undefined => (access[name] ? String(access[name]) : undefined);
  const [group, user, domain, special] = ["groupByEmail", "userByEmail", "domain", "specialGroup"].map(text);
  if (group !== undefined) return `group:${group}`;
  if (user !== undefined) return user.endsWith(".gserviceaccount.com") ? `serviceAccount:${user}` : `user:${user}`;
  if (domain !== undefined) return `domain:${domain}`;
  // The others are those who have a basic role in the project.
  if (special !== undefined) return /^all/i.test(special) ? special : undefined;
  return text("iamMember");
}
