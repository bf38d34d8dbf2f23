/** What a database said about a value of the wrong type, as far as it said it. */
export interface TypeConflict {
  readonly dialect: 'influxdb' | 'postgresql' | 'elasticsearch';
  readonly field?: string;
  /** Measurement, table or index. */
  readonly measurement?: string;
  readonly receivedType?: string;
  /** The type the database has for the field already. */
  readonly expectedType?: string;
  readonly sqlState?: string;
}

/** The conflict an error text tells of; `undefined` when it tells of something else. */
export function parseTypeConflict(text: string): TypeConflict | undefined {
  const head = text.slice(0, MAX_TEXT_LENGTH);
  return parseInflux(head) ?? parsePostgres(head) ?? parseElasticsearch(head);
}

/** SQLSTATEs of a value that does not fit its column: bad text, other type, out of range. */
export function isTypeSqlState(code: string): boolean {
  return /^(22P02|42804|22003)$/.test(code);
}

/** Every expression below is linear in this. */
const MAX_TEXT_LENGTH = 4_096;

function parseInflux(text: string): TypeConflict | undefined {
  if (/field type conflict/i.test(text)) {
    const said =
      /input field "?([^"]+?)"? on measurement "?([^"]+?)"? is type (\w+), already exists as type (\w+)/i.exec(
        text,
      );
    return conflict('influxdb', said?.[1], said?.[2], said?.[3], said?.[4]);
  }
  // InfluxDB 3 speaks of columns.
  const column =
    /invalid (?:column|field) type for column '?([^',]+)'?, expected ([\w:]+), got ([\w:]+)/i.exec(
      text,
    );
  if (column === null) return undefined;
  return conflict('influxdb', column[1], undefined, lastWord(column[3]), lastWord(column[2]));
}

function parsePostgres(text: string): TypeConflict | undefined {
  const sqlState = sqlStateIn(text);
  const otherType =
    /column "([^"]+)" is of type ([\w ]+?) but expression is of type ([\w ]+)/i.exec(text);
  if (otherType !== null) {
    const [, field, expected, received] = otherType;
    return withState(conflict('postgresql', field, table(text), received, expected), sqlState);
  }
  const badText = /invalid input syntax for (?:type )?([a-z][\w ]*?): "/i.exec(text);
  if (badText !== null) {
    const field = /\bcolumn "?(\w+)"?/i.exec(text.slice(badText.index))?.[1];
    return withState(conflict('postgresql', field, table(text), 'text', badText[1]), sqlState);
  }
  if (sqlState !== undefined) return withState(conflict('postgresql'), sqlState);
  const isOutOfRange = /numeric field overflow|value "[^"]*" is out of range for type/i.test(text);
  return isOutOfRange ? conflict('postgresql') : undefined;
}

/** A bare `42804` may be anything, so digits need a frame: `SQLSTATE 42804`, `(42804)`, `[42804]`, `42804:`. */
function sqlStateIn(text: string): string | undefined {
  const lettered = /\b22P02\b/.exec(text)?.[0];
  const framed =
    /\b(?:SQLSTATE|state|code|ERROR)\W{1,4}(42804|22003)\b|[[(](42804|22003)[\])]|^(42804|22003):/i.exec(
      text,
    );
  return lettered ?? framed?.[1] ?? framed?.[2] ?? framed?.[3];
}

function parseElasticsearch(text: string): TypeConflict | undefined {
  const changed =
    /mapper \[([^\]]+)\] cannot be changed from type \[([^\]]+)\] to \[([^\]]+)\]/i.exec(text);
  if (changed !== null) {
    return conflict('elasticsearch', changed[1], undefined, changed[3], changed[2]);
  }
  const parsed = /failed to parse field \[([^\]]+)\] of type \[([^\]]+)\]/i.exec(text);
  if (parsed === null && !/(mapper|document)_parsing_exception/i.test(text)) return undefined;
  const asObject = /tried to parse field \[([^\]]+)\] as object/i.exec(text);
  return conflict('elasticsearch', parsed?.[1] ?? asObject?.[1], undefined, undefined, parsed?.[2]);
}

function conflict(
  dialect: TypeConflict['dialect'],
  field?: string,
  measurement?: string,
  receivedType?: string,
  expectedType?: string,
): TypeConflict {
  return {
    dialect,
    ...(field && { field: field.trim() }),
    ...(measurement && { measurement: measurement.trim() }),
    ...(receivedType && { receivedType: receivedType.trim() }),
    ...(expectedType && { expectedType: expectedType.trim() }),
  };
}

function withState(found: TypeConflict, sqlState: string | undefined): TypeConflict {
  return sqlState === undefined ? found : { ...found, sqlState };
}

function table(text: string): string | undefined {
  return /\b(?:relation|table|COPY) "?(\w+)"?/.exec(text)?.[1];
}

/** `iox::column_type::field::float` → `float`. */
function lastWord(path: string | undefined): string | undefined {
  return path?.split('::').at(-1);
}
