/**
 * Remembers the globals and the environment's variables of a process; the function given back undoes what was done to them since.
 * `stays` says which new globals are left alone.
 */
module.exports.remember = (target, variables, stays) => {
  const globals = new Map(
    Reflect.ownKeys(target).map((name) => [name, Object.getOwnPropertyDescriptor(target, name)]),
  );
  const values = { ...variables };
  return () => {
    for (const name of Reflect.ownKeys(target))
      if (!globals.has(name) && !stays(name)) Reflect.deleteProperty(target, name);
    for (const [name, before] of globals)
      if (before.configurable) Object.defineProperty(target, name, before);
    for (const name of Object.keys(variables)) if (!(name in values)) delete variables[name];
    Object.assign(variables, values);
  };
};
