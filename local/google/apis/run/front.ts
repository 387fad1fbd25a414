import type { Cloud } from "../../core/cloud.ts";
import { readIdentityToken } from "../../core/identity-tokens.ts";
import { readPolicy } from "../../core/policies.ts";
import { findProject, projectName } from "../../core/projects.ts";
import type { CloudFunction } from "../cloudfunctions/documents.ts";
import type { FunctionHost, Runnable } from "../cloudfunctions/function-host.ts";
import { sourceKey } from "../cloudfunctions/functions.ts";
import { idOf } from "../cloudfunctions/names.ts";
import { type Service, sourceKey as sourceOfService } from "./services.ts";

const prefix = "//cloudfunctions.googleapis.com/projects/";
const servicesPrefix = "//run.googleapis.com/projects/";

/** The roles that let call a service. */
const callers = ["roles/run.invoker", "roles/run.servicesInvoker", "roles/run.admin", "roles/owner"];

/** How Eventarc asks for a pushed message to be turned into an event. */
const eventsMode = "__GCP_CloudEventsMode";
const fromTopic = "CUSTOM_PUBSUB_";

/** What runs a function. */
function runnableOf(cloud: Cloud, { name, serviceConfig, buildConfig, eventTrigger }: CloudFunction): Runnable {
  const { revision, service, serviceAccountEmail, timeoutSeconds, environmentVariables } = serviceConfig;
  const [, project = ""] = name.split("/");
  return {
    name,
    revision,
    serviceAccount: serviceAccountEmail,
    timeoutSeconds,
    source: () => cloud.store.getBytes(sourceKey(name, revision)) ?? Buffer.alloc(0),
    environment: {
      GOOGLE_CLOUD_PROJECT: project,
      ...environmentVariables,
      K_SERVICE: idOf(service),
      K_REVISION: revision,
      K_CONFIGURATION: idOf(service),
      FUNCTION_TARGET: buildConfig.entryPoint!,
      FUNCTION_SIGNATURE_TYPE: eventTrigger ? "cloudevent" : "http",
      CLOUD_RUN_TIMEOUT_SECONDS: String(timeoutSeconds),
    },
  };
}

/** What runs a service that is an archive. */
function runnableOfService(cloud: Cloud, service: Service): Runnable {
  const { name, template, latestReadyRevision } = service;
  const [, project = ""] = name.split("/");
  const { args = [], env = [] } = template.containers[0]!;
  return {
    name,
    revision: idOf(latestReadyRevision),
    serviceAccount: template.serviceAccount,
    timeoutSeconds: Number.parseFloat(template.timeout),
    source: () => cloud.store.getBytes(sourceOfService(service)) ?? Buffer.alloc(0),
    script: args,
    environment: {
      GOOGLE_CLOUD_PROJECT: project,
      ...Object.fromEntries(env.map((each) => [each.name, each.value ?? ""])),
      PORT: "8080",
      K_SERVICE: idOf(name),
      K_REVISION: idOf(latestReadyRevision),
      K_CONFIGURATION: idOf(name),
    },
  };
}

/** Whether somebody may call a service: by its own policy, or by that of its project. `service`: its name. */
function mayCall(cloud: Cloud, service: string, email: string | undefined): boolean {
  const [, project = ""] = service.split("/");
  const resources = [`//run.googleapis.com/${service}`, projectName(project)];
  const members = ["allUsers", ...(email ? ["allAuthenticatedUsers", `serviceAccount:${email}`, `user:${email}`] : [])];
  return resources.some((resource) =>
    readPolicy(cloud.store, resource).bindings?.some(
      (binding) => callers.includes(binding.role) && binding.members.some((member) => members.includes(member)),
    ),
  );
}

/** What is behind an address: its project, the service, how it runs, and whether everybody may call it. */
interface Behind {
  project: string;
  service: string;
  addresses: readonly (string | undefined)[];
  isOpen: boolean;
  fn?: CloudFunction;
  runnable(): Runnable;
}

function behind(cloud: Cloud, origin: string): Behind | undefined {
  const fn = cloud.store
    .list<CloudFunction>(prefix)
    .map(({ document }) => document)
    .find(({ serviceConfig }) => serviceConfig.uri === origin);
  if (fn) {
    const { service } = fn.serviceConfig;
    const addresses = [origin, fn.url as string | undefined, `${origin}/`];
    return {
      project: fn.name.split("/")[1]!,
      service,
      addresses,
      isOpen: false,
      fn,
      runnable: () => runnableOf(cloud, fn),
    };
  }
  const found = cloud.store
    .list<Service>(servicesPrefix)
    .map(({ document }) => document)
    .find(({ uri, template }) => uri === origin && template?.containers !== undefined);
  if (!found) return undefined;
  const { name, invokerIamDisabled: isOpen = false } = found;
  const addresses = [origin, `${origin}/`];
  return {
    project: name.split("/")[1]!,
    service: name,
    addresses,
    isOpen,
    runnable: () => runnableOfService(cloud, found),
  };
}

/** The request by which a function gets a pushed message, as an event. Undefined: it is no message. */
function eventOf(request: Request, text: string, topic: string): Request | undefined {
  let pushed: { message?: { messageId?: string; publishTime?: string }; subscription?: string };
  try {
    pushed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!pushed.message?.messageId) return undefined;
  const { origin } = new URL(request.url);
  return new Request(`${origin}/`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "ce-id": pushed.message.messageId,
      "ce-source": `//pubsub.googleapis.com/${topic}`,
      "ce-specversion": "1.0",
      "ce-time": pushed.message.publishTime ?? "",
      "ce-type": "google.cloud.pubsub.topic.v1.messagePublished",
      authorization: request.headers.get("authorization") ?? "",
    },
    body: text,
    signal: request.signal,
  });
}

const forbidden = () =>
  new Response("<html><title>403 Forbidden</title>Your client does not have permission to get this URL.</html>\n", {
    status: 403,
    headers: { "content-type": "text/html; charset=UTF-8" },
  });

/**
 * Answers for services under their addresses: to what the cloud itself sends, pushes and jobs, which Google takes for internal
 * callers, and to what is said to come from the internet.
 */
export function keepFunctions(cloud: Cloud, host: FunctionHost): void {
  cloud.web.host(/\.a\.run\.app$/, async (request) => {
    const { origin, searchParams } = new URL(request.url);
    const found = behind(cloud, origin);
    if (!found) return new Response("404 page not found\n", { status: 404 });
    const { project, service, addresses, isOpen, fn } = found;
    // Without billing nothing runs.
    if (!findProject(cloud, project)?.billingAccount) return new Response("Service Unavailable\n", { status: 503 });
    const token = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    const identity = token ? readIdentityToken(cloud, token) : undefined;
    const known = identity && addresses.includes(identity.aud) ? identity : undefined;
    if (!isOpen && !mayCall(cloud, service, known?.email)) return forbidden();
    const mode = searchParams.get(eventsMode);
    if (!fn || !mode?.startsWith(fromTopic)) return host.call(found.runnable(), request);
    const event = eventOf(request, await request.text(), mode.slice(fromTopic.length));
    if (!event) return new Response("Bad Request\n", { status: 400 });
    const answer = await host.call(found.runnable(), event);
    const retries = fn.eventTrigger?.retryPolicy === "RETRY_POLICY_RETRY";
    return answer.ok || retries ? answer : new Response(null, { status: 204 });
  });
}
