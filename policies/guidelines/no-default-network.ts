import { guideline } from "../guideline.ts";
import { about, judge } from "../judge.ts";

const allowed = "a network with another name and subnetworks that somebody chose";

/** No network that nobody planned. */
export const noDefaultNetwork = guideline({
  id: "no-default-network",
  title: "No project has the default network, or one that makes its own subnetworks",
  topic: "project",
  why: "The default network lets SSH and RDP in from the whole internet, and automatic subnetworks are in every region with addresses that clash as soon as networks are connected.",
  sources: [{ title: "Google Cloud: VPC networks", url: "https://cloud.google.com/vpc/docs/vpc" }],
  appliesTo: "every network",
  remedy:
    "Make a network with autoCreateSubnetworks: false and the subnetworks that are needed, and delete the other one.",
  check: ({ projects }) =>
    projects.flatMap((project) =>
      project.networks.flatMap((network) =>
        judge(
          { ...about(project), place: network.place },
          [network.name, network.automatic],
          allowed,
          (name, automatic) => [
            ...(name === "default" ? [{ found: "the default network", allowed }] : []),
            ...(automatic && name !== "default"
              ? [{ found: `the network ${name} with a subnetwork in every region`, allowed }]
              : []),
          ],
        ),
      ),
    ),
  good: {
    says: "A network without subnetworks of Google's making",
    base: "non-production",
    resources: { network: { properties: { autoCreateSubnetworks: false } } },
  },
  bad: {
    says: "A network in automatic mode",
    base: "non-production",
    resources: { network: { properties: { autoCreateSubnetworks: true } } },
  },
});
