import type { Properties } from "../../grpc/values.ts";
import { claimProblems, claimsOfPod } from "./claims.ts";
import {
  type Condition,
  conditionOf,
  eventsOf,
  listAt,
  minutes,
  nameOf,
  numberAt,
  type Readiness,
  type Sight,
  textAt,
} from "./verdict.ts";

/** States of a container that only need time. */
const usual = ["ContainerCreating", "PodInitializing"];
/** Events that say why no container has been started. */
const before = ["FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "NetworkNotReady", "FailedBinding"];

const sentence = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(": ");

/** Why a pod isn't ready: which container, and what is the matter with it. Empty when all is well or only needs time. */
export function podProblems(pod: Properties, see: Sight): string[] {
  if (isPodReady(pod)) return [];
  const name = `Pod ${nameOf(pod)}`;
  const events = eventsOf(pod, see);
  if (textAt(pod, "status.phase") === "Failed") {
    const reason = textAt(pod, "status.reason") || "Failed";
    const ends = containersOf(pod).flatMap((container) => ended(container, "state"));
    return [sentence(name, reason, textAt(pod, "status.message") || ends.join(", "))];
  }
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status === "False") {
    const claims = claimsOfPod(pod, see).flatMap((claim) => claimProblems(claim, see));
    return [sentence(name, "FailedScheduling", scheduled.message), ...claims];
  }
  const containers = containersOf(pod).flatMap((container) =>
    containerProblems(container, events).map((problem) => `${name}, container ${container.name}: ${problem}`),
  );
  if (containers.length > 0) return containers;
  return events
    .filter(({ reason }) => before.includes(reason))
    .map(({ reason, message }) => sentence(name, reason, message));
}

function isPodReady(pod: Properties): boolean {
  return conditionOf(pod, "Ready")?.status === "True" || textAt(pod, "status.phase") === "Succeeded";
}

const containersOf = (pod: Properties) => [
  ...listAt(pod, "status.initContainerStatuses"),
  ...listAt(pod, "status.containerStatuses"),
];

/** How a container ended. `state`: now, or the last time. */
function ended(container: Properties, state: "state" | "lastState"): string[] {
  if (!listedState(container, state)) return [];
  const code = numberAt(container, `${state}.terminated.exitCode`);
  const reason = textAt(container, `${state}.terminated.reason`) || "ended";
  const said = textAt(container, `${state}.terminated.message`).trim();
  return code === 0 && reason === "Completed" ? [] : [`${reason} (exit code ${code})${said ? `: ${said}` : ""}`];
}

const listedState = (container: Properties, state: string) =>
  numberAt(container, `${state}.terminated.exitCode`, -1) >= 0;

function containerProblems(container: Properties, events: { reason: string; message: string }[]): string[] {
  if (container.ready === true) return [];
  const waiting = textAt(container, "state.waiting.reason");
  const last = ended(container, "lastState");
  if (waiting && !usual.includes(waiting)) {
    return [
      sentence(waiting, imageMessage(textAt(container, "state.waiting.message")), last[0] && `last time: ${last[0]}`),
    ];
  }
  const now = ended(container, "state");
  if (now.length > 0) return now;
  const running = numberAt(container, "restartCount") > 0 || "running" in ((container.state ?? {}) as object);
  if (!running) return [];
  const unhealthy = events.find(({ reason }) => reason === "Unhealthy")?.message;
  if (unhealthy) return [sentence("Unhealthy", unhealthy)];
  return last.map((end) => `restarted ${numberAt(container, "restartCount")} times, last time: ${end}`);
}

/** What says nothing is left out of the messages about images. */
const imageMessage = (text: string) =>
  text.replace(/^rpc error: code = \w+ desc = (Error response from daemon: )?/, "").replace(/: manifest unknown$/, "");

/** What many pods together have to say, each thing once. */
export function problemsOfPods(pods: Properties[], see: Sight): string[] {
  const alive = pods.filter((pod) => !textAt(pod, "metadata.deletionTimestamp"));
  return alive.flatMap((pod) => podProblems(pod, see));
}

const waitingFor = (scheduled?: Condition, initialized?: Condition) =>
  scheduled?.status !== "True" ? "scheduled" : initialized?.status !== "True" ? "initialized" : "ready";

export const pod: Readiness = {
  timeout: 10 * minutes,
  needs: [],
  explains: ["claims", "events", "storageClasses"],
  judge(object, see) {
    const ready = isPodReady(object);
    const next = waitingFor(conditionOf(object, "PodScheduled"), conditionOf(object, "Initialized"));
    return {
      ready,
      failed: textAt(object, "status.phase") === "Failed",
      status: ready ? "Pod is ready" : `Waiting for the pod to be ${next}`,
      problems: podProblems(object, see),
    };
  },
};
