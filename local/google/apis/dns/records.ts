import type { Call } from "../../core/call.ts";
import { invalid } from "../../core/errors.ts";
import { invalidValue, missing, notMet, required, taken } from "./names.ts";
import { isDomain, type Zone } from "./zones.ts";

/** A set of records as it is kept and shown. */
export interface RecordSet {
  kind: "dns#resourceRecordSet";
  name: string;
  type: string;
  ttl: number;
  rrdatas?: string[];
  routingPolicy?: object;
  signatureRrdatas: string[];
}

const types = [
  ...["A", "AAAA", "ALIAS", "CAA", "CNAME", "DNSKEY", "DS", "HTTPS", "IPSECKEY", "MX", "NAPTR", "NS", "PTR"],
  ...["SOA", "SPF", "SRV", "SSHFP", "SVCB", "TLSA", "TXT"],
];

/** The records that every zone has: who answers for it. */
export function apexRecords({ dnsName, nameServers }: Zone): RecordSet[] {
  const usual = { kind: "dns#resourceRecordSet" as const, name: dnsName, ttl: 21600, signatureRrdatas: [] };
  const authority = `${nameServers[0]} cloud-dns-hostmaster.google.com. 1 21600 3600 259200 300`;
  return [
    { ...usual, type: "NS", rrdatas: nameServers },
    { ...usual, type: "SOA", rrdatas: [authority] },
  ];
}

/** The record sets of a zone, by its key. */
export const recordsOf = (call: Call, zone: string): RecordSet[] =>
  call.cloud.store.list<RecordSet>(`${zone}/rrsets/`).map(({ document }) => document);

const octet = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const forms: Record<string, RegExp> = {
  A: new RegExp(`^${octet}(\\.${octet}){3}$`),
  AAAA: /^[0-9a-f:.]*:[0-9a-f:.]*$/i,
  CNAME: /\.$/,
  MX: /^\d+ \S+\.$/,
  NS: /\.$/,
  PTR: /\.$/,
  SRV: /^\d+ \d+ \d+ \S+\.$/,
};

/** A record set as it is asked for. `at`: "entity.change.additions[0]". */
function checked(zone: Zone, asked: Partial<RecordSet>, at: string): RecordSet {
  const { name, type, ttl = 0, rrdatas, routingPolicy } = asked;
  if (!name) throw required(`${at}.name`);
  if (!type) throw required(`${at}.type`);
  const lower = name.toLowerCase();
  const inside = lower === zone.dnsName || lower.endsWith(`.${zone.dnsName}`);
  if (!isDomain(name) || !inside) throw invalidValue(`${at}.name`, name);
  if (!types.includes(type)) throw invalidValue(`${at}.type`, type);
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > 2 ** 31 - 1) throw invalidValue(`${at}.ttl`, ttl);
  if (!routingPolicy && !rrdatas?.length) throw required(`${at}.rrdata`);
  for (const [index, data] of (rrdatas ?? []).entries()) {
    if (!(forms[type] ?? /./).test(data)) throw invalidValue(`${at}.rrdata[${index}]`, data);
  }
  return {
    kind: "dns#resourceRecordSet",
    name: lower,
    type,
    ttl,
    ...(rrdatas?.length ? { rrdatas } : {}),
    ...(routingPolicy && { routingPolicy }),
    signatureRrdatas: [],
  };
}

const sameSet = (a: string[] = [], b: string[] = []) => JSON.stringify(a.toSorted()) === JSON.stringify(b.toSorted());

const titled = ({ name, type }: Pick<RecordSet, "name" | "type">) => `${name} (${type})`;

/**
 * Takes record sets away and adds others, all or nothing. What is taken away must be there in exactly that form. Refuses
 * what would leave the zone without the records that it must have.
 */
export function apply(
  call: Call,
  { key, zone }: { key: string; zone: Zone },
  { additions = [], deletions = [] }: { additions?: Partial<RecordSet>[]; deletions?: Partial<RecordSet>[] },
  at: { additions(index: number): string; deletions(index: number): string; taken(record: RecordSet): string },
): { additions: RecordSet[]; deletions: RecordSet[] } {
  const { store } = call.cloud;
  const place = ({ name, type }: RecordSet) => `${key}/rrsets/${name}/${type}`;
  const gone = deletions.map((asked, index) => {
    const record = checked(zone, asked, at.deletions(index));
    const current = store.get<RecordSet>(place(record));
    if (!current) throw missing(at.deletions(index), titled(record));
    if (current.ttl !== record.ttl || !sameSet(current.rrdatas, record.rrdatas)) throw notMet(at.deletions(index));
    return current;
  });
  for (const record of gone) store.delete(place(record));
  const added = additions.map((asked, index) => {
    const record = checked(zone, asked, at.additions(index));
    if (store.get(place(record))) throw taken(at.taken(record), titled(record));
    store.put(place(record), record);
    return record;
  });
  const now = recordsOf(call, key);
  for (const [index, { type }] of gone.entries()) {
    if (!["NS", "SOA"].includes(type) || now.some((each) => each.name === zone.dnsName && each.type === type)) continue;
    throw invalid(
      `The resource record set '${at.deletions(index)}' is invalid because a zone must contain exactly one resource ` +
        `record set of type '${type}' at the apex.`,
      { reason: "invalidZoneApex" },
    );
  }
  for (const [index, { name }] of added.entries()) {
    const there = now.filter((each) => each.name === name);
    if (there.length === 1 || !there.some(({ type }) => type === "CNAME")) continue;
    throw invalid(
      `The resource record set '${at.additions(index)}' is invalid because the DNS name '${name}' may have either one ` +
        "CNAME resource record set or resource record sets of other types, but not both.",
      { reason: "cnameResourceRecordSetConflict" },
    );
  }
  return { additions: added, deletions: gone };
}
