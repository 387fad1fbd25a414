import { isObject, type Properties } from "../../grpc/values.ts";
import { at, eventsOf, inNamespaceOf, listAt, minutes, nameOf, type Readiness, type Sight, textAt } from "./verdict.ts";

const serviceLabel = 'metadata.labels["kubernetes.io/service-name"]';

/** Whether any pod takes the traffic of a service. */
function hasEndpoint(namespaceOf: Properties, service: string, see: Sight): boolean {
  return inNamespaceOf(namespaceOf, see("endpointSlices"))
    .filter((slice) => textAt(slice, serviceLabel) === service)
    .some((slice) => listAt(slice, "endpoints").some((endpoint) => at(endpoint, "conditions.ready") !== false));
}

/** Whether a service has no pods to wait for: it is only a name, or somebody else says where its traffic goes. */
function hasNoPods(service: Properties): boolean {
  const selector = at(service, "spec.selector");
  const selects = isObject(selector) && Object.keys(selector).length > 0;
  return textAt(service, "spec.type") === "ExternalName" || at(service, "spec.clusterIP") === "None" || !selects;
}

const warnings = (object: Properties, see: Sight) =>
  eventsOf(object, see).map(({ reason, message }) => `${reason}: ${message}`);

export const service: Readiness = {
  timeout: 10 * minutes,
  needs: ["endpointSlices"],
  explains: ["events"],
  judge(object, see) {
    const reached = hasNoPods(object) || hasEndpoint(object, nameOf(object), see);
    const balanced =
      textAt(object, "spec.type") !== "LoadBalancer" || listAt(object, "status.loadBalancer.ingress").length > 0;
    const status = !reached
      ? "Waiting for pods that take the traffic"
      : balanced
        ? "The service is complete"
        : "Waiting for an address";
    const missing = [
      ...(reached ? [] : [noPods]),
      ...(balanced ? [] : ["The service got no address from a load balancer"]),
    ];
    return { ready: reached && balanced, status, problems: balanced ? [] : warnings(object, see), missing };
  },
};

const noPods =
  "The service reaches no pods: the selected ones aren't ready, or spec.selector matches no labels of any pod";

/** The rules of an ingress whose services reach no pods. */
function rulesWithoutPods(ingress: Properties, see: Sight): string[] {
  const external = inNamespaceOf(ingress, see("services")).filter(
    (each) => textAt(each, "spec.type") === "ExternalName",
  );
  const rules = listAt(ingress, "spec.rules").flatMap((rule) =>
    listAt(rule, "http.paths").map((path) => ({
      place: `${textAt(rule, "host")}${textAt(path, "path")}` || "the default path",
      name: textAt(path, "backend.service.name"),
    })),
  );
  return rules
    .filter(({ name }) => name && !external.some((each) => nameOf(each) === name) && !hasEndpoint(ingress, name, see))
    .map(({ place, name }) => `The rule for ${place} leads to service ${name}, which reaches no pods or isn't there`);
}

export const ingress: Readiness = {
  timeout: 10 * minutes,
  needs: ["endpointSlices", "services"],
  explains: ["events"],
  judge(object, see) {
    const open = rulesWithoutPods(object, see);
    const addressed = listAt(object, "status.loadBalancer.ingress").length > 0;
    const status =
      open.length > 0
        ? "Waiting for the services that the rules lead to"
        : addressed
          ? "The ingress is complete"
          : "Waiting for an address";
    const missing = [
      ...open,
      ...(addressed ? [] : ["The ingress got no address: its controller hasn't written status.loadBalancer"]),
    ];
    return { ready: open.length === 0 && addressed, status, problems: addressed ? [] : warnings(object, see), missing };
  },
};
