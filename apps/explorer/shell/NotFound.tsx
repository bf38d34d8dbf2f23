import { Link } from 'wouter';
import controls from '../ui/controls/controls.module.css';
import styles from './shell.module.css';

export function NotFound({ path }: { readonly path: string }) {
  return (
    <div className={styles.missing}>
      <h1>There is no page here</h1>
      <p>
        Nothing is at <code>{path}</code>. The link may be cut short.
      </p>
      <Link href="/" className={controls.primary}>
        Go to Search
      </Link>
    </div>
  );
}
