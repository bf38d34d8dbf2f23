/** An object under construction; handed out as the readonly thing it becomes. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
