import type { ReactNode } from 'react';
import controls from '../../../ui/controls/controls.module.css';
import styles from './panel.module.css';

interface SectionProps {
  readonly title: string;
  readonly count?: number;
  readonly children: ReactNode;
}

export function Section({ title, count, children }: SectionProps) {
  return (
    <section className={styles.section}>
      <h3 className={controls.label}>
        {title}
        {count !== undefined && ` ${count}`}
      </h3>
      {children}
    </section>
  );
}
