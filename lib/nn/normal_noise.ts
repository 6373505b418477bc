/**
 * The training kernels' Gaussian noise in TypeScript, in double precision: for backends without the
 * kernel, and to hold the kernel to.
 *
 * @module
 */

/** What identifies a stream of noise. */
export interface NoiseStream {
  /** Key, low and high word: which noise. */
  readonly key0: number;
  readonly key1: number;
  /** Counter, low and high word: which time it is drawn. */
  readonly stream0: number;
  readonly stream1: number;
}

/**
 * Standard normal values number 0 … count − 1 of a stream: Philox 4×32 with 10 rounds (Salmon et al.
 * 2011, "Parallel random numbers: as easy as 1, 2, 3") and the Box–Muller transform.
 *
 * @param count How many.
 * @param stream Which stream; every value depends on it and on its index alone.
 */
export function normalNoise(count: number, stream: NoiseStream): Float64Array {
  const values = new Float64Array(Math.ceil(count / 4) * 4);
  for (let block = 0; block < values.length / 4; block++) {
    const [a, b, c, d] = philox(block, stream);
    const radius = Math.sqrt(-2 * Math.log((a + 0.5) / 2 ** 32));
    const other = Math.sqrt(-2 * Math.log((c + 0.5) / 2 ** 32));
    const angle = 2 * Math.PI * b / 2 ** 32;
    const second = 2 * Math.PI * d / 2 ** 32;
    values.set([
      radius * Math.cos(angle),
      radius * Math.sin(angle),
      other * Math.cos(second),
      other * Math.sin(second),
    ], 4 * block);
  }
  return values.subarray(0, count);
}

/** Four words for a counter. */
export function philox(block: number, stream: NoiseStream): [number, number, number, number] {
  let [c0, c1, c2, c3] = [block >>> 0, 0, stream.stream0 >>> 0, stream.stream1 >>> 0];
  let [k0, k1] = [stream.key0 >>> 0, stream.key1 >>> 0];
  for (let round = 0; round < 10; round++) {
    const p = BigInt(c0) * 0xD2511F53n;
    const q = BigInt(c2) * 0xCD9E8D57n;
    const high = Number(q >> 32n);
    const other = Number(p >> 32n);
    [c0, c1, c2, c3] = [
      (high ^ c1 ^ k0) >>> 0,
      Number(q & 0xFFFFFFFFn),
      (other ^ c3 ^ k1) >>> 0,
      Number(p & 0xFFFFFFFFn),
    ];
    k0 = (k0 + 0x9E3779B9) >>> 0;
    k1 = (k1 + 0xBB67AE85) >>> 0;
  }
  return [c0, c1, c2, c3];
}
