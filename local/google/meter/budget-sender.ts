import type { Micros } from "../../../spending/money.ts";
import { type Message, publish } from "../apis/pubsub/messages.ts";
import type { Cloud } from "../core/cloud.ts";
import { type Budget, daysOf, type Period } from "./budget.ts";
import { budgetMessage, isDue, isRepeated } from "./budget-messages.ts";
import type { CreditType } from "./charges.ts";
import type { Descriptions } from "./descriptions.ts";
import { type Exported, net, type Spend } from "./exported.ts";
import type { Ledger } from "./ledger.ts";
import type { FindPrice } from "./rows.ts";
import type { Series } from "./series.ts";

const prefix = "//billingbudgets.googleapis.com/";

/** Sends the messages of budgets. */
export class BudgetSender {
  readonly #cloud: Cloud;
  readonly #ledger: Ledger;
  readonly #descriptions: Descriptions;
  readonly #priceOf: FindPrice;
  #budgets: Budget[] | undefined;
  /** The series that count for a budget, by its name; as long as there are so many series. */
  readonly #counted = new Map<string, number[]>();
  #series = 0;

  constructor(cloud: Cloud, ledger: Ledger, descriptions: Descriptions, priceOf: FindPrice) {
    this.#cloud = cloud;
    this.#ledger = ledger;
    this.#descriptions = descriptions;
    this.#priceOf = priceOf;
  }

  /** Forgets what it knows of budgets and of what they count: something changed. */
  forget(): void {
    this.#budgets = undefined;
    this.#counted.clear();
  }

  /** Looks whether a document that was written or deleted matters. */
  told(name: string): void {
    if (name.startsWith(prefix)) this.forget();
  }

  /** Whether any budget sends messages. */
  get any(): boolean {
    return this.#all().length > 0;
  }

  /** Publishes what budgets tell at the end of an hour, as part of the transaction at hand. Returns how many messages. */
  send(moment: number, exported: Exported): number {
    const due = this.#all().filter((budget) => isDue(budget, moment));
    const days = new Map<string, string[]>();
    const daysIn = (period: Period): string[] => {
      const key = `${period.start}/${period.end}`;
      const known = days.get(key) ?? daysOf(period, moment);
      days.set(key, known);
      return known;
    };
    const topics = new Map<string, { message: Message; twice: boolean }[]>();
    for (const budget of due) {
      const { pubsubTopic = "" } = budget.notificationsRule;
      // A topic that is gone gets nothing, and Google tells nobody.
      if (!this.#cloud.store.get(`//pubsub.googleapis.com/${pubsubTopic}`)) continue;
      const costIn = (period: Period) => this.#cost(budget, daysIn(period), exported);
      const message = budgetMessage(budget, moment, this.#currencyOf(budget), costIn);
      const messages = topics.get(pubsubTopic) ?? [];
      topics.set(pubsubTopic, [...messages, { message, twice: isRepeated(budget, moment) }]);
    }
    for (const [topic, messages] of topics) {
      const twice = new Set(messages.filter((each) => each.twice).map(({ message }) => message));
      publish(
        this.#cloud,
        topic,
        messages.map(({ message }) => message),
        (message) => twice.has(message),
      );
    }
    return [...topics.values()].flat().length;
  }

  #all(): Budget[] {
    this.#budgets ??= this.#cloud.store
      .list<Budget>(prefix)
      .map(({ document }) => document)
      .filter(({ notificationsRule }) => notificationsRule.pubsubTopic !== undefined);
    return this.#budgets;
  }

  #currencyOf({ name }: Budget): string {
    const id = name.split("/")[1];
    return this.#cloud.seed.billingAccounts.find((account) => account.id === id)!.currencyCode;
  }

  #cost(budget: Budget, days: string[], exported: Exported): Micros {
    const numbers = this.#countedBy(budget);
    const { creditTypesTreatment, creditTypes = [] } = budget.budgetFilter;
    const count = (spend: Spend): Micros => {
      if (creditTypesTreatment === "EXCLUDE_ALL_CREDITS") return spend.cost;
      if (creditTypesTreatment !== "INCLUDE_SPECIFIED_CREDITS") return net(spend);
      return (creditTypes as CreditType[]).reduce((sum, type) => sum + (spend.credits[type] ?? 0), spend.cost);
    };
    let sum = 0;
    for (const day of days) {
      const spends = exported.of(day);
      for (const number of numbers) {
        const spend = spends[number];
        if (spend) sum += count(spend);
      }
    }
    return sum;
  }

  #countedBy(budget: Budget): number[] {
    const { series } = this.#ledger;
    if (series.length !== this.#series) this.#counted.clear();
    this.#series = series.length;
    let counted = this.#counted.get(budget.name);
    if (!counted) {
      counted = [];
      for (let number = 0; number < series.length; number++) {
        if (this.#counts(budget, series.get(number))) counted.push(number);
      }
      this.#counted.set(budget.name, counted);
    }
    return counted;
  }

  #counts({ name, budgetFilter }: Budget, series: Series): boolean {
    if (name.split("/")[1] !== series.account) return false;
    const { projects, resourceAncestors, services, labels = {} } = budgetFilter;
    const project = this.#descriptions.of(series.project);
    if (projects && !projects.includes(`projects/${project.number}`)) return false;
    const above = project.ancestors.map(({ resource_name }) => resource_name);
    if (resourceAncestors && !resourceAncestors.some((ancestor) => above.includes(ancestor))) return false;
    const service = this.#priceOf(series.key, series.region)?.service.id;
    if (services && !services.includes(`services/${service}`)) return false;
    return Object.entries(labels).every(([key, wanted]) => {
      const values = Array.isArray(wanted) ? wanted : (wanted.values ?? []);
      return values.includes(series.labels[key]);
    });
  }
}
