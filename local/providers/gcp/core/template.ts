import type { Properties } from "../../grpc/values.ts";

const camel = (name: string) => name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The last segment of a link or path. */
export const lastSegment = (text: string): string => text.split("/").at(-1)!;

/**
 * Fills `{name}` with a property. `{name!}` is the last segment of a property that may be a link. A property that is
 * missing is a mistake of the table that asks for it.
 */
export function fill(template: string, properties: Properties): string {
  return template.replaceAll(/\{(\w+)(!?)\}/g, (_, name: string, last: string) => {
    const value = properties[name];
    if (typeof value !== "string" && typeof value !== "number") {
      throw new Error(`${template}: property ${name} is ${JSON.stringify(value)}`);
    }
    return last ? lastSegment(String(value)) : String(value);
  });
}

/** Fills a format of IDs, whose names are in snake case: "billingAccounts/{{billing_account}}/budgets/{{name}}". */
export function fillId(format: string, properties: Properties): string {
  const template = format.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => `{${camel(name)}}`);
  return fill(template, properties);
}

/** Takes an ID apart by the first format that it fits; names that end a format may hold slashes. */
export function parseId(formats: string[], id: string): Properties | undefined {
  for (const format of formats) {
    const names: string[] = [];
    const source = format
      .split(/(\{\{\w+\}\})/)
      .map((part) => {
        const name = /^\{\{(\w+)\}\}$/.exec(part)?.[1];
        if (!name) return RegExp.escape(part);
        names.push(camel(name));
        return format === part ? "(.+)" : "([^/]+)";
      })
      .join("");
    const match = new RegExp(`^${source}$`).exec(id);
    if (match) return Object.fromEntries(names.map((name, index) => [name, match[index + 1]]));
  }
  return undefined;
}
