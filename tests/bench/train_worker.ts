/** A Worker that trains one network: told the name and batch first, then to take steps. */
import { createTrainCase, type TrainCase } from "./train_models.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent) => void;
  postMessage(message: unknown): void;
};

let current: TrainCase | undefined;

scope.onmessage = async ({ data }) => {
  if (data.model) {
    current?.dispose();
    current = await createTrainCase(data.model, data.batch);
    // As long as the main thread: until then the engine compiles what it finds hot.
    for (const end = performance.now() + data.warmUpMs; performance.now() < end;) current.step();
  } else {
    for (let i = 0; i < data.steps; i++) current!.step();
  }
  scope.postMessage("done");
};
