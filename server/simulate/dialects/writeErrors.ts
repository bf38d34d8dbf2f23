import type { AttributeRecord } from '../attributesOf.ts';
import type { WriteError } from '../journey.ts';
import type { DbDialect } from '../pipeline.ts';
import type { Scene } from '../scene.ts';
import type { SpanDraft } from '../traceDraft.ts';
import type { Database } from './dbWording.ts';

interface Failure {
  readonly message: string;
  /** Exception class or SQLSTATE. */
  readonly type: string;
  readonly attributes?: AttributeRecord;
}

/** Marks a write as failed in one of the places clients use: status, exception event, plain attributes. */
export function failWrite(span: SpanDraft, scene: Scene, db: Database, error: WriteError): void {
  const failure = failureOf(scene, db, error);
  if (db.dialect === 'plain') {
    span.set({ 'db.status': 'error', 'db.error': failure.message });
    if (scene.random.chance(0.5)) span.fail();
    return;
  }
  span.set({ 'error.type': failure.type, ...failure.attributes });
  const isMessageInStatus = scene.random.chance(0.6);
  span.fail(isMessageInStatus ? failure.message : 'write failed');
  if (isMessageInStatus && scene.random.chance(0.5)) return;
  span.addEvent('exception', span.endUs - 50, {
    'exception.type': failure.type,
    'exception.message': failure.message,
  });
}

function failureOf(scene: Scene, db: Database, error: WriteError): Failure {
  switch (familyOf(db.dialect)) {
    case 'influx':
      return influxFailure(scene, db, error);
    case 'postgres': {
      const failure = postgresFailure(scene, db, error);
      return scene.random.chance(0.25) ? inTextOnly(failure) : failure;
    }
    case 'elasticsearch':
      return elasticsearchFailure(scene, error);
    case 'timestream':
      return timestreamFailure(error);
  }
}

function familyOf(dialect: DbDialect): 'influx' | 'postgres' | 'elasticsearch' | 'timestream' {
  switch (dialect) {
    case 'plain':
    case 'influx':
      return 'influx';
    case 'postgres':
    case 'postgresOld':
      return 'postgres';
    case 'elasticsearch':
    case 'timestream':
      return dialect;
  }
}

function influxFailure({ vocabulary, random }: Scene, db: Database, error: WriteError): Failure {
  switch (error) {
    case 'typeConflict': {
      const conflict = `field type conflict: input field "${vocabulary.fields[0]}" on measurement "${db.collection}" is type string, already exists as type float`;
      const message = random.pick([
        `partial write: ${conflict} dropped=1`,
        `failure writing points to database: partial write: ${conflict} dropped=${random.integer(1, 9)}`,
        conflict,
      ]);
      return {
        message,
        type: 'InfluxDBError',
        attributes: { 'db.response.status_code': random.pick(['400', '422']) },
      };
    }
    case 'timeout':
      return { message: 'timeout', type: 'timeout' };
    case 'unavailable':
      return {
        message: 'service unavailable: engine: cache-max-memory-size exceeded',
        type: 'InfluxDBError',
        attributes: { 'db.response.status_code': '503' },
      };
    case 'duplicateKey':
      return {
        message: 'partial write: points beyond retention policy dropped=5',
        type: 'InfluxDBError',
        attributes: { 'db.response.status_code': '422' },
      };
    case 'refused':
      return {
        message: 'authorization failed: write permission on bucket required',
        type: 'InfluxDBError',
        attributes: { 'db.response.status_code': '403' },
      };
    case 'malformed':
      return {
        message: `unable to parse '${db.collection} ${vocabulary.fields[0]}=': missing field value`,
        type: 'InfluxDBError',
        attributes: { 'db.response.status_code': '400' },
      };
  }
}

function postgresFailure({ vocabulary, random }: Scene, db: Database, error: WriteError): Failure {
  switch (error) {
    case 'typeConflict':
      return random.pick([
        sqlFailure('22P02', `invalid input syntax for type double precision: "3.82"`),
        sqlFailure(
          '42804',
          `column "${vocabulary.fields[0]}" is of type double precision but expression is of type text`,
        ),
        sqlFailure('22003', 'value "1e400" is out of range for type double precision'),
      ]);
    case 'timeout':
      return sqlFailure('57014', 'canceling statement due to statement timeout');
    case 'unavailable':
      return sqlFailure('53300', 'sorry, too many clients already');
    case 'duplicateKey':
      return sqlFailure(
        '23505',
        `duplicate key value violates unique constraint "${db.collection}_pkey"`,
      );
    case 'refused':
      return sqlFailure('42501', `permission denied for table ${db.collection}`);
    case 'malformed':
      return random.pick([
        sqlFailure('22001', 'value too long for type character varying(64)'),
        sqlFailure(
          '23502',
          `null value in column "${vocabulary.fields[0]}" violates not-null constraint`,
        ),
      ]);
  }
}

/** Drivers put the SQLSTATE into an attribute, or only into the text. */
function sqlFailure(state: string, message: string): Failure {
  return { message, type: state, attributes: { 'db.response.status_code': state } };
}

function inTextOnly({ message, type }: Failure): Failure {
  return { message: `ERROR: ${message} (SQLSTATE ${type})`, type: 'PgError' };
}

function elasticsearchFailure({ vocabulary, random }: Scene, error: WriteError): Failure {
  switch (error) {
    case 'typeConflict':
      return {
        message: `${random.pick(['mapper_parsing_exception: ', 'document_parsing_exception: [1:87] '])}failed to parse field [${vocabulary.fields[0]}] of type [float] in document with id '${random.hex(20)}'`,
        type: 'ResponseError',
        attributes: { 'db.response.status_code': '400' },
      };
    case 'timeout':
      return { message: 'Request timed out', type: 'TimeoutError' };
    case 'unavailable':
      return {
        message: 'es_rejected_execution_exception: rejected execution of coordinating operation',
        type: 'ResponseError',
        attributes: { 'db.response.status_code': '429' },
      };
    case 'duplicateKey':
      return {
        message: 'version_conflict_engine_exception: document already exists',
        type: 'ResponseError',
        attributes: { 'db.response.status_code': '409' },
      };
    case 'refused':
      return {
        message: 'cluster_block_exception: index read-only / allow delete (api)',
        type: 'ResponseError',
        attributes: { 'db.response.status_code': '403' },
      };
    case 'malformed':
      return {
        message: 'illegal_argument_exception: Limit of total fields [1000] has been exceeded',
        type: 'ResponseError',
        attributes: { 'db.response.status_code': '400' },
      };
  }
}

function timestreamFailure(error: WriteError): Failure {
  switch (error) {
    case 'timeout':
      return { message: 'Connection timed out after 3000ms', type: 'TimeoutError' };
    case 'unavailable':
      return { message: 'Rate exceeded', type: 'ThrottlingException' };
    case 'refused':
      return { message: 'User is not authorized', type: 'AccessDeniedException' };
    case 'malformed':
      return { message: 'The dimension value is empty', type: 'ValidationException' };
    case 'typeConflict':
    case 'duplicateKey':
      return {
        message: 'One or more records have been rejected. See RejectedRecords for details.',
        type: 'RejectedRecordsException',
      };
  }
}
