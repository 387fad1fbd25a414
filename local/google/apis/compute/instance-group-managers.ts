import { type Call, param, projectOf } from "../../core/call.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { instanceGroups, nodesPerZone } from "../container/node-pool-views.ts";
import { clustersIn } from "../container/stored.ts";
import { regions, zonesOf } from "./catalogue.ts";
import { everyOne, nameIn, patched, picked, referenced } from "./documents.ts";
import { invalidValue, missing, requiredField, requiredParameter } from "./errors.ts";
import { instanceTemplateKind } from "./instance-templates.ts";
import { fingerprint, freshFingerprint, link, pacific, stableId, versions } from "./links.ts";
import { listed } from "./lists.ts";
import { placeOf, scopePaths, zonalPlace } from "./places.ts";
import { type Kind, kindRoutes } from "./resources.ts";

const kind = { singular: "instanceGroupManager", collection: "instanceGroupManagers" };

/** The groups of machines that are the nodes of clusters, each in a zone. */
function nodeGroups(call: Call): Document[] {
  const { projectId } = projectOf(call);
  return clustersIn(call.cloud, `projects/${projectId}/locations`).flatMap((cluster) =>
    cluster.pools.flatMap((pool) =>
      instanceGroups(cluster, pool).map(({ zone, base }): Document => {
        const at = zonalPlace(projectId, zone);
        const name = `${base}-grp`;
        const size = nodesPerZone(pool);
        return {
          kind: "compute#instanceGroupManager",
          id: stableId(`${at.path}/${name}`),
          creationTimestamp: pacific(Date.parse(cluster.createTime)),
          name,
          zone: link(at.path),
          instanceTemplate: link(`projects/${projectId}/global/instanceTemplates/${base}`),
          instanceGroup: link(`${at.path}/instanceGroups/${name}`),
          baseInstanceName: base,
          fingerprint: fingerprint([name, size]),
          currentActions: { none: size },
          status: { isStable: true },
          targetSize: size,
          selfLink: link(`${at.path}/instanceGroupManagers/${name}`),
        };
      }),
    ),
  );
}

const inZone = (call: Call): Document[] => {
  const at = placeOf(call);
  return nodeGroups(call).filter(({ zone }) => zone === link(at.path));
};

/** A group with another number of machines. None is ever made: all are for ever about to be. */
export const resized = (group: Document, size: number): Document => ({
  ...group,
  targetSize: size,
  currentActions: { creating: size },
  status: { ...(group.status as object), isStable: size === 0 },
});

/** What machines a group makes: from one template here, named with its link. */
function versionsOf(call: Call, body: Document): Document[] {
  const asked = (body.versions ?? (body.instanceTemplate ? [picked(body, ["instanceTemplate"])] : [])) as Document[];
  if (asked.length !== 1) {
    throw invalidValue("resource.versions", asked.length, "Exactly one version is simulated here.");
  }
  const field = "resource.versions[0].instanceTemplate";
  if (!asked[0]!.instanceTemplate) throw requiredField(field);
  const { document } = referenced(call, field, asked[0]!.instanceTemplate, instanceTemplateKind);
  return [{ ...asked[0], instanceTemplate: document.selfLink }];
}

const changeable = ["description", "updatePolicy", "instanceLifecyclePolicy"];

/** The members that a template decides. */
const templated = (its: Document[]): Document => ({ versions: its, instanceTemplate: its[0]!.instanceTemplate });

/** Groups of machines over the zones of a region. */
export const instanceGroupManagerKind: Kind = {
  ...kind,
  scopes: ["regions"],
  ids: { regions: "regionInstanceGroupManagers" },
  others: nodeGroups,
  create(call, { at, name }) {
    const { body } = call;
    if (body.targetSize === undefined) throw requiredField("resource.targetSize");
    const policy = (body.distributionPolicy ?? {}) as Document;
    const region = regions.find((each) => each.name === at.location)!;
    const zones = zonesOf(region)
      .slice(0, 3)
      .map((zone) => ({ zone: link(`projects/${at.project}/zones/${zone}`) }));
    const group = {
      ...picked(body, ["description", "listManagedInstancesResults"]),
      ...templated(versionsOf(call, body)),
      baseInstanceName: body.baseInstanceName ?? name.split("/").at(-1),
      instanceGroup: link(`${at.path}/instanceGroups/${name.split("/").at(-1)}`),
      distributionPolicy: { zones, targetShape: "EVEN", ...policy },
      fingerprint: freshFingerprint(),
      listManagedInstancesResults: body.listManagedInstancesResults ?? "PAGELESS",
      updatePolicy: {
        type: "OPPORTUNISTIC",
        minimalAction: "REPLACE",
        instanceRedistributionType: "PROACTIVE",
        ...(body.updatePolicy as object | undefined),
      },
      instanceLifecyclePolicy: {
        defaultActionOnFailure: "REPAIR",
        forceUpdateOnRepair: "NO",
        onFailedHealthCheck: "DEFAULT_ACTION",
        ...(body.instanceLifecyclePolicy as object | undefined),
      },
      status: { versionTarget: { isReached: true } },
    };
    return { members: resized(group, Number(body.targetSize)) };
  },
  patch(call, current) {
    const { body } = call;
    const its = body.versions ?? body.instanceTemplate;
    const next = { ...patched(current, body, changeable), fingerprint: freshFingerprint() };
    const made = its === undefined ? next : { ...next, ...templated(versionsOf(call, body)) };
    return body.targetSize === undefined ? made : resized(made, Number(body.targetSize));
  },
  user(cloud, document) {
    const project = nameIn(document).split("/")[1]!;
    const scaler = everyOne(cloud, project, "autoscalers").find(({ target }) => target === document.selfLink);
    return scaler && nameIn(scaler);
  },
  methods: [
    {
      verb: "resize",
      handle(call, current) {
        const size = call.query.get("size");
        if (size === null) throw requiredParameter("size");
        if (!/^\d+$/.test(size)) throw invalidValue("size", size, "Must be a whole number.");
        return { document: resized(current, Number(size)) };
      },
    },
  ],
};

const path = `${scopePaths.zones}/instanceGroupManagers`;

/** The methods of groups of machines: those of zones can be seen only. */
export const instanceGroupManagerRoutes: Route[] = [
  ...kindRoutes(instanceGroupManagerKind),
  ...versions("instanceGroupManagers.list", "GET", path, (call) => listed(call, kind, placeOf(call), inZone(call))),
  ...versions("instanceGroupManagers.get", "GET", `${path}/{group}`, (call) => {
    const id = param(call, "group");
    const found = inZone(call).find(({ name }) => name === id);
    if (!found) throw missing(`${placeOf(call).path}/instanceGroupManagers/${id}`);
    return found;
  }),
];
