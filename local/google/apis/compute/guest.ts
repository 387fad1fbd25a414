import { createHash } from "node:crypto";
import type { Cloud } from "../../core/cloud.ts";
import { findProject } from "../../core/projects.ts";
import type { Document } from "../../core/store.ts";
import { contentOf, findObject } from "../storage/contents.ts";
import type { Metadata } from "./projects.ts";

/**
 * The simulated guest: nothing runs on the machines of the local cloud. One that is told by its metadata where its
 * deployment is reports what a program on it would report that fetches the deployment and runs its services.
 */

/** What the deployment consists of, as the file manifest.json beside it says. */
interface Manifest {
  revision: string;
  services: string[];
  /** Each is kept as SHA256/PATH. */
  files: { path: string; sha256: string }[];
  /** Secrets that the services get: each needs a version that can be read. */
  secrets: { name: string; secret: string }[];
}

/** Milliseconds that each service takes to be well after the one before; and before the second attempt at what failed. */
const paces = { prompt: { service: 100, attempt: 1500 }, recorded: { service: 5000, attempt: 15_000 } };

/** After so many attempts a deployment is said to have failed; each comes twice as long after the one before. */
const attempts = 5;

const namespace = "sourcegraph";

/** A guest attribute. */
export interface Attribute {
  namespace: string;
  key: string;
  value: string;
}

/** When a secret got a value that can be read, or undefined when it has none. */
function secretSince(cloud: Cloud, name: string): number | undefined {
  const [, owner = "", id = "", version] =
    /^projects\/([^/]+)\/secrets\/([^/]+)(?:\/versions\/([0-9]+))?$/.exec(name) ?? [];
  const versions = `//secretmanager.googleapis.com/projects/${findProject(cloud, owner)?.projectId}/secrets/${id}/versions/`;
  const times = cloud.store
    .list<{ state: string; createTime: string }>(versions)
    .filter((each) => each.document.state === "ENABLED" && (!version || each.name === versions + version))
    .map(({ document }) => Date.parse(document.createTime));
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Why a deployment isn't run, or since when it can be. `final`: another attempt would end in the same way. */
type Finding = { problem: string; final: boolean } | { since: number };

function examine(cloud: Cloud, bucket: string, prefix: string, { files, secrets }: Manifest): Finding {
  let since = 0;
  for (const { path, sha256 } of files) {
    const name = `${prefix}/${sha256}/${path}`;
    const object = findObject(cloud.store, bucket, name);
    if (!object) return { problem: `gs://${bucket}/${name} is not there`, final: false };
    const found = createHash("sha256").update(contentOf(cloud.store, object)).digest("hex");
    if (found !== sha256) {
      return { problem: `${path} has the checksum ${found}, but ${sha256} was announced`, final: true };
    }
    since = Math.max(since, Date.parse(object.updated));
  }
  for (const { secret } of secrets) {
    const created = secretSince(cloud, secret);
    if (created === undefined) return { problem: `the secret ${secret} has no value yet`, final: false };
    since = Math.max(since, created);
  }
  return { since };
}

function parse(text: string): Manifest | undefined {
  try {
    const { revision, services, files, secrets = [] } = JSON.parse(text) as Manifest;
    const complete = typeof revision === "string" && [services, files, secrets].every(Array.isArray);
    return complete ? { revision, services, files, secrets } : undefined;
  } catch {
    return undefined;
  }
}

/** Attributes by key; those that are "" aren't there. */
type Report = Record<string, string>;

function report(cloud: Cloud, bucket: string, prefix: string, started: number): Report {
  const source = `gs://${bucket}/${prefix}/manifest.json`;
  const object = findObject(cloud.store, bucket, `${prefix}/manifest.json`);
  if (!object) return { state: "waiting", message: `${source} is not there: nothing was deployed yet` };
  const manifest = parse(contentOf(cloud.store, object).toString());
  if (!manifest) return { state: "failed", message: `${source} was refused` };
  const { revision, services } = manifest;
  const pace = paces[cloud.timing.profile];
  const announced = Math.max(started, Date.parse(object.updated));
  const finding = examine(cloud, bucket, prefix, manifest);
  const waitingFor = (names: string[]) => ({ revision, waiting: names.join(", ") });
  if ("problem" in finding) {
    const count = Math.floor(Math.log2((cloud.clock.now() - announced) / pace.attempt + 1)) + 1;
    const failed = finding.final || count >= attempts;
    const message = failed ? finding.problem : `attempt ${count} of ${attempts}: ${finding.problem}`;
    return { ...waitingFor(services), state: failed ? "failed" : "waiting", message };
  }
  const well = Math.floor((cloud.clock.now() - Math.max(announced, finding.since)) / pace.service);
  const waiting = services.slice(Math.max(0, well));
  return { ...waitingFor(waiting), state: waiting.length > 0 ? "waiting" : "ready", running: revision };
}

/** What the guest of an instance has said by now. `common`: the metadata of its project. */
export function guestAttributes(cloud: Cloud, instance: Document, common: Metadata["items"] = []): Attribute[] {
  const own = (instance.metadata as Metadata).items ?? [];
  const value = (key: string) => [...own, ...common].find((item) => item.key === key)?.value ?? "";
  if (instance.status !== "RUNNING" || value("enable-guest-attributes").toUpperCase() !== "TRUE") return [];
  const [, bucket, prefix = ""] = /^gs:\/\/([a-z0-9._-]+)\/([a-z0-9/_-]+)$/.exec(value("sourcegraph-deployment")) ?? [];
  if (!bucket) return [];
  return Object.entries(report(cloud, bucket, prefix, Date.parse(String(instance.lastStartTimestamp))))
    .filter(([, text]) => text !== "")
    .map(([key, text]) => ({ namespace, key, value: text }));
}
