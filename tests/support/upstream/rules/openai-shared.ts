import { complain, type Fields, isFields, textAt } from './complaint.ts';

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** `model` must be named. */
export function checkModel(body: Fields): void {
  if (typeof body.model !== 'string' || body.model === '')
    complain('you must provide a model parameter', { param: 'model' });
}

/** A function tool of either of OpenAI's languages; `at` is where its name stands. */
export function checkFunction(tool: Fields, at: string): void {
  const name = textAt(tool.name, `${at}.name`);
  if (!NAME.test(name))
    complain(`Invalid '${at}.name': string does not match pattern. Expected '${NAME.source}'.`, {
      param: `${at}.name`,
    });
  const schema = tool.parameters;
  if (schema === undefined || schema === null) return;
  if (!isFields(schema) || schema.type !== 'object')
    complain(
      `Invalid schema for function '${name}': schema must be a JSON Schema of 'type: "object"', got 'type: "${isFields(schema) ? schema.type : schema}"'.`,
      { param: `${at}.parameters`, code: 'invalid_function_parameters' },
    );
  checkArrays(schema, name, `${at}.parameters`, 0);
  if (tool.strict === true) checkStrict(schema, name, `${at}.parameters`);
}

/** Deeper than any tool's schema is meant to be. */
const DEPTH = 40;

/** Arrays say what they hold. */
function checkArrays(schema: unknown, name: string, param: string, depth: number): void {
  if (!isFields(schema) || depth > DEPTH) return;
  if (schema.type === 'array' && schema.items === undefined && schema.prefixItems === undefined)
    complain(`Invalid schema for function '${name}': array schema missing items.`, {
      param,
      code: 'invalid_function_parameters',
    });
  if (isFields(schema.properties))
    for (const one of Object.values(schema.properties)) checkArrays(one, name, param, depth + 1);
  checkArrays(schema.items, name, param, depth + 1);
}

/** https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
function checkStrict(schema: Fields, name: string, param: string): void {
  const because = (what: string) =>
    complain(`Invalid schema for function '${name}': In context=(), ${what}`, {
      param,
      code: 'invalid_function_parameters',
    });
  if (schema.additionalProperties !== false)
    because("'additionalProperties' is required to be supplied and to be false.");
  const required = Array.isArray(schema.required) ? schema.required : [];
  const missing = Object.keys(isFields(schema.properties) ? schema.properties : {}).find(
    (key) => !required.includes(key),
  );
  if (missing !== undefined)
    because(`'required' must include every key in properties. Missing '${missing}'.`);
}
