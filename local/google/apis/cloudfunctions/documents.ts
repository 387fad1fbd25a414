import type { Call } from "../../core/call.ts";
import { withoutDefaults } from "../../core/collection.ts";
import { invalid } from "../../core/errors.ts";
import { hexadecimal, uuid } from "../../core/identifiers.ts";
import type { Project } from "../../core/projects.ts";
import type { Document } from "../../core/store.ts";
import { defaultServiceAccount } from "../compute/projects.ts";
import type { BuildConfig } from "./building.ts";
import { idOf, regionOf, serviceOf, uriOf } from "./names.ts";

/** How a function runs. */
export interface ServiceConfig extends Document {
  service: string;
  uri: string;
  revision: string;
  serviceAccountEmail: string;
  timeoutSeconds: number;
  ingressSettings: string;
  environmentVariables?: Record<string, string>;
}

/** What sets a function off. */
export interface EventTrigger extends Document {
  trigger: string;
  eventType: string;
  pubsubTopic: string;
  serviceAccountEmail: string;
  retryPolicy: "RETRY_POLICY_RETRY" | "RETRY_POLICY_DO_NOT_RETRY";
}

/** A function as it is kept and shown. */
export interface CloudFunction extends Document {
  name: string;
  state: "ACTIVE" | "DEPLOYING";
  buildConfig: BuildConfig;
  serviceConfig: ServiceConfig;
  eventTrigger?: EventTrigger;
  labels?: Record<string, string>;
}

/** The repository that Cloud Functions makes for the images of functions that name none. */
export const usualRepository = (name: string): string =>
  `${name.split("/").slice(0, 4).join("/")}/repositories/gcf-artifacts`;

/** What a function is built from, completed. */
export function buildConfig(name: string, project: Project, asked: BuildConfig): BuildConfig {
  const place = name.split("/").slice(0, 4).join("/").replace(project.projectId, project.number);
  const account = `projects/${project.projectId}/serviceAccounts/${defaultServiceAccount(project)}`;
  const bucket = `gcf-v2-sources-${project.number}-${regionOf(name)}`;
  return {
    build: `${place}/builds/${uuid()}`,
    runtime: asked.runtime!,
    entryPoint: asked.entryPoint!,
    source: asked.source!,
    ...(asked.environmentVariables !== undefined && { environmentVariables: asked.environmentVariables }),
    ...(asked.workerPool !== undefined && { workerPool: asked.workerPool }),
    dockerRegistry: "ARTIFACT_REGISTRY",
    dockerRepository: asked.dockerRepository ?? usualRepository(name),
    serviceAccount: asked.serviceAccount ?? account,
    automaticUpdatePolicy: {},
    sourceProvenance: { resolvedStorageSource: { bucket, object: `${idOf(name)}/function-source.zip` } },
  };
}

const ingress = ["ALLOW_ALL", "ALLOW_INTERNAL_ONLY", "ALLOW_INTERNAL_AND_GCLB"];

/** The most seconds that a call of a function may take. */
const longest = { http: 3600, event: 540 };

/** How a function runs, completed. `before`: the revision that it had. */
export function serviceConfig(
  name: string,
  project: Project,
  asked: Partial<ServiceConfig>,
  { events, before }: { events: boolean; before?: string | undefined },
): ServiceConfig {
  const ingressSettings = asked.ingressSettings ?? "ALLOW_ALL";
  if (!ingress.includes(ingressSettings)) throw invalid(`Invalid ingress settings: ${ingressSettings}`);
  const timeoutSeconds = Number(asked.timeoutSeconds ?? 60);
  const most = events ? longest.event : longest.http;
  if (!(timeoutSeconds >= 1 && timeoutSeconds <= most)) {
    throw invalid(`Invalid timeout_seconds ${timeoutSeconds}: it must be from 1 to ${most}.`);
  }
  checkVariables(asked.environmentVariables);
  const service = serviceOf(name);
  const number = Number(/-(\d{5})-\w+$/.exec(before ?? "")?.[1] ?? 0) + 1;
  const { minInstanceCount, secretEnvironmentVariables, secretVolumes, vpcConnector } = asked;
  return withoutDefaults({
    service,
    timeoutSeconds,
    environmentVariables: { LOG_EXECUTION_ID: "true", ...asked.environmentVariables },
    maxInstanceCount: Number(asked.maxInstanceCount || 100),
    minInstanceCount,
    secretEnvironmentVariables,
    secretVolumes,
    vpcConnector,
    ingressSettings,
    uri: uriOf(name, project),
    serviceAccountEmail: asked.serviceAccountEmail ?? defaultServiceAccount(project),
    availableMemory: asked.availableMemory ?? "256M",
    allTrafficOnLatestRevision: true,
    revision: `${idOf(service)}-${String(number).padStart(5, "0")}-${hexadecimal(3)}`,
    maxInstanceRequestConcurrency: Number(asked.maxInstanceRequestConcurrency || 1),
    availableCpu: asked.availableCpu ?? "0.1666",
  }) as unknown as ServiceConfig;
}

/** Names that Cloud Run keeps for itself. */
const reserved = /^(PORT|FUNCTION_TARGET|FUNCTION_SIGNATURE_TYPE|K_SERVICE|K_REVISION|K_CONFIGURATION|X_GOOGLE_.*)$/;

function checkVariables(variables: Record<string, string> = {}): void {
  for (const [key, value] of Object.entries(variables)) {
    if (!/^[A-Za-z_]\w*$/.test(key) || reserved.test(key)) throw invalid(`Invalid environment variable name: ${key}`);
    if (typeof value !== "string") throw invalid(`The environment variable ${key} must be a text.`);
    if (Buffer.byteLength(value) > 32_768) throw invalid(`The environment variable ${key} is longer than 32 KiB.`);
  }
}

/** A Cloud Run service, as far as a function is one. */
export function serviceDocument(call: Call, fn: CloudFunction, before: Document | undefined): Document {
  const { service, uri, revision, serviceAccountEmail, timeoutSeconds, ingressSettings } = fn.serviceConfig;
  const time = call.cloud.clock.timestamp(6);
  return {
    name: service,
    uid: before?.uid ?? uuid(),
    generation: String(Number(before?.generation ?? 0) + 1),
    labels: { "goog-managed-by": "cloudfunctions" },
    createTime: before?.createTime ?? time,
    updateTime: time,
    ingress: ingressSettings.replace("ALLOW_", "INGRESS_TRAFFIC_").replace("_AND_GCLB", "_LOAD_BALANCER"),
    launchStage: "GA",
    template: { serviceAccount: serviceAccountEmail, timeout: `${timeoutSeconds}s` },
    latestReadyRevision: `${service}/revisions/${revision}`,
    uri,
    urls: [uri],
  };
}
