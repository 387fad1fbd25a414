import type { Call } from "../../core/call.ts";
import type { Cloud } from "../../core/cloud.ts";
import type { Route } from "../../core/router.ts";
import type { Document } from "../../core/store.ts";
import { everyOne, nameIn, nameOf, patched, picked, requireReady } from "./documents.ts";
import { invalidUsage, invalidValue, requiredField, unreferenced } from "./errors.ts";
import { link, stored } from "./links.ts";
import { regionOf } from "./places.ts";
import { type Kind, kindRoutes } from "./resources.ts";

/** What a policy can be about: one of these. */
const kinds = [
  "snapshotSchedulePolicy",
  "instanceSchedulePolicy",
  "groupPlacementPolicy",
  "diskConsistencyGroupPolicy",
  "workloadPolicy",
];

/** Google takes this long at most to make the snapshots of a schedule. */
const duration = "PT14400S";

function timed(schedule: Document, field: string): Document {
  const time = String(schedule.startTime ?? "");
  if (!/^([01]?\d|2[0-3]):00$/.test(time)) {
    throw invalidValue(`${field}.startTime`, time, "Must be a full hour in the form HH:00.");
  }
  return { ...schedule, startTime: time.padStart(5, "0"), duration };
}

/** When snapshots are made: by the hour, the day or the week. */
function schedule(asked: Document, field: string): Document {
  const [kind, ...more] = ["hourlySchedule", "dailySchedule", "weeklySchedule"].filter((name) => asked[name]);
  if (!kind || more.length > 0) {
    throw invalidValue(field, "", "Exactly one of hourlySchedule, dailySchedule and weeklySchedule must be specified.");
  }
  const given = asked[kind] as Document;
  const at = `${field}.${kind}`;
  if (kind === "weeklySchedule") {
    const days = (given.dayOfWeeks ?? []) as Document[];
    return { [kind]: { dayOfWeeks: days.map((day, index) => timed(day, `${at}.dayOfWeeks[${index}]`)) } };
  }
  if (kind === "dailySchedule" && given.daysInCycle !== 1) {
    throw invalidValue(`${at}.daysInCycle`, given.daysInCycle, "Must be 1.");
  }
  return { [kind]: timed(given, at) };
}

/** A schedule with what it says of itself. */
function snapshots(asked: Document): Document {
  const field = "resource.snapshotSchedulePolicy";
  const { retentionPolicy, schedule: times, ...rest } = asked;
  const retention = retentionPolicy as Document | undefined;
  if (retention && !(Number(retention.maxRetentionDays) > 0)) {
    const days = retention.maxRetentionDays;
    throw invalidValue(`${field}.retentionPolicy.maxRetentionDays`, days, "Must be greater than or equal to 1.");
  }
  return {
    ...rest,
    schedule: schedule((times ?? {}) as Document, `${field}.schedule`),
    ...(retention && { retentionPolicy: { onSourceDiskDelete: "KEEP_AUTO_SNAPSHOTS", ...retention } }),
  };
}

/** What a policy is asked to be. */
function rules(body: Document): Document {
  const given = picked(body, kinds);
  if (given.snapshotSchedulePolicy) {
    given.snapshotSchedulePolicy = snapshots(given.snapshotSchedulePolicy as Document);
  }
  return given;
}

/** The disks and machines that a policy applies to. */
function usersOf(cloud: Cloud, policy: Document): string[] {
  const project = nameIn(policy).split("/")[1]!;
  return ["disks", "instances"]
    .flatMap((collection) => everyOne(cloud, project, collection))
    .filter(({ resourcePolicies = [] }) => (resourcePolicies as string[]).includes(String(policy.selfLink)))
    .map(nameIn);
}

/** Policies that apply to other resources, such as schedules of snapshots. */
const resourcePolicyKind: Kind = {
  singular: "resourcePolicy",
  collection: "resourcePolicies",
  scopes: ["regions"],
  making: { status: "CREATING" },
  deleting: { status: "DELETING" },
  policies: true,
  create(call) {
    const given = rules(call.body);
    if (Object.keys(given).length !== 1) throw requiredField(`resource.${kinds[0]}`);
    return { members: { ...picked(call.body, ["description"]), ...given, status: "READY" } };
  },
  user: (cloud, document) => usersOf(cloud, document)[0],
  patch(call, current) {
    const given = rules(call.body);
    const [kind] = Object.keys(given);
    if (kind !== undefined && current[kind] === undefined) {
      throw invalidValue(`resource.${kind}`, "", "The kind of a resource policy can't be changed.");
    }
    return { ...patched(current, call.body, ["description"]), ...given };
  },
};

/**
 * The links of the policies that a disk or a machine is given: each must be there and in its region, and there is one
 * schedule of snapshots at most. `zone`: where the resource is, a zone or a region.
 */
export function policyLinks(call: Call, field: string, asked: unknown, zone: string, before: string[] = []): string[] {
  const names = ((asked ?? []) as string[]).map((text, index) => {
    const at = `${field}[${index}]`;
    const name = nameOf(call, at, text, "resourcePolicies");
    if (!call.cloud.store.get(stored(name))) throw unreferenced(at, text, "resourcePolicy");
    requireReady(call.cloud, name);
    const region = name.split("/").at(-3);
    if (region !== regionOf(zone)) throw invalidValue(at, text, "The resource policy must be in the same region.");
    return link(name);
  });
  const all = [...new Set([...before, ...names])];
  const schedules = all.filter((each) => call.cloud.store.get(stored(relativeName(each)))?.snapshotSchedulePolicy);
  if (schedules.length > 1) throw invalidUsage("A disk can have one snapshot schedule at most.");
  return all;
}

const relativeName = (selfLink: string) => nameIn({ selfLink });

/** The methods of resource policies. */
export const resourcePolicyRoutes: Route[] = kindRoutes(resourcePolicyKind);
