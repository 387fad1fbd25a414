import "../../stacks/lazy-tools.ts";
import { fileURLToPath } from "node:url";
import { guidelines } from "../index.ts";
import { startPack } from "./start.ts";

// SGDIST_ROOT, or the folder that this pack is in.
startPack(guidelines, process.env.SGDIST_ROOT ?? fileURLToPath(new URL("../..", import.meta.url)));
