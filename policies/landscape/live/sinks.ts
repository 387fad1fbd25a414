import type { Inventory } from "../../../google/inventory/types.ts";
import type { HoldingKind } from "../types.ts";
import { optionalText } from "./read.ts";

const sinkType = "logging.googleapis.com/LogSink";

/** Whether a sink is of a folder, of the organisation or of a billing account: it gathers the logs of many projects. */
const isWide = (name: string): boolean => /\/(organizations|folders|billingAccounts)\/[^/]+\/sinks\//.test(name);

/** What is written to by sinks of more than one project, by the name of its asset: it keeps the logs of others. */
export const gatheredLogs = ({ resources }: Inventory): Map<string, HoldingKind> =>
  new Map(
    resources
      .filter(({ type, name }) => type === sinkType && isWide(name))
      .flatMap(({ data, name }) => {
        const destination = optionalText(data, "destination", name);
        return destination ? [[`//${destination}`, "logs"] as const] : [];
      }),
  );
