import type { Call } from "../../core/call.ts";
import { digits } from "../../core/identifiers.ts";
import { readPolicy, writePolicy } from "../../core/policies.ts";
import { type Project, projectName } from "../../core/projects.ts";
import type { Document } from "../../core/store.ts";
import { makeDefaultAccount } from "../iam/service-accounts.ts";
import { isEnforced } from "../orgpolicy/enforced.ts";
import { documentOf } from "./documents.ts";
import { firewallKind, firewallMembers } from "./firewalls.ts";
import { stored } from "./links.ts";
import type { Listed } from "./lists.ts";
import { companions, networkKind, networkMembers } from "./networks.ts";
import { globalPlace } from "./places.ts";
import { defaultServiceAccount } from "./projects.ts";

const everyPort = ["0-65535"];

/** The firewall rules of the default network. */
const rules: Document[] = [
  {
    name: "default-allow-icmp",
    description: "Allow ICMP from anywhere",
    sourceRanges: ["0.0.0.0/0"],
    allowed: [{ IPProtocol: "icmp" }],
  },
  {
    name: "default-allow-internal",
    description: "Allow internal traffic on the default network",
    sourceRanges: ["10.128.0.0/9"],
    allowed: [{ IPProtocol: "tcp", ports: everyPort }, { IPProtocol: "udp", ports: everyPort }, { IPProtocol: "icmp" }],
  },
  {
    name: "default-allow-rdp",
    description: "Allow RDP from anywhere",
    sourceRanges: ["0.0.0.0/0"],
    allowed: [{ IPProtocol: "tcp", ports: ["3389"] }],
  },
  {
    name: "default-allow-ssh",
    description: "Allow SSH from anywhere",
    sourceRanges: ["0.0.0.0/0"],
    allowed: [{ IPProtocol: "tcp", ports: ["22"] }],
  },
];

/** The account that machines run as by default; it may edit the project unless the organisation forbids that. */
function grantDefaultAccount(call: Call, project: Project): void {
  const email = defaultServiceAccount(project);
  if (!makeDefaultAccount(call, project, email, "Compute Engine default service account")) return;
  if (isEnforced(call.cloud, project, "iam.automaticIamGrantsForDefaultServiceAccounts")) return;
  const { store } = call.cloud;
  const { etag, bindings = [], version } = readPolicy(store, projectName(project.projectId));
  const granted = { role: "roles/editor", members: [`serviceAccount:${email}`] };
  writePolicy(store, projectName(project.projectId), { etag, version, bindings: [...bindings, granted] });
}

/** The network "default", with a subnetwork in every region and four rules. */
function makeDefaultNetwork(call: Call, { projectId }: Project): void {
  const { cloud } = call;
  const at = globalPlace(projectId);
  if (cloud.store.get(stored(`${at.path}/networks/default`))) return;
  const put = (kind: Listed, id: string, members: (base: { at: typeof at; name: string; id: string }) => Document) => {
    const base = { at, name: `${at.path}/${kind.collection}/${id}`, id: digits(19) };
    cloud.store.put(stored(base.name), documentOf(cloud, kind, base, members(base)));
    return base.name;
  };
  const network = put(networkKind, "default", (base) =>
    networkMembers(base, { description: "Default network for the project", autoCreateSubnetworks: true }),
  );
  for (const [name, document] of companions(cloud, projectId, network, true)) cloud.store.put(name, document);
  for (const { name, ...rule } of rules) {
    put(firewallKind, String(name), () => firewallMembers({ ...rule, priority: 65534 }, network));
  }
}

/** What a project gets when Compute Engine is first enabled in it. */
export function computeEnabled(call: Call, project: Project): void {
  grantDefaultAccount(call, project);
  if (!isEnforced(call.cloud, project, "compute.skipDefaultNetworkCreation")) makeDefaultNetwork(call, project);
}
