// What a figure is made of: pairs measured in turns, their median, and how far they lie apart.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Half the distance between the lowest and the highest, in per cent of the median. */
export const spread = (values) =>
  ((Math.max(...values) - Math.min(...values)) / 2 / median(values)) * 100;

/** Measures ours and the baseline in turns, so that what the machine does meanwhile meets both; the order changes from pair to pair. */
export async function inPairs(pairs, ours, baseline) {
  const runs = [];
  for (let i = 0; i < pairs; i++) {
    let [a, b] = [undefined, undefined];
    if (i % 2 === 0) b = await baseline(i);
    a = await ours(i);
    if (i % 2 === 1) b = await baseline(i);
    runs.push({ ours: a, baseline: b, ratio: a / b });
  }
  return runs;
}

export const rounded = (value, digits = 4) => Number(value.toPrecision(digits));

/** A figure from pairs. `goal`: `{ atLeast }` or `{ atMost }`. */
export function ratioFigure(name, unit, goal, runs, note) {
  const value = median(runs.map(({ ratio }) => ratio));
  return {
    name,
    value: rounded(value),
    unit,
    goal: 'atLeast' in goal ? `>= ${goal.atLeast}` : `<= ${goal.atMost}`,
    met: 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost,
    runs: runs.map((run) => ({
      ours: rounded(run.ours),
      baseline: rounded(run.baseline),
      ratio: rounded(run.ratio),
    })),
    note,
  };
}
