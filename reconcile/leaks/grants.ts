import { type GrantFound, orNone, type World } from "../world.ts";
import type { Gone, Looked } from "./leftover.ts";

/** What a service account's name as a member says. */
export interface Account {
  /** Whether Google says that it was deleted. */
  deleted: boolean;
  email: string;
  /** The ID of the project that people made it in. */
  project?: string;
  /** The number of the project for which Google made it. */
  number?: string;
}

/** Reads a member of a policy; undefined for one that is no service account. */
export function accountOf(member: string): Account | undefined {
  const match = /^(deleted:)?serviceAccount:([^?]+)(?:\?uid=\d+)?$/.exec(member);
  if (!match) return undefined;
  const email = match[2]!;
  const number =
    /^(?:service-)?(\d+)(?:-compute)?@(?:developer|cloudservices|cloudbuild|[a-z0-9-]+\.iam)\.gserviceaccount\.com$/.exec(
      email,
    )?.[1];
  const project = /^[^@]+@([a-z][a-z0-9-]{4,28}[a-z0-9])\.iam\.gserviceaccount\.com$/.exec(email)?.[1];
  return {
    deleted: match[1] !== undefined,
    email,
    ...(number !== undefined ? { number } : project !== undefined && { project }),
  };
}

/** The types of resources whose policies are changed here. Of all others a person is told. */
export const sweptTypes: ReadonlySet<string> = new Set([
  "artifactregistry.googleapis.com/Repository",
  "cloudresourcemanager.googleapis.com/Folder",
  "cloudresourcemanager.googleapis.com/Project",
  "pubsub.googleapis.com/Topic",
  "secretmanager.googleapis.com/Secret",
  "storage.googleapis.com/Bucket",
]);

/** Why a grant is not taken away here, though its account is gone; undefined when it is. */
function whyKept(grant: GrantFound, ours: ReadonlySet<string>): string | undefined {
  if (grant.production) return "that is of production, where nothing is changed here";
  if (!sweptTypes.has(grant.type)) return "policies of that type are not changed here";
  if (grant.project !== undefined && !ours.has(grant.project)) return "the ledger doesn't know that project";
  return undefined;
}

const idsOf = (world: World): Map<string, string> =>
  new Map(orNone(world.projects).map(({ id, number }) => [number, id]));

/** What service accounts of a project that is gone were given elsewhere. */
export function leftGrants({ specification, world, situation: { line } }: Gone): Looked {
  const ours = new Set(Object.keys(specification.ledger));
  const ids = idsOf(world);
  const looks = orNone(world.grants).flatMap((grant): Looked[] => {
    const account = accountOf(grant.member);
    const project = account?.project ?? ids.get(account?.number ?? "");
    // What is in the project itself goes with it.
    if (!account || project !== line.project || grant.project === line.project) return [];
    const what = `${grant.role} of ${account.email}`;
    const where = grant.resource.replace(/^\/\/[^/]+\//, "");
    const kept = whyKept(grant, ours);
    if (kept === undefined) {
      const key = `${grant.resource} ${grant.role} ${grant.member}`;
      const reason = `it has that on ${where}, and its project, that of ${line.environment}, is gone`;
      return [{ certain: [{ what, key, leftover: { kind: "grant", grant }, reason }], doubtful: [] }];
    }
    const reason = `it has that on ${where}, and its project, that of ${line.environment}, is gone; ${kept}`;
    const remedy = `Remove ${grant.member} from the policy of ${where}.`;
    return [{ certain: [], doubtful: [{ what, environment: line.environment, kind: "leak", reason, remedy }] }];
  });
  return { certain: looks.flatMap(({ certain }) => certain), doubtful: looks.flatMap(({ doubtful }) => doubtful) };
}
