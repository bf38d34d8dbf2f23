/**
 * For each row the row its start is counted from: the sibling before it, else its
 * parent, else -1 (the trace's start). Siblings stand in order of start, so most
 * differences are small and not negative.
 *
 * @param parentRow  of rows in pre-order, -1 for a root
 */
export function startReferences(parentRow: Int32Array): Int32Array {
  const reference = new Int32Array(parentRow.length);
  const lastChild = new Int32Array(parentRow.length).fill(-1);
  let lastRoot = -1;
  for (let row = 0; row < parentRow.length; row++) {
    const parent = parentRow[row] ?? -1;
    if (parent === -1) {
      reference[row] = lastRoot;
      lastRoot = row;
      continue;
    }
    const before = lastChild[parent] ?? -1;
    reference[row] = before === -1 ? parent : before;
    lastChild[parent] = row;
  }
  return reference;
}
