/**
 * Gradients of kernels that run on the training kernels. tfjs keeps one gradient for all backends, so
 * each asks which backend is at work and leaves the others to the gradient that was there.
 *
 * @module
 */
import type {
  GradientConfig,
  GradientTensor,
  KernelAttributes,
  KernelRegistry,
} from "./tfjs_surface.ts";

/**
 * Registers the gradients.
 *
 * @param tf The tfjs module.
 * @param backend Name of the backend that has the kernels: "wasm".
 */
export function registerTrainingGradients(tf: KernelRegistry, backend: string): void {
  const run = tf.engine().runKernel.bind(tf.engine());
  replace(tf, backend, {
    kernelName: "LeakyRelu",
    inputsToSave: ["x"],
    gradFunc: (dy, [x], { alpha }) => ({ x: () => run("LeakyReluGrad", { x, dy }, { alpha }) }),
  });
  replace(tf, backend, {
    kernelName: "Conv2D",
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, [x, filter], attrs) => convolutionGradients(run, dy, x, filter, attrs),
  });
  // tf.fused.conv2d brings a gradient of its own, which always computes that of the input; a direct
  // call of the kernel has this one, and tfjs asks it only for what a variable depends on.
  tf.registerGradient({
    kernelName: "FusedConv2D",
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, [x, filter], attrs) => ({
      ...convolutionGradients(run, dy, x, filter, attrs),
      bias: () => dy.sum([0, 1, 2]),
    }),
  });
  tf.registerGradient({
    kernelName: "BatchNormTraining",
    inputsToSave: ["x", "gamma"],
    outputsToSave: [false, true, true],
    // At once, not when asked: tfjs disposes what one input's gradient leaves beside itself.
    gradFunc([dy], [x, gamma, mean, variance], attrs) {
      const inputs = { x, dy, gamma, mean, variance };
      const [dx, dGamma, dBeta]: GradientTensor[] = run("BatchNormTrainingGrad", inputs, attrs);
      return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
    },
  });
  tf.registerGradient({
    kernelName: "GaussianNoise",
    gradFunc: (dy) => ({ x: () => run("Identity", { x: dy }) }),
  });
  tf.registerGradient({
    kernelName: "ScaleByNoise",
    inputsToSave: ["terms"],
    // Linear in x: the same noise on dy.
    gradFunc: (dy, [terms]) => ({ x: () => run("ScaleByNoise", { x: dy, terms }) }),
  });
}

type Run = ReturnType<KernelRegistry["engine"]>["runKernel"];

function convolutionGradients(
  run: Run,
  dy: GradientTensor,
  x: GradientTensor,
  filter: GradientTensor,
  { strides, pad, dilations, dimRoundingMode }: KernelAttributes,
): Record<string, () => GradientTensor> {
  const attrs = { strides, pad, dilations, dimRoundingMode, dataFormat: "NHWC" };
  return {
    x: () => run("Conv2DBackpropInput", { dy, filter }, { ...attrs, inputShape: x.shape }),
    filter: () => run("Conv2DBackpropFilter", { x, dy }, { ...attrs, filterShape: filter.shape }),
  };
}

/** Registers a gradient for one backend; elsewhere, and for NCHW, the previous one is used. */
function replace(tf: KernelRegistry, backend: string, config: GradientConfig): void {
  const previous = tf.getGradient(config.kernelName);
  if (!previous) throw new Error(`tfjs has no gradient of ${config.kernelName}.`);
  const gradFunc: GradientConfig["gradFunc"] = (dy, saved, attrs) =>
    tf.getBackend() === backend && attrs.dataFormat !== "NCHW"
      ? config.gradFunc(dy, saved, attrs)
      : previous.gradFunc(dy, saved, attrs);
  tf.registerGradient({ ...previous, gradFunc });
}
