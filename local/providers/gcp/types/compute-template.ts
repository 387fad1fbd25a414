import { randomBytes } from "node:crypto";
import type { Properties } from "../../grpc/values.ts";
import { complete } from "../core/convert.ts";
import type { Facts } from "../core/fields.ts";
import { parseFields } from "../core/fields.ts";
import type { ResourceType } from "../core/resource.ts";
import { rest } from "../core/rest.ts";
import { lastSegment } from "../core/template.ts";
import schema from "../schema/compute-groups.json" with { type: "json" };
import { accessConfig, metadataItems, present, scopeOf, serviceAccount } from "./compute-instance-encode.ts";
import { base, host, operationPath, reference, sameLinks } from "./compute-links.ts";

const token = "gcp:compute/instanceTemplate:InstanceTemplate";
const fields = parseFields((schema[token] as Facts).fields);
const templates = `${base}/global/instanceTemplates`;

const list = (value: unknown): Properties[] => (value ?? []) as Properties[];

function encodeDisk(disk: Properties): Properties {
  const { sourceImage, diskSizeGb, diskType, diskName, labels, source, ...rest } = disk;
  const params = present({ sourceImage, diskSizeGb, diskType, diskName, labels });
  return present({ ...rest, source, ...(source === undefined && { initializeParams: params }) });
}

function decodeDisk(disk: Properties): Properties {
  const { initializeParams = {}, ...rest } = disk;
  const { sourceImage, diskSizeGb, diskType, diskName, labels } = initializeParams as Properties;
  const size = diskSizeGb === undefined ? undefined : Number(diskSizeGb);
  return present({ ...rest, sourceImage, diskSizeGb: size, diskType, diskName, labels });
}

const encodeInterface = (nic: Properties, { project, region }: Properties): Properties => {
  const { network, subnetwork, subnetworkProject, networkIp, accessConfigs, ...rest } = nic;
  return present({
    ...rest,
    network: reference(network, project, "global", "networks"),
    subnetwork: reference(subnetwork, subnetworkProject || project, `regions/${region}`, "subnetworks"),
    networkIP: networkIp || undefined,
    accessConfigs: accessConfigs && list(accessConfigs).map(accessConfig),
  });
};

const decodeInterface = ({ networkIP, accessConfigs, ...nic }: Properties): Properties =>
  present({
    ...nic,
    networkIp: networkIP,
    subnetworkProject: /projects\/([^/]+)\//.exec(String(nic.subnetwork))?.[1],
    accessConfigs:
      accessConfigs && list(accessConfigs).map(({ natIP = "", networkTier }) => present({ natIp: natIP, networkTier })),
  });

/** The name that was asked for, or one that nothing else has. */
const nameOf = ({ name, namePrefix = "terraform-" }: Properties): string =>
  name === undefined ? `${namePrefix}${randomBytes(13).toString("hex")}` : String(name);

const plain = rest(schema, token, {
  host,
  create: { method: "POST", path: templates },
  read: `${templates}/{name}`,
  delete: { method: "DELETE", path: `${templates}/{name}` },
  operation: operationPath,
  path: ["project", "region"],
  local: ["namePrefix"],
  remote: ["tags"],
  labels: true,
  encode: ({ name, description, labels }, inputs) =>
    present({
      name,
      description,
      properties: present({
        labels,
        description: inputs.instanceDescription,
        machineType: inputs.machineType,
        minCpuPlatform: inputs.minCpuPlatform,
        canIpForward: inputs.canIpForward,
        disks: list(inputs.disks).map(encodeDisk),
        networkInterfaces: list(inputs.networkInterfaces).map((nic) => encodeInterface(nic, inputs)),
        metadata: { items: metadataItems(inputs) },
        tags: inputs.tags ? { items: inputs.tags } : undefined,
        scheduling: inputs.scheduling,
        serviceAccounts: inputs.serviceAccount ? [serviceAccount(inputs.serviceAccount as Properties)] : undefined,
        shieldedInstanceConfig: inputs.shieldedInstanceConfig,
      }),
    }),
  // An operation has no properties: it says nothing of the template.
  reply: (raw) => (raw.properties ? { ...(raw.properties as object), ...raw, instanceDescription: undefined } : raw),
  decode(state, reply, known) {
    if (reply.properties === undefined) return state;
    const its = reply.properties as Properties;
    const items = list((its.metadata as Properties).items) as { key: string; value: string }[];
    const own = known.metadataStartupScript !== undefined;
    const metadata = items.filter(({ key }) => !own || key !== "startup-script");
    const [account] = list(its.serviceAccounts);
    const tags = its.tags as Properties;
    const decoded = {
      ...state,
      numericId: reply.id,
      selfLinkUnique: `${reply.selfLink}?uniqueId=${reply.id}`,
      machineType: lastSegment(String(its.machineType)),
      disks: list(its.disks).map(({ kind: _, index: __, ...disk }) => decodeDisk(disk)),
      networkInterfaces: list(its.networkInterfaces).map(({ kind: _, ...nic }) => decodeInterface(nic)),
      metadata: Object.fromEntries(metadata.map(({ key, value }) => [key, value])),
      metadataFingerprint: (its.metadata as Properties).fingerprint,
      ...(own && { metadataStartupScript: items.find(({ key }) => key === "startup-script")?.value ?? "" }),
      tags: tags.items ?? [],
      tagsFingerprint: tags.fingerprint,
      ...(account && { serviceAccount: account }),
    };
    return complete(fields, decoded, known);
  },
  same: (path, old, next) =>
    sameLinks("networkInterfaces.network", "networkInterfaces.subnetwork", "disks.sourceImage")(path, old, next) ||
    (path.startsWith("serviceAccount.scopes") && scopeOf(old) === scopeOf(next)),
});

/** What machines are made from. It can't change: any other is another one. */
export const instanceTemplate: ResourceType = {
  ...plain,
  create: (context, inputs) => plain.create(context, { ...inputs, name: nameOf(inputs) }),
};
