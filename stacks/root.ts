import { fileURLToPath } from "node:url";

/** The folder of organization.yaml: SGDIST_ROOT, or the one that this program is in. */
export const root = process.env.SGDIST_ROOT ?? fileURLToPath(new URL("..", import.meta.url));
