/** A forest in pre-order: one element a row. */
export interface TreeOrder {
  /** Which node stands in the row. */
  readonly nodeOfRow: Uint32Array;
  /** -1 for a root. */
  readonly parentRow: Int32Array;
  readonly depth: Uint32Array;
  /** Rows of the subtree, the row itself included. */
  readonly subtreeSize: Uint32Array;
}

/**
 * Makes every node the root or descendant of a root: of each parent cycle the
 * lowest node becomes a root. Linear, however long the chains are.
 *
 * @param parentOf  node numbers, -1 for a root; changed in place
 * @returns the nodes that were cut out of a cycle
 */
export function breakCycles(parentOf: Int32Array): readonly number[] {
  const cutNodes: number[] = [];
  const walkOf = new Uint32Array(parentOf.length);
  for (let start = 0; start < parentOf.length; start++) {
    const walk = start + 1;
    let node = start;
    while (node !== -1 && walkOf[node] === 0) {
      walkOf[node] = walk;
      node = parentOf[node] ?? -1;
    }
    if (node === -1 || walkOf[node] !== walk) continue;
    const lowest = lowestOfCycle(parentOf, node);
    parentOf[lowest] = -1;
    cutNodes.push(lowest);
  }
  return cutNodes;
}

function lowestOfCycle(parentOf: Int32Array, member: number): number {
  let lowest = member;
  for (let node = parentOf[member] ?? -1; node !== member; node = parentOf[node] ?? -1) {
    if (node < lowest) lowest = node;
  }
  return lowest;
}

/**
 * The pre-order of a forest whose siblings stand in the order of their numbers.
 *
 *     parentOf  [-1, 0, 0, 1]       rows  0        nodeOfRow    [0, 1, 3, 2]
 *                                         ├ 1      depth        [0, 1, 2, 1]
 *                                         │ └ 3    subtreeSize  [4, 2, 1, 1]
 *                                         └ 2      parentRow    [-1, 0, 1, 0]
 *
 * @param parentOf  node numbers, -1 for a root, without cycles (`breakCycles`)
 */
export function treeOrder(parentOf: Int32Array): TreeOrder {
  const count = parentOf.length;
  const { firstChild, nextSibling } = childLists(parentOf);
  const nodeOfRow = new Uint32Array(count);
  const rowOfNode = new Uint32Array(count);
  const parentRow = new Int32Array(count);
  const depth = new Uint32Array(count);

  let node = firstChild[count] ?? -1;
  for (let row = 0; row < count; row++) {
    const parent = parentOf[node] ?? -1;
    const rowOfParent = parent === -1 ? -1 : (rowOfNode[parent] ?? 0);
    nodeOfRow[row] = node;
    rowOfNode[node] = row;
    parentRow[row] = rowOfParent;
    depth[row] = rowOfParent === -1 ? 0 : (depth[rowOfParent] ?? 0) + 1;
    node = nextInPreOrder(node, parentOf, firstChild, nextSibling);
  }
  return { nodeOfRow, parentRow, depth, subtreeSize: subtreeSizes(parentRow) };
}

/** Rows of each subtree, from the parents of rows in pre-order. */
export function subtreeSizes(parentRow: Int32Array): Uint32Array {
  const sizes = new Uint32Array(parentRow.length).fill(1);
  for (let row = parentRow.length - 1; row > 0; row--) {
    const parent = parentRow[row] ?? -1;
    if (parent >= 0) sizes[parent] = (sizes[parent] ?? 0) + (sizes[row] ?? 0);
  }
  return sizes;
}

/** Children as linked lists in ascending order; the roots are the children of node `count`. */
function childLists(parentOf: Int32Array): { firstChild: Int32Array; nextSibling: Int32Array } {
  const count = parentOf.length;
  const firstChild = new Int32Array(count + 1).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  for (let node = count - 1; node >= 0; node--) {
    const parent = parentOf[node] ?? -1;
    const list = parent === -1 ? count : parent;
    nextSibling[node] = firstChild[list] ?? -1;
    firstChild[list] = node;
  }
  return { firstChild, nextSibling };
}

function nextInPreOrder(
  node: number,
  parentOf: Int32Array,
  firstChild: Int32Array,
  nextSibling: Int32Array,
): number {
  const child = firstChild[node] ?? -1;
  if (child !== -1) return child;
  let from = node;
  while (from !== -1) {
    const sibling = nextSibling[from] ?? -1;
    if (sibling !== -1) return sibling;
    from = parentOf[from] ?? -1;
  }
  return -1;
}
