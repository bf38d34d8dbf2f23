import type { AttributeRecord } from '../attributesOf.ts';
import type { RulePlan } from '../journey.ts';
import type { RuleDialect } from '../pipeline.ts';
import { type Scene, scopeNamed, type Wording } from '../scene.ts';

type Speaker = (scene: Scene, ruleName: string, isMatch: boolean) => Wording;

export const RULE_WORDINGS: Readonly<Record<RuleDialect, Speaker>> = {
  plain: (scene, ruleName, isMatch) => ({
    operation: 'rule_evaluate',
    kind: 'internal',
    scope: scopeNamed('rules', '3.1'),
    attributes: {
      'rule.name': ruleName,
      'rule.action': isMatch ? scene.journey.device.pipeline.rule?.action : undefined,
      ...matched(scene, isMatch),
    },
  }),
  emqx: (scene, ruleName, isMatch) => ({
    operation: 'broker.rule_engine.apply',
    kind: 'internal',
    scope: scopeNamed('emqx'),
    attributes: {
      'client.clientid': '$emqx_rule_internal_clientid',
      'rule.id': `${ruleName}_WH`,
      'rule.name': ruleName,
      'rule.trigger': scene.journey.topic,
      ...matched(scene, isMatch),
    },
  }),
  engine: (scene, ruleName, isMatch) => ({
    operation: `rule_engine_eval ${ruleName}`,
    kind: 'server',
    scope: scopeNamed('grpc', '1.66'),
    attributes: {
      'rpc.system': 'grpc',
      'rpc.service': 'rules.v1.Engine',
      'rule.id': ruleName,
      'rule.name': ruleName,
      ...matched(scene, isMatch),
    },
  }),
};

/** EMQX writes the topic filter that matched where others write a boolean. */
function matched({ journey }: Scene, isMatch: boolean): AttributeRecord {
  const wording = wordingOf(journey.rule, journey.device.pipeline.rule?.dialect, isMatch);
  switch (wording) {
    case 'boolean':
      return { 'rule.matched': isMatch };
    case 'text':
      return { 'rule.matched': String(isMatch) };
    case 'empty':
      return { 'rule.matched': '' };
    case 'topicFilter':
      return { 'rule.matched': journey.topic.replace(journey.device.id, '+') };
  }
}

function wordingOf(
  rule: RulePlan,
  dialect: RuleDialect | undefined,
  isMatch: boolean,
): RulePlan['wording'] {
  if (isMatch)
    return dialect === 'emqx' ? 'topicFilter' : rule.wording === 'empty' ? 'boolean' : rule.wording;
  return rule.wording === 'topicFilter' ? 'boolean' : rule.wording;
}
