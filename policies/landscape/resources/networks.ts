import { isKnown, type Maybe, unknown } from "../maybe.ts";
import type { NetworkFacts } from "../types.ts";
import { nameAt, placeOf, type StackResource, textAt, valueAt } from "./resource.ts";
import type { Stack } from "./stack.ts";
import type { Row, Survey } from "./survey.ts";

const networkType = "gcp:compute/network:Network";

const network: Row = (resource, survey) => {
  // Google makes subnetworks by itself unless it is told not to.
  const automatic = valueAt(resource, "autoCreateSubnetworks") ?? true;
  survey.projectOf(resource).networks.push({
    place: placeOf(resource),
    name: nameAt(resource, "name"),
    automatic: automatic === unknown ? unknown : automatic === true,
    peers: [],
  });
};

/** The network of the stack that a property means. */
function networkAt(resource: StackResource, property: string, stack: Stack): StackResource | undefined {
  const [origin] = stack.originsOf(resource, property, networkType);
  if (origin) return origin;
  const link = textAt(resource, property);
  if (!isKnown(link) || link === undefined) return undefined;
  return stack.ofType(networkType).find((each) => {
    const [own, name] = [textAt(each, "selfLink"), textAt(each, "name")];
    return own === link || (typeof name === "string" && link.endsWith(`/networks/${name}`));
  });
}

/** Adds the project of a network that another one is connected with. */
function connect(networks: NetworkFacts[], at: (facts: NetworkFacts) => boolean, peer: Maybe<string>): boolean {
  const index = networks.findIndex(at);
  if (index < 0) return false;
  const facts = networks[index]!;
  const peers = isKnown(facts.peers) && isKnown(peer) ? [...facts.peers, peer] : unknown;
  networks[index] = { ...facts, peers };
  return true;
}

function connectPeering(peering: StackResource, survey: Survey): void {
  const { stack } = survey;
  const own = networkAt(peering, "network", stack);
  const peer = stack.projectAt(peering, "peerNetwork") ?? unknown;
  const project = own
    ? survey.projectOf(own)
    : survey.project(survey.idOf(stack.projectAt(peering, "network"), peering));
  if (own && connect(project.networks, ({ place }) => place.urn === own.urn, peer)) return;
  project.networks.push({
    place: placeOf(peering),
    name: unknown,
    automatic: unknown,
    peers: isKnown(peer) ? [peer] : unknown,
  });
}

/** A project that uses the network of another is connected with it. */
function connectHost(sharing: StackResource, survey: Survey): void {
  const { stack } = survey;
  const at = (property: string): Maybe<string> => {
    const project = textAt(sharing, property);
    if (isKnown(project) && project !== undefined) return stack.idOf(project);
    return stack.projectAt(sharing, property) ?? unknown;
  };
  const host = at("hostProject");
  survey.project(survey.idOf(at("serviceProject"), sharing)).networks.push({
    place: placeOf(sharing),
    name: unknown,
    automatic: unknown,
    peers: isKnown(host) ? [host] : unknown,
  });
}

/** Connects networks, once all of them have been seen. */
export function connectNetworks(survey: Survey): void {
  const { stack } = survey;
  for (const peering of stack.ofType("gcp:compute/networkPeering:NetworkPeering")) connectPeering(peering, survey);
  for (const sharing of stack.ofType("gcp:compute/sharedVPCServiceProject:SharedVPCServiceProject")) {
    connectHost(sharing, survey);
  }
}

/** Networks. */
export const networkRows: Readonly<Record<string, Row>> = { [networkType]: network };
