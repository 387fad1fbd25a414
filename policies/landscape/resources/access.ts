import { memberOfDatasetAccess, memberOfEntity, memberOfPredefined } from "../entities.ts";
import { isKnown, type Maybe, unknown } from "../maybe.ts";
import { type On, onThing } from "./grants.ts";
import { allKnown, isMark, nameAt, placeOf, type StackResource, textAt, textsAt, valueAt } from "./resource.ts";
import type { Row, Survey } from "./survey.ts";

/** Gives somebody a role in the landscape; nobody where the member is undefined. */
function give(
  resource: StackResource,
  survey: Survey,
  role: Maybe<string>,
  member: Maybe<string> | undefined,
  on: On = onThing(resource, survey.stack),
): void {
  if (member !== undefined) survey.grants.push({ place: placeOf(resource), ...on, role, member });
}

/** One entity of a bucket or an object. */
const entity: Row = (resource, survey) => {
  const named = nameAt(resource, "entity");
  give(resource, survey, nameAt(resource, "role"), isKnown(named) ? memberOfEntity(named) : unknown);
};

/** A whole list of a bucket's or an object's: "READER:allUsers" each, or one that Cloud Storage makes by its name. */
const list: Row = (resource, survey) => {
  const pairs = textsAt(resource, "roleEntities");
  const each: readonly Maybe<string>[] = isKnown(pairs) ? pairs : [unknown];
  for (const pair of each) {
    const [role = "", named = ""] = isKnown(pair) ? pair.split(/:(.*)/s) : [];
    give(resource, survey, isKnown(pair) ? role : unknown, isKnown(pair) ? memberOfEntity(named) : unknown);
  }
  for (const path of ["predefinedAcl", "defaultAcl"]) {
    const name = textAt(resource, path);
    if (name === undefined) continue;
    give(resource, survey, isKnown(name) ? name : unknown, isKnown(name) ? memberOfPredefined(name) : unknown);
  }
};

/** One entry of a dataset's list. */
function giveOnDataset(entry: unknown, resource: StackResource, survey: Survey): void {
  const access = (isMark(entry) ? {} : entry) as Record<string, unknown>;
  if (isMark(entry) || Object.values(access).some(isMark)) give(resource, survey, unknown, unknown);
  else give(resource, survey, String(access.role ?? "READER"), memberOfDatasetAccess(access));
}

const datasetAccess: Row = (resource, survey) => giveOnDataset(resource.properties, resource, survey);

/** Google makes whoever makes a dataset its owner, where the program says nothing of it: nobody gave that. */
const isOfMaker = (entry: unknown): boolean => {
  const { role, userByEmail } = (isMark(entry) ? {} : entry) as Record<string, unknown>;
  return role === "OWNER" && userByEmail !== undefined;
};

/** What a dataset says of itself. */
function datasetLists(resource: StackResource, survey: Survey): void {
  const entries = valueAt(resource, "accesses");
  if (!isKnown(entries)) give(resource, survey, unknown, unknown);
  else for (const entry of (entries ?? []) as unknown[]) if (!isOfMaker(entry)) giveOnDataset(entry, resource, survey);
}

/** Whoever may see rows of a table. */
const rows: Row = (resource, survey) => {
  const grantees = textsAt(resource, "grantees");
  const each: readonly Maybe<string>[] = isKnown(grantees) ? grantees : [unknown];
  for (const member of each) {
    give(resource, survey, "roles/bigquery.filteredDataViewer", member);
  }
};

/** A service that asks nobody who they are, is everybody's. */
function openServices(resource: StackResource, survey: Survey): void {
  // The second is that of the API before: its annotations are texts.
  const open = [
    valueAt(resource, "invokerIamDisabled"),
    annotationOf(resource, "run.googleapis.com/invoker-iam-disabled"),
  ].find((value) => value !== undefined);
  if (open === undefined || open === false || open === "false") return;
  give(resource, survey, "roles/run.invoker", isKnown(open) ? "allUsers" : unknown, onService(resource, survey));
}

/** A service by its full name, as the live organisation has it, with - for a project that isn't known yet. */
function onService(resource: StackResource, { stack }: Survey): On {
  const on = onThing(resource, stack);
  const location = textAt(resource, "location");
  const name = nameAt(resource, "name");
  if (!isKnown(location) || location === undefined || !isKnown(name)) return on;
  const id = `run.googleapis.com/projects/${on.project ?? "-"}/locations/${location}/services/${name}`;
  return { ...on, on: { kind: "resource", id }, thing: name };
}

function annotationOf(resource: StackResource, name: string): unknown {
  const annotations = valueAt(resource, "metadata.annotations");
  if (!isKnown(annotations)) return unknown;
  const value = (annotations as Record<string, unknown> | undefined)?.[name];
  return isMark(value) ? unknown : value;
}

/** Roles that somebody may take when they ask for them: sooner or later they have them. */
const entitlement: Row = (resource, survey) => {
  const on = entitledOn(resource, survey);
  const users = valueAt(resource, "eligibleUsers");
  const bindings = valueAt(resource, "privilegedAccess.gcpIamAccess.roleBindings");
  const given: readonly unknown[] = isKnown(bindings) ? ((bindings ?? []) as unknown[]) : [unknown];
  const roles = given.map((binding): Maybe<string> => {
    const role = (binding as { role?: unknown }).role;
    return typeof role === "string" && !isMark(role) ? role : unknown;
  });
  const eligible: readonly unknown[] = isKnown(users) ? ((users ?? []) as unknown[]) : [unknown];
  const principals = eligible.flatMap(
    (user): unknown[] => (user as { principals?: unknown[] }).principals ?? [unknown],
  );
  for (const role of roles) {
    for (const each of principals) {
      give(resource, survey, role, each === unknown || isMark(each) ? unknown : String(each), on);
    }
  }
};

/** What an entitlement is for: "projects/p", "folders/5" or "organizations/1". */
function entitledOn(resource: StackResource, { stack }: Survey): On {
  const parent = textAt(resource, "parent");
  const [kind, id = ""] = isKnown(parent) ? (parent ?? "").split("/") : [];
  if (kind === "organizations") return { on: { kind: "organization", id } };
  if (kind === "folders") return { on: { kind: "folder", id: stack.keyOf(id) } };
  const project = stack.projectAt(resource, "parent");
  if (typeof project === "string") return { on: { kind: "project", id: project }, project };
  return { on: { kind: "project", id: resource.name } };
}

const customRole: Row = (resource, { stack, customRoles }) => {
  const project = stack.projectOf(resource);
  customRoles.push({
    place: placeOf(resource),
    ...(typeof project === "string" && { project }),
    permissions: allKnown(textsAt(resource, "permissions")),
  });
};

/** What gives access otherwise than by a policy of IAM. */
export const accessRows: Readonly<Record<string, Row>> = {
  "gcp:organizations/iAMCustomRole:IAMCustomRole": customRole,
  "gcp:projects/iAMCustomRole:IAMCustomRole": customRole,
  "gcp:bigquery/datasetAccess:DatasetAccess": datasetAccess,
  "gcp:bigquery/rowAccessPolicy:RowAccessPolicy": rows,
  "gcp:privilegedaccessmanager/entitlement:Entitlement": entitlement,
  "gcp:storage/bucketACL:BucketACL": list,
  "gcp:storage/bucketAccessControl:BucketAccessControl": entity,
  "gcp:storage/defaultObjectACL:DefaultObjectACL": list,
  "gcp:storage/defaultObjectAccessControl:DefaultObjectAccessControl": entity,
  "gcp:storage/objectACL:ObjectACL": list,
  "gcp:storage/objectAccessControl:ObjectAccessControl": entity,
};

/** What things say of access to themselves. */
export const selfAccess: Readonly<Record<string, Row>> = {
  "gcp:bigquery/dataset:Dataset": datasetLists,
  "gcp:cloudrun/service:Service": openServices,
  "gcp:cloudrunv2/service:Service": openServices,
};
