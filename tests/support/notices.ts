import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openStateStore, type StateStore } from "../../engine/state-store.ts";
import { googleClient } from "../../google/client.ts";
import type { Notice } from "../../notices/notice.ts";

/** A notice that search is told. */
export const notice = (given: Partial<Notice> = {}): Notice => ({
  id: "tst-demo-d9hc.00000001",
  kind: "warned",
  at: "2026-11-28T12:00:00.000Z",
  environment: "demo",
  project: "tst-demo-d9hc",
  title: "demo ends on 2026-12-01",
  text: "After that day it is scaled down.",
  facts: [{ name: "Project", value: "tst-demo-d9hc" }],
  tell: "search",
  ...given,
});

/** A store in a folder that is thrown away with it. */
export function folderStore(): { store: StateStore; dispose(): void } {
  const root = mkdtempSync(join(tmpdir(), "sgdist-notices-"));
  const store = openStateStore(pathToFileURL(root).href, googleClient({}));
  return { store, dispose: () => rmSync(root, { recursive: true }) };
}
