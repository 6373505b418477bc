/// <reference lib="dom" />
/**
 * The fields of the method and of what is seldom changed.
 *
 * @module
 */
import { INTERVAL_KINDS, type IntervalKind } from "../../lib/intervals/interval.ts";
import type { OptionSpec } from "../../lib/registry.ts";
import type { Device } from "../../lib/types.ts";
import { choose, field, make } from "./dom.ts";
import type { MethodRequest, MethodSummary } from "./messages.ts";

/**
 * Shows the fields.
 *
 * @param methods The methods there are.
 * @param request What the fields say first.
 * @param places Where they go: the method, and what is seldom changed.
 * @returns What reads them.
 */
export function methodFields(
  methods: readonly MethodSummary[],
  request: MethodRequest,
  places: { readonly method: HTMLElement; readonly more: HTMLElement },
): () => MethodRequest {
  const method = choose(
    methods.map(({ id, summary }) => ({ value: id, text: `${id}: ${summary}` })),
    request.method,
  );
  const about = make("p", { class: "muted", "aria-live": "polite" });
  const options = make("div", {});
  const controls = new Map<string, HTMLInputElement | HTMLSelectElement>();
  const show = () => {
    const chosen = methods.find(({ id }) => id === method.value) ?? methods[0];
    about.textContent = `Assumes: ${chosen.assumptions}. Bias: ${chosen.bias}.`;
    controls.clear();
    options.replaceChildren(...chosen.options.map((spec) => {
      const given = chosen.id === request.method ? request.methodOptions[spec.name] : undefined;
      const control = optionControl(spec, given);
      controls.set(spec.name, control);
      return field(`option-${spec.name}`, sentence(spec.name), control, spec.description);
    }));
  };
  method.addEventListener("change", show);
  show();
  places.method.replaceChildren(field("method-id", "Method", method), about, options);

  const number = (value: number, step: string) => make("input", { type: "number", value, step });
  const interval = choose([
    { value: "", text: "that of the method" },
    ...[...INTERVAL_KINDS, "none"].map((kind) => ({ value: kind, text: kind })),
  ], request.interval ?? "");
  const level = number(request.level, "any");
  const test = number(request.test, "1");
  const seed = number(request.seed, "1");
  const jitter = number(request.jitter, "any");
  const device = choose([
    { value: "auto", text: "automatic: a hardware GPU where the work is worth it" },
    { value: "cpu", text: "CPU" },
    { value: "gpu", text: "GPU (WebGPU), software too" },
  ], request.device);
  places.more.replaceChildren(
    field(
      "interval",
      "Interval",
      interval,
      "The asymptotic one is the paper's; subsampling takes two to three times as long as the " +
        "estimate, the jackknife, which is conservative, nine.",
    ),
    field("level", "Confidence level of the interval", level),
    field(
      "test",
      "Random pairings to test independence",
      test,
      "0 for none. Each takes an estimate: 200 take seconds by ksg-1, minutes by auto.",
    ),
    field("seed", "Seed", seed, "Equal seeds give equal bits, here and on the command line."),
    field(
      "jitter",
      "Jitter",
      jitter,
      "Noise that separates equal rows, as a share of each column's deviation.",
    ),
    field("device", "Device", device),
  );
  return () => ({
    method: method.value,
    methodOptions: Object.fromEntries(
      [...controls].filter(([, { value }]) => value !== "").map(([name, control]) => [
        name,
        control instanceof HTMLSelectElement ? control.value : Number(control.value),
      ]),
    ),
    interval: interval.value === "" ? null : interval.value as IntervalKind | "none",
    level: Number(level.value),
    test: Number(test.value),
    seed: Number(seed.value),
    jitter: Number(jitter.value),
    device: device.value as Device,
  });
}

function optionControl(
  { type, choices = [], default: standard, min, max }: OptionSpec,
  given: number | string | boolean | undefined,
): HTMLInputElement | HTMLSelectElement {
  if (type === "choice") {
    return choose(choices.map((value) => ({ value, text: value })), String(given ?? standard));
  }
  return make("input", {
    type: "number",
    step: type === "integer" ? 1 : "any",
    value: given === undefined ? "" : String(given),
    placeholder: standard === null ? "automatic" : String(standard),
    min,
    max,
  });
}

/** The name of an option as a heading: minSide becomes "Min side". */
function sentence(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words[0].toUpperCase() + words.slice(1);
}
