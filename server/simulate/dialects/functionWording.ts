import type { AttributeRecord } from '../attributesOf.ts';
import type { FunctionDialect } from '../pipeline.ts';
import { type Scene, scopeNamed, type Wording } from '../scene.ts';

interface Invocation {
  readonly id: string;
  readonly isCold: boolean;
}

type Speaker = (scene: Scene, invocation: Invocation) => Wording;

export const FUNCTION_WORDINGS: Readonly<Record<FunctionDialect, Speaker>> = {
  plain: (scene, invocation) => ({
    operation: 'transform_store',
    kind: 'server',
    scope: scopeNamed('telemetry-processor', '7.2.0'),
    attributes: {
      'function.name': functionName(scene),
      ...coldFlag(scene, 'function.cold_start', invocation),
      'transform.fields_extracted': scene.vocabulary.fields.length + 3,
    },
  }),
  lambdaOld: (scene, invocation) => ({
    operation: functionName(scene),
    kind: 'server',
    scope: scopeNamed('@opentelemetry/instrumentation-aws-lambda', '0.43.0'),
    attributes: {
      'faas.execution': invocation.id,
      'faas.id': functionArn(scene),
      'cloud.account.id': scene.vocabulary.cloud.account,
      ...coldFlag(scene, 'faas.coldstart', invocation),
    },
  }),
  lambda: (scene, invocation) => ({
    operation: functionName(scene),
    kind: 'server',
    scope: scopeNamed('@opentelemetry/instrumentation-aws-lambda', '0.61.0'),
    attributes: {
      'faas.invocation_id': invocation.id,
      'faas.trigger': 'pubsub',
      'cloud.resource_id': functionArn(scene),
      'cloud.account.id': scene.vocabulary.cloud.account,
      ...coldFlag(scene, 'faas.coldstart', invocation),
    },
  }),
  azure: (scene, invocation) => ({
    operation: functionName(scene),
    kind: 'consumer',
    scope: scopeNamed('azure-functions', '4.1'),
    attributes: {
      'faas.invocation_id': invocation.id,
      'faas.trigger': 'pubsub',
      ...coldFlag(scene, 'functions.cold_start', invocation),
    },
  }),
};

/** What the function's resource adds to that of a service. */
export function functionResourceOf(
  scene: Scene,
  version: string,
  instance: string,
): AttributeRecord {
  if (scene.journey.device.pipeline.function?.dialect === 'plain') {
    return { 'service.version': version };
  }
  return { 'faas.name': functionName(scene), 'faas.version': version, 'faas.instance': instance };
}

function functionName({ journey }: Scene): string {
  return journey.device.pipeline.function?.name ?? '';
}

function functionArn(scene: Scene): string {
  const { region } = scene.journey.device;
  return `arn:aws:lambda:${region}:${scene.vocabulary.cloud.account}:function:${functionName(scene)}`;
}

function coldFlag({ journey }: Scene, key: string, { isCold }: Invocation): AttributeRecord {
  switch (journey.coldFlag) {
    case 'boolean':
      return { [key]: isCold };
    case 'text':
      return { [key]: String(isCold) };
    case 'absent':
      return {};
  }
}
