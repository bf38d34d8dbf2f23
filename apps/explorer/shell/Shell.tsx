import { type ReactNode, useRef, useState } from 'react';
import { Link, useRoute, useSearch } from 'wouter';
import controls from '../ui/controls/controls.module.css';
import { Icon } from '../ui/icons/Icon.tsx';
import { Logo } from '../ui/icons/Logo.tsx';
import { TopBarSlotContext } from '../ui/shell/TopBarSlot.tsx';
import { HelpDialog } from '../ui/shortcuts/HelpDialog.tsx';
import { type Shortcut, useShortcuts } from '../ui/shortcuts/useShortcuts.ts';
import { TooltipLayer } from '../ui/tooltip/TooltipLayer.tsx';
import { OpenBox } from './OpenBox.tsx';
import { QueryHelp } from './QueryHelp.tsx';
import { SourceBadge } from './SourceBadge.tsx';
import styles from './shell.module.css';
import { ThemeButton } from './ThemeButton.tsx';
import { useRecovery } from './useRecovery.ts';

/** The frame of every page: top bar, help, and the layer tooltips are drawn on. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const mainRef = useRef<HTMLElement>(null);
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const shortcuts: readonly Shortcut[] = [
    { keys: ['?'], does: 'this help', on: ['?'], run: () => setIsHelpOpen(true) },
    { keys: ['Esc'], does: 'close what is open' },
  ];
  const [isSearch] = useRoute('/');
  const [isTrace] = useRoute('/trace/:traceId');
  const lastSearch = useLastSearch(isSearch);
  useShortcuts('Everywhere', shortcuts);
  useRecovery();

  return (
    <div className={styles.shell}>
      <button type="button" className={styles.skip} onClick={() => mainRef.current?.focus()}>
        Skip to the page
      </button>
      <header className={styles.bar}>
        <Link href="/" className={styles.brand}>
          <Logo />
          Hopscope
        </Link>
        <nav aria-label="Pages" className={styles.pages}>
          <Link
            href={isSearch ? '/' : lastSearch}
            className={styles.page}
            aria-current={isSearch ? 'page' : undefined}
          >
            Search
          </Link>
        </nav>
        <div className={styles.right}>
          <SourceBadge />
          {isTrace && <OpenBox />}
          <div ref={setSlot} className={styles.slot} />
          <ThemeButton />
          <button
            type="button"
            className={controls.ghost}
            aria-label="Help"
            onClick={() => setIsHelpOpen(true)}
          >
            <Icon name="help" />
          </button>
        </div>
      </header>
      <main ref={mainRef} className={styles.main} tabIndex={-1}>
        <TopBarSlotContext value={slot}>{children}</TopBarSlotContext>
      </main>
      <HelpDialog isOpen={isHelpOpen} onClose={() => setIsHelpOpen(false)}>
        <QueryHelp />
      </HelpDialog>
      <TooltipLayer />
    </div>
  );
}

/** The search somebody came from, so that leaving a trace by the navigation finds it again. */
function useLastSearch(isSearch: boolean): string {
  const search = useSearch();
  const [last, setLast] = useState('/');
  const current = `/?${search}`;
  if (isSearch && last !== current) setLast(current);
  return last;
}
