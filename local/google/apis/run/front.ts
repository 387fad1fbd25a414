import type { Cloud } from "../../core/cloud.ts";
import { readIdentityToken } from "../../core/identity-tokens.ts";
import { readPolicy } from "../../core/policies.ts";
import { findProject, projectName } from "../../core/projects.ts";
import type { CloudFunction } from "../cloudfunctions/documents.ts";
import type { FunctionHost, Runnable } from "../cloudfunctions/function-host.ts";
import { sourceKey } from "../cloudfunctions/functions.ts";
import { idOf } from "../cloudfunctions/names.ts";

const prefix = "//cloudfunctions.googleapis.com/projects/";

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

/** Whether somebody may call a function's service: by its own policy, or by that of its project. */
function mayCall(
  cloud: Cloud,
  { serviceConfig: { service }, name }: CloudFunction,
  email: string | undefined,
): boolean {
  const [, project = ""] = name.split("/");
  const resources = [`//run.googleapis.com/${service}`, projectName(project)];
  const members = ["allUsers", ...(email ? ["allAuthenticatedUsers", `serviceAccount:${email}`, `user:${email}`] : [])];
  return resources.some((resource) =>
    readPolicy(cloud.store, resource).bindings?.some(
      (binding) => callers.includes(binding.role) && binding.members.some((member) => members.includes(member)),
    ),
  );
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
 * Answers for the services of functions under their addresses, to what the cloud itself sends: pushes and jobs. Google
 * takes these for internal callers, so that settings of ingress let all of them in.
 */
export function keepFunctions(cloud: Cloud, host: FunctionHost): void {
  cloud.web.host(/\.a\.run\.app$/, async (request) => {
    const { origin, searchParams } = new URL(request.url);
    const fn = cloud.store
      .list<CloudFunction>(prefix)
      .map(({ document }) => document)
      .find(({ serviceConfig }) => serviceConfig.uri === origin);
    if (!fn) return new Response("404 page not found\n", { status: 404 });
    // Without billing nothing runs.
    if (!findProject(cloud, fn.name.split("/")[1]!)?.billingAccount) {
      return new Response("Service Unavailable\n", { status: 503 });
    }
    const token = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    const identity = token ? readIdentityToken(cloud, token) : undefined;
    const known = identity && [origin, fn.url, `${origin}/`].includes(identity.aud) ? identity : undefined;
    if (!mayCall(cloud, fn, known?.email)) return forbidden();
    const mode = searchParams.get(eventsMode);
    if (!mode?.startsWith(fromTopic)) return host.call(runnableOf(cloud, fn), request);
    const event = eventOf(request, await request.text(), mode.slice(fromTopic.length));
    if (!event) return new Response("Bad Request\n", { status: 400 });
    const answer = await host.call(runnableOf(cloud, fn), event);
    const retries = fn.eventTrigger?.retryPolicy === "RETRY_POLICY_RETRY";
    return answer.ok || retries ? answer : new Response(null, { status: 204 });
  });
}
