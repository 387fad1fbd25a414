import { needs, type Permissions } from "../access/needs.ts";
import type { Api } from "../core/api.ts";
import { type Call, param } from "../core/call.ts";
import { ApiError, invalid, precondition } from "../core/errors.ts";
import { digits, uuid } from "../core/identifiers.ts";
import { page } from "../core/paging.ts";
import { errorInfo, type Project, type Service, serviceName } from "../core/projects.ts";
import type { Route } from "../core/router.ts";
import type { Document } from "../core/store.ts";
import { requireAnyProject } from "./cloudresourcemanager/containers.ts";
import { firstEnabled } from "./enabling.ts";
import { titles } from "./titles.ts";

const types = "type.googleapis.com/google.api.serviceusage";

function project(call: Call): Project {
  const found = requireAnyProject(call.cloud, param(call, "id"));
  if (found.state !== "ACTIVE") throw new ApiError("PERMISSION_DENIED", "The caller does not have permission");
  return found;
}

function checkService(host: string): string {
  if (!/^[a-z0-9-]+\.googleapis\.com$/.test(host)) {
    throw new ApiError("PERMISSION_DENIED", `Not found or permission denied for service(s): ${host}.`);
  }
  return host;
}

const isEnabled = (call: Call, { projectId }: Project, host: string) =>
  call.cloud.store.get<Service>(serviceName(projectId, host))?.state === "ENABLED";

function view(project: Project, host: string, state: string, short = false): Document {
  const config = { name: host, title: titles[host] ?? `${host.split(".")[0]} API` };
  return {
    name: `projects/${project.number}/services/${host}`,
    config: short
      ? config
      : { ...config, documentation: { summary: config.title }, quota: {}, authentication: {}, usage: {} },
    state,
    parent: `projects/${project.number}`,
  };
}

/** Services that can't be had without a billing account. */
const billed = new Set(
  [
    "cloudbuild",
    "cloudscheduler",
    "compute",
    "container",
    "artifactregistry",
    "cloudkms",
    "run",
    "cloudfunctions",
    "secretmanager",
    "sqladmin",
  ].map((name) => `${name}.googleapis.com`),
);

function requireBilling(project: Project, hosts: string[]): void {
  const refused = hosts.filter((host) => billed.has(host));
  if (project.billingAccount || refused.length === 0) return;
  const services = refused.map((host) => `'${host}'`).join(", ");
  throw precondition(
    `Billing account for project '${project.number}' is not found. Billing must be enabled for activation of ` +
      `service(s) ${services} to proceed.`,
    {
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.PreconditionFailure",
          violations: [
            { type: "googleapis.com/billing-enabled", subject: project.number, description: "billing-enabled" },
          ],
        },
        errorInfo("UREQ_PROJECT_BILLING_NOT_FOUND", { services: refused.join(",") }, "serviceusage.googleapis.com"),
      ],
    },
  );
}

/** Services that need others, which are enabled together with them. */
const dependencies: Record<string, string[]> = {
  "container.googleapis.com": ["compute.googleapis.com"],
};

/** What of a project's services changes when they are enabled, as documents. */
function enabling(call: Call, project: Project, asked: string[]): [string, object][] {
  const seconds = (host: string) => Math.max(call.cloud.timing.readiness / 1000, call.cloud.faults.unready(host));
  const hosts = new Set(asked.flatMap((host) => [...(dependencies[host] ?? []), host]));
  return [...hosts]
    .filter((host) => !isEnabled(call, project, host))
    .map((host) => {
      const name = serviceName(project.projectId, host);
      if (!call.cloud.store.get(name)) firstEnabled[host]?.(call, project);
      const readyAt = Date.now() + seconds(host) * 1000;
      return [name, { state: "ENABLED", readyAt } satisfies Service];
    });
}

function start(
  call: Call,
  project: Project,
  options: { method: string; kind: string; response: Document; put: [string, object][] },
): object {
  return call.cloud.operations.start({
    name: `operations/acat.${options.kind}-${project.number}-${uuid()}`,
    host: call.api.host,
    method: `serviceusage.${options.method}`,
    finished: { metadata: { "@type": "type.googleapis.com/google.protobuf.Empty", value: {} } },
    response: options.response,
    put: options.put,
  });
}

function enable(call: Call): object {
  const target = project(call);
  const host = checkService(param(call, "service"));
  requireBilling(target, [host]);
  return start(call, target, {
    method: "services.enable",
    kind: "p2",
    response: { "@type": `${types}.v1.EnableServiceResponse`, service: view(target, host, "ENABLED", true) },
    put: enabling(call, target, [host]),
  });
}

function batchEnable(call: Call): object {
  const target = project(call);
  const hosts: string[] = (call.body.serviceIds ?? []).map(checkService);
  if (hosts.length === 0 || hosts.length > 20) throw invalid();
  requireBilling(target, hosts);
  const services = hosts.map((host) => view(target, host, "ENABLED", true));
  return start(call, target, {
    method: "services.batchEnable",
    kind: "p2",
    response: { "@type": `${types}.v1.BatchEnableServicesResponse`, services },
    put: enabling(call, target, hosts),
  });
}

function disable(call: Call): object {
  const target = project(call);
  const host = checkService(param(call, "service"));
  if (!isEnabled(call, target, host)) {
    throw precondition(`The service ${host} is not enabled for project ${target.number}.`);
  }
  return start(call, target, {
    method: "services.disable",
    kind: "p17",
    response: { "@type": `${types}.v1.DisableServiceResponse`, service: view(target, host, "DISABLED", true) },
    put: [[serviceName(target.projectId, host), { state: "DISABLED", readyAt: 0 } satisfies Service]],
  });
}

function list(call: Call): object {
  const target = project(call);
  const filter = call.query.get("filter") ?? "";
  const enabled = call.cloud.store
    .list<Service>(serviceName(target.projectId, ""))
    .filter(({ document }) => document.state === "ENABLED")
    .map(({ name }) => name.split("/").at(-1)!);
  const every = filter === "state:ENABLED" ? enabled : Object.keys(titles).toSorted();
  if (filter && !/^state:(ENABLED|DISABLED)$/.test(filter)) throw invalid();
  const shown = filter === "state:DISABLED" ? every.filter((host) => !enabled.includes(host)) : every;
  const { items, ...token } = page(shown, call.query, { defaultSize: 50, maximumSize: 200 });
  const services = items.map((host) => view(target, host, enabled.includes(host) ? "ENABLED" : "DISABLED"));
  return { ...(services.length > 0 && { services }), ...token };
}

function get(call: Call): object {
  const target = project(call);
  const host = checkService(param(call, "service"));
  return view(target, host, isEnabled(call, target, host) ? "ENABLED" : "DISABLED");
}

/** Where the accounts of services live that are older than the usual naming; none: the service has no account. */
const olderAgents: Record<string, string | undefined> = {
  bigquery: undefined,
  cloudfunctions: "gcf-admin-robot",
  compute: "compute-system",
  container: "container-engine-robot",
  dataflow: "dataflow-service-producer-prod",
  dataproc: "dataproc-accounts",
  file: "cloud-filer",
  redis: "cloud-redis",
  run: "serverless-robot-prod",
  servicenetworking: "service-networking",
  sqladmin: "gcp-sa-cloud-sql",
};

/** Makes the service's own account in the project; it is there at once. */
function generateServiceIdentity(call: Call): object {
  const target = project(call);
  const short = checkService(param(call, "service")).split(".")[0]!;
  const domain = short in olderAgents ? olderAgents[short] : `gcp-sa-${short}`;
  const account = domain && {
    email: `service-${target.number}@${domain}.iam.gserviceaccount.com`,
    uniqueId: digits(21),
  };
  return {
    name: "operations/finished.DONE_OPERATION",
    done: true,
    response: { "@type": `${types}.v1beta1.ServiceIdentity`, ...account },
  };
}

/** https://cloud.google.com/service-usage/docs/access-control */
const permissions: Permissions = {
  ...needs(
    "services",
    "serviceusage.services",
    "list get batchGet=get enable batchEnable=enable disable generateServiceIdentity=enable",
  ),
  "operations.get": [
    {
      permission: "serviceusage.operations.get",
      // The project's number is in the operation's name.
      on: ({ params }) => {
        const number = /^acat\.p\d+-(\d+)-/.exec(params.operation!)?.[1];
        return [number && `//serviceusage.googleapis.com/projects/${number}`];
      },
    },
  ],
};

export const serviceusage: Api = {
  host: "serviceusage.googleapis.com",
  title: "Service Usage API",
  errors: "both",
  needsEnabling: false,
  permissions,
  routes: ["v1", "v1beta1"].flatMap((version): Route[] => [
    { id: "services.list", method: "GET", path: `/${version}/projects/{id}/services`, handle: list },
    { id: "services.get", method: "GET", path: `/${version}/projects/{id}/services/{service}`, handle: get },
    {
      id: "services.batchGet",
      method: "GET",
      path: `/${version}/projects/{id}/services:batchGet`,
      handle: (call) => {
        const target = project(call);
        const hosts = call.query.getAll("names").map((name) => checkService(name.split("/").at(-1)!));
        const state = (host: string) => (isEnabled(call, target, host) ? "ENABLED" : "DISABLED");
        return { services: hosts.map((host) => view(target, host, state(host))) };
      },
    },
    {
      id: "services.enable",
      method: "POST",
      path: `/${version}/projects/{id}/services/{service}:enable`,
      handle: enable,
    },
    {
      id: "services.disable",
      method: "POST",
      path: `/${version}/projects/{id}/services/{service}:disable`,
      handle: disable,
    },
    {
      id: "services.batchEnable",
      method: "POST",
      path: `/${version}/projects/{id}/services:batchEnable`,
      handle: batchEnable,
    },
    {
      id: "services.generateServiceIdentity",
      method: "POST",
      path: `/${version}/projects/{id}/services/{service}:generateServiceIdentity`,
      handle: generateServiceIdentity,
    },
    {
      id: "operations.get",
      method: "GET",
      path: `/${version}/operations/{operation}`,
      handle: (call) => call.cloud.operations.poll(call.api.host, `operations/${param(call, "operation")}`),
    },
  ]),
};
