import { invalid } from "./errors.ts";

/** One page of a list, as `pageSize` (or `maxResults`) and `pageToken` ask for; tokens are opaque to the caller. */
export function page<T>(
  items: T[],
  query: URLSearchParams,
  { defaultSize = 100, maximumSize = 1000, sizeParameter = "pageSize" } = {},
): { items: T[]; nextPageToken?: string } {
  const asked = Number(query.get(sizeParameter) ?? 0);
  if (!Number.isInteger(asked) || asked < 0) throw invalid();
  const size = Math.min(asked || defaultSize, maximumSize);
  const token = query.get("pageToken");
  const start = token
    ? Number(
        Buffer.from(token, "base64url")
          .toString()
          .replace(/^from:/, ""),
      )
    : 0;
  if (!Number.isInteger(start) || start < 0) throw invalid("The page token is invalid.");
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length && { nextPageToken: Buffer.from(`from:${end}`).toString("base64url") }),
  };
}
