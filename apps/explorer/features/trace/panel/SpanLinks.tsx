import { Link } from 'wouter';
import type { OneSpan } from '../../../../../shared/api/answers.ts';
import { NONE_COLLAPSED, tracePath } from '../../../url/traceUrl.ts';
import { AttributeList } from './AttributeList.tsx';
import styles from './panel.module.css';
import { Section } from './Section.tsx';

/** Links the span itself carries; they lead to the span in its trace. */
export function SpanLinks({ span }: { readonly span: OneSpan }) {
  if (span.links.length === 0) return undefined;
  return (
    <Section title="Links" count={span.links.length}>
      <ul className={styles.events}>
        {span.links.map((link, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: links may be equal in everything
          <li key={index}>
            <p className={styles.link}>
              {link.traceId === span.traceId ? 'in this trace: ' : 'trace '}
              <Link href={tracePath(link.traceId, linkTo(link.spanId))}>
                {link.traceId === span.traceId ? `span ${link.spanId}` : link.traceId}
              </Link>
            </p>
            <AttributeList attributes={link.attributes} timeUs={span.startUs} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function linkTo(spanId: string) {
  return { spanId, collapsed: NONE_COLLAPSED, q: '', isPanelOpen: true, isFolding: true };
}
