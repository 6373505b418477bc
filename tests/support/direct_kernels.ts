/**
 * Convolution, pooling and their gradients by their definitions, in float64 loops: what the training
 * kernels are held to. Layout NHWC.
 *
 * @module
 */

/** Sizes of a windowed operation. */
export interface WindowSizes {
  /** Images. */
  readonly n: number;
  /** Input height and width. */
  readonly h: number;
  readonly w: number;
  /** Input and output channels. */
  readonly c: number;
  readonly k: number;
  /** Window height and width. */
  readonly fh: number;
  readonly fw: number;
  /** Strides. */
  readonly sy: number;
  readonly sx: number;
  /** Dilations. */
  readonly dy: number;
  readonly dx: number;
  /** Padding above and to the left. */
  readonly top: number;
  readonly left: number;
  /** Output height and width. */
  readonly oh: number;
  readonly ow: number;
}

/** Calls `visit` for every pair of an output pixel and an input pixel that its window reaches. */
export function eachTap(
  s: WindowSizes,
  visit: (image: number, out: number, input: number, tap: number) => void,
): void {
  for (let n = 0; n < s.n; n++) {
    for (let oy = 0; oy < s.oh; oy++) {
      for (let ox = 0; ox < s.ow; ox++) {
        for (let fy = 0; fy < s.fh; fy++) {
          for (let fx = 0; fx < s.fw; fx++) {
            const y = oy * s.sy - s.top + fy * s.dy;
            const x = ox * s.sx - s.left + fx * s.dx;
            if (y < 0 || y >= s.h || x < 0 || x >= s.w) continue;
            visit(n, (n * s.oh + oy) * s.ow + ox, (n * s.h + y) * s.w + x, fy * s.fw + fx);
          }
        }
      }
    }
  }
}

type Values = ArrayLike<number>;

/** The forward convolution. */
export function directConvolution(s: WindowSizes, x: Values, filter: Values): Float64Array {
  const y = new Float64Array(s.n * s.oh * s.ow * s.k);
  eachTap(s, (_n, out, input, tap) => {
    for (let c = 0; c < s.c; c++) {
      for (let k = 0; k < s.k; k++) {
        y[out * s.k + k] += x[input * s.c + c] * filter[(tap * s.c + c) * s.k + k];
      }
    }
  });
  return y;
}

/** Its gradient in the input. */
export function directInputGradient(s: WindowSizes, dy: Values, filter: Values): Float64Array {
  const dx = new Float64Array(s.n * s.h * s.w * s.c);
  eachTap(s, (_n, out, input, tap) => {
    for (let c = 0; c < s.c; c++) {
      for (let k = 0; k < s.k; k++) {
        dx[input * s.c + c] += dy[out * s.k + k] * filter[(tap * s.c + c) * s.k + k];
      }
    }
  });
  return dx;
}

/** Its gradient in the filter. */
export function directFilterGradient(s: WindowSizes, x: Values, dy: Values): Float64Array {
  const gradient = new Float64Array(s.fh * s.fw * s.c * s.k);
  eachTap(s, (_n, out, input, tap) => {
    for (let c = 0; c < s.c; c++) {
      for (let k = 0; k < s.k; k++) {
        gradient[(tap * s.c + c) * s.k + k] += x[input * s.c + c] * dy[out * s.k + k];
      }
    }
  });
  return gradient;
}

/** Max pooling: the maxima, and where each of them is. */
export function directMaxPool(
  s: WindowSizes,
  x: Values,
): { readonly y: Float64Array; readonly places: Int32Array } {
  const y = new Float64Array(s.n * s.oh * s.ow * s.c).fill(-Infinity);
  const places = new Int32Array(y.length).fill(-1);
  eachTap(s, (_n, out, input) => {
    for (let c = 0; c < s.c; c++) {
      if (x[input * s.c + c] > y[out * s.c + c]) {
        y[out * s.c + c] = x[input * s.c + c];
        places[out * s.c + c] = input * s.c + c;
      }
    }
  });
  return { y, places };
}

/** The gradient of max pooling: dy goes to the first maximum of its window. */
export function directMaxPoolGradient(s: WindowSizes, x: Values, dy: Values): Float64Array {
  const { places } = directMaxPool(s, x);
  const dx = new Float64Array(s.n * s.h * s.w * s.c);
  places.forEach((place, i) => {
    if (place >= 0) dx[place] += dy[i];
  });
  return dx;
}

/** The gradient of average pooling: dy over the pixels of the window that exist. */
export function directAvgPoolGradient(s: WindowSizes, dy: Values): Float64Array {
  const counts = new Float64Array(s.n * s.oh * s.ow);
  eachTap(s, (_n, out) => counts[out]++);
  const dx = new Float64Array(s.n * s.h * s.w * s.c);
  eachTap(s, (_n, out, input) => {
    for (let c = 0; c < s.c; c++) dx[input * s.c + c] += dy[out * s.c + c] / counts[out];
  });
  return dx;
}

/** Nearest-neighbour resizing's gradient: output pixel (y, x) came from (⌊y·h/H⌋, ⌊x·w/W⌋). */
export function directResizeGradient(
  [n, h, w, c]: readonly number[],
  [H, W]: readonly [number, number],
  dy: Values,
): Float64Array {
  const dx = new Float64Array(n * h * w * c);
  for (let i = 0, at = 0; i < n; i++) {
    for (let y = 0; y < H; y++) {
      for (let x = 0; x < W; x++) {
        const source = (i * h + Math.floor(y * h / H)) * w + Math.floor(x * w / W);
        for (let k = 0; k < c; k++, at++) dx[source * c + k] += dy[at];
      }
    }
  }
  return dx;
}

/** Batch normalisation with the batch's statistics, and its gradients in x, gamma and beta. */
export function directBatchNorm(
  x: Values,
  dy: Values,
  gamma: Values,
  beta: Values,
  epsilon: number,
): Record<"y" | "dx" | "dGamma" | "dBeta" | "mean" | "variance", Float64Array> {
  const c = gamma.length;
  const n = x.length / c;
  const result = {
    y: new Float64Array(x.length),
    dx: new Float64Array(x.length),
    dGamma: new Float64Array(c),
    dBeta: new Float64Array(c),
    mean: new Float64Array(c),
    variance: new Float64Array(c),
  };
  for (let k = 0; k < c; k++) {
    for (let i = k; i < x.length; i += c) result.mean[k] += x[i] / n;
    for (let i = k; i < x.length; i += c) result.variance[k] += (x[i] - result.mean[k]) ** 2 / n;
    const inverse = 1 / Math.sqrt(result.variance[k] + epsilon);
    for (let i = k; i < x.length; i += c) {
      const unit = (x[i] - result.mean[k]) * inverse;
      result.y[i] = unit * gamma[k] + beta[k];
      result.dGamma[k] += dy[i] * unit;
      result.dBeta[k] += dy[i];
    }
    for (let i = k; i < x.length; i += c) {
      const unit = (x[i] - result.mean[k]) * inverse;
      result.dx[i] = gamma[k] * inverse *
        (dy[i] - result.dBeta[k] / n - unit * result.dGamma[k] / n);
    }
  }
  return result;
}
