import { createHash } from "node:crypto";
import type { KubernetesClient, KubernetesObject } from "./client.ts";
import { say } from "./events.ts";
import { Follower, keyOf } from "./follow.ts";

/** Finds an address that was reserved in a project by its name: "global" or a region. Undefined when there is none. */
export type FindAddress = (project: string, location: string, name: string) => string | undefined;

/** A rule by which a load balancer outside of a cluster leads into it. */
export interface Rule {
  /** "projects/P/global/forwardingRules/R", or in "regions/L". */
  name: string;
  /** projects/P/locations/L/clusters/C */
  cluster: string;
  address: string;
}

/** Where the rules of load balancers are: in Compute Engine. */
export interface Rules {
  /** Makes a rule, or gives it another address, unless it is so already. */
  keep(rule: Rule): void;
  remove(name: string): void;
}

interface Status {
  status?: { loadBalancer?: { ingress?: { ip?: string }[] } };
}

interface Service extends KubernetesObject, Status {
  spec: {
    type?: string;
    loadBalancerIP?: string;
    loadBalancerClass?: string;
    ports?: { name?: string; port: number }[];
  };
}

interface Backend {
  service?: { name: string; port: { name?: string; number?: number } };
}

interface Ingress extends KubernetesObject, Status {
  spec: {
    ingressClassName?: string;
    defaultBackend?: Backend;
    rules?: { http?: { paths: { backend: Backend }[] } }[];
  };
}

interface ManagedCertificate extends KubernetesObject {
  spec?: { domains?: string[] };
  status?: { certificateStatus?: string };
}

const ingressClass = "kubernetes.io/ingress.class";
const certificatesPath = "/apis/networking.gke.io/v1/managedcertificates";

/** Gives Ingresses and Services of type LoadBalancer their addresses, as GKE's controllers do. */
export class LoadBalancers {
  readonly #client: KubernetesClient;
  readonly #id: string;
  readonly #findAddress: FindAddress | undefined;
  readonly #rules: Rules | undefined;
  readonly #services: Follower<Service>;
  readonly #ingresses: Follower<Ingress>;
  readonly #certificates: Follower<ManagedCertificate>;

  /**
   * `id`: projects/P/locations/L/clusters/C. Without `findAddress`, reserved addresses are as good as others; without
   * `rules`, nothing outside of the cluster shows that it has load balancers.
   */
  constructor(client: KubernetesClient, id: string, findAddress?: FindAddress, rules?: Rules) {
    this.#client = client;
    this.#id = id;
    this.#findAddress = findAddress;
    this.#rules = rules;
    this.#ingresses = new Follower<Ingress>(client, "/apis/networking.k8s.io/v1/ingresses", async (ingress, key) => {
      if (ingress) await this.#lookAtIngress(ingress);
      this.#keepRule("ingresses", key, ingress, typeOf(ingress) === "gce");
    });
    this.#services = new Follower<Service>(client, "/api/v1/services", async (service, key) => {
      // An Ingress may have waited for it.
      this.#ingresses.lookAgain();
      const balanced = service?.spec.type === "LoadBalancer";
      if (balanced) await this.#lookAtService(service);
      this.#keepRule("services", key, service, balanced && !isInternal(service));
    });
    this.#certificates = new Follower<ManagedCertificate>(client, certificatesPath, async (certificate) => {
      if (certificate) await this.#lookAtCertificate(certificate);
    });
  }

  stop(): void {
    for (const follower of [this.#services, this.#ingresses, this.#certificates]) follower.stop();
  }

  async #lookAtService(service: Service): Promise<void> {
    if (addressOf(service) || service.metadata.deletionTimestamp) return;
    const { namespace, name } = service.metadata;
    const object = { ...service, apiVersion: "v1", kind: "Service" };
    const internal = isInternal(service);
    await say(this.#client, object, "service-controller", "Normal", "EnsuringLoadBalancer", "Ensuring load balancer");
    const ip = service.spec.loadBalancerIP ?? madeUp(`${this.#id}/services/${keyOf(service)}`, internal);
    await this.#client.patch(`/api/v1/namespaces/${namespace}/services/${name}/status`, {
      status: { loadBalancer: { ingress: [{ ip, ipMode: "VIP" }] } },
    });
    await say(this.#client, object, "service-controller", "Normal", "EnsuredLoadBalancer", "Ensured load balancer");
  }

  async #lookAtIngress(ingress: Ingress): Promise<void> {
    const { namespace, name, deletionTimestamp } = ingress.metadata;
    const type = typeOf(ingress);
    if (deletionTimestamp || addressOf(ingress) || !["gce", "gce-internal"].includes(type)) return;
    const object = { ...ingress, apiVersion: "networking.k8s.io/v1", kind: "Ingress" };
    const component = "loadbalancer-controller";
    const wrong = (await this.#wrongWith(ingress)) ?? this.#wrongAddress(ingress);
    if (wrong) return say(this.#client, object, component, "Warning", wrong.reason, wrong.message);
    const ip = this.#reserved(ingress) ?? madeUp(`${this.#id}/ingresses/${keyOf(ingress)}`, type === "gce-internal");
    await this.#client.patch(`/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/${name}/status`, {
      status: { loadBalancer: { ingress: [{ ip }] } },
    });
    await say(this.#client, object, component, "Normal", "IPChanged", `IP is now ${ip}`);
  }

  /** Makes the rule of something that has an address, and removes that of something that is gone. */
  #keepRule(kind: "services" | "ingresses", key: string, object: Status | undefined, external: boolean): void {
    const [, project, , location] = this.#id.split("/") as [string, string, string, string];
    const hash = createHash("sha256").update(`${this.#id}/${kind}/${key}`).digest("hex");
    const place = kind === "ingresses" ? "global" : `regions/${location.replace(/-[a-z]$/, "")}`;
    const id = kind === "ingresses" ? `k8s2-fr-${hash.slice(0, 16)}` : `a${hash.slice(0, 31)}`;
    const name = `projects/${project}/${place}/forwardingRules/${id}`;
    const address = object && addressOf(object);
    if (!object || !external) this.#rules?.remove(name);
    // It is looked at again when it has got its address.
    else if (address) this.#rules?.keep({ name, cluster: this.#id, address });
  }

  /** What keeps a load balancer from being made of an Ingress. */
  async #wrongWith(ingress: Ingress): Promise<{ reason: string; message: string } | undefined> {
    const paths = (ingress.spec.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
    const backends = [ingress.spec.defaultBackend, ...paths.map(({ backend }) => backend)];
    const invalid = (what: string) => ({
      reason: "Translate",
      message: `Translation failed: invalid ingress spec: ${what}`,
    });
    for (const backend of backends) {
      if (!backend?.service) continue;
      const key = `${ingress.metadata.namespace}/${backend.service.name}`;
      const service = this.#services.objects.get(key);
      if (!service) return invalid(`could not find service "${key}"`);
      const { name = "", number = 0 } = backend.service.port;
      const port = service.spec.ports?.find((each) => (number ? each.port === number : each.name === name));
      if (!port)
        return invalid(`could not find port "&ServiceBackendPort{Name:${name},Number:${number},}" in service "${key}"`);
      const config = backendConfigOf(service, port);
      if (config === undefined) continue;
      const path = `/apis/cloud.google.com/v1/namespaces/${ingress.metadata.namespace}/backendconfigs/${config}`;
      if (await this.#client.find(path)) continue;
      return invalid(
        `error getting BackendConfig for port "&ServiceBackendPort{Name:${name},Number:${number},}" on service "${key}", ` +
          "err: no BackendConfig for service port exists.",
      );
    }
    return undefined;
  }

  #reserved({ metadata }: Ingress): string | undefined {
    const [, project, , location] = this.#id.split("/") as [string, string, string, string];
    const global = metadata.annotations?.["kubernetes.io/ingress.global-static-ip-name"];
    if (global) return this.#findAddress?.(project, "global", global);
    const regional = metadata.annotations?.["kubernetes.io/ingress.regional-static-ip-name"];
    return regional && this.#findAddress?.(project, location.replace(/-[a-z]$/, ""), regional);
  }

  #wrongAddress(ingress: Ingress): { reason: string; message: string } | undefined {
    const name =
      ingress.metadata.annotations?.["kubernetes.io/ingress.global-static-ip-name"] ??
      ingress.metadata.annotations?.["kubernetes.io/ingress.regional-static-ip-name"];
    if (!name || !this.#findAddress || this.#reserved(ingress)) return undefined;
    const message = `Error syncing to GCP: error running load balancer syncing routine: the given static IP name ${name} doesn't translate to an existing static IP.`;
    return { reason: "Sync", message };
  }

  /** It stays so: no domain of the world leads to a local cluster, which is what Google waits for. */
  async #lookAtCertificate({ metadata, spec, status }: ManagedCertificate): Promise<void> {
    if (status?.certificateStatus || metadata.deletionTimestamp) return;
    const { namespace, name, uid } = metadata;
    const path = `/apis/networking.gke.io/v1/namespaces/${namespace}/managedcertificates/${name}/status`;
    await this.#client.patch(path, {
      status: {
        certificateName: `mcrt-${uid}`,
        certificateStatus: "Provisioning",
        domainStatus: (spec?.domains ?? []).map((domain) => ({ domain, status: "Provisioning" })),
      },
    });
  }
}

/** The kind of load balancer that an Ingress asks for: "gce", "gce-internal", or one that isn't GKE's. */
function typeOf(ingress: Ingress | undefined): string {
  // GKE's controller goes by the annotation; the field is for other controllers.
  return ingress?.metadata.annotations?.[ingressClass] ?? (ingress?.spec.ingressClassName ? "" : "gce");
}

/** Whether a Service asks for a load balancer that is reached from within the network only. */
function isInternal({ metadata: { annotations = {} }, spec }: Service): boolean {
  const kind =
    annotations["networking.gke.io/load-balancer-type"] ?? annotations["cloud.google.com/load-balancer-type"];
  return kind === "Internal" || spec.loadBalancerClass === "networking.gke.io/l4-regional-internal";
}

const addressOf = (object: Status): string | undefined => object.status?.loadBalancer?.ingress?.[0]?.ip;

/** The name of the BackendConfig that a Service says is for a port, if any. */
function backendConfigOf(service: Service, port: { name?: string; port: number }): string | undefined {
  const text = service.metadata.annotations?.["cloud.google.com/backend-config"];
  if (!text) return undefined;
  try {
    const config = JSON.parse(text) as { default?: string; ports?: Record<string, string> };
    return config.ports?.[String(port.port)] ?? config.ports?.[port.name ?? ""] ?? config.default;
  } catch {
    return "";
  }
}

/** An address that something always gets: of Google's ranges, or of the network's. */
function madeUp(name: string, internal: boolean): string {
  const [a, b, c] = createHash("sha256").update(name).digest();
  return internal ? `10.128.${a! % 16}.${2 + (b! % 250)}` : `34.${64 + (a! % 64)}.${b}.${1 + (c! % 254)}`;
}
