import type { WritePlan } from '../journey.ts';
import type { DbDialect, Pipeline } from '../pipeline.ts';
import { type Scene, scopeNamed, type Wording } from '../scene.ts';

export type Database = NonNullable<Pipeline['db']>;

type Speaker = (scene: Scene, db: Database, write: WritePlan) => Wording;

export const DB_WORDINGS: Readonly<Record<DbDialect, Speaker>> = {
  plain: (_scene, db, write) => ({
    operation: write.statement === 'page' ? 'db_read' : 'db_write',
    kind: 'client',
    scope: scopeNamed('tsdb-client', '2.0.1'),
    attributes: {
      'db.system': 'influxdb',
      'db.operation': operationOf(write, 'write'),
      'db.name': db.namespace,
      'db.write_latency_ms': Math.round(write.durationUs / 1000),
      'db.status': write.error === undefined ? 'success' : 'error',
      'server.address': hostOf(db, write),
    },
  }),
  influx: (_scene, db, write) => ({
    operation: `${operationOf(write, 'write')} ${collectionOf(db, write)}`,
    kind: 'client',
    scope: scopeNamed('influxdb3-client', '1.1'),
    attributes: {
      'db.system.name': 'influxdb',
      'db.operation.name': operationOf(write, 'write'),
      'db.namespace': db.namespace,
      'db.collection.name': collectionOf(db, write),
      'db.operation.batch.size': 5,
      'db.query.summary': `${operationOf(write, 'write')} ${collectionOf(db, write)}`,
      'server.address': hostOf(db, write),
      'server.port': 443,
    },
  }),
  postgres: (_scene, db, write) => ({
    operation: summaryOf(db, write),
    kind: 'client',
    scope: scopeNamed('Npgsql', '9.0.2'),
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': operationOf(write, 'INSERT'),
      'db.namespace': db.namespace,
      'db.collection.name': collectionOf(db, write),
      'db.query.summary': summaryOf(db, write),
      'db.operation.batch.size': write.statement === 'write' ? 3 : undefined,
      'server.address': hostOf(db, write),
      'server.port': 5432,
    },
  }),
  postgresOld: (scene, db, write) => ({
    operation: summaryOf(db, write),
    kind: 'client',
    scope: scopeNamed('@opentelemetry/instrumentation-pg', '0.39.1'),
    attributes: {
      'db.system': 'postgresql',
      'db.name': db.namespace,
      'db.operation': operationOf(write, 'INSERT'),
      'db.sql.table': collectionOf(db, write),
      'db.statement': statementOf(scene, db, write),
      'net.peer.name': hostOf(db, write),
      'net.peer.port': 5432,
    },
  }),
  elasticsearch: (_scene, db, write) => ({
    operation: `${operationOf(write, 'index')} ${collectionOf(db, write)}`,
    kind: 'client',
    scope: scopeNamed('elastic-api', '8.19.0'),
    attributes: {
      'db.system.name': 'elasticsearch',
      'db.operation.name': operationOf(write, 'index'),
      'db.collection.name': collectionOf(db, write),
      'db.query.summary': `${operationOf(write, 'index')} ${collectionOf(db, write)}`,
      'http.request.method': 'POST',
      'server.address': hostOf(db, write),
    },
  }),
  timestream: (scene, db, write) => ({
    operation: `Timestream.${write.statement === 'page' ? 'Query' : 'WriteRecords'}`,
    kind: 'client',
    scope: scopeNamed('@opentelemetry/instrumentation-aws-sdk', '0.49.0'),
    attributes: {
      'rpc.system': 'aws-api',
      'rpc.service': 'TimestreamWrite',
      'db.system': 'timestream',
      'db.operation': operationOf(write, 'WriteRecords'),
      'db.namespace': db.namespace,
      'db.collection.name': collectionOf(db, write),
      'aws.region': scene.journey.device.region,
      'server.address': hostOf(db, write),
    },
  }),
};

function operationOf({ statement }: WritePlan, write: string): string {
  switch (statement) {
    case 'write':
    case 'deadLetter':
      return write;
    case 'rollback':
      return 'ROLLBACK';
    case 'page':
      return write === 'INSERT' ? 'SELECT' : 'query';
  }
}

function collectionOf(db: Database, { statement }: WritePlan): string {
  return statement === 'deadLetter' ? `${db.collection}_rejected` : db.collection;
}

function summaryOf(db: Database, write: WritePlan): string {
  const operation = operationOf(write, 'INSERT');
  return write.statement === 'rollback' ? operation : `${operation} ${collectionOf(db, write)}`;
}

function hostOf(db: Database, { host }: WritePlan): string {
  return host === 0 ? db.host : db.host.replace(/^([^.]+)/, `$1-r${host}`);
}

function statementOf({ vocabulary }: Scene, db: Database, write: WritePlan): string {
  const table = collectionOf(db, write);
  const [first] = vocabulary.fields;
  switch (write.statement) {
    case 'page':
      return `SELECT time, ${first} FROM ${table} WHERE device_id = $1 LIMIT 500 OFFSET $2`;
    case 'rollback':
      return 'ROLLBACK';
    case 'write':
    case 'deadLetter':
      return `INSERT INTO ${table} (time, device_id, metric_name, value) VALUES ($1, $2, $3, $4)`;
  }
}
