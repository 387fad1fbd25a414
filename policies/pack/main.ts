import "../../stacks/lazy-tools.ts";
import { fileURLToPath } from "node:url";
import { guidelines } from "../index.ts";
import { startPack } from "./start.ts";

// SGDIST_ROOT, or the folder that this pack is in.
startPack(guidelines, process.env.SGDIST_ROOT ?? fileURLToPath(new URL("../..", import.meta.url)));

// An engine that is killed ends nobody: without it this process would stay for ever.
const engine = process.ppid;
setInterval(() => {
  if (process.ppid !== engine) process.exit(1);
}, 1000).unref();
