import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../../local/google/core/cloud.ts";
import { projectName, projectNumberName } from "../../local/google/core/projects.ts";
import { Meter } from "../../local/google/meter/meter.ts";
import type { Price, PriceBook, PriceUnit } from "../../spending/prices/book.ts";
import { billingAccount, organizationId } from "./cloud.ts";

const price = (key: string, service: string, unit: PriceUnit, nanos: number): Price => ({
  key,
  service: { id: `${service.toUpperCase()}-ID`, description: service },
  sku: { id: `SKU-${key}`, description: key },
  region: "global",
  unit,
  price: nanos,
  source: "made up",
  asOf: "2026-07-01",
});

const engine = "Compute Engine";

/** Prices that are easy to calculate with, the same everywhere. */
export const testBook: PriceBook = {
  currency: "USD",
  prices: [
    price("e2-core", engine, "hour", 20_000_000),
    price("e2-memory", engine, "gibibyte-hour", 3_000_000),
    price("n2-core", engine, "hour", 30_000_000),
    price("n2-memory", engine, "gibibyte-hour", 4_000_000),
    price("pd-balanced", engine, "gibibyte-month", 73_000_000),
    price("pd-ssd", engine, "gibibyte-month", 146_000_000),
    price("pd-standard", engine, "gibibyte-month", 36_500_000),
    price("address-machine", engine, "hour", 5_000_000),
    price("address-unused", engine, "hour", 10_000_000),
    price("cluster-zonal", "Kubernetes Engine", "hour", 100_000_000),
    price("cluster-regional", "Kubernetes Engine", "hour", 100_000_000),
    price("nat-machine", "Networking", "hour", 1_400_000),
    price("nat-address", "Networking", "hour", 5_000_000),
    price("forwarding-rules-minimum", "Networking", "hour", 25_000_000),
    price("stored-objects", "Cloud Storage", "gibibyte-month", 20_000_000),
    price("secret-version", "Secret Manager", "month", 60_000_000),
    price("key-version", "Cloud Key Management Service (KMS)", "month", 60_000_000),
    price("dns-zone", "Cloud DNS", "month", 200_000_000),
  ],
};

/** A row of the export, as far as tests look at it. */
export interface ExportRow {
  billing_account_id: string;
  service: { id: string; description: string };
  sku: { id: string; description: string };
  project?: {
    id: string;
    number: string;
    name: string;
    ancestry_numbers: string;
    ancestors: { resource_name: string; display_name: string }[];
    labels: { key: string; value: string }[];
  };
  labels: { key: string; value: string }[];
  location?: { location: string; country?: string; region?: string; zone?: string };
  usage_start_time: string;
  usage_end_time: string;
  export_time: string;
  cost: number;
  currency: string;
  usage: { amount: number; unit: string; amount_in_pricing_units: number; pricing_unit: string };
  credits: { id: string; name: string; full_name: string; type: string; amount: number }[];
  invoice: { month: string };
  cost_type: string;
  adjustment_info?: object;
}

/** The time of a machine whose clock stands still. */
const machine = Date.parse("2026-01-01T00:00:00Z");

/** A local cloud with a meter, whose clock stands still unless it is moved. */
export class MeteredCloud {
  cloud!: Cloud;
  meter!: Meter;
  readonly path: string;
  readonly currencyCode: string;
  readonly directory = mkdtempSync(join(tmpdir(), "meter-"));
  #numbers = 0;

  /** `begin`: the cloud's time. `path`: the database file, for what is to be started again. */
  constructor(begin: string, path = ":memory:", currencyCode = "USD") {
    this.path = path;
    this.currencyCode = currencyCode;
    this.start(Date.parse(begin) - machine);
  }

  /** Starts, or starts again after a kill: with what is on disk. */
  start(offset?: number): void {
    const { path, currencyCode } = this;
    this.cloud?.store.close();
    this.cloud = new Cloud(path, () => machine);
    this.cloud.plant({
      organization: { id: organizationId, domain: "example.com", customerId: "C1" },
      billingAccounts: [{ id: billingAccount, displayName: "Main", currencyCode, open: true }],
      quotas: { projects: 5000, billingLinks: 5000 },
    });
    if (offset !== undefined) this.cloud.clock.move(offset);
    this.meter = this.#newMeter();
  }

  stop(): void {
    this.cloud.store.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Moves the clock to a time, at once, and meters. */
  async at(time: string | number): Promise<void> {
    this.move(time);
    await this.meter.catchUp();
  }

  /** Moves the clock and meters nothing. */
  move(time: string | number): void {
    const { clock } = this.cloud;
    clock.move(clock.offset + (typeof time === "number" ? time : Date.parse(time)) - clock.now());
  }

  /** A project for which somebody pays. Returns its number. */
  project(projectId: string, more: object = {}): string {
    const number = String(100_000_000_000 + ++this.#numbers);
    const createTime = this.cloud.clock.timestamp(3);
    this.cloud.store.transaction(() => {
      this.cloud.store.put(projectNumberName(number), { projectId });
      this.cloud.store.put(projectName(projectId), {
        projectId,
        number,
        parent: `organizations/${organizationId}`,
        state: "ACTIVE",
        createTime,
        billingAccount: `billingAccounts/${billingAccount}`,
        ...more,
      });
    });
    return number;
  }

  /** Changes a project. */
  change(projectId: string, change: object): void {
    const { store } = this.cloud;
    store.put(projectName(projectId), { ...store.get<object>(projectName(projectId)), ...change });
  }

  /** Makes or changes a machine. */
  machine(project: string, name: string, machineType: string, more: object = {}): void {
    const at = `projects/${project}/zones/us-central1-a`;
    const link = `https://www.googleapis.com/compute/v1/${at}`;
    this.cloud.store.put(`//compute.googleapis.com/${at}/instances/${name}`, {
      name,
      zone: link,
      selfLink: `${link}/instances/${name}`,
      machineType: `${link}/machineTypes/${machineType}`,
      status: "RUNNING",
      disks: [],
      networkInterfaces: [],
      ...more,
    });
  }

  /** Makes or changes a disk. */
  disk(project: string, name: string, sizeGb: number, type = "pd-balanced", more: object = {}): void {
    const at = `projects/${project}/zones/us-central1-a`;
    const link = `https://www.googleapis.com/compute/v1/${at}`;
    this.cloud.store.put(`//compute.googleapis.com/${at}/disks/${name}`, {
      name,
      zone: link,
      selfLink: `${link}/disks/${name}`,
      sizeGb: String(sizeGb),
      type: `${link}/diskTypes/${type}`,
      status: "READY",
      ...more,
    });
  }

  delete(project: string, kind: "instances" | "disks", name: string): void {
    this.cloud.store.delete(`//compute.googleapis.com/projects/${project}/zones/us-central1-a/${kind}/${name}`);
  }

  /** The names of the export's files. */
  get files(): string[] {
    return readdirSync(this.directory).sort();
  }

  /** All rows that were exported, in the order of the files. */
  get rows(): ExportRow[] {
    return this.files.flatMap((name) => {
      const lines = readFileSync(join(this.directory, name), "utf8").trimEnd().split("\n");
      return lines.map((line) => JSON.parse(line) as ExportRow);
    });
  }

  /** All rows that were exported, in the order of the hours that they are of. */
  get byUsage(): ExportRow[] {
    return this.rows.toSorted((a, b) => a.usage_start_time.localeCompare(b.usage_start_time));
  }

  #newMeter(): Meter {
    return new Meter(this.cloud, { book: testBook, directory: this.directory });
  }
}

/** The sum of rows' costs, in micros. */
export const costOf = (rows: ExportRow[]): number =>
  rows.reduce((sum, { cost }) => sum + Math.round(cost * 1_000_000), 0);

/** The sum of rows' credits, in micros. */
export const creditsOf = (rows: ExportRow[]): number =>
  rows.flatMap(({ credits }) => credits).reduce((sum, { amount }) => sum + Math.round(amount * 1_000_000), 0);
