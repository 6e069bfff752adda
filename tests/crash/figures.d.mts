/** Compares the read models with the streams; adds what is wrong to `faults`. @returns how many documents were compared */
export function figures(
  events: readonly { readonly stream: string; readonly type: string; readonly data: any }[],
  documents: (view: string) => readonly any[],
  nowMs: number,
  faults: string[],
): number;
/** Finds messages (`[id, topic, type]`) that stand on their topic more than once. */
export function once(
  messages: readonly (readonly [string, string, string])[],
  faults: string[],
): void;
