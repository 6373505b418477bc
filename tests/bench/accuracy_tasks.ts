/**
 * The tasks of the accuracy benchmark: those of `data/benchmark`, and those that need a trained encoder.
 *
 * @module
 */
import { TASKS } from "../../data/benchmark/tasks.ts";
import { Registry } from "../../lib/registry.ts";
import { type AccuracyTaskEntry, IMAGE_TASKS } from "./image_tasks.ts";

/** Every task by id, suite after suite. */
export const ACCURACY_TASKS: Registry<AccuracyTaskEntry> = new Registry<AccuracyTaskEntry>("task", [
  ...TASKS.entries(),
  ...IMAGE_TASKS,
]);

/**
 * Ids of the tasks that a name stands for.
 *
 * @param name A task, a family or a suite.
 * @returns The ids in the order of the registry.
 * @throws {InputError} If there is no such task, family or suite.
 */
export function tasksCalled(name: string): string[] {
  const found = ACCURACY_TASKS.entries().filter(({ id, family, suite }) =>
    id === name || family === name || suite === name
  );
  return found.length > 0 ? found.map(({ id }) => id) : [ACCURACY_TASKS.get(name).id];
}
