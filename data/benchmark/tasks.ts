/**
 * The registry of benchmark tasks.
 *
 * @module
 */
import { Registry } from "../../lib/registry.ts";
import { BMI_TASKS } from "./bmi_tasks.ts";
import { CODE_TASKS } from "./code_tasks.ts";
import { MIXTURE_TASKS } from "./mixture_tasks.ts";
import type { TaskEntry } from "./task.ts";

export type { BenchmarkTask, TaskEntry, TaskSamples } from "./task.ts";

/** Every task by id: the 40 of `bmi`, the mixtures of its second version, then the codes. */
export const TASKS: Registry<TaskEntry> = new Registry("task", [
  ...BMI_TASKS,
  ...MIXTURE_TASKS,
  ...CODE_TASKS,
]);
