import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { limitNoticesTopic } from "../../../plan/names.ts";
import type { Acting } from "../../../spending/controller/acting.ts";
import { guardBook } from "../../../spending/controller/book.ts";
import { budgetMessage, type PubsubMessage } from "../../../spending/controller/budget-message.ts";
import type { LimitedEnvironment } from "../../../spending/controller/config.ts";
import { googleWorld, limitsStore } from "../../../spending/controller/google/index.ts";
import { guardRound } from "../../../spending/controller/guard.ts";
import type { Notice } from "../../../spending/controller/notice.ts";
import type { World } from "../../../spending/controller/world.ts";
import type { JournalRecord } from "../../../spending/limits/journal.ts";
import { hasReached, moved } from "../../../spending/limits/ladder.ts";
import { liftedState, NothingToLift } from "../../../spending/limits/lift.ts";
import { periodOf, startOf } from "../../../spending/limits/period.ts";
import { effective } from "../../../spending/limits/state.ts";
import { billingAccount } from "../../support/cloud.ts";
import { ControllerStand, config, dynamic, production, spendingProject } from "../../support/controller.ts";
import { faultyWorld, seeded } from "../../support/faulty-world.ts";

const runs = 200;
const begin = Date.parse("2026-11-20T12:00:00Z");
const hour = 3_600_000;

/** A world of its own for each run, whose clients are shared: they take seconds to make. */
class Run {
  readonly random: () => number;
  readonly #stand: ControllerStand;
  readonly #world: World;
  readonly environments: [target: LimitedEnvironment, bystander: LimitedEnvironment, live: LimitedEnvironment];
  /** What the target has really cost, in units, and the clock. */
  cost = 20;
  now = begin;
  lifts = 0;
  deleted = false;
  readonly told: Notice[] = [];
  readonly touched = new Set<string>();
  readonly sent: PubsubMessage[] = [];
  readonly failing: number;

  constructor(seed: number, stand: ControllerStand, world: World, bucket: string) {
    this.random = seeded(seed);
    this.failing = this.random() < 0.5 ? this.random() * 0.15 : 0;
    this.#stand = stand;
    const named = (name: string, of: LimitedEnvironment) => ({ ...of, name, project: `tst-${name}` });
    this.environments = [
      named(`t${seed}`, dynamic),
      named(`b${seed}`, dynamic),
      named(`l${seed}`, production),
    ] as Run["environments"];
    const touch = (project: string) => this.touched.add(project);
    this.#world = {
      ...world,
      store: limitsStore(bucket, spendingProject, stand.cloud.environment),
      exportedCost: async (project) => (project === this.environments[0].project ? this.cost * 1e6 : 1e6),
      tell: async (notice) => void this.told.push(notice),
      stopMachine: (project, machine) => {
        touch(project);
        return world.stopMachine(project, machine);
      },
      unlinkBilling: (project) => {
        touch(project);
        return world.unlinkBilling(project);
      },
      log: () => undefined,
    };
    this.#acting = {
      config: config({ limitsBucket: bucket, environments: this.environments as never }),
      world: this.#world,
      holder: "",
    };
  }

  readonly #acting: Acting;

  get world(): World {
    return this.#world;
  }

  /** A controller that may fail or die. `calm`: one to which nothing happens. */
  #controller(calm: boolean): Acting {
    const { random, failing } = this;
    const diesAt = !calm && random() < 0.25 ? 1 + Math.floor(random() * 30) : undefined;
    const world = calm ? this.#world : faultyWorld(this.#world, { random, failing, ...(diesAt && { diesAt }) });
    return { ...this.#acting, world, holder: randomUUID() };
  }

  clock(to: number): void {
    this.now = to;
    this.#stand.cloud.cloud.clock.move(to - Date.now());
  }

  message(environment: LimitedEnvironment, cost: number, more = {}): PubsubMessage {
    const costIntervalStart = new Date(startOf(periodOf(this.now))).toISOString();
    return this.#stand.message(environment, cost, { costIntervalStart, ...more });
  }

  /** Delivers a message until it is taken, as Pub/Sub does, a few times at most. */
  async deliver(message: PubsubMessage, calm = false, times = 3): Promise<void> {
    this.sent.push(message);
    for (let attempt = 0; attempt < times; attempt++) {
      try {
        await budgetMessage(this.#controller(calm), this.environments, message);
        return;
      } catch {
        if (calm) this.clock(this.now + 11 * 60_000);
      }
    }
  }

  async guard(calm = false): Promise<void> {
    const book = { ...guardBook(), currency: "EUR" };
    await guardRound(this.#controller(calm), this.environments, book).catch(() => undefined);
  }

  /** A person takes back what was done, as `sgdist limits lift` does. */
  async lift(): Promise<void> {
    const { value, generation } = await this.#world.store.state(this.environments[0].name);
    if (!value) return;
    try {
      const at = new Date(this.now).toISOString();
      const { state, relink } = liftedState(value, { by: "ada", reason: "a try", at });
      await this.#world.store.put(state, generation);
      this.lifts++;
      const path = `/v1/projects/${this.environments[0].project}/billingInfo`;
      const link = { billingAccountName: `billingAccounts/${billingAccount}` };
      if (relink && !this.deleted) await this.#stand.cloud.send("cloudbilling", "PUT", path, link);
    } catch (error) {
      if (!(error instanceof NothingToLift)) throw error;
    }
  }

  async remove(): Promise<void> {
    this.deleted = true;
    const path = `/v3/projects/${this.environments[0].project}`;
    const { body } = await this.#stand.cloud.send("cloudresourcemanager", "DELETE", path);
    if (body.name) await this.#stand.cloud.finish("cloudresourcemanager", `/v3/${body.name}`);
  }

  fault(api: string, method: string, status: number): void {
    this.#stand.cloud.cloud.faults.add({ api, method, status, times: 1 + Math.floor(this.random() * 3) });
  }

  /** One thing that happens, by chance. */
  async happen(): Promise<void> {
    const { random } = this;
    const [target, bystander, live] = this.environments;
    const chance = random();
    if (chance < 0.34) {
      this.cost += random() * 40;
      await this.deliver(this.message(target, this.cost));
    } else if (chance < 0.44) {
      const before = this.sent[Math.floor(random() * this.sent.length)];
      if (before) await this.deliver(before);
    } else if (chance < 0.54) {
      const two = [this.message(target, this.cost), this.message(target, this.cost)];
      await Promise.all([...two.map((each) => this.deliver(each)), this.guard()]);
    } else if (chance < 0.64) {
      const lies = { budgetDisplayName: `Project ${bystander.project}`, budgetAmount: 1 };
      const forged = this.message(target, random() * 10_000, lies);
      const attributes = { ...(forged.attributes as object), budgetId: randomUUID() };
      await this.deliver(random() < 0.5 ? forged : { ...forged, attributes });
    } else if (chance < 0.7) await this.deliver({ data: random() < 0.5 ? "e30=" : "%%%", attributes: {} });
    else if (chance < 0.78) await this.guard();
    else if (chance < 0.83) await this.deliver(this.message(live, 100_000 * random()));
    else if (chance < 0.87) await this.deliver(this.message(bystander, 10));
    else if (chance < 0.93) this.clock(begin + (random() - 0.2) * 20 * 24 * hour);
    else if (chance < 0.95) this.fault("cloudbilling", "projects.updateBillingInfo", 400);
    else if (chance < 0.97) this.fault("compute", "instances.stop", random() < 0.5 ? 403 : 503);
    else if (chance < 0.99) await this.lift();
    else await this.remove();
  }
}

describe("two hundred random runs of the controller", () => {
  let stand: ControllerStand;
  let world: World;

  before(async () => {
    stand = await ControllerStand.start([], { projects: 5000, billingLinks: 5000 });
    world = googleWorld(config(), limitNoticesTopic(spendingProject), stand.cloud.environment);
  });
  after(() => stand.cloud.stop());

  /** What has to be true at the end, whatever happened. */
  async function check(run: Run, journal: JournalRecord[]): Promise<void> {
    const [target, bystander, live] = run.environments;
    const of = ({ name }: LimitedEnvironment) => journal.filter(({ environment }) => environment === name);

    // Nothing outside the one project is touched, and production is only told of.
    assert.deepEqual(
      [...run.touched].filter((project) => project !== target.project),
      [],
    );
    assert.deepEqual(of(bystander), []);
    assert.deepEqual([await stand.status(bystander), await stand.status(live)], ["RUNNING", "RUNNING"]);
    assert.equal(await stand.billingOf(bystander), `billingAccounts/${billingAccount}`);
    assert.ok(of(live).every(({ step }) => step === "notify"));

    // Nothing acts twice: a step once in a period, but for what a person took back.
    const outcomes = of(target).filter(({ kind, result }) => kind === "outcome" && result !== "abandoned");
    for (const [step, all] of Map.groupBy(outcomes, ({ period, step: each }) => `${period} ${each}`)) {
      assert.ok(all.length <= 1 + run.lifts, `${step} was taken ${all.length} times`);
    }
    const steps = run.told.filter(({ kind, environment }) => kind === "step" && environment === target.name);
    for (const [step, all] of Map.groupBy(steps, ({ period, step: each }) => `${period} ${each}`)) {
      assert.ok(new Set(all.map(({ id }) => id)).size <= 1 + run.lifts, `${step} was told as ${all.length} things`);
    }

    // Nothing is lost: what was begun is finished, and what was really spent has had its effect.
    const intents = of(target).filter(({ kind }) => kind === "intent");
    const finished = new Set(of(target).flatMap(({ kind, id }) => (kind === "outcome" ? [id] : [])));
    const open = intents.filter(({ id }) => !finished.has(id));
    assert.ok(open.length <= run.lifts, `left open: ${open.map(({ step }) => step).join(", ")}`);
    const { value } = await run.world.store.state(target.name);
    assert.equal(value?.pending, undefined);
    const share = run.cost / target.budget;
    const up = value?.lifted ? moved(value.lifted) : 0;
    const reached = value ? effective(value) : "none";
    if (share >= 0.9 + up) assert.ok(hasReached(reached, "freeze"), `${share}: ${reached}`);
    if (share >= 1 + up) assert.ok(hasReached(reached, "scaleDown"), `${share}: ${reached}`);
    if (share >= 1.2 + up) assert.ok(hasReached(reached, "unlinkBilling"), `${share}: ${reached}`);
    if (run.deleted || run.lifts > 0) return;
    if (hasReached(reached, "scaleDown")) assert.equal(await stand.status(target), "TERMINATED");
    if (hasReached(reached, "unlinkBilling")) assert.equal(await stand.billingOf(target), "");
    // A message's word alone never takes a billing link.
    else assert.notEqual(await stand.billingOf(target), "");
  }

  for (let first = 0; first < runs; first += 20) {
    it(`keep what is promised, from seed ${first} to ${first + 19}`, async () => {
      for (let seed = first; seed < first + 20; seed++) {
        stand.at(new Date(begin).toISOString());
        const bucket = `${spendingProject}-limits-${seed}`;
        await stand.cloud.send("storage", "POST", `/storage/v1/b?project=${spendingProject}`, { name: bucket });
        const run = new Run(seed, stand, world, bucket);
        for (const environment of run.environments) {
          await stand.make(environment);
          await stand.machine(environment);
        }
        try {
          for (let event = 0; event < 12; event++) await run.happen();
          // Calm returns: the leases of the dead are over, and the next message comes.
          stand.cloud.cloud.faults.clear();
          run.clock(Math.max(run.now, begin) + hour);
          for (let time = 0; time < 3; time++) await run.deliver(run.message(run.environments[0], run.cost), true);
          await check(run, await run.world.store.journal(""));
        } catch (error) {
          throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
        }
      }
    });
  }
});
