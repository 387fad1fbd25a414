import type { Properties } from "../../grpc/values.ts";
import { problemsOfPods } from "./pods.ts";
import {
  type Condition,
  conditionOf,
  eventsOf,
  few,
  inNamespaceOf,
  isObserved,
  isOwnedBy,
  listAt,
  minutes,
  numberAt,
  type Readiness,
  type Sight,
  textAt,
} from "./verdict.ts";

const explains: Readiness["explains"] = ["claims", "events", "pods", "storageClasses"];

const podsOf = (owner: Properties, see: Sight) =>
  inNamespaceOf(owner, see("pods")).filter((pod) => isOwnedBy(pod, owner));

/** What the controllers couldn't do for an object, e.g. make pods that a quota or a security standard forbids. */
const refusals = (object: Properties, see: Sight) =>
  eventsOf(object, see)
    .filter(({ reason }) => reason === "FailedCreate")
    .map(({ reason, message }) => `${reason}: ${message}`);

const said = ({ reason, message }: Condition) => `${reason}: ${message}`;

const revisionOf = (object: Properties) => textAt(object, 'metadata.annotations["deployment.kubernetes.io/revision"]');

function deploymentProblems(object: Properties, see: Sight): string[] {
  const failing = conditionOf(object, "ReplicaFailure");
  const set = inNamespaceOf(object, see("replicaSets")).find(
    (each) => isOwnedBy(each, object) && revisionOf(each) === revisionOf(object),
  );
  return [
    ...(failing?.status === "True" ? [said(failing)] : []),
    ...(set ? few(problemsOfPods(podsOf(set, see), see)) : []),
  ];
}

/** What the deployment says of itself. */
const shortcomings = (object: Properties) =>
  ["Progressing", "Available"].flatMap((type) => {
    const condition = conditionOf(object, type);
    return condition?.status === "False" ? [said(condition)] : [];
  });

/** A rollout is complete when all pods are of the newest revision, none of an older one is left, and all are available. */
export const deployment: Readiness = {
  timeout: 10 * minutes,
  needs: [],
  explains: [...explains, "replicaSets"],
  judge(object, see) {
    const wanted = numberAt(object, "spec.replicas", 1);
    const updated = numberAt(object, "status.updatedReplicas");
    const available = numberAt(object, "status.availableReplicas");
    const old = numberAt(object, "status.replicas") - updated;
    const ready = isObserved(object) && updated >= wanted && old <= 0 && available >= updated;
    const status = ready
      ? wanted === 0
        ? "The deployment is scaled to 0"
        : "The deployment is complete"
      : `Waiting for pods to be available (${Math.min(available, wanted)}/${wanted})${old > 0 ? ` and for ${old} of an older revision to end` : ""}`;
    if (ready) return { ready, status, problems: [] };
    return { ready, status, problems: deploymentProblems(object, see), missing: shortcomings(object) };
  },
};

export const statefulSet: Readiness = {
  timeout: 10 * minutes,
  needs: [],
  explains,
  judge(object, see) {
    const wanted = numberAt(object, "spec.replicas", 1);
    const readyPods = numberAt(object, "status.readyReplicas");
    const onDelete = textAt(object, "spec.updateStrategy.type") === "OnDelete";
    const kept = numberAt(object, "spec.updateStrategy.rollingUpdate.partition");
    const newest = textAt(object, "status.currentRevision") === textAt(object, "status.updateRevision");
    const updated = numberAt(object, "status.updatedReplicas");
    const rolled = onDelete || newest || (kept > 0 && updated >= wanted - kept);
    const complete = readyPods >= wanted && numberAt(object, "status.replicas") === wanted;
    const ready = isObserved(object) && complete && rolled;
    const status = ready
      ? "The stateful set is complete"
      : complete && isObserved(object)
        ? `Waiting for pods to be replaced (${updated}/${wanted})`
        : `Waiting for pods to be ready (${Math.min(readyPods, wanted)}/${wanted})`;
    const problems = [...refusals(object, see), ...few(problemsOfPods(podsOf(object, see), see))];
    return { ready, status, problems: ready ? [] : problems };
  },
};

export const daemonSet: Readiness = {
  timeout: 10 * minutes,
  needs: [],
  explains,
  judge(object, see) {
    const wanted = numberAt(object, "status.desiredNumberScheduled");
    const updated = numberAt(object, "status.updatedNumberScheduled");
    const available = numberAt(object, "status.numberAvailable");
    const ready = isObserved(object) && updated >= wanted && available >= wanted;
    const status = ready ? "The daemon set is complete" : `Waiting for pods to be available (${available}/${wanted})`;
    const problems = [...refusals(object, see), ...few(problemsOfPods(podsOf(object, see), see))];
    return { ready, status, problems: ready ? [] : problems };
  },
};

export const replicationController: Readiness = {
  timeout: 10 * minutes,
  needs: [],
  explains,
  judge(object, see) {
    const wanted = numberAt(object, "spec.replicas", 1);
    const available = numberAt(object, "status.availableReplicas");
    const ready = isObserved(object) && available >= wanted;
    const status = `Pods that are available: ${available}/${wanted}`;
    return { ready, status, problems: ready ? [] : few(problemsOfPods(podsOf(object, see), see)) };
  },
};

/** A job is awaited to its end; one that has used up its attempts or its time never gets there. */
export const job: Readiness = {
  timeout: 10 * minutes,
  needs: [],
  explains,
  judge(object, see) {
    const failure = conditionOf(object, "Failed");
    const failed = failure?.status === "True";
    const ready = conditionOf(object, "Complete")?.status === "True";
    const [active, succeeded, lost] = ["active", "succeeded", "failed"].map((each) =>
      numberAt(object, `status.${each}`),
    );
    const started = textAt(object, "status.startTime") !== "";
    const counts = `${active} active, ${succeeded} succeeded, ${lost} failed`;
    const status = ready
      ? "The job has succeeded"
      : started
        ? `Waiting for the job (${counts})`
        : "Waiting for the job to start";
    const problems = [
      ...(failed ? [said(failure)] : []),
      ...refusals(object, see),
      ...few(problemsOfPods(podsOf(object, see), see)),
    ];
    return { ready, failed, status, problems: ready ? [] : problems };
  },
};

export const namespace: Readiness = {
  timeout: minutes,
  needs: [],
  explains: [],
  judge(object) {
    const phase = textAt(object, "status.phase");
    const left = listAt(object, "status.conditions").map((each) => said(each as unknown as Condition));
    return { ready: phase === "Active", status: `The namespace is ${phase}`, problems: phase === "Active" ? [] : left };
  },
};
