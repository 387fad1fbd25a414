import type { Rules } from "../../../kubernetes/load-balancers.ts";
import type { Cloud } from "../../core/cloud.ts";
import { digits } from "../../core/identifiers.ts";
import { documentOf, labelled } from "../compute/documents.ts";
import { stored } from "../compute/links.ts";
import { globalPlace, regionalPlace } from "../compute/places.ts";

/** The load balancers of clusters. One stays when its cluster goes before what asked for it, as on Google. */
export function balancerRules(cloud: Cloud): Rules {
  return {
    keep({ name, cluster, address }) {
      const current = cloud.store.get(stored(name));
      if (current?.IPAddress === address) return;
      const [, project = "", scope, region = ""] = name.split("/");
      const at = scope === "global" ? globalPlace(project) : regionalPlace(project, region);
      const members = {
        description: JSON.stringify({ "kubernetes.io/cluster": cluster }),
        IPAddress: address,
        IPProtocol: "TCP",
        portRange: "80-443",
        loadBalancingScheme: "EXTERNAL",
        networkTier: "PREMIUM",
        ipVersion: "IPV4",
      };
      const kind = { singular: "forwardingRule", collection: "forwardingRules" };
      const made = () => documentOf(cloud, kind, { at, name, id: digits(19) }, labelled(members));
      cloud.store.put(stored(name), current ? { ...current, IPAddress: address } : made());
    },
    remove(name) {
      if (cloud.store.get(stored(name))) cloud.store.delete(stored(name));
    },
  };
}
