import { domainsPlan } from "../../plan/domains.ts";
import { publicHost } from "../../spec/check/exposure.ts";
import { orNone, type RecordFound } from "../world.ts";
import type { Gone, Looked } from "./leftover.ts";

/** Seconds that a record of an environment is kept by those who asked, as `components/exposure.ts` makes it. */
const ourTimeToLive = 300;

/** Names of environments that are gone: whoever gets the address next would answer in our name. */
export function leftRecords({ specification, world, situation: { line }, held }: Gone): Looked {
  const { organization, environments } = specification;
  // The name may be another environment's by now.
  if (environments.has(line.environment) && !line.file) return { certain: [], doubtful: [] };
  const zones = (domainsPlan(organization)?.zones ?? []).filter(({ tier }) => tier === "nonproduction");
  const names = new Map(zones.map(({ name, domain }) => [`${publicHost(line.environment, domain)}.`, name]));
  const found = orNone(world.records).filter(
    ({ zone, name, type }) => names.get(name) === zone.name && !held.has(`${name} ${type}`),
  );
  const isOurs = ({ type, ttl, data }: RecordFound) => type === "A" && ttl === ourTimeToLive && data.length === 1;
  return {
    certain: found.filter(isOurs).map((record) => ({
      what: `the name ${record.name}`,
      key: `${record.zone.name} ${record.name} ${record.type}`,
      leftover: { kind: "record", record },
      reason: `it leads to ${record.data[0]}, which ${line.environment} had, and that is gone`,
    })),
    doubtful: found
      .filter((record) => !isOurs(record))
      .map(({ name, type, ttl, data }) => ({
        what: `the name ${name}`,
        environment: line.environment,
        kind: "leak",
        reason: `it is that of ${line.environment}, which is gone, but this program makes no ${type} record of ${data.length} for ${ttl} s`,
        remedy: "Ask whoever made it, and delete it.",
      })),
  };
}
