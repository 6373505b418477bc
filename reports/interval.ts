/**
 * The 95 % intervals of figures and claims.
 *
 * @module
 */

/** Half-width of a 95 % interval in standard errors: Φ⁻¹(0.975). */
export const HALF_WIDTH_95 = 1.959963984540054;
