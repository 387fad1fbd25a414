import { isKnown, type Maybe, unknown } from "../maybe.ts";
import type { NetworkFacts } from "../types.ts";
import { allKnown, isMark, nameAt, placeOf, type StackResource, textAt, valueAt } from "./resource.ts";
import type { Stack } from "./stack.ts";
import type { ProjectDraft, Row, Survey } from "./survey.ts";

const machineTypes = [
  "gcp:compute/instance:Instance",
  "gcp:compute/instanceTemplate:InstanceTemplate",
  "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
];
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

/** The networks of a stack by what others call them by. */
type Named = ReadonlyMap<string, StackResource>;

function namedNetworks(stack: Stack): Named {
  const found = new Map<string, StackResource>();
  for (const each of stack.ofType(networkType)) {
    const [link, name] = [textAt(each, "selfLink"), textAt(each, "name")];
    // Where two have a name, the first is meant: the link of either says which.
    if (typeof name === "string" && !found.has(`/networks/${name}`)) found.set(`/networks/${name}`, each);
    if (typeof link === "string") found.set(link, each);
  }
  return found;
}

/** The network of the stack that a property means. */
function networkAt(resource: StackResource, property: string, stack: Stack, named: Named): StackResource | undefined {
  const [origin] = stack.originsOf(resource, property, networkType);
  if (origin) return origin;
  const link = textAt(resource, property);
  if (!isKnown(link) || link === undefined) return undefined;
  return named.get(link) ?? named.get(/\/networks\/[^/]+$/.exec(link)?.[0] ?? "");
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

function connectPeering(peering: StackResource, survey: Survey, named: Named): void {
  const { stack } = survey;
  const own = networkAt(peering, "network", stack, named);
  const peer = stack.projectAt(peering, "peerNetwork") ?? unknown;
  const project = own
    ? survey.projectOf(own)
    : survey.project(survey.idOf(stack.projectAt(peering, "network"), peering));
  if (own && connect(project.networks, ({ place }) => place.urn === own.urn, peer)) return;
  join(project, peering, isKnown(peer) ? [peer] : unknown);
}

/** Connects a project with others by something that isn't a network itself. */
function join(project: ProjectDraft, by: StackResource, peers: NetworkFacts["peers"]): void {
  project.networks.push({ place: placeOf(by), name: unknown, automatic: unknown, peers });
}

/** A tunnel to another gateway of Google Cloud; where one to somewhere else leads, nobody can see. */
function connectTunnel(tunnel: StackResource, survey: Survey): void {
  const peer = survey.stack.projectAt(tunnel, "peerGcpGateway");
  if (peer !== undefined) join(survey.projectOf(tunnel), tunnel, isKnown(peer) ? [peer] : unknown);
}

/** Connects what is on one hub of Network Connectivity Center: with each other, and with the hub's own project. */
function connectSpokes(survey: Survey): void {
  const { stack } = survey;
  const byHub = Map.groupBy(stack.ofType("gcp:networkconnectivity/spoke:Spoke"), (spoke) => {
    const [origin] = stack.originsOf(spoke, "hub", "gcp:networkconnectivity/hub:Hub");
    const hub = textAt(spoke, "hub");
    return origin?.urn ?? (isKnown(hub) ? hub : undefined);
  });
  for (const [hub, spokes] of byHub) {
    const home: Maybe<string> = stack.projectAt(spokes[0]!, "hub") ?? unknown;
    const linked = spokes.map((spoke): Maybe<string> => {
      const network = stack.projectAt(spoke, "linkedVpcNetwork.uri");
      return network ?? stack.projectOf(spoke) ?? unknown;
    });
    for (const [index, spoke] of spokes.entries()) {
      const own: Maybe<string> = linked[index]!;
      const others = new Set<Maybe<string>>(hub === undefined ? [] : linked);
      others.add(home).delete(own);
      join(survey.project(survey.idOf(own, spoke)), spoke, allKnown<string>([...others]));
    }
  }
}

/** The project of the network that an interface of a machine is in; undefined where it says none. */
function projectOfInterface(each: unknown, stack: Stack): Maybe<string> | undefined {
  if (isMark(each)) return unknown;
  const { network, subnetwork, subnetworkProject } = (each ?? {}) as Record<string, unknown>;
  if (typeof subnetworkProject === "string" && !isMark(subnetworkProject)) return stack.idOf(subnetworkProject);
  for (const link of [subnetwork, network]) {
    if (isMark(link)) return unknown;
    const project = typeof link === "string" ? /(?:^|\/)projects\/([^/]+)/.exec(link)?.[1] : undefined;
    if (project !== undefined) return stack.idOf(project);
  }
  return undefined;
}

/** A machine that has interfaces in networks of several projects leads from one to the other. */
function connectMachine(machine: StackResource, survey: Survey): void {
  const { stack } = survey;
  const interfaces = valueAt(machine, "networkInterfaces");
  const own = stack.projectOf(machine);
  const named = (isKnown(interfaces) ? ((interfaces ?? []) as unknown[]) : [unknown]).map((each) =>
    each === unknown ? unknown : projectOfInterface(each, stack),
  );
  // What isn't known yet comes from networks and their parts.
  const made = ["gcp:compute/network:Network", "gcp:compute/subnetwork:Subnetwork"].flatMap((type) =>
    named.includes(unknown) ? stack.originsOf(machine, "networkInterfaces", type) : [],
  );
  const found = [own, ...named, ...made.map((origin) => stack.projectOf(origin))];
  const projects = [...new Set(found.filter((each) => typeof each === "string"))];
  if (projects.length < 2) return;
  for (const project of projects) {
    join(
      survey.project(project),
      machine,
      projects.filter((each) => each !== project),
    );
  }
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
  join(survey.project(survey.idOf(at("serviceProject"), sharing)), sharing, isKnown(host) ? [host] : unknown);
}

/** Connects networks, once all of them have been seen. */
export function connectNetworks(survey: Survey): void {
  const { stack } = survey;
  const named = namedNetworks(stack);
  for (const peering of stack.ofType("gcp:compute/networkPeering:NetworkPeering")) {
    connectPeering(peering, survey, named);
  }
  for (const tunnel of stack.ofType("gcp:compute/vPNTunnel:VPNTunnel")) connectTunnel(tunnel, survey);
  for (const machine of machineTypes.flatMap((type) => stack.ofType(type))) connectMachine(machine, survey);
  connectSpokes(survey);
  for (const sharing of stack.ofType("gcp:compute/sharedVPCServiceProject:SharedVPCServiceProject")) {
    connectHost(sharing, survey);
  }
}

/** Networks. */
export const networkRows: Readonly<Record<string, Row>> = { [networkType]: network };
