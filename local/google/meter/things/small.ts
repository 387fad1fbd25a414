import { type Found, labelsOf, type Placed, type Sources } from "./placed.ts";

const gibibyte = 2 ** 30;

/** The states in which versions of keys and secrets are paid for. */
const paid = ["ENABLED", "DISABLED"];

interface Secret {
  replication: { userManaged?: { replicas: { location: string }[] } };
  labels?: Record<string, string>;
}

/** Versions of secrets: each in every place where it is kept. */
function secretVersions({ store, project }: Sources): Placed[] {
  const all = store.list(`//secretmanager.googleapis.com/projects/${project}/secrets/`);
  const secrets = new Map(all.map(({ name, document }) => [name, document as unknown as Secret]));
  return all.flatMap(({ name, document }): Placed[] => {
    const [secret, version] = name.split("/versions/") as [string, string?];
    if (version === undefined || !paid.includes(String(document.state))) return [];
    const { replication, labels = {} } = secrets.get(secret) ?? { replication: {} };
    const places = replication.userManaged?.replicas.map(({ location }) => location) ?? ["global"];
    return places.map((region) => ({ region, labels, thing: { kind: "secret-version" } }));
  });
}

function keyVersions({ store, project }: Sources): Placed[] {
  const prefix = `//cloudkms.googleapis.com/projects/${project}/locations/`;
  return store
    .list(prefix, (name) => name.includes("/cryptoKeyVersions/"))
    .filter(({ document }) => paid.includes(String(document.state)))
    .map(({ name }) => ({
      region: name.slice(prefix.length).split("/")[0]!,
      labels: {},
      thing: { kind: "key-version" },
    }));
}

function zones({ store, project }: Sources): Placed[] {
  const prefix = `//dns.googleapis.com/projects/${project}/managedZones/`;
  return store
    .list(prefix, (name) => !name.slice(prefix.length).includes("/"))
    .map(({ document }) => ({ region: "global", labels: labelsOf(document), thing: { kind: "dns-zone" } }));
}

function storedObjects({ buckets, number }: Sources): Placed[] {
  return buckets.of(number).flatMap((bucket): Placed[] => {
    const amount = buckets.bytesIn(bucket.name) / gibibyte;
    if (amount === 0) return [];
    const thing = { kind: "usage", of: "stored-objects", low: amount, high: amount } as const;
    return [{ region: bucket.location.toLowerCase(), labels: labelsOf(bucket), thing }];
  });
}

/** What costs a little: secrets, keys, DNS zones and what buckets hold. */
export const smallThings = (sources: Sources): Found => ({
  placed: [...secretVersions(sources), ...keyVersions(sources), ...zones(sources), ...storedObjects(sources)],
  unknown: [],
});
