import { type Call, projectOf } from "../../core/call.ts";
import { type Collection, fullName, merge } from "../../core/collection.ts";
import { conflict, invalid, notFound } from "../../core/errors.ts";
import { hexadecimal } from "../../core/identifiers.ts";
import type { Document } from "../../core/store.ts";
import { forgetMessages } from "../pubsub/messages.ts";
import { type BuildConfig, checkRepository, requireServices, sourceOf, whyNotBuilt } from "./building.ts";
import {
  buildConfig,
  type CloudFunction,
  type EventTrigger,
  type ServiceConfig,
  serviceConfig,
  serviceDocument,
  usualRepository,
} from "./documents.ts";
import { host, placeOf, types } from "./names.ts";
import { companionsOf, eventTrigger } from "./triggers.ts";

interface Asked extends Document {
  buildConfig?: BuildConfig;
  serviceConfig?: Partial<ServiceConfig>;
  eventTrigger?: Partial<EventTrigger>;
}

const sources = (name: string) => `function-sources/${name}/`;

/** Where the code of a revision is kept: what it was deployed from may change or go. */
export const sourceKey = (name: string, revision: string): string => sources(name) + revision;

/** Keeps the code of a new revision, and forgets that of others but the one that still runs. */
function keepSource(call: Call, name: string, revision: string, bytes: Buffer, running: string | undefined): void {
  const { store } = call.cloud;
  for (const { name: key } of store.list(sources(name))) {
    if (running === undefined || key !== sourceKey(name, running)) forgetSource(call, key);
  }
  store.put(sourceKey(name, revision), {});
  store.putBytes(sourceKey(name, revision), bytes);
}

function forgetSource(call: Call, key: string): void {
  call.cloud.store.delete(key);
  call.cloud.store.deleteBytes(key);
}

/** What keeps a name while its function is being made. */
const reservation = (name: string) => `reservations//${host}/${name}`;

const taken = (name: string) => conflict(`Could not create Cloud Function ${name}. A function with this name exists.`);

/** Refuses an account that isn't there. */
function checkAccount(call: Call, email: string | undefined): void {
  const project = /@([^@]+)\.iam\.gserviceaccount\.com$/.exec(email ?? "")?.[1];
  if (!project) return;
  if (call.cloud.store.get(`//iam.googleapis.com/projects/${project}/serviceAccounts/${email}`)) return;
  throw invalid(`Service account projects/-/serviceAccounts/${email} was not found.`);
}

/** What it was built from, with the version of the object. */
const resolved = ({ source }: BuildConfig, generation: string): BuildConfig["source"] & object => ({
  storageSource: { ...source?.storageSource, generation },
});

/** A function of what was asked for. `before`: as it was. */
function assemble(call: Call, name: string, asked: Asked, before?: CloudFunction): CloudFunction {
  const project = projectOf(call);
  const build = asked.buildConfig ?? {};
  const service = asked.serviceConfig ?? {};
  requireServices(call, project, asked.eventTrigger !== undefined);
  const { bytes, generation } = sourceOf(call, build);
  checkRepository(call, build.dockerRepository, usualRepository(name));
  for (const email of [
    build.serviceAccount?.split("/").at(-1),
    service.serviceAccountEmail,
    asked.eventTrigger?.serviceAccountEmail,
  ]) {
    checkAccount(call, email);
  }
  const trigger = eventTrigger(call, name, project, asked.eventTrigger, before?.eventTrigger);
  const time = call.cloud.clock.timestamp(9);
  const config = serviceConfig(name, project, service, {
    events: trigger !== undefined,
    before: before?.serviceConfig.revision,
  });
  keepSource(call, name, config.revision, bytes, before?.serviceConfig.revision);
  return {
    name,
    ...(asked.description ? { description: asked.description } : {}),
    buildConfig: buildConfig(name, project, { ...build, source: resolved(build, generation) }),
    serviceConfig: config,
    ...(trigger && { eventTrigger: trigger }),
    state: "ACTIVE",
    createTime: before?.createTime ?? time,
    updateTime: time,
    labels: asked.labels as Record<string, string> | undefined,
    environment: "GEN_2",
    url: `https://${name.split("/")[3]}-${project.projectId}.cloudfunctions.net/${name.split("/").at(-1)}`,
  } as CloudFunction;
}

function create(call: Call, name: string): Document {
  if (call.cloud.store.get(reservation(name))) throw taken(name);
  if (call.body.environment && call.body.environment !== "GEN_2") {
    throw invalid("The local cloud has functions of the second generation only.");
  }
  return assemble(call, name, call.body);
}

const changeable = ["description", "buildConfig", "serviceConfig", "eventTrigger", "labels"];

function update(call: Call, current: Document, mask: string[] | undefined): Document {
  const paths = mask ?? changeable.filter((member) => call.body[member] !== undefined);
  for (const path of paths) {
    if (!changeable.includes(path.split(".")[0]!)) throw invalid(`The field ${path} can't be updated.`);
  }
  return assemble(call, String(current.name), merge(current, call.body, paths), current as CloudFunction);
}

/** What goes with a function, by full names; its code and what is to be delivered to it go at once. */
const gone = (call: Call, fn: CloudFunction): string[] => {
  for (const { name } of call.cloud.store.list(sources(fn.name))) forgetSource(call, name);
  for (const [name, document] of companionsOf(call, fn)) {
    if (name.startsWith("//pubsub.")) forgetMessages(call.cloud, String(document.name));
  }
  return [
    ...companionsOf(call, fn).map(([name]) => name),
    `//run.googleapis.com/${fn.serviceConfig.service}`,
    fullName(functions, fn.name),
  ];
};

function operation(call: Call, verb: "create" | "update" | "delete", name: string, document: Document): Document {
  const fn = document as CloudFunction;
  const project = projectOf(call);
  const service = `//run.googleapis.com/${fn.serviceConfig.service}`;
  const { store } = call.cloud;
  const failure = verb === "delete" ? undefined : whyNotBuilt(call, project, fn.buildConfig);
  // A trigger that went is taken away with its subscription.
  const before = store.get<CloudFunction>(fullName(functions, name));
  const stale = verb === "update" && before?.eventTrigger && !fn.eventTrigger ? companionsOf(call, before) : [];
  if (verb === "create") store.put(reservation(name), { name });
  const time = call.cloud.clock.timestamp(9);
  return call.cloud.operations.start({
    name: `${placeOf(call)}/operations/operation-${Date.now()}-${hexadecimal(12)}-${hexadecimal(8)}`,
    host,
    method: `cloudfunctions.projects.locations.functions.${verb === "update" ? "patch" : verb}`,
    body: {
      metadata: {
        "@type": `${types}.OperationMetadata`,
        createTime: time,
        target: name,
        verb,
        cancelRequested: false,
        apiVersion: "v2",
        operationType: `${verb.toUpperCase()}_FUNCTION`,
      },
    },
    ...(failure && { error: failure }),
    release: [reservation(name)],
    ...(verb === "delete"
      ? { response: { "@type": "type.googleapis.com/google.protobuf.Empty" }, remove: gone(call, fn) }
      : {
          response: { "@type": `${types}.Function`, ...fn },
          put: [
            [fullName(functions, name), fn],
            [service, serviceDocument(call, fn, store.get(service))],
            ...companionsOf(call, fn),
          ],
          remove: [reservation(name), ...stale.map(([key]) => key)],
        }),
  });
}

/** Functions of the second generation. */
export const functions: Collection = {
  host,
  id: "projects.locations.functions",
  path: "/v2/projects/{project}/locations/{location}/functions",
  item: "function",
  name: (call, id) => `${placeOf(call)}/functions/${id}`,
  newId: (call) => {
    const id = call.query.get("functionId") ?? call.query.get("function_id") ?? "";
    if (/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(id)) return id;
    throw invalid(`Invalid function ID: ${id}`);
  },
  create,
  update,
  operation,
  missing: (name) => notFound(`Resource '${name}' was not found`),
  taken,
};
