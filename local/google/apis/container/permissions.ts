import { actAs, needs, type Permissions } from "../../access/needs.ts";

const clusters = "projects.locations.clusters";
const pools = `${clusters}.nodePools`;

/** What the nodes of a cluster, or of a pool, run as. */
const nodes = actAs(({ body }) =>
  [
    body.cluster?.nodeConfig?.serviceAccount,
    ...(body.cluster?.nodePools ?? []).map(
      ({ config }: { config?: { serviceAccount?: string } }) => config?.serviceAccount,
    ),
    body.nodePool?.config?.serviceAccount,
  ].filter((account) => account !== "default"),
);

const changes =
  "update setAddons setLegacyAbac setLocations setLogging setMaintenancePolicy setMonitoring setNetworkPolicy " +
  "setResourceLabels updateMaster";

const update = (verbs: string) =>
  verbs
    .split(" ")
    .map((verb) => `${verb}=update`)
    .join(" ");

/** https://cloud.google.com/iam/docs/roles-permissions/container; pools belong to their clusters. */
export const permissions: Permissions = {
  ...needs(clusters, "container.clusters", `list get delete ${update(changes)}`),
  [`${clusters}.create`]: ["container.clusters.create", nodes],
  ...needs(pools, "container.clusters", `list=get get ${update("setAutoscaling setManagement setSize update delete")}`),
  [`${pools}.create`]: ["container.clusters.update", nodes],
  "projects.locations.getServerConfig": "container.clusters.list",
  ...needs("projects.locations.operations", "container.operations", "get list"),
};
