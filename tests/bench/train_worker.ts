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
    current.step();
  } else {
    for (let i = 0; i < data.steps; i++) current!.step();
  }
  scope.postMessage("done");
};
