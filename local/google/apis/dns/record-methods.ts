import { type Call, param } from "../../core/call.ts";
import { page } from "../../core/paging.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { missing, versions } from "./names.ts";
import { apply, type RecordSet, recordsOf } from "./records.ts";
import { zoneOf } from "./zones.ts";

/** A change of a zone's records: they are changed at once, but it takes polls until all servers know. */
interface Change extends Document {
  id: string;
  additions?: RecordSet[];
  deletions?: RecordSet[];
}

interface StoredChange {
  change: Change;
  /** Milliseconds since the epoch, by the machine's clock. */
  started: number;
  duration: number;
  polls: number;
}

/** How many polls a change takes at least. */
const minimumPolls = 2;

const view = ({ change, started, duration, polls }: StoredChange): Document => ({
  ...change,
  status: polls >= minimumPolls && Date.now() - started >= duration ? "done" : "pending",
});

const changesOf = (call: Call, key: string) => call.cloud.store.list<StoredChange>(`${key}/changes/`);

const changeKey = (key: string, id: string) => `${key}/changes/${id.padStart(9, "0")}`;

function create(call: Call): Document {
  const zone = zoneOf(call);
  const { additions, deletions } = apply(call, zone, call.body, {
    additions: (index) => `entity.change.additions[${index}]`,
    deletions: (index) => `entity.change.deletions[${index}]`,
    taken: ({ name, type }) => `entity.change.additions[${name}][${type}]`,
  });
  const id = String(changesOf(call, zone.key).length + 1);
  const stored: StoredChange = {
    change: {
      kind: "dns#change",
      ...(additions.length > 0 && { additions }),
      ...(deletions.length > 0 && { deletions }),
      startTime: call.cloud.clock.timestamp(3),
      id,
    },
    started: Date.now(),
    duration: call.cloud.timing.duration("dns.changes.create"),
    polls: 0,
  };
  call.cloud.store.put(changeKey(zone.key, id), stored);
  return view(stored);
}

function get(call: Call): Document {
  const { key } = zoneOf(call);
  const id = param(call, "change");
  const stored = call.cloud.store.get<StoredChange>(changeKey(key, id));
  if (!stored) throw missing("parameters.changeId", id);
  stored.polls++;
  call.cloud.store.put(changeKey(key, id), stored);
  return view(stored);
}

function listChanges(call: Call): Document {
  const all = changesOf(call, zoneOf(call).key).map(({ document }) => view(document));
  const { items, ...token } = page(all.toReversed(), call.query, { sizeParameter: "maxResults" });
  return { kind: "dns#changesListResponse", ...(items.length > 0 && { changes: items }), ...token };
}

function listRecords(call: Call): Document {
  const [name, type] = [call.query.get("name"), call.query.get("type")];
  const found = recordsOf(call, zoneOf(call).key).filter(
    (each) => (name === null || each.name === name.toLowerCase()) && (type === null || each.type === type),
  );
  const { items, ...token } = page(found, call.query, { sizeParameter: "maxResults" });
  return { kind: "dns#resourceRecordSetsListResponse", ...(items.length > 0 && { rrsets: items }), ...token };
}

/** The record set that a request's path names. */
function recordOf(call: Call): RecordSet {
  const [name, type] = [param(call, "name").toLowerCase(), param(call, "type")];
  const found = recordsOf(call, zoneOf(call).key).find((each) => each.name === name && each.type === type);
  if (!found) throw missing("parameters.name", `${name} (${type})`);
  return found;
}

const words = { additions: () => "entity.rrset", deletions: () => "entity.rrset", taken: () => "entity.rrset" };

function replace(call: Call): RecordSet {
  const current = recordOf(call);
  const { rrdatas, routingPolicy, ...rest } = current;
  const data = call.body.routingPolicy || call.body.rrdatas ? {} : { rrdatas, routingPolicy };
  const next = { ...rest, ...data, ...call.body } as RecordSet;
  return apply(call, zoneOf(call), { additions: [next], deletions: [current] }, words).additions[0]!;
}

const many = "/managedZones/{zone}/rrsets";
const one = `${many}/{name}/{type}`;
const changes = "/managedZones/{zone}/changes";

/** The methods of record sets, and of changes of them. */
export const recordRoutes: Route[] = [
  ...versions("changes.create", "POST", changes, create),
  ...versions("changes.list", "GET", changes, listChanges),
  ...versions("changes.get", "GET", `${changes}/{change}`, get),
  ...versions("resourceRecordSets.list", "GET", many, listRecords),
  ...versions("resourceRecordSets.create", "POST", many, (call) => {
    return apply(call, zoneOf(call), { additions: [call.body] }, words).additions[0]!;
  }),
  ...versions("resourceRecordSets.get", "GET", one, recordOf),
  ...versions("resourceRecordSets.patch", "PATCH", one, replace),
  ...versions("resourceRecordSets.delete", "DELETE", one, (call) => {
    apply(call, zoneOf(call), { deletions: [recordOf(call)] }, words);
    return {};
  }),
];
