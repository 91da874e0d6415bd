/** A map that forgets what was used longest ago once it holds too much: two generations, turned over when the younger is full. */
export class BoundedMap<K, V> {
  #young = new Map<K, V>();
  #old = new Map<K, V>();
  readonly #half: number;

  /** `max`: entries at most. */
  constructor(max: number) {
    this.#half = Math.max(1, Math.floor(max / 2));
  }

  get(key: K): V | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const aged = this.#old.get(key);
    if (aged !== undefined) this.set(key, aged);
    return aged;
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.#half && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  delete(key: K): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  /** Forgets every entry for which `test` holds. */
  deleteWhere(test: (value: V) => boolean): void {
    for (const map of [this.#young, this.#old]) {
      for (const [key, value] of map) if (test(value)) map.delete(key);
    }
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}
