/** Arguments as a person reads them: indented where they are whole JSON, as they came where they were cut; null: none. */
export function shownArguments(json: string): string | null {
  try {
    const value: unknown = JSON.parse(json);
    const isEmpty = value === null || (typeof value === 'object' && Object.keys(value).length === 0);
    return isEmpty ? null : JSON.stringify(value, null, 2);
  } catch {
    return json === '' ? null : json;
  }
}
