import archy from "archy";
import type { ApplicationStatus } from "../../engine/applications.ts";
import type { WorkloadStatus } from "../../kubernetes/workloads.ts";
import { cut, marks, paint, width } from "./style.ts";
import { facts, table } from "./table.ts";

const isReady = ({ ready, wanted }: WorkloadStatus) => ready >= wanted;

/** How many of an application's services are ready: "21/21". */
function readyCount({ services, problem }: ApplicationStatus): string {
  if (problem) return paint("red", "no answer");
  const ready = services.filter(isReady).length;
  const text = `${ready}/${services.length}`;
  return paint(ready === services.length ? "green" : "yellow", text);
}

/** What an application waits for, in a few words. */
function waitingFor({ services, problem }: ApplicationStatus): string {
  if (problem) return problem;
  return services
    .filter((service) => !isReady(service))
    .map(({ name }) => name)
    .join(", ");
}

/** What runs in each environment, a line each. */
export function applicationTable(applications: readonly ApplicationStatus[]): string {
  const waiting = applications.some((each) => waitingFor(each) !== "");
  const rows = applications.map((each) => [
    each.environment,
    `${each.type} ${each.version} ${each.size}`,
    readyCount(each),
    ...(waiting ? [waitingFor(each)] : []),
  ]);
  return table(["ENVIRONMENT", "SOURCEGRAPH", "READY", ...(waiting ? ["WAITING FOR"] : [])], rows, [2]);
}

function markOf(service: WorkloadStatus): string {
  if (service.missing) return paint("red", marks.failed);
  return isReady(service) ? paint("green", marks.done) : paint("yellow", marks.waiting);
}

function serviceLine(service: WorkloadStatus, names: number): string {
  const mark = markOf(service);
  const line = `${service.name.padEnd(names)}  ${service.ready}/${service.wanted}`;
  return `${mark} ${line}${service.reason ? `  ${cut(service.reason.replaceAll(/\s+/g, " "), 400)}` : ""}`;
}

/** What runs in one environment, as a tree of its services. */
export function applicationTree(application: ApplicationStatus): string {
  const { environment, type, version, size, url, services, problem } = application;
  const title = paint("bold", `${environment}: Sourcegraph ${version}, ${type}, size ${size}`);
  const names = Math.max(0, ...services.map(({ name }) => name.length));
  const tree = archy({ label: title, nodes: services.map((service) => serviceLine(service, names)) }).trimEnd();
  const lines = tree.split("\n").map((line) => (process.stdout.isTTY ? cut(line, width() + 20) : line));
  const more: [string, string][] = [
    ["stack", application.stack],
    ...(url ? [["reached at", url] as [string, string]] : []),
    ...(problem ? [["no answer", problem] as [string, string]] : []),
  ];
  return `${lines.join("\n")}\n\n${facts(more)}`;
}
