import assert from "node:assert/strict";
import { parseSpecification } from "../../spec/load.ts";
import { type Problem, UserError } from "../../spec/problem.ts";
import type { Specification } from "../../spec/specification.ts";

/** The day on which the tests take place. */
export const today = "2026-11-22";

const organization = `organization:
  id: "419083752617"
  domain: example.com
  customerId: C03x7k2qd
billingAccount: 01C0DE-5EED00-CAFE42
prefix: tst
region: us-central1
owner: platform
github:
  repository: example/infrastructure
  repositoryId: "611284903"
  ownerId: "3979584"
  branch: main
teams:
  platform:
    name: Platform
    email: platform@example.com
    group: gcp-platform@example.com
    costCode: "1010"
  search:
    name: Search
    email: search@example.com
    group: gcp-search@example.com
    costCode: "2010"
folders:
  common:
    name: Common
    environment: common
    budget: 1000
  ci:
    name: Continuous integration
    environment: ci
    budget: 1000
  production:
    name: Production
    environment: production
    budget: 9000
  testing:
    name: Testing
    environment: non-production
    budget: 5000
    access:
      search: [roles/logging.viewer]
  nightly:
    name: Nightly
    parent: testing
    budget: 2000
kinds:
  production:
    folder: production
    tier: production
    deletion: protected
    budget: { default: 4000, ceiling: 8000 }
    ladder: [notify]
    apis: [sqladmin.googleapis.com]
    access: [roles/logging.viewer]
  replica:
    folder: testing
    tier: nonproduction
    deletion: guarded
    budget: { default: 500, ceiling: 1500 }
    ladder: [notify, freeze]
    apis: []
    access: [roles/logging.viewer, roles/compute.viewer]
  dynamic:
    folder: nightly
    tier: nonproduction
    deletion: disposable
    budget: { default: 100, ceiling: 400 }
    ladder: [notify, freeze, scaleDown, unlinkBilling]
    timeToLive: { default: 7d, maximum: 30d }
    apis: []
    access: [roles/logging.viewer]
projects:
  seed: { id: tst-seed-k7m2, budget: 100 }
  keys: { id: tst-keys-w4xr, budget: 50 }
  billing: { id: tst-billing-p9tc, budget: 200 }
  spending: { id: tst-spending-h3vq, budget: 100 }
  logs: { id: tst-logs-b6zn, budget: 500 }
  ci: { id: tst-ci-r8fd, budget: 900, owner: search }
`;

const live = `name: live
kind: production
owner: platform
purpose: What customers use.
project: tst-live-t5wk
deployment:
  type: kubernetes
  version: 7.5.4453
  size: l
budget: 5000
`;

const demo = `# Shown to customers.
name: demo
kind: dynamic
owner: search
purpose: Shows search to somebody.
project: tst-demo-d9hc
deployment:
  type: container
  version: main
  size: xs
expires: 2026-12-01
`;

const ledger = `tst-billing-p9tc: { for: shared/billing, since: "2026-01-01" }
tst-ci-r8fd: { for: shared/ci, since: "2026-01-01" }
tst-demo-d9hc: { for: environment/demo, kind: dynamic, since: "2026-11-20" }
tst-keys-w4xr: { for: shared/keys, since: "2026-01-01" }
tst-live-t5wk: { for: environment/live, kind: production, since: "2026-01-01" }
tst-logs-b6zn: { for: shared/logs, since: "2026-01-01" }
tst-seed-k7m2: { for: shared/seed, since: "2026-01-01" }
tst-spending-h3vq: { for: shared/spending, since: "2026-01-01" }
`;

/** The files of a specification without mistakes: two environments of two kinds. */
export const goodFiles = (): Map<string, string> =>
  new Map([
    ["organization.yaml", organization],
    ["ledger.yaml", ledger],
    ["environments/live.yaml", live],
    ["environments/demo.yaml", demo],
  ]);

const day = 86_400_000;

/** A day so many days from today, by the machine's clock. */
export const dayIn = (count: number): string => new Date(Date.now() + count * day).toISOString().slice(0, 10);

/** Files of the tests' specification for the real engine, whose days are the machine's: as far from today as in the tests. */
export function current(files: Map<string, string>): Map<string, string> {
  const moved = (date: string) => dayIn(Math.round((Date.parse(date) - Date.parse(today)) / day));
  return new Map([...files].map(([file, text]) => [file, text.replace(/\b2026-1[12]-\d\d\b/g, moved)]));
}

export const goodSpecification = (): Specification => parseSpecification(goodFiles(), today);

/** Puts a text in the place of another that must be there exactly once. */
export function replace(files: Map<string, string>, file: string, from: string, to: string): Map<string, string> {
  const text = files.get(file)!;
  assert.equal(text.split(from).length, 2, `${JSON.stringify(from)} must be in ${file} once`);
  return new Map(files).set(
    file,
    text.replace(from, () => to),
  );
}

/** The same with domains, and one kind whose environments are reached from the internet. */
export function publicFiles(): Map<string, string> {
  const domains = "dns:\n  production: example.net\n  nonproduction: dev.example.net\n";
  const changes: [file: string, from: string, to: string][] = [
    ["organization.yaml", "kinds:\n", `${domains}kinds:\n`],
    ["organization.yaml", "    timeToLive", "    exposure: public\n    timeToLive"],
    ["organization.yaml", "projects:\n", "projects:\n  dns: { id: tst-dns-v8pm, budget: 50 }\n"],
    ["ledger.yaml", "tst-keys", 'tst-dns-v8pm: { for: shared/dns, since: "2026-01-01" }\ntst-keys'],
  ];
  return changes.reduce((files, [file, from, to]) => replace(files, file, from, to), goodFiles());
}

export const publicSpecification = (): Specification => parseSpecification(publicFiles(), today);

/** The problems of a specification. */
export function problemsOf(files: Map<string, string>): Problem[] {
  try {
    parseSpecification(files, today);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.problems;
  }
  return [];
}
