/** How `next` would break someone who reads by `before`, or writes what `before` allowed; empty when it would not. */
export function incompatibilities(before, next, place = '') {
  const found = [];
  const say = (what) => found.push(`${place || '/'}: ${what}`);
  for (const name of next.required ?? [])
    if (!(before.required ?? []).includes(name)) say(`${name} is now required`);
  for (const name of before.required ?? [])
    if (!(next.required ?? []).includes(name)) say(`${name} is no longer promised`);
  for (const name of Object.keys(before.properties ?? {}))
    if (!next.properties?.[name]) say(`${name} is gone`);
  for (const rule of [
    'type',
    '$ref',
    'pattern',
    'minimum',
    'maximum',
    'minItems',
    'maxItems',
    'format',
  ])
    if (before[rule] !== next[rule])
      say(`${rule} ${before[rule] ?? '(none)'} became ${next[rule] ?? '(none)'}`);
  if (JSON.stringify(before.enum) !== JSON.stringify(next.enum))
    say(`enum ${JSON.stringify(before.enum)} became ${JSON.stringify(next.enum)}`);
  for (const group of ['properties', '$defs']) {
    for (const [name, inner] of Object.entries(before[group] ?? {}))
      if (next[group]?.[name])
        found.push(...incompatibilities(inner, next[group][name], `${place}/${name}`));
  }
  if (before.items && next.items)
    found.push(...incompatibilities(before.items, next.items, `${place}[]`));
  return found;
}
