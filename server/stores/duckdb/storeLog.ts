/** Where the store says what it does by itself; a pino logger is one. */
export interface StoreLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export const SILENT_LOG: StoreLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
