import { type ReactNode, useRef, useState } from 'react';
import { Link, useRoute } from 'wouter';
import controls from '../ui/controls/controls.module.css';
import { Icon } from '../ui/icons/Icon.tsx';
import { Logo } from '../ui/icons/Logo.tsx';
import { TopBarSlotContext } from '../ui/shell/TopBarSlot.tsx';
import { HelpDialog } from '../ui/shortcuts/HelpDialog.tsx';
import { type Shortcut, useShortcuts } from '../ui/shortcuts/useShortcuts.ts';
import { TooltipLayer } from '../ui/tooltip/TooltipLayer.tsx';
import { QueryHelp } from './QueryHelp.tsx';
import { SourceBadge } from './SourceBadge.tsx';
import styles from './shell.module.css';
import { ThemeButton } from './ThemeButton.tsx';

/** The frame of every page: top bar, help, and the layer tooltips are drawn on. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const mainRef = useRef<HTMLElement>(null);
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const shortcuts: readonly Shortcut[] = [
    { keys: ['?'], does: 'this help', on: ['?'], run: () => setIsHelpOpen(true) },
    { keys: ['Esc'], does: 'close what is open' },
  ];
  useShortcuts('Everywhere', shortcuts);

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
          <PageLink href="/">Search</PageLink>
        </nav>
        <div className={styles.right}>
          <SourceBadge />
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

function PageLink({ href, children }: { readonly href: string; readonly children: string }) {
  const [isCurrent] = useRoute(href);
  return (
    <Link href={href} className={styles.page} aria-current={isCurrent ? 'page' : undefined}>
      {children}
    </Link>
  );
}
