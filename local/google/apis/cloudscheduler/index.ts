import type { Api } from "../../core/api.ts";
import type { Call } from "../../core/call.ts";
import { collectionRoutes, existing, fullName } from "../../core/collection.ts";
import { locationRoutes, regions } from "../../core/locations.ts";
import type { Route } from "../../core/router.ts";
import { attemptTask, host, type Job, jobs, scheduled } from "./jobs.ts";
import { permissions } from "./permissions.ts";

const of = (call: Call) => existing(jobs, call).document as Job;

const route = (verb: string, handle: (call: Call) => Job): Route => ({
  id: `${jobs.id}.${verb}`,
  method: "POST",
  path: `${jobs.path}/{job}:${verb}`,
  handle: (call) => {
    const job = handle(call);
    call.cloud.store.put(fullName(jobs, job.name), job);
    return job;
  },
});

/** Cloud Scheduler: jobs that call an address or publish a message at times that a schedule in the form of cron names. */
export const cloudscheduler: Api = {
  host,
  title: "Cloud Scheduler API",
  errors: "status",
  enums: { state: { ENABLED: 1, PAUSED: 2, DISABLED: 3 } },
  permissions,
  routes: [
    ...collectionRoutes(jobs),
    ...locationRoutes("/v1/projects/{project}/locations", regions),
    route("pause", (call) => scheduled(call.cloud, { ...of(call), state: "PAUSED" }, call.cloud.clock.now())),
    route("resume", (call) => scheduled(call.cloud, { ...of(call), state: "ENABLED" }, call.cloud.clock.now())),
    route("run", (call) => {
      const job = of(call);
      call.cloud.work.add(attemptTask(job, 0));
      return job;
    }),
  ],
};
