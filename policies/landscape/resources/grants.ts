import { isKnown, type Maybe, unknown } from "../maybe.ts";
import type { GrantFacts } from "../types.ts";
import { nameAt, placeOf, type StackResource, textAt, textsAt } from "./resource.ts";
import type { Stack } from "./stack.ts";
import type { Row } from "./survey.ts";

/** "gcp:storage/bucketIAMMember:BucketIAMMember": every kind of thing has a type for each way to give roles. */
const grantType = /^gcp:([a-z0-9]+)\/[A-Za-z0-9]*?iam(member|binding|policy):/i;

/** A role and who has it. */
interface Given {
  readonly role: Maybe<string>;
  readonly member: Maybe<string>;
}

/** The bindings of a whole policy, which is written as JSON. */
function givenByPolicy(resource: StackResource): Given[] {
  const text = textAt(resource, "policyData");
  if (!isKnown(text) || text === undefined) return [{ role: unknown, member: unknown }];
  const { bindings } = JSON.parse(text) as { bindings?: { role: string; members?: string[] }[] | null };
  return (bindings ?? []).flatMap(({ role, members = [] }) => members.map((member) => ({ role, member })));
}

/** A member, or the address that the service account will have whose it is: Google makes it of what the program says. */
function memberOf(resource: StackResource, stack: Stack): Maybe<string> {
  const member = nameAt(resource, "member");
  if (isKnown(member)) return member;
  const [account, ...others] = stack.originsOf(resource, "member", "gcp:serviceaccount/account:Account");
  if (!account || others.length > 0) return unknown;
  const id = nameAt(account, "accountId");
  const project = stack.projectOf(account);
  if (!isKnown(id) || !isKnown(project) || project === undefined) return unknown;
  return `serviceAccount:${id}@${project}.iam.gserviceaccount.com`;
}

const givenBy: Readonly<Record<string, (resource: StackResource, stack: Stack) => Given[]>> = {
  member: (resource, stack) => [{ role: nameAt(resource, "role"), member: memberOf(resource, stack) }],
  binding: (resource) => {
    const members = textsAt(resource, "members");
    const role = nameAt(resource, "role");
    return isKnown(members) ? members.map((member) => ({ role, member })) : [{ role, member: unknown }];
  },
  policy: givenByPolicy,
};

/** What grants of a service are on, where that isn't something in a project. */
const elsewhere: Readonly<Record<string, { kind: GrantFacts["on"]["kind"]; id: string }>> = {
  organizations: { kind: "organization", id: "orgId" },
  billing: { kind: "billing", id: "billingAccountId" },
};

/** How a resource says which bucket, account or key it gives a role on, and what one that the stack makes is called. */
const things: readonly { property: string; made: string; name: string }[] = [
  { property: "bucket", made: "gcp:storage/bucket:Bucket", name: "name" },
  { property: "serviceAccountId", made: "gcp:serviceaccount/account:Account", name: "accountId" },
  { property: "cryptoKeyId", made: "gcp:kms/cryptoKey:CryptoKey", name: "name" },
];

/** The name of what a role is given on, where that is one of these; undefined for other things. */
function thingOf(resource: StackResource, stack: Stack): Maybe<string> | undefined {
  for (const { property, made, name } of things) {
    const value = textAt(resource, property);
    if (value === undefined) continue;
    if (isKnown(value)) return value.split("/").at(-1)!.split("@")[0]!;
    const [origin, ...others] = stack.originsOf(resource, property, made);
    return origin && others.length === 0 ? nameAt(origin, name) : unknown;
  }
  return undefined;
}

/** What somebody is given a role on, and where that is. */
export type On = Pick<GrantFacts, "on" | "project" | "thing">;

/** Something in a project that a resource is about. */
export function onThing(resource: StackResource, stack: Stack): On {
  const project = stack.projectOf(resource);
  const thing = thingOf(resource, stack);
  return {
    on: { kind: "resource", id: resource.name },
    ...(typeof project === "string" && { project }),
    ...(thing !== undefined && { thing }),
  };
}

function grantOn(service: string, resource: StackResource, stack: Stack): On {
  const place = elsewhere[service];
  if (place) {
    const id = textAt(resource, place.id);
    return { on: { kind: place.kind, id: isKnown(id) && id !== undefined ? id : resource.name } };
  }
  if (service === "folder") {
    const key = stack.folderAt(resource, "folder");
    return { on: { kind: "folder", id: typeof key === "string" ? key : resource.name } };
  }
  if (service !== "projects") return onThing(resource, stack);
  const project = stack.projectOf(resource);
  if (typeof project !== "string") return { on: { kind: "project", id: resource.name } };
  return { on: { kind: "project", id: project }, project };
}

/** What is done with a type that gives roles; undefined for other types. */
export function grantRow(type: string): Row | undefined {
  const match = grantType.exec(type);
  if (!match) return undefined;
  const [service, way] = [match[1]!, match[2]!.toLowerCase()];
  return (resource, { stack, grants }) => {
    const about = { place: placeOf(resource), ...grantOn(service, resource, stack) };
    for (const given of givenBy[way]!(resource, stack)) grants.push({ ...about, ...given });
  };
}
