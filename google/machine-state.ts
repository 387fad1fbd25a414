import { type GoogleClient, GoogleError } from "./client.ts";

/** A virtual machine. */
export interface MachinePlace {
  project: string;
  zone: string;
  name: string;
}

/** What a machine says of what it runs. */
export interface MachineState {
  /** The release that it speaks of; "" when it knows of none. */
  revision: string;
  /** Whether all of that release is well, may still become so, or needs a person. */
  state: "waiting" | "ready" | "failed";
  /** The services that aren't well yet. */
  waiting: string[];
  /** What it has to say; "" when nothing. */
  message: string;
  /** The release that is in place, which may be an earlier one; "" when there is none. */
  running: string;
}

/** Under what machines report, in their guest attributes. */
export const reportNamespace = "sourcegraph";

interface GuestAttributes {
  queryValue?: { items?: { key: string; value: string }[] };
}

/** What was reported, as attributes by key. What is missing says nothing. */
export function stateOf(attributes: ReadonlyMap<string, string>): MachineState {
  const text = (key: string) => attributes.get(key) ?? "";
  const state = text("state");
  return {
    revision: text("revision"),
    state: state === "ready" || state === "failed" ? state : "waiting",
    waiting: text("waiting").split(/,\s*/).filter(Boolean),
    message: text("message"),
    running: text("running"),
  };
}

/**
 * Asks what a machine reported last.
 * @throws GoogleError when Google refuses, but not for a machine that has reported nothing yet.
 */
export async function machineState(client: GoogleClient, { project, zone, name }: MachinePlace): Promise<MachineState> {
  const instance = `/compute/v1/projects/${project}/zones/${zone}/instances/${name}`;
  try {
    const path = `${instance}/getGuestAttributes?queryPath=${reportNamespace}%2F`;
    const { queryValue } = await client.request<GuestAttributes>("compute.googleapis.com", path);
    return stateOf(new Map(queryValue?.items?.map(({ key, value }) => [key, value])));
  } catch (error) {
    if (!(error instanceof GoogleError && error.code === 404)) throw error;
    // The attributes aren't there, or the machine isn't, which this tells apart.
    await client.request("compute.googleapis.com", instance);
    return { ...stateOf(new Map()), message: "the machine has not reported anything yet" };
  }
}
