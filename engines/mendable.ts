/** A failure its reader can mend; the message says how and is shown without a stack. */
export class Mendable extends Error {
  override readonly name = 'Mendable';
}
