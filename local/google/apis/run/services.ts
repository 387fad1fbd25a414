import { type Call, param, projectOf } from "../../core/call.ts";
import { type Collection, fullName, withoutDefaults } from "../../core/collection.ts";
import { ApiError, invalid, notFound } from "../../core/errors.ts";
import { hexadecimal, uuid } from "../../core/identifiers.ts";
import type { Document } from "../../core/store.ts";
import { uriOf } from "../cloudfunctions/names.ts";
import { defaultServiceAccount } from "../compute/projects.ts";
import { contentOf, findObject } from "../storage/contents.ts";

export const host = "run.googleapis.com";

/** The one container of a service. */
export interface Container extends Document {
  image?: string;
  baseImageUri?: string;
  command?: string[];
  args?: string[];
  env?: { name: string; value?: string; valueSource?: object }[];
  sourceCode?: { cloudStorageSource?: { bucket?: string; object?: string; generation?: string } };
}

/** A service as it is kept and shown. */
export interface Service extends Document {
  name: string;
  uri: string;
  latestReadyRevision: string;
  invokerIamDisabled?: boolean;
  template: Document & { serviceAccount: string; timeout: string; containers: Container[] };
}

const sources = (name: string) => `service-sources/${name}/`;

/** Where the code of a revision is kept: what it was deployed from may change or go. */
export const sourceKey = ({ name, latestReadyRevision }: Service): string =>
  sources(name) + latestReadyRevision.split("/").at(-1)!;

const unimplemented = (what: string) => new ApiError("UNIMPLEMENTED", `The local cloud has no ${what}.`);

/** Refuses what isn't run here, and returns the bytes of the archive that the container is made of. */
function sourceOf(call: Call, containers: readonly Container[]): Buffer {
  const [container, ...others] = containers;
  if (!container) throw invalid("template.containers: Revision template must contain at least one container.");
  const { sourceCode, baseImageUri, command = [], env = [] } = container;
  if (others.length > 0) throw unimplemented("services of several containers");
  if (!sourceCode || !baseImageUri) throw unimplemented("services but those that are an archive over a base image");
  if (command.length !== 1 || command[0] !== "node") throw unimplemented(`command ${command.join(" ")}, but node`);
  if (env.some(({ valueSource }) => valueSource)) throw unimplemented("variables that Secret Manager fills");
  const { bucket = "", object = "", generation } = sourceCode.cloudStorageSource ?? {};
  const found = findObject(call.cloud.store, bucket, object, generation);
  if (!found) throw invalid(`Source code gs://${bucket}/${object} could not be found.`);
  return contentOf(call.cloud.store, found);
}

/** Refuses an account that isn't there. */
function checkAccount(call: Call, email: string): void {
  const project = /@([^@]+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1];
  if (!project || call.cloud.store.get(`//iam.googleapis.com/projects/${project}/serviceAccounts/${email}`)) return;
  throw invalid(`template.service_account: Service account ${email} does not exist.`);
}

/** Keeps the code of a new revision, and forgets that of others but the one that still runs. */
function keepSource(call: Call, service: Service, bytes: Buffer, before: Service | undefined): void {
  const { store } = call.cloud;
  for (const { name } of store.list(sources(service.name))) {
    if (!before || name !== sourceKey(before)) forgetSource(call, name);
  }
  store.put(sourceKey(service), {});
  store.putBytes(sourceKey(service), bytes);
}

function forgetSource({ cloud: { store } }: Call, key: string): void {
  store.delete(key);
  store.deleteBytes(key);
}

/** A service of what was asked for. */
function assemble(call: Call, name: string, before?: Service): Service {
  const project = projectOf(call);
  const { template = {}, ...asked } = call.body as { template?: Document & { containers?: Container[] } } & Document;
  const containers = template.containers ?? [];
  const bytes = sourceOf(call, containers);
  const serviceAccount = String(template.serviceAccount ?? defaultServiceAccount(project));
  checkAccount(call, serviceAccount);
  const number = Number(before?.generation ?? 0) + 1;
  const revision = `${name.split("/").at(-1)}-${String(number).padStart(5, "0")}-${hexadecimal(3)}`;
  const time = call.cloud.clock.timestamp(6);
  const uri = uriOf(name, project);
  const service = {
    ...withoutDefaults({
      description: asked.description,
      labels: asked.labels,
      annotations: asked.annotations,
      invokerIamDisabled: asked.invokerIamDisabled,
    }),
    name,
    uid: before?.uid ?? uuid(),
    generation: String(number),
    observedGeneration: String(number),
    createTime: before?.createTime ?? time,
    updateTime: time,
    ingress: asked.ingress ?? "INGRESS_TRAFFIC_ALL",
    launchStage: asked.launchStage ?? "GA",
    template: {
      maxInstanceRequestConcurrency: 80,
      scaling: { maxInstanceCount: 100 },
      timeout: "300s",
      ...template,
      serviceAccount,
      containers,
    },
    traffic: [{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 100 }],
    latestReadyRevision: `${name}/revisions/${revision}`,
    latestCreatedRevision: `${name}/revisions/${revision}`,
    terminalCondition: { type: "Ready", state: "CONDITION_SUCCEEDED", lastTransitionTime: time },
    uri,
    urls: [uri],
    etag: `"${hexadecimal(16)}"`,
  } as unknown as Service;
  keepSource(call, service, bytes, before);
  return service;
}

/** Functions are services too, which only Cloud Functions changes here. */
function requireOwn({ template, name }: Document): void {
  if ((template as Partial<Service["template"]>).containers) return;
  throw new ApiError("FAILED_PRECONDITION", `${String(name)} is managed by Cloud Functions.`);
}

const place = (call: Call) => `projects/${projectOf(call).projectId}/locations/${param(call, "location")}`;

function operation(call: Call, verb: "create" | "update" | "delete", name: string, document: Document): Document {
  const type = "type.googleapis.com/google.cloud.run.v2.Service";
  return call.cloud.operations.start({
    name: `${place(call)}/operations/${uuid()}`,
    host,
    method: `run.projects.locations.services.${verb === "update" ? "patch" : verb}`,
    body: { metadata: { "@type": type, name } },
    response: { "@type": type, ...document },
    ...(verb === "delete"
      ? { remove: [fullName(services, name)] }
      : { put: [[fullName(services, name), document] as [string, object]] }),
  });
}

/** Services: those of functions, which Cloud Functions makes and deletes, and those that are an archive over a base image. */
export const services: Collection = {
  host,
  id: "projects.locations.services",
  path: "/v2/projects/{project}/locations/{location}/services",
  item: "service",
  name: (call, id) => `${place(call)}/services/${id}`,
  newId: (call) => {
    const id = call.query.get("serviceId") ?? "";
    if (/^[a-z]([a-z0-9-]{0,47}[a-z0-9])?$/.test(id)) return id;
    throw invalid(`service_id: ${id} is not a valid ID of a service.`);
  },
  create: (call, name) => assemble(call, name),
  update: (call, current) => {
    requireOwn(current);
    return assemble(call, String(current.name), current as Service);
  },
  remove: (call, current) => {
    requireOwn(current);
    for (const { name } of call.cloud.store.list(sources(String(current.name)))) forgetSource(call, name);
  },
  operation,
  missing: (name) => notFound(`Resource '${name.split("/").at(-1)}' of kind 'SERVICE' was not found.`),
};
