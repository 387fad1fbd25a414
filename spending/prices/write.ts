import { type Document, isMap, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import type { Price, PriceBook } from "./book.ts";

/** The key of a service in the file; a new one is named after what Google calls it. */
function serviceKey(document: Document, { id, description }: Price["service"]): string {
  const services = document.get("services") as YAMLMap;
  for (const { key, value } of services.items) if (isMap(value) && value.get("id") === id) return String(key);
  const key = description
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 20)
    .replace(/-$/, "");
  services.set(key, document.createNode({ id, description }, { flow: true }));
  return key;
}

function nodeOf(document: Document, price: Price): YAMLMap {
  const { key, service, sku, region, unit, price: nanos, source, asOf } = price;
  const data = { key, service: serviceKey(document, service), sku, region, unit, price: nanos, source, asOf };
  const node = document.createNode(data) as YAMLMap;
  (node.get("sku") as YAMLMap).flow = true;
  return node;
}

/** The text of a price book with other prices; comments and the order of what was there stay. */
export function bookText(text: string, { currency, prices }: PriceBook): string {
  const document = parseDocument(text);
  document.set("currency", currency);
  const list = document.get("prices") as YAMLSeq<YAMLMap>;
  const nodes = new Map(list.items.map((node) => [`${node.get("key")} ${node.get("region")}`, node]));
  for (const price of prices) {
    const node = nodes.get(`${price.key} ${price.region}`);
    if (!node) {
      list.add(nodeOf(document, price));
      continue;
    }
    node.set("price", price.price);
    node.set("source", price.source);
    node.set("asOf", price.asOf);
    for (const part of ["id", "description"] as const) node.setIn(["sku", part], price.sku[part]);
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}
