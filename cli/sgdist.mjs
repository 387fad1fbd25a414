#!/usr/bin/env node
import { enter } from "../local/toolchain/enter.mjs";
import { reportSetupError } from "../local/toolchain/setup-error.mjs";

enter("cli/main.ts", process.argv.slice(2)).catch(reportSetupError);
