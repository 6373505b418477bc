/**
 * Order statistics without sorting.
 *
 * @module
 */

/**
 * The value at a place in ascending order, by Hoare's selection.
 *
 * @param values Not empty; rearranged.
 * @param place From 0 to one less than their number.
 * @returns What `values.sort()[place]` would be, but for the sign of 0; NaN counts as the greatest.
 *
 * Takes O(n) time on average.
 */
export function orderStatistic(values: Float64Array, place: number): number {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return values.sort()[place];
  }
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = middleOf(values[low], values[(low + high) >> 1], values[high]);
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (pivot < values[j]) j--;
      if (i > j) break;
      const held = values[i];
      values[i++] = values[j];
      values[j--] = held;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place];
}

/** Median of three. */
function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
