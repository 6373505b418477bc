/**
 * Loaded before every test, those in documents too: kernels compute on one thread. Workers are kept for
 * the next work, which looks like a leak where a test ends.
 *
 * @module
 */
import { setThreadBudget } from "../../kernels/simd/pool.ts";

setThreadBudget(1);
